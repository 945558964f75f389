"""What stands around a place in the same sentence: whom a phrase is about, or what else it means there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
_STOPS = re.compile(rf"""["\[,:.!?;{{\n\r](?:(?<=")\s?[:,}}\]]|(?<=[:,{{\[])\s?"|{_PROSE_ENDS})""", re.ASCII)
# The same of a text in which no quotation mark stands.
_STOPS_OF_PROSE = re.compile(rf"""[.!?;\n\r](?=["')\s])(?:{_PROSE_ENDS})""", re.ASCII)
_LONGEST, _OVERLAP, _SCRAP = 400, 100, 24
"""Characters of a sentence, how much of one without an end is read twice, and what is less than a sentence."""
_APART = "\0"
"""What parts texts that are looked at together: no end of a sentence has it, or goes across it."""
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


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of a text stand: scraps with a neighbour, and the parts of what has no end."""
    return next(sentences_of([text]))


def sentences_of(texts: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """Do so with each of many texts, by one look at all of them."""
    joined = _APART.join(texts)
    stops = (_STOPS if '"' in joined else _STOPS_OF_PROSE).finditer(joined)
    stop = next(stops, None)
    begin = 0  # of the text at hand
    for text in texts:
        length = len(text)
        last, start = begin + length, 0
        found: list[tuple[int, int]] = []
        while stop is not None and (end := stop.end()) <= last:
            end -= begin
            if start + _SCRAP <= end <= length - _SCRAP:
                found += ((start, end),) if end - start <= _LONGEST else _parts(text, start, end)
                start = end
            stop = next(stops, None)
        if length - start > _LONGEST:
            found += _parts(text, start, length)
        elif length:
            found.append((start, length))
        yield found
        begin = last + 1


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return what a long sentence is read in: parts that overlap."""
    parts = []
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = start + _LONGEST if cut < 0 else cut
        parts.append((start, cut))
        start = max(cut - _OVERLAP, start + 1)
    return [*parts, (start, end)]
