"""What a database consists of, made in two ways: by the program for a fresh directory, and by all scripts one after another."""

import io
import sqlite3
from contextlib import closing

from alembic import command

from firewall.audit.store import Store as Record
from firewall.identity.keys import KeyStore
from firewall.identity.spent import Spent
from firewall.keeping.migrate import BOOKS, _config
from firewall.review.store import Store
from tests.keeping import older

MAKES = {
    "audit": lambda folder: Record.open(folder, None, create=True).close(),
    "review": lambda folder: Store.open(folder / "review.sqlite").close(),
    "identity": lambda folder: (
        KeyStore.open(folder / "identity.sqlite").close(),
        Spent.open(folder / "identity.sqlite").close(),
    ),
}


def book_of(stem):
    return next(book for book in BOOKS if book.stem == stem)


def told(path):
    """Every table, index and trigger, without its spaces, and the rows that a fresh database has."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'schema_history'")
        schema = {" ".join(sql.split()).replace("( ", "(").replace(" )", ")") for (sql,) in rows}
        return schema, db.execute("PRAGMA user_version").fetchone()[0]


def fresh(folder, stem, version):
    """As the program makes it, or, once that is at a later version, as the version of then did."""
    folder = folder / "fresh"
    if book_of(stem).version == version:
        folder.mkdir()
        MAKES[stem](folder)
    else:
        older.written(folder)
    return told(folder / f"{stem}.sqlite")


def migrated(folder, stem, version):
    """Run all scripts up to a version into an empty file."""
    book, out, path = book_of(stem), io.StringIO(), folder / "migrated.sqlite"
    command.upgrade(_config(book, out), f"{stem}_{version:04}", sql=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript(out.getvalue())
        db.execute(f"PRAGMA user_version = {version}")
    return told(path)
