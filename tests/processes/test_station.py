"""A worker's end: it records, answers, swaps its policy in order, and stops when told to or left alone."""

import asyncio
import socket
from contextlib import asynccontextmanager

import pytest

from firewall.errors import AuditError
from firewall.processes.messages import (
    Append,
    Ask,
    Drain,
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
from firewall.processes.station import Station
from firewall.processes.wire import Wire, from_worker


class Works:
    def __init__(self):
        self.policy, self.read = "one", []

    def numbers(self):
        return Numbers(True, ())

    def close(self, *, is_closed):
        self.is_closed = is_closed

    def renew(self):
        self.is_renewed = True

    def hurry(self):
        self.is_hurried = True

    async def prepare(self, texts):
        await asyncio.sleep(0.01)
        self.read.append(texts["a"])
        return texts["a"]

    def swap(self, policy):
        self.policy = policy


class Other:
    """The supervisor's end."""

    def __init__(self):
        self.heard = asyncio.Queue()
        self.wire = Wire(from_worker, self.heard.put_nowait, lambda: None)
        self.tell = self.wire.send

    async def hears(self):
        async with asyncio.timeout(10):
            return await self.heard.get()


@asynccontextmanager
async def connected():
    ours, theirs = socket.socketpair()
    other = Other()
    await asyncio.get_running_loop().create_unix_connection(lambda: other.wire, sock=ours)
    station = await Station.connected(theirs)
    obeying = asyncio.ensure_future(station.obey())
    try:
        yield station, other
    finally:
        obeying.cancel()
        other.wire.close()
        async with asyncio.timeout(10):
            await station.gone.wait()


async def test_it_is_told_what_it_needs():
    async with connected() as (station, other):
        other.tell(Welcome(b"d", b"p", "one", {"a": "b"}, False))

        assert (await station.welcomed()).texts == {"a": "b"}


async def test_where_nobody_tells_it_it_does_not_wait():
    async with connected() as (station, other):
        other.wire.close()
        with pytest.raises(ConnectionError):
            await station.welcomed()


async def test_an_entry_goes_and_its_receipt_comes():
    async with connected() as (station, other):
        appending = asyncio.ensure_future(station.line.append(b"{}"))
        assert await other.hears() == Append(0, [b"{}"])
        other.tell(Receipts([(0, 41)]))

        assert (await appending).index == 41


async def test_a_refused_entry_is_an_error():
    async with connected() as (station, other):
        appending = asyncio.ensure_future(station.line.append(b"{}"))
        await other.hears()
        other.tell(Refused([0], "Full."))

        with pytest.raises(AuditError, match="Full"):
            await appending


async def test_when_the_supervisor_is_gone_what_waits_is_refused_and_it_is_to_end():
    async with connected() as (station, other):
        appending = asyncio.ensure_future(station.line.append(b"{}"))
        await other.hears()
        other.wire.close()

        with pytest.raises(AuditError, match="gone"):
            await appending
        assert station.gone.is_set()
        assert station.to_drain.is_set()


async def test_a_receipt_that_is_cut_is_none():
    ours, theirs = socket.socketpair()
    station = await Station.connected(theirs)
    appending = asyncio.ensure_future(station.line.append(b"{}"))
    await asyncio.sleep(0.01)
    import msgspec

    said = msgspec.msgpack.encode(Receipts([(0, 41)]))
    ours.sendall(len(said).to_bytes(4, "big") + said[:-1])
    ours.close()

    with pytest.raises(AuditError):
        await appending


async def test_before_it_serves_it_is_alive_and_not_ready():
    async with connected() as (station, other):
        other.tell(Ask(False))
        assert await other.hears() == Numbers(False, ())
        station.serves(Works(), "one")
        other.tell(Ask(False))

        assert [await other.hears(), await other.hears()] == [Serving("one"), Numbers(True, ())]


async def test_whether_anybody_is_let_in_comes_with_each_question():
    async with connected() as (station, other):
        works = Works()
        station.serves(works, "one")
        told = []
        for is_closed in (True, False):
            other.tell(Ask(is_closed))
            while not isinstance(await other.hears(), Numbers):
                pass
            told.append(works.is_closed)

        assert told == [True, False]


async def test_when_it_rests_it_has_nothing_more_to_tell():
    async with connected() as (station, other):
        station.serves(Works(), "one")
        station.rests()
        other.tell(Ask(False))

        assert [await other.hears(), await other.hears()] == [Serving("one"), Numbers(False, ())]


async def test_to_hurry_is_to_drain_too():
    async with connected() as (station, other):
        works = Works()
        station.serves(works, "one")
        other.tell(Renew())
        other.tell(Hurry())
        async with asyncio.timeout(10):
            await station.to_drain.wait()

        assert works.is_hurried
        assert works.is_renewed


async def test_it_says_why_it_does_not_serve():
    async with connected() as (station, other):
        await station.does_not_serve("The TLS files cannot be used.")

        assert await other.hears() == NotServing("The TLS files cannot be used.")


async def test_policies_are_read_and_swapped_in_their_order():
    async with connected() as (station, other):
        works = Works()
        station.serves(works, "one")
        await other.hears()
        for policy in ("two", "three"):
            other.tell(Prepare({"a": policy}))
            other.tell(Swap(policy))
        assert [await other.hears(), await other.hears()] == [Prepared("two"), Prepared("three")]
        await asyncio.sleep(0.05)

        assert (works.read, works.policy) == (["two", "three"], "three")


async def test_it_is_told_to_drain():
    async with connected() as (station, other):
        other.tell(Drain())
        async with asyncio.timeout(10):
            await station.to_drain.wait()

        assert not station.gone.is_set()
