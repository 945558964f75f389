"""
Was the clock set?  Its hours are compared with those of a clock that nobody can set.

Agreements, keys and grants begin and end by the clock, so that it was set belongs on record.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from firewall.audit import entry
from firewall.books import new_id
from firewall.errors import AuditError
from firewall.means import Record

_log = structlog.get_logger()

_LOOK_S = 1.0
TOLERATED = timedelta(seconds=5)
"""Between two looks: a clock that is kept in step by the network is moved by less."""


class Pace:
    """``steady_s`` is any clock that only ever runs, in seconds."""

    def __init__(self, now: datetime, steady_s: float) -> None:
        self._now, self._steady_s = now, steady_s

    def jumped(self, now: datetime, steady_s: float) -> int:
        """Return by how many seconds the clock was set since the last look; 0 where it only ran."""
        by = (now - self._now) - timedelta(seconds=steady_s - self._steady_s)
        self._now, self._steady_s = now, steady_s
        return round(by.total_seconds()) if abs(by) > TOLERATED else 0


async def watch(record: Record, now: Callable[[], datetime]) -> None:
    """Record each time that it was set, until cancelled."""
    steady_s = asyncio.get_running_loop().time
    pace = Pace(now(), steady_s())
    while True:
        await asyncio.sleep(_LOOK_S)
        if by := pace.jumped(now(), steady_s()):
            _log.warning("clock-jumped", seconds=float(by))
            try:
                await record.append(entry.noted(new_id(), now(), "clock-jumped", {"seconds": by}))
            except AuditError:  # told by who keeps the record; the clock is what it is
                _log.error("jump-not-recorded")
