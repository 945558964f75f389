"""
A tree and a View in, the tree that may leave out.

A new tree is built and only declared members are taken over, so what nobody thought of
stays behind.  On the way the texts that would leave are collected for the detectors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from firewall.model import UNCLASSIFIED, Category, Count, Field, Node, Outcome, Place, Treatment, Tree, View
from firewall.transform.values import Pseudonymize, treated

Accepts = Callable[[str], tuple[Category, ...]]
"""The categories for which an intake takes a member of this name; none where it does not."""

UNDECLARED = "?"
"""How an undeclared member appears in every record: its name may be somebody's."""

MARKERS: dict[str, Tree] = {
    "text": "withheld",
    "number": 0,
    "boolean": False,
    "null": None,
    "list": [],
    "object": {},
}

Holder = dict[str, Tree] | list[Tree]


@dataclass(slots=True)
class Pruned:
    """
    ``fields`` are the texts that would leave, ``places`` where each of them stands.

    ``spots`` tells, for texts that may be cut, where they are in the tree.  ``keys`` are member
    names that no file declares, under a declared member: data like any other.
    """

    tree: Tree = None
    fields: list[Field] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    spots: dict[int, tuple[Holder, str | int]] = field(default_factory=dict)
    keys: set[tuple[str, Place]] = field(default_factory=set)
    seen: dict[Place, int] = field(default_factory=dict)
    undeclared: int = 0

    def counts(self) -> tuple[Count, ...]:
        found = [
            Count(place.pattern, category, place.treatment.outcome, times)
            for place, times in self.seen.items()
            for category in place.categories
        ]
        if self.undeclared:
            found.append(Count(UNDECLARED, UNCLASSIFIED, Outcome.REMOVE, self.undeclared))
        return tuple(found)


def prune(tree: Tree, view: View, accepts: Accepts | None, pseudonymize: Pseudonymize) -> Pruned:
    """Build what may leave.  Detectors have not spoken yet."""
    pruning = _Pruning(accepts, pseudonymize)
    pruning.out.tree = pruning.structure(tree, view.root)
    return pruning.out


class _Pruning:
    """One walk.  ``_members`` is the hot loop: a place's verdict is one comparison, a text two appends."""

    def __init__(self, accepts: Accepts | None, pseudonymize: Pseudonymize) -> None:
        self.out = Pruned()
        self._accepts = accepts
        self._pseudonymize = pseudonymize

    def structure(self, tree: Tree, node: Node) -> Tree:
        """A part that is declared only further down: its shape stays the same whatever is in it."""
        if isinstance(tree, dict):
            return self._members(tree, node)
        if isinstance(tree, list):
            return self._items(tree, node)
        self.out.undeclared += tree is not None
        return [] if node.any is not None and not node.members else {}

    def _members(self, tree: dict[str, Tree], node: Node) -> dict[str, Tree]:
        kept: dict[str, Tree] = {}
        members, others = node.members, node.any
        seen, fields, places = self.out.seen, self.out.fields, self.out.places
        for name, value in tree.items():
            below = members.get(name, others)
            if below is None:
                self._undeclared(kept, name, value)
            elif below is not others and below.drops and below.place is not None:
                seen[below.place] = seen.get(below.place, 0) + 1
            elif below is not others and below.plain and type(value) is str and below.place is not None:
                seen[below.place] = seen.get(below.place, 0) + 1
                kept[name] = value
                fields.append(_field(Field, (name, value)))
                places.append(below.place)
            elif below is others:
                self._anything(kept, name, value, below)
            elif below.place is None:
                kept[name] = self.structure(value, below)
            else:
                self._declared(kept, name, value, below, below.place)
        return kept

    def _anything(self, kept: dict[str, Tree], name: str, value: Tree, node: Node) -> None:
        """A key that stands for anything is data: it leaves only where its member is declared, and is."""
        place = node.place
        if place is None:
            self.out.undeclared += 1
        elif place.is_withheld:
            self._see(place, 1)
        else:
            self._key(name, place)
            self._declared(kept, name, value, node, place)

    def _items(self, tree: list[Tree], node: Node) -> list[Tree]:
        below = node.any
        if below is None:
            self.out.undeclared += len(tree)
            return []
        if below.place is None:
            return [self.structure(item, below) for item in tree]
        if below.place.is_withheld:
            self._see(below.place, len(tree))
            return []  # as many as there were would tell how many there were
        kept: list[Tree] = [None] * len(tree)
        for number, item in enumerate(tree):
            self._declared(kept, number, item, below, below.place)
        return kept

    def _undeclared(self, kept: dict[str, Tree], name: str, value: Tree) -> None:
        """Removed; but an intake keeps what its name says it accepts."""
        categories = self._accepts(name) if self._accepts is not None else ()
        if categories:
            place = Place(UNDECLARED, categories, _RELEASE, cuts=True)
            self._declared(kept, name, value, _LEAF, place)
        else:
            self.out.undeclared += 1

    def _declared(self, kept: Holder, key: str | int, value: Tree, node: Node, place: Place) -> None:
        seen = self.out.seen
        seen[place] = seen.get(place, 0) + 1
        if place.treatment.outcome >= Outcome.REMOVE:
            if place.marker is not None:
                kept[key] = MARKERS[place.marker]  # type: ignore[index]  # the key came with its holder
            return
        name = key if type(key) is str else ""
        kept[key] = self._covered(value, name, node, place, kept, key)  # type: ignore[index]  # as above

    def _covered(
        self, value: Tree, name: str, node: Node, place: Place, holder: Holder, key: str | int
    ) -> Tree:
        """A value under a declared member; deeper declarations still count for themselves."""
        if type(value) is str:
            if place.cuts:
                self.out.spots[len(self.out.fields)] = (holder, key)
            self._read(value, name, place)
        elif isinstance(value, dict):
            return self._covered_members(value, node, place)
        elif isinstance(value, list):
            return self._covered_items(value, name, node, place)
        elif value is not None and not isinstance(value, bool):
            self._read(str(value), name, place)
        if place.treatment.outcome is Outcome.RELEASE:
            return value
        return treated(value, place.treatment, self._pseudonymize)  # the detectors read it as it was

    def _covered_items(self, tree: list[Tree], name: str, node: Node, place: Place) -> list[Tree]:
        below = node.any or node  # a list where one was declared: what is said of the one counts for each
        if below is not node and below.place is not None:
            return self._items(tree, node)
        items: list[Tree] = []
        for number, item in enumerate(tree):
            items.append(self._covered(item, name, below, place, items, number))
        return items

    def _covered_members(self, tree: dict[str, Tree], node: Node, place: Place) -> dict[str, Tree]:
        kept: dict[str, Tree] = {}
        members, others = node.members, node.any
        for name, value in tree.items():
            below = members.get(name, others)
            if below is None or (below is others and below.place is None):
                self._key(name, place)
                kept[name] = self._covered(value, name, below or _LEAF, place, kept, name)
            elif below is others:
                self._anything(kept, name, value, below)
            elif below.place is not None:
                self._declared(kept, name, value, below, below.place)
            else:
                kept[name] = self._covered(value, name, below, place, kept, name)
        return kept

    def _see(self, place: Place, times: int) -> None:
        self.out.seen[place] = self.out.seen.get(place, 0) + times

    def _key(self, name: str, place: Place) -> None:
        if (name, place) not in self.out.keys:
            self.out.keys.add((name, place))
            self._read(name, "", place)

    def _read(self, text: str, name: str, place: Place) -> None:
        self.out.fields.append(_field(Field, (name, text)))
        self.out.places.append(place)


def cut(pruned: Pruned, spans: list[tuple[int, int, int]]) -> None:
    """Cut ``(field, start, end)`` out of the texts that leave; overlapping spans are one."""
    by_field: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in spans:
        by_field.setdefault(number, []).append((start, end))
    for number, ranges in by_field.items():
        if number in pruned.spots:
            holder, key = pruned.spots[number]
            holder[key] = _without(pruned.fields[number].text, sorted(ranges))  # type: ignore[index]  # the key came with its holder


CUT = "[withheld]"


def _without(text: str, ranges: list[tuple[int, int]]) -> str:
    out: list[str] = []
    at = 0
    for start, end in ranges:
        if start >= at:
            out += (text[at:start], CUT)
        at = max(at, end)
    return "".join((*out, text[at:]))


_field = tuple.__new__
"""A named tuple made without its own constructor, which takes longer than the rest of a text's way."""

_LEAF = Node()
_RELEASE = Treatment(Outcome.RELEASE)
