"""
The database of the log: rows, the tree over them, and what must hold before it may grow.

Nothing here trusts what it did not just hash: opening after a crash, taking in what another
process appended and reading back what was just written are the same steps.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from firewall.audit.entry import instant
from firewall.audit.keeper import FullError, sync_directory
from firewall.audit.tree import Frontier, leaf_hash
from firewall.errors import AuditError
from firewall.sqlite import misfit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from firewall.audit.checkpoint import Checkpoint

DATABASE = "audit.sqlite"
SCHEMA_VERSION = 1
SNAPSHOT_EVERY = 64
"""Frontiers are kept this often: to open without reading all, and to name the place when a root differs."""

_SCHEMA = f"""
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
_BY_ID = "SELECT idx, entry FROM entries WHERE id = ? ORDER BY idx DESC LIMIT 1"
_BY_INDEX = "SELECT idx, entry FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx LIMIT ?"
_BY_TIME = "SELECT idx, entry FROM entries WHERE at >= ? AND at < ? AND idx > ? ORDER BY idx LIMIT ?"
_NOTED = "SELECT entry FROM entries WHERE idx < ? AND CAST(entry AS TEXT) LIKE ?"
_NO_END = 2**63 - 1
_BUSY_S = 5.0
_PAGE = 256


class Row(NamedTuple):
    """An entry with what it is found by, which stands in the entry too."""

    id: str
    at: str
    entry: bytes


class BusyError(AuditError):
    """Another process kept the database locked.  Nothing was written, so nothing is in doubt."""


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
            return cls(db, _recovered(db, directory, kept))
        except BaseException:
            db.close()
            raise

    def append(self, rows: Sequence[Row]) -> int:
        """Store rows durably; return the index of the first.  BusyError and FullError are errors to live on from."""
        self._begin()
        with self._room_or_back():
            before = _caught_up(self._db, self.frontier)
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
        if not self.start <= size <= self.frontier.size:
            return None
        return _caught_up(self._db, _snapshot(self._db, size), size).root()

    @property
    def start(self) -> int:
        """The first index that is there: what was before it is archived."""
        return _number(self._db, "SELECT coalesce(min(idx), 0) FROM entries")

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
        db.executescript(_SCHEMA)
        sync_directory(directory)
    elif version != SCHEMA_VERSION:
        raise AuditError(misfit(f"The audit log in {directory}", version, SCHEMA_VERSION))
    # After a crash the write-ahead log may hold pages that never reached the disk, though reading finds them:
    # what comes after them would be lost with them. Start a new one.
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _recovered(db: sqlite3.Connection, directory: Path, kept: Checkpoint | None) -> Frontier:
    """Return the frontier, once the log was found to be the one that the checkpoint vouches for."""
    size = _number(db, "SELECT coalesce(max(idx) + 1, 0) FROM entries")
    if kept is None:
        if size:
            raise AuditError(
                f"The checkpoint in {directory} is missing, but the log has {size} entries: "
                "restore it from a backup."
            )
        return Frontier()
    if size < kept.size:
        raise AuditError(
            f"The audit log in {directory} has {size} entries, but its checkpoint vouches for {kept.size}: "
            "entries were removed. Restore the database, and tell who is responsible for the record."
        )
    vouched = _caught_up(db, _snapshot(db, kept.size), kept.size)
    if vouched.root() != kept.root:
        raise AuditError(
            f"The audit log in {directory} is not the one that its checkpoint vouches for: "
            "entries were changed. `firewall audit verify` names the place; restore the database."
        )
    return _caught_up(db, vouched)


def _snapshot(db: sqlite3.Connection, at_most: int) -> Frontier:
    """Return the latest frontier stored up to a size.  The root that follows from it has to be compared."""
    row = db.execute(
        "SELECT size, peaks FROM frontiers WHERE size <= ? ORDER BY size DESC LIMIT 1", (at_most,)
    ).fetchone()
    try:
        return Frontier.unpacked(*row) if row else Frontier()
    except ValueError:
        raise AuditError(
            "A stored frontier of the audit log is damaged: run `firewall audit verify`."
        ) from None


def _caught_up(db: sqlite3.Connection, frontier: Frontier, upto: int = _NO_END) -> Frontier:
    return frontier.extended(_stored_leaves(db, frontier.size, upto))


def _stored_leaves(db: sqlite3.Connection, start: int, upto: int = _NO_END) -> list[bytes]:
    """
    Hash the entries from ``start`` on, from their stored bytes.

    Raises AuditError where one is missing or is not what its stored leaf hash says.
    """
    leaves: list[bytes] = []
    while start + len(leaves) < upto:
        page = _page(db, start + len(leaves), min(start + len(leaves) + _PAGE, upto))
        for index, entry, leaf in page:
            hashed = leaf_hash(entry)
            if index != start + len(leaves) or hashed != leaf:
                raise AuditError(f"entry {index} is not what was written, or one before it is missing")
            leaves.append(hashed)
        if not page:
            _check_end(db, start + len(leaves), upto)
            break
    return leaves


def _page(db: sqlite3.Connection, start: int, upto: int) -> list[tuple[int, bytes, bytes]]:
    """Read index, entry and leaf hash as they are stored."""
    joined: str | None = db.execute(_STORED, (start, upto)).fetchone()[0]
    parts = sorted((int(i), e, h) for i, e, h in (row.split(":") for row in (joined or "").split()))
    return [(index, bytes.fromhex(entry), bytes.fromhex(leaf)) for index, entry, leaf in parts]


def _check_end(db: sqlite3.Connection, start: int, upto: int) -> None:
    """An empty page is the end of the log, or a hole as wide as a page."""
    found = db.execute("SELECT min(idx) FROM entries WHERE idx >= ? AND idx < ?", (start, upto)).fetchone()[0]
    if found is not None:
        raise AuditError(f"entry {found} is not what was written, or one before it is missing")


def _inserted(db: sqlite3.Connection, before: Frontier, rows: Sequence[Row]) -> Frontier:
    """Insert rows, and return the frontier that follows from what the database then holds."""
    values = [v for i, row in enumerate(rows, before.size) for v in (i, *row, leaf_hash(row.entry))]
    db.execute(_INSERT + ", ".join(["(?, ?, ?, ?, ?)"] * len(rows)), values)
    steps = list(_steps(before, _stored_leaves(db, before.size, before.size + len(rows))))
    if steps[-1].size != before.size + len(rows):
        raise AuditError("the log holds other entries than were written to it")
    for step in steps:
        if step.size % SNAPSHOT_EVERY == 0:
            db.execute("INSERT INTO frontiers (size, peaks) VALUES (?, ?)", (step.size, step.packed()))
    return steps[-1]


def _steps(frontier: Frontier, leaves: list[bytes]) -> Iterator[Frontier]:
    """Grow a frontier, with a stop wherever a snapshot is due, and at the end."""
    while leaves:
        room = SNAPSHOT_EVERY - frontier.size % SNAPSHOT_EVERY
        frontier = frontier.extended(leaves[:room])
        leaves = leaves[room:]
        yield frontier


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
