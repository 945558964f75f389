"""
API keys: what a partner without a certificate shows, and what we keep to know it again.

A key is ``dsf_<key id>_<secret>``.  The text is shown once and never stored: ``identity.sqlite``
holds its SHA-256.  No slow password hash is needed, since the secret is 256 random bits and not
something a person chose: there is no dictionary to try, and 2**255 guesses are as hopeless at
a nanosecond each as at a second each (NIST SP 800-63B section 5.1.2.2: secrets of 112 bits or
more need an approved one-way function; the salt and the slow one are for shorter ones).

The running firewall and the command line open the same file at once.  Readers ask SQLite whether
anybody has changed it (``PRAGMA data_version``, about 4 us) and otherwise answer from memory, so
a key revoked by another process is dead at the next request.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from firewall.errors import FirewallError
from firewall.model import PartnerId
from firewall.sqlite import SharedFile

if TYPE_CHECKING:
    from pathlib import Path

Entropy = Callable[[int], bytes]
"""``secrets.token_bytes`` in production."""

KEPT_AFTER_ROTATION = timedelta(days=7)
"""How long the old key goes on working: long enough for a partner to deploy the new one."""

_KEY = re.compile(r"dsf_([0-9a-f]{8})_[A-Za-z0-9_-]{43}", re.ASCII)
_KEY_LENGTH = len("dsf_") + 8 + len("_") + 43
_BUSY_S = 5.0
_ID_ATTEMPTS = 8  # of 2**32 ids: to meet eight taken ones in a row is not an accident
_LONGEST = 200
_NOBODY = hashlib.sha256(b"no key has this digest").digest()

SCHEMA_VERSION = 1
_API_KEY = """
CREATE TABLE IF NOT EXISTS api_key (
    key_id     TEXT PRIMARY KEY,
    partner    TEXT NOT NULL,
    hash       BLOB NOT NULL,
    created    TEXT NOT NULL,
    created_by TEXT NOT NULL,
    note       TEXT NOT NULL,
    expires    TEXT,
    revoked    TEXT,
    revoked_by TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID
"""
SPENT = """
CREATE TABLE IF NOT EXISTS token_spent (
    digest BLOB PRIMARY KEY,
    ends   REAL NOT NULL
) STRICT, WITHOUT ROWID
"""
SCHEMA = (_API_KEY, SPENT)
"""All of ``identity.sqlite``, also what is not a key (see spent): whoever comes first makes the file."""

_COLUMNS = "key_id, partner, hash, created, created_by, note, expires, revoked, revoked_by"


class KeyStoreError(FirewallError):
    """The key store cannot be used, or a key cannot be changed like that.  Says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """What is known of a key: everything but the key."""

    key_id: str
    partner: PartnerId
    created: datetime
    created_by: str
    note: str = ""
    expires: datetime | None = None
    revoked: datetime | None = None
    revoked_by: str = ""

    def is_valid(self, now: datetime) -> bool:
        return self.revoked is None and (self.expires is None or now < self.expires)


@dataclass(frozen=True, slots=True)
class Issued:
    """A new key.  ``text`` is the only copy there will ever be."""

    key_id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Known:
    digest: bytes = field(repr=False)
    record: KeyRecord


class KeyStore:
    """The keys of all partners, in one SQLite file that other processes may change meanwhile."""

    def __init__(self, path: Path) -> None:
        self._file = SharedFile(path, "the key store", SCHEMA, SCHEMA_VERSION, KeyStoreError)
        self._version = -1
        self._known: dict[str, _Known] = {}

    @classmethod
    def open(cls, path: Path) -> Self:
        return cls(path)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, partner: PartnerId, *, by: str, at: datetime, entropy: Entropy, note: str = "") -> Issued:
        """Give ``partner`` one more key."""
        _require(partner, "a key belongs to a partner: name one")
        _require(by, "say who adds the key")
        with self._file.changing() as writes:
            return _insert(writes, partner, by=by, at=at, entropy=entropy, note=note)

    def rotate(
        self, key_id: str, *, by: str, at: datetime, entropy: Entropy, keep_until: datetime | None = None
    ) -> Issued:
        """Give the partner of ``key_id`` a new key; the old one works until ``keep_until`` (seven days)."""
        _require(by, "say who rotates the key")
        with self._file.changing() as writes:
            old = _one(writes, key_id)
            if not old.is_valid(at):
                raise KeyStoreError(f"key `{old.key_id}` is no longer valid: add a new key instead")
            until = keep_until or at + KEPT_AFTER_ROTATION
            # Rotating twice must not give a key more days than the first rotation left it.
            until = min(until, old.expires) if old.expires else until
            writes.execute("UPDATE api_key SET expires = ? WHERE key_id = ?", (_text(until), old.key_id))
            return _insert(writes, old.partner, by=by, at=at, entropy=entropy, note=old.note)

    def revoke(self, key_id: str, *, by: str, at: datetime) -> KeyRecord:
        """End a key now.  A key that was already revoked keeps its first date."""
        _require(by, "say who revokes the key")
        with self._file.changing() as writes:
            _one(writes, key_id)
            writes.execute(
                "UPDATE api_key SET revoked = ?, revoked_by = ? WHERE key_id = ? AND revoked IS NULL",
                (_text(at), by[:_LONGEST], key_id),
            )
            return _one(writes, key_id)

    def list(self) -> tuple[KeyRecord, ...]:
        """Every key there ever was, oldest first."""
        self._refresh()
        records = (known.record for known in self._known.values())
        return tuple(sorted(records, key=lambda record: (record.created, record.key_id)))

    def find(self, text: str, now: datetime) -> PartnerId | None:
        """
        Whose key this is, if it is one and valid now.  Never raises: what cannot be looked up is nobody's.

        A key id that nobody has costs what a wrong secret costs, so timing tells no ids.
        """
        shaped = _KEY.fullmatch(text) if len(text) == _KEY_LENGTH else None
        if shaped is None:
            return None
        try:
            self._refresh()
        except KeyStoreError:
            # A table that may be stale could hold a key that was revoked since.
            return None
        known = self._known.get(shaped[1])
        presented = hashlib.sha256(text.encode("ascii")).digest()
        same = hmac.compare_digest(presented, known.digest if known else _NOBODY)
        if known is None or not same or not known.record.is_valid(now):
            return None
        return known.record.partner

    def _refresh(self) -> None:
        version = self._file.version()
        if version != self._version:
            # Ask first, read second: a change in between costs one more reading, and is never missed.
            with self._file.reading() as reads:
                rows = reads.execute(f"SELECT {_COLUMNS} FROM api_key").fetchall()  # noqa: S608 - a constant
            self._known = {row[0]: _Known(row[2], _record(row)) for row in rows}
            self._version = version


def _require(text: str, remedy: str) -> None:
    if not text.strip():
        raise KeyStoreError(remedy)


def _insert(
    writes: sqlite3.Connection, partner: PartnerId, *, by: str, at: datetime, entropy: Entropy, note: str
) -> Issued:
    key_id = _fresh_id(writes, entropy)
    secret = base64.urlsafe_b64encode(entropy(32)).decode("ascii").rstrip("=")
    text = f"dsf_{key_id}_{secret}"
    digest = hashlib.sha256(text.encode("ascii")).digest()
    writes.execute(
        "INSERT INTO api_key (key_id, partner, hash, created, created_by, note) VALUES (?, ?, ?, ?, ?, ?)",
        (key_id, partner, digest, _text(at), by[:_LONGEST], note[:_LONGEST]),
    )
    return Issued(key_id, text)


def _fresh_id(writes: sqlite3.Connection, entropy: Entropy) -> str:
    for _ in range(_ID_ATTEMPTS):
        key_id = entropy(4).hex()
        if not writes.execute("SELECT 1 FROM api_key WHERE key_id = ?", (key_id,)).fetchone():
            return key_id
    raise KeyStoreError("the source of randomness repeats itself: no key was made")


def _one(writes: sqlite3.Connection, key_id: str) -> KeyRecord:
    row = writes.execute(f"SELECT {_COLUMNS} FROM api_key WHERE key_id = ?", (key_id,)).fetchone()  # noqa: S608 - a constant
    if row is None:
        raise KeyStoreError("there is no key with that id: see the list of keys")
    return _record(row)


_Row = tuple[str, str, bytes, str, str, str, str | None, str | None, str]


def _record(row: _Row) -> KeyRecord:
    key_id, partner, _, created, created_by, note, expires, revoked, revoked_by = row
    return KeyRecord(
        key_id=key_id,
        partner=PartnerId(partner),
        created=datetime.fromisoformat(created),
        created_by=created_by,
        note=note,
        expires=datetime.fromisoformat(expires) if expires else None,
        revoked=datetime.fromisoformat(revoked) if revoked else None,
        revoked_by=revoked_by,
    )


def _text(at: datetime) -> str:
    if at.tzinfo is None:
        raise KeyStoreError("a time needs its zone: 09:00 is another moment in another city")
    return at.astimezone(UTC).isoformat()
