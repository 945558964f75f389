"""What a worker does between its birth and its end; as a process it is tested in tests/faults and tests/test_several."""

import asyncio
import socket

import pytest
import structlog

from firewall import config, logs
from firewall.app import load_policies, now
from firewall.books import opened
from firewall.folder import read_policies
from firewall.processes.clerk import Clerk
from firewall.processes.doors import Doors
from firewall.processes.messages import (
    Append,
    Ask,
    Drain,
    NotServing,
    Numbers,
    Prepare,
    Prepared,
    Serving,
    Swap,
    Welcome,
)
from firewall.processes.wire import Wire, from_worker
from firewall.working import _share, _work
from tests.helpers import detectors
from tests.system import process
from tests.system.town import fetch


class Supervisor:
    """The other end: keeps the record, and what else was said."""

    def __init__(self, log):
        self.said = asyncio.Queue()
        self.gone = asyncio.Event()
        self.wire = Wire(from_worker, self._hear, self.gone.set)
        self._clerk = Clerk(log, self.wire)
        self.tell = self.wire.send

    def _hear(self, message):
        if isinstance(message, Append):
            self._clerk.take(message)
        else:
            self.said.put_nowait(message)

    async def hears(self):
        async with asyncio.timeout(30):
            return await self.said.get()


class Place:
    """Everything that a worker is born into."""

    def __init__(self, path):
        self.settings = config.load(path.read_text(), path.parent)[0]
        self.compiled = load_policies(self.settings.policies)
        self.texts = read_policies(self.settings.policies)
        self.doors = Doors("127.0.0.1", 0)
        self.books = opened(self.settings.data, self.compiled.bundle, now(), create=True)

    async def __aenter__(self):
        self.opened = self.books.__enter__()
        ours, theirs = socket.socketpair()
        self.supervisor = Supervisor(self.opened.record)
        await asyncio.get_running_loop().create_unix_connection(lambda: self.supervisor.wire, sock=ours)
        self.at = self.doors.open()
        self.working = asyncio.ensure_future(
            _work(self.settings, self.compiled, detectors(), theirs, self.at)
        )
        return self

    def welcome(self, **changes):
        house = self.opened.house
        told = {
            "digest_key": house.digest,
            "pseudonym_key": house.pseudonym,
            "policy": self.compiled.bundle.digest,
            "texts": self.texts,
            "is_closed": False,
        }
        self.supervisor.tell(Welcome(**(told | changes)))

    async def __aexit__(self, *_):
        self.supervisor.tell(Drain())
        async with asyncio.timeout(30):
            await self.working
        self.doors.close()
        for one in self.at:
            one.close()
        await asyncio.sleep(0)
        self.supervisor.wire.close()
        await self.supervisor.gone.wait()
        self.books.__exit__(None, None, None)

    async def ask(self):
        url = f"http://127.0.0.1:{self.doors.port}"
        return await asyncio.to_thread(fetch, url, "/clinic/patients/1", headers=[("Host", "city")])


@pytest.fixture(autouse=True)
def logs_of_nobody():
    yield
    logs.close()
    structlog.reset_defaults()


@pytest.fixture
def place(tmp_path):
    return Place(process.furnished(tmp_path / "firewall"))


def changed(texts):
    name = "agreements/county-public-health.yaml"
    return {**texts, name: texts[name].replace("contact.phone, ", "")}


async def test_it_serves_records_and_tells_its_numbers_until_it_is_to_drain(place):
    async with place as there:
        there.welcome()
        assert await there.supervisor.hears() == Serving(there.compiled.bundle.digest)
        answer = await there.ask()
        assert there.opened.record.get(answer.decision) is not None
        there.supervisor.tell(Ask(False))
        told = await there.supervisor.hears()
        while not isinstance(told, Numbers):
            told = await there.supervisor.hears()

    assert answer.status == 404
    assert told.is_ready
    assert "firewall_requests" in {family.name for family in told.families}


async def test_while_nobody_is_to_be_let_in_it_says_so_from_the_first_on(place):
    async with place as there:
        there.welcome(is_closed=True)
        await there.supervisor.hears()
        closed = await there.ask()
        there.supervisor.tell(Ask(False))
        await there.supervisor.hears()
        open_ = await there.ask()

    assert (closed.status, open_.status) == (503, 404)


async def test_it_begins_with_the_policy_that_is_in_force_and_not_with_the_one_it_was_born_with(place):
    async with place as there:
        from firewall.folder import compiled_of

        texts = changed(there.texts)
        other = compiled_of(texts).bundle.digest
        there.welcome(policy=other, texts=texts)

        assert await there.supervisor.hears() == Serving(other)
    assert other != place.compiled.bundle.digest


async def test_a_policy_is_read_and_then_swapped_when_told(place):
    async with place as there:
        there.welcome()
        await there.supervisor.hears()
        there.supervisor.tell(Prepare(changed(there.texts)))
        prepared = await there.supervisor.hears()
        there.supervisor.tell(Swap(prepared.policy))
        await asyncio.sleep(0.05)
        answer = await there.ask()
        entry = there.opened.record.get(answer.decision)[1]

    assert prepared.policy not in {"", place.compiled.bundle.digest}
    assert prepared.policy.encode() in entry


async def test_a_policy_that_cannot_be_read_is_none(place):
    async with place as there:
        there.welcome()
        await there.supervisor.hears()
        there.supervisor.tell(Prepare({"city.yaml": "city: nowhere"}))

        assert await there.supervisor.hears() == Prepared("")


async def test_a_policy_that_was_not_prepared_ends_it(place):
    async with place as there:
        there.welcome()
        await there.supervisor.hears()
        there.supervisor.tell(Swap("f" * 64))
        with pytest.raises(ValueError, match="another policy"):
            async with asyncio.timeout(30):
                await there.working
        there.working = asyncio.sleep(0)


async def test_what_keeps_it_from_serving_is_told(place):
    place.settings.data.mkdir(parents=True)
    async with place as there:
        (there.settings.data / "identity.sqlite").unlink()
        (there.settings.data / "identity.sqlite").mkdir()
        there.welcome()
        told = await there.supervisor.hears()

    assert isinstance(told, NotServing)
    assert "cannot be used" in told.why


async def test_when_the_supervisor_is_gone_it_answers_nothing_but_not_available_and_ends(place):
    async with place as there:
        there.welcome()
        await there.supervisor.hears()
        assert (await there.ask()).status == 404
        there.supervisor.wire.close()
        try:
            after = (await there.ask()).status
        except ConnectionError:
            after = None
        async with asyncio.timeout(30):
            await there.working
        there.working = asyncio.sleep(0)

    assert after in {None, 503}


def test_all_together_hold_as_many_bytes_as_one_would(place):
    text = "[processes]\ncount = 4\n"
    settings = config.load(text, place.settings.data)[0]
    place.doors.close()

    assert _share(settings).spool.total_bytes == settings.spool.total_bytes // 4
    assert _share(settings).limits.total_bytes == settings.limits.total_bytes // 4
