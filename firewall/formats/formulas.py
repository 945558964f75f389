"""
What a spreadsheet would take for a formula, written so that it takes it for text.

A table is opened in a spreadsheet sooner or later, and there a cell that begins with ``=`` runs
(threats: CSV injection, OWASP).  An apostrophe before it makes it text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIGNS = "=+\\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"

_NUMBER = r"[+-]?(?:[0-9]+(?:[.,][0-9]+)*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?%?"

_START = re.compile(
    rf"(?:\A|(?<=\0))(?=[\t\r\n])"
    rf"|(?:\A|(?<=[\0;\t\r\n]))(?=[ \xa0\"]*[{_SIGNS}])(?!{_NUMBER}(?:[\0;\t\r\n]|\Z))"
)
"""
A cell's beginning; and inside of it, what begins one where a spreadsheet splits at something else than we do:
semicolons in half of Europe.  A plain number begins with a sign and runs nothing.
"""


def neutralised(cell: str) -> str:
    """Return the cell with an apostrophe wherever a formula would begin.  What is neutral stays as it is."""
    return _START.sub("'", cell)


def are_neutral(cells: Iterable[str]) -> bool:
    """Whether none of them needs an apostrophe: one look for a whole row."""
    return _START.search("\0".join(cells)) is None
