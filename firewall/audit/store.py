"""The log in SQLite: one file beside its checkpoint, which several processes may append to in turn."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from firewall.audit import recovery
from firewall.audit.entry import instant
from firewall.audit.keeper import FullError, sync_directory
from firewall.audit.recovery import SNAPSHOT_EVERY
from firewall.audit.stores import BusyError
from firewall.audit.tree import leaf_hash
from firewall.errors import AuditError
from firewall.sqlite import misfit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from firewall.audit.checkpoint import Checkpoint
    from firewall.audit.stores import Row
    from firewall.audit.tree import Frontier

DATABASE = "audit.sqlite"
SCHEMA_VERSION = 1

SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE entries (
    idx INTEGER PRIMARY KEY, id TEXT NOT NULL, at TEXT NOT NULL, entry BLOB NOT NULL, leaf BLOB NOT NULL
) STRICT;
CREATE INDEX entries_by_id ON entries (id);
CREATE INDEX entries_by_at ON entries (at);
CREATE TABLE frontiers (size INTEGER PRIMARY KEY, peaks BLOB NOT NULL) STRICT;
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""
_INSERT = "INSERT INTO entries (idx, id, at, entry, leaf) VALUES "
_STORED = """
SELECT group_concat(idx || ':' || hex(entry) || ':' || hex(leaf), ' ')
FROM (SELECT idx, entry, leaf FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx)
"""
"""All of a page in one row.  sqlite3 gives up Python's lock for each row it steps to, and gets it back when the
loop lets go of it: row by row, a batch would wait as often as it has entries."""
_FIRST = "SELECT min(idx) FROM entries WHERE idx >= ? AND idx < ?"
_SNAPSHOT = "SELECT size, peaks FROM frontiers WHERE size <= ? ORDER BY size DESC LIMIT 1"
_BY_ID = "SELECT idx, entry FROM entries WHERE id = ? ORDER BY idx DESC LIMIT 1"
_BY_INDEX = "SELECT idx, entry FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx LIMIT ?"
_BY_TIME = "SELECT idx, entry FROM entries WHERE at >= ? AND at < ? AND idx > ? ORDER BY idx LIMIT ?"
_NOTED = "SELECT entry FROM entries WHERE idx < ? AND CAST(entry AS TEXT) LIKE ?"
_BUSY_S = 5.0
_PAGE = 256


class Beside:
    """A record in the database ``audit.sqlite`` of a data directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def store(self, kept: Checkpoint | None, *, create: bool) -> Store:
        """Raise AuditError when the database is not the one that its checkpoint vouches for."""
        return Store.open(self._directory, kept, create=create)

    def reader(self) -> Reader:
        return Reader(self._directory)


class Store:
    """A connection that writes.  An error from ``append`` or ``fold`` means: never use it again."""

    def __init__(self, db: sqlite3.Connection, frontier: Frontier) -> None:
        self._db = db
        self.frontier = frontier

    @classmethod
    def open(cls, directory: Path, kept: Checkpoint | None, *, create: bool) -> Store:
        """Raise AuditError when the database is not the one that its checkpoint vouches for."""
        _check_present(directory, kept, create=create)
        db = _connected(directory, "rwc" if create else "rw")
        try:
            _prepare(db, directory)
            record = f"The audit log in {directory}"
            return cls(db, recovery.recovered(_Stored(db), record, kept, beside=str(directory)))
        except BaseException:
            db.close()
            raise

    def append(self, rows: Sequence[Row]) -> int:
        """Store rows durably; return the index of the first.  BusyError and FullError are errors to live on from."""
        self._begin()
        with self._room_or_back():
            before = recovery.caught_up(_Stored(self._db), self.frontier)
            after = _inserted(self._db, before, rows)
            self._db.execute("COMMIT")
        self.frontier = after
        return before.size

    @contextmanager
    def _room_or_back(self) -> Iterator[None]:
        """Undo what found no room.  SQLite says FULL of a write alone: of a failed fsync it says something else."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_FULL:
                raise
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise FullError("the disk is full") from None

    def _begin(self) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise BusyError("Another process keeps the audit log locked.") from None
            raise

    def fold(self) -> None:
        """Move the write-ahead log into the database, here and not in SQLite's own time: it hides errors."""
        with self._room_or_back():
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def root_at(self, size: int) -> bytes | None:
        """Return the root over the first ``size`` entries; None where there are not so many, or they are archived."""
        return recovery.root_at(_Stored(self._db), size, self.frontier.size)

    @property
    def start(self) -> int:
        """The first index that is there: what was before it is archived."""
        return _Stored(self._db).start()

    @property
    def why(self) -> str:
        return ""

    def look(self) -> str:
        """A file is there: what its disk lacks is told by its room."""
        return ""

    def vouched(self, size: int, note: bytes) -> None:
        """The checkpoint stands beside this database, and needs no copy in it."""

    def told(self, what: str, upto: int) -> Iterator[dict[str, object]]:
        """
        Give the facts of what the firewall noted of itself under this word, before the index ``upto``.

        Reads everything: seldom asked.
        """
        for (entry,) in self._db.execute(_NOTED, (upto, f'%"what":"{what}"%')):
            said = json.loads(entry)
            if said.get("kind") == "noted" and said.get("what") == what:
                yield said["facts"]

    def close(self) -> None:
        # Whatever is wrong with it is known already, or is found at the next start.
        with suppress(sqlite3.Error):
            self._db.close()


class Reader:
    """A connection that cannot write, for use from any thread.  Raises AuditError when it cannot read."""

    def __init__(self, directory: Path) -> None:
        self._db = _connected(directory, "ro")
        self._lock = threading.Lock()
        # The first read is what takes SQLite's shared lock; as long as it is held, closing a
        # connection that writes folds nothing (see _fail in log.py).
        self._rows(_BY_INDEX, (0, 0, 0))

    def get(self, id: str) -> tuple[int, bytes] | None:  # noqa: A002 - the record's own word for it
        found = self._rows(_BY_ID, (id,))
        return found[0] if found else None

    def entries(self, start: int, stop: int) -> Iterator[tuple[int, bytes]]:
        while page := self._rows(_BY_INDEX, (start, stop, _PAGE)):
            yield from page
            start = page[-1][0] + 1

    def during(self, since: datetime, until: datetime) -> Iterator[tuple[int, bytes]]:
        after = -1
        while page := self._rows(_BY_TIME, (instant(since), instant(until), after, _PAGE)):
            yield from page
            after = page[-1][0]

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[int, bytes]]:
        try:
            with self._lock:
                return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            why = getattr(error, "sqlite_errorname", "closed")
            raise AuditError(f"The audit log cannot be read ({why}).") from None


def _check_present(directory: Path, kept: Checkpoint | None, *, create: bool) -> None:
    if (directory / DATABASE).exists():
        return
    if kept is not None:
        raise AuditError(
            f"{directory / DATABASE} is missing, but its checkpoint vouches for {kept.size} entries: "
            "restore the database. To start a new log, use an empty directory."
        )
    if not create:
        raise AuditError(f"There is no audit log in {directory}: check the directory.")


def _connected(directory: Path, mode: str) -> sqlite3.Connection:
    address = f"{(directory / DATABASE).absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)


def _prepare(db: sqlite3.Connection, directory: Path) -> None:
    """Set what durability rests on, start an empty log, and move what a crash left into the database."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA wal_autocheckpoint = 0")
    version = _number(db, "PRAGMA user_version")
    if version == 0 and _number(db, "SELECT count(*) FROM sqlite_schema") == 0:
        db.executescript(SCHEMA)
        sync_directory(directory)
    elif version != SCHEMA_VERSION:
        raise AuditError(misfit(f"The audit log in {directory}", version, SCHEMA_VERSION))
    # After a crash the write-ahead log may hold pages that never reached the disk, though reading finds them:
    # what comes after them would be lost with them. Start a new one.
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _inserted(db: sqlite3.Connection, before: Frontier, rows: Sequence[Row]) -> Frontier:
    """Insert rows, and return the frontier that follows from what the database then holds."""
    values = [v for i, row in enumerate(rows, before.size) for v in (i, *row, leaf_hash(row.entry))]
    db.execute(_INSERT + ", ".join(["(?, ?, ?, ?, ?)"] * len(rows)), values)
    steps = recovery.written(_Stored(db), before, len(rows))
    for step in steps:
        if step.size % SNAPSHOT_EVERY == 0:
            db.execute("INSERT INTO frontiers (size, peaks) VALUES (?, ?)", (step.size, step.packed()))
    return steps[-1]


class _Stored:
    """What is asked of the rows that are there."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def size(self) -> int:
        return _number(self._db, "SELECT coalesce(max(idx) + 1, 0) FROM entries")

    def start(self) -> int:
        return _number(self._db, "SELECT coalesce(min(idx), 0) FROM entries")

    def snapshot(self, at_most: int) -> tuple[int, bytes] | None:
        found: tuple[int, bytes] | None = self._db.execute(_SNAPSHOT, (at_most,)).fetchone()
        return found

    def page(self, start: int, stop: int) -> list[tuple[int, bytes, bytes]]:
        joined: str | None = self._db.execute(_STORED, (start, stop)).fetchone()[0]
        parts = sorted((int(i), e, h) for i, e, h in (row.split(":") for row in (joined or "").split()))
        return [(index, bytes.fromhex(entry), bytes.fromhex(leaf)) for index, entry, leaf in parts]

    def first(self, start: int, stop: int) -> int | None:
        found: int | None = self._db.execute(_FIRST, (start, stop)).fetchone()[0]
        return found


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
