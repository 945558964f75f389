"""
Keeps so many workers: one that dies is replaced at once, one that hangs is ended, one that dies again and
again is waited for longer each time.

It owns what there is only one of (the record, the numbers, the policy in force) and never reads a byte
of an exchange.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from firewall.errors import ConfigError
from firewall.processes.clerk import Log
from firewall.processes.doors import Doors
from firewall.processes.messages import Drain, Hurry, Prepare, Renew, Swap, Welcome
from firewall.processes.numbers import Together
from firewall.processes.worker import Worker

BEAT_S = 1.0
"""Each worker is asked so often whether it is alive and what it has counted."""

START_S = 60.0
"""How long a worker may take until it serves."""

HUNG_S = 10.0
"""How long it may say nothing then.  What is slow at the limits of a body takes a second or two."""

AT_ONCE_S = 2.0
"""Who dies sooner has died at once, and the next one may too."""

TROUBLED = 3
"""After so many that died at once, or never served, in one place the firewall calls itself not ready."""

_FIRST_WAIT_S = 0.25
_LONGEST_WAIT_S = 10.0
_AFTER_DRAIN_S = 20.0
"""For what was cut off to come to its record, in each worker."""
_PREPARE_S = 30.0

_log = structlog.get_logger()


class Births(Protocol):
    """What starts and ends processes: the nursery."""

    @property
    def ended(self) -> socket.socket:
        """Readable when there is no nursery any more."""

    async def fork(self, listening: list[socket.socket]) -> tuple[int, socket.socket]:
        """Return the pid of a new worker and our end of its wire.  Raises ConnectionError."""

    def kill(self, pid: int) -> None:
        """End it."""


class Counts(Protocol):
    def replaced(self, why: str) -> None:
        """A worker died or hung, and another takes its place."""


@dataclass(slots=True)
class _Place:
    """Where a worker stands; the next one takes its place, and its sockets."""

    doors: list[socket.socket] = field(default_factory=list)
    worker: Worker | None = None
    at_once: int = 0
    is_hung: bool = False


class Supervisor:
    """
    ``welcome`` is what a new worker is told; ``on_fault`` is called where nothing can go on.

    While ``is_closed``, the workers let nobody in; they hear of it with the next question.
    """

    def __init__(
        self,
        *,
        births: Births,
        doors: Doors,
        number: int,
        log: Log,
        together: Together,
        welcome: Callable[[], Welcome],
        counts: Counts,
        on_fault: Callable[[], None],
        is_closed: Callable[[], bool],
    ) -> None:
        self._births = births
        self._doors = doors
        self._log = log
        self._together = together
        self._welcome = welcome
        self._counts = counts
        self._on_fault = on_fault
        self._is_closed = is_closed
        self._places = [_Place() for _ in range(number)]
        self._born = 0
        self._is_draining = False
        self._refusal = ""
        self._settled = asyncio.Event()

    # ---- what it tells

    @property
    def workers(self) -> list[Worker]:
        """Those that live, serving or not yet."""
        return [place.worker for place in self._places if place.worker is not None]

    @property
    def fresh(self) -> int:
        """How many workers have told their numbers just now."""
        return sum(worker.serves.is_set() and worker.is_fresh for worker in self.workers)

    def is_ready(self) -> bool:
        """
        Whether all that serve say so, and there is one.

        The moment in which one is replaced is none to send everybody away; a place where one after the other dies is.
        """
        serving = [worker for worker in self.workers if worker.serves.is_set()]
        is_troubled = any(place.at_once >= TROUBLED for place in self._places)
        return bool(serving) and all(worker.is_ready for worker in serving) and not is_troubled

    # ---- from the first to the last

    @asynccontextmanager
    async def serving(self, drain_s: float) -> AsyncIterator[None]:
        """Have all workers serve until the block ends, and drain.  Raises ConfigError where the first do not start."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._births.ended, self._orphaned)
        try:
            async with asyncio.TaskGroup() as tasks:
                keeping = [tasks.create_task(self._keep(place)) for place in self._places]
                try:
                    await self._settled.wait()
                    if self._refusal:
                        raise ConfigError(self._refusal)
                    yield
                finally:
                    await self._drain(drain_s)
                    for one in keeping:
                        one.cancel()
        except BaseExceptionGroup as group:
            if len(group.exceptions) > 1:
                raise
            # A group of one would hide a ConfigError from who turns it into a sentence.
            raise group.exceptions[0] from None
        finally:
            loop.remove_reader(self._births.ended)
            for place in self._places:
                _shut(place)

    def hurry(self) -> None:
        """Have the workers refuse what still waits for somebody, and end."""
        for worker in self.workers:
            worker.tell(Hurry())

    def renew(self) -> None:
        """Have the workers look at the TLS files at once."""
        for worker in self.workers:
            worker.tell(Renew())

    async def _drain(self, drain_s: float) -> None:
        """Take nothing new; wait for what is in flight, and end who is not done in time."""
        self._is_draining = True
        for place in self._places:
            _shut(place)
        for worker in self.workers:
            worker.tell(Drain())
        with suppress(TimeoutError):
            async with asyncio.timeout(0 if self._refusal else drain_s + _AFTER_DRAIN_S):
                for worker in self.workers:
                    await worker.gone.wait()
        for worker in self.workers:
            self._births.kill(worker.pid)
            worker.cut_off()

    def _orphaned(self) -> None:
        """Nobody is born any more, and the workers ended with the nursery."""
        asyncio.get_running_loop().remove_reader(self._births.ended)
        _log.error("nursery-ended")
        self._fail("The process that starts the workers ended. Start again.")

    def _fail(self, why: str) -> None:
        self._is_draining = True
        self._refusal = self._refusal or why
        self._settled.set()
        self._on_fault()

    # ---- one place

    async def _keep(self, place: _Place) -> None:
        """Have somebody stand in this place, whoever dies."""
        loop = asyncio.get_running_loop()
        while not self._is_draining:
            began = loop.time()
            try:
                worker = await self._bear(place)
            except (ConnectionError, OSError, ConfigError) as error:
                _log.error("process-not-started", error=type(error).__name__)
                worker = None
            if worker is not None:
                await self._attend(place, worker)
            lived_s = loop.time() - began
            if not self._is_draining:
                await self._mourn(place, worker, lived_s)

    async def _bear(self, place: _Place) -> Worker:
        if not place.doors:
            place.doors = self._doors.open()
        pid, wire = await self._births.fork(place.doors)
        self._born += 1
        worker = Worker(self._born, pid, self._log, self._together, self._check_settled)
        try:
            await worker.connect(wire)
        except BaseException:
            # Nobody would hear it, nor end it.
            self._births.kill(pid)
            wire.close()
            raise
        place.worker = worker
        place.is_hung = False
        worker.tell(self._welcome())
        if self._is_draining:
            worker.tell(Drain())
        return worker

    async def _attend(self, place: _Place, worker: Worker) -> None:
        """Return when it is gone; end it where it says nothing for too long, or decides by a policy of before."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            while not worker.gone.is_set():
                worker.ask(is_closed=self._is_closed())
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT_S):
                        await worker.gone.wait()
                self._look_at(place, worker, loop.time() - began)
        finally:
            # Whoever we no longer hear may go on: it must not.
            self._births.kill(worker.pid)
            worker.cut_off()
            place.worker = None

    def _look_at(self, place: _Place, worker: Worker, lived_s: float) -> None:
        if lived_s >= AT_ONCE_S and worker.serves.is_set():
            place.at_once = 0
        # Counted in questions and not by the clock: when this process slept, nobody was asked.
        most_s = HUNG_S if worker.serves.is_set() else START_S
        if worker.missed * BEAT_S > most_s:
            place.is_hung = True
            self._births.kill(worker.pid)

    def _check_settled(self) -> None:
        if all(place.worker is not None and place.worker.serves.is_set() for place in self._places):
            self._settled.set()

    async def _mourn(self, place: _Place, worker: Worker | None, lived_s: float) -> None:
        """Count it, and wait where it is not the first that died at once."""
        # Who never came to serve counts as well, however long it took: it is a place behind whose door nobody comes.
        has_served = worker is not None and worker.serves.is_set()
        place.at_once = 0 if has_served and lived_s >= AT_ONCE_S else place.at_once + 1
        if not self._settled.is_set():
            self._consider_start(worker, place.at_once)
        why = "hung" if place.is_hung else "died"
        self._counts.replaced(why)
        _log.error("process-replaced", why=why, lived_s=round(lived_s, 1), at_once=place.at_once)
        if place.at_once > 1:
            # Requesters must not be kept waiting at a door behind which nobody comes.
            _shut(place)
            await asyncio.sleep(min(_FIRST_WAIT_S * 2 ** (place.at_once - 2), _LONGEST_WAIT_S))

    def _consider_start(self, worker: Worker | None, at_once: int) -> None:
        """Where the first do not start, there is no start."""
        if worker is not None and worker.why:
            self._fail(worker.why)
        elif at_once >= TROUBLED:
            self._fail(
                "The worker processes end as soon as they start, or do not begin. Set processes.count to 1 to see why."
            )

    # ---- the policy

    async def prepare(self, policy: str, texts: dict[str, str]) -> bool:
        """
        Have all workers read another policy, and go on deciding by theirs.

        Returns whether nobody said that it cannot.  Who says nothing in time is ended with the swap.
        """
        asked = [worker for worker in self.workers if worker.serves.is_set()]
        for worker in asked:
            worker.prepared.clear()
            worker.tell(Prepare(texts))
        with suppress(TimeoutError):
            async with asyncio.timeout(_PREPARE_S):
                for worker in asked:
                    await worker.prepared_or_gone()
        heard = [worker for worker in asked if worker.prepared.is_set() and not worker.gone.is_set()]
        return all(worker.next_policy == policy for worker in heard)

    def swap(self, policy: str) -> None:
        """
        Have all decide by the policy that they have read.

        To be called when new workers are welcomed with it already: who has not read it is ended, and the next one
        in its place begins with it.
        """
        for worker in self.workers:
            if worker.next_policy == policy:
                worker.policy = policy
                worker.tell(Swap(policy))
            elif worker.policy != policy:
                self._births.kill(worker.pid)
                # Whoever is not ended at once gets no receipt any more, so nothing leaves by the old policy.
                worker.cut_off()


def _shut(place: _Place) -> None:
    for one in place.doors:
        one.close()
    place.doors = []
