"""
Places in a tree, as tests name them: JSON Pointer, with ``*`` for any item or any member.

As the engine has it, a list where none is named is each of its items: ``/people/person/name`` is the name of one
person and of many.
"""

from __future__ import annotations

from collections.abc import Iterator

from firewall.model import Path, Tree

ANY = "*"


def steps(place: str) -> Path:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in place.removeprefix("/").split("/"))


def found(tree: Tree, place: str) -> list[Tree]:
    """Return every value that stands at the place."""
    return list(_at(tree, steps(place)))


def stands(tree: Tree, place: str) -> bool:
    return any(True for _ in _at(tree, steps(place)))


def stands_at_all(tree: Tree) -> bool:
    return tree not in (None, {}, [])


def _at(tree: Tree, ahead: Path) -> Iterator[Tree]:
    step, rest = (ahead[0], ahead[1:]) if ahead else ("", ahead)
    if isinstance(tree, list) and tree and step != ANY:
        below, rest = tree, ahead
    elif not ahead:
        yield tree
        return
    elif isinstance(tree, dict):
        below = list(tree.values()) if step == ANY else [tree[step]] if step in tree else []
    else:
        below = tree if isinstance(tree, list) and step == ANY else []
    for one in below:
        yield from _at(one, rest)


def leaves(tree: Tree, before: Path = ()) -> Iterator[Path]:
    """Return where values stand, each place once for all items of a list."""
    if isinstance(tree, dict) and tree:
        for name, value in tree.items():
            yield from leaves(value, (*before, name))
    elif isinstance(tree, list) and tree:
        yield from dict.fromkeys(path for item in tree for path in leaves(item, (*before, ANY)))
    else:
        yield before


def is_within(declared: Path, path: Path) -> bool:
    """Whether a place is a declared one, or stands under it: an item of an undeclared list is what the list is."""
    if not declared or not path:
        return not declared
    is_same = declared[0] in {ANY, path[0]} or path[0] == ANY
    return (is_same and is_within(declared[1:], path[1:])) or (
        path[0] == ANY and declared[0] != ANY and is_within(declared, path[1:])
    )


def said(value: Tree) -> str:
    """A value as a test writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
