"""
Machine readable zones (ICAO Doc 9303, parts 4 to 7): two lines of 44 or 36 characters, or three of 30.

The nationality in them tells the status even where every number is masked, so they are found as a whole,
over all their lines, whatever became of the line breaks between them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from firewall.detect.recognizer import Span, TooManyError
from firewall.detect.values.checks import mrz_digit
from firewall.model import Category

PASSPORT = Category("government_id.passport")
RESIDENCE = Category("immigration.document")

# What became of a line break, or of the gaps an optical reader puts in.
_BREAK = r"(?:[\t-\r \"',;|]|\\[nrt]|<br ?/?>)"


def _heart(gap: str) -> str:
    """Birth with its check digit, sex, expiry with its check digit: in all zones, and in nothing else."""
    date = "[0-9]" + f"{gap}[0-9<]" * 5 + f"{gap}[0-9]"
    return f"{date}{gap}[MFX<]{gap}{date}"


_HEART = _heart(r"(?:[\t-\r \"',;|]{1,2}|\\[nrt])?")
# Fillers are in every zone, though some second lines have none; spread out, it is one only beside fillers.
_FILLERS = r"<[\t-\r ]{0,2}<[\t-\r ]{0,3}[A-Za-z0-9]"
_HAS_FILLERS = re.compile(_FILLERS, re.ASCII)
_HEART_TOGETHER = re.compile("[0-9]{7}[MFXmfx<][0-9]{7}")
# The line of names, which may stand alone.
_NAMES = r"[PVACI][A-Z<][A-Z][A-Z<]{2}[A-Z][A-Z<]{0,36}<<[A-Z<]{1,38}"
_LEFT = r"(?<![A-Z0-9<])"
_HEARTS = re.compile(_HEART, re.ASCII | re.IGNORECASE)
_NAME_LINES = re.compile(rf"{_LEFT}{_NAMES}(?![A-Z0-9<])", re.ASCII)
_RUN = re.compile(rf"(?:{_BREAK}|[A-Z0-9<])+", re.ASCII | re.IGNORECASE)
_PIECE = re.compile(rf"{_BREAK}|([A-Z0-9<])", re.ASCII | re.IGNORECASE)

_REACH = 220
"""Raw characters on either side of the heart that may belong to its zone: 61 of the zone, and what stands between."""
_SHORTEST_NAMES = 20
_HEART_LENGTH = 15
_MOST_ZONES = 1_000
"""Places of one text that are looked at: no record has as many papers."""

_CERTAIN, _LIKELY, _POSSIBLE = 0.99, 0.8, 0.6

_NUMBER = re.compile("[A-Z0-9<]{9}[0-9<][A-Z<]{3}")
_NAMES_44 = re.compile("[PV][A-Z<]{43}")
_NAMES_36 = re.compile("[ACIVP][A-Z<]{35}")
_CARD_1 = re.compile("[ACI][A-Z<][A-Z<]{3}[A-Z0-9<]{9}[0-9<][A-Z0-9<]{15}")
_CARD_2_REST = re.compile("[A-Z<]{3}[A-Z0-9<]{11}[0-9]")
_CARD_3 = re.compile("[A-Z<]{30}")
_REST = re.compile("[A-Z0-9<]*")

# A residence permit's second letter (Regulation (EC) No 1030/2002): AR, CR, IR.
_RESIDENCE_CODES = frozenset({"AR", "CR", "IR"})


@dataclass(frozen=True, slots=True)
class Zone:
    """Where in a text a zone stands, whether it is of a residence paper or visa, and how sure we are."""

    start: int
    end: int
    is_residence: bool
    confidence: float


def zones(text: str) -> Iterator[Zone]:
    """Yield the zones of a text, in no order.  Raises TooManyError where there are too many to look at."""
    covered: list[tuple[int, int]] = []
    has_fillers = _HAS_FILLERS.search(text) is not None
    for number, heart in enumerate(_HEARTS.finditer(text)):
        if number >= _MOST_ZONES:
            raise TooManyError
        if not has_fillers and not _HEART_TOGETHER.fullmatch(heart[0]):
            continue
        zone = _around(text, heart.start())
        if zone is not None:
            covered.append((zone.start, zone.end))
            yield zone
    at = 0
    for number, names in enumerate(_NAME_LINES.finditer(text)):
        if number >= _MOST_ZONES:
            raise TooManyError
        while at < len(covered) and covered[at][1] <= names.start():
            at += 1
        is_inside = at < len(covered) and covered[at][0] <= names.start()
        if not is_inside and len(names[0]) >= _SHORTEST_NAMES:
            yield Zone(names.start(), names.end(), names[0].startswith("V"), _LIKELY)


def _around(text: str, heart: int) -> Zone | None:
    """Return the zone with the birth date at this place, if there is one."""
    upper, places = _compact(text, heart)
    at = bisect_left(places, heart)
    if len(upper) < at + _HEART_LENGTH:
        return None
    best: Zone | None = None
    for found in (
        _with_number(upper, at, 44),
        _with_number(upper, at, 36),
        _card(upper, at),
        _lone(upper, at),
    ):
        if found is not None and (best is None or found.confidence > best.confidence):
            start, end = places[found.start], places[found.end - 1] + 1
            best = Zone(start, end, found.is_residence, found.confidence)
    return best


def _compact(text: str, heart: int) -> tuple[str, list[int]]:
    """Return the characters around the heart that can belong to a zone, with their places in the text."""
    low = max(0, heart - _REACH)
    for run in _RUN.finditer(text, low, heart + _REACH):
        if run.end() > heart:
            pieces = [(piece[1], piece.start(1)) for piece in _PIECE.finditer(text, *run.span()) if piece[1]]
            return "".join([char for char, _ in pieces]).upper(), [place for _, place in pieces]
    return "", []


def _dates(zone: str, at: int) -> int:
    """How many of the two check digits of the heart are right: birth, expiry."""
    birth, expiry = zone[at : at + 7], zone[at + 8 : at + 15]
    return (mrz_digit(birth[:6]) == birth[6]) + (mrz_digit(expiry[:6]) == expiry[6])


def _with_number(zone: str, at: int, length: int) -> Zone | None:
    """Two lines: names, then number, nationality and the heart (TD3, TD2, and visas)."""
    second = at - 13
    if second < 0 or not _NUMBER.fullmatch(zone, second, at):
        return None
    end = second + length
    first = second - length
    names = _NAMES_44 if length == 44 else _NAMES_36  # noqa: PLR2004  # the length of a line
    if (
        end > len(zone)
        or first < 0
        or not names.fullmatch(zone, first, second)
        or "<" not in zone[first:second]
    ):
        return None
    is_right = _dates(zone, at) + _is_number_right(zone, second)
    code, issuer, nationality = zone[first : first + 2], zone[first + 2 : first + 5], zone[at - 3 : at]
    return Zone(first, end, _is_residence(code, issuer, nationality), _CERTAIN if is_right > 1 else _LIKELY)


def _is_number_right(zone: str, second: int) -> bool:
    return mrz_digit(zone[second : second + 9]) == zone[second + 9]


def _card(zone: str, at: int) -> Zone | None:
    """Three lines (TD1): number, then the heart and nationality, then names.  The last may be missing."""
    first, third = at - 30, at + 30
    if (
        first < 0
        or not _CARD_1.fullmatch(zone, first, at)
        or not _CARD_2_REST.fullmatch(zone, at + 15, third)
    ):
        return None
    end = third + 30 if _CARD_3.fullmatch(zone, third, third + 30) else third
    is_right = _dates(zone, at) + (mrz_digit(zone[first + 5 : first + 14]) == zone[first + 14])
    code, issuer, nationality = zone[first : first + 2], zone[first + 2 : first + 5], zone[at + 15 : at + 18]
    return Zone(first, end, _is_residence(code, issuer, nationality), _CERTAIN if is_right > 1 else _LIKELY)


def _lone(zone: str, at: int) -> Zone | None:
    """The line with the heart alone, or with neighbours that lost their fillers: its check digits must be right."""
    right = _dates(zone, at)
    start, end = at, min(len(zone), at + 30)
    if at >= 13 and _NUMBER.fullmatch(zone, at - 13, at):  # noqa: PLR2004  # number, check digit, nationality
        start, end = at - 13, min(len(zone), at + 31)
        right += _is_number_right(zone, start)
    elif not _CARD_2_REST.match(zone, at + 15):
        return None
    if right < 2:  # noqa: PLR2004  # one in ten is right by chance
        return None
    return Zone(start, end, is_residence=False, confidence=_POSSIBLE)


def _is_residence(code: str, issuer: str, nationality: str) -> bool:
    """A visa, or a card of a country for somebody of another one."""
    return code[0] == "V" or code in _RESIDENCE_CODES or (code[0] != "P" and issuer != nationality)


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineReadable:
    """The zones of all papers, or of residence papers and visas alone."""

    id: str
    category: Category
    only_residence: bool
    prefilter: str = rf"{_FILLERS}|[0-9]{{7}}[MFXmfx<][0-9]{{7}}"
    pattern: re.Pattern[str] = _HEARTS

    def find(self, text: str) -> Iterator[Span]:
        for zone in zones(text):
            if zone.is_residence or not self.only_residence:
                yield Span(zone.start, zone.end, self.category, zone.confidence)


MRZ: tuple[MachineReadable, ...] = (
    MachineReadable(id="mrz.travel-document", category=PASSPORT, only_residence=False),
    MachineReadable(id="mrz.residence", category=RESIDENCE, only_residence=True),
)
