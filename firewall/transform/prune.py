"""
A tree and a View in, the tree that may leave out.

A new tree is built and only declared members are taken over, so what nobody thought of
stays behind.  On the way the texts that would leave are collected for the detectors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from firewall.model import UNCLASSIFIED, Category, Count, Node, Outcome, Place, Shape, Treatment, Tree, View
from firewall.transform.values import Pseudonymize, treated

Tells = Callable[[tuple[str, ...]], bool]
"""Whether an object with members of these names could say more together than each of them."""

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

SHAPES = 64
"""Remembered for one place: a service's records have few, and who sends to an intake may send any."""


class Object(NamedTuple):
    """
    An object that would leave, and the names of what was taken out of it in every record alike.

    ``covering`` is the place around it, where it has none of its own.
    """

    members: dict[str, Tree]
    gone: tuple[str, ...]
    node: Node
    covering: Place | None


def _never(_: tuple[str, ...]) -> bool:
    return False


@dataclass(slots=True)
class Pruned:
    """
    ``texts`` are those that would leave, ``places`` where each of them stands.

    ``spots`` tells, for texts that may be cut, where they are in the tree.  ``keys`` are member
    names that no file declares, under a declared member: data like any other.  ``gone`` is what does
    not leave as it was, with its place; ``strays`` are the undeclared members among it, with their names.
    ``objects`` may say more by their members together.
    """

    tree: Tree = None
    texts: list[str] = field(default_factory=list, repr=False)
    places: list[Place] = field(default_factory=list)
    spots: dict[int, tuple[Holder, str | int]] = field(default_factory=dict)
    keys: set[tuple[str, Place]] = field(default_factory=set)
    seen: dict[Place, int] = field(default_factory=dict)
    shapes: dict[Shape, int] = field(default_factory=dict)
    gone: list[tuple[Tree, Place]] = field(default_factory=list, repr=False)
    strays: list[tuple[str, Tree]] = field(default_factory=list, repr=False)
    objects: list[Object] = field(default_factory=list, repr=False)
    undeclared: int = 0

    def met(self) -> dict[Place, int]:
        """How often each declared place was met."""
        met = dict(self.seen)
        for shape, times in self.shapes.items():
            for place in (*shape.places, *(place for _, place in shape.dropped)):
                met[place] = met.get(place, 0) + times
        return met

    @property
    def has_dropped(self) -> bool:
        """Whether anything stayed behind."""
        return (
            self.undeclared > 0
            or any(shape.dropped for shape in self.shapes)
            or any(place.is_withheld for place in self.seen)
        )

    def counts(self) -> tuple[Count, ...]:
        found = [
            Count(place.pattern, category, place.treatment.outcome, times)
            for place, times in self.met().items()
            for category in place.categories
        ]
        if self.undeclared:
            found.append(Count(UNDECLARED, UNCLASSIFIED, Outcome.REMOVE, self.undeclared))
        return tuple(found)


def prune(
    tree: Tree, view: View, accepts: Accepts | None, pseudonymize: Pseudonymize, tells: Tells = _never
) -> Pruned:
    """
    Build what may leave.  Detectors have not spoken yet.

    An answer is the same whether or not there was something in it that must not leave: a marker
    stands in every record, and a part in which nothing is left does not.
    """
    pruning = _Pruning(accepts, pseudonymize, tells, is_answer=view.accepts is None)
    pruning.out.tree = pruning.structure(tree, view.root)
    return pruning.out


class _Pruning:
    """One walk.  ``_members`` is the hot path: what can be said of a shape is said once, not once a record."""

    def __init__(
        self, accepts: Accepts | None, pseudonymize: Pseudonymize, tells: Tells, *, is_answer: bool
    ) -> None:
        self.out = Pruned()
        self._is_answer = is_answer
        self._accepts = accepts
        self._pseudonymize = pseudonymize
        self._tells = tells
        self._tell: dict[Shape, bool] = {}
        self._read_names: dict[tuple[object, ...], bool] = {}

    def structure(self, tree: Tree, node: Node) -> Tree:
        """A part that is declared only further down."""
        if isinstance(tree, dict):
            return self._members(tree, node)
        if isinstance(tree, list):
            return self._items(tree, node)
        self.out.undeclared += tree is not None
        return [] if node.any is not None and not node.members else {}

    def _members(self, tree: dict[str, Tree], node: Node) -> dict[str, Tree]:
        out = self.out
        shape = _shape(tree, node, everywhere=self._is_answer)
        out.shapes[shape] = out.shapes.get(shape, 0) + 1
        out.gone += [(tree[name], place) for name, place in shape.dropped]
        kept: dict[str, Tree] = dict.fromkeys(shape.kept)
        texts = [tree[name] for name in shape.plain]
        if _TEXT.issuperset(map(type, texts)):
            kept.update(zip(shape.plain, texts, strict=True))
            out.texts += texts  # type: ignore[arg-type]  # all of them are, as was just asked
            out.places += shape.places
        else:
            for name, place in zip(shape.plain, shape.places, strict=True):
                kept[name] = self._covered(tree[name], node.members[name], place, kept, name)
        for name, below in shape.others:
            self._other(kept, name, tree.get(name), below, node)
        for name in shape.undeclared:
            self._undeclared(kept, name, tree[name])
        tells = self._tell.get(shape)
        if tells is None:
            tells = self._tell[shape] = self._tells((*kept, *_gone(shape)))
        if tells:
            out.objects.append(Object(kept, tuple(_gone(shape)), node, None))
        return kept

    def _other(self, kept: dict[str, Tree], name: str, value: Tree, below: Node, node: Node) -> None:
        if below is node.any:
            self._anything(kept, name, value, below)
        elif below.place is None:
            self._part(kept, name, value, below)
        else:
            self._declared(kept, name, value, below, below.place)

    def _part(self, kept: dict[str, Tree], name: str, value: Tree, below: Node) -> None:
        part = self.structure(value, below)
        is_empty_list = isinstance(value, list) and below.any is not None and below.any.place is not None
        if self._is_answer and _is_blank(part, below) and not (is_empty_list or below.stays):
            del kept[name]  # an empty part would tell that there was something in it
        else:
            kept[name] = part

    def _anything(self, kept: dict[str, Tree], name: str, value: Tree, node: Node) -> None:
        """A key that stands for anything is data: it leaves only where its member is declared, and is."""
        place = node.place
        if place is None:
            self._stray(name, value)
        elif place.is_withheld:
            self._see(place, 1)
            self.out.gone.append((value, place))
        else:
            self._key(name, place)
            self._declared(kept, name, value, node, place)

    def _items(self, tree: list[Tree], node: Node) -> list[Tree]:
        below = node.any
        if below is None:
            self.out.undeclared += len(tree)
            return []
        if below.place is None:
            parts = [self.structure(item, below) for item in tree]
            return [part for part in parts if not _is_blank(part, below)] if self._is_answer else parts
        if below.place.is_withheld:
            self._see(below.place, len(tree))
            self.out.gone += [(item, below.place) for item in tree]
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
            self._stray(name, value)

    def _declared(self, kept: Holder, key: str | int, value: Tree, node: Node, place: Place) -> None:
        seen = self.out.seen
        seen[place] = seen.get(place, 0) + 1
        if place.treatment.outcome >= Outcome.REMOVE:
            self.out.gone.append((value, place))
            if place.marker is not None:
                kept[key] = MARKERS[place.marker]  # type: ignore[index]  # the key came with its holder
            return
        kept[key] = self._covered(value, node, place, kept, key)  # type: ignore[index]  # as above

    def _covered(self, value: Tree, node: Node, place: Place, holder: Holder, key: str | int) -> Tree:
        """A value under a declared member; deeper declarations still count for themselves."""
        if type(value) is str:
            if place.cuts:
                self.out.spots[len(self.out.texts)] = (holder, key)
            self._read(value, place)
        elif isinstance(value, dict):
            return self._covered_members(value, node, place)
        elif isinstance(value, list):
            return self._covered_items(value, node, place)
        elif value is not None and not isinstance(value, bool):
            self._read(str(value), place)
        if place.treatment.outcome is Outcome.RELEASE:
            return value
        self.out.gone.append((value, place))
        return treated(value, place.treatment, self._pseudonymize)  # the detectors read it as it was

    def _covered_items(self, tree: list[Tree], node: Node, place: Place) -> list[Tree]:
        below = node.any or node  # a list where one was declared: what is said of the one counts for each
        if below is not node and below.place is not None:
            return self._items(tree, node)
        items: list[Tree] = []
        for number, item in enumerate(tree):
            items.append(self._covered(item, below, place, items, number))
        return items

    def _covered_members(self, tree: dict[str, Tree], node: Node, place: Place) -> dict[str, Tree]:
        is_flat = not node.members and node.any is None and _is_plain(place)
        if is_flat and _TEXT.issuperset(map(type, tree.values())):
            self._covered_texts(tree, node, place)
            return tree
        kept: dict[str, Tree] = {}
        members, others = node.members, node.any
        for name, value in tree.items():
            below = members.get(name, others)
            is_undeclared = below is None or (below is others and below.place is None)
            if is_undeclared and place.treatment.outcome is not Outcome.RELEASE:
                self._stray(name, value)  # a key is data too, and one that nobody declared cannot be treated
            elif below is None or is_undeclared:
                self._key(name, place)
                kept[name] = self._covered(value, below or _LEAF, place, kept, name)
            elif below is others:
                self._anything(kept, name, value, below)
            elif below.place is not None:
                self._declared(kept, name, value, below, below.place)
            else:
                self._covered_part(kept, name, value, below, place)
        if self._is_answer:
            self._mark(kept, node)
        if self._tells(tuple(kept)):
            self.out.objects.append(Object(kept, (), node, place))
        return kept

    def _covered_texts(self, tree: dict[str, Tree], node: Node, place: Place) -> None:
        """Texts that leave as they are: the names of such an object are read once."""
        out = self.out
        names = (place, *tree)
        tells = self._read_names.get(names)
        if tells is None:
            tells = self._read_names[names] = self._tells(tuple(tree))
            for name in tree:
                self._key(name, place)
        if tells:
            out.objects.append(Object(tree, (), node, place))
        out.texts += tree.values()  # type: ignore[arg-type]  # all of them are, as the caller asked
        out.places += [place] * len(tree)

    def _covered_part(self, kept: dict[str, Tree], name: str, value: Tree, below: Node, place: Place) -> None:
        part = self._covered(value, below, place, kept, name)
        if not (self._is_answer and isinstance(value, dict) and _is_blank(part, below)):
            kept[name] = part

    def _mark(self, kept: dict[str, Tree], node: Node) -> None:
        """Markers stand in every record, and last: their place would tell, too."""
        for name, below in _marked(node).items():
            kept.pop(name, None)
            self._declared(kept, name, None, below, below.place)  # type: ignore[arg-type]  # a marked one has a place

    def _stray(self, name: str, value: Tree) -> None:
        self.out.undeclared += 1
        self.out.strays.append((name, value))

    def _see(self, place: Place, times: int) -> None:
        self.out.seen[place] = self.out.seen.get(place, 0) + times

    def _key(self, name: str, place: Place) -> None:
        if (name, place) not in self.out.keys:
            self.out.keys.add((name, place))
            self._read(name, place)

    def _read(self, text: str, place: Place) -> None:
        self.out.texts.append(text)
        self.out.places.append(place)


def _gone(shape: Shape) -> Iterator[str]:
    return chain((name for name, _ in shape.dropped), shape.undeclared)


def _is_blank(part: Tree, node: Node) -> bool:
    """Whether nothing but markers, which stand last, is left of a part."""
    if not isinstance(part, dict) or not part:
        return part in ([], {})
    first = node.members.get(next(iter(part)))
    return first is not None and first.place is not None and first.place.is_withheld


def _marked(node: Node) -> dict[str, Node]:
    return {
        name: below
        for name, below in node.members.items()
        if below.place is not None and below.place.is_withheld and below.place.marker is not None
    }


def _shape(tree: dict[str, Tree], node: Node, *, everywhere: bool) -> Shape:
    """Work out what happens to an object with these names, or remember it."""
    names = tuple(tree)
    shape = node.shapes.get(names)
    if shape is None:
        shape = _worked_out(tree, node, _marked(node) if everywhere else {})
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
    plain = tuple(name for name, place in places.items() if _is_plain(place) and isinstance(tree[name], str))
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


def _is_plain(place: Place) -> bool:
    return place.treatment.outcome is Outcome.RELEASE and not place.cuts


def cut(pruned: Pruned, spans: list[tuple[int, int, int]]) -> None:
    """Cut ``(field, start, end)`` out of the texts that leave; overlapping spans are one."""
    by_field: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in spans:
        by_field.setdefault(number, []).append((start, end))
    for number, ranges in by_field.items():
        if number in pruned.spots:
            holder, key = pruned.spots[number]
            holder[key] = _without(pruned.texts[number], sorted(ranges))  # type: ignore[index]  # the key came with its holder


CUT = "[withheld]"


def _without(text: str, ranges: list[tuple[int, int]]) -> str:
    out: list[str] = []
    at = 0
    for start, end in ranges:
        if start >= at:
            out += (text[at:start], CUT)
        at = max(at, end)
    return "".join((*out, text[at:]))


_TEXT = frozenset({str})

_LEAF = Node()
_RELEASE = Treatment(Outcome.RELEASE)
