"""
Bodies that are lists of records, read and written a record at a time.

A reader holds one record at most, and each record goes through the same strict parser as a whole body of
its kind: what is complete comes out of ``feed``, and what is not complete when the bytes end is Unreadable.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from firewall.formats import format_of
from firewall.formats.arrays import JsonArray
from firewall.formats.base import Format, Limits, Unreadable
from firewall.formats.csv import Csv
from firewall.formats.events import Events
from firewall.formats.jsonlines import JsonLines
from firewall.formats.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from firewall.grid import Grid
    from firewall.model import Tree


class Reader(Protocol):
    """Bytes in, records out.  Raises :class:`Unreadable`, and must not be asked again after that."""

    @property
    def held_bytes(self) -> int:
        """Return how much of a record is waiting for its end."""

    def feed(self, data: bytes) -> list[Tree] | Grid:
        """Return the records that end in ``data``; as columns, where they are a table."""

    def close(self) -> list[Tree]:
        """Return what ends with the bytes themselves."""


class Writer(Protocol):
    """Records in, bytes out: ``opening`` once, ``records`` as often as there are some, ``closing`` once."""

    def opening(self) -> bytes: ...

    def records(self, records: Sequence[Tree]) -> bytes:
        """Raises :class:`Unreadable` where the format has no way to say them."""

    def closing(self) -> bytes: ...


@runtime_checkable
class GridWriter(Protocol):
    """A Writer that is also given records as columns, of kinds whose readers return some."""

    def grid(self, grid: Grid) -> bytes:
        """Do as ``records`` does."""


class Records(Protocol):
    """
    A kind of list.  ``format`` reads what a writer wrote as one whole, for the exit check.

    ``splits`` tells that one text may stand in pieces in records that follow each other.
    """

    @property
    def media_type(self) -> str: ...

    @property
    def format(self) -> Format: ...

    @property
    def splits(self) -> bool: ...

    def reader(self, limits: Limits) -> Reader: ...

    def writer(self) -> Writer: ...


_RECORDS: Mapping[str, Records] = {
    "application/json": JsonArray(),
    "application/x-ndjson": JsonLines("application/x-ndjson"),
    "application/ndjson": JsonLines("application/x-ndjson"),
    "application/jsonl": JsonLines("application/jsonl"),
    "application/x-jsonlines": JsonLines("application/jsonl"),
    "text/event-stream": Events(),
}

TABLES = ("text/csv", "text/tab-separated-values")

STREAMED: tuple[str, ...] = (*_RECORDS, *TABLES)
"""What a service is told that we take of a route whose answers are streams."""

_MEDIA_TYPE = re.compile(r'([a-z0-9.+-]+/[a-z0-9.+-]+)(?:[ \t]*;[ \t]*charset=("?)utf-?8\2)?[ \t]*')


def records_of(content_type: str, *, has_header: bool = True) -> Records:
    """
    Return how to read one stream.  Raises :class:`Unreadable` for what is no list of records.

    ``has_header`` is what the route says of tables, for where their type leaves it open.
    """
    if content_type.partition(";")[0].strip(" \t").lower() in TABLES:
        return _rows(content_type, has_header=has_header)
    matched = _MEDIA_TYPE.fullmatch(content_type.strip(" \t").lower())
    if matched is None:
        raise Unreadable("malformed-media-type" if content_type else "no-media-type")
    if matched[1] not in _RECORDS:
        raise Unreadable("not-streamable")
    return _RECORDS[matched[1]]


def _rows(content_type: str, *, has_header: bool) -> Rows:
    table = format_of(content_type)
    if not isinstance(table, Csv):
        raise Unreadable("not-streamable")
    if table.charset is not None:
        raise Unreadable("charset")
    return Rows(table if has_header else table.without_header())
