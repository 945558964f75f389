"""
What waits to be decided: copied requests, in the order in which they came, under a bound.

The city's proxy waits for the answer to a copy before it takes the next request of that connection, so the answer
is given first and the work is done behind it.  What there is no room for is counted and never looked at: a mirror that
cannot keep up must cost the live traffic nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from firewall.audit import entry
from firewall.ended import CutShort
from firewall.errors import AuditError
from firewall.means import Record
from firewall.model import Decision, Exchange, Message, Outcome, Ruling
from firewall.streams import Stream

MOST = 1000
MOST_BYTES = 64 * 2**20
AT_ONCE = 4
"""How many are decided, and at most asked of the services, at one time."""

_log = structlog.get_logger()
_UNDECIDED = Decision(policy="", outcome=Outcome.REFUSE, reasons=("mirror",))


class Look(Protocol):
    async def __call__(self, exchange: Exchange, message: Message) -> None:
        """Decide and record."""


@dataclass(slots=True)
class _Lost:
    """Copies that were not looked at, and such as broke, since the record was last told."""

    missed: int = 0
    broken: int = 0


class Waiting:
    """Stands where the proxy expects the engine: takes each request, and lets nothing out."""

    def __init__(
        self, look: Callable[[Exchange, Message], Awaitable[None]], record: Record, new_id: Callable[[], str]
    ) -> None:
        self._look = look
        self._record = record
        self._new_id = new_id
        self._queue: asyncio.Queue[tuple[Exchange, Message]] = asyncio.Queue(MOST)
        self._bytes = 0
        self._lost = _Lost()

    async def screen(self, exchange: Exchange, message: Message) -> Ruling:
        """
        Take a request for later.

        INVARIANT: no ruling of this has an outgoing message, so that the proxy never asks a service.
        """
        size = len(message.body)
        if self._queue.full() or self._bytes + size > MOST_BYTES:
            self._lost.missed += 1
        else:
            self._bytes += size
            self._queue.put_nowait((exchange, message))
        return Ruling(exchange=exchange, decision=_UNDECIDED, status=404)

    async def open(self, exchange: Exchange, head: Message) -> tuple[Ruling, Stream | None]:
        """Nothing of a service is ever let out here, and so no stream."""
        return await self.screen(exchange, head), None

    async def whole(self, exchange: Exchange, head: Message) -> tuple[Ruling, None]:
        """Nothing, as of ``open``."""
        return await self.screen(exchange, head), None

    async def unparsed(self, reason: str, at: datetime, id: str, times: int = 1) -> None:  # noqa: A002 - as in the record
        await self._record.append(entry.unparsed(id, at, reason, times))

    async def cut_short(self, cut: CutShort, at: datetime, id: str) -> None:  # noqa: A002 - as above
        """Nothing: a mirror answers nobody, so nobody can have a part of an answer."""

    async def work(self) -> None:
        """Decide what waits, for ever; several of these run beside each other."""
        while True:
            exchange, message = await self._queue.get()
            try:
                await self._look(exchange, message)
            except AuditError:
                _log.error("mirror-not-recorded")
            except Exception as error:  # noqa: BLE001 - its text may quote a value, and nobody waits for it
                self._lost.broken += 1
                _log.error("mirror-fault", error=type(error).__name__)
            finally:
                self._bytes -= len(message.body)
                self._queue.task_done()

    async def done(self, timeout_s: float) -> None:
        """Wait until nothing waits any more, or for so long; what is left then was missed."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._queue.join()
        except TimeoutError:
            self._lost.missed += self._queue.qsize()

    async def tell(self, at: datetime) -> None:
        """Put on record what was not looked at since the last time.  Raises AuditError."""
        lost, self._lost = self._lost, _Lost()
        if not lost.missed and not lost.broken:
            return
        facts = {"missed": lost.missed, "broken": lost.broken}
        try:
            await self._record.append(entry.noted(self._new_id(), at, "mirror-lost", facts))
        except BaseException:
            self._lost.missed += lost.missed  # not recorded: still to be
            self._lost.broken += lost.broken
            raise
