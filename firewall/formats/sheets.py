"""
What spreadsheets have in common: sheets by name, rows by header, values alone.

``{"sheets": {"Patients": [{"name": "…", "born": "1984-05-02"}]}}``, so that a service file says
``/sheets/Patients/*/name``.  The first row that is not empty names the columns; a column that has no name goes
by its letter.  Where names of sheets are data, ``/sheets/*`` says what they are, as for any other key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from firewall.formats.base import Limits, Unreadable
from firewall.formats.text import check_controls
from firewall.model import Tree

SHEETS = "sheets"
_MOST_COLUMNS = 1_000
_MAX_EXPONENT = 308
_SURELY_WHOLE = 19
"""Digits below which a number is read at once."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Grid:
    """Collects the rows of one sheet; the first that is not empty is its header."""

    def __init__(self, limits: Limits, spent: list[int]) -> None:
        self._limits = limits
        self._spent = spent
        self._header: list[str] | None = None
        self.rows: list[Tree] = []

    def add(self, cells: Mapping[int, Tree]) -> None:
        """``cells`` are the values of one row by column, without those that are empty."""
        if not cells:
            return
        width = max(cells) + 1
        if width > _MOST_COLUMNS:
            raise Unreadable("too-many-columns")
        header = self._header
        if header is None:
            self._header = self._named(cells, width)
            return
        self._widen(header, width)
        self._spent[0] += len(header)
        if self._spent[0] > self._limits.fields:
            raise Unreadable("too-many-fields")
        self.rows.append({name: cells.get(number) for number, name in enumerate(header)})

    def _widen(self, header: list[str], width: int) -> None:
        """A column without a name, met further down: every row has it."""
        for number in range(len(header), width):
            name = letters(number)
            if name in header:
                raise Unreadable("duplicate-key")
            header.append(name)
            for row in self.rows:
                if isinstance(row, dict):
                    row[name] = None
            self._spent[0] += len(self.rows)

    def _named(self, cells: Mapping[int, Tree], width: int) -> list[str]:
        names = [str(cells[at]).strip() if at in cells else "" for at in range(width)]
        names = [name or letters(at) for at, name in enumerate(names)]
        if len(set(names)) != len(names):
            raise Unreadable("duplicate-key")
        if max(map(len, names)) > self._limits.key:
            raise Unreadable("key-too-long")
        return names


def letters(number: int) -> str:
    """Return the letters of a column: A, B, … Z, AA."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def number_of(text: str, limits: Limits) -> Tree:
    """Return a number as it is spelt.  Raises :class:`Unreadable` for what is none."""
    if len(text) > limits.number or not text.isascii():
        raise Unreadable("number-too-long")
    if len(text) < _SURELY_WHOLE and text.isdigit():
        return int(text)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Unreadable("not-a-sheet") from None
    if not value.is_finite() or not -_MAX_EXPONENT <= value.adjusted() <= _MAX_EXPONENT:
        raise Unreadable("number-out-of-range")
    return int(value) if text.lstrip("-").isdigit() else value


def text_of(text: str, limits: Limits) -> str:
    """Return a cell's text.  Raises :class:`Unreadable` for one that no cell holds."""
    if len(text) > limits.body_bytes:
        raise Unreadable("body-too-large")
    check_controls(text)
    return text


def sheets_of(tree: Tree) -> dict[str, tuple[list[str], list[list[Tree]]]]:
    """Return names of columns and rows of cells, sheet by sheet.  Raises :class:`Unreadable` for another tree."""
    if not isinstance(tree, dict) or not set(tree) <= {SHEETS}:
        raise Unreadable("not-a-sheet")
    sheets = tree.get(SHEETS, {})
    if not isinstance(sheets, dict):
        raise Unreadable("not-a-sheet")
    return {name: _table(rows) for name, rows in sheets.items()}


def _table(rows: Tree) -> tuple[list[str], list[list[Tree]]]:
    if not isinstance(rows, list):
        raise Unreadable("not-a-sheet")
    members = [row for row in rows if isinstance(row, dict)]
    if len(members) != len(rows):
        raise Unreadable("not-a-sheet")
    columns = list(dict.fromkeys(name for row in members for name in row))
    return columns, [[_cell(row.get(name)) for name in columns] for row in members]


def _cell(value: Tree) -> Tree:
    if value in ([], {}):
        return None  # a marker
    if isinstance(value, dict | list):
        raise Unreadable("not-a-sheet")
    return value


def begins_a_formula(text: str) -> bool:
    """Whether a program that is handed the text as typed would work it out."""
    return text.startswith(_STARTS_A_FORMULA)


def check_sheet_names(names: Sequence[str]) -> None:
    if len({name.casefold() for name in names}) != len(names):
        raise Unreadable("duplicate-key")
    if not all(name and name.isprintable() for name in names):
        raise Unreadable("control-character")
