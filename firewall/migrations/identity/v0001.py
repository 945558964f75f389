"""Keys of partners and tokens that were used up, as version 0.1.0 wrote them."""

from __future__ import annotations

from alembic import op

revision = "identity_0001"
down_revision = None

_STATEMENTS = (
    """
    CREATE TABLE api_key (
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
    """,
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
