"""
Tables as text, CSV (RFC 4180) and TSV, strictly: what two readers could split differently is Unreadable.

A table reads into a list of rows: objects by the names in the header, or by position (``0``, ``1`` ...)
where there is none.  All cells are texts.

The same: the same columns in the same order, the same rows in the same order, the same text in each
cell.  But for one thing: where a spreadsheet would take a cell for a formula, an apostrophe stands before
it (``formulas.py``), and stays as it is from then on.  Quotes, line ends between rows and a byte order mark
say nothing, and are written our way.  A table without rows is written as nothing: the names of columns
leave with what stands under them.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from firewall.formats.base import (
    Gridded,
    Limits,
    Parametrised,
    Rewriting,
    Unreadable,
    check_size,
    decode_utf8,
)
from firewall.formats.cells import text_of
from firewall.formats.charset import Charset, Transcoding
from firewall.formats.formulas import are_neutral, neutralised
from firewall.formats.naming import check_count
from firewall.formats.text import check_controls
from firewall.grid import Grid, is_text, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from firewall.model import Tree

COMMA, TAB = ",", "\t"

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""
Excel writes it before what it calls CSV UTF-8.  For some readers it would be a part of the first name; what
leaves is read from the names without it and written without it, so nobody can read it differently.
"""

_LINE = "\r\n"
_QUOTED = re.compile(r'(?<![^,\n])"[^"]*+(?:""[^"]*+)*+"(?![^,\r\n])')
"""A cell in quotes, from one delimiter to the next.  Possessive, so linear."""

_EDGE = "\0"
"""Stands around the names of a header where the exit check looks for them: no cell can hold it."""

_LONGEST = 131_072
"""Characters of a cell."""


@dataclass(frozen=True, slots=True)
class Csv(Parametrised, Rewriting, Transcoding, Gridded):
    """``has_header`` is what the media type says, or the service's file, or the rule: there is one."""

    writes_the_tree: ClassVar[bool] = True

    name: str = "text/csv"
    delimiter: str = COMMA
    has_header: bool = True
    is_told: bool = False
    charset: Charset | None = None

    @property
    def media_type(self) -> str:
        return self.name if self.has_header else f"{self.name}; header=absent"

    def told(self, parameters: Mapping[str, str]) -> Csv:
        if set(parameters) != {"header"} or parameters["header"] not in {"present", "absent"}:
            raise Unreadable("unknown-parameter")
        return replace(self, has_header=parameters["header"] == "present", is_told=True)

    def reading(self, charset: Charset | None) -> Csv:
        return replace(self, charset=charset)

    def without_header(self) -> Csv:
        """As the service's file says; what the message itself says counts for more."""
        return self if self.is_told else replace(self, has_header=False)

    def parse(self, body: bytes, limits: Limits) -> Tree:
        rows = self._rows(body, limits)
        if not rows:
            return []
        names = self.names(rows.pop(0), limits) if self.has_header else self.positions(rows[0])
        records: list[Tree] = rows  # type: ignore[assignment]  # each row is let go for its record: both would be twice as much
        for number, row in enumerate(rows):
            records[number] = self.record(names, row)
        return records

    def grid(self, body: bytes, limits: Limits) -> Grid | None:
        if not self.has_header:
            return None
        rows = self._rows(body, limits)
        if len(rows) < 2:  # noqa: PLR2004  # names, and something under them
            return None
        return _grid(self.names(rows.pop(0), limits), rows)

    def write(self, tree: Tree) -> bytes:
        return self._written(tree, 0)

    def write_grid(self, grid: Grid) -> bytes:
        if not grid.records:
            return b""
        return self._lines([list(grid.names)]) + self.write_cells(grid)

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:  # noqa: ARG002  # the tree holds all
        """Without names a column is known by its place alone: where one was taken out, an empty one stays."""
        width = len(before[0]) if isinstance(before, list) and before and isinstance(before[0], dict) else 0
        return self._written(after, width)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return (f"{_EDGE}{neutralised(name)}{_EDGE}".encode(),) if self.has_header else ()

    def exposed(self, body: bytes, _: Limits) -> bytes:
        plain = body.replace(b'""', b'"')
        if not self.has_header or not body:
            return plain
        header = next(self._reader(body.decode()))
        return f"{_EDGE}{_EDGE.join(header)}{_EDGE}\n".encode() + plain

    # ---- one row, for what reads and writes them one by one

    def read_row(self, line: str, limits: Limits) -> list[str]:
        """Read one whole row, with or without its line end.  Raises :class:`Unreadable`."""
        self._check(line, limits)
        rows = self._read(line)
        if len(rows) != 1:
            raise Unreadable("not-csv")
        return rows[0]

    def quotes(self, held: bytearray, start: int, end: int) -> int:
        """
        Returns how many quotes stand there: after an odd number of them a line end ends no row.

        A quote is one byte, and a part of no other letter, so they can be counted in bytes.
        """
        return 0 if self.delimiter == TAB else held.count(b'"', start, end)

    def names(self, row: Sequence[str], limits: Limits) -> tuple[str, ...]:
        """Returns the names of columns that stand in a header.  Raises :class:`Unreadable`."""
        check_count(len(row), limits)
        if not all(name.strip() for name in row):
            raise Unreadable("empty-column")
        if len(max(row, key=len)) > limits.key:
            raise Unreadable("key-too-long")
        if len({name.strip().casefold() for name in row}) != len(row):
            raise Unreadable("duplicate-column")
        return tuple(row)

    def positions(self, row: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(str, range(len(row))))

    def record(self, names: Sequence[str], row: Sequence[str]) -> dict[str, Tree]:
        """Returns a row as the tree has it.  Raises :class:`Unreadable` where it has not as many cells as names."""
        if len(row) != len(names):
            raise Unreadable("ragged-row")
        return dict(zip(names, row, strict=True))

    def header_of(self, record: Tree) -> tuple[str, ...]:
        """Returns the names that a record which leaves goes by, in their order."""
        if not isinstance(record, dict):
            raise Unreadable("not-a-table")
        return tuple(record)

    def cells(self, record: Tree, names: Sequence[str], width: int = 0) -> list[str]:
        """Returns a record's cells under ``names``; where there is no header, at their places in ``width`` columns."""
        if not isinstance(record, dict) or tuple(record) != tuple(names):
            raise Unreadable("not-a-table")
        texts = [text_of(value) for value in record.values()]
        return texts if self.has_header else _placed(names, texts, width)

    def write_row(self, cells: Iterable[str]) -> bytes:
        """Returns one line, with its end."""
        return self.write_rows([list(cells)])

    def write_rows(self, rows: list[list[str]]) -> bytes:
        """Returns a line for each, with their ends."""
        return self._lines(rows)

    def grid_of(self, names: Sequence[str], text: str, limits: Limits) -> Grid:
        """Read whole rows under names that are known.  Raises :class:`Unreadable`."""
        self._check(text, limits)
        return _grid(tuple(names), self._read(text))

    def write_cells(self, grid: Grid) -> bytes:
        """Returns a line for each record, with their ends, and none for the names."""
        return self._safe_lines(zip(*(_cells(values_of(column)) for column in grid.columns), strict=True))

    # ---- how it is done

    def _check(self, text: str, limits: Limits, *, is_whole: bool = False) -> None:
        """Whatever could be split in two ways."""
        check_controls(text)
        if text.count("\r") != text.count(_LINE):  # a carriage return alone
            raise Unreadable("line-ends")
        if text.count(f'{self.delimiter}"') + text.count('\n"') > 2 * limits.fields:
            raise Unreadable("too-many-fields")  # before each of them is looked for
        bare = _QUOTED.sub("", text) if self.delimiter == COMMA and '"' in text else text
        if self.delimiter == COMMA and '"' in bare:
            raise Unreadable("not-csv")
        rows = bare.count("\n")
        if bare.count(self.delimiter) + rows >= limits.fields or (is_whole and rows > limits.records):
            raise Unreadable("too-many-fields")
        if bare.count(_LINE) not in {0, rows}:
            raise Unreadable("line-ends")

    def _rows(self, body: bytes, limits: Limits) -> list[list[str]]:
        check_size(body, limits)
        if self.charset is not None:
            body, limits = self.charset.in_utf_8(body, limits)
        text = decode_utf8(body.removeprefix(BYTE_ORDER_MARK))
        self._check(text, limits, is_whole=True)
        return self._read(text)

    def _read(self, text: str) -> list[list[str]]:
        try:
            rows = list(self._reader(text))
        except csv.Error:  # a cell longer than any that is read, since quotes were looked at before
            raise Unreadable("field-too-long") from None
        # The limit of Python's reader is the same, but belongs to the process: anybody in it may have raised it.
        if len(text) > _LONGEST and any(len(cell) > _LONGEST for row in rows for cell in row):
            raise Unreadable("field-too-long")
        if not all(rows):
            raise Unreadable("empty-line")  # one empty cell, or nothing at all
        if self.delimiter == TAB and any(cell.startswith('"') for row in rows for cell in row):
            raise Unreadable("not-csv")  # some take it for a quote here too
        return rows

    def _reader(self, text: str) -> Iterator[list[str]]:
        quoting: Literal[0, 3] = csv.QUOTE_NONE if self.delimiter == TAB else csv.QUOTE_MINIMAL
        return csv.reader(_fed(text), delimiter=self.delimiter, quoting=quoting, strict=True)

    def _written(self, tree: Tree, width: int) -> bytes:
        if not isinstance(tree, list):
            raise Unreadable("not-a-table")
        if not tree:
            return b""
        names = self.header_of(tree[0])
        rows = [self.cells(record, names, width) for record in tree]
        return self._lines([list(names), *rows] if self.has_header else rows)

    def _lines(self, rows: list[list[str]]) -> bytes:
        return self._safe_lines(row if are_neutral(row) else list(map(neutralised, row)) for row in rows)

    def _safe_lines(self, rows: Iterable[Sequence[str]]) -> bytes:
        if self.delimiter == COMMA:
            out = _Out()
            csv.writer(out, delimiter=COMMA, lineterminator=_LINE).writerows(rows)
            return "".join(out.lines).encode()
        safe = list(rows)
        if any(list(row) == [""] or any(map(_has_no_tsv, row)) for row in safe):
            raise Unreadable("not-a-table")
        return "".join(TAB.join(row) + _LINE for row in safe).encode()


class _Out:
    """What the writer writes to."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.write = self.lines.append


def _grid(names: tuple[str, ...], rows: list[list[str]]) -> Grid:
    if not {len(names)}.issuperset(map(len, rows)):
        raise Unreadable("ragged-row")
    return Grid(names, tuple(zip(*rows, strict=True)), len(rows))


def _cells(column: Sequence[Tree]) -> Sequence[str]:
    """What stands in a column's cells: each different value is looked at once."""
    texts: Sequence[str] = column if is_text(column) else list(map(text_of, column))  # type: ignore[assignment]  # texts
    if are_neutral(texts):
        return texts
    neutral = {text: neutralised(text) for text in dict.fromkeys(texts)}
    return [neutral[text] for text in texts]


def _fed(text: str) -> Iterator[str]:
    """Lines with their ends.  ``splitlines`` would split at marks that end no row."""
    start = 0
    while end := text.find("\n", start) + 1:
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def _has_no_tsv(cell: str) -> bool:
    return cell.startswith('"') or any(mark in cell for mark in "\t\r\n")


def _placed(names: Sequence[str], texts: list[str], width: int) -> list[str]:
    places = [int(name) if name.isascii() and name.isdecimal() else -1 for name in names]
    if -1 in places or any(one >= other for one, other in pairwise(places)):
        raise Unreadable("not-a-table")
    cells = [""] * max(width, places[-1] + 1 if places else 0)
    for place, text in zip(places, texts, strict=True):
        cells[place] = text
    return cells
