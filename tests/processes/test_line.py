"""An entry is durable or nothing leaves: a worker's view of the record."""

import asyncio

import pytest

from firewall.errors import AuditError
from firewall.processes import line as line_module
from firewall.processes.line import Line
from firewall.processes.messages import Append, Receipts, Refused


class Wire:
    """Takes what is sent, until told not to."""

    def __init__(self):
        self.sent = []
        self.is_open = True

    def send(self, message):
        if self.is_open:
            self.sent.append(message)
        return self.is_open


@pytest.fixture
def wire():
    return Wire()


@pytest.fixture
def line(wire):
    made = Line()
    made.over(wire)
    return made


async def appending(line, *entries):
    tasks = [asyncio.ensure_future(line.append(entry)) for entry in entries]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_what_one_turn_brings_goes_together(line, wire):
    tasks = await appending(line, b"a", b"b")

    assert wire.sent == [Append(0, [b"a", b"b"])]
    line.durable(Receipts([(1, 8), (0, 7)]))
    assert [(await task).index for task in tasks] == [7, 8]


async def test_without_a_receipt_it_does_not_return(line):
    (task,) = await appending(line, b"a")

    assert not task.done()
    line.end()
    with pytest.raises(AuditError):
        await task


async def test_a_receipt_of_another_entry_is_none_of_this(line):
    (task,) = await appending(line, b"a")
    line.durable(Receipts([(5, 7)]))
    await asyncio.sleep(0)

    assert not task.done()
    line.durable(Receipts([(0, 7)]))
    assert (await task).index == 7


async def test_a_refusal_is_an_error_with_its_reason(line):
    tasks = await appending(line, b"a", b"b")
    line.refused(Refused([0], "The audit log is closed."))
    line.durable(Receipts([(1, 3)]))

    with pytest.raises(AuditError, match="closed"):
        await tasks[0]
    assert (await tasks[1]).index == 3


async def test_when_the_wire_ends_everything_that_waits_is_refused_and_stays_refused(line):
    tasks = await appending(line, b"a", b"b")
    line.end()
    line.durable(Receipts([(0, 0), (1, 1)]))  # too late to be believed

    for task in tasks:
        with pytest.raises(AuditError, match="gone"):
            await task
    with pytest.raises(AuditError, match="gone"):
        await line.append(b"c")
    assert line.failed


async def test_what_cannot_be_sent_is_refused(line, wire):
    wire.is_open = False
    (task,) = await appending(line, b"a")

    with pytest.raises(AuditError):
        await task
    assert line.failed


async def test_before_there_is_a_wire_nothing_is_recorded():
    with pytest.raises(AuditError):
        await Line().append(b"a")


async def test_a_cancelled_one_leaves_the_others_their_receipts(line):
    first, second = await appending(line, b"a", b"b")
    first.cancel()
    await asyncio.sleep(0)
    line.durable(Receipts([(0, 0), (1, 1)]))

    assert (await second).index == 1
    assert first.cancelled()


async def test_more_than_can_wait_is_refused(line, monkeypatch):
    monkeypatch.setattr(line_module, "_MOST_WAITING", 2)
    tasks = await appending(line, b"a", b"b", b"c")

    with pytest.raises(AuditError, match="keep up"):
        await tasks[2]
    line.end()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_an_entry_too_long_for_the_wire_is_refused_and_harms_nobody_else(line, monkeypatch):
    monkeypatch.setattr(line_module, "_HALF", 10)
    with pytest.raises(AuditError, match="too long"):
        await line.append(b"x" * 11)
    (task,) = await appending(line, b"a")
    line.durable(Receipts([(0, 4)]))

    assert (await task).index == 4
