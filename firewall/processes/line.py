"""
A worker's way to the record: what it sends is durable when ``append`` returns, or nothing may leave.

The record itself is the supervisor's.  When the wire to it ends, everything that waits is refused:
whether an entry was written can no longer be known, so nothing goes out on its account.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from firewall.errors import AuditError
from firewall.model import Receipt
from firewall.processes.messages import Append, FromWorker, Receipts, Refused
from firewall.processes.wire import MOST_BYTES

_GONE = "The process that keeps the record is gone."
_LONG = "An entry is too long for the record."
_MOST_WAITING = 4096
_HALF = MOST_BYTES // 2


class Sends(Protocol):
    """What a line needs of its wire."""

    def send(self, message: FromWorker) -> bool:
        """Return whether it is on its way."""


class Line:
    """The engine's ``Record``, in a worker.  How large, fast and able the record is, its keeper tells."""

    def __init__(self) -> None:
        self.size = 0
        self.halted = ""
        self.last_commit_seconds = 0.0
        self._wire: Sends | None = None
        self._next = 0
        self._gathered: list[bytes] = []
        self._waiting: dict[int, asyncio.Future[Receipt]] = {}
        self.failed = False

    def over(self, wire: Sends) -> None:
        """Send over this wire from now on."""
        self._wire = wire

    async def append(self, entry: bytes) -> Receipt:
        """
        Return once the entry is durable.  Raises AuditError, and then nothing may leave.

        An entry whose caller was cancelled may be written all the same.
        """
        if self.failed or self._wire is None:
            raise AuditError(_GONE)
        if len(self._waiting) >= _MOST_WAITING:
            raise AuditError("The audit log cannot keep up: too many entries wait to be written.")
        if len(entry) > _HALF:
            raise AuditError(_LONG)
        loop = asyncio.get_running_loop()
        reply: asyncio.Future[Receipt] = loop.create_future()
        number = self._next
        self._next += 1
        if not self._gathered:
            # What one turn of the loop brings goes together.
            loop.call_soon(self._send)
        self._gathered.append(entry)
        self._waiting[number] = reply
        try:
            return await reply
        finally:
            self._waiting.pop(number, None)

    def _send(self) -> None:
        gathered, self._gathered = self._gathered, []
        if self.failed or self._wire is None or not gathered:
            return
        if not self._wire.send(Append(self._next - len(gathered), gathered)):
            self.end()

    def durable(self, told: Receipts) -> None:
        for number, index in told.durable:
            reply = self._waiting.get(number)
            if reply is not None and not reply.done():
                reply.set_result(Receipt(index))

    def refused(self, told: Refused) -> None:
        for number in told.numbers:
            reply = self._waiting.get(number)
            if reply is not None and not reply.done():
                reply.set_exception(AuditError(told.why))

    def end(self) -> None:
        """Nothing more is recorded, and nothing that waits for it leaves.  May be called twice."""
        self.failed = True
        for reply in self._waiting.values():
            if not reply.done():
                reply.set_exception(AuditError(_GONE))
