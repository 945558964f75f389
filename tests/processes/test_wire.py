"""Messages arrive whole and in order, however they are cut; what is no message ends the wire."""

import asyncio
import socket
from contextlib import asynccontextmanager

import msgspec
import pytest

from firewall.processes import wire
from firewall.processes.messages import Append, Ask, Drain, Serving
from firewall.processes.wire import Wire, from_supervisor, from_worker


class End:
    """One end, and what it heard."""

    def __init__(self, decoder):
        self.heard = asyncio.Queue()
        self.gone = asyncio.Event()
        self.wire = Wire(decoder, self.heard.put_nowait, self.gone.set)

    async def on(self, sock):
        await asyncio.get_running_loop().create_unix_connection(lambda: self.wire, sock=sock)
        return self

    async def hears(self):
        async with asyncio.timeout(10):
            return await self.heard.get()


@asynccontextmanager
async def pair():
    one, other = socket.socketpair()
    ends = await End(from_worker).on(one), await End(from_supervisor).on(other)
    try:
        yield ends
    finally:
        for end in ends:
            end.wire.close()
        await asyncio.sleep(0)


async def test_both_ends_are_heard():
    async with pair() as (ours, theirs):
        assert ours.wire.send(Ask(False))
        assert theirs.wire.send(Serving("d"))

        assert (await theirs.hears(), await ours.hears()) == (Ask(False), Serving("d"))


async def test_many_and_large_ones_arrive_in_their_order():
    async with pair() as (ours, theirs):
        for number in range(50):
            theirs.wire.send(Append(number, [b"x" * 40_000]))

        assert [(await ours.hears()).first for _ in range(50)] == list(range(50))


async def test_a_message_cut_at_every_place_arrives():
    said = msgspec.msgpack.encode(Append(3, [b"abc"]))
    framed = len(said).to_bytes(4, "big") + said
    ours, raw = socket.socketpair()
    end = await End(from_worker).on(ours)
    with raw:
        for cut in range(1, len(framed)):
            raw.sendall(framed[:cut])
            await asyncio.sleep(0)
            raw.sendall(framed[cut:])
            assert await end.hears() == Append(3, [b"abc"])
    end.wire.close()


@pytest.mark.parametrize(
    "said",
    [
        b"\x00\x00\x00\x01\xc1",  # no MessagePack
        b"\x00\x00\x00\x00",  # nothing
        b"\x00\x00\x00\x03\x93\x01\x02",  # no message
        b"\xff\xff\xff\xffabc",  # longer than any
        b"\x00\x00\x00\x08" + msgspec.msgpack.encode(Drain()) + b"  ",  # the other side's word
    ],
)
async def test_what_is_no_message_ends_the_wire(said):
    ours, raw = socket.socketpair()
    end = await End(from_worker).on(ours)
    with raw:
        raw.sendall(said)
        async with asyncio.timeout(10):
            await end.gone.wait()

    assert end.heard.empty()
    assert not end.wire.send(Ask(False))


async def test_when_one_end_is_gone_the_other_is_told_once():
    async with pair() as (ours, theirs):
        theirs.wire.close()
        async with asyncio.timeout(10):
            await ours.gone.wait()

        assert not ours.wire.is_open
        assert not ours.wire.send(Ask(False))


async def test_what_nobody_reads_is_not_kept_without_end(monkeypatch):
    monkeypatch.setattr(wire, "MOST_BYTES", 1_000_000)
    ours, raw = socket.socketpair()
    end = await End(from_supervisor).on(ours)
    with raw:
        sent = [end.wire.send(Append(n, [b"x" * 100_000])) for n in range(40)]
        async with asyncio.timeout(10):
            await end.gone.wait()

    assert sent[0]
    assert not sent[-1]


async def test_before_it_is_connected_nothing_can_be_sent():
    assert not End(from_worker).wire.send(Ask(False))
