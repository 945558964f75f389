"""
Brings the databases of an older version to the schemas of this one: beside nobody, each whole or not at all.

Only this module knows SQLAlchemy and Alembic, and it imports them when it is asked to: neither a start nor an
exchange needs them.  ``PRAGMA user_version`` is what says which schema a database has; the history that Alembic
keeps beside it is written anew from that.  No script may change an entry: the root over them is compared.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from firewall.audit.tree import Frontier, leaf_hash
from firewall.errors import KeepingError
from firewall.keeping.copying import schema_of, told
from firewall.keeping.manifest import KNOWN
from firewall.sqlite import misfit

if TYPE_CHECKING:
    from alembic.config import Config

    from firewall.audit.postgres.address import Address

_SCRIPTS = Path(__file__).parents[1] / "migrations"


@dataclass(frozen=True, slots=True)
class Book:
    """A database, where its scripts are, and the schema that the program reads and writes."""

    name: str
    scripts: Path
    version: int

    @property
    def stem(self) -> str:
        return Path(self.name).stem


BOOKS = tuple(Book(name, _SCRIPTS / Path(name).stem, version) for name, version in KNOWN.items())


def books(database: Address | None) -> tuple[Book, ...]:
    """What stands in files: all of it, or all but the record."""
    return BOOKS if database is None else tuple(book for book in BOOKS if book.stem != "audit")


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one database."""

    book: Book
    found: int

    def __str__(self) -> str:
        return f"{self.book.name}: schema {self.found} to {self.book.version}"


def pending(data: Path, among: Sequence[Book] = ()) -> list[Step]:
    """Tell what is to be done.  Raises KeepingError where a database is newer than the program, or not ours."""
    steps = []
    for book in among or BOOKS:
        found = _found(data / book.name)
        if found > book.version or found < 1:
            raise KeepingError(misfit(f"{data / book.name}", found, book.version))
        if found < book.version:
            steps.append(Step(book, found))
    return steps


def _found(path: Path) -> int:
    try:
        return schema_of(path)
    except sqlite3.Error as error:
        raise KeepingError(f"{path} cannot be read ({told(error)}). Restore it from a backup.") from None


def written(step: Step) -> str:
    """Write down the SQL of a step, and do nothing."""
    from alembic import command

    book, out = step.book, io.StringIO()
    config = _config(book, out)
    command.upgrade(config, f"{_revision(book, step.found)}:{_revision(book, book.version)}", sql=True)
    return f"-- {step}\nBEGIN IMMEDIATE;\n{out.getvalue().strip()}\nPRAGMA user_version = {book.version};\nCOMMIT;\n"


def migrate(data: Path, step: Step) -> None:
    """Do a step: it is durable when this returns, and undone where it raises.  Raises KeepingError."""
    from alembic import command
    from alembic.util import CommandError
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import StaticPool

    book, path = step.book, data / step.book.name
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = FULL")
            engine = create_engine("sqlite://", creator=lambda: db, poolclass=StaticPool)
            with engine.connect() as connection:
                # SQLAlchemy believes that the driver has begun: it has not, and with schemas it never does.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                _check_found(db, step)
                before = _root(db, book)
                config = _config(book, io.StringIO())
                config.attributes["connection"] = connection
                command.stamp(config, _revision(book, step.found), purge=True)
                command.upgrade(config, "head")
                _check(db, book, before)
                connection.exec_driver_sql(f"PRAGMA user_version = {book.version:d}")
                connection.commit()
    except (sqlite3.Error, SQLAlchemyError, CommandError) as error:
        raise KeepingError(
            f"{step} could not be done ({type(error).__name__}); nothing of it was changed. "
            "See to the disk, or restore the backup that was just made, and run it again."
        ) from None


def _check_found(db: sqlite3.Connection, step: Step) -> None:
    """Raise KeepingError where somebody did it since it was looked at: no script runs twice."""
    if db.execute("PRAGMA user_version").fetchone()[0] != step.found:
        raise KeepingError(
            f"{step}: it was done by somebody else just now. Run it again to see what is left."
        )


def _check(db: sqlite3.Connection, book: Book, before: bytes) -> None:
    if _root(db, book) != before:
        raise KeepingError(
            f"{book.name}: a script changed entries of the record. Nothing was changed; tell us."
        )
    (verdict,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise KeepingError(f"{book.name}: its structure would be damaged. Nothing was changed; tell us.")


def _root(db: sqlite3.Connection, book: Book) -> bytes:
    """The root over all entries that are there; of a database without any, that of none."""
    if book.stem != "audit":
        return b""
    leaves = (leaf_hash(entry) for (entry,) in db.execute("SELECT entry FROM entries ORDER BY idx"))
    return Frontier().extended(leaves).root()


def _config(book: Book, out: io.StringIO) -> Config:
    from alembic.config import Config

    config = Config(output_buffer=out)
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("version_locations", str(book.scripts))
    config.set_main_option("path_separator", "newline")
    return config


def _revision(book: Book, version: int) -> str:
    return f"{book.stem}_{version:04}"
