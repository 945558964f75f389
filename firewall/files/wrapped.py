"""
What of a unit may leave, where its records stand in something: what is before them, they themselves, what is behind.

It is read and written as a stream of them is, so that a file that was looked at in units is what a requester of the
same records gets over the wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from firewall.files.units import is_xml
from firewall.formats.base import Unreadable
from firewall.formats.records import records_of
from firewall.formats.xml.writing import DECLARATION

if TYPE_CHECKING:
    from firewall.formats import Limits
    from firewall.model import Path, Tree

_NO_LIST = "not-a-list"
_DECLARATION = DECLARATION.encode()
_BEGINNING = b" " * 256
"""Before so much has come no reader of XML begins, and what stands behind the first record would count as before it."""


class Parts(NamedTuple):
    """
    ``before``, ``records`` and ``behind`` make a document; of none but the last unit ``behind`` leaves.

    The bare ones have nothing but the elements on the way to the records.  Where there are none, it is not known what
    of ``around`` stands before them, and ``before`` is all of it.
    """

    before: bytes
    records: bytes
    behind: bytes
    bare_before: bytes
    bare_behind: bytes
    has_records: bool
    around: Tree = None
    separator: bytes = b""

    def behind_what(self, others: Parts, media_type: str, place: Path) -> Parts:
        """Return them with what stands before the records as it does in ``others``, and with the rest behind them."""
        writer = records_of(media_type, place=place).writer()
        before = writer.opening(others.around)
        return self._replace(before=before, behind=writer.closing(self.around))


def parted(body: bytes, media_type: str, place: Path, limits: Limits) -> Parts:
    """Take apart what we wrote.  Raises :class:`Unreadable` where it is no list of records any more."""
    kind = records_of(media_type, place=place)
    reader, writer, bare = kind.reader(limits), kind.writer(), kind.writer()
    around: Tree = None
    records: list[Tree] = []
    try:
        records = reader.feed(_BEGINNING + body.removeprefix(_DECLARATION))  # type: ignore[assignment]  # no table has a place
        around = reader.around
        records += reader.close()
        around, last = (around if records else reader.around), reader.around
    except Unreadable as unreadable:
        if records or unreadable.why != _NO_LIST:
            raise
        around = last = None  # the way to it is gone
    return Parts(
        before=writer.opening(around),
        records=writer.records(records) if records else b"",
        behind=writer.closing(last),
        bare_before=bare.opening(),
        bare_behind=bare.closing(),
        has_records=bool(records),
        around=last,
        separator=b"" if is_xml(media_type) else b",",
    )


def is_listed(media_type: str, place: Path) -> bool:
    """Whether files of a media type are read as records that stand at ``place``."""
    try:
        return bool(place) and records_of(media_type, place=place).place == place
    except Unreadable:
        return False
