"""
Bodies that are lists of records, or hold one, read and written a record at a time.

A reader holds one record at most, and each record goes through the same strict parser as a whole body of
its kind: what is complete comes out of ``feed``, and what is not complete when the bytes end is Unreadable.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from firewall.formats import FORMATS, format_of
from firewall.formats.arrays import JsonArray
from firewall.formats.base import Format, Limits, Unreadable
from firewall.formats.csv import Csv
from firewall.formats.envelopes import JsonEnvelope
from firewall.formats.events import Events
from firewall.formats.json import Json
from firewall.formats.jsonlines import JsonLines
from firewall.formats.rows import Rows
from firewall.formats.xml import Xml
from firewall.formats.xml.records import XmlRecords

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from firewall.grid import Grid
    from firewall.model import Path, Tree


class Reader(Protocol):
    """
    Bytes in, records out.  Raises :class:`Unreadable`, and must not be asked again after that.

    ``around`` is what the list stands in, in which it is empty, once a record was given; nothing where it stands alone.
    """

    @property
    def around(self) -> Tree: ...

    @property
    def held_bytes(self) -> int:
        """Return how much of a record is waiting for its end."""

    def feed(self, data: bytes) -> list[Tree] | Grid:
        """Return the records that end in ``data``; as columns, where they are a table."""

    def close(self) -> list[Tree]:
        """Return what ends with the bytes themselves."""


class Writer(Protocol):
    """
    Records in, bytes out: ``opening`` once, ``records`` as often as there are some, ``closing`` once.

    ``around`` is what the list stands in, as far as it is known; where it stands in nothing there is none.
    """

    def opening(self, around: Tree = None, /) -> bytes: ...

    def records(self, records: Sequence[Tree]) -> bytes:
        """Raises :class:`Unreadable` where the format has no way to say them."""

    def closing(self, around: Tree = None, /) -> bytes: ...


@runtime_checkable
class GridWriter(Protocol):
    """A Writer that is also given records as columns, of kinds whose readers return some."""

    def grid(self, grid: Grid) -> bytes:
        """Do as ``records`` does."""


class Records(Protocol):
    """
    A kind of list.  ``format`` reads what a writer wrote as one whole, for the exit check.

    ``splits`` tells that one text may stand in pieces in records that follow each other.  ``place`` is where the list
    stands in what is around it, and empty where it stands alone.
    """

    @property
    def media_type(self) -> str: ...

    @property
    def format(self) -> Format: ...

    @property
    def splits(self) -> bool: ...

    @property
    def place(self) -> Path: ...

    def reader(self, limits: Limits) -> Reader: ...

    def writer(self) -> Writer: ...


_LINES: Mapping[str, Records] = {
    "application/x-ndjson": JsonLines("application/x-ndjson"),
    "application/ndjson": JsonLines("application/x-ndjson"),
    "application/jsonl": JsonLines("application/jsonl"),
    "application/x-jsonlines": JsonLines("application/jsonl"),
    "text/event-stream": Events(),
}
"""Lists by themselves: nothing stands around them."""

TABLES = ("text/csv", "text/tab-separated-values")
_ARRAYS = tuple(name for name, row in FORMATS.items() if isinstance(row, Json))
_ELEMENTS = tuple(name for name, row in FORMATS.items() if isinstance(row, Xml))

STREAMED: tuple[str, ...] = ("application/json", *_LINES, *TABLES)
"""What a service is told that we take of a route whose answers are streams."""

ENCLOSED: tuple[str, ...] = (*_ARRAYS, *_ELEMENTS)
"""And where the route says at which place of an answer its records stand."""

_MEDIA_TYPE = re.compile(r'([a-z0-9.+-]+/[a-z0-9.+-]+)(?:[ \t]*;[ \t]*charset=("?)utf-?8\2)?[ \t]*')


def records_of(content_type: str, *, has_header: bool = True, place: Path = ()) -> Records:
    """
    Return how to read one stream.  Raises :class:`Unreadable` for what is no list of records.

    ``has_header`` is what the route says of tables, for where their type leaves it open, and ``place`` where it says
    that an answer lists its records.
    """
    name = content_type.partition(";")[0].strip(" \t").lower()
    if not place and name in TABLES:
        return _rows(content_type, has_header=has_header)
    if not place and name in _LINES:
        if _MEDIA_TYPE.fullmatch(content_type.strip(" \t").lower()) is None:
            raise Unreadable("malformed-media-type")
        return _LINES[name]
    return _in_document(content_type, place)


def _in_document(content_type: str, place: Path) -> Records:
    try:
        document = format_of(content_type)
    except Unreadable as unreadable:
        raise Unreadable(
            "not-streamable" if unreadable.why == "unknown-media-type" else unreadable.why
        ) from None
    if isinstance(document, Json):
        return JsonEnvelope(document.media_type, place) if place else JsonArray(document.media_type)
    if isinstance(document, Xml) and len(place) > 1:
        return XmlRecords(document.media_type, place)
    raise Unreadable("not-streamable")


def _rows(content_type: str, *, has_header: bool) -> Rows:
    table = format_of(content_type)
    if not isinstance(table, Csv):
        raise Unreadable("not-streamable")
    if table.charset is not None:
        raise Unreadable("charset")
    return Rows(table if has_header else table.without_header())
