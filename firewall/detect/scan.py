"""
All texts at once: one pass asks whether anything is there at all, and only hits are looked at.

A recognizer sees only the texts in which its own prefilter was found, and of a long text only
what stands around.  Where one finds what may be something (``Closely``), others read that more closely, and nothing
else.  A text that is written in a code is looked at once more, decoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Protocol, cast, runtime_checkable

from firewall.detect.alike import Alike
from firewall.detect.by_re2 import ByRE2
from firewall.detect.decoding import NONE, Decoding, Effort, Reading
from firewall.detect.fold import fold, place, unfold
from firewall.detect.lines import BETWEEN, Lines, as_lines, by_line
from firewall.detect.matching import Compile, as_bytes, best
from firewall.detect.recognizer import ACTS, Recognizer, Span, TooManyError
from firewall.detect.windows import WHOLE, around
from firewall.errors import ConfigError
from firewall.model import Category, Field

Hit = tuple[int, Span, str]
"""Index of the field, where in it and what, and the id of the recognizer."""

Skip = Callable[[int, str], bool]
"""Whether a field need not be shown to a recognizer, because what it would find is welcome there."""

MOST = 20_000
"""Hits in one message.  No record of people has as many, and to find millions takes a processor for half a minute."""

_PART = 1 << 20
"""Characters of texts that are looked at together, but for a text that is longer by itself."""
_LOOKS = "looks"
_QUOTE = '"'
_MOSTLY = 0.5
"""Share of different texts above which it does not pay to tell which are the same."""


class First(Protocol):
    """Who says where it pays to look closely."""

    @property
    def id(self) -> str: ...
    @property
    def category(self) -> Category: ...
    @property
    def fewest_blanks(self) -> int:
        """Return how many blanks a text has at least about which ``first`` is asked: a shorter one is read closely."""

    def find_all(self, texts: Iterable[tuple[int, str]]) -> Iterable[tuple[int, Span]]:
        """
        Yield what numbered texts of one message hold; below ``ACTS``, what is only possible.

        INVARIANT: the same, at the same places, of all texts in ASCII that differ in nothing but digits and in which of
        two characters ends a line (``Lines.having``): one of them is shown for all.
        """


@runtime_checkable
class Among(Recognizer, Protocol):
    """A recognizer that looks at many short texts in less time than at each of them."""

    def find_among(self, asked: Sequence[tuple[str, Sequence[Span]]]) -> Iterable[tuple[int, Span]]:
        """
        Yield what ``find`` finds in each text, with the number of the text.

        Where a text comes with places, what touches none of them may be left out.
        """


@dataclass(frozen=True, slots=True)
class Closely:
    """
    Recognizers that read only what another one calls possible: that is no finding by itself.

    What they find counts where it touches such a place.  INVARIANT: the category of ``first`` stands above theirs, so
    that where it finds something, what they would find asks for nothing stricter.
    """

    first: Callable[[], First]
    """Made once the others are compiled: for a moment, to read what was compiled takes its size twice."""
    then: Sequence[Recognizer]


class _Asked:
    """Recognizers with their prefilters, compiled together."""

    def __init__(self, recognizers: Iterable[Recognizer], compile_: Compile) -> None:
        self.recognizers = tuple(recognizer for recognizer in recognizers if recognizer.prefilter)
        self.prefilters = [as_bytes(recognizer.prefilter) for recognizer in self.recognizers]
        self._matcher = compile_(self.prefilters) if self.prefilters else None
        self._numbers = lru_cache(maxsize=256)(self._numbered)

    def _numbered(self, among: frozenset[str]) -> frozenset[int]:
        return frozenset(
            number for number, recognizer in enumerate(self.recognizers) if recognizer.id in among
        )

    def places(
        self, lines: Lines, among: frozenset[str] | None = None
    ) -> Iterator[tuple[Recognizer, Mapping[int, Sequence[int]]]]:
        """Yield who (``among`` some of them) is to look where: number of a text -> places in it."""
        wanted = None if among is None else self._numbers(among)
        found = () if self._matcher is None else self._matcher.occurrences(lines.data, wanted)
        if found:
            places = by_line(found, lines.data)
            yield from (
                (self.recognizers[number], lines.by_text(places[number])) for number in sorted(places)
            )


class Scanner:
    """Recognizers, compiled together once.  Safe to share between threads."""

    def __init__(
        self,
        recognizers: Sequence[Recognizer],
        decoding: Decoding = NONE,
        compile_: Compile = best,
        closely: Closely | None = None,
    ) -> None:
        """Raises ConfigError where a prefilter is not regular, or two recognizers have one id."""
        then = () if closely is None else tuple(closely.then)
        self._always = tuple(recognizer for recognizer in recognizers if not recognizer.prefilter)
        self._asked = _Asked(recognizers, compile_)
        self._then = _Asked(then, compile_)
        self._first = None if closely is None else closely.first()
        first = () if self._first is None else (self._first,)
        everybody = (*recognizers, *first, *then)
        self._ids = {r.id: cast("Category | None", getattr(r, "category", None)) for r in everybody}
        if len(self._ids) < len(everybody):
            raise ConfigError("Two detectors have the same id. Give each its own.")
        able = (recognizer for recognizer in then if isinstance(recognizer, Among))
        self._among = {recognizer.id: recognizer.find_among for recognizer in able}
        self._decoding = decoding
        self._codes = [code for code, _ in decoding.prefilters]
        # Codes are rare, and what tells them is long: RE2 says fastest that there are none.
        coded = [as_bytes(prefilter) for _, prefilter in decoding.prefilters]
        self._coded = ByRE2(coded)
        self._alike = Alike([*self._asked.prefilters, *self._then.prefilters], coded)

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
        found = self._scan_once(originals, skip or _never)
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
        asked: list[tuple[Recognizer, Sequence[int]]] = [(recognizer, ()) for recognizer in self._always]
        line = Lines(as_lines([plain]))
        looking = self._asked.places(line, among)
        asked += [(recognizer, places[0]) for recognizer, places in looking]
        present = {
            recognizer.id
            for recognizer, here in asked
            if (among is None or recognizer.id in among)
            and any(span.confidence >= least for span in around(recognizer, plain, here))
        }
        if self._first is not None:
            present.update(self._present_closely(self._first, plain, line, among, least))
        return frozenset(present if among is None else present & among)

    def _present_closely(
        self, first: First, plain: str, line: Lines, among: frozenset[str] | None, least: float
    ) -> Iterator[str]:
        """Yield who finds something in a document: ``first`` in what stands between quotes, the others anywhere."""

        def skipped(_: int, name: str) -> bool:
            return among is not None and name not in among

        if not skipped(0, first.id):
            texts = ((0, text) for text in _between_quotes(plain, first.fewest_blanks))
            yield from (first.id for _, span in first.find_all(texts) if span.confidence >= max(least, ACTS))
        closely = self._look_then({}, [plain], line, skipped)
        yield from (name for _, span, name in closely if span.confidence >= least)

    def _scan_once(self, originals: Sequence[str], skip: Skip) -> Iterator[Hit]:
        """Look at each text once, where many are the same: records have much in common."""
        if len(set(originals)) > _MOSTLY * len(originals):
            yield from self._scan_in_parts(originals, skip)
            return
        different = list(dict.fromkeys(originals))
        numbers: dict[str, list[int]] = {}
        for number, text in enumerate(originals):
            numbers.setdefault(text, []).append(number)

        def skipped(index: int, name: str) -> bool:
            first, *others = numbers[different[index]]
            return skip(first, name) and all(skip(number, name) for number in others)

        for index, span, name in self._scan_in_parts(different, skipped):
            for number in numbers[different[index]]:
                if not skip(number, name):
                    yield number, span, name

    def _scan_in_parts(self, originals: Sequence[str], skip: Skip) -> Iterator[Hit]:
        """Look at so much at a time that what is made of it stays small, and nothing behind the end of patience."""
        effort = Effort()
        for start, end in _parts(originals):

            def skipped(index: int, name: str, start: int = start) -> bool:
                return skip(start + index, name)

            if end - start == len(originals):
                yield from self._scan(originals, skip, effort)
            else:
                found = self._scan(originals[start:end], skipped, effort)
                yield from ((start + index, span, name) for index, span, name in found)

    def _scan(self, originals: Sequence[str], skip: Skip, effort: Effort) -> Iterator[Hit]:
        joined = BETWEEN.join(originals)
        texts = originals if joined.isascii() else [fold(text) for text in originals]
        lines = self._alike.lines(texts)
        origins: dict[int, Sequence[int]] = {}
        plain: list[Hit] = []
        for index, found, name in self._look(texts, lines, skip):
            span = found
            if not originals[index].isascii():
                if index not in origins:
                    origins[index] = unfold(originals[index])
                span = _restored(found, *place(origins[index], found.start, found.end))
            plain.append((index, span, name))
            yield plain[-1]
        coded = self._in_codes(originals, texts, lines)
        if coded:
            known = set(plain)
            decoded = dict.fromkeys(self._decoded(originals, coded, skip, effort))
            yield from (hit for hit in decoded if hit not in known)

    def _in_codes(self, originals: Sequence[str], texts: Sequence[str], lines: Lines) -> dict[int, set[str]]:
        """Return the codes of the texts that could also read otherwise, by their numbers."""
        codes: dict[int, set[str]] = {}
        for number, touched in () if lines.is_plain else self._coded.touched(lines.data).items():
            for index in lines.by_text(dict.fromkeys(touched)):
                codes.setdefault(index, set()).add(self._codes[number])
        if texts is not originals:
            for index, original in enumerate(originals):
                if self._decoding.reads_otherwise(original):
                    codes.setdefault(index, set()).add(_LOOKS)
        return {index: found for index, found in codes.items() if self._decoding.pays(texts[index], found)}

    def _decoded(
        self, originals: Sequence[str], coded: Mapping[int, Collection[str]], skip: Skip, effort: Effort
    ) -> Iterator[Hit]:
        """Look at the texts of these numbers once more, as they also read."""
        readings: list[tuple[int, Reading]] = []
        held = 0
        for index, codes in coded.items():
            read = self._decoding.readings(originals[index], codes)
            effort.spend(read)
            readings += ((index, reading) for reading in read)
            held += sum(len(reading.text) for reading in read)
            if held > _PART:
                yield from self._look_at(readings, skip)
                readings, held = [], 0
        yield from self._look_at(readings, skip)

    def _look_at(self, readings: Sequence[tuple[int, Reading]], skip: Skip) -> Iterator[Hit]:

        def skipped(number: int, name: str) -> bool:
            return skip(readings[number][0], name)

        texts = [reading.text for _, reading in readings]
        for number, span, name in self._look(texts, Lines(as_lines(texts)), skipped):
            index, reading = readings[number]
            yield index, _restored(span, *reading.place(span.start, span.end)), name

    def _look(self, texts: Sequence[str], lines: Lines, skip: Skip) -> Iterator[Hit]:
        """Yield what canonical texts hold."""
        for recognizer in self._always:
            yield from self._ask(recognizer, dict.fromkeys(range(len(texts)), ()), texts, skip)
        for recognizer, places in self._asked.places(lines):
            yield from self._ask(recognizer, places, texts, skip)
        if self._first is not None:
            yield from self._look_closely(self._first, texts, lines, skip)

    def _look_closely(self, first: First, texts: Sequence[str], lines: Lines, skip: Skip) -> Iterator[Hit]:
        """Yield what is found where something is possible, and what ``first`` finds by itself."""
        name, fewest = first.id, first.fewest_blanks
        # What else stands where its findings are welcome is a question of its own.
        asked = lines.having(fewest, texts)
        if skip is not _never:
            asked = [some for alike in asked if (some := [index for index in alike if not skip(index, name)])]
        shown = {alike[0]: alike for alike in asked}
        possible: dict[int, list[Span]] = {}
        for number, span in first.find_all([(number, texts[number]) for number in shown]):
            if span.confidence >= ACTS:
                yield from ((index, span, name) for index in shown[number])
            else:
                possible.setdefault(number, []).append(span)
        left_out = {index for number, alike in shown.items() if number not in possible for index in alike}
        if len(left_out) < len(texts):
            places = {index: spans for number, spans in possible.items() for index in shown[number]}
            lines = lines.without(left_out, texts) if left_out else lines
            yield from self._look_then(places, texts, lines, skip)

    def _look_then(
        self, possible: Mapping[int, Sequence[Span]], texts: Sequence[str], lines: Lines, skip: Skip
    ) -> Iterator[Hit]:
        """Yield what is found at the possible places of texts, by their numbers; anywhere in those that have none."""
        for recognizer, places in self._then.places(lines):
            for number, span, name in self._ask_closely(recognizer, places, possible, texts, skip):
                here = possible.get(number, ())
                if not here or any(span.start < place.end and place.start < span.end for place in here):
                    yield number, span, name

    def _ask(
        self, recognizer: Recognizer, places: Mapping[int, Sequence[int]], texts: Sequence[str], skip: Skip
    ) -> Iterator[Hit]:
        name = recognizer.id
        category = self._ids[name]
        for index, here in places.items():
            if not skip(index, name):
                text = texts[index]
                # Most are short, and asked by the thousand.
                found = (
                    recognizer.find(text) if len(text) <= WHOLE else around(recognizer, text, here, category)
                )
                for span in found:
                    yield index, span, name

    def _ask_closely(
        self,
        recognizer: Recognizer,
        places: Mapping[int, Sequence[int]],
        possible: Mapping[int, Sequence[Span]],
        texts: Sequence[str],
        skip: Skip,
    ) -> Iterator[Hit]:
        """Do as ``_ask`` does; of short texts, those who can look at all of them at once do so, and only there."""
        name = recognizer.id
        find_among = self._among.get(name)
        if find_among is not None:
            short = [index for index in places if len(texts[index]) <= WHOLE and not skip(index, name)]
            asked = [(texts[index], possible.get(index, ())) for index in short]
            yield from ((short[number], span, name) for number, span in find_among(asked))
            places = {index: here for index, here in places.items() if len(texts[index]) > WHOLE}
        yield from self._ask(recognizer, places, texts, skip)


def _parts(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of texts that are looked at together."""
    if sum(map(len, texts)) <= _PART:
        yield 0, len(texts)
        return
    start = size = 0
    for index, text in enumerate(texts):
        if size and size + len(text) > _PART:
            yield start, index
            start, size = index, 0
        size += len(text)
    yield start, len(texts)


def _between_quotes(plain: str, blanks: int) -> Iterator[str]:
    """Yield what stands between quotation marks and has at least so many blanks: in most bodies nearly nothing."""
    if not blanks:
        yield from plain.split(_QUOTE)
        return
    several = _several(blanks)
    found = several.search(plain)
    while found is not None:
        start, end = plain.rfind(_QUOTE, 0, found.start()) + 1, plain.find(_QUOTE, found.end())
        end = len(plain) if end < 0 else end
        yield plain[start:end]
        found = several.search(plain, end)


@cache
def _several(blanks: int) -> re.Pattern[str]:
    """Return an expression that begins with a blank, for which a search skips all else."""
    return re.compile(" " + '[^" ]* ' * (blanks - 1))


def _never(_field: int, _recognizer: str) -> bool:
    return False


def _restored(span: Span, start: int, end: int) -> Span:
    return Span(start, end, span.category, span.confidence)
