"""
Records per day per agreement where several processes give them out: one count for all, in a file.

The file needs no fsync, since it is not what is believed: at start the audit log is counted, and where the
file says less, the log is right.  It may say more: what was taken for an exchange that a crash ended.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from firewall.errors import ReviewError
from firewall.sqlite import SharedFile

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

_SCHEMA_VERSION = 1
_SCHEMA = (
    """
    CREATE TABLE spent (
        agreement TEXT NOT NULL,
        day       TEXT NOT NULL,
        records   INTEGER NOT NULL,
        PRIMARY KEY (agreement, day)
    ) STRICT, WITHOUT ROWID
    """,
)
_AT_LEAST = """
INSERT INTO spent (agreement, day, records) VALUES (?, ?, ?)
ON CONFLICT (agreement, day) DO UPDATE SET records = max(records, excluded.records)
"""


class SharedBudget:
    """
    What ``Budget`` is, for any number of processes.  Raises ReviewError where the file cannot be used.

    Today and yesterday are kept, and a clock set back does not refill a day that was dropped.
    """

    def __init__(self, path: Path) -> None:
        self._file = SharedFile(
            path, "the count of records a day", _SCHEMA, _SCHEMA_VERSION, ReviewError, synchronous="NORMAL"
        )
        self.close = self._file.close

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def at_least(self, spent: Mapping[tuple[str, date], int]) -> None:
        """Count what the log says went out."""
        with self._file.changing() as writes:
            writes.executemany(
                _AT_LEAST, [(agreement, day.isoformat(), n) for (agreement, day), n in spent.items()]
            )

    def forget_after(self, day: date) -> None:
        """Drop days that are still to come: a clock that was set ahead once would have nothing given until then."""
        with self._file.changing() as writes:
            writes.execute("DELETE FROM spent WHERE day > ?", ((day + timedelta(days=1)).isoformat(),))

    def reserve(self, agreement: str, day: date, n: int, limit: int) -> bool:
        """Take ``n`` records, all or none.  False is over the limit, and nothing is taken."""
        if n < 0:
            return False
        with self._file.changing() as writes:
            newest = _newest(writes)
            if _is_gone(day, newest):
                return False
            spent = _spent(writes, agreement, day) + n
            if spent > limit:
                return False
            writes.execute(_AT_LEAST, (agreement, day.isoformat(), spent))
            if newest is None or day > newest:
                oldest = (day - timedelta(days=1)).isoformat()
                writes.execute("DELETE FROM spent WHERE day < ?", (oldest,))
            return True

    def spent(self, agreement: str, day: date) -> int:
        with self._file.reading() as reads:
            return _spent(reads, agreement, day)


def _newest(reads: sqlite3.Connection) -> date | None:
    found: str | None = reads.execute("SELECT max(day) FROM spent").fetchone()[0]
    return None if found is None else date.fromisoformat(found)


def _is_gone(day: date, newest: date | None) -> bool:
    # A day whose count was dropped would start at zero again.
    return newest is not None and day < newest - timedelta(days=1)


def _spent(reads: sqlite3.Connection, agreement: str, day: date) -> int:
    row = reads.execute(
        "SELECT records FROM spent WHERE agreement = ? AND day = ?", (agreement, day.isoformat())
    ).fetchone()
    return 0 if row is None else int(row[0])
