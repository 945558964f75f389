"""What stands around a place in the same sentence: whom a phrase is about, or what else it means there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from sys import maxsize

from firewall.detect.lines import ONE_DIGIT
from firewall.detect.wording import Expression

# How far a word may stand away.
_REACH = 100
# Where one JSON member ends and the next begins, as in `near.py`; and where a sentence ends, which after one or
# two letters is the end of "Mr." and "St." instead.
_ENDS = re.compile(
    r'"\s?[:,}\]]|[:,{\[]\s?"|(?:(?<=[A-Za-z)]{3})|(?<=[0-9]))[.!]["\')]?\s|[.!?;]\s?[\n\r]|[?;]\s|[\n\r]{2}',
    re.ASCII,
)
_PROSE_ENDS = (
    r"""(?:(?<=[A-Za-z)]{3}[.!])|(?<=[0-9][.!]))["')]?\s|(?<=;)\s|(?<=[.!?;])\s?[\n\r]|(?<=[\n\r])[\n\r]"""
)
# The same, but a question stays with its answer.  Each way begins with one of few characters, for which a search skips
# all others.
_STOPS = re.compile(
    rf"""["\[,:.!?;{{\n\r](?=[\s:,}}\]"')])(?:(?<=")\s?[:,}}\]]|(?<=[:,{{\[])\s?"|{_PROSE_ENDS})""", re.ASCII
)
# The same of a text in which no quotation mark stands.
_STOPS_OF_PROSE = re.compile(rf"""[.!?;\n\r](?=["')\s])(?:{_PROSE_ENDS})""", re.ASCII)
# The same of a text without line ends, too: one character each to begin with is found three times as fast.
_PERIOD, _EXCLAMATION = (
    re.compile(rf"""{stop}(?=["')\s])(?:(?<=[A-Za-z)]{{3}}{stop})|(?<=[0-9]{stop}))["')]?\s""", re.ASCII)
    for stop in (r"\.", "!")
)
_STOPS_OF_A_LINE = {".": _PERIOD, "!": _EXCLAMATION, ";": re.compile(r";\s", re.ASCII)}
LONGEST_SENTENCE, _OVERLAP = 240, 100
"""Characters of a sentence that is read as one, and how many are read twice of one that goes on."""
_SCRAP = 24
"""Characters below which something is less than a sentence."""
_WINDOW = 120
"""Characters of a long sentence that are weighed by themselves, too: what is said in passing weighs little in all."""
APART = "\0"
"""What parts texts that are looked at together: no end of a sentence has it, or goes across it."""
_AT_ONCE = 1024
_NOTHING = frozenset({"", APART})
_FIRST_WORD = re.compile(r"\A[A-Za-z0-9]+")
_LAST_WORD = re.compile(r"[A-Za-z0-9]+\Z")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What stands before and after a place, no further than a hundred characters and the ends of the sentence."""

    before: str
    after: str

    def has(self, words: Expression) -> bool:
        return bool(words.search(self.before) or words.search(self.after))


def around(text: str, start: int, end: int) -> Sentence:
    """Return the sentence around ``text[start:end]``, without the words that the reach would cut in two."""
    before = text[max(0, start - _REACH) : start]
    after = text[end : end + _REACH]
    if start > _REACH:
        before = _FIRST_WORD.sub("", before)
    if end + _REACH < len(text):
        after = _LAST_WORD.sub("", after)
    return Sentence(_ENDS.split(before)[-1], _ENDS.split(after, maxsplit=1)[0])


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text stand: scraps with a neighbour, and the parts of what has no end."""
    if not text:
        return
    for start, end in pairwise(cuts_of([text], stops_in(text))):
        yield from _parts(text, start, min(end, len(text)))


def kinds_of(texts: Iterable[str]) -> list[str]:
    """Return ASCII texts, in none of which is what parts them, with one digit for all: they end where they did."""
    return APART.join(texts).encode().translate(ONE_DIGIT).decode().split(APART)


def windows_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a long sentence, cut at blanks, of which each is half in the next; of a short one none."""
    if end - start <= _WINDOW:
        return
    while end - start > _WINDOW:
        # Further on than the next one begins before it, or that would be this one again.
        cut = text.rfind(" ", start + _WINDOW // 2 + 1, start + _WINDOW)
        cut = start + _WINDOW if cut < 0 else cut
        yield start, cut
        half = text.find(" ", cut - _WINDOW // 2, cut)
        start = cut - _WINDOW // 2 if half < 0 else half + 1
    yield start, end


def scraps_of(text: str, whole: Iterable[tuple[int, int]], stops: Iterable[int]) -> list[tuple[int, int]]:
    """Return the scraps within sentences: what is said in two words behind a long one is said all the same."""
    known = set(whole)
    bounds = sorted({*chain.from_iterable(known), *stops})
    short = [place for place in pairwise(bounds) if place[1] - place[0] < _SCRAP and place not in known]
    return [(start, end) for start, end in short if text[start:end].strip() not in _NOTHING]


def cuts_of(texts: Iterable[str], stops: Iterable[int]) -> Iterator[int]:
    """
    Yield where the sentences begin of texts that were joined by ``APART``, and where the last one ends.

    ``stops`` are those of the joined texts.  Scraps go with a neighbour, and what parts two texts with the one before.
    How long they are is left to the caller.
    """
    stops = chain(stops, (maxsize,))
    stop = next(stops)
    begin = 0  # of the text at hand
    for text in texts:
        yield begin
        last = begin + len(text)
        first, most = begin + _SCRAP, last - _SCRAP
        while stop <= last:
            if first <= stop <= most:
                yield stop
                first = stop + _SCRAP
            stop = next(stops)
        begin = last + 1
    yield begin


def stops_of(joined: str) -> list[int]:
    """Return where sentences may end, in order."""
    if '"' in joined:
        return [stop.end() for stop in _STOPS.finditer(joined)]
    if "\n" in joined or "\r" in joined:
        return [stop.end() for stop in _STOPS_OF_PROSE.finditer(joined)]
    some = [stops for sign, stops in _STOPS_OF_A_LINE.items() if sign in joined]
    return sorted([stop.end() for stops in some for stop in stops.finditer(joined)])


def stops_in(text: str) -> Iterator[int]:
    """Yield the same: of a long text it may be enough to know the first of them."""
    found = _fastest(text).finditer(text)
    while some := [stop.end() for stop in islice(found, _AT_ONCE)]:
        yield from some


def _fastest(text: str) -> re.Pattern[str]:
    """Return what finds all the stops of a text by itself."""
    if '"' in text:
        return _STOPS
    some = [stops for sign, stops in _STOPS_OF_A_LINE.items() if sign in text]
    return some[0] if len(some) == 1 and "\n" not in text and "\r" not in text else _STOPS_OF_PROSE


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what a long sentence is read in: parts that overlap."""
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = start + LONGEST_SENTENCE if cut < 0 else cut
        yield start, cut
        start = max(cut - _OVERLAP, start + 1)
    yield start, end
