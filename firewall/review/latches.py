"""
Latches: members that once held what nobody had declared, and are removed until a person classifies them.

Removing only the record with the finding would be the disclosure, so from the first finding on the
member goes in every record of that route, whether anything is found there or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from firewall.errors import ReviewError
from firewall.model import Category, RouteId
from firewall.review.store import Remembered, Store, said, signed, time_text, words_of, words_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Latch:
    """
    A declared path pattern of a route, what it was declared as, and what was found in it instead.

    The last three are set on a latch that was cleared.
    """

    route: RouteId
    pattern: str
    declared: frozenset[Category]
    found: frozenset[Category]
    since: datetime
    cleared: datetime | None = None
    cleared_by: str = ""
    why: str = ""


class Latches:
    """All latches of all routes; asked for on every exchange, changed almost never."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._remembered = Remembered(store, "latch", _read)

    @property
    def generation(self) -> int:
        """A number that changes when the set of latches does, here or in another process."""
        return self._remembered.generation()

    def count(self) -> int:
        """How many members are removed until a person has classified them."""
        return sum(map(len, self._remembered.value().values()))

    def latched(self, route: RouteId) -> frozenset[str]:
        """Tell the patterns of the route that are removed, whatever they were declared as."""
        return self._remembered.value().get(route, _NOTHING)

    def latch(
        self,
        route: RouteId,
        pattern: str,
        declared: frozenset[Category],
        *,
        at: datetime,
        found: frozenset[Category] = frozenset(),
    ) -> bool:
        """Latch a member, durably.  True where it is new: then somebody has to be told."""
        if pattern in self.latched(route):
            return False
        values = (route, pattern, words_text(declared), words_text(found), time_text(at))
        with self._store.changing() as writes:
            # Another process may have been first, and told them.
            return writes.execute("INSERT OR IGNORE INTO latch VALUES (?, ?, ?, ?, ?)", values).rowcount == 1

    def clear(self, route: RouteId, pattern: str, *, by: str, why: str, at: datetime) -> Latch:
        """End a latch and tell what it was.  What is found there next latches again."""
        by, why = signed(by), said(why, "why it is cleared")
        time_text(at)
        with self._store.changing() as writes:
            row = writes.execute(
                "DELETE FROM latch WHERE route = ? AND pattern = ? RETURNING *", (route, pattern)
            ).fetchone()
        if row is None:
            raise ReviewError("nothing is latched there: see the list of latches")
        return _latch(row, cleared=at, cleared_by=by, why=why)

    def list(self) -> tuple[Latch, ...]:
        with self._store.reading() as reads:
            rows = reads.execute("SELECT * FROM latch ORDER BY route, pattern").fetchall()
        return tuple(map(_latch, rows))


def _read(reads: sqlite3.Connection) -> Mapping[RouteId, frozenset[str]]:
    routes: dict[RouteId, frozenset[str]] = {}
    for row in reads.execute("SELECT route, pattern FROM latch").fetchall():
        route = RouteId(row["route"])
        routes[route] = routes.get(route, _NOTHING) | {row["pattern"]}
    return routes


def _latch(
    row: sqlite3.Row, *, cleared: datetime | None = None, cleared_by: str = "", why: str = ""
) -> Latch:
    return Latch(
        route=RouteId(row["route"]),
        pattern=row["pattern"],
        declared=frozenset(map(Category, words_of(row["declared"]))),
        found=frozenset(map(Category, words_of(row["found"]))),
        since=datetime.fromisoformat(row["since"]),
        cleared=cleared,
        cleared_by=cleared_by,
        why=why,
    )
