"""
Marks in ordinary numbers that say where their holder comes from.

An Italian tax code has a Z where it names a country of birth; a French number has 99 where it
names a department.  The names of these marks are the words that ``data/combinations`` may use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from firewall.detect.leaves import plain

# Where the layouts come from: python-stdnum 2.2 (modules it.codicefiscale, fr.nir, mx.curp, be.bis, se.personnummer,
# no.fodselsnummer, nl.onderwijsnummer, es.nie, us.itin), which cites the authority of each.
_CODICE_FISCALE = re.compile(
    r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}Z[0-9LMNPQRSTUV]{3}[A-Z]"
)
_NIR = re.compile(r"[1278][0-9]{4}99[0-9]{6}(?:[0-9]{2})?")
_NIR_PROVISIONAL = re.compile(r"[78][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?")
_CURP = re.compile(r"[A-Z]{4}[0-9]{6}[HMX]NE[A-Z]{3}[A-Z0-9][0-9]")
_ITIN = re.compile(r"9[0-9]{2}(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])[0-9]{4}")
_NIE = re.compile(r"[XYZ][0-9]{7}[A-Z]")
_NIF_M = re.compile(r"M[0-9]{7}[A-Z]")
_ELEVEN = re.compile(r"[0-9]{11}")
_PERSONNUMMER = re.compile(r"(?:[0-9]{2})?[0-9]{6}[0-9]{4}")
_ONDERWIJS = re.compile(r"10[0-9]{7}")
_BIS_MONTHS = (*range(21, 33), *range(41, 53))
_SAMORDNING_DAYS = range(61, 92)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda number: pattern.fullmatch(number) is not None


def _is_bis(number: str) -> bool:
    """Belgium: the month of birth of somebody outside the national register is 20 or 40 too high."""
    return bool(_ELEVEN.fullmatch(number)) and int(number[2:4]) in _BIS_MONTHS


def _is_samordning(number: str) -> bool:
    """Sweden: the day of birth of a coordination number is 60 too high."""
    return bool(_PERSONNUMMER.fullmatch(number)) and int(number[-6:-4]) in _SAMORDNING_DAYS


def _is_d_number(number: str) -> bool:
    """Norway: the first digit of the day is 4 too high for somebody with a temporary number."""
    return bool(_ELEVEN.fullmatch(number)) and number[0] in "4567"


def _is_onderwijs(number: str) -> bool:
    """Netherlands: a pupil without a citizen service number; the eleven-test leaves 5."""
    if not _ONDERWIJS.fullmatch(number):
        return False
    weighted = sum((9 - place) * int(digit) for place, digit in enumerate(number[:8]))
    return (weighted - int(number[8])) % 11 == 5  # noqa: PLR2004  # the residue that tells them apart


_MARKS: Mapping[str, Callable[[str], bool]] = {
    "codice-fiscale-abroad": _matches(_CODICE_FISCALE),
    "nir-abroad": _matches(_NIR),
    "nir-provisional": _matches(_NIR_PROVISIONAL),
    "curp-abroad": _matches(_CURP),
    "itin": _matches(_ITIN),
    "nie": _matches(_NIE),
    "nif-m": _matches(_NIF_M),
    "bis": _is_bis,
    "samordningsnummer": _is_samordning,
    "d-number": _is_d_number,
    "onderwijsnummer": _is_onderwijs,
}

MARKS = frozenset(_MARKS)
"""The words for marks."""

_LONGEST_MARK = 40
"""Characters of a number with a mark: the longest has 18, and people put separators between."""


def has_mark(mark: str, text: str) -> bool:
    """Tell whether a text is a number with this mark, however it is punctuated."""
    return len(text) <= _LONGEST_MARK and _MARKS[mark](plain(text))
