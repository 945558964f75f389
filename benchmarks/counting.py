"""
How often each category occurs at each place of a document: names, values and phrases, and no more.

The least that looking costs, for the benchmark: the lexicon and the scanner of the product under a walk that does
nothing else.  What a requester gets is made in ``firewall.inspection``, which also cuts, counts and
compares; findings where they stand are told by ``firewall.detect.document``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import lru_cache
from itertools import chain, repeat
from operator import itemgetter
from typing import NamedTuple, TypeGuard, cast

from firewall.detect import Detectors
from firewall.detect.recognizer import ACTS
from firewall.model import Category, Path, Tree

BY_NAME = "name"
"""The detector of what a name says."""

MEMBERS = 256
"""Kept for one place.  An object with more is a table whose keys are data: its places are told as ``*``."""

_OBJECT, _LIST = frozenset({dict}), frozenset({list})
_NUMBER = frozenset({int, float, Decimal})
_WIDE = 6
"""Names of an object from which on it is faster to take an object at a time than a name at a time."""
_NONE: frozenset[Category] = frozenset()
_FREE = frozenset({"case_notes"})
"""Under these names people write whatever they like; any other name that says something has decided."""
_STRICTEST = "immigration"
"""Under such a name nothing below could make it stricter, so names below are not read either."""


@lru_cache(maxsize=1024)
def _say(categories: frozenset[Category]) -> tuple[bool, bool]:
    """Tell whether a name with these categories decides what stands there, and whether nothing could be stricter."""
    strictest = any(c == _STRICTEST or c.startswith(f"{_STRICTEST}.") for c in categories)
    return not categories <= _FREE, strictest


class Seen(NamedTuple):
    """A category at a place (``*`` for any item), by a detector."""

    path: Path
    category: Category
    detector: str


class _Node:
    """A place, and how many values stand there."""

    __slots__ = (
        "above",
        "any",
        "categories",
        "is_decided",
        "is_strictest",
        "members",
        "path",
        "step",
        "times",
    )

    def __init__(self, above: _Node | None, step: str, categories: frozenset[Category]) -> None:
        self.above = above
        self.step = step
        self.categories = categories
        self.is_decided, self.is_strictest = _say(categories)
        self.members: dict[str, _Node] = {}
        self.any: _Node | None = None
        self.times = 0
        self.path: Path = ()


def summarize(tree: Tree, detectors: Detectors) -> Counter[Seen]:
    """
    Count what the names, texts and numbers of a document say, with the confidence on which one acts.

    Texts are read where no name has decided what stands there, and where people write what they like; who
    needs to know what else may stand under a name asks ``document.examine``.  A key that is itself data is
    told as ``*``.  Raises what a recognizer raises, and TooManyError.
    """
    walk = _Walk(detectors)
    walk.run(tree)
    return walk.counted()


def _by_name(objects: Sequence[dict[str, Tree]]) -> Iterable[tuple[str, Sequence[Tree]]]:
    """Return the values of each name; objects of most documents have all the same names."""
    names = tuple(objects[0])
    if set(map(len, objects)) == {len(names)}:
        with suppress(KeyError):
            if len(names) < _WIDE:
                return [(name, list(map(itemgetter(name), objects))) for name in names]
            rows = map(itemgetter(*names), objects)
            return zip(names, zip(*rows, strict=True), strict=True)
    values: dict[str, list[Tree]] = {}
    for one in objects:
        for name, value in one.items():
            values.setdefault(name, []).append(value)
    return values.items()


def _are_texts(values: Sequence[Tree]) -> TypeGuard[Sequence[str]]:
    """To join them takes half the time of asking each what it is."""
    try:
        return bool("".join(values) or values)  # type: ignore[arg-type]  # that is the question
    except TypeError:
        return False


class _Walk:
    """Goes down a document place by place, with all the values of a place at once: records are alike."""

    def __init__(self, detectors: Detectors) -> None:
        self._detectors = detectors
        self._categories = detectors.names.categories
        self._nodes = [_Node(None, "", _NONE)]
        self._texts: list[str] = []
        self._places: list[_Node] = []
        self._keys: dict[str, list[_Node]] = {}
        self._waiting: list[tuple[Sequence[Tree], _Node]] = []

    def run(self, tree: Tree) -> None:
        self._go([tree], self._nodes[0])
        while self._waiting:
            self._values(*self._waiting.pop())

    def _go(self, values: Sequence[Tree], place: _Node) -> None:
        place.times += len(values)
        if not place.is_strictest:
            self._waiting.append((values, place))

    def _values(self, values: Sequence[Tree], place: _Node) -> None:
        if _are_texts(values):
            self._read(values, place)
            return
        kinds = frozenset(map(type, values))
        if kinds == _OBJECT:
            self._objects(cast("Sequence[dict[str, Tree]]", values), place)
        elif kinds == _LIST:
            self._go(list(chain.from_iterable(cast("Sequence[list[Tree]]", values))), self._item(place))
        elif len(kinds) > 1:
            self._apart(values, place)
        elif kinds <= _NUMBER:
            self._read(list(map(str, values)), place)

    def _read(self, texts: Sequence[str], place: _Node) -> None:
        if not place.is_decided:
            self._texts += texts
            self._places += repeat(place, len(texts))

    def _apart(self, values: Sequence[Tree], place: _Node) -> None:
        """Values of several types, by type."""
        kinds: dict[type, list[Tree]] = {}
        for value in values:
            kinds.setdefault(type(value), []).append(value)
        for some in kinds.values():
            self._values(some, place)

    def _objects(self, objects: Sequence[dict[str, Tree]], place: _Node) -> None:
        members = place.members
        for name, values in _by_name(objects):
            self._go(values, members.get(name) or self._member(place, name))

    def _member(self, node: _Node, name: str) -> _Node:
        is_known = len(node.members) < MEMBERS
        member = self._new(node, name if is_known else "*", self._categories(name))
        self._keys.setdefault(name, []).append(member)
        if is_known:
            node.members[name] = member
        return member

    def _item(self, node: _Node) -> _Node:
        """Items of a list go by the name of the list."""
        if node.any is None:
            node.any = self._new(node, "*", node.categories)
        return node.any

    def _new(self, above: _Node, step: str, categories: frozenset[Category]) -> _Node:
        node = _Node(above, step, categories)
        self._nodes.append(node)
        return node

    def counted(self) -> Counter[Seen]:
        hits = Counter(self._hits())
        held = list(self._held())
        for node, category, _ in held:
            if category not in node.categories:
                node.step = "*"
        hits.update(one for one in held if one[0].step == "*")
        found: dict[Seen, int] = {}
        for node in self._nodes:  # those above come first
            node.path = () if node.above is None else (*node.above.path, node.step)
            for category in node.categories:
                seen = Seen(node.path, category, BY_NAME)
                found[seen] = found.get(seen, 0) + node.times
        for (node, category, detector), times in hits.items():
            seen = Seen(node.path, category, detector)
            found[seen] = found.get(seen, 0) + times
        return Counter(found)

    def _hits(self) -> Iterator[tuple[_Node, Category, str]]:
        for index, span, detector in self._detectors.scanner.scan_texts(self._texts, least=ACTS):
            yield self._places[index], span.category, detector

    def _held(self) -> Iterator[tuple[_Node, Category, str]]:
        """Tell what names are themselves."""
        for name, held in self._detectors.keys.held(self._keys).items():
            for span, detector in held:
                if span.confidence >= ACTS:
                    yield from ((node, span.category, detector) for node in self._keys[name])
