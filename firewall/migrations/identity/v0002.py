"""Tokens that were used up, beside the keys."""

from __future__ import annotations

from alembic import op

revision = "identity_0002"
down_revision = "identity_0001"

_STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS token_spent (
        digest BLOB PRIMARY KEY,
        ends   REAL NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
