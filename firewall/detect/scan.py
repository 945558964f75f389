"""
All texts at once: one pass asks whether anything is there at all, and only hits are looked at.

A recognizer sees only the texts in which its own prefilter was found, and of a long text only
what stands around.  A text that is written in a code is looked at once more, decoded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice, repeat
from operator import add
from typing import cast

from firewall.detect.decoding import NONE, Decoding
from firewall.detect.fold import fold, place, unfold
from firewall.detect.matching import Compile, Occurrence, as_bytes, best
from firewall.detect.recognizer import Recognizer, Span, TooManyError
from firewall.detect.windows import around
from firewall.errors import ConfigError
from firewall.model import Category, Field

Hit = tuple[int, Span, str]
"""Index of the field, where in it and what, and the id of the recognizer."""

Skip = Callable[[int, str], bool]
"""Whether a field need not be shown to a recognizer, because what it would find is welcome there."""

MOST = 20_000
"""Hits in one message.  No record of people has as many, and to find millions takes a processor for half a minute."""

# No prefilter may need to cross it, and it ends a line: ^ and $ mean the ends of a text.
_BETWEEN = "\n"
_LINE = "\r"  # a line break within a text, to an expression
_LOOKS = "looks"


class Scanner:
    """Recognizers, compiled together once.  Safe to share between threads."""

    def __init__(
        self, recognizers: Sequence[Recognizer], decoding: Decoding = NONE, compile_: Compile = best
    ) -> None:
        """Raises ConfigError where a prefilter is not regular, or two recognizers have one id."""
        if len({recognizer.id for recognizer in recognizers}) < len(recognizers):
            raise ConfigError("Two detectors have the same id. Give each its own.")
        self._ids = {r.id: cast("Category | None", getattr(r, "category", None)) for r in recognizers}
        self._always = tuple(recognizer for recognizer in recognizers if not recognizer.prefilter)
        self._asked = tuple(recognizer for recognizer in recognizers if recognizer.prefilter)
        self._decoding = decoding
        self._codes = tuple(code for code, _ in decoding.prefilters)
        prefilters = [recognizer.prefilter for recognizer in self._asked]
        prefilters += [prefilter for _, prefilter in decoding.prefilters]
        self._matcher = compile_([as_bytes(prefilter) for prefilter in prefilters]) if prefilters else None

    @property
    def ids(self) -> Mapping[str, Category | None]:
        """Every recognizer, with its category where it has but one."""
        return self._ids

    def scan(self, fields: Sequence[Field], skip: Skip | None = None, least: float = 0.0) -> list[Hit]:
        """
        Return what the texts hold with at least that confidence; places refer to the texts as they came.

        Passes on what a recognizer raises: a text that was not looked at whole is uninspectable.
        Raises TooManyError where there is more than ``MOST``.
        """
        return self.scan_texts([field.text for field in fields], skip, least)

    def scan_texts(self, originals: Sequence[str], skip: Skip | None = None, least: float = 0.0) -> list[Hit]:
        """Do as ``scan`` does with the texts of fields."""
        found = self._scan(originals, skip or _never)
        hits = list(islice((hit for hit in found if hit[1].confidence >= least), MOST + 1))
        if len(hits) > MOST:
            raise TooManyError
        return hits

    def present(
        self, text: str | bytes, among: frozenset[str] | None = None, least: float = 0.0
    ) -> frozenset[str]:
        """
        Return the ids of recognizers that find something in what is about to leave, as it stands.

        ``among`` limits the question to some of them.
        """
        # Broken bytes are left out, so that they do not hide what stands around them.
        plain = fold(text if isinstance(text, str) else text.decode(errors="ignore"))
        places = {number: here[0] for number, here in self._places([plain], plain).items()}
        asked: list[tuple[Recognizer, Sequence[int]]] = [(recognizer, ()) for recognizer in self._always]
        asked += [(self._asked[n], places[n]) for n in sorted(places) if n < len(self._asked)]
        return frozenset(
            recognizer.id
            for recognizer, here in asked
            if (among is None or recognizer.id in among)
            and any(span.confidence >= least for span in around(recognizer, plain, here))
        )

    def _scan(self, originals: Sequence[str], skip: Skip) -> Iterator[Hit]:
        texts, joined = originals, _BETWEEN.join(originals)
        if not joined.isascii():
            texts = [fold(text) for text in originals]
            joined = _BETWEEN.join(texts)
        coded: dict[int, set[str]] = {}
        origins: dict[int, Sequence[int]] = {}
        plain: list[Hit] = []
        for index, found, name in self._look(texts, joined, skip, coded):
            span = found
            if not originals[index].isascii():
                if index not in origins:
                    origins[index] = unfold(originals[index])
                span = _restored(found, *place(origins[index], found.start, found.end))
            plain.append((index, span, name))
            yield plain[-1]
        if texts is not originals:
            for index, original in enumerate(originals):
                if self._decoding.reads_otherwise(original):
                    coded.setdefault(index, set()).add(_LOOKS)
        pays = self._decoding.pays
        read = [index for index, codes in coded.items() if pays(texts[index], codes)]
        if read:
            known = set(plain)
            yield from (
                hit for hit in dict.fromkeys(self._decoded(originals, read, skip)) if hit not in known
            )

    def _decoded(self, originals: Sequence[str], coded: Sequence[int], skip: Skip) -> Iterator[Hit]:
        """Look at the texts of these numbers once more, as they also read."""
        readings = [
            (index, reading) for index in coded for reading in self._decoding.readings(originals[index])
        ]

        def skipped(number: int, name: str) -> bool:
            return skip(readings[number][0], name)

        texts = [reading.text for _, reading in readings]
        for number, span, name in self._look(texts, _BETWEEN.join(texts), skipped, {}):
            index, reading = readings[number]
            yield index, _restored(span, *reading.place(span.start, span.end)), name

    def _look(
        self, texts: Sequence[str], joined: str, skip: Skip, coded: dict[int, set[str]]
    ) -> Iterator[Hit]:
        """Yield what canonical texts hold; those with a code are added to ``coded``."""
        for recognizer in self._always:
            yield from _ask(recognizer, dict.fromkeys(range(len(texts)), ()), texts, skip)
        places = self._places(texts, joined)
        for number in sorted(places):
            if number < len(self._asked):
                yield from _ask(self._asked[number], places[number], texts, skip)
                continue
            for index in places[number]:
                coded.setdefault(index, set()).add(self._codes[number - len(self._asked)])

    def _places(self, texts: Sequence[str], joined: str) -> dict[int, dict[int, list[int]]]:
        """Return where each expression occurs: its number -> number of the text -> places in it."""
        if self._matcher is None or not texts:
            return {}
        if joined.count(_BETWEEN) >= len(texts):  # somebody's line breaks, which are no ends of texts
            joined = _BETWEEN.join(text.replace(_BETWEEN, _LINE) for text in texts)
        found = self._matcher.occurrences(as_bytes(joined))
        return _by_text(found, texts) if found else {}


def _never(_field: int, _recognizer: str) -> bool:
    return False


def _by_text(found: Iterable[Occurrence], texts: Sequence[str]) -> dict[int, dict[int, list[int]]]:
    """
    Tell in which texts the occurrences stand.

    One that spans two texts may hide one that lies in the second, so both are looked at.
    """
    starts = list(accumulate(map(add, map(len, texts), repeat(len(_BETWEEN))), initial=0))
    places: dict[int, dict[int, list[int]]] = {}
    for number, first, last in found:
        here = places.setdefault(number, {})
        index = bisect_right(starts, last) - 1
        if index < len(texts):
            here.setdefault(index, []).append(last - starts[index])
        while first < starts[index]:
            index -= 1
            here.setdefault(index, []).append(max(first - starts[index], 0))
    return places


def _ask(
    recognizer: Recognizer, places: Mapping[int, Sequence[int]], texts: Sequence[str], skip: Skip
) -> Iterator[Hit]:
    name = recognizer.id
    known: dict[str, list[Span]] = {}  # records have much in common
    for index, here in places.items():
        if skip(index, name):
            continue
        text = texts[index]
        spans = known.get(text)
        if spans is None:
            found = around(recognizer, text, here)
            spans = known[text] = list(islice(found, MOST + 1))
        for span in spans:
            yield index, span, name


def _restored(span: Span, start: int, end: int) -> Span:
    return Span(start, end, span.category, span.confidence)
