"""One side of a conversation, without the other."""

import asyncio
import os

import pytest

from firewall.front.frames import Code, FrameError, Op, Reader, written
from firewall.front.sockets import Connecting, Gone, Peer
from firewall.model import Message, Phase
from tests.front import city as cities

MASK = b"abcd"


class Wire:
    def __init__(self):
        self.sent, self.is_paused, self.aborted = b"", False, 0

    def write(self, data):
        self.sent += data

    async def drain(self):
        """Taken at once."""

    def pause(self):
        self.is_paused = True

    def resume(self):
        self.is_paused = False

    def abort(self):
        self.aborted += 1


def peer(idle_s=5.0):
    wire = Wire()
    return Peer(wire, is_client=True, idle_s=idle_s), wire


async def test_who_sends_faster_than_is_taken_is_not_read_from_meanwhile():
    one, wire = peer()
    one.feed_data(written(Op.TEXT, b"{}", MASK) * 9)
    assert wire.is_paused

    for _ in range(9):
        assert (await one.next()).data == b"{}"
    waits = asyncio.ensure_future(one.next())
    await asyncio.sleep(0.01)
    assert not wire.is_paused
    waits.cancel()


async def test_what_came_before_the_end_is_given_before_it():
    one, _ = peer()
    one.feed_data(written(Op.TEXT, b"{}", MASK) + written(Op.CLOSE, b"\x03\xe8", MASK))

    assert (await one.next()).data == b"{}"
    with pytest.raises(Gone) as gone:
        await one.next()
    assert gone.value.code == Code.DONE


async def test_who_is_not_there_any_more_has_said_no_code():
    one, _ = peer()
    one.feed_eof()

    with pytest.raises(Gone) as gone:
        await one.next()
    assert gone.value.code is None


async def test_what_is_no_frame_is_the_last_that_is_read():
    one, wire = peer()
    one.feed_data(b"\x81\x00")
    one.feed_data(written(Op.TEXT, b"{}", MASK))

    assert wire.is_paused
    with pytest.raises(FrameError):
        await one.next()


async def test_pings_that_come_while_nothing_else_does_are_answered():
    one, wire = peer(idle_s=0.2)
    one.feed_data(written(Op.PING, b"a", MASK))

    with pytest.raises(Gone):
        await one.next()
    answered = Reader(100, is_masked=False).feed(wire.sent)
    assert [(frame.op, frame.data) for frame in answered] == [(Op.PONG, b"a"), (Op.PING, b"")]


async def test_it_is_closed_once_and_says_nothing_afterwards():
    one, wire = peer()
    one.feed_eof()
    await one.close(Code.POLICY)
    await one.close(Code.DONE)

    assert wire.sent == b"\x88\x02\x03\xf0"
    assert wire.aborted == 1
    with pytest.raises(ConnectionError):
        await one.send(b"{}")


async def test_while_it_is_closed_nothing_that_comes_is_held():
    one, wire = peer()
    text = written(Op.TEXT, b'"' + b"x" * 900_000 + b'"', MASK)
    one.feed_data(text * 3 + text[:500_000])
    closes = asyncio.ensure_future(one.close(Code.DONE))
    await asyncio.sleep(0)

    one.feed_data(text[500_000:] + text * 5 + text[:9])
    await asyncio.sleep(0)
    assert not one._frames
    assert len(one._reader._held) + len(one._reader._message) < 20
    assert not closes.done()

    one.feed_data(text[9:] + written(Op.CLOSE, b"\x03\xe8", MASK))
    await asyncio.wait_for(closes, 60)
    assert wire.aborted == 1


async def test_a_close_that_came_before_is_the_answer():
    one, wire = peer()
    one.feed_data(written(Op.TEXT, b"{}", MASK) + written(Op.CLOSE, b"\x03\xe8", MASK))

    await one.close(Code.DONE)

    assert wire.aborted == 1
    assert [frame.op for frame in one._frames] == [Op.CLOSE]


HEAD = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (HEAD + b"\r\n", "upstream-not-websocket"),
        (HEAD + b"Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n", "upstream-not-websocket"),
        (b"HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\n\r\n\r\n", "upstream-garbage"),
        (b"nonsense\r\n\r\n", "upstream-garbage"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", "upstream-not-websocket"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "upstream-not-websocket"),
        ([b"HTTP/1.1 101", "close"], "upstream-incomplete"),
        (b"X: " + b"a" * 70_000, "upstream-too-large"),
        ([b"", 5.0], "upstream-timeout"),
    ],
)
async def test_a_service_that_begins_no_websocket_is_a_failure(answer, why):
    script = answer if isinstance(answer, list) else [answer]
    async with cities.serving(cities.Service(script)) as base:
        head, one = await Connecting(os.urandom).open(base, Message(Phase.REQUEST, path=("talk",)), "", 0.5)

        assert (head.failure, one) == (why, None)


async def test_a_service_that_is_not_there_is_a_failure():
    for base in ("http://127.0.0.1:1", "ftp://x:1"):
        head, one = await Connecting(os.urandom).open(base, Message(Phase.REQUEST, path=("talk",)), "", 2.0)

        assert (head.failure, one) == ("upstream-refused", None)
