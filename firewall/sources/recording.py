"""A bundle comes into force: first the record says so, and then it rules."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Protocol

import structlog

from firewall.folder import proved_of
from firewall.means import Record
from firewall.model import Receipt
from firewall.policy.compiled import Compiled
from firewall.signed import history
from firewall.signed.history import State
from firewall.sources.held import Read, Source

_log = structlog.get_logger()


class Book(Protocol):
    """The log, for whoever has no loop yet."""

    def get(self, name: str, /) -> tuple[int, bytes] | None: ...

    def append_now(self, entry: bytes) -> Receipt:
        """Return once the entry is durable.  Raises AuditError."""


def begin(source: Source, first: Compiled, record: Book, at: datetime) -> Compiled:
    """
    Judge a source once more, after what the record says, and record what will be in force; returns that.

    ``first`` is what was read before the record could be.  Raises FirewallError: then nothing may be in force.
    """
    source.recorded(history.last(record))
    seen = source.see(at)
    for one in seen.revoked:
        source.recorded(source.state.closing([one.closes]))
        record.append_now(history.revoking(source.state, at, one))
    if seen.fault is not None:
        raise seen.fault
    read = seen.read
    if read is None or read.state is None or read.bundle is None:
        return first
    state, entries = _steps(source.state, read, at)
    for entry in entries:
        record.append_now(entry)
    source.recorded(state, read.bundle, read.glass)
    source.shelve(read.bundle)
    return first if dict(first.texts) == dict(read.texts) else proved_of(read.texts)


async def follow(source: Source, read: Read | None, record: Record, at: datetime) -> None:
    """Record what changes, while it runs.  Raises AuditError: then it must not be in force."""
    if read is None or read.state is None or read.bundle is None:
        return
    before = source.state
    state, entries = _steps(before, read, at)
    for entry in entries:
        await record.append(entry)
    source.recorded(state, read.bundle, read.glass)
    _tell(before, state)
    if (before.number, before.signed) != (state.number, state.signed):
        await asyncio.to_thread(source.shelve, read.bundle)


def _steps(before: State, read: Read, at: datetime) -> tuple[State, tuple[bytes, ...]]:
    state = before if read.state is None else history.after(before, read.state, at)
    return state, history.steps(before, state, at, read.glass, _why(read))


def _why(read: Read) -> str:
    return "" if read.bundle is None else read.bundle.reason


def _tell(before: State, now: State) -> None:
    if before.glass and before.glass != now.glass:
        _log.warning("break-glass-ends")
    if now.glass and before.glass != now.glass:
        _log.warning("break-glass-begins")
