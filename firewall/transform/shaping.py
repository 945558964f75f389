"""What happens to an object with members of certain names, worked out once and not once a record."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from firewall.model import Node, Outcome, Place, Shape, Tree
from firewall.ordered import TEXT, Ordered

SHAPES = 64
"""Remembered for one place: a service's records have few, and who sends to an intake may send any."""


def gone_of(shape: Shape) -> Iterator[str]:
    return chain((name for name, _ in shape.dropped), shape.undeclared)


def is_blank(part: Tree, node: Node) -> bool:
    """Whether nothing but markers, which stand last, is left of a part."""
    if isinstance(part, Ordered) and part:
        part = part[0]
    if not isinstance(part, dict) or not part:
        return part in ([], {})
    first = node.members.get(next(iter(part)))
    return first is not None and first.place is not None and first.place.is_withheld


def marked_of(node: Node) -> dict[str, Node]:
    return {
        name: below
        for name, below in node.members.items()
        if below.place is not None and below.place.is_withheld and below.place.marker is not None
    }


def shape_of(tree: dict[str, Tree], node: Node, *, everywhere: bool) -> Shape:
    """Work out what happens to an object with these names, or remember it."""
    names = tuple(tree)
    shape = node.shapes.get(names)
    if shape is None:
        shape = _worked_out(tree, node, marked_of(node) if everywhere else {})
        if len(node.shapes) < SHAPES:
            node.shapes[names] = shape
    return shape


def _worked_out(tree: dict[str, Tree], node: Node, marked: dict[str, Node]) -> Shape:
    """``marked`` are the members whose markers stand in every record, whatever is in it."""
    found = {name: node.members.get(name, node.any) for name in tree}
    places = {
        n: b.place for n, b in found.items() if b is not None and b is not node.any and b.place is not None
    }
    dropped = tuple(name for name, place in places.items() if place.is_withheld and place.marker is None)
    # Taken for text where this one is; an object with another type there is looked at value by value.
    plain = tuple(
        name
        for name, place in places.items()
        if is_plain(place) and isinstance(tree[name], str) and not has_parts(node.members[name])
    )
    undeclared = tuple(name for name, below in found.items() if below is None)
    special = {*dropped, *plain, *undeclared, *marked}
    others = (*((n, b) for n, b in found.items() if b is not None and n not in special), *marked.items())
    # Those that stand for anything may stay behind after all, so they are not kept in advance.
    gone = {*dropped, *undeclared, *marked}
    kept = (*(n for n in tree if n not in gone and found[n] is not node.any), *marked)
    return Shape(
        kept=kept,
        plain=plain,
        places=tuple(places[name] for name in plain),
        others=others,
        dropped=tuple((name, places[name]) for name in dropped),
        undeclared=undeclared,
    )


def is_whole(shape: Shape, tree: dict[str, Tree]) -> bool:
    """Whether all of an object leaves as it is, where its members are texts."""
    return len(shape.plain) == len(tree) and not shape.others


def readings(names: tuple[str, ...], node: Node) -> Iterator[tuple[str, ...]]:
    """
    Yield what the members of an object are called by themselves, where a request gave them names.

    One name may stand for members of several, each of another type: one reading a type.
    """
    own = [node.own.get(name, (name,)) for name in names]
    for turn in range(max(map(len, own), default=0)):
        yield tuple(each[min(turn, len(each) - 1)] for each in own)


def is_plain(place: Place) -> bool:
    return place.treatment.outcome is Outcome.RELEASE and not place.cuts


def has_parts(node: Node) -> bool:
    """Whether a text that stands there alone is one with more beside it: its attributes may be left out."""
    return bool(node.members) and (
        TEXT in node.members or any(name.startswith("@") for name in marked_of(node))
    )
