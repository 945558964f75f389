"""
The supervisor's side of a worker's record: takes its entries to the log, and its receipts back.

A worker reads what strangers send, so it is not believed: what is no entry is refused, and it can
neither sign nor change what was written before.  Nor can it say what only others say: which policy is in
force and what was revoked, what staff did, what was archived or restored.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Protocol

import msgspec

from firewall.errors import AuditError
from firewall.model import Receipt
from firewall.processes.messages import Append, FromSupervisor, Receipts, Refused
from firewall.signed import history

_KINDS = frozenset({"decided", "intended", "unparsed", "released", "released-partial"})
_NOTES = frozenset({"released-partial"})
"""What workers write of an exchange; all else is the supervisor's or the staff's to say."""
_NOT_THEIRS = "This is no entry that a worker writes, so it is not recorded."


class _Said(msgspec.Struct):
    """What of an entry tells whose it is."""

    id: str
    kind: str
    what: str = ""

    @property
    def is_a_workers(self) -> bool:
        is_theirs = self.kind in _KINDS or (self.kind == "noted" and self.what in _NOTES)
        return is_theirs and self.id != history.ENTRY_ID


_said_in = msgspec.json.Decoder(_Said)


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
                _check(entry)
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


def _check(entry: bytes) -> None:
    """Raise AuditError where no worker writes such an entry."""
    try:
        is_fine = _said_in.decode(entry).is_a_workers
    except ValueError:  # msgspec's own and what is no UTF-8
        is_fine = False
    if not is_fine:
        raise AuditError(_NOT_THEIRS)
