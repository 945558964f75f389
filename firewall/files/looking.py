"""The units of a file, looked at by several processes at once, and what comes of them in the file's own order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from firewall.detect.elsewhere import Known
from firewall.errors import ConfigError
from firewall.files.gathering import Board, withheld
from firewall.files.screening import Seen, board_in_use, gathered, screen, submitted
from firewall.files.sheets import Sheet
from firewall.files.units import Unit
from firewall.means import Means
from firewall.policy.compiled import Compiled

T = TypeVar("T")

_AHEAD = 2
"""Units that wait for each process: so many are held at once, and no more."""


@dataclass(frozen=True, slots=True)
class Looking:
    """``pool`` and ``workers`` are set where there are processes for it; else it is done here."""

    compiled: Compiled
    means: Means
    pool: ProcessPoolExecutor | None = None
    workers: int = 1
    board: Board = field(default_factory=board_in_use)

    async def seen(
        self, units: Iterable[Unit], sheet_of: Callable[[Unit], Sheet]
    ) -> AsyncGenerator[tuple[Unit, Seen]]:
        async for found in self._each(units, sheet_of, self._seen, submitted):
            yield found

    async def withheld(
        self, units: Iterable[Unit], sheet_of: Callable[[Unit], Sheet]
    ) -> AsyncGenerator[tuple[Unit, Known]]:
        """Yield what is taken out of each unit by its declaration."""
        async for found in self._each(units, sheet_of, self._withheld, gathered):
            yield found

    async def _seen(self, sheet: Sheet) -> Seen:
        return await screen(self.compiled, self.board.looking_for(sheet.elsewhere, self.means), sheet)

    async def _withheld(self, sheet: Sheet) -> Known:
        return withheld(self.compiled, self.means, sheet)

    async def _each(
        self,
        units: Iterable[Unit],
        sheet_of: Callable[[Unit], Sheet],
        here: Callable[[Sheet], Awaitable[T]],
        there: Callable[[ProcessPoolExecutor, Sheet], Future[T]],
    ) -> AsyncGenerator[tuple[Unit, T]]:
        if self.pool is None:
            for unit in units:
                yield unit, await here(sheet_of(unit))
            return
        waiting: deque[tuple[Unit, asyncio.Future[T]]] = deque()
        try:
            for unit in units:
                waiting.append((unit, _begun(there, self.pool, sheet_of(unit))))
                if len(waiting) > _AHEAD * self.workers:
                    yield await _first(waiting)
            while waiting:
                yield await _first(waiting)
        finally:
            for _, one in waiting:
                one.cancel()


def _begun(
    there: Callable[[ProcessPoolExecutor, Sheet], Future[T]], pool: ProcessPoolExecutor, sheet: Sheet
) -> asyncio.Future[T]:
    try:
        return asyncio.wrap_future(there(pool, sheet))
    except RuntimeError as error:  # it was broken before
        raise _ended(error) from None


async def _first(waiting: deque[tuple[Unit, asyncio.Future[T]]]) -> tuple[Unit, T]:
    unit, seen = waiting.popleft()
    try:
        return unit, await seen
    except (OSError, RuntimeError) as error:  # a broken pool is a RuntimeError
        raise _ended(error) from None


def _ended(error: Exception) -> ConfigError:
    return ConfigError(
        f"A process that looked at the file ended ({type(error).__name__}). Nothing was released; run the same "
        "command again, with fewer --workers where there is little memory."
    )
