"""The record as version 0.1.0 wrote it: entries, and frontiers of the tree over them."""

from __future__ import annotations

from alembic import op

revision = "audit_0001"
down_revision = None

_STATEMENTS = (
    """
    CREATE TABLE entries (
        idx INTEGER PRIMARY KEY, id TEXT NOT NULL, at TEXT NOT NULL, entry BLOB NOT NULL, leaf BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX entries_by_id ON entries (id)",
    "CREATE INDEX entries_by_at ON entries (at)",
    "CREATE TABLE frontiers (size INTEGER PRIMARY KEY, peaks BLOB NOT NULL) STRICT",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
