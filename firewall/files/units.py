"""
A file in units, each of them a whole body of its kind: what the engine is shown at once.

Where a unit ends follows from the file alone, never from how it was read or who inspects it, so the same file is always
cut alike.  A table's units each begin with its first line; of what leaves, that line stands once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from firewall.formats import Limits
    from firewall.model import Path

UNIT_BYTES = 256 * 1024
"""From so many bytes on a unit ends with the record it is in."""

BLOCK_BYTES = 1024 * 1024

_LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
_QUOTED, _TABBED = "text/csv", "text/tab-separated-values"
_XML, _PAGES = ("application/xml", "text/xml"), ("application/xhtml+xml", "image/svg+xml")
_QUOTE, _END = b'"', b"\n"


class Source(Protocol):
    """A file that is read once, from its beginning or from an offset."""

    def read(self, size: int, /) -> bytes: ...


class Seekable(Source, Protocol):
    """A file that may be gone back in."""

    def seek(self, offset: int, /) -> int: ...

    def tell(self) -> int: ...


class Unit(NamedTuple):
    """
    A body, and how much of the file it took.  ``failure`` says why it is none.

    ``raw`` is what stood there, where the body does not end with it; ``closes`` tells that an array ended with it.
    """

    body: bytes
    taken: int
    failure: str = ""
    raw: bytes = b""
    closes: bool = False

    @property
    def read(self) -> bytes:
        """Return what of the file it is."""
        return self.raw or self.body[len(self.body) - self.taken :]


@dataclass(frozen=True, slots=True)
class Cut:
    """
    How files of a media type are cut.  ``of_records`` tells whether they are at all.

    ``is_enclosed`` tells that something stands around the records, which are at the ``place`` that the route says.
    """

    of_records: bool
    is_array: bool = False
    is_enclosed: bool = False
    place: Path = ()
    has_quotes: bool = False
    repeats_first_line: bool = False
    unit_bytes: int = UNIT_BYTES
    block_bytes: int = BLOCK_BYTES


def cut_for(media_type: str, *, is_array: bool = False, is_enclosed: bool = False) -> Cut:
    """
    ``is_array`` tells that a JSON file is a list, and longer than what is read at once.

    ``is_enclosed`` tells that a file is as long, and that what stands in it may be around its records.
    """
    name, _, parameters = media_type.lower().partition(";")
    name = name.strip()
    if name in _LINES:
        return Cut(of_records=True)
    if name in {_QUOTED, _TABBED}:
        is_named = "absent" not in parameters
        return Cut(of_records=True, has_quotes=name == _QUOTED, repeats_first_line=is_named)
    is_json = name == "application/json" or name.endswith("+json")
    if is_enclosed and (is_xml(name) or (is_json and not is_array)):
        return Cut(of_records=True, is_enclosed=True)
    return Cut(of_records=is_array and is_json, is_array=is_array and is_json)


def is_xml(media_type: str) -> bool:
    name = media_type.lower().partition(";")[0].strip()
    return name in _XML or (name.endswith("+xml") and name not in _PAGES)


@dataclass(slots=True)
class Units:
    """
    The units of a file, one after the other.  ``opening`` is a table's first line, once it was read.

    It begins anywhere a unit ended, if it is told that it ``is_begun``, and the ``opening`` that was read before.
    """

    source: Source
    cut: Cut
    limits: Limits
    opening: bytes = b""
    is_begun: bool = False
    _held: bytearray = field(default_factory=bytearray)
    _is_over: bool = False

    def __iter__(self) -> Iterator[Unit]:
        if not self.cut.of_records:
            yield self._whole()
            return
        while (unit := self._next()) is not None:
            self.is_begun = True
            yield unit
            if unit.failure:
                return

    def _whole(self) -> Unit:
        body = bytearray()
        while len(body) <= self.limits.body_bytes and (block := self.source.read(self.cut.block_bytes)):
            body += block
        if len(body) > self.limits.body_bytes:
            return Unit(b"", 0, "body-too-large")
        return Unit(bytes(body), len(body))

    def _next(self) -> Unit | None:
        end = self._end(self.cut.unit_bytes)
        if end is None:
            return Unit(b"", 0, "body-too-large")
        if end == 0 and self.is_begun:
            return None  # a file of nothing is one unit of nothing
        is_named = self.cut.repeats_first_line and not self.is_begun
        if is_named and end == self._first_line_end(end):
            end = self._end(end + 1) or end  # names alone are no table
        if is_named:
            self.opening = bytes(self._held[: self._first_line_end(end)])
        taken = bytes(self._held[:end])
        del self._held[:end]
        return Unit(taken if is_named else self.opening + taken, end)

    def _first_line_end(self, end: int) -> int:
        return first_line_end(bytes(self._held[:end]), has_quotes=self.cut.has_quotes)

    def _end(self, least: int) -> int | None:
        """Where the record ends that ``least`` bytes are in; the file's end where it is nearer.  None: too far."""
        looked, quotes = 0, 0
        while True:
            while len(self._held) < max(least, looked + 1) and self._fill():
                pass
            at = self._held.find(_END, max(looked, least - 1))
            until = at + 1 if at >= 0 else len(self._held)
            quotes += self._held.count(_QUOTE, looked, until) if self.cut.has_quotes else 0
            looked = until
            if at >= 0 and quotes % 2 == 0:
                return looked
            if looked > least + self.limits.body_bytes:
                return None
            if self._is_over and looked >= len(self._held):
                return len(self._held)

    def _fill(self) -> bool:
        block = b"" if self._is_over else self.source.read(self.cut.block_bytes)
        self._is_over = not block
        self._held += block
        return bool(block)


def first_line_end(text: bytes, *, has_quotes: bool) -> int:
    """Where the first record of a table ends: at the first line end that stands outside of quotes."""
    at = text.find(_END)
    while at >= 0:
        if not has_quotes or text.count(_QUOTE, 0, at) % 2 == 0:
            return at + 1
        at = text.find(_END, at + 1)
    return len(text)


def opening_of(source: Seekable, cut: Cut, limits: Limits) -> bytes:
    """Return the first line of a table that is read somewhere else already."""
    at = source.tell()
    source.seek(0)
    first = Units(source, cut, limits)
    next(iter(first), None)
    source.seek(at)
    return first.opening
