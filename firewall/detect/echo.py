"""
What was taken out in one place and stands in another: in a note, a URL, another member, part of an id.

Letters and digits alone are compared, in canonical spelling: a number is the same however its
groups are written, and from behind.  A name is met again turned round and in parts, a day in every way to write it,
and each of them in percent, base64 and the other codes.  What is too common to be somebody's is no
echo: two records share a city and the day on which they were stored, not a passport number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import ahocorasick_rs as ahocorasick
import re2

from firewall.detect import hidden
from firewall.detect.days import LONGEST_DAY, Day, day_of, days_in, hints, may_say_a_day
from firewall.detect.decode import views
from firewall.detect.fold import fold, unfold
from firewall.detect.glance import Glance
from firewall.detect.numbered import NUMBERED
from firewall.detect.readings import DIGITS_NAMED
from firewall.detect.recognizer import Span
from firewall.detect.scripts import FIRST_IDEOGRAPH, is_whole_name
from firewall.detect.short import NONE, Shorts, shorts_of
from firewall.detect.somebody import (
    COMMON,
    EVERYDAY,
    HEALTH,
    LEAST_LETTERS,
    NAMES,
    OF_A_PERSON,
    among,
    is_code,
    is_telling,
    tells_of_health,
    turned,
)
from firewall.model import Category

_DATED = ("identity.dob", "immigration")
"""Categories whose dates are somebody's.  Other dates are shared by everything that happened on that day."""
_PHONES = ("contact.phone",)

LONGEST_VALUE = 64
"""Characters of a value that can be met again: what is longer is a text, and read by the other detectors."""

_SURELY_NO_WORD = 7
"""Letters from which a part of a name need not be written with a capital to be one: grant, mark, may."""
_IS_NUMBER = re.compile(r"(?:\D{0,64}\d){6}")  # with five, every postal code would be somebody's
_HAS_DIGIT = re.compile(r"\d")
_LIKE_A_YEAR = ("19", "20")
# With seven digits they are as good as the whole: `A012345678` is `12345678`.
_DIGITS = re.compile(r"[a-z]{0,4}0{0,9}([1-9][0-9]{6,})")
_OF_A_COUNTRY = 9
"""Digits of a telephone number that are the same with a country's code before them and with a zero."""
_WORD = re.compile(r"[^\W\d_]+")
_IS_ADDRESS = re.compile(r"[@/]")
# What could read otherwise (decode.py): escapes, entities, letters and digits without an end, numbers of letters, what
# nobody sees or sees backwards, and names of digits.
_OVERRIDE = "\u202e"
_HAS_CODES = re2.compile(
    (
        r"%[0-9A-Fa-f]{2}|&#?[A-Za-z0-9]{2,31};|\\[uUxX0-3]|=[0-9A-Fa-f]{2}"
        rf"|[A-Za-z0-9+]{{16}}|[A-Za-z0-9+]{{9}}={{1,2}}|{NUMBERED.prefilter}|{hidden.HIDDEN}|{_OVERRIDE}|{DIGITS_NAMED}"
    ).encode()
)
_BETWEEN = "\0"
_MARK = _BETWEEN.encode()
_KIND = ahocorasick.Implementation.ContiguousNFA
"""Built for one message: of what is chosen for up to a hundred words by itself, building takes longer than it saves."""
_REMEMBERED = 65_536

Values = tuple[Sequence[str], tuple[Category, ...]]
"""Values that were taken out, and what they were declared as."""


class _Compact(dict[int, str | None]):
    """
    Code point -> the same in lower case, and None for what is neither letter nor digit; what parts two texts stays.

    Bounded: whoever sends text chooses the code points.
    """

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        compact = char.lower()[0] if char.isalnum() or char == _BETWEEN else None
        if len(self) >= _REMEMBERED:
            self.clear()
        self[code] = compact
        return compact


_COMPACT = _Compact()


class Kind(Enum):
    NUMBER = auto()
    WORDS = auto()
    PART = auto()
    """One word of a name."""
    DAY = auto()
    """A sign that a day may be written there."""


@dataclass(frozen=True, slots=True)
class Needle:
    category: Category
    kind: Kind


@lru_cache(maxsize=1024)
def _needle(category: Category, kind: Kind) -> Needle:
    """Many values share one."""
    return Needle(category, kind)


class Echoes:
    """Values that were taken out, as they can be met again."""

    def __init__(self, needles: dict[str, Needle], days: dict[Day, Category], shorts: Shorts = NONE) -> None:
        """``needles``: letters and digits -> what they are; ``days`` that needles only hint at."""
        self._shorts = shorts
        self._needles = list(needles.values())
        self._days = days
        self._automaton = ahocorasick.AhoCorasick(list(needles), implementation=_KIND) if needles else None

    def __bool__(self) -> bool:
        return bool(self._needles or self._shorts)

    def suspects(self, texts: Sequence[str]) -> list[int]:
        """
        Return the numbers of the texts that are worth asking ``find``, by one look at all of them.

        Raises TooManyError where a text is written in more codes than anybody would follow.
        """
        if not self:
            return []
        joined = _BETWEEN.join(texts)
        if joined.count(_BETWEEN) >= len(texts):  # somebody wrote one, and would be taken for the next text
            joined = _BETWEEN.join(text.replace(_BETWEEN, " ") for text in texts)
        coded = [
            number
            for number in _coded(joined)
            if any(self._matches(view.text) for view in views(texts[number]))
        ]
        folded = fold(joined)
        compact = folded.translate(_COMPACT)
        found = self._automaton.find_matches_as_indexes(compact, overlapping=True) if self._automaton else ()
        plain = _numbers(compact, sorted(start for _, start, _ in found))
        return sorted({*coded, *plain, *_numbers(folded, self._shorts.suspects(folded))})

    def find(self, text: str, *, is_free: bool) -> Iterator[Span]:
        """
        Return where a value stands in ``text``; places refer to it as it came.

        Words are found whole, and a single one only where people write sentences (``is_free``), or
        in an address of the web.  Raises TooManyError as ``suspects`` does.
        """
        return _outermost(self._spans(text, is_free=is_free))

    def _spans(self, text: str, *, is_free: bool) -> Iterator[Span]:
        origin = range(len(text) + 1) if text.isascii() else unfold(text)
        for start, end, category in self._find(fold(text), is_free=is_free):
            yield Span(origin[start], origin[end], category)
        may_be_coded = bool(self) and _coded(text.replace(_BETWEEN, " "))
        for view in views(text) if may_be_coded else ():
            for start, end, category in self._find(view.text, is_free=is_free):
                yield Span(*view.place(start, end), category)

    def _matches(self, plain: str) -> bool:
        compact = plain.translate(_COMPACT)
        is_there = self._automaton is not None and bool(self._automaton.find_matches_as_indexes(compact))
        return is_there or bool(self._shorts.suspects(plain))

    def _find(self, plain: str, *, is_free: bool) -> Iterator[tuple[int, int, Category]]:
        """Yield (start, end, category) of what stands in a canonical text."""
        yield from self._shorts.find(plain, is_free=is_free)
        if self._automaton is None:
            return
        places = [place for place, char in enumerate(plain) if _COMPACT[ord(char)] is not None]
        compact = "".join(_COMPACT[ord(plain[place])] or "" for place in places)
        in_address = _IS_ADDRESS.search(plain) is not None
        hinted: list[int] = []
        for number, start, end in self._automaton.find_matches_as_indexes(compact, overlapping=True):
            needle = self._needles[number]
            first, last = places[start], places[end - 1] + 1
            if needle.kind is Kind.DAY:
                hinted.append(first)
            elif needle.kind is Kind.NUMBER or (
                _is_whole(plain, first, last)
                and _is_meant(needle, plain[first:last], is_free=is_free, in_address=in_address)
            ):
                yield first, last, needle.category
        yield from self._find_days(plain, sorted(hinted))

    def _find_days(self, plain: str, hinted: Sequence[int]) -> Iterator[tuple[int, int, Category]]:
        """Read days around the hints; a long text is not read for one of them."""
        reach = 0
        for place in hinted:
            if place < reach:
                continue
            begin, reach = max(reach, place - LONGEST_DAY), place + LONGEST_DAY
            for start, end, days in days_in(plain, begin, reach + LONGEST_DAY):
                reach = max(reach, end)
                known = [self._days[day] for day in days if day in self._days]
                if known:
                    yield start, end, known[0]


def _coded(joined: str) -> list[int]:
    """Return which of the joined texts look as if they could read otherwise; in most messages none does."""
    numbers: list[int] = []
    data = joined.encode(errors="replace")
    number = at = 0
    while (found := _HAS_CODES.search(data, at)) is not None:
        number += data.count(_MARK, at, found.start())
        numbers.append(number)
        # The rest of that text is left out: one may be nothing but codes.
        at = data.find(_MARK, found.start())
        if at < 0:
            break
    return numbers


def _numbers(joined: str, places: Iterable[int]) -> list[int]:
    """Return in which of the joined texts the places lie, which rise."""
    numbers: dict[int, None] = {}
    number = at = 0
    for place in places:
        number += joined.count(_BETWEEN, at, place)
        at = place
        numbers[number] = None
    return list(numbers)


def _is_whole(plain: str, start: int, end: int) -> bool:
    """Whether no letter goes on before or behind; scripts without blanks have no such thing."""
    return not (
        _goes_on(plain[start - 1 : start], plain[start]) or _goes_on(plain[end : end + 1], plain[end - 1])
    )


def _goes_on(beside: str, edge: str) -> bool:
    return beside.isalpha() and beside < FIRST_IDEOGRAPH and edge < FIRST_IDEOGRAPH


def _is_meant(needle: Needle, written: str, *, is_free: bool, in_address: bool) -> bool:
    """Tell whether words that stand there whole are somebody's, and not words like any other."""
    if needle.kind is Kind.PART:
        return is_free and (not written.islower() or len(written) >= _SURELY_NO_WORD)
    is_name = among((needle.category,), NAMES)
    if is_name and written in EVERYDAY:
        return False
    is_whole = is_name and is_whole_name(written)
    return is_free or in_address or is_whole or not written.isalpha()


def _outermost(spans: Iterable[Span]) -> Iterator[Span]:
    """Leave out what lies in another one: the digits of a number, the words of a name."""
    reach = -1
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.end > reach:
            yield span
            reach = span.end


def echoes(values: Iterable[tuple[str, tuple[Category, ...]]], texts: Sequence[str] | None = None) -> Echoes:
    """Return what can be met again of values that were taken out, each with what it was declared as."""
    groups = groupby(values, itemgetter(1))
    return echoes_of((([value for value, _ in some], categories) for categories, some in groups), texts)


def echoes_of(groups: Iterable[Values], texts: Sequence[str] | None = None) -> Echoes:
    """
    Do as ``echoes`` does with values of one declaration each.

    Where ``texts`` are given it is only asked of them, and what cannot be met in any of them is left out.
    """
    groups = list(groups)
    possible = _everything if texts is None or _coded(_BETWEEN.join(texts)) else _possible_in(texts)
    needles, days = needles_of(groups, possible)
    if days:
        hint = _needle(
            next(iter(days.values())), Kind.DAY
        )  # which day it is, and whose, is read where it stands
        needles = {**dict.fromkeys(hints(days), hint), **needles}
    return Echoes(needles, days, shorts_of(groups))


Possible = Callable[[Sequence[str], tuple[Category, ...]], Sequence[str]]
"""Leave out of values of one kind what cannot be met."""


def _everything(plains: Sequence[str], _: tuple[Category, ...]) -> Sequence[str]:
    return plains


def needles_of(
    groups: Iterable[Values], possible: Possible = _everything
) -> tuple[dict[str, Needle], dict[Day, Category]]:
    """Return letters and digits -> what they are, and days."""
    needles: dict[str, Needle] = {}
    days: dict[Day, Category] = {}
    for values, categories in groups:
        if categories:
            plains = possible(_folded([value for value in values if len(value) <= LONGEST_VALUE]), categories)
            numbers = _add_others(needles, days, plains, categories)
            _add_numbers(needles, numbers, categories)
    return needles, days


def _folded(texts: list[str]) -> list[str]:
    return texts if "".join(texts).isascii() else [fold(text) for text in texts]


def _possible_in(texts: Sequence[str]) -> Possible:
    """None of the texts is written in a code."""
    plain = _folded(list(texts))
    glance = Glance(plain, _compact)
    has_days = may_say_a_day(plain)

    def possible(plains: Sequence[str], categories: tuple[Category, ...]) -> Sequence[str]:
        if among(categories, (*OF_A_PERSON, *HEALTH)) or (has_days and among(categories, _DATED)):
            return plains  # words, too
        codes = [plain for plain in plains if is_code(plain, categories)]
        return codes + glance.among(plains, _OF_A_COUNTRY)

    return possible


def _add_others(
    needles: dict[str, Needle],
    days: dict[Day, Category],
    plains: Sequence[str],
    categories: tuple[Category, ...],
) -> list[str]:
    """Add what is no number, or is a day; return the numbers."""
    is_dated, is_of_a_person = among(categories, _DATED), among(categories, (*OF_A_PERSON, *HEALTH))
    numbers: list[str] = []
    for plain in plains:
        if _HAS_DIGIT.search(plain) is None:
            if is_of_a_person:
                _add_words(needles, plain, categories)
            continue
        if found := day_of(plain):
            if is_dated:
                days.update(dict.fromkeys(found, categories[0]))
            if not plain.isdigit() or (plain.startswith(_LIKE_A_YEAR) and not is_dated):
                continue
        if _IS_NUMBER.match(plain):
            numbers.append(plain)
        elif not found and (is_of_a_person or is_code(plain, categories)):
            _add_words(needles, plain, categories)
    return numbers


def _add_numbers(
    needles: dict[str, Needle], numbers: Sequence[str], categories: tuple[Category, ...]
) -> None:
    """Add the letters and digits of numbers, and those that are as good as all of them."""
    needle = _needle(categories[0], Kind.NUMBER)
    are_phones = among(categories, _PHONES)
    for compact in _compact(numbers):
        needles[compact] = needles[compact[::-1]] = needle
        found = _DIGITS.fullmatch(compact)
        if found is not None:
            digits = found[1]
            needles[digits] = needles[digits[::-1]] = needle
            if are_phones and len(digits) > _OF_A_COUNTRY:
                needles[digits[-_OF_A_COUNTRY:]] = needle


def _compact(texts: Sequence[str]) -> list[str]:
    """Return the letters and digits of each, all by one look."""
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= max(len(texts), 1):  # somebody wrote one
        return [text.translate(_COMPACT) for text in texts]
    return joined.translate(_COMPACT).split(_BETWEEN) if texts else []


def _add_words(needles: dict[str, Needle], plain: str, categories: tuple[Category, ...]) -> None:
    """Add words, also with a few digits among them: a status may be `TPS-2023`."""
    words, compact = _WORD.findall(plain.lower()), plain.translate(_COMPACT)
    if not is_telling(words, compact) or (among(categories, HEALTH) and not tells_of_health(words)):
        return
    whole = _needle(categories[0], Kind.WORDS)
    needles[compact] = whole
    if len(words) > 1 and among(categories, NAMES):
        part = _needle(categories[0], Kind.PART)
        for word in words:
            if len(word) >= LEAST_LETTERS and word not in COMMON:
                needles.setdefault(word, part)
        for other in turned(words):
            needles.setdefault(other, whole)
