"""One worker as the supervisor knows it: its wire, what it last said, and how long it has said nothing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from firewall.processes.clerk import Clerk, Log
from firewall.processes.messages import (
    Append,
    Ask,
    FromSupervisor,
    FromWorker,
    NotServing,
    Numbers,
    Prepared,
    Serving,
)
from firewall.processes.numbers import Together
from firewall.processes.wire import Wire, from_worker

FRESH = 2
"""So many questions may be without an answer, a second apart, and what it said last still counts."""


class Worker:
    """``number`` is its own, and never another worker's."""

    def __init__(
        self, number: int, pid: int, log: Log, together: Together, on_serving: Callable[[], None]
    ) -> None:
        self.number = number
        self.pid = pid
        self.serves = asyncio.Event()
        self.prepared = asyncio.Event()
        self.gone = asyncio.Event()
        self.missed = 0
        self.why = ""
        self.policy = ""
        self.next_policy = ""
        self._says_ready = False
        self._on_serving = on_serving
        self._together = together
        self._wire: Wire[FromWorker] = Wire(from_worker, self._hear, self._end)
        self._clerk = Clerk(log, self._wire)

    async def connect(self, wire: socket.socket) -> None:
        await asyncio.get_running_loop().create_unix_connection(lambda: self._wire, sock=wire)

    def tell(self, message: FromSupervisor) -> None:
        self._wire.send(message)

    def ask(self, *, is_closed: bool) -> None:
        self.missed += 1
        self.tell(Ask(is_closed))

    def cut_off(self) -> None:
        """Take nothing more from it: what it waits for is not recorded, as far as it can know."""
        self._wire.close()

    @property
    def is_fresh(self) -> bool:
        return self.missed <= FRESH and not self.gone.is_set()

    @property
    def is_ready(self) -> bool:
        return self.serves.is_set() and self._says_ready and self.is_fresh

    async def prepared_or_gone(self) -> None:
        """Return when it has said whether it could read a policy, or says nothing any more."""
        await self.prepared.wait()

    def _hear(self, message: FromWorker) -> None:
        match message:
            case Append():
                self._clerk.take(message)
            case Numbers():
                self.missed = 0
                self._says_ready = message.is_ready
                self._together.heard(self.number, message.families)
            case Serving():
                self.policy = message.policy
                self._says_ready = True
                self.serves.set()
                self._on_serving()
            case NotServing():
                self.why = message.why
            case Prepared():
                self.next_policy = message.policy
                self.prepared.set()

    def _end(self) -> None:
        self._together.ended(self.number)
        self.gone.set()
        self.prepared.set()  # it never will be; and nobody is to wait for it
