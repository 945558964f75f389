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
    ``fields`` are the texts that would leave, each with the place it stands in and where to cut it.

    ``keys`` are member names that no file declares, under a declared member: data like any other.
    """

    tree: Tree = None
    fields: list[Field] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    holders: list[tuple[Holder, str | int] | None] = field(default_factory=list)
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
        for name, value in tree.items():
            below = members.get(name, others)
            if below is None:
                self._undeclared(kept, name, value)
            elif below.place is None:
                kept[name] = self.structure(value, below)
            else:
                self._declared(kept, name, value, below, below.place)
                if below is others:
                    self._text(name, "", below.place, None)  # a key that stands for anything is data
        return kept

    def _items(self, tree: list[Tree], node: Node) -> list[Tree]:
        if node.any is None:
            self.out.undeclared += len(tree)
            return []
        kept: list[Tree] = []
        for item in tree:
            if node.any.place is None:
                kept.append(self.structure(item, node.any))
            else:
                self._item(kept, item, node.any, node.any.place)
        return kept

    def _item(self, kept: list[Tree], item: Tree, node: Node, place: Place) -> None:
        holder: dict[str, Tree] = {}
        self._declared(holder, "", item, node, place)
        if holder:
            kept.append(holder[""])
            self._move(holder, kept)

    def _move(self, holder: Holder, kept: list[Tree]) -> None:
        for number in range(len(self.out.holders) - 1, -1, -1):
            where = self.out.holders[number]
            if where is None or where[0] is not holder:
                break
            self.out.holders[number] = (kept, len(kept) - 1)

    def _undeclared(self, kept: dict[str, Tree], name: str, value: Tree) -> None:
        """Removed; but an intake keeps what its name says it accepts."""
        categories = self._accepts(name) if self._accepts is not None else ()
        if categories:
            place = Place(UNDECLARED, categories, Treatment(Outcome.RELEASE), cuts=True)
            self._declared(kept, name, value, _LEAF, place)
        else:
            self.out.undeclared += 1

    def _declared(self, kept: dict[str, Tree], name: str, value: Tree, node: Node, place: Place) -> None:
        seen = self.out.seen
        seen[place] = seen.get(place, 0) + 1
        outcome = place.treatment.outcome
        if outcome >= Outcome.REMOVE:
            if place.marker is not None:
                kept[name] = MARKERS[place.marker]
            return
        if outcome is Outcome.RELEASE:
            kept[name] = self._covered(value, name, node, place, kept, name)
            return
        self._covered(value, name, node, place, kept, name)  # the detectors read the value as it was
        kept[name] = treated(value, place.treatment, self._pseudonymize)

    def _covered(  # noqa: PLR0911  # one return a JSON type
        self, value: Tree, name: str, node: Node, place: Place, holder: Holder, key: str | int
    ) -> Tree:
        """A value under a declared member; deeper declarations still count for themselves."""
        if type(value) is str:
            self._text(value, name, place, (holder, key))
            return value
        if isinstance(value, dict):
            return self._covered_members(value, node, place)
        if isinstance(value, list):
            items: list[Tree] = []
            below = node.any or _LEAF
            for number, item in enumerate(value):
                items.append(self._covered(item, name, below, place, items, number))
            return items
        if value is not None and not isinstance(value, bool):
            self._text(str(value), name, place, None)
        return value

    def _covered_members(self, tree: dict[str, Tree], node: Node, place: Place) -> dict[str, Tree]:
        kept: dict[str, Tree] = {}
        for name, value in tree.items():
            below = node.members.get(name, node.any)
            if below is not None and below.place is not None:
                self._declared(kept, name, value, below, below.place)
                continue
            if below is None:
                self.out.keys.add((name, place))
            kept[name] = self._covered(value, name, below or _LEAF, place, kept, name)
        return kept

    def _text(self, text: str, name: str, place: Place, where: tuple[Holder, str | int] | None) -> None:
        out = self.out
        out.fields.append(Field(name, text))
        out.places.append(place)
        out.holders.append(where)


def cut(pruned: Pruned, spans: list[tuple[int, int, int]]) -> None:
    """Cut ``(field, start, end)`` out of the texts that leave; overlapping spans are one."""
    by_field: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in spans:
        by_field.setdefault(number, []).append((start, end))
    for number, ranges in by_field.items():
        where = pruned.holders[number]
        if where is not None:
            holder, key = where
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


_LEAF = Node()
