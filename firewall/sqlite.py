"""
A small SQLite file that several processes read and write at once, each seeing what the others changed.

For registers that people keep: cases, papers, keys.  The audit log has needs of its own.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from firewall.errors import FirewallError

STALE_S = 0.02
"""How long a change by another process may go unseen (a revoked key is a key for that long): no person
notices, and asking SQLite at every turn would cost an exchange more than its policy does."""

_BUSY_S = 5.0
_LOCKED_S = 1.0
"""For how long a change waits for another process's: it waits on the event loop, where nobody else is answered
meanwhile. Well below the time after which a worker counts as hung."""


class SharedFile:
    """
    One file, open in one process.  ``failed`` makes the error that its callers raise, out of a sentence.

    Reading has a connection of its own: so our own writes change its ``data_version`` too, and there is
    one way, not two, for what was read out of it to become stale.
    """

    def __init__(
        self,
        path: Path,
        name: str,
        schema: Sequence[str],
        version: int,
        failed: Callable[[str], FirewallError],
        *,
        synchronous: str = "FULL",
    ) -> None:
        """``synchronous`` below FULL: the last changes before the machine goes down may be lost, and no more."""
        self._name, self._failed = name, failed
        self._lock = Lock()
        self._version, self._asked_at = -1, 0.0
        with self._explained():
            _made(path)
            self._writes = _connect(path, synchronous)
            self._reads = _connect(path, synchronous)
        self._prepare(schema, version)

    def close(self) -> None:
        self._reads.close()
        self._writes.close()

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """Open the one transaction of all processes: durable when the block ends, undone when it raises."""
        with self._explained(), self._lock:
            self._writes.execute("BEGIN IMMEDIATE")
            try:
                with self._writes:  # commits or rolls back
                    yield self._writes
            finally:
                self._asked_at = 0.0

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self._explained():
            yield self._reads

    def version(self) -> int:
        """
        Tell a number that changes with every change of the file, whoever makes it.

        What another process changes is seen within ``STALE_S``; what this one changes, at once.
        """
        now = time.monotonic()
        if now - self._asked_at >= STALE_S:
            with self._explained():
                self._version = self._reads.execute("PRAGMA data_version").fetchone()[0]
            self._asked_at = now
        return self._version

    def _prepare(self, schema: Sequence[str], version: int) -> None:
        with self.changing() as writes:
            found: int = writes.execute("PRAGMA user_version").fetchone()[0]
            if found not in (0, version):
                raise self._failed(misfit(self._name, found, version))
            if found == 0:
                for statement in schema:
                    writes.execute(statement)
                writes.execute(f"PRAGMA user_version = {version}")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise self._failed(f"{self._name} cannot be used: {type(error).__name__}") from error


def _made(path: Path) -> None:
    """
    Make the file where there is none, for its owner alone.

    INVARIANT: a file that is there is not opened.  To close it would end every lock that this process has on it
    (POSIX), and another process would then take away the write-ahead log that our connections look at: from there
    on they would see no change, and a revoked key would be a key for ever.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def misfit(name: str, found: int, known: int) -> str:
    """Say what to do about a file of another version: no newer one is guessed at, no older one changed unasked."""
    if found > known:
        return (
            f"{name} was written by a newer version of this program (schema {found}; this one knows {known}): "
            "upgrade the program, or restore the backup that was taken before the upgrade."
        )
    if found < 1:
        return (
            f"{name} is no database of this program, though it has its name. Move it away, and restore ours."
        )
    return (
        f"{name} is of an older version (schema {found}; this program needs {known}): "
        "stop the firewall and run `firewall migrate`, which makes a backup first."
    )


def _connect(path: Path, synchronous: str) -> sqlite3.Connection:
    # SQLite serializes a connection's threads itself (threadsafety 3), and writers hold our lock.
    connection = sqlite3.connect(path, timeout=_LOCKED_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    _write_ahead(connection)
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """
    Change to the write-ahead log, once in the life of the file.

    SQLite answers "locked" at once, whatever the timeout, where another process does so at this moment.
    """
    until = time.monotonic() + _BUSY_S
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
