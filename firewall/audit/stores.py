"""Where a record can be: what the log asks of a database, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from firewall.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from firewall.audit.checkpoint import Checkpoint
    from firewall.audit.tree import Frontier


class Row(NamedTuple):
    """An entry with what it is found by, which stands in the entry too."""

    id: str
    at: str
    entry: bytes


class BusyError(AuditError):
    """Another process kept the database locked.  Nothing was written, so nothing is in doubt."""


class AwayError(AuditError):
    """
    The database is out of reach, or takes nothing.  It goes on by itself when that is over.

    Nothing was written; where that could not be found out in time, the sentence says so.
    """


class Writes(Protocol):
    """A connection that writes.  Of its errors, BusyError, FullError and AwayError are to live on from."""

    frontier: Frontier

    @property
    def why(self) -> str:
        """What is lacking, by a code for the log; empty where nothing."""

    @property
    def start(self) -> int: ...

    def append(self, rows: Sequence[Row]) -> int:
        """Store rows durably; return the index of the first."""

    def look(self) -> str:
        """Look after the database, though not more often than needed; return what is lacking, or nothing."""

    def vouched(self, size: int, note: bytes) -> None:
        """Take a copy of a checkpoint, where there is a place for it."""

    def fold(self) -> None: ...

    def root_at(self, size: int) -> bytes | None: ...

    def told(self, what: str, upto: int) -> Iterator[dict[str, object]]: ...

    def close(self) -> None:
        """Let go of the database; whatever goes wrong with that is of no interest."""


class Reads(Protocol):
    """A connection that cannot write, for use from any thread.  Raises AuditError when it cannot read."""

    def get(self, id: str) -> tuple[int, bytes] | None: ...  # noqa: A002 - the record's own word for it

    def entries(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]: ...

    def during(self, since: datetime, until: datetime) -> Iterator[tuple[int, bytes]]: ...

    def close(self) -> None: ...


class Place(Protocol):
    """A database in which a record is, or is to be."""

    def store(self, kept: Checkpoint | None, *, create: bool) -> Writes:
        """Raise AuditError when the database is not the one that its checkpoint vouches for."""

    def reader(self) -> Reads: ...
