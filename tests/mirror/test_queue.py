import asyncio
import json
from datetime import UTC, datetime

import pytest

from firewall.errors import AuditError
from firewall.mirror import queue
from firewall.mirror.queue import Waiting
from firewall.model import UNKNOWN, Exchange, Message, Phase

NOW = datetime(2026, 11, 22, tzinfo=UTC)
EXCHANGE = Exchange(id="e", at=NOW, requester=UNKNOWN, method="GET", route=None)


class Record:
    def __init__(self):
        self.entries = []

    async def append(self, entry):
        self.entries.append(json.loads(entry))


def message(size=0):
    return Message(Phase.REQUEST, body=b"x" * size)


def waiting(look):
    record = Record()
    return Waiting(look, record, lambda: "id"), record


async def seen(times, *, fails=None):
    """Put so many in, let one worker work, and tell what it saw and what was told of the rest."""
    looked = []

    async def look(exchange, given):
        looked.append(given)
        if fails is not None:
            raise fails

    queued, record = waiting(look)
    rulings = [await queued.screen(EXCHANGE, message(10)) for _ in range(times)]
    task = asyncio.ensure_future(queued.work())
    await queued.done(5)
    task.cancel()
    await queued.tell(NOW)
    return looked, rulings, record.entries


async def test_nothing_it_rules_lets_anything_out():
    looked, rulings, told = await seen(3)

    assert len(looked) == 3
    assert all(ruling.outgoing is None and ruling.receipt is None for ruling in rulings)
    assert told == []


async def test_what_there_is_no_room_for_is_counted_and_not_looked_at(monkeypatch):
    monkeypatch.setattr(queue, "MOST_BYTES", 25)
    looked, _, told = await seen(5)

    assert len(looked) == 2
    assert [entry["facts"] for entry in told] == [{"broken": 0, "missed": 3}]


async def test_room_is_given_back(monkeypatch):
    monkeypatch.setattr(queue, "MOST_BYTES", 10)
    queued, _ = waiting(lambda exchange, given: asyncio.sleep(0))
    task = asyncio.ensure_future(queued.work())
    for _ in range(3):
        await queued.screen(EXCHANGE, message(10))
        await queued.done(5)
    task.cancel()
    await queued.tell(NOW)

    assert queued._lost.missed == 0


@pytest.mark.parametrize(("fault", "broken"), [(ValueError("zqcanary"), 2), (AuditError("disk"), None)])
async def test_a_fault_ends_neither_the_work_nor_is_its_text_told(fault, broken, capfd):
    looked, _, told = await seen(2, fails=fault)

    assert len(looked) == 2
    assert [entry["facts"]["broken"] for entry in told] == ([broken] if broken else [])
    assert "zqcanary" not in "".join(capfd.readouterr())


async def test_what_still_waits_after_the_time_was_missed():
    queued, record = waiting(lambda exchange, given: asyncio.sleep(0))
    await queued.screen(EXCHANGE, message())
    await queued.done(0.01)
    await queued.tell(NOW)

    assert record.entries[0]["facts"] == {"broken": 0, "missed": 1}


async def test_what_could_not_be_told_is_told_later():
    queued, record = waiting(lambda exchange, given: asyncio.sleep(0))
    await queued.screen(EXCHANGE, message())
    await queued.done(0.01)
    append = record.append

    async def fails(entry):
        raise AuditError("disk")

    record.append = fails
    with pytest.raises(AuditError):
        await queued.tell(NOW)
    record.append = append
    await queued.tell(NOW)
    await queued.tell(NOW)

    assert [entry["facts"] for entry in record.entries] == [{"broken": 0, "missed": 1}]


async def test_what_no_parser_read_is_on_record():
    queued, record = waiting(None)
    await queued.unparsed("bad-header", NOW, "id", 3)

    assert (record.entries[0]["kind"], record.entries[0]["times"]) == ("unparsed", 3)
