"""The tables of the record in PostgreSQL, and the rights that the firewall's role needs: to read and to add."""

from __future__ import annotations

SCHEMA_VERSION = 1

TABLES = (
    "CREATE SCHEMA IF NOT EXISTS record",
    """
    CREATE TABLE record.entries (
        idx bigint PRIMARY KEY, id text NOT NULL, at text COLLATE "C" NOT NULL,
        entry bytea NOT NULL, leaf bytea NOT NULL
    )
    """,
    "CREATE INDEX entries_by_id ON record.entries (id)",
    "CREATE INDEX entries_by_at ON record.entries (at)",
    "CREATE TABLE record.frontiers (size bigint PRIMARY KEY, peaks bytea NOT NULL)",
    "CREATE TABLE record.checkpoints (size bigint PRIMARY KEY, note bytea NOT NULL)",
    "CREATE TABLE record.version (schema integer NOT NULL)",
)
VERSIONED = f"INSERT INTO record.version (schema) VALUES ({SCHEMA_VERSION})"  # noqa: S608 - a number of ours


def script() -> str:
    """All of it, as the owner of the database runs it."""
    return "".join(
        f"{' '.join(statement.split())};\n" for statement in ("BEGIN", *TABLES, VERSIONED, "COMMIT")
    )
