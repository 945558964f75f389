"""What the supervisor knows of one worker: what it said last, and whether that still counts."""

import asyncio
import socket
from contextlib import asynccontextmanager

import pytest

from firewall.processes.messages import Ask, Family, NotServing, Numbers, Prepared, Serving
from firewall.processes.numbers import Together
from firewall.processes.wire import Wire, from_supervisor
from firewall.processes.worker import FRESH, Worker
from tests.processes.crew import Log, until


@asynccontextmanager
async def worker():
    ours, theirs = socket.socketpair()
    heard = asyncio.Queue()
    wire = Wire(from_supervisor, heard.put_nowait, lambda: None)
    await asyncio.get_running_loop().create_unix_connection(lambda: wire, sock=theirs)
    served = []
    made = Worker(1, 4711, Log(), Together(list), lambda: served.append(True))
    made.served, made.heard = served, heard
    await made.connect(ours)
    try:
        yield made, wire
    finally:
        wire.close()
        made.cut_off()
        await until(made.gone.is_set)


async def test_it_is_ready_when_it_serves_and_says_so():
    async with worker() as (made, wire):
        assert not made.is_ready
        wire.send(Numbers(True, ()))
        await asyncio.sleep(0.01)
        assert not made.is_ready
        wire.send(Serving("one"))
        await until(made.serves.is_set)

        assert made.is_ready
        assert (made.policy, made.served) == ("one", [True])
        wire.send(Numbers(False, ()))
        await until(lambda: not made.is_ready)


async def test_what_it_said_counts_until_it_has_not_answered_for_a_while():
    async with worker() as (made, wire):
        wire.send(Serving("one"))
        await until(made.serves.is_set)
        for _ in range(FRESH + 1):
            made.ask(is_closed=False)
        assert (made.is_fresh, made.is_ready) == (False, False)
        assert isinstance(await made.heard.get(), Ask)
        wire.send(Numbers(True, ()))
        await until(lambda: made.is_ready)

        assert made.missed == 0


async def test_it_says_why_it_does_not_serve():
    async with worker() as (made, wire):
        wire.send(NotServing("No."))
        await until(lambda: made.why == "No.")


async def test_its_entries_go_to_the_log():
    async with worker() as (made, wire):
        from firewall.processes.messages import Append

        said = [b'{"id":"a","kind":"decided"}', b'{"id":"b","kind":"intended"}']
        wire.send(Append(0, said))
        await until(lambda: made._clerk._log.entries == said)


async def test_when_it_is_gone_it_is_neither_fresh_nor_ready_and_what_it_counted_is_kept():
    async with worker() as (made, wire):
        wire.send(Serving("one"))
        wire.send(Numbers(True, (Family("a", "A.", "counter", (("a_total", (), 2.0),)),)))
        await until(lambda: made.is_ready and made._together._living)
        wire.close()
        await until(made.gone.is_set)

        assert (made.is_fresh, made.is_ready) == (False, False)
        assert made._together._ended == {"a": {("a_total", ()): 2.0}}


async def test_who_does_not_keep_to_the_form_is_cut_off():
    async with worker() as (made, wire):
        wire._transport.write(b"\x00\x00\x00\x01\xc1")
        await until(made.gone.is_set)


@pytest.mark.parametrize("ends", [False, True])
async def test_whoever_waits_for_it_to_read_a_policy_is_told_or_let_go(ends):
    async with worker() as (made, wire):
        waiting = asyncio.ensure_future(made.prepared_or_gone())
        if ends:
            wire.close()
        else:
            wire.send(Prepared("two"))
        async with asyncio.timeout(10):
            await waiting

        assert made.next_policy == ("" if ends else "two")
