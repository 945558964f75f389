"""
How often each category occurs at each place of a document: names, values and phrases, and no more.

The hot path of detection by itself: objects of the same members are worked out once, all texts
are read together, and findings are counted by place and not made one by one.  Who needs each
finding where it stands asks ``document.examine``.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from firewall.detect import Detectors
from firewall.detect.recognizer import ACTS
from firewall.model import Category, Path, Tree

BY_NAME = "name"
"""The detector of what a name says."""

MEMBERS, SHAPES = 256, 64
"""Kept for one place.  An object with more is a table whose keys are data: its places are told as ``*``."""

_TEXT = frozenset({str})
_READ = frozenset({str, int, float, Decimal})
_NONE: frozenset[Category] = frozenset()
_DECIDED = "immigration"
"""Under such a name whatever stands there is found already, and nothing could make it stricter."""


class Seen(NamedTuple):
    """A category at a place (``*`` for any item), by a detector."""

    path: Path
    category: Category
    detector: str


class _Node:
    """A place.  Objects that stand there and have the same names share what was worked out for them."""

    __slots__ = ("above", "any", "categories", "is_decided", "is_key", "members", "shapes", "step", "times")

    def __init__(
        self, above: _Node | None, step: str, categories: frozenset[Category], *, is_key: bool = False
    ) -> None:
        self.above = above
        self.step = step
        self.categories = categories
        self.is_decided = any(c == _DECIDED or c.startswith(f"{_DECIDED}.") for c in categories)
        self.is_key = is_key
        self.members: dict[str, _Node] = {}
        self.shapes: dict[tuple[str, ...], _Shape] = {}
        self.any: _Node | None = None
        self.times = 0

    def path(self) -> Path:
        steps: list[str] = []
        node = self
        while node.above is not None:
            steps.append(node.step)
            node = node.above
        return tuple(reversed(steps))


class _Shape:
    """Objects with the same names at one place: their texts are taken together, the rest one by one."""

    __slots__ = ("below", "others", "places", "take", "times")

    def __init__(self, tree: dict[str, Tree], below: tuple[_Node, ...]) -> None:
        read = {n: node for n, node in zip(tree, below, strict=True) if not node.is_decided}
        plain = [name for name in read if isinstance(tree[name], str)]
        if len(plain) < _FEWEST:  # of one, itemgetter gives no tuple
            plain = []
        self.below = below
        self.take = itemgetter(*plain) if plain else _nothing
        self.places = tuple(read.pop(name) for name in plain)
        self.others = tuple(read.items())
        self.times = 0


_FEWEST = 2


def _nothing(_: object) -> tuple[()]:
    return ()


def summarize(tree: Tree, detectors: Detectors) -> Counter[Seen]:
    """
    Count what the names, texts and numbers of a document say, with the confidence on which one acts.

    What stands under a name that says immigration is not read: its name has decided.  A key that is
    itself data is told as ``*``.  Raises what a recognizer raises, and TooManyError.
    """
    walk = _Walk(detectors)
    walk.run(tree)
    return walk.counted()


class _Walk:
    def __init__(self, detectors: Detectors) -> None:
        self._detectors = detectors
        self._nodes = [_Node(None, "", _NONE)]
        self._texts: list[str] = []
        self._places: list[_Node] = []
        self._shapes: list[_Shape] = []

    def run(self, tree: Tree) -> None:
        self._nodes[0].times = 1
        stack: list[tuple[Tree, _Node]] = []
        self._value(tree, self._nodes[0], stack)
        while stack:
            value, node = stack.pop()
            if isinstance(value, dict):
                self._members(value, node, stack)
            elif isinstance(value, list):
                item = self._item(node)
                item.times += len(value)
                for one in value:
                    self._value(one, item, stack)

    def _members(self, tree: dict[str, Tree], node: _Node, stack: list[tuple[Tree, _Node]]) -> None:
        shape = node.shapes.get(tuple(tree)) or self._shape(node, tree)
        shape.times += 1
        texts = shape.take(tree)
        if _TEXT.issuperset(map(type, texts)):
            self._texts += texts
            self._places += shape.places
        else:
            for text, place in zip(texts, shape.places, strict=True):
                self._value(text, place, stack)
        for name, place in shape.others:
            self._value(tree[name], place, stack)

    def _value(self, value: Tree, place: _Node, stack: list[tuple[Tree, _Node]]) -> None:
        kind = type(value)
        if kind is dict or kind is list:
            stack.append((value, place))
        elif kind in _READ:
            self._texts.append(str(value))
            self._places.append(place)

    def _shape(self, node: _Node, tree: dict[str, Tree]) -> _Shape:
        shape = _Shape(tree, tuple(self._member(node, name) for name in tree))
        self._shapes.append(shape)
        if len(node.shapes) < SHAPES:
            node.shapes[tuple(tree)] = shape
        return shape

    def _member(self, node: _Node, name: str) -> _Node:
        member = node.members.get(name)
        if member is None:
            is_known = len(node.members) < MEMBERS
            member = self._new(node, name if is_known else "*", self._detectors.names.categories(name))
            self._texts.append(name)
            self._places.append(_Node(member, name, _NONE, is_key=True))
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
        hits = [
            (self._places[index], span.category, detector)
            for index, span, detector in self._detectors.scanner.scan_texts(self._texts, least=ACTS)
        ]
        for node, category, _ in hits:
            if node.is_key and node.above is not None and category not in node.above.categories:
                node.above.step = "*"
        for shape in self._shapes:
            for node in shape.below:
                node.times += shape.times
        found: Counter[Seen] = Counter()
        for node in self._nodes:
            for category in node.categories:
                found[Seen(node.path(), category, BY_NAME)] += node.times
        for node, category, detector in hits:
            if not node.is_key:
                found[Seen(node.path(), category, detector)] += 1
            elif node.above is not None and node.above.step == "*":
                found[Seen(node.above.path(), category, detector)] += 1
        return found
