"""
What was taken out in one place and stands in another: in a note, a URL, another member, part of an id.

Letters and digits alone are compared, in canonical spelling: a number is the same however its
groups are written.  What is too common to be somebody's is no echo: two records share a city and
the day on which they were stored, not a passport number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import ahocorasick_rs as ahocorasick

from firewall.detect.fold import fold, unfold
from firewall.detect.recognizer import Span
from firewall.model import Category

OF_A_PERSON = (
    "identity.name", "identity.alias", "family", "nationality", "country_of_birth", "place_of_birth",
    "previous_country", "religion", "ethnicity", "immigration",
)  # fmt: skip
"""Categories whose words are looked for elsewhere; numbers are, of every category."""

_DATED = ("identity.dob", "immigration")
"""Categories whose dates are somebody's.  Other dates are shared by everything that happened on that day."""

LONGEST = 64
"""Characters of a value that can be met again: what is longer is a text, and read by the other detectors."""

_MOST_WORDS = 5
_LEAST_LETTERS = 4
_IS_NUMBER = re.compile(r"(?:\D{0,64}\d){6}")  # with five, every postal code would be somebody's
_IS_DATE = re.compile(
    r"(?:19|20)\d\d[-/.]?(?:0[1-9]|1[0-2])[-/.]?(?:0[1-9]|[12]\d|3[01])(?:[T ].{0,32})?\Z", re.DOTALL
)
_WORD = re.compile(r"[a-z]+")
_IS_ADDRESS = re.compile(r"[@/]")
# Everything of ASCII but letters and digits goes, and capitals with it; what parts two texts stays.
_BETWEEN = "\0"
_COMPACT = {
    code: chr(code).lower() if chr(code).isalnum() else None for code in range(128) if chr(code) != _BETWEEN
}
# What stands in many records, and says nothing about one of them.
_COMMON = frozenset(
    """
    unknown other none null test true false pending active inactive yes withheld refused declined person
    united states america north south east west street avenue name
    """.split()  # noqa: SIM905  # words to be read
)


class Echoes:
    """Values that were taken out, as they can be met again."""

    def __init__(self, needles: dict[str, tuple[Category, bool]]) -> None:
        """``needles``: letters and digits -> category, and whether it is words rather than a number."""
        self._needles = list(needles.items())
        self._automaton = ahocorasick.AhoCorasick(list(needles)) if needles else None

    def __bool__(self) -> bool:
        return bool(self._needles)

    def suspects(self, texts: Sequence[str]) -> list[int]:
        """Return the numbers of the texts that are worth asking ``find``, by one look at all of them."""
        if self._automaton is None:
            return []
        joined = _BETWEEN.join(map(fold, texts))
        if joined.count(_BETWEEN) >= len(texts):  # somebody wrote one, and would be taken for the next text
            joined = _BETWEEN.join(fold(text).replace(_BETWEEN, " ") for text in texts)
        joined = joined.translate(_COMPACT)
        found = self._automaton.find_matches_as_indexes(joined, overlapping=True)
        suspects: dict[int, None] = {}
        number = at = 0
        for _, start, _ in sorted(found, key=_start):
            number += joined.count(_BETWEEN, at, start)
            at = start
            suspects[number] = None
        return list(suspects)

    def find(self, text: str, *, is_free: bool) -> Iterator[Span]:
        """
        Yield where a value stands in ``text``; places refer to it as it came.

        Words are found whole, and a single one only where people write sentences (``is_free``), or
        in an address of the web.
        """
        if self._automaton is None:
            return
        plain = fold(text)
        places = [place for place, char in enumerate(plain) if char.isascii() and char.isalnum()]
        compact = "".join(plain[place] for place in places).lower()
        is_loose = is_free or bool(_IS_ADDRESS.search(plain))
        origin = range(len(text) + 1) if text.isascii() else unfold(text)
        for number, start, end in self._automaton.find_matches_as_indexes(compact, overlapping=True):
            category, is_words = self._needles[number][1]
            first, last = places[start], places[end - 1] + 1
            if not is_words or _is_meant(plain, first, last, is_loose=is_loose):
                yield Span(origin[first], origin[last], category)


def _start(found: tuple[int, int, int]) -> int:
    return found[1]


def _is_meant(plain: str, start: int, end: int, *, is_loose: bool) -> bool:
    is_whole = not plain[start - 1 : start].isalpha() and not plain[end : end + 1].isalpha()
    return is_whole and (is_loose or not plain[start:end].isalpha())


def echoes(values: Iterable[tuple[str, tuple[Category, ...]]]) -> Echoes:
    """Return what can be met again of values that were taken out, each with what it was declared as."""
    needles: dict[str, tuple[Category, bool]] = {}
    for value, categories in values:
        if not categories or len(value) > LONGEST:
            continue
        plain = fold(value)
        if _IS_NUMBER.match(plain):
            if not _IS_DATE.match(plain) or _among(categories, _DATED):
                needles[_compact(plain)] = categories[0], False
        elif _among(categories, OF_A_PERSON):
            words = _WORD.findall(plain.lower())
            if _is_telling(words):
                needles["".join(words)] = categories[0], True
    return Echoes(needles)


def _compact(plain: str) -> str:
    return "".join(char for char in plain.lower() if char.isascii() and char.isalnum())


@lru_cache(maxsize=1024)
def _among(categories: tuple[Category, ...], trees: tuple[str, ...]) -> bool:
    return any(
        category == tree or category.startswith(f"{tree}.") for category in categories for tree in trees
    )


def _is_telling(words: Sequence[str]) -> bool:
    letters = sum(map(len, words))
    return letters >= _LEAST_LETTERS and len(words) <= _MOST_WORDS and not _COMMON.issuperset(words)
