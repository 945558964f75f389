"""
Moves old entries of the record into an archive, and only then out of the data directory.

Evidence is not edited.  What may go is a whole beginning of the record, when a copy of it has been verified: the
record keeps the frontier of the tree at that place, over which its signed root is, so it can be continued and
verified without the entries, and an archive that differs by a bit cannot take their place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from firewall.audit import checkpoint, entry, places, verify
from firewall.audit.checkpoint import Checkpoint
from firewall.audit.entry import instant
from firewall.audit.keeper import CHECKPOINT
from firewall.audit.log import AuditLog
from firewall.audit.postgres.address import Address
from firewall.audit.recovery import SNAPSHOT_EVERY
from firewall.audit.restored import ARCHIVED
from firewall.audit.store import DATABASE
from firewall.audit.tree import Frontier, leaf_hash
from firewall.errors import KeepingError
from firewall.house import House, public_key_file
from firewall.keeping.backup import verifier_of
from firewall.keeping.carrying import carry_out, take_out
from firewall.keeping.copying import Progress, copy_file, settle, told, unfinished
from firewall.keeping.manifest import PUBLIC_KEY, measured
from firewall.signed import history

_PAGE = 16 * SNAPSHOT_EVERY
"""Entries a transaction: others wait for it.  A multiple, because only at a snapshot is there a frontier."""
_BUSY_S = 5.0


@dataclass(frozen=True, slots=True)
class Archived:
    """The entries from ``start`` up to, and without, ``stop`` are in ``folder``; ``sha256`` is its database's."""

    folder: Path
    start: int
    stop: int
    sha256: str


def archive(
    data: Path, target: Path, before: datetime, progress: Progress, database: Address | None = None
) -> Archived:
    """
    Copy the entries from before a moment into the new folder ``target``, and verify the copy.

    The last few of them may stay: a part ends where the tree has a frontier.  Raises KeepingError or AuditError.
    """
    verifier = verifier_of(data)
    house = House.open(data, verifier.origin, create=False)
    # Before the database is read: a log in use may sign a larger one at any time.
    vouched = checkpoint.verify((data / CHECKPOINT).read_bytes(), verifier)
    with unfinished(target) as folder, _record(data, database, folder, progress) as record:
        record.execute("BEGIN")
        start, stop = _span(record, before)
        frontier = _frontier(record, stop)
        _check_vouched(record, frontier, vouched)
        with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as copy:
            _copy(record, copy, start, stop, progress)
        settle(folder / DATABASE)
        note = checkpoint.sign(verifier.origin, stop, frontier.root(), house.signing)
        (folder / CHECKPOINT).write_bytes(note)
        settle(folder / CHECKPOINT)
        copy_file(public_key_file(data), folder / PUBLIC_KEY)
        report = verify.verify(folder, verifier, is_part=True)
        if not report.ok:
            raise KeepingError(f"The archive does not verify, so it was not kept: {report.faults[0]}.")
        return Archived(target, start, stop, measured(folder / DATABASE).sha256)


def archived_entry(id_: str, at: datetime, by: str, done: Archived) -> bytes:
    """Say what was moved where, by whom: what verification of the rest refers to."""
    facts: dict[str, entry.Fact] = {
        "by": by,
        "start": done.start,
        "size": done.stop,
        "sha256": done.sha256,
        "to": done.folder.name,
    }
    return entry.noted(id_, at, ARCHIVED, facts)


@contextmanager
def _record(
    data: Path, database: Address | None, folder: Path, progress: Progress
) -> Iterator[sqlite3.Connection]:
    """Open the record, or a copy of it that is gone with the block."""
    path = data / DATABASE
    if database is not None:
        path = folder / ".record.sqlite"
        carry_out(database, path, progress)
    try:
        with closing(_connected(path, "ro")) as record:
            yield record
    finally:
        if database is not None:
            path.unlink(missing_ok=True)


def prune(  # noqa: PLR0917 - in the order in which one says it
    data: Path,
    record: AuditLog,
    said: bytes,
    done: Archived,
    progress: Progress,
    database: Address | None = None,
) -> int:
    """
    Take what was archived out of the record, beside a running firewall; returns the index of the entry about it.

    The entry is durable and signed before anything goes.  Cut off, it leaves a sound record, and may be done again.
    """
    verifier = verifier_of(data)
    report = verify.verify(done.folder, verifier, is_part=True)
    same = measured(done.folder / DATABASE).sha256 == done.sha256
    if not (report.ok and same and report.length == done.stop):
        raise KeepingError(
            f"{done.folder} is not the archive that was verified: nothing was taken out of the record."
        )
    _carry_policy(record, said, done.stop)
    index = record.append_now(said).index
    _vouch(data, database)
    if database is not None:
        take_out(database, done.stop)
        return index
    try:
        with closing(_connected(data / DATABASE, "rw")) as db:
            # What is deleted is also written over.
            db.execute("PRAGMA secure_delete = ON")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA wal_autocheckpoint = 0")
            for upto in _steps(done):
                _delete(db, upto)
                progress("prune", upto - done.start, done.stop - done.start)
    except sqlite3.Error as error:
        raise KeepingError(
            f"Not everything could be taken out ({told(error)}); the record is sound. Run it again."
        ) from None
    return index


def _carry_policy(record: AuditLog, said: bytes, stop: int) -> None:
    """Say once more which policy is in force, if nothing that stays says so: else an older one could follow."""
    found = record.get(history.ENTRY_ID)
    if found is not None and found[0] < stop:
        at = msgspec.json.decode(said, type=_When).at
        record.append_now(history.said(history.last(record), at, history.CARRIED))


class _When(msgspec.Struct):
    at: datetime


def _vouch(data: Path, database: Address | None) -> None:
    """Have the checkpoint vouch for all that is written: what tells of an archive counts when it is signed."""
    origin = verifier_of(data).origin
    signing = House.open(data, origin, create=False).signing
    where = places.place(data, database)
    AuditLog.open(data, signing, origin, create=False, place=where).close()  # which signs


def _steps(done: Archived) -> Iterator[int]:
    yield from range(done.start + _PAGE, done.stop, _PAGE)
    yield done.stop


def _delete(db: sqlite3.Connection, upto: int) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.execute("DELETE FROM entries WHERE idx < ?", (upto,))
    # The frontier at the cut stays: it stands for all that was before it.
    db.execute("DELETE FROM frontiers WHERE size < ?", (upto,))
    db.execute("COMMIT")


def _span(record: sqlite3.Connection, before: datetime) -> tuple[int, int]:
    first, last, newer = record.execute(
        "SELECT min(idx), max(idx), (SELECT min(idx) FROM entries WHERE at >= ?) FROM entries",
        (instant(before),),
    ).fetchone()
    # One at least stays: an empty record would look like a lost one.
    stop = 0 if last is None else min(newer if newer is not None else last, last)
    stop -= stop % SNAPSHOT_EVERY
    if first is None or stop <= first:
        raise KeepingError(
            f"No whole part of the record is from before {before:%Y-%m-%d}: parts are of {SNAPSHOT_EVERY} entries. "
            "Nothing was archived."
        )
    return first, stop


def _frontier(record: sqlite3.Connection, size: int) -> Frontier:
    row = record.execute("SELECT size, peaks FROM frontiers WHERE size = ?", (size,)).fetchone()
    if row is None:
        raise KeepingError(f"The record has no frontier at {size}: look at it with `firewall audit verify`.")
    return Frontier.unpacked(*row)


def _check_vouched(record: sqlite3.Connection, frontier: Frontier, vouched: Checkpoint) -> None:
    """INVARIANT: a frontier that the database holds is signed only where the signed root follows from it."""
    if vouched.size < frontier.size:
        raise KeepingError("The checkpoint does not vouch for so many entries yet. Run it again in a minute.")
    rows = record.execute(
        "SELECT entry FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx", (frontier.size, vouched.size)
    )
    grown = frontier.extended(leaf_hash(entry) for (entry,) in rows)
    if (grown.size, grown.root()) != (vouched.size, vouched.root):
        raise KeepingError(
            "The record is not what its checkpoint vouches for, so nothing was archived. "
            "`firewall audit verify` names the place."
        )


def _copy(
    record: sqlite3.Connection, copy: sqlite3.Connection, start: int, stop: int, progress: Progress
) -> None:
    for (sql,) in record.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN ('entries', 'frontiers')"
    ).fetchall():
        copy.execute(sql)
    (version,) = record.execute("PRAGMA user_version").fetchone()
    copy.execute(f"PRAGMA user_version = {version:d}")
    for place in range(start, stop, _PAGE):
        rows = record.execute(
            "SELECT * FROM entries WHERE idx >= ? AND idx < ?", (place, min(place + _PAGE, stop))
        )
        copy.execute("BEGIN")
        copy.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", rows)
        copy.execute("COMMIT")
        progress("archive", place - start, stop - start)
    frontiers = record.execute("SELECT * FROM frontiers WHERE size >= ? AND size <= ?", (start, stop))
    copy.executemany("INSERT INTO frontiers VALUES (?, ?)", frontiers)


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=_BUSY_S)
