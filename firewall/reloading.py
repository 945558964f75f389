"""
The policies while the firewall runs: what is good is taken over, what is not is told and never used.

Where the files differ from what is in force for too long, nobody is let in until they are good again:
legal staff who took something back must not believe that it is, while the old policy still gives it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from firewall import telling
from firewall.audit import entry
from firewall.books import new_id
from firewall.errors import AuditError, PolicyError
from firewall.folder import Look, proved_of
from firewall.live import InForce, Live, Prepares
from firewall.means import Record
from firewall.metrics import Metrics
from firewall.notify import SILENT, Notify
from firewall.policy.compiled import Compiled
from firewall.policy.load import digest_of
from firewall.policy.rules import Bundle
from firewall.signed import history
from firewall.sources.forward import Forward
from firewall.sources.held import Read, Seen, Source
from firewall.sources.recording import follow

EVERY_S = 1.0
AGAIN_S = 60.0
"""A folder that could not be used is read again so often: it may have been the machine that could not."""
ENDED_S = 5.0
"""For so long what has ended by the clock may still be in force: then nobody is let in until something else is."""
STUCK_S = 60.0
"""A look that takes longer does not end: a disk of the network may hang, and what is on it is then not known."""
_HURRIED_S = 0.02
"""Between two looks after a signal: whoever sends one says that the folder is ready."""
_HURRIED_LOOKS = 50

_log = structlog.get_logger()


_NOT_SEEN = Seen()


@dataclass(frozen=True, slots=True)
class _Found:
    """What the source holds: another policy, a bad one, the one in force (neither), or nothing yet (``is_torn``)."""

    next: InForce | None = None
    fault: Exception | None = None
    is_torn: bool = False
    seen: Seen = _NOT_SEEN


class Takes(Protocol):
    """Whoever decides by a policy, here or in other processes."""

    async def prepare(self, to: InForce) -> None:
        """Get ready for it, and go on as before.  Raises PolicyError where that cannot be done."""

    async def take(self, to: InForce) -> None:
        """Decide by it from now on."""


class Reloading:
    """Watches where the policies of one firewall come from."""

    def __init__(
        self,
        source: Source,
        live: Live,
        prepares: Prepares,
        record: Record,
        metrics: Metrics,
        *,
        refuse_after_s: float,
        notify: Notify = SILENT,
        takes: Takes | None = None,
    ) -> None:
        """``takes`` puts a policy in force; left out, it is enough to say so to ``live``."""
        self._source = source
        self._live = live
        self._prepares = prepares
        self._record = record
        self._metrics = metrics
        self._refuse_after_s = refuse_after_s
        self._takes = takes or live
        self._notify = notify
        self._asked = asyncio.Event()
        self._judged: Look | None = None
        self._again_at: float | None = None
        self._differs_since: float | None = None
        self._turned_at = 0.0
        metrics.watch_policy(differs_s=self._differs_s, refuses=lambda: live.is_closed)
        metrics.read({"firewall_break_glass_active": lambda: bool(source.state.glass)})

    def hurry(self) -> None:
        """Look at once.  To be called from the event loop."""
        self._asked.set()

    async def watch(self, clock: Callable[[], datetime]) -> None:
        """Run until cancelled."""
        forward = Forward(clock, asyncio.get_running_loop().time)
        self._turned_at = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._turn(forward))
            tasks.create_task(self._mind(forward))

    async def _mind(self, clock: Callable[[], datetime]) -> None:
        """See that looking comes to an end: a folder that nobody can read is not known to be what is in force."""
        while True:
            await asyncio.sleep(EVERY_S)
            if asyncio.get_running_loop().time() - self._turned_at > STUCK_S:
                self._judged = None  # it is read anew when that is over
                self._differs()
                await self._close_when_due(clock())
            ends = self._source.state.ends
            if ends is not None and (clock() - ends).total_seconds() > ENDED_S:
                await self._close(clock())

    async def _turn(self, clock: Callable[[], datetime]) -> None:
        seen: Look | None = None
        while True:
            is_hurried = await self._waited()
            self._turned_at = asyncio.get_running_loop().time()
            if is_hurried:
                self._notify.reloading()
            before, seen = seen, await asyncio.to_thread(self._source.look, clock())
            try:
                await self._looked(seen, clock, is_settled=is_hurried or seen == before, anew=is_hurried)
            except Exception as error:  # noqa: BLE001  # a watch that ended would let an old policy stand for ever
                # A change that could not be recorded is none: the next look tries again.
                self._judged = None
                self._differs()
                _log.error("policy-watch-fault", error=type(error).__name__)
            await self._close_when_due(clock())
            if is_hurried:
                self._notify.ready()

    async def _waited(self) -> bool:
        """Wait for the next look; returns whether somebody asked for it."""
        try:
            async with asyncio.timeout(EVERY_S):
                await self._asked.wait()
        except TimeoutError:
            return False
        self._asked.clear()
        return True

    async def _looked(
        self, seen: Look, clock: Callable[[], datetime], *, is_settled: bool, anew: bool
    ) -> None:
        if seen == self._judged and not anew and not self._is_to_be_read_again():
            return
        if self._judged is not None:
            self._differs()  # until it was read: while somebody writes without an end it counts, too
        if not is_settled:
            return
        found = await self._read(seen, clock(), looks=_HURRIED_LOOKS if anew else 1)
        if found.is_torn:
            return
        await self._take_back(found.seen, clock())
        if found.fault is not None:
            self._failed(found.fault)
        elif found.next is not None:
            await self._changed(found.next, found.seen.read, clock())
        else:
            await follow(self._source, found.seen.read, self._record, clock())
            if self._again_at is not None:
                _log.info("policy-put-right", policy=self._live.now.digest[:12])
            await self._agrees(clock())
        if found.seen.read is not None and found.seen.read.odd is not None:
            self._metrics.reload_failed()
            _log.error("break-glass-not-used", **told(found.seen.read.odd))

    async def _take_back(self, seen: Seen, at: datetime) -> None:
        """What was revoked counts at once, and first of all."""
        if seen.withdrawn:
            self._differs()
            await self._close(at)
        for one in seen.revoked:
            state = self._source.state.closing([one.closes])
            await self._record.append(history.revoking(state, at, one))
            self._source.recorded(state)
            _log.warning("policy-revoked")

    def _is_to_be_read_again(self) -> bool:
        return self._again_at is not None and asyncio.get_running_loop().time() >= self._again_at

    async def _read(self, seen: Look, at: datetime, *, looks: int) -> _Found:
        """Read what stands there while nobody writes."""
        known = self._live.now.compiled
        for _ in range(looks):
            found = await asyncio.to_thread(self._found, seen, known, at)
            if not found.is_torn:
                self._judged = seen
                return found
            await asyncio.sleep(_HURRIED_S)
            seen = await asyncio.to_thread(self._source.look, at)
        return _Found(is_torn=True)

    def _found(self, seen: Look, known: Compiled, at: datetime) -> _Found:
        """Read, compile and prove, in a thread of its own: it takes some tenths of a second, or some seconds."""
        saw = self._source.see(at)
        if self._source.look(at) != seen:
            return _Found(is_torn=True)
        if saw.read is None:
            return _Found(fault=saw.fault, seen=saw)
        try:
            if digest_of(saw.read.texts) == known.bundle.digest:
                return _Found(seen=saw)
            to = self._prepares.successor(known, proved_of(saw.read.texts), at)
        except Exception as error:  # noqa: BLE001  # whatever it was: what has a fault is not used
            return _Found(fault=error, seen=saw)
        return _Found(next=to, seen=saw)

    async def _changed(self, to: InForce, read: Read | None, at: datetime) -> None:
        try:
            await self._takes.prepare(to)
        except PolicyError as fault:
            self._failed(fault)
            return
        # The record first: no decision under a policy stands before the entry that tells of it.
        await self._note("reload", at, {"from": self._live.now.digest, "to": to.digest})
        await follow(self._source, read, self._record, at)
        await self._takes.take(to)
        count_under(self._metrics, to.compiled.bundle, at)
        self._metrics.reloaded()
        _log.info("policy-reloaded", policy=to.digest[:12])
        await self._agrees(at)

    async def _agrees(self, at: datetime) -> None:
        self._differs_since = self._again_at = None
        if self._live.is_closed:
            await self._note("refusal-end", at, {"policy": self._live.now.digest})
            self._live.is_closed = False
            _log.warning("policy-refusal-ends")

    def _failed(self, fault: Exception) -> None:
        self._differs()
        self._again_at = asyncio.get_running_loop().time() + AGAIN_S
        self._metrics.reload_failed()
        _log.error("policy-not-loaded", **told(fault))

    def _differs(self) -> None:
        if self._differs_since is None:
            self._differs_since = asyncio.get_running_loop().time()

    def _differs_s(self) -> float:
        """For how long the folder has not been what is in force."""
        if self._differs_since is None:
            return 0.0
        return asyncio.get_running_loop().time() - self._differs_since

    async def _close_when_due(self, at: datetime) -> None:
        if self._differs_since is not None and self._differs_s() >= self._refuse_after_s:
            await self._close(at)

    async def _close(self, at: datetime) -> None:
        if self._live.is_closed:
            return
        self._live.is_closed = True  # first of all: this is not undone where it cannot be recorded
        _log.error("policy-refusal-begins", after_s=int(self._refuse_after_s))
        try:
            await self._note("refusal-begin", at, {"policy": self._live.now.digest})
        except AuditError:
            _log.error("policy-refusal-not-recorded")

    async def _note(self, what: str, at: datetime, facts: Mapping[str, str]) -> None:
        await self._record.append(entry.noted(new_id(), at, what, facts))


def count_under(metrics: Metrics, bundle: Bundle, at: datetime) -> None:
    """Have the numbers and the logs know the words of a policy."""
    services = [service.name for service in bundle.services]
    metrics.know(services, bundle.vocabulary.kinds, bundle.vocabulary.categories)
    metrics.know_duties(word for word, duty in bundle.vocabulary.duties.items() if duty.is_task)
    metrics.policy_loaded(bundle.digest, at)
    telling.in_force(bundle)
    telling.to_be_reviewed(bundle, at)


def told(fault: Exception) -> dict[str, str | int]:
    """How many faults there are and where the first one is: a place, a code or a class, nothing of the file's text."""
    if isinstance(fault, PolicyError) and fault.faults:
        first = fault.faults[0]
        if first.why:
            return {"faults": len(fault.faults), "why": first.why}
        return {"faults": len(fault.faults), "where": f"{first.file}:{first.line}"}
    return {"faults": 1, "error": type(fault).__name__}
