"""Whoever asks is slow, goes away, or never reads: nobody else waits, and the record says how much of an answer it has."""

import asyncio
import contextlib
import socket
import struct

import pytest
import uvloop

from firewall.front.admin import Admin, Signs
from firewall.front.parts import Deadlines
from tests.front.city import Engine, Service, city, request, response

LARGE = b'"' + b"a" * 8_000_000 + b'"'
"""More than the systems of both sides take by themselves."""


def on_both_loops(test):
    """asyncio's own transports and those of uvloop, which the product runs on, are two implementations."""
    return pytest.mark.parametrize("loop", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])(test)


@contextlib.asynccontextmanager
async def wire(port, receive_bytes=4096):
    """A requester's own socket, which the system reads little ahead for."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    one.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(one, ("127.0.0.1", port))
        yield one
    finally:
        one.close()


async def send(one, raw):
    await asyncio.get_running_loop().sock_sendall(one, raw)


async def receive(one, most=65536):
    return await asyncio.get_running_loop().sock_recv(one, most)


def reset(one):
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()


async def until(true):
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)


async def noted(c):
    """What the record is told of answers that were cut short."""
    await c.proxy.record_unread()
    return c.engine.cut


@on_both_loops
def test_who_resets_after_the_first_byte_has_a_part_and_the_record_says_how_much(loop):
    async def play():
        async with city(Service(response(LARGE))) as c:
            async with wire(c.port) as one:
                await send(one, request())
                first = await receive(one, 1)
                reset(one)
                await until(lambda: not c.budget.taken_bytes)
            (cut,) = await noted(c)
            return first, cut, c.engine.seen[0][0].id

    first, cut, asked = loop(play())

    assert first == b"H"
    assert cut.decision == asked
    assert 0 < cut.most_bytes < cut.of_bytes == len(LARGE)


@on_both_loops
def test_who_never_reads_is_let_go_of_and_holds_no_memory(loop):
    async def play():
        deadlines = Deadlines(write_s=0.5)
        async with city(Service(response(LARGE)), deadlines=deadlines) as c:
            async with wire(c.port) as one:
                await send(one, request())
                await until(lambda: c.budget.taken_bytes)
                await until(lambda: not c.budget.taken_bytes)
                with contextlib.suppress(ConnectionError):
                    while await receive(one, 2**20):
                        pass
            return await noted(c)

    (cut,) = loop(play())

    assert cut.most_bytes < cut.of_bytes


@on_both_loops
def test_who_reads_slowly_but_reads_gets_it_all(loop):
    async def play():
        async with city(Service(response(LARGE[:400_000] + b'"')), deadlines=Deadlines(write_s=2.0)) as c:
            async with wire(c.port) as one:
                await send(one, request("/clinic/patients/17", "GET", b"", b"Connection: close"))
                said = b""
                while got := await receive(one, 16384):
                    said += got
                    await asyncio.sleep(0.01)
            return said, await noted(c)

    said, cut = loop(play())

    assert said.endswith(b'a"')
    assert cut == []


@on_both_loops
def test_answers_that_wait_for_their_readers_count_and_others_are_refused_for_want_of_memory(loop):
    async def play():
        deadlines, engine = Deadlines(write_s=1.0), Engine()
        async with (
            city(Service(response(LARGE)), engine, deadlines=deadlines, budget_bytes=20_000_000) as c,
            contextlib.AsyncExitStack() as open_,
        ):
            for _ in range(2):
                one = await open_.enter_async_context(wire(c.port))
                await send(one, request())
            await until(lambda: c.budget.taken_bytes > 15_000_000)
            refused = await c.ask()
            await until(lambda: not c.budget.taken_bytes)
            return refused, await c.ask("/clinic/nothing"), engine.seen

    (status, _, _), (after, _, _), seen = loop(play())

    assert (status, after) == (502, 404)
    assert "over-budget" in [message.failure for _, message in seen]


@on_both_loops
@pytest.mark.parametrize("sent", [10, 60, None], ids=["in the head", "in the body", "behind it"])
@pytest.mark.parametrize("how", [reset, lambda one: one.close(), lambda one: one.shutdown(socket.SHUT_WR)], ids=["reset", "closed", "half"])  # fmt: skip
def test_who_goes_away_at_any_point_leaves_a_record_and_nothing_that_runs(loop, sent, how):
    async def play():
        body = b'{"filter":{"name":"Ana"}}'
        raw = request("/clinic/patients/17", "POST", body)
        async with city(Service([0.2, response()])) as c:
            async with wire(c.port) as one:
                await send(one, raw[: sent if sent != 60 else -5])
                await asyncio.sleep(0.1)
                how(one)
                await asyncio.sleep(0.1)
                await until(lambda: not c.proxy.in_flight)
                await asyncio.sleep(0.3)
            await c.proxy.record_unread()
            return c.engine, c.budget.taken_bytes

    engine, held = loop(play())

    assert held == 0
    if sent == 10:
        assert engine.unreadable == ["head-incomplete"]
    else:
        assert engine.recorded
    if sent == 60:
        assert [message.failure for _, message in engine.seen] == ["body-incomplete"]
    if sent is None:
        assert [(cut.most_bytes, cut.of_bytes > 0) for cut in engine.cut] == [(0, True)]


@on_both_loops
def test_many_who_say_nothing_hold_up_nobody(loop):
    async def play():
        async with city() as c, contextlib.AsyncExitStack() as open_:
            for number in range(300):
                one = await open_.enter_async_context(wire(c.port))
                await send(one, request()[: number % 40])
            answers = [await c.ask() for _ in range(5)]
            in_flight = c.proxy.in_flight
            return [status for status, _, _ in answers], in_flight

    assert loop(play()) == ([200] * 5, 0)


@on_both_loops
def test_who_reads_the_numbers_and_does_not_take_them_holds_up_no_data(loop):
    """More of them than the listener for operators takes; each is let go of by itself."""

    async def play():
        admin = Admin(Signs(exposition=lambda: LARGE, is_ready=lambda: True))
        port = await admin.start("127.0.0.1", 0)
        async with city() as c, contextlib.AsyncExitStack() as open_:
            scrapers = [await open_.enter_async_context(wire(port)) for _ in range(50)]
            for one in scrapers:
                with contextlib.suppress(ConnectionError):
                    await send(one, b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answers = [await c.ask() for _ in range(20)]
            turned_away = [await is_over(one) for one in scrapers].count(True)
        await admin.close()
        return {status for status, _, _ in answers}, turned_away

    statuses, turned_away = loop(play())

    assert statuses == {200}
    assert turned_away == 50 - 32


async def is_over(one):
    """Whether the connection was closed without a word."""
    try:
        return not await receive(one, 1)
    except ConnectionError:
        return True
