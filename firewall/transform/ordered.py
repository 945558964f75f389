"""An object whose members stand one by one, as a reader puts them together."""

from __future__ import annotations

from firewall.model import Tree
from firewall.ordered import Ordered


def gathered(tree: Ordered) -> dict[str, Tree]:
    """Return the object with its members by name: a list where one stands in it more than once."""
    found: dict[str, list[Tree]] = {}
    for item in tree:
        for name, value in item.items() if isinstance(item, dict) else ():
            found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def spoken(tree: Tree, name: str = "") -> str:
    """Return all text in the order in which it is read, with nothing between: tags are no gap to who reads it."""
    if name.startswith("@") or tree is None:
        return ""
    if isinstance(tree, dict):
        return "".join(spoken(value, key) for key, value in tree.items())
    if isinstance(tree, list):
        return "".join(spoken(item, name) for item in tree)
    return str(tree)
