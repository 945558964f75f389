"""The units of a file, looked at by several processes at once, and what comes of them in the file's own order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from firewall.errors import ConfigError
from firewall.files.screening import Seen, Sheet, screen, submitted
from firewall.files.units import Unit
from firewall.means import Means
from firewall.policy.compiled import Compiled

_AHEAD = 2
"""Units that wait for each process: so many are held at once, and no more."""


@dataclass(frozen=True, slots=True)
class Looking:
    """``pool`` and ``workers`` are set where there are processes for it; else it is done here."""

    compiled: Compiled
    means: Means
    pool: ProcessPoolExecutor | None = None
    workers: int = 1

    async def seen(
        self, units: Iterable[Unit], sheet_of: Callable[[Unit], Sheet]
    ) -> AsyncIterator[tuple[Unit, Seen]]:
        if self.pool is None:
            for unit in units:
                yield unit, await screen(self.compiled, self.means, sheet_of(unit))
            return
        waiting: deque[tuple[Unit, asyncio.Future[Seen]]] = deque()
        try:
            for unit in units:
                waiting.append((unit, asyncio.wrap_future(submitted(self.pool, sheet_of(unit)))))
                if len(waiting) > _AHEAD * self.workers:
                    yield await _first(waiting)
            while waiting:
                yield await _first(waiting)
        finally:
            for _, one in waiting:
                one.cancel()


async def _first(waiting: deque[tuple[Unit, asyncio.Future[Seen]]]) -> tuple[Unit, Seen]:
    unit, seen = waiting.popleft()
    try:
        return unit, await seen
    except (OSError, RuntimeError) as error:  # a broken pool is a RuntimeError
        raise ConfigError(
            f"A process that looked at the file ended ({type(error).__name__}). Nothing was released; run the same "
            "command again, with fewer --workers where there is little memory."
        ) from None
