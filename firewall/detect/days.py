"""
A day in the ways people write it: 1985-03-12, 3/12/85, 12. März 1985, March 12th, 1985.

Who reads ``03/12/1985`` may read March or December, so a text says a set of days.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import re2

LONGEST_DAY = 32
"""Characters of a day, the name of its month and all that may stand between."""

Day = tuple[int, int, int]
"""Year, month, day."""

_NAMES = (
    "january enero janvier januar gennaio januari janeiro janner gener",
    "february febrero fevrier februar febbraio februari fevereiro",
    "march marzo mars marz maerz maart marco mrz mrt",
    "april abril avril aprile",
    "may mayo mai maggio mei maio",
    "june junio juin juni giugno junho",
    "july julio juillet juli luglio julho",
    "august agosto aout augustus",
    "september septiembre setiembre septembre settembre setembro",
    "october octubre octobre oktober ottobre outubro",
    "november noviembre novembre novembro",
    "december diciembre decembre dezember dicembre dezembro",
)
_SHORTEST_MONTH = 3
"""Letters of the name of a month that is cut short; some write one more."""
_MONTHS = {
    spelled: number
    for number, names in enumerate(_NAMES, 1)
    for name in names.split()
    for spelled in (name, name[:_SHORTEST_MONTH], name[: _SHORTEST_MONTH + 1])
    if spelled not in {"jui", "juin"} or name == "juin"  # juin and juillet begin alike
}
_BEGINS = {
    month: sorted({name[:_SHORTEST_MONTH] for name, number in _MONTHS.items() if number == month})
    for month in set(_MONTHS.values())
}
"""Month -> how its names begin."""
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_GAP = r"[-/. _]{1,2}"
_OF = r"(?:st|nd|rd|th|er|o|a)?[-., ]{0,2}(?:of |de |di |del |d')?"
_BEGIN, _END = r"(?<![0-9])", r"(?![0-9])"
_DAY = re.compile(
    rf"{_BEGIN}(?:"
    rf"(?P<y1>{_YEAR}){_GAP}(?P<m1>\d\d?){_GAP}(?P<d1>\d\d?)"
    rf"|(?P<y2>{_YEAR})(?P<m2>\d\d)(?P<d2>\d\d)"
    rf"|(?P<a3>\d\d?){_GAP}(?P<b3>\d\d?){_GAP}(?P<y3>{_YEAR}|\d\d)"
    rf"|(?P<a4>\d\d)(?P<b4>\d\d)(?P<y4>{_YEAR})"
    rf"|(?P<d5>\d\d?){_OF}(?P<m5>{_MONTH})[-., ]{{0,2}}(?:de |del |of )?(?P<y5>{_YEAR}|\d\d)"
    rf"){_END}"
    rf"|(?<![a-z])(?P<m6>{_MONTH})[-. ]{{0,2}}(?P<d6>\d\d?)(?:st|nd|rd|th)?[-., ]{{1,2}}(?P<y6>{_YEAR}|\d\d){_END}"
    rf"|{_BEGIN}(?P<y7>{_YEAR})[-., ]{{0,2}}(?P<m7>{_MONTH})[-., ]{{0,2}}(?P<d7>\d\d?){_END}",
    re.IGNORECASE | re.ASCII,
)
_ROUGHLY = re2.compile(
    re.sub(r"\(\?P<[a-z0-9]+>", "(?:", _DAY.pattern)
    .replace(_BEGIN, "")
    .replace(_END, "")
    .replace("(?<![a-z])", "")
    .replace(r"\d", "[0-9]")
    .join(("(?i:", ")"))
    .encode()
)
"""Whatever is a day, and more: it is found in a tenth of the time."""
_APART = "\0"
_FEW = 4096
"""Characters of texts that are read from each of their beginnings."""
_ALONE = re.compile(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}")
"""Nothing but a day: those of one century are thirty-six thousand, and of itself none is anybody's."""
_REMEMBERED = 2048
_NONE: frozenset[Day] = frozenset()
_TIME = re.compile(r"(?:[T ].{0,32})?", re.DOTALL)
_CENTURY, _LAST_OF_THIS = 100, 30
_LONGEST_MONTH, _LONGEST_YEAR = 31, 12


def days_in(plain: str, start: int = 0, end: int = sys.maxsize) -> Iterator[tuple[int, int, frozenset[Day]]]:
    """Yield (start, end, the days it may be) of what is written as a day in a part of a folded text."""
    for found in _DAY.finditer(plain, start, end):
        days = frozenset(_days(found))
        if days:
            yield found.start(), found.end(), days


def may_say_a_day(texts: Sequence[str]) -> bool:
    """Whether a day may be written in one of some folded texts, wherever in it one begins to read."""
    joined = _APART.join(texts)
    if _ROUGHLY.search(joined.encode(errors="replace")) is None:
        return False
    size = 0
    for text in texts:
        if _ROUGHLY.search(text.encode(errors="replace")) is None:
            continue
        size += len(text)
        if size > _FEW or any(_begins(text, start) for start in range(len(text))):
            return True
    return False


def _begins(plain: str, start: int) -> bool:
    """Whether a day begins right there: to search on from each place would take the square of their number."""
    found = _DAY.match(plain, start)
    return found is not None and next(iter(_days(found)), None) is not None


def day_of(plain: str) -> frozenset[Day]:
    """Return the days that a folded text may say, with a time of day or without; none where it says something else."""
    if not (plain[:1].isdigit() or plain[:_SHORTEST_MONTH].isalpha()):
        return _NONE
    return _day_alone(plain) if _ALONE.fullmatch(plain) else _day_of(plain)


def _day_of(plain: str) -> frozenset[Day]:
    found = _DAY.match(plain)
    if found is None or not _TIME.fullmatch(plain, found.end()):
        return _NONE
    return frozenset(_days(found))


_day_alone = lru_cache(maxsize=_REMEMBERED)(_day_of)


def hints(days: Collection[Day]) -> set[str]:
    """
    Return letters and digits of which one stands, without what is between them, wherever one of the days is written.

    What many of them have in common is worked out once.
    """
    found = {str(year) for year in {year for year, _, _ in days}}
    for month, number in {(month, number) for _, month, number in days}:
        found.update(f"{number}{begins}" for begins in _BEGINS[month])
    for year, month, number in days:
        short = f"{year % _CENTURY:02}"
        found.update([spelled + short for spelled in _hints_of(month, number)])
    return found


@lru_cache(maxsize=_LONGEST_YEAR * _LONGEST_MONTH)
def _hints_of(month: int, day: int) -> frozenset[str]:
    return frozenset({f"{month:02}{day:02}", f"{day:02}{month:02}", f"{month}{day}", f"{day}{month}"})


def _days(found: re.Match[str]) -> Iterator[Day]:
    part = found.group
    kind = (found.lastgroup or "")[-1:]
    year = _year(part(f"y{kind}"))
    if kind in {"3", "4"}:
        first, second = int(part(f"a{kind}")), int(part(f"b{kind}"))
        yield from _possible(year, first, second)
        yield from _possible(year, second, first)
    else:
        month = part(f"m{kind}")
        yield from _possible(year, _MONTHS.get(month.lower()) or int(month), int(part(f"d{kind}")))


def _year(text: str) -> int:
    year = int(text)
    if year >= _CENTURY:
        return year
    return year + (2000 if year <= _LAST_OF_THIS else 1900)


def _possible(year: int, month: int, day: int) -> Iterator[Day]:
    if 1 <= month <= _LONGEST_YEAR and 1 <= day <= _LONGEST_MONTH:
        yield year, month, day
