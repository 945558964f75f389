"""
What was taken out in another part of the same file, and stands in this one.

A large file is looked at in units, and each of them for what was taken out in it (``echo.py``).  Of what was taken out
anywhere else in the file only what is surely somebody's is looked for: whole names, and numbers that stand by
themselves and that are too long to be met by chance.  For any day is somebody's birthday among twenty thousand people,
any word somebody's name, and one short number in fifty a file of theirs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from firewall.detect.days import day_of
from firewall.detect.echo import LONGEST_VALUE, Echoes, Kind, Needle, Values, needles_of
from firewall.detect.fold import fold
from firewall.detect.recognizer import Span
from firewall.detect.scripts import is_whole_name
from firewall.detect.somebody import NAMES
from firewall.model import Category

MOST = 20_000
"""Values of one file that are looked for in all of it: as many as a message of the largest size may well hold."""

_BY_CHANCE = 1_000
"""A number that nobody took out is one of those with less than one chance in so many."""

_FEWEST_DIGITS = 6
_LETTERS, _DIGITS = 26, 10
_HAS_DIGIT, _WORD = re.compile(r"\d"), re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"(?<!\d)(?:\+\d{1,3}|00\d{1,3}|0{1,9})$")
"""What may stand right before a number: zeros, and the code of a country."""
_BEFORE = 10

Known = Mapping[tuple[Category, ...], Collection[str]]
"""Values that were taken out, by what they were declared as."""


def telling(values: Iterable[Values]) -> Iterator[tuple[str, tuple[Category, ...]]]:
    """Yield which of the values are looked for in the whole file, as they are compared."""
    for some, categories in values:
        is_name = bool(categories) and categories_are_names(categories)
        for value in some:
            if (
                categories
                and len(value) <= LONGEST_VALUE
                and _is_telling(plain := fold(value), is_name=is_name)
            ):
                yield plain, categories


def categories_are_names(categories: Sequence[Category]) -> bool:
    return any(one == name or one.startswith(f"{name}.") for one in categories for name in NAMES)


def _is_telling(plain: str, *, is_name: bool) -> bool:
    digits = len(_HAS_DIGIT.findall(plain))
    if not digits:
        return is_name and (len(_WORD.findall(plain)) > 1 or is_whole_name(plain))
    return digits >= _FEWEST_DIGITS and not day_of(plain)


class Elsewhere:
    """``known`` are values that ``telling`` gave, of the whole file."""

    def __init__(self, known: Known) -> None:
        self._echoes = _surely(known)

    def __bool__(self) -> bool:
        return bool(self._echoes)

    def suspects(self, texts: Sequence[str]) -> list[int]:
        """Do as ``Echoes.suspects`` does."""
        return self._echoes.suspects(texts)

    def find(self, text: str, *, is_free: bool) -> Iterator[Span]:
        """Do as ``Echoes.find`` does; a number is not found within a longer one."""
        return self._echoes.find(text, is_free=is_free)


class _Sure(Echoes):
    """A number counts where it stands alone, as it reads, whatever codes it is written in."""

    def _find(self, plain: str, *, is_free: bool) -> Iterator[tuple[int, int, Category]]:
        for first, last, category in super()._find(plain, is_free=is_free):
            if _stands_alone(plain, first, last):
                yield first, last, category


def _surely(known: Known) -> Echoes:
    needles, _ = needles_of((list(values), categories) for categories, values in known.items())
    values = sum(map(len, known.values()))
    sure = {compact: one for compact, one in needles.items() if _is_sure(compact, one, values)}
    return _Sure(sure, {})


def _is_sure(compact: str, needle: Needle, values: int) -> bool:
    match needle.kind:
        case Kind.NUMBER:
            return _possible(compact) >= values * _BY_CHANCE
        case Kind.WORDS:
            return True
        case Kind.PART | Kind.DAY:
            return False


def _possible(compact: str) -> int:
    """How many numbers there are of the same shape."""
    return math.prod(_DIGITS if one.isdigit() else _LETTERS for one in compact)


def _stands_alone(text: str, first: int, last: int) -> bool:
    """Tell whether no digit goes on before or behind a number."""
    if _HAS_DIGIT.search(text, first, last) is None:
        return True
    if text[last : last + 1].isdigit() and text[last - 1].isdigit():
        return False
    before = text[max(0, first - _BEFORE) : first]
    is_inside = before[-1:].isdigit() and text[first].isdigit()
    return not is_inside or _BEGINS.search(before) is not None


def merged(into: dict[tuple[Category, ...], set[str]], more: Known) -> bool:
    """Add what another unit took out; tells whether it is still no more than ``MOST``."""
    for categories, values in more.items():
        into.setdefault(categories, set()).update(values)
    return len(set(chain.from_iterable(into.values()))) <= MOST


NOTHING = Elsewhere({})
