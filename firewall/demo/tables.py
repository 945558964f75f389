"""
The SQLite side of a demo service: one file, built anew at each start, and read in pages.

Queries run on the event loop: a thousand rows answer within a millisecond, and the
services are there to be asked, not to be fast.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

Value = str | int | float | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for, counted from 1."""

    number: int
    count: int

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.count


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns.  Only names from this program's own text are ever put into SQL."""

    name: str
    columns: tuple[str, ...]

    @property
    def schema(self) -> str:
        return f"CREATE TABLE {self.name} (id INTEGER PRIMARY KEY, {', '.join(self.columns)})"

    def insert(self, database: sqlite3.Connection, rows: Iterable[Row]) -> None:
        marks = ", ".join(f":{column}" for column in ("id", *self.columns))
        database.executemany(f"INSERT INTO {self.name} VALUES ({marks})", rows)  # noqa: S608 - our own names

    def add(self, database: sqlite3.Connection, row: Row) -> int:
        """Adds a row under the next free id, durably, and returns that id."""
        marks = ", ".join(f":{column}" for column in self.columns)
        into = f"{self.name} ({', '.join(self.columns)})"
        with database:
            added: int = database.execute(
                f"INSERT INTO {into} VALUES ({marks}) RETURNING id",  # noqa: S608 - our own names
                row,
            ).fetchone()[0]
        return added

    def one(self, database: sqlite3.Connection, record: int) -> sqlite3.Row | None:
        found: sqlite3.Row | None = database.execute(
            f"SELECT * FROM {self.name} WHERE id = ?",  # noqa: S608 - our own names
            (record,),
        ).fetchone()
        return found

    def page(
        self, database: sqlite3.Connection, conditions: Mapping[str, Value], page: Page
    ) -> tuple[list[sqlite3.Row], int]:
        """The rows of a page in order of id, and how many there are in all; a condition has one ``?``."""
        where = " AND ".join(conditions) or "TRUE"
        values = tuple(conditions.values())
        source = f"FROM {self.name} WHERE {where}"
        total: int = database.execute(f"SELECT count(*) {source}", values).fetchone()[0]
        rows = database.execute(
            f"SELECT * {source} ORDER BY id LIMIT ? OFFSET ?", (*values, page.count, page.offset)
        ).fetchall()
        return rows, total


def build(path: Path, tables: Mapping[Table, Iterable[Row]]) -> None:
    """Replaces whatever an earlier demo left there: the same seed gives the same city."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        for table, rows in tables.items():
            database.execute(table.schema)
            table.insert(database, rows)


def connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    # SQLite's lower() knows only ASCII, and most of the city's names are not.
    database.create_function("folded", 1, _folded, deterministic=True)
    return database


def _folded(text: Value) -> str:
    return str(text or "").casefold()
