"""A worker's end of its wire: the line to the record, and what the supervisor wants of it."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import Protocol

from firewall.processes.line import Line
from firewall.processes.messages import (
    Ask,
    Drain,
    FromSupervisor,
    Hurry,
    NotServing,
    Numbers,
    Prepare,
    Prepared,
    Receipts,
    Refused,
    Renew,
    Serving,
    Swap,
    Welcome,
)
from firewall.processes.wire import Wire, from_supervisor

_LAST_WORD_S = 5.0
_NOT_YET = Numbers(is_ready=False, families=())


class Works(Protocol):
    """What does the work of a worker."""

    def numbers(self) -> Numbers:
        """Tell whether it is ready, and what it has counted."""

    def close(self, *, is_closed: bool) -> None:
        """Let nobody in, or let them in again."""

    def renew(self) -> None:
        """Look at the TLS files at once."""

    def hurry(self) -> None:
        """Refuse what still waits for somebody."""

    async def prepare(self, texts: dict[str, str]) -> str:
        """Read a policy, and return its digest; empty where it cannot be read.  Never raises."""

    def swap(self, policy: str) -> None:
        """Decide by the prepared policy of this digest."""


class Station:
    def __init__(self) -> None:
        self.line = Line()
        self.to_drain = asyncio.Event()
        self.gone = asyncio.Event()
        self._welcome: asyncio.Queue[Welcome | None] = asyncio.Queue()
        self._orders: asyncio.Queue[Prepare | Swap] = asyncio.Queue()
        self._works: Works | None = None
        self._wire: Wire[FromSupervisor] = Wire(from_supervisor, self._hear, self._end)

    @classmethod
    async def connected(cls, wire: socket.socket) -> Station:
        station = cls()
        await asyncio.get_running_loop().create_unix_connection(lambda: station._wire, sock=wire)
        station.line.over(station._wire)
        return station

    async def welcomed(self) -> Welcome:
        """Return what a new worker is told.  Raises ConnectionError where nobody tells it."""
        told = await self._welcome.get()
        if told is None:
            raise ConnectionError("the supervisor is gone")
        return told

    def serves(self, works: Works, policy: str) -> None:
        """Say that it serves, and answer with its numbers from now on."""
        self._works = works
        self._wire.send(Serving(policy))

    def rests(self) -> None:
        """Have nothing more to tell."""
        self._works = None

    async def does_not_serve(self, why: str) -> None:
        """Say why, and end."""
        self._wire.send(NotServing(why))
        self._wire.finish()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORD_S):
                await self.gone.wait()

    async def obey(self) -> None:
        """Change the policy when told to, until cancelled."""
        while True:
            order = await self._orders.get()
            if self._works is None:
                continue
            if isinstance(order, Prepare):
                self._wire.send(Prepared(await self._works.prepare(order.texts)))
            else:
                self._works.swap(order.policy)

    def _hear(self, message: FromSupervisor) -> None:
        match message:
            case Receipts():
                self.line.durable(message)
            case Refused():
                self.line.refused(message)
            case Ask():
                self._asked(message)
            case Welcome():
                self._welcome.put_nowait(message)
            case Prepare() | Swap():
                self._orders.put_nowait(message)
            case Drain():
                self.to_drain.set()
            case Renew() | Hurry():
                self._urged(message)

    def _urged(self, message: Renew | Hurry) -> None:
        if isinstance(message, Hurry):
            self.to_drain.set()
        if self._works is not None:
            (self._works.hurry if isinstance(message, Hurry) else self._works.renew)()

    def _asked(self, asked: Ask) -> None:
        if self._works is None:
            self._wire.send(_NOT_YET)
            return
        self._works.close(is_closed=asked.is_closed)
        self._wire.send(self._works.numbers())

    def _end(self) -> None:
        # First of all: nothing that waits for the record may leave on the account of an entry nobody vouches for.
        self.line.end()
        self._welcome.put_nowait(None)
        self.gone.set()
        self.to_drain.set()
