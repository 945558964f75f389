"""
The supervisor's side of a worker's record: takes its entries to the log, and its receipts back.

A worker reads what strangers send, so it is not believed: what is no entry is refused, and it can
neither sign nor change what was written before.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Protocol

from firewall.errors import AuditError
from firewall.model import Receipt
from firewall.processes.messages import Append, FromSupervisor, Receipts, Refused


class Log(Protocol):
    def put(self, entry: bytes) -> asyncio.Future[Receipt]:
        """Return what is done when the entry is durable.  Raises AuditError."""


class Answers(Protocol):
    def send(self, message: FromSupervisor) -> bool:
        """Return whether it is on its way."""


class Clerk:
    def __init__(self, log: Log, wire: Answers) -> None:
        self._log = log
        self._wire = wire
        self._durable: list[tuple[int, int]] = []

    def take(self, asked: Append) -> None:
        for number, entry in enumerate(asked.entries, asked.first):
            try:
                reply = self._log.put(entry)
            except AuditError as error:
                self._wire.send(Refused([number], str(error)))
                continue
            reply.add_done_callback(partial(self._settled, number))

    def _settled(self, number: int, reply: asyncio.Future[Receipt]) -> None:
        error = reply.exception()
        if error is not None:
            # Its class where it is not ours: another's text may quote what it was about.
            why = str(error) if isinstance(error, AuditError) else type(error).__name__
            self._wire.send(Refused([number], why))
            return
        if not self._durable:
            # The receipts of one batch are told together.
            asyncio.get_running_loop().call_soon(self._tell)
        self._durable.append((number, reply.result().index))

    def _tell(self) -> None:
        told, self._durable = self._durable, []
        self._wire.send(Receipts(told))
