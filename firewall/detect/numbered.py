"""Text written as the numbers of its characters, one after the other: `53 51 54`, `0x35 0x33`, `U+0035 U+0033`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from firewall.detect.searching import Search
from firewall.detect.view import Decoder, Edit, View

__all__ = ["NUMBERED"]

_FEWEST = 7
"""Numbers in a row: a list of ages or sizes goes on sooner or later with one that is no letter."""
_GAP = r"[-,;|/:. \t\r\n]"
_GAPS = f"{_GAP}{{1,3}}"


@dataclass(frozen=True, slots=True)
class _Way:
    """How one number is written, what parts two of them, and how many digits at its end count: 0 is all of them."""

    one: str
    gap: str
    base: int
    digits: int = 0

    def row(self) -> str:
        """Return an expression of at least so many of them, but for how many more there may be."""
        return f"(?:{self.one})(?:{self.gap}(?:{self.one})){{{_FEWEST - 1}"

    def says(self, row: str) -> str:
        return "".join(chr(int(one, self.base)) for one in self._digits(row))

    def _digits(self, row: str) -> Iterator[str]:
        return (number[-self.digits :].lstrip("oO") for number in re.findall(self.one, row))


_WAYS = (
    # Each of all that ASCII prints: a telephone number has brackets, an address a commercial at.
    _Way("3[2-9]|[4-9][0-9]|1[01][0-9]|12[0-6]", _GAPS, 10),
    _Way("[2-7][0-9A-Fa-f]", "(?:[-,;|/.:] ?| )", 16),
    _Way("0[oO]?(?:[4-7][0-7]|1[0-6][0-7]|17[0-6])", _GAPS, 8, 3),
    _Way("(?:0[xX]|[Uu]\\+)(?:00){0,3}[2-7][0-9A-Fa-f]", f"{_GAP}{{0,3}}", 16, 2),
    _Way("0[01]{7}", f"{_GAP}{{0,3}}", 2),
)
_PREFILTER = "|".join(way.row() + "}" for way in _WAYS)
# It begins and ends with whole numbers; a longer row may read in another way than the seven before it.
_ROW = Search(rf"\b(?:{'|'.join(way.row() + ',}' for way in _WAYS)})\b", longest=True)
_ROWS = tuple((way, re.compile(way.row() + ",}+")) for way in _WAYS)


def _edits(text: str) -> Iterator[Edit]:
    """Yield what rows of numbers say; one that can be read in two ways says both."""
    for start, end in _ROW.places(text):
        said = dict.fromkeys(
            way.says(text[start:end]) for way, row in _ROWS if row.fullmatch(text, start, end)
        )
        if said:
            yield start, end, "\n".join(said)


def _read(view: View) -> View | None:
    # There may be as many rows as fit: a list of numbers is honest, whatever some of it says by accident.
    found = list(_edits(view.text))
    return view.edited(found, "numbered") if found else None


NUMBERED = Decoder("numbered", _PREFILTER, _read)
