"""
Carries a record between PostgreSQL and ``audit.sqlite``: backups and archives are files, wherever the record is.

So an auditor needs no server, a backup of one database can be restored into the other, and what a verifier
finds whole is what was in the record, entry for entry.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firewall.audit import store
from firewall.audit.postgres import schema, turns
from firewall.audit.postgres.session import RefusedError, Session, TroubleError
from firewall.errors import KeepingError
from firewall.keeping.copying import Progress, settle

if TYPE_CHECKING:
    from firewall.audit.postgres.address import Address

ANSWER_S = 300.0
"""What reads or deletes much may take its time."""

_DELETE = "DELETE FROM record.entries WHERE idx < {0:d}; DELETE FROM record.frontiers WHERE size < {0:d}"
_PAGE = 1024
_MAY_NOT = "42501"
_INSERT = """
INSERT INTO record.entries (idx, id, at, entry, leaf)
SELECT * FROM unnest(:idx::bigint[], :id::text[], :at::text[], :entry::bytea[], :leaf::bytea[])
"""
_FRONTIERS = (
    "INSERT INTO record.frontiers (size, peaks) SELECT * FROM unnest(:size::bigint[], :peaks::bytea[])"
)


def carry_out(database: Address, path: Path, progress: Progress) -> None:
    """Write the record as it is at one moment into a new ``audit.sqlite``.  Raises KeepingError."""
    with _session(database) as session, closing(sqlite3.connect(path, isolation_level=None)) as copy:
        session.ask("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        number = int(session.one("SELECT count(*) FROM record.entries"))
        copy.executescript(store.SCHEMA)
        copy.execute("BEGIN")
        session.ask(
            "DECLARE rows CURSOR FOR SELECT idx, id, at, entry, leaf FROM record.entries ORDER BY idx"
        )
        done = 0
        while page := session.ask(f"FETCH {_PAGE} FROM rows"):
            copy.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", page)
            done += len(page)
            progress("record", done, number)
        frontiers = session.ask("SELECT size, peaks FROM record.frontiers")
        copy.executemany("INSERT INTO frontiers VALUES (?, ?)", frontiers)
        copy.execute("COMMIT")
    settle(path)


def carry_in(path: Path, database: Address) -> None:
    """
    Put the entries of an ``audit.sqlite`` into a database that has none, all of them or nothing.

    Makes the tables where there are none, and the role may.  Raises KeepingError.
    """
    with _session(database) as session, closing(sqlite3.connect(path, isolation_level=None)) as copy:
        if session.one("SELECT to_regclass('record.version')") is None:
            session.ask(schema.script())
        session.ask(f"BEGIN; {turns.TURN}")
        if turns.is_held(session) or session.one("SELECT EXISTS (SELECT FROM record.entries)"):
            raise KeepingError(
                f"{database} holds a record already, or a firewall writes there. Nothing is written over: "
                "name another database in record.postgresql."
            )
        entries = session.prepared(_INSERT)
        for page in _pages(copy.execute("SELECT idx, id, at, entry, leaf FROM entries ORDER BY idx")):
            entries.run(
                dict(
                    zip(("idx", "id", "at", "entry", "leaf"), map(list, zip(*page, strict=True)), strict=True)
                )
            )
        frontiers = session.prepared(_FRONTIERS)
        for page in _pages(copy.execute("SELECT size, peaks FROM frontiers ORDER BY size")):
            frontiers.run(dict(zip(("size", "peaks"), map(list, zip(*page, strict=True)), strict=True)))
        session.ask("COMMIT")


def take_out(database: Address, upto: int) -> None:
    """Delete the entries before an index.  Raises KeepingError; where the role may not, with what the owner runs."""
    statements = _DELETE.format(upto)
    try:
        with _session(database) as session:
            session.ask(f"BEGIN; {turns.TURN}; {statements}; COMMIT")
    except KeepingError as error:
        if isinstance(error.__cause__, RefusedError) and error.__cause__.code == _MAY_NOT:
            raise KeepingError(
                "The archive is on record. The firewall's role may take nothing out of the database, as it should be: "
                f"have the owner of the tables run `{statements};`"
            ) from None
        raise


def _pages(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while page := list(islice(rows, _PAGE)):
        yield page


@contextmanager
def _session(database: Address) -> Iterator[Session]:
    try:
        session = Session(database, ANSWER_S)
        try:
            yield session
        finally:
            session.drop()
    except TroubleError as error:
        raise KeepingError(f"{database} cannot be used: {error}. Nothing was changed.") from error
