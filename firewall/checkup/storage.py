"""What the firewall writes: its stores, its keys, the room that is left, and whether the clock fits the record."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from firewall.audit.postgres.address import Address
from firewall.audit.postgres.schema import SCHEMA_VERSION
from firewall.audit.postgres.session import Session, TroubleError
from firewall.audit.postgres.turns import is_held
from firewall.checkup.lines import Line, fault, ok, warning
from firewall.errors import AuditError

RESERVE_BYTES = 2 * 2**30
_LEAST_BYTES = 256 * 2**20
_LEAST_FILES = 1000
_BUSY_S = 5.0
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_CONNECT_S = 5.0
_RIGHTS = """
SELECT has_table_privilege('record.entries', 'INSERT') AND has_table_privilege('record.frontiers', 'INSERT'),
       has_table_privilege('record.entries', 'UPDATE, DELETE, TRUNCATE')
"""
_WRITTEN = {True: "A firewall writes the record", False: "No firewall writes the record now"}
_SKEW = timedelta(seconds=5)
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""The program is not older than this: a clock that says so was never set."""


def stores(data: Path) -> Iterator[Line]:
    """Each database: whole, and writable by us.  Looks beside a firewall that may be running."""
    for path in sorted(data.glob("*.sqlite")):
        yield _store(path)


def _store(path: Path) -> Line:
    about = f"store {path.name}"
    try:
        with closing(
            sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=_BUSY_S, isolation_level=None)
        ) as db:
            found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found != "ok":
                return fault(about, "It is damaged.", "Stop the firewall, and put it back from the backup.")
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            return warning(about, "Another process keeps it locked.", "Try again; find out who does.")
        if "readonly" in str(error):
            return fault(
                about, "It cannot be written to.", "Look at its owner, its permissions and the disk."
            )
        return fault(about, "It is damaged.", "Stop the firewall, and put it back from the backup.")
    return ok(about, "It is whole and can be written to.")


def database(address: Address) -> Iterator[Line]:
    """The record's database: reachable, of our schema, and by a role that can add and not change."""
    about = "record in PostgreSQL"
    try:
        session = Session(address, _CONNECT_S)
    except (TroubleError, AuditError) as error:
        yield fault(about, f"{address} cannot be used: {str(error).rstrip('.')}.", "See docs/postgres.md.")
        return
    try:
        session.check()
        yield _schema(about, session)
        yield _rights(about, session)
        yield ok(about, f"{_WRITTEN[is_held(session)]} in {address}.")
    except TroubleError as error:
        yield fault(about, f"{address} cannot be relied on: {error}.", "See docs/postgres.md.")
    finally:
        session.drop()


def _schema(about: str, session: Session) -> Line:
    if session.one("SELECT to_regclass('record.version')") is None:
        return fault(about, "Its tables are not there.", "Have the owner run deploy/postgres/record.sql.")
    found = int(session.one("SELECT coalesce(max(schema), 0) FROM record.version"))
    if found != SCHEMA_VERSION:
        return fault(
            about, f"Its schema is {found}, and this program needs {SCHEMA_VERSION}.", "Run: firewall migrate"
        )
    return ok(about, f"Its schema is {found}.")


def _rights(about: str, session: Session) -> Line:
    may_add, may_change = session.ask(_RIGHTS)[0]
    if not may_add:
        return fault(
            about, "The role cannot add entries.", "Give it the rights of deploy/postgres/record.sql."
        )
    if may_change:
        return warning(
            about,
            "The role can change entries or take them out.",
            "Use one that cannot: deploy/postgres/record.sql.",
        )
    return ok(about, "The role can read and add, and change nothing.")


def keys(data: Path) -> Iterator[Line]:
    """Files that nobody else may read."""
    if data.stat().st_mode & _OTHERS:
        yield warning("data directory", "It can be read by others.", f"Run: chmod 700 {data}")
    try:
        loose = [
            path
            for path in sorted((data / "keys").iterdir())
            if path.name != "audit-public.txt" and path.stat().st_mode & _OTHERS
        ]
    except OSError as error:
        yield fault("keys", f"They cannot be read ({error.strerror}).", "Run it as the firewall's user.")
        return
    for path in loose:
        yield fault("keys", f"{path.name} can be read by others.", f"Run: chmod 600 {path}")
    if not loose:
        yield ok("keys", "They can be read by their owner alone.")


def room(data: Path, reserve_bytes: int = 0) -> Line:
    """Whether the disk has room: where it ends, the record ends, and with it every answer."""
    free = shutil.disk_usage(data).free
    files = os.statvfs(data).f_favail
    says = f"{free / 2**30:.1f} GiB are free."
    if free < max(_LEAST_BYTES, reserve_bytes) or 0 < files < _LEAST_FILES:
        return fault("disk", says, "Make room: where the record cannot be written, nothing leaves.")
    if free < RESERVE_BYTES:
        return warning("disk", says, f"Keep {RESERVE_BYTES // 2**30} GiB free.")
    return ok("disk", says)


def clock(data: Path, clock_: Callable[[], datetime], last_entry: datetime | None) -> Line:
    """Compare the clock with the last entry of the record, and with what the disk writes at this moment."""
    now = clock_()
    if now < _EARLIEST:
        return fault(
            "clock", f"It says {now:%Y-%m-%d}.", "Set it (NTP): agreements and certificates have days."
        )
    if last_entry is not None and last_entry > now + _SKEW:
        return fault(
            "clock",
            f"It is behind the last entry of the record by {(last_entry - now).total_seconds():.0f} s.",
            "Set it (NTP), and find out who set it back.",
        )
    skew = _skew(data, clock_)
    if skew is not None and abs(skew) > _SKEW:
        return warning(
            "clock", f"The disk's is {skew.total_seconds():.0f} s off this machine's.", "Set both by NTP."
        )
    return ok("clock", f"It says {now:%Y-%m-%d %H:%M} UTC, and fits the record.")


def _skew(data: Path, clock_: Callable[[], datetime]) -> timedelta | None:
    """How far off the file system's own time is; it is another machine's where the disk is in the network."""
    probe = data / f".clock-{os.getpid()}"
    with suppress(OSError):
        try:
            descriptor = os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                before = clock_()
                written = datetime.fromtimestamp(os.fstat(descriptor).st_mtime, UTC)
            finally:
                os.close(descriptor)
            return written - before
        finally:
            probe.unlink(missing_ok=True)
    return None
