"""A data directory as version 0.1.0 left it: its schemas and its bytes, frozen here, so that no later change can touch them."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ORIGIN = "city.example/data-sharing-firewall"
ROOT = "X7WrtpghJZMyiYKBts4gXGDeRtYvPj9DmK48mXbeKAs="
"""Over the entries below, in base64."""

ENTRIES = tuple(
    b'{"at":"2026-11-22T09:00:00.000000Z","facts":{"policy":"%064x"},"id":"019aa8f0-0000-7000-8000-%012x","kind":"noted",'
    b'"v":1,"what":"start"}' % (number, number)
    for number in range(70)
)
_AUDIT = """
CREATE TABLE entries (
    idx INTEGER PRIMARY KEY, id TEXT NOT NULL, at TEXT NOT NULL, entry BLOB NOT NULL, leaf BLOB NOT NULL
) STRICT;
CREATE INDEX entries_by_id ON entries (id);
CREATE INDEX entries_by_at ON entries (at);
CREATE TABLE frontiers (size INTEGER PRIMARY KEY, peaks BLOB NOT NULL) STRICT;
PRAGMA user_version = 1;
"""
_REVIEW = """
CREATE TABLE review_case (
 id TEXT PRIMARY KEY,
 same TEXT NOT NULL,
 state TEXT NOT NULL,
 outcome INTEGER NOT NULL,
 exchange TEXT NOT NULL,
 chain TEXT NOT NULL,
 known INTEGER NOT NULL,
 purpose TEXT,
 route TEXT,
 direction TEXT NOT NULL,
 target TEXT NOT NULL,
 asks TEXT NOT NULL,
 wants TEXT NOT NULL,
 times INTEGER NOT NULL,
 first TEXT NOT NULL,
 last TEXT NOT NULL,
 until TEXT,
 process TEXT,
 closed TEXT,
 closed_by TEXT NOT NULL DEFAULT '',
 why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX one_open_case ON review_case (same) WHERE state = 'open';
CREATE INDEX open_case ON review_case (chain, first) WHERE state = 'open';
CREATE TABLE process (
 id TEXT PRIMARY KEY,
 kind TEXT NOT NULL,
 issuer TEXT NOT NULL,
 issuer_kind TEXT NOT NULL,
 court TEXT NOT NULL,
 docket TEXT NOT NULL,
 form TEXT NOT NULL,
 signed_on TEXT,
 starts TEXT NOT NULL,
 ends TEXT NOT NULL,
 categories TEXT NOT NULL,
 targets TEXT NOT NULL,
 purposes TEXT NOT NULL,
 partner TEXT NOT NULL,
 through TEXT NOT NULL,
 uses_left INTEGER,
 review_case TEXT REFERENCES review_case (id),
 added TEXT NOT NULL,
 added_by TEXT NOT NULL,
 verified TEXT,
 verified_by TEXT,
 revoked TEXT,
 revoked_by TEXT NOT NULL DEFAULT '',
 why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE latch (
 route TEXT NOT NULL,
 pattern TEXT NOT NULL,
 declared TEXT NOT NULL,
 found TEXT NOT NULL,
 since TEXT NOT NULL,
 PRIMARY KEY (route, pattern)
) STRICT, WITHOUT ROWID;
CREATE TABLE generation (topic TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT;
CREATE TRIGGER process_insert AFTER INSERT ON process BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'process'; END;
CREATE TRIGGER process_update AFTER UPDATE ON process BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'process'; END;
CREATE TRIGGER process_delete AFTER DELETE ON process BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'process'; END;
CREATE TRIGGER latch_insert AFTER INSERT ON latch BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'latch'; END;
CREATE TRIGGER latch_update AFTER UPDATE ON latch BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'latch'; END;
CREATE TRIGGER latch_delete AFTER DELETE ON latch BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'latch'; END;
INSERT INTO generation VALUES ('process', 0), ('latch', 0);
INSERT INTO latch VALUES ('clinic:patient', '/notes', 'case_notes', 'immigration.status', '2026-11-22T09:00:00.000000+00:00');
PRAGMA user_version = 1;
"""
_IDENTITY = """
CREATE TABLE api_key (
    key_id TEXT PRIMARY KEY, partner TEXT NOT NULL, hash BLOB NOT NULL, created TEXT NOT NULL, created_by TEXT NOT NULL,
    note TEXT NOT NULL, expires TEXT, revoked TEXT, revoked_by TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
INSERT INTO api_key (key_id, partner, hash, created, created_by, note)
VALUES ('1a2b3c4d', 'county-public-health', x'00', '2026-11-22T09:00:00+00:00', 'A. Clerk', 'old');
PRAGMA user_version = 1;
"""
PEAKS = "51c0b382d47663c2b3405636f1e9644b0c68759f62c2f3c03f830938b8500573"
"""Of the first 64 entries, in hex."""
CHECKPOINT = """city.example/data-sharing-firewall
70
X7WrtpghJZMyiYKBts4gXGDeRtYvPj9DmK48mXbeKAs=

— city.example/data-sharing-firewall btBRvkNaGt0Tf+kHARnDn/5BKJYgkQxYjuQ1r86uHyqYWh4qAaKih3FczfZhAk2iaQEet6LJUE9OOY+J7cHbPOfNewQ=
"""
SEED = b"0" * 32
VERIFIER = "city.example/data-sharing-firewall+6ed051be+ARukB1t3yeP7Ps3hXNr1Ih88EDc+Yj97Dh73Y2awr3E3"


def written(data):
    """Write the directory; returns it."""
    (data / "keys").mkdir(parents=True, mode=0o700)
    key = Ed25519PrivateKey.from_private_bytes(SEED)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    secrets = {"audit-signing.pem": pem, "digest.key": b"d" * 32, "pseudonym.key": b"p" * 32}
    for name, content in {**secrets, "audit-public.txt": f"{VERIFIER}\n".encode()}.items():
        (data / "keys" / name).write_bytes(content)
        (data / "keys" / name).chmod(0o600)
    _database(data / "audit.sqlite", _AUDIT, _rows())
    _database(data / "review.sqlite", _REVIEW)
    _database(data / "identity.sqlite", _IDENTITY)
    (data / "checkpoint").write_text(CHECKPOINT, "utf-8")
    return data


def _rows():
    for number, entry in enumerate(ENTRIES):
        said = json.loads(entry)
        values = (number, said["id"], said["at"], entry, sha256(b"\0" + entry).digest())
        yield "INSERT INTO entries VALUES (?, ?, ?, ?, ?)", values
    yield "INSERT INTO frontiers VALUES (64, ?)", (bytes.fromhex(PEAKS),)


def _database(path, schema, rows=()):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(schema)
        db.execute("BEGIN")
        for statement, values in rows:
            db.execute(statement, values)
        db.execute("COMMIT")
