"""JSON a line (NDJSON, JSON Lines), a line at a time; what a line is, ``lines.py`` says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats import flat
from firewall.formats.base import Limits, Unreadable
from firewall.formats.lines import Lines, one, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firewall.grid import Grid
    from firewall.model import Path, Tree

RECORD_BYTES = 1024 * 1024
"""Of one record: what is longer is no record, and would have to be held."""


def check_record(held_bytes: int, limits: Limits) -> None:
    if held_bytes > min(RECORD_BYTES, limits.body_bytes):
        raise Unreadable("record-too-large")


@dataclass(frozen=True, slots=True)
class JsonLines:
    media_type: str
    splits: bool = False
    place: Path = ()

    @property
    def format(self) -> Lines:
        return Lines(self.media_type)

    def reader(self, limits: Limits) -> LineReader:
        return LineReader(limits)

    def writer(self) -> LineWriter:
        return LineWriter()


class LineReader:
    around: Tree = None

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = bytearray()

    @property
    def held_bytes(self) -> int:
        return len(self._held)

    def feed(self, data: bytes) -> list[Tree] | Grid:
        end = data.rfind(b"\n")
        if end < 0:
            self._hold(data)
            return []
        whole = bytes(self._held) + data[:end]
        self._held.clear()
        self._hold(data[end + 1 :])
        return self._grid(whole) or [self._record(line) for line in whole.split(b"\n")]

    def _grid(self, whole: bytes) -> Grid | None:
        """Read lines at once; None where one of them needs a look of its own, or all are more than one may be."""
        if len(whole) > min(RECORD_BYTES, self._limits.body_bytes):
            return None
        try:
            return flat.grid(whole + b"\n", self._limits)
        except Unreadable:
            return None  # read line by line, for it to be told

    def close(self) -> list[Tree]:
        return [self._record(bytes(self._held))] if self._held else []

    def _hold(self, data: bytes) -> None:
        self._held += data
        check_record(len(self._held), self._limits)

    def _record(self, line: bytes) -> Tree:
        check_record(len(line), self._limits)
        return one(line, self._limits)


class LineWriter:
    def opening(self, _around: Tree = None) -> bytes:
        return b""

    def records(self, records: Sequence[Tree]) -> bytes:
        return b"".join(map(written, records))

    def grid(self, grid: Grid) -> bytes:
        return flat.written(grid)

    def closing(self, _around: Tree = None) -> bytes:
        return b""
