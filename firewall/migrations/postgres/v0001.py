"""The record in PostgreSQL as version 0.1.0 wrote it: entries, frontiers of the tree over them, copies of checkpoints."""

from __future__ import annotations

from alembic import op

revision = "postgres_0001"
down_revision = None

_STATEMENTS = (
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
    "INSERT INTO record.version (schema) VALUES (1)",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
