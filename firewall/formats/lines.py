"""
NDJSON, JSON Lines and JSON text sequences: one JSON text a record, each read as strictly as JSON is.

All three read into the list of their records and are written one record a line.  A line is ended by a line
feed and by nothing else, blank lines are refused (readers skip them or fail), and so is a last line without its
end in a sequence (RFC 7464 section 2.4 calls it cut short); elsewhere the last end of line may be missing.

``one`` and ``written`` are for whoever has one line at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from firewall.formats import flat
from firewall.formats.base import Gridded, Limits, Unreadable, check_size
from firewall.formats.json import Json, counted_together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firewall.grid import Grid
    from firewall.model import Tree

_JSON = Json("application/json")
_BATCH_BYTES = 64 * 1024
_SEPARATOR = b"\x1e"


@dataclass(frozen=True, slots=True)
class Lines(Gridded):
    """``mark`` stands before each record: nothing, or the record separator of a JSON text sequence."""

    media_type: str
    mark: bytes = b""

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        fields = 0
        records: list[Tree] = []
        for lines in _batches(self._split(body, limits)):
            read, more = _together(lines, limits)
            fields += more
            if fields > limits.fields:
                raise Unreadable("too-many-fields")
            records += read
        return records

    def write(self, tree: Tree) -> bytes:
        if not isinstance(tree, list):
            raise Unreadable("not-lines")
        return b"".join(written(record, self.mark) for record in tree)

    def grid(self, body: bytes, limits: Limits) -> Grid | None:
        return None if self.mark else flat.grid(body, limits)

    def write_grid(self, grid: Grid) -> bytes:
        return flat.written(grid) if not self.mark else self.write([*grid.rows()])

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return _JSON.spelt(name)

    def exposed(self, body: bytes, _: Limits) -> bytes:
        return body

    def _split(self, body: bytes, limits: Limits) -> list[bytes]:
        if body.count(b"\n") > limits.fields:
            raise Unreadable("too-many-fields")
        lines = body.split(b"\n")
        if not lines[-1]:
            lines.pop()
        elif self.mark:
            raise Unreadable("truncated-lines")
        return [self._unmarked(line) for line in lines]

    def _unmarked(self, line: bytes) -> bytes:
        if not line.startswith(self.mark):
            raise Unreadable("not-lines")
        return line[len(self.mark) :]


def one(line: bytes, limits: Limits) -> Tree:
    """Read one record, without the line feed that ends it.  Raises :class:`Unreadable`."""
    return _counted(line, limits)[0]


def written(record: Tree, mark: bytes = b"") -> bytes:
    """One record as a line, with its end.  Of its texts, none holds a line feed that is not escaped."""
    return mark + _JSON.write(record) + b"\n"


def _batches(lines: list[bytes]) -> Iterator[list[bytes]]:
    """Yield so many at a time that no more is built than a batch beyond what may be."""
    batch, size = list[bytes](), 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _together(lines: list[bytes], limits: Limits) -> tuple[list[Tree], int]:
    """Read lines, and return how many members and items they have, each of them one itself."""
    try:
        return counted_together(lines, limits)
    except Unreadable:
        below = replace(limits, depth=limits.depth - 1)
        for line in lines:
            _counted(line, below)  # says what the first of them lacks
        raise


def _counted(line: bytes, limits: Limits) -> tuple[Tree, int]:
    if not line.strip(b" \t\r"):
        raise Unreadable("blank-line")
    return _JSON.counted(line.removesuffix(b"\r"), limits)


SEQUENCE = Lines("application/json-seq", _SEPARATOR)
