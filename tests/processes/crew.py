"""Workers without processes: each is a task over a real wire, and does as it is told to be."""

import asyncio
import socket
from contextlib import asynccontextmanager, suppress

from firewall.processes.doors import Doors
from firewall.processes.messages import Numbers, Receipts, Welcome
from firewall.processes.numbers import Together
from firewall.processes.station import Station
from firewall.processes.supervisor import Supervisor

WELCOME = Welcome(b"d" * 32, b"p" * 32, "policy-1", {"city.yaml": "one"}, False)


class Works:
    """What a worker of this crew does."""

    def __init__(self, crew, policy):
        self.crew, self.policy, self.next, self.is_closed = crew, policy, "", False

    def numbers(self):
        return Numbers(self.crew.says_ready, ())

    def close(self, *, is_closed):
        self.is_closed = is_closed

    def renew(self):
        self.crew.renewed += 1

    def hurry(self):
        self.crew.hurried += 1

    async def prepare(self, texts):
        self.next = f"policy-{texts['city.yaml']}" if self.crew.can_read else ""
        return self.next

    def swap(self, policy):
        assert policy == self.next
        self.policy = policy


class Crew:
    """``behave`` is called with the number of each worker that is born: "serve", "die", "mute" or a reason."""

    def __init__(self, behave=lambda number: "serve"):
        self.behave = behave
        self.says_ready = True
        self.can_read = True
        self.born, self.killed = 0, []
        self.stations, self.works, self.tasks = {}, {}, {}
        self.ended, self._living = socket.socketpair()
        self.drained = []
        self.hurried = self.renewed = 0

    async def fork(self, listening):
        ours, theirs = socket.socketpair()
        self.born += 1
        kept = [one.dup() for one in listening]
        self.tasks[self.born] = asyncio.ensure_future(self._live(self.born, theirs, kept))
        return self.born, ours

    def kill(self, pid):
        self.killed.append(pid)
        if pid in self.tasks:
            self.tasks[pid].cancel()

    def end_of_the_nursery(self):
        self._living.close()

    async def _live(self, pid, wire, doors):
        station = await Station.connected(wire)
        self.stations[pid] = station
        try:
            await self._behave(pid, station)
        finally:
            station._wire.close()
            for one in doors:
                one.close()

    async def _behave(self, pid, station):
        behaviour = self.behave(pid)
        welcome = await station.welcomed()
        if behaviour == "die":
            return
        if behaviour == "mute":
            station._wire._hear = lambda message: None
            await asyncio.Event().wait()
        if behaviour == "serve":
            self.works[pid] = Works(self, welcome.policy)
            station.serves(self.works[pid], welcome.policy)
            obeying = asyncio.ensure_future(station.obey())
            try:
                await station.to_drain.wait()
                self.drained.append(pid)
            finally:
                obeying.cancel()
            return
        await station.does_not_serve(behaviour)


class Log:
    """Durable at once, or when it is told."""

    def __init__(self):
        self.entries = []

    def put(self, entry):
        self.entries.append(entry)
        return asyncio.get_running_loop().create_future()


class Counts:
    def __init__(self):
        self.why = []

    def replaced(self, why):
        self.why.append(why)


class Town:
    """A supervisor over a crew."""

    def __init__(self, crew, number=2):
        self.crew, self.log, self.counts = crew, Log(), Counts()
        self.welcome = WELCOME
        self.faults = 0
        self.is_closed = False
        self.doors = Doors("127.0.0.1", 0)
        self.supervisor = Supervisor(
            births=crew,
            doors=self.doors,
            number=number,
            log=self.log,
            together=Together(list),
            welcome=lambda: self.welcome,
            counts=self.counts,
            on_fault=self._fault,
            is_closed=lambda: self.is_closed,
        )

    def _fault(self):
        self.faults += 1


@asynccontextmanager
async def serving(crew, number=2, drain_s=5.0):
    town = Town(crew, number)
    try:
        async with asyncio.timeout(30), town.supervisor.serving(drain_s):
            yield town
    finally:
        town.doors.close()
        for task in crew.tasks.values():
            task.cancel()
        await asyncio.gather(*crew.tasks.values(), return_exceptions=True)
        crew.ended.close()
        with suppress(OSError):
            crew._living.close()


async def until(true, timeout_s=20):
    async with asyncio.timeout(timeout_s):
        while not true():
            await asyncio.sleep(0.01)


__all__ = ["WELCOME", "Crew", "Receipts", "serving", "until"]
