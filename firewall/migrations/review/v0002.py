"""Tasks that duties bring."""

from __future__ import annotations

from alembic import op

revision = "review_0002"
down_revision = "review_0001"

_STATEMENTS = (
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
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
