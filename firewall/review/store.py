"""
The one file that the running firewall and the command line decide in together.

``review.sqlite`` holds cases, legal process, latches and tasks: categories, ids, dates and keyed digests,
and never a payload or a target in clear.  Transactions are short and durable (WAL, synchronous
FULL).  Readers on the hot path ask ``PRAGMA data_version`` (about 4 us) whether anybody, in this
process or another, has changed the file, and otherwise answer from memory.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from firewall.errors import ReviewError
from firewall.sqlite import SharedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    Entropy = Callable[[int], bytes]
    """``secrets.token_bytes`` in production."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U: read out over a telephone, nothing is mistaken (Crockford 2019)."""


def _counted(topic: str, change: str) -> str:
    """Count the changes of a table in the file itself, so that no writer can forget to."""
    trigger = f"CREATE TRIGGER {topic}_{change.lower()} AFTER {change} ON {topic}"
    return f"{trigger} BEGIN UPDATE generation SET number = number + 1 WHERE topic = '{topic}'; END"  # noqa: S608 - our own table names


SCHEMA_VERSION = 2
_SCHEMA = (
    """
    CREATE TABLE review_case (
        id         TEXT PRIMARY KEY,
        same       TEXT NOT NULL,
        state      TEXT NOT NULL,
        outcome    INTEGER NOT NULL,
        exchange   TEXT NOT NULL,
        chain      TEXT NOT NULL,
        known      INTEGER NOT NULL,
        purpose    TEXT,
        route      TEXT,
        direction  TEXT NOT NULL,
        target     TEXT NOT NULL,
        asks       TEXT NOT NULL,
        wants      TEXT NOT NULL,
        times      INTEGER NOT NULL,
        first      TEXT NOT NULL,
        last       TEXT NOT NULL,
        until      TEXT,
        process    TEXT,
        closed     TEXT,
        closed_by  TEXT NOT NULL DEFAULT '',
        why        TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE UNIQUE INDEX one_open_case ON review_case (same) WHERE state = 'open'",
    "CREATE INDEX open_case ON review_case (chain, first) WHERE state = 'open'",
    """
    CREATE TABLE process (
        id          TEXT PRIMARY KEY,
        kind        TEXT NOT NULL,
        issuer      TEXT NOT NULL,
        issuer_kind TEXT NOT NULL,
        court       TEXT NOT NULL,
        docket      TEXT NOT NULL,
        form        TEXT NOT NULL,
        signed_on   TEXT,
        starts      TEXT NOT NULL,
        ends        TEXT NOT NULL,
        categories  TEXT NOT NULL,
        targets     TEXT NOT NULL,
        purposes    TEXT NOT NULL,
        partner     TEXT NOT NULL,
        through     TEXT NOT NULL,
        uses_left   INTEGER,
        review_case TEXT REFERENCES review_case (id),
        added       TEXT NOT NULL,
        added_by    TEXT NOT NULL,
        verified    TEXT,
        verified_by TEXT,
        revoked     TEXT,
        revoked_by  TEXT NOT NULL DEFAULT '',
        why         TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    CREATE TABLE latch (
        route    TEXT NOT NULL,
        pattern  TEXT NOT NULL,
        declared TEXT NOT NULL,
        found    TEXT NOT NULL,
        since    TEXT NOT NULL,
        PRIMARY KEY (route, pattern)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE duty (
        id       TEXT PRIMARY KEY,
        same     TEXT NOT NULL,
        duty     TEXT NOT NULL,
        by       TEXT NOT NULL,
        exchange TEXT NOT NULL,
        route    TEXT,
        since    TEXT NOT NULL,
        due      TEXT NOT NULL,
        done     TEXT,
        done_by  TEXT NOT NULL DEFAULT '',
        why      TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE UNIQUE INDEX one_open_duty ON duty (same) WHERE done IS NULL",
    "CREATE INDEX open_duty ON duty (due) WHERE done IS NULL",
    "CREATE TABLE generation (topic TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT",
    *(_counted(topic, change) for topic in ("process", "latch") for change in ("INSERT", "UPDATE", "DELETE")),
    "INSERT INTO generation VALUES ('process', 0), ('latch', 0)",
)

T = TypeVar("T")


class Store:
    """``review.sqlite``, open for one process.  Raises ReviewError where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self._file = SharedFile(path, "the review store", _SCHEMA, SCHEMA_VERSION, ReviewError)
        self.changing = self._file.changing
        self.reading = self._file.reading
        self.version = self._file.version
        self.close = self._file.close

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, or make it; raise ReviewError where that cannot be done."""
        return cls(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Remembered(Generic[T]):
    """
    A table read out of the store, and read again only when it has changed.

    Asks twice: whether the file has changed (4 us), and only then whether this table has.  Cases are
    counted at the speed of requests, and must not make each request read the whole register.
    """

    def __init__(self, store: Store, topic: str, read: Callable[[sqlite3.Connection], T]) -> None:
        self._store = store
        self._topic = topic
        self._read = read
        self._version = store.version()
        self._generation, self._value = self._read_now()

    def value(self) -> T:
        """Raise ReviewError where the store cannot be asked: what may be stale is not given out."""
        self._refresh()
        return self._value

    def generation(self) -> int:
        """Tell a number that changes with the table, whichever process changes it."""
        self._refresh()
        return self._generation

    def _refresh(self) -> None:
        version = self._store.version()
        if version == self._version:
            return
        # Ask first, read second: a change in between costs one more reading, and is never missed.
        with self._store.reading() as reads:
            has_changed = self._number(reads) != self._generation
        if has_changed:
            self._generation, self._value = self._read_now()
        self._version = version

    def _read_now(self) -> tuple[int, T]:
        with self._store.reading() as reads:
            return self._number(reads), self._read(reads)

    def _number(self, reads: sqlite3.Connection) -> int:
        row = reads.execute("SELECT number FROM generation WHERE topic = ?", (self._topic,)).fetchone()
        number: int = row["number"]
        return number


def reference(prefix: str, entropy: Entropy) -> str:
    """Draw an id that people can read to each other and nobody can guess: ``C-7Q2M-04TZ``, 40 random bits."""
    number = int.from_bytes(entropy(5), "big")
    letters = "".join(_CROCKFORD[number >> 5 * place & 31] for place in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def time_text(at: datetime) -> str:
    """Raise ReviewError for a time without a zone."""
    if at.tzinfo is None:
        raise ReviewError("a time needs its zone: 09:00 is another moment in another city")
    # One width: as text, times sort as they pass.
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def words_text(words: Iterable[str]) -> str:
    return json.dumps(sorted(words))


def words_of(text: str) -> frozenset[str]:
    return frozenset(map(str, json.loads(text)))


def signed(by: str) -> str:
    """Return the name of the one who decides; there is no decision without one."""
    return said(by, "who decides this", longest=100)


def said(text: str, what: str, *, longest: int = 500, needed: bool = True) -> str:
    """Return what staff typed, bounded, and fit for a terminal: no control characters, no reordering."""
    text = " ".join(text.split())
    if needed and not text:
        raise ReviewError(f"say {what}")
    if len(text) > longest:
        raise ReviewError(f"{what}: at most {longest} characters")
    if not text.isprintable():
        raise ReviewError(f"{what}: there are characters in it that do not print")
    return text
