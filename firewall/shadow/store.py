"""
What drafts would have changed, in counts: a small file beside the record.

A row says day, route, requester, purpose and what would have changed; all of it words of the policies.  It knows when
a draft was first shadowed, so that ninety days are ninety days whatever is edited in it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from firewall.errors import ShadowError
from firewall.model import Outcome
from firewall.sqlite import SharedFile

FILE = "shadow.sqlite"
_VERSION = 1
_SCHEMA = (
    "CREATE TABLE first (draft TEXT PRIMARY KEY, day TEXT NOT NULL)",
    """CREATE TABLE difference (
        day TEXT, draft TEXT, digest TEXT, route TEXT, requester TEXT, purpose TEXT, change TEXT, enforced TEXT,
        drafted TEXT, gone TEXT, come TEXT, otherwise TEXT, rules TEXT, times INTEGER NOT NULL,
        PRIMARY KEY (
            day, draft, digest, route, requester, purpose, change, enforced, drafted, gone, come, otherwise, rules
        )
    )""",
)
_ADD = (
    "INSERT INTO difference VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET times = times + excluded.times"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One kind of difference on one day."""

    day: date
    digest: str
    route: str
    requester: str
    purpose: str
    change: str
    enforced: Outcome
    drafted: Outcome
    gone: tuple[str, ...]
    come: tuple[str, ...]
    otherwise: tuple[str, ...]
    rules: tuple[str, ...]


class Notes:
    """The notes of one draft, known by the name of its folder."""

    def __init__(self, file: SharedFile, draft: str) -> None:
        self._file = file
        self._draft = draft

    def first_day(self, today: date) -> date:
        """Return the day of the first start, which is today where there was none.  Raises ShadowError."""
        with self._file.changing() as writes:
            writes.execute("INSERT OR IGNORE INTO first VALUES (?, ?)", (self._draft, today.isoformat()))
            row = writes.execute("SELECT day FROM first WHERE draft = ?", (self._draft,)).fetchone()
        return date.fromisoformat(row["day"])

    def add(self, counted: Mapping[Note, int]) -> None:
        """All or none.  Raises ShadowError."""
        with self._file.changing() as writes:
            writes.executemany(
                _ADD, [(*_values(self._draft, note), times) for note, times in counted.items()]
            )

    def all(self) -> Counter[Note]:
        """Raises ShadowError."""
        with self._file.reading() as reads:
            rows = reads.execute("SELECT * FROM difference WHERE draft = ?", (self._draft,)).fetchall()
        return Counter({_note(row): row["times"] for row in rows})


@contextmanager
def opened(data: Path, draft: Path) -> Iterator[Notes]:
    """Open the notes in the data directory.  Raises ShadowError where they cannot be used."""
    file = SharedFile(data / FILE, FILE, _SCHEMA, _VERSION, ShadowError)
    try:
        yield Notes(file, draft.name)
    finally:
        file.close()


def _values(draft: str, note: Note) -> tuple[str, ...]:
    return (
        note.day.isoformat(),
        draft,
        note.digest,
        note.route,
        note.requester,
        note.purpose,
        note.change,
        note.enforced.name,
        note.drafted.name,
        *(
            json.dumps(words, ensure_ascii=False)
            for words in (note.gone, note.come, note.otherwise, note.rules)
        ),
    )


def _note(row: sqlite3.Row) -> Note:
    return Note(
        day=date.fromisoformat(row["day"]),
        digest=row["digest"],
        route=row["route"],
        requester=row["requester"],
        purpose=row["purpose"],
        change=row["change"],
        enforced=Outcome[row["enforced"]],
        drafted=Outcome[row["drafted"]],
        gone=tuple(json.loads(row["gone"])),
        come=tuple(json.loads(row["come"])),
        otherwise=tuple(json.loads(row["otherwise"])),
        rules=tuple(json.loads(row["rules"])),
    )
