"""Everything that a document says, and where: names, texts, keys, codes, pairs, combinations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from firewall.detect import Detectors, Hit, inside
from firewall.detect.inside import INSIDE
from firewall.detect.keys import Held
from firewall.detect.leaves import Steps, text_of
from firewall.detect.looks import Looks
from firewall.detect.recognizer import Span, TooManyError
from firewall.detect.shapes import TABLE, Verdict
from firewall.detect.values.others import is_called_otherwise
from firewall.detect.values.shape import GUESS, MEDIUM
from firewall.model import Category, Tree

BY_NAME = "name"
"""The detector of what a name says."""

# How much of the way down a shape may ask about: the payment around a card, the visa around a class.
_AROUND = 3
_BATCH = 4_000
_NEAREST = 2
"""The order around a number, and the number itself."""
_IDENTIFYING = ("immigration.", "government_id.")
# Findings of one place stand in this order.
_NAME, _KEY, _SHAPE, _TEXT = range(4)


class Found(msgspec.Struct, frozen=True):
    """A category at a place, by a detector.  Never the value."""

    path: Steps
    category: Category
    detector: str
    confidence: float
    start: int | None
    end: int | None


@dataclass(slots=True, eq=False)
class _Place:
    """One value on the way down.  Paths are made only for findings: ten thousand levels cost no more than ten."""

    above: _Place | None
    step: str | int
    number: int
    """The position among its siblings."""
    node: Tree
    around: tuple[str, ...]
    called: tuple[str, ...] = ()
    """The name that a member beside it gives to its value, where one does."""
    _at: _At | None = None

    def at(self) -> _At:
        """Return where it is: worked out once, for where something was found there often is more."""
        if self._at is None:
            way: list[_Place] = []
            place = self
            while place.above is not None:
                way.append(place)
                place = place.above
            way.reverse()
            self._at = tuple([step.number for step in way]), tuple([step.step for step in way])
        return self._at


_At = tuple[tuple[int, ...], Steps]
"""Positions among siblings, from above, and the steps there."""


_Key = tuple[tuple[int, ...], int, int, str, str]
"""What orders findings: their place in the document, the kind of detector, the place in the text."""


class _Examination:
    """One walk over a document."""

    def __init__(self, detectors: Detectors) -> None:
        self._detectors = detectors
        self._texts: list[str] = []
        self._places: list[_Place] = []
        self._keys: dict[str, list[_Place]] = {}
        self._found: dict[_Key, Found] = {}
        self._tables: set[int] = set()
        self._looks = Looks()

    def run(self, tree: Tree) -> list[Found]:
        waiting = [_Place(None, "", 0, tree, ())]
        while waiting:
            place = waiting.pop()
            node = place.node
            if isinstance(node, dict):
                waiting.extend(reversed(self._members(place, node)))
            elif isinstance(node, list):
                waiting.extend(reversed(self._items(place, node)))
            elif isinstance(node, str | int | float | Decimal) and not isinstance(node, bool):
                self._texts.append(text_of(node))
                self._places.append(place)
        self._scan()
        return [self._found[key] for key in sorted(self._found)]

    def _members(self, place: _Place, node: dict[str, Tree]) -> list[_Place]:
        members = [
            _Place(place, name, number, value, (*place.around, name)[-_AROUND:])
            for number, (name, value) in enumerate(node.items())
        ]
        by_name = dict(zip(node, members, strict=True))
        for says, holds in self._detectors.shapes.pairs_of(tuple(node), place.around):
            if isinstance(node[says], str):
                by_name[holds].called = (str(node[says]),)
        verdicts = self._detectors.shapes.judge(node, place.around, self._looks)
        if verdicts:
            for verdict in verdicts:
                member = by_name[str(verdict.steps[0])]
                self._add_verdict(member, verdict.steps[1:], verdict)
                if verdict.detector == TABLE:
                    self._tables.add(id(member.node))
        categories = self._detectors.names.categories
        for name, member in zip(node, members, strict=True):
            self._keys.setdefault(name, []).append(member)
            for category in categories(name):
                self._add(member, category, BY_NAME, 1.0, ends=_whole(member.node), kind=_NAME)
        return members

    def _items(self, place: _Place, node: list[Tree]) -> list[_Place]:
        # Rows below a header that stands beside them are no couples of a name and its value.
        if id(node) not in self._tables:
            for verdict in self._detectors.shapes.judge_rows(node):
                self._add_verdict(place, verdict.steps, verdict)
        return [_Place(place, number, number, item, place.around) for number, item in enumerate(node)]

    def _add_verdict(self, place: _Place, steps: Steps, verdict: Verdict) -> None:
        for step in steps:
            place = _below(place, step)
        self._add(
            place,
            verdict.category,
            verdict.detector,
            verdict.confidence,
            ends=_whole(place.node),
            kind=_SHAPE,
        )

    def _scan(self) -> None:
        for index, span, detector in _hits(self._detectors, self._texts):
            place = self._places[index]
            ends = (span.start, span.end) if isinstance(place.node, str) else None
            self._add(place, span.category, detector, _told(span, place), ends=ends, kind=_TEXT)
        for index in inside.suspects(self._texts):
            if isinstance(self._places[index].node, str):
                for span in inside.find(self._texts[index], self._detectors.names):
                    ends = (span.start, span.end)
                    self._add(
                        self._places[index], span.category, INSIDE, span.confidence, ends=ends, kind=_TEXT
                    )
        for name, held in self._held().items():
            for span, detector in held:
                # What the name of a member says needs no second finding: `asylum_seeker` is also a phrase.
                if span.category not in self._detectors.names.categories(name):
                    for place in self._keys[name]:
                        self._add(place, span.category, detector, span.confidence, ends=None, kind=_KEY)

    def _held(self) -> Mapping[str, Held]:
        keys = list(self._keys)
        try:
            return self._detectors.keys.held(keys)
        except TooManyError:  # for a message: see below
            held: dict[str, list[tuple[Span, str]]] = {}
            for index, span, detector in _hits(self._detectors, keys):
                held.setdefault(keys[index], []).append((span, detector))
            return held

    def _add(
        self,
        place: _Place,
        category: Category,
        detector: str,
        confidence: float,
        *,
        ends: tuple[int, int] | None,
        kind: int,
    ) -> None:
        numbers, path = place.at()
        start, end = ends or (None, None)
        key = (numbers, kind, start or 0, category, f"{detector} {end}")
        known = self._found.get(key)
        if known is None or known.confidence < confidence:
            self._found[key] = Found(path, category, detector, confidence, start, end)


def examine(tree: Tree, detectors: Detectors) -> list[Found]:
    """
    Return everything that a document says, each once, in the order of the document.

    Places are names of members and positions in lists.  ``start`` and ``end`` are places in a text,
    0 and its length where the whole text is found, and None where there is no text, or the key of
    the member is what was found.

    Raises what a recognizer raises, and TooManyError where one text alone holds too much to find, or the names
    in it say too much of its values: such a document was not looked at whole, and the caller counts it as
    uninspectable.
    """
    return _Examination(detectors).run(tree)


def _told(span: Span, place: _Place) -> float:
    """Return how sure a finding is under the names that it has: `invoice_no` says of a number what it is."""
    is_unsure = GUESS < span.confidence <= MEDIUM and span.category.startswith(_IDENTIFYING)
    is_whole = not isinstance(place.node, str) or span.end - span.start >= len(place.node.strip())
    if is_unsure and is_whole and is_called_otherwise(place.called or place.around[-_NEAREST:]):
        return GUESS
    return span.confidence


def _below(place: _Place, step: str | int) -> _Place:
    node = place.node
    if isinstance(node, dict):
        number = next(index for index, name in enumerate(node) if name == step)
        return _Place(place, step, number, node[str(step)], ())
    items = node if isinstance(node, list) else []
    return _Place(place, step, int(step), items[int(step)], ())


def _whole(node: Tree) -> tuple[int, int] | None:
    return (0, len(node)) if isinstance(node, str) else None


def _hits(detectors: Detectors, texts: Sequence[str]) -> Iterator[Hit]:
    """
    Scan in batches; where one holds too much to find, in halves of it.

    The limit is for messages, and a file that somebody scans may hold a hundred thousand numbers.
    """
    waiting = [(start, min(start + _BATCH, len(texts))) for start in range(0, len(texts), _BATCH)][::-1]
    while waiting:
        start, end = waiting.pop()
        try:
            hits = detectors.scanner.scan_texts(texts[start:end])
        except TooManyError:
            if end - start == 1:
                raise
            middle = (start + end) // 2
            waiting += [(middle, end), (start, middle)]
            continue
        yield from ((start + index, span, detector) for index, span, detector in hits)
