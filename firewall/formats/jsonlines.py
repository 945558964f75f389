"""
JSON a line (NDJSON, JSON Lines): each line one value, and each read by itself.

The same afterwards means: as many lines, each the same value as JSON has it.  The last line may end without a
line end.  An empty line is refused: some readers skip it, some stop there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable, check_size
from firewall.formats.json import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firewall.model import Tree

_JSON = Json("application/json")

RECORD_BYTES = 1024 * 1024
"""Of one record: what is longer is no record, and would have to be held."""


def check_record(held_bytes: int, limits: Limits) -> None:
    if held_bytes > min(RECORD_BYTES, limits.body_bytes):
        raise Unreadable("record-too-large")


@dataclass(frozen=True, slots=True)
class JsonLines:
    """The kind of list, and the format of a whole one."""

    media_type: str
    splits: bool = False

    @property
    def format(self) -> JsonLines:
        return self

    def reader(self, limits: Limits) -> LineReader:
        return LineReader(limits)

    def writer(self) -> LineWriter:
        return LineWriter()

    # ---- as a format

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        reader = LineReader(limits)
        return [*reader.feed(body), *reader.close()]

    def write(self, tree: Tree) -> bytes:
        if not isinstance(tree, list):
            raise Unreadable("not-a-list")
        return LineWriter().records(tree)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return _JSON.spelt(name)

    def exposed(self, body: bytes, _: Limits) -> bytes:
        return body


class LineReader:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._held = bytearray()

    @property
    def held_bytes(self) -> int:
        return len(self._held)

    def feed(self, data: bytes) -> list[Tree]:
        end = data.rfind(b"\n")
        if end < 0:
            self._hold(data)
            return []
        lines = (bytes(self._held) + data[:end]).split(b"\n")
        self._held.clear()
        self._hold(data[end + 1 :])
        return [self._record(line) for line in lines]

    def close(self) -> list[Tree]:
        return [self._record(bytes(self._held))] if self._held else []

    def _hold(self, data: bytes) -> None:
        self._held += data
        check_record(len(self._held), self._limits)

    def _record(self, line: bytes) -> Tree:
        check_record(len(line), self._limits)
        return _JSON.parse(line, self._limits)


class LineWriter:
    def opening(self) -> bytes:
        return b""

    def records(self, records: Sequence[Tree]) -> bytes:
        return b"".join(_JSON.write(record) + b"\n" for record in records)

    def closing(self) -> bytes:
        return b""
