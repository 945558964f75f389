"""
Tasks: what a rule or an agreement obliges staff to do after an exchange, or once in a period.

A task holds no value: which duty, who obliges to it, the exchange that was the first to bring it, its route, and when
it is due.  Equal exchanges of one day share one open task, and so does a period; what comes after a task was done
brings another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import TYPE_CHECKING

from firewall.errors import ReviewError
from firewall.model import UNKNOWN_KIND, Exchange, RouteId
from firewall.review.store import Store, reference, said, signed, time_of, time_text

if TYPE_CHECKING:
    import sqlite3

    from firewall.review.store import Entropy

_MONTHS = 12
_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Due:
    """A duty that is a task: who obliges to it, how long it may take, and in which period there is one."""

    duty: str
    by: str
    hours: int
    every: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """``exchange`` is the decision in the record that was the first to bring it."""

    id: str
    duty: str
    by: str
    exchange: str
    route: RouteId | None
    since: datetime
    due: datetime
    done: datetime | None = None
    done_by: str = ""
    why: str = ""

    def is_overdue(self, now: datetime) -> bool:
        return self.done is None and self.due < now


class Duties:
    """All tasks of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def owe(self, exchange: Exchange, dues: Sequence[Due], entropy: Entropy) -> None:
        """Write each task that is not open already, durably.  ``exchange.at`` is in the zone of the city."""
        # Backwards, so that of two that are one the first stays.
        found = {_same(exchange, due): due for due in reversed(dues)}
        new = {same: due for same, due in found.items() if not self._is_open(same)}
        if not new:
            return
        rows = [_row(exchange, due, same, reference("D", entropy)) for same, due in new.items()]
        with self._store.changing() as writes:
            # Another process may have been first.
            writes.executemany(
                "INSERT INTO duty (id, same, duty, by, exchange, route, since, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (same) WHERE done IS NULL DO NOTHING",
                rows,
            )

    def _is_open(self, same: str) -> bool:
        """Ask before writing: a look takes microseconds and waits for nobody, and a change waits for the disk."""
        # Not remembered: the command line ends tasks too, and what was done must not cover what comes after.
        with self._store.reading() as reads:
            row = reads.execute("SELECT 1 FROM duty WHERE same = ? AND done IS NULL", (same,)).fetchone()
        return row is not None

    def list(self, *, everything: bool = False) -> tuple[Task, ...]:
        """Return the open tasks, the one that is due first before all others; or all there are."""
        which = "" if everything else "WHERE done IS NULL"
        with self._store.reading() as reads:
            rows = reads.execute(f"SELECT * FROM duty {which} ORDER BY due, id").fetchall()  # noqa: S608 - constants
        return tuple(map(_task, rows))

    def done(self, id_: str, *, by: str, why: str, at: datetime) -> Task:
        """End a task and return it.  Raises ReviewError where it is none, or was ended before."""
        by, why = signed(by), said(why, "what was done")
        with self._store.changing() as writes:
            row = writes.execute("SELECT * FROM duty WHERE id = ?", (id_,)).fetchone()
            if row is None:
                raise ReviewError("there is no such task: see the list of duties")
            if row["done"] is not None:
                raise ReviewError(f"it was done on {row['done'][:10]} by {row['done_by']}")
            writes.execute(
                "UPDATE duty SET done = ?, done_by = ?, why = ? WHERE id = ?", (time_text(at), by, why, id_)
            )
            row = writes.execute("SELECT * FROM duty WHERE id = ?", (id_,)).fetchone()
        return _task(row)

    def count(self, now: datetime) -> Mapping[str, tuple[int, int]]:
        """Tell how many tasks of each duty are open, and how many of these are overdue."""
        with self._store.reading() as reads:
            rows = reads.execute(
                "SELECT duty, COUNT(*) AS open, SUM(due < ?) AS overdue FROM duty WHERE done IS NULL GROUP BY duty",
                (time_text(now),),
            ).fetchall()
        return {row["duty"]: (row["open"], row["overdue"]) for row in rows}


def _same(exchange: Exchange, due: Due) -> str:
    """What makes two open tasks one: a period has one for each law, and a day has one for each question."""
    if due.every:
        about: list[object] = [due.duty, due.by, period(exchange.day, due.every)]
    else:
        principal = exchange.requester.principal
        # A target is anybody's guess: else whoever proves nothing could fill the store with them.
        target = "" if principal.kind == UNKNOWN_KIND else exchange.target
        chain = [[party.id, party.kind] for party in exchange.requester.chain]
        what = [exchange.route, exchange.direction.value, exchange.purpose, target]
        about = [due.duty, chain, what, exchange.day.isoformat()]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()


def period(day: date, every: str) -> str:
    """Name the period in which a day lies: 2026-W25, 2026-06, 2026-Q2, 2026."""
    if every == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    named = {
        "day": day.isoformat(),
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month - 1) // _A_QUARTER + 1}",
    }
    return named.get(every, str(day.year))


def after(day: date, every: str) -> date:
    """Return the first day after the period in which a day lies."""
    if every == "day":
        return day + timedelta(days=1)
    if every == "week":
        return day + timedelta(days=8 - day.isoweekday())
    months = {"month": 1, "quarter": _A_QUARTER}.get(every, _MONTHS)
    ahead = (day.month - 1) // months * months + months
    return date(day.year + ahead // _MONTHS, ahead % _MONTHS + 1, 1)


def _row(exchange: Exchange, due: Due, same: str, id_: str) -> tuple[str | None, ...]:
    start = exchange.at
    if due.every:
        start = datetime.combine(after(exchange.day, due.every), time_of_day.min, exchange.at.tzinfo)
    ends = time_text(start + timedelta(hours=due.hours))
    return (id_, same, due.duty, due.by, exchange.id, exchange.route, time_text(exchange.at), ends)


def _task(row: sqlite3.Row) -> Task:
    return Task(
        id=row["id"],
        duty=row["duty"],
        by=row["by"],
        exchange=row["exchange"],
        route=row["route"],
        since=datetime.fromisoformat(row["since"]),
        due=datetime.fromisoformat(row["due"]),
        done=time_of(row["done"]),
        done_by=row["done_by"],
        why=row["why"],
    )
