"""
A table as text (CSV, TSV), a row at a time.

Rows are only cut at the line ends that stand outside of quotes; each is read by the strict reader of whole tables
(``csv.py``), which refuses quotes that stand anywhere else.  The names of columns leave with the first row under them.
A column that is closed in the middle of a stream has its name written already: its cells are empty from there on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable, decode_utf8
from firewall.formats.csv import BYTE_ORDER_MARK, Csv
from firewall.formats.jsonlines import RECORD_BYTES, check_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firewall.grid import Grid
    from firewall.model import Path, Tree

_LOOKS = 64
"""Line ends that are tried: a text with more of them in one cell is read row by row, each byte once."""


class Rows:
    """Of one stream: without names a row leaves as wide as it came, so ``width`` goes from reader to writers."""

    splits = False
    place: Path = ()

    def __init__(self, table: Csv) -> None:
        self.format = table
        self.width = 0

    @property
    def media_type(self) -> str:
        return self.format.media_type

    def reader(self, limits: Limits) -> RowReader:
        return RowReader(self, limits)

    def writer(self) -> RowWriter:
        return RowWriter(self)


class RowReader:
    """``_is_open`` tells that what is held ends between quotes."""

    around: Tree = None

    def __init__(self, kind: Rows, limits: Limits) -> None:
        self._kind = kind
        self._table = kind.format
        self._limits = limits
        self._held = bytearray()
        self._looked = 0
        self._is_open = False
        self._has_begun = False
        self._names: tuple[str, ...] | None = None
        self._line_end = ""

    @property
    def held_bytes(self) -> int:
        return len(self._held)

    def feed(self, data: bytes) -> list[Tree] | Grid:
        self._held += data
        if (grid := self._grid()) is not None:
            return grid
        found: list[Tree] = []
        start = 0
        while end := self._held.find(b"\n", self._looked) + 1:
            self._look(end)
            if not self._is_open:
                self._take(found, bytes(self._held[start:end]))
                start = end
        self._look(len(self._held))
        del self._held[:start]
        self._looked -= start
        check_record(len(self._held), self._limits)
        return found

    def _grid(self) -> Grid | None:
        """Read what is whole at once; None where a row needs a look of its own, or all are more than one may be."""
        # Without names a row leaves as wide as it came, and cells at their places.
        end = self._end() if self._names is not None and self._table.has_header else 0
        if self._names is None or not 0 < end <= min(RECORD_BYTES, self._limits.body_bytes):
            return None
        whole = bytes(self._held[:end])
        line_end = "\r\n" if whole.endswith(b"\r\n") else "\n"
        if self._line_end not in {"", line_end} or b"\n" + BYTE_ORDER_MARK in whole:
            return None
        try:
            grid = self._table.grid_of(self._names, decode_utf8(whole), self._limits)
        except Unreadable:
            return None  # read row by row, for it to be told
        self._line_end = line_end
        del self._held[:end]
        self._looked, self._is_open = 0, False
        self._look(len(self._held))
        check_record(len(self._held), self._limits)
        return grid

    def _end(self) -> int:
        """Where a row ends in what is held, if it is one of the last line ends: one that stands outside of quotes."""
        held, end = self._held, len(self._held)
        quotes = self._table.quotes(held, 0, end)
        for _ in range(_LOOKS):
            at = held.rfind(b"\n", 0, end) + 1
            quotes -= self._table.quotes(held, at, end)
            if quotes % 2 == 0:
                return at
            end = at - 1
        return 0

    def close(self) -> list[Tree]:
        if self._is_open:
            raise Unreadable("truncated-record")
        found: list[Tree] = []
        if self._held:
            self._take(found, bytes(self._held))
        return found

    def _look(self, end: int) -> None:
        self._is_open ^= self._table.quotes(self._held, self._looked, end) % 2 == 1
        self._looked = end

    def _take(self, found: list[Tree], line: bytes) -> None:
        check_record(len(line), self._limits)
        if not self._has_begun:
            self._has_begun = True
            line = line.removeprefix(BYTE_ORDER_MARK)
            if not line:
                return
        text = decode_utf8(line)
        self._check_end(text)
        row = self._table.read_row(text, self._limits)
        if self._names is not None:
            found.append(self._table.record(self._names, row))
        elif self._table.has_header:
            self._names = self._table.names(row, self._limits)
        else:
            self._names = self._table.positions(row)
            self._kind.width = len(row)
            found.append(self._table.record(self._names, row))

    def _check_end(self, text: str) -> None:
        """All rows end alike; the last one may have no end."""
        if not text.endswith("\n"):
            return
        end = "\r\n" if text.endswith("\r\n") else "\n"
        if self._line_end not in {"", end}:
            raise Unreadable("line-ends")
        self._line_end = end


class RowWriter:
    def __init__(self, kind: Rows) -> None:
        self._kind = kind
        self._table = kind.format
        self._names: tuple[str, ...] | None = None

    def opening(self, _around: Tree = None) -> bytes:
        return b""

    def records(self, records: Sequence[Tree]) -> bytes:
        if not records:
            return b""
        if not self._table.has_header:
            return self._table.write_rows(list(map(self._placed, records)))
        header = b""
        if self._names is None:
            self._names = self._table.header_of(records[0])
            header = self._table.write_row(self._names)
        names = self._names
        return header + self._table.write_rows([self._named(record, names) for record in records])

    def grid(self, grid: Grid) -> bytes:
        header = b""
        if self._names is None:
            self._names = grid.names
            header = self._table.write_row(grid.names)
        elif not set(grid.names) <= set(self._names):
            raise Unreadable("not-a-table")
        return header + self._table.write_cells(grid.under(self._names, ""))

    def closing(self, _around: Tree = None) -> bytes:
        return b""

    def _named(self, record: Tree, names: tuple[str, ...]) -> list[str]:
        if not isinstance(record, dict) or not record.keys() <= set(names):
            raise Unreadable("not-a-table")
        whole = {name: record.get(name, "") for name in names}
        return self._table.cells(whole, names)

    def _placed(self, record: Tree) -> list[str]:
        return self._table.cells(record, self._table.header_of(record), self._kind.width)
