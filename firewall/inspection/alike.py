"""Records that too few others look like, taken out of what would leave: the last thing that is done with an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from firewall.counted import Alike
from firewall.inspection.reading import Failure
from firewall.model import Category, Count, Node, Outcome, Tree, View
from firewall.ordered import Ordered
from firewall.policy.view import ANY, spell

Looks = tuple["Looks", ...] | str | None
"""What of a record tells it from others, as it would leave: what can be compared, and nothing that is written."""


def alike(tree: Tree, view: View) -> tuple[Tree, tuple[Count, ...]]:
    """
    Return a tree without the records that too few others look like, and how many they were.

    Raises :class:`Failure` where its records cannot be found.  What is left of them is no record or enough of them:
    whatever leaves looks like ``least - 1`` others that leave too.
    """
    wanted = view.alike
    if wanted is None:
        return tree, ()
    if all(node.place is None or node.place.is_withheld for node in _nodes(view.root)):
        return {}, ()  # of a route that has no list: how many things were taken out is not told either
    records, node = _found(tree, view, wanted)
    looks = [
        _looks(record, node.any or node, is_seen=_is_seen(node, wanted), wanted=wanted) for record in records
    ]
    times = Counter(looks)
    kept = [record for record, own in zip(records, looks, strict=True) if times[own] >= wanted.least]
    gone = len(records) - len(kept)
    return _put(wanted.records, kept), tuple(_counts(node, wanted, gone)) if gone else ()


def _found(tree: Tree, view: View, wanted: Alike) -> tuple[list[Tree], Node]:
    """One record alone may stand where several are a list of them, and no record where none is."""
    node = view.root
    for step in wanted.records:
        if not isinstance(tree, dict | None) or step not in node.members:
            raise Failure("records-not-found")
        tree, node = tree.get(step) if tree is not None else None, node.members[step]
    if tree is None or (isinstance(tree, dict | Ordered) and wanted.records):
        return [tree] if tree is not None else [], node
    if not isinstance(tree, list) or isinstance(tree, Ordered):
        raise Failure("records-not-found")
    if any(isinstance(record, list) and not isinstance(record, Ordered) for record in tree):
        raise Failure("records-not-found")  # a list of lists: nobody says which of them is a record
    return tree, node


def _looks(tree: Tree, node: Node | None, *, is_seen: bool, wanted: Alike) -> Looks:
    """What nobody declares is of what it stands in; what is declared deeper counts for itself."""
    if node is not None and node.place is not None:
        is_seen = _is_seen(node, wanted)
    if isinstance(tree, dict):
        members = (
            (name, _looks(value, _below(node, name), is_seen=is_seen, wanted=wanted))
            for name, value in sorted(tree.items(), key=_name)
        )
        looks: tuple[Looks, ...] = tuple((name, own) for name, own in members if own is not None)
        return looks if looks or is_seen else None
    if isinstance(tree, list):
        below = node if node is None or isinstance(tree, Ordered) else node.any or node
        looks = tuple(_looks(item, below, is_seen=is_seen, wanted=wanted) for item in tree)
        return looks if is_seen or any(own is not None for own in looks) else None
    return f"{type(tree).__name__}:{tree}" if is_seen else None


def _name(member: tuple[str, Tree]) -> str:
    return member[0]


def _below(node: Node | None, name: str) -> Node | None:
    return None if node is None else node.members.get(name, node.any)


def _is_seen(node: Node, wanted: Alike) -> bool:
    return node.place is None or not wanted.unseen.issuperset(node.place.categories)


def _put(path: tuple[str, ...], records: list[Tree]) -> Tree:
    """
    Return the list, and the way to it.

    INVARIANT: nothing of what stood beside it: as many markers as there were records would tell how many there were.
    """
    return {path[0]: _put(path[1:], records)} if path else records


def _counts(node: Node, wanted: Alike, gone: int) -> Iterator[Count]:
    """How many they were, once for each category by which they were told apart."""
    left = [one for one in _nodes(node) if one.place is not None and not one.place.is_withheld]
    seen = [one for one in left if _is_seen(one, wanted)] or left
    told = {category for one in seen if one.place is not None for category in one.place.categories}
    for category in sorted(told):
        yield Count(spell((*wanted.records, ANY)), Category(category), Outcome.REMOVE, gone)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in (*node.members.values(), *((node.any,) if node.any is not None else ())):
        yield from _nodes(below)
