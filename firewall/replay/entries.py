"""
What the record says of past exchanges, as far as a policy can decide them again: alike ones together, counted.

Words of the policy, codes and counts: there is no value in the record, and none is needed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from firewall.errors import AuditError
from firewall.policy.rules import City


class Who(NamedTuple):
    """A chain as the record names it: ids of partners, or kinds where nobody was known."""

    id: str
    kind: str
    by: str | None = None
    behind: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()


class Past(NamedTuple):
    """All that the record says of an exchange and a policy could look at; ``records`` went out."""

    who: Who
    route: str
    purpose: str
    claims: tuple[str, ...]
    asks: tuple[str, ...]
    method: str
    direction: str
    outcome: str
    reasons: tuple[str, ...]
    has_process: bool
    records: int
    policy: str
    day: date


class _Who(msgspec.Struct):
    id: str
    kind: str
    by: str | None = None
    behind: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()


class _Entry(msgspec.Struct):
    kind: str
    at: str = ""
    asks: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    direction: str = "inbound"
    method: str = ""
    outcome: str = ""
    policy: str = ""
    processes: tuple[str, ...] = ()
    purpose: str | None = None
    reasons: tuple[str, ...] = ()
    records: int = 0
    requester: _Who | None = None
    route: str | None = None
    service: str | None = None


_decode = msgspec.json.Decoder(_Entry).decode
_EVERY = 1000
_MINUTE = len("2026-06-15T12:00")


def gathered(
    entries: Iterable[tuple[int, bytes]], turns: Sequence[date], told: Callable[[int], None], city: City
) -> Counter[Past]:
    """
    Count alike exchanges, by the days of the city; ``told`` hears now and then how many entries were read.

    ``turns`` are, in order, the days on which a policy changes by itself: between two of them days are alike.
    Raises AuditError where an entry cannot be read.
    """
    found: Counter[Past] = Counter()
    turned = lru_cache(maxsize=4096)(lambda minute: _turned(_day(minute, city), turns))
    for number, (index, raw) in enumerate(entries, 1):
        entry = _read(index, raw)
        if entry.kind == "decided" and entry.requester is not None:
            found[_past(entry, entry.requester, turned(entry.at[:_MINUTE]))] += 1
        if number % _EVERY == 0:
            told(number)
    return found


def past(said: Mapping[str, object], city: City) -> Past | None:
    """Read one entry that was read already; None where it is no decision."""
    entry = msgspec.convert(said, _Entry)
    if entry.requester is None:
        return None
    return _past(entry, entry.requester, _day(entry.at[:_MINUTE], city))


def _read(index: int, raw: bytes) -> _Entry:
    try:
        return _decode(raw)
    except msgspec.DecodeError:
        raise AuditError(f"Entry {index} of the record cannot be read. Run: firewall audit verify") from None


def _past(entry: _Entry, who: _Who, day: date) -> Past:
    return Past(
        Who(who.id, who.kind, who.by, who.behind, who.onward),
        f"{entry.service}:{entry.route}" if entry.service and entry.route else "",
        entry.purpose or "",
        entry.claims,
        entry.asks,
        entry.method,
        entry.direction,
        entry.outcome,
        entry.reasons,
        bool(entry.processes),
        entry.records,
        entry.policy,
        day,
    )


def _day(minute: str, city: City) -> date:
    """The day in the city of a minute of the record, which counts in UTC."""
    return city.day(datetime.fromisoformat(minute).replace(tzinfo=UTC))


def _turned(day: date, turns: Sequence[date]) -> date:
    """The last of the turns up to a day; a day before all of them is itself as good as any."""
    place = bisect_right(turns, day)
    return turns[place - 1] if place else day
