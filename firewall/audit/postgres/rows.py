"""What is asked of the rows of a record in PostgreSQL, within one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firewall.audit.postgres.session import Session

_JOINED = """
coalesce(string_agg(concat(idx, ':', encode(entry, 'hex'), ':', encode(leaf, 'hex')), ' ' ORDER BY idx), '')
"""
"""All of a page in one value: the driver, which is Python, takes its time for each value."""


def joined(start: int, stop: int) -> str:
    """The question for a page; ``unjoined`` reads the answer."""
    return f"SELECT {_JOINED} FROM record.entries WHERE idx >= {start:d} AND idx < {stop:d}"  # noqa: S608 - numbers


def unjoined(said: str) -> list[tuple[int, bytes, bytes]]:
    parts = (row.split(":") for row in said.split())
    return [(int(index), bytes.fromhex(entry), bytes.fromhex(leaf)) for index, entry, leaf in parts]


class Stored:
    """Raises LostError and RefusedError."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def size(self) -> int:
        return int(self._session.one("SELECT coalesce(max(idx) + 1, 0) FROM record.entries"))

    def start(self) -> int:
        return int(self._session.one("SELECT coalesce(min(idx), 0) FROM record.entries"))

    def snapshot(self, at_most: int) -> tuple[int, bytes] | None:
        rows = self._session.ask(
            "SELECT size, peaks FROM record.frontiers WHERE size <= :most ORDER BY size DESC LIMIT 1",
            most=at_most,
        )
        return (int(rows[0][0]), bytes(rows[0][1])) if rows else None

    def page(self, start: int, stop: int) -> list[tuple[int, bytes, bytes]]:
        return unjoined(self._session.one(joined(start, stop)))

    def first(self, start: int, stop: int) -> int | None:
        found = self._session.one(
            "SELECT min(idx) FROM record.entries WHERE idx >= :start AND idx < :stop", start=start, stop=stop
        )
        return None if found is None else int(found)
