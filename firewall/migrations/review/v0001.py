"""Cases, legal process and latches as version 0.1.0 wrote them."""

from __future__ import annotations

from alembic import op

revision = "review_0001"
down_revision = None

_STATEMENTS = (
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
    "CREATE TABLE generation (topic TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT",
    "CREATE TRIGGER process_insert AFTER INSERT ON process BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'process'; END",
    "CREATE TRIGGER process_update AFTER UPDATE ON process BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'process'; END",
    "CREATE TRIGGER process_delete AFTER DELETE ON process BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'process'; END",
    "CREATE TRIGGER latch_insert AFTER INSERT ON latch BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'latch'; END",
    "CREATE TRIGGER latch_update AFTER UPDATE ON latch BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'latch'; END",
    "CREATE TRIGGER latch_delete AFTER DELETE ON latch BEGIN UPDATE generation SET number = number + 1 WHERE topic = 'latch'; END",
    "INSERT INTO generation VALUES ('process', 0), ('latch', 0)",
)


def upgrade() -> None:
    for statement in _STATEMENTS:
        op.execute(statement)
