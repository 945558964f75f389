"""Takes values out of the tables of ``firewall.toml``, kind by kind, and remembers every fault."""

from __future__ import annotations

import difflib
import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

_OWN_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_LAST_PORT = 2**16 - 1
_DAY_S = 86_400
_MOST_DAYS = 36_500


class Reading:
    """Takes values out of the tables, and remembers what was wrong and what was never asked for."""

    def __init__(self, tables: dict[str, object], base: Path) -> None:
        self.faults: list[str] = []
        self._base = base
        self._tables = {name: table for name, table in tables.items() if isinstance(table, dict)}
        self._loose = sorted(tables.keys() - self._tables.keys())
        self._asked: dict[str, list[str]] = {}

    def text(self, table: str, key: str, default: str) -> str:
        value = self._take(table, key, default)
        if isinstance(value, str) and value.strip() == value != "":
            return value
        return self._fault(table, key, "is not a name", f'Write it like "{default}".', default)

    def names(self, table: str, key: str) -> tuple[str, ...]:
        value = self._take(table, key, [])
        if isinstance(value, list) and all(isinstance(name, str) and name for name in value):
            return tuple(dict.fromkeys(value))
        return self._fault(table, key, "is not a list of names", 'Write it like ["One", "Two"].', ())

    def place(self, table: str, key: str) -> Path | None:
        value = self._take(table, key, None)
        if value is None:
            return None
        if isinstance(value, str) and value and "\0" not in value:
            return self._base / value
        return self._fault(table, key, "is not a path", 'Write it in quotes, like "data".', None)

    def places(self, table: str) -> dict[str, Path]:
        """Every key of a table whose keys are the operator's own names."""
        return {name: place for name in self._own_names(table) if (place := self.place(table, name))}

    def inner(self, table: str) -> list[str]:
        """The names of the tables within one, each to be read as ``table.name``."""
        found = []
        for name in self._own_names(table):
            inner = self._take(table, name, {})
            if isinstance(inner, dict):
                self._tables[f"{table}.{name}"] = inner
                found.append(name)
            else:
                self._fault(table, name, "is no table", f"Write [{table}.{name}] above its settings.", None)
        return found

    def within(self, table: str, key: str) -> str:
        """Have a table that stands in another one read like any other; returns its whole name."""
        name = f"{table}.{key}"
        self._asked.setdefault(table, []).append(key)
        inner = self._tables.get(table, {}).get(key, {})
        if isinstance(inner, dict):
            self._tables[name] = inner
        else:
            self._fault(table, key, "is no table", f"Write [{name}] above its settings.", None)
        self._asked.setdefault(name, [])
        return name

    def _own_names(self, table: str) -> list[str]:
        self._asked.setdefault(table, [])
        names = sorted(self._tables.get(table, {}))
        for name in names:
            if not _OWN_NAME.fullmatch(name):
                self._asked[table].append(name)
                self._fault(table, name, "is no name for it", "Use small letters, digits and hyphens.", None)
        return [name for name in names if _OWN_NAME.fullmatch(name)]

    def has(self, table: str, key: str) -> bool:
        """Whether a setting that may be left out is there; it then counts as asked for."""
        return self._take(table, key, None) is not None

    def needed(self, table: str, key: str, like: str) -> str:
        """A text that has no default."""
        value = self._take(table, key, None)
        if isinstance(value, str) and value.strip() == value != "":
            return value
        says = "is missing" if value is None else "is not a text"
        return self._fault(table, key, says, f'Write it like "{like}".', "")

    def port(self, table: str, key: str, default: int) -> int:
        value = self._take(table, key, default)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LAST_PORT:
            return value
        return self._fault(
            table, key, "is not a port", "Take a number from 0 (any free one) to 65535.", default
        )

    def day(self, table: str, key: str) -> date | None:
        value = self._take(table, key, None)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        return self._fault(table, key, "is not a day", "Write it without quotes, like 2026-12-31.", None)

    def digest(self, table: str, key: str) -> str:
        value = self._take(table, key, "")
        if isinstance(value, str) and (value == "" or re.fullmatch("[0-9a-f]{64}", value)):
            return value
        return self._fault(
            table,
            key,
            "is not a SHA-256 of 64 small hexadecimal digits",
            "Copy it from where it was told.",
            "",
        )

    def count(self, table: str, key: str, default: int, *, most: int | None = None) -> int:
        value = self._take(table, key, default)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= (most or value):
            return value
        upto = "" if most is None else f", and at most {most}"
        return self._fault(
            table, key, f"is not a whole number above 0{upto}", f"The default is {default}.", default
        )

    def days(self, table: str, key: str) -> int | None:
        """A number of days, or None where nothing is said: for ever."""
        value = self._take(table, key, None)
        if value is None or (
            isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MOST_DAYS
        ):
            return value
        remedy = "Take it out to keep everything, or write a number like 3650."
        return self._fault(table, key, f"is not a whole number of days from 1 to {_MOST_DAYS}", remedy, None)

    def seconds(self, table: str, key: str, default: float) -> float:
        value = self._take(table, key, default)
        # TOML has inf and nan, and with a deadline that never comes the firewall can be kept waiting.
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _DAY_S:
            return float(value)
        return self._fault(
            table,
            key,
            "is not a number of seconds above 0, and at most a day",
            f"The default is {default}.",
            default,
        )

    def switch(self, table: str, key: str, *, default: bool) -> bool:
        value = self._take(table, key, default)
        if isinstance(value, bool):
            return value
        return self._fault(table, key, "is neither true nor false", "Write it without quotes.", default)

    def one_of(self, table: str, key: str, words: tuple[str, ...], default: str) -> str:
        value = self._take(table, key, default)
        if isinstance(value, str) and value in words:
            return value
        return self._fault(table, key, f"is not one of {', '.join(words)}", "Take one of them.", default)

    def share(self, table: str, key: str, default: float) -> float:
        value = self._take(table, key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        return self._fault(table, key, "is not a share from 0 to 1", f"The default is {default}.", default)

    def address(self, table: str, key: str) -> str:
        """Return an address of the web without a user or a query in it; empty where none is set."""
        value = self._take(table, key, "")
        if isinstance(value, str) and (value == "" or _is_address(value)):
            return value
        return self._fault(
            table,
            key,
            "is no address of the web",
            'Write it like "http://127.0.0.1:4318/v1/traces", without a user or a query.',
            "",
        )

    def checked(self, table: str, key: str, check: Callable[[str], object]) -> str:
        """Return a text, or nothing; ``check`` raises ValueError with a sentence that follows the key."""
        value = self._take(table, key, "")
        try:
            if not isinstance(value, str):
                return self._fault(table, key, "is not a text", "Write it in quotes.", "")
            if value:
                check(value)
        except ValueError as error:
            self.faults.append(f"{table}.{key} {error}")
            return ""
        return value

    def unread(self) -> Iterable[str]:
        """Every key and table that nothing asked for, after everything was asked for."""
        for name in self._loose:
            yield f"`{name}` stands outside of every table. Put it under one, such as [listen]."
        for name, table in self._tables.items():
            if name not in self._asked:
                yield _unknown(f"[{name}]", [f"[{asked}]" for asked in self._asked])
            else:
                for key in table.keys() - self._asked[name]:
                    known = [f"{name}.{asked}" for asked in self._asked[name]]
                    yield _unknown(f"{name}.{key}", [*known, *self._near_tables(key)])

    def _near_tables(self, key: str) -> Iterable[str]:
        """Tables whose names are like a key: somebody may have written one as a setting of another."""
        return (f"[{table}]" for table in difflib.get_close_matches(key, self._asked, n=1, cutoff=0.8))

    def _take(self, table: str, key: str, default: object) -> object:
        self._asked.setdefault(table, []).append(key)
        return self._tables.get(table, {}).get(key, default)

    def _fault(self, table: str, key: str, says: str, remedy: str, default: T) -> T:
        self.faults.append(f"{table}.{key} {says}. {remedy}")
        return default


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and parts.port != 0
            and not (parts.username or parts.password or parts.query or parts.fragment)
        )
    except ValueError:
        return False


def _unknown(name: str, known: Iterable[str]) -> str:
    names = list(known)
    # A table is offered beside what it is spelt like: whoever collected it found it near.
    tables = [] if name.startswith("[") else [one for one in names if one.startswith("[")]
    close = [*difflib.get_close_matches(name, [one for one in names if one not in tables], n=1), *tables]
    meant = " or ".join(f"`{one}`" for one in close)
    remedy = f"Did you mean {meant}?" if close else "Take it out, or look for it in the example."
    return f"`{name}` is no setting. {remedy}"
