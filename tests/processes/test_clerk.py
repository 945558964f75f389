"""Entries of a worker to the log, receipts back to it: over the real log."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firewall.audit.log import AuditLog
from firewall.processes.clerk import Clerk
from firewall.processes.messages import Append, Receipts, Refused
from firewall.signed import history

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


class Wire:
    def __init__(self):
        self.sent = asyncio.Queue()

    def send(self, message):
        self.sent.put_nowait(message)
        return True

    async def next(self):
        async with asyncio.timeout(10):
            return await self.sent.get()


@pytest.fixture
def log(tmp_path):
    with AuditLog.open(tmp_path, KEY, "city.example/audit", create=True) as opened:
        yield opened


def entry(name, **changes):
    return json.dumps({"at": "2026-03-01T12:00:00.000000Z", "id": name, "kind": "decided"} | changes).encode()


async def receipts(wire, number):
    found = {}
    while len(found) < number:
        told = await wire.next()
        assert isinstance(told, Receipts)
        found |= dict(told.durable)
    return found


async def test_a_receipt_is_the_place_in_the_log(log):
    wire = Wire()
    Clerk(log, wire).take(Append(10, [entry("a"), entry("b")]))
    found = await receipts(wire, 2)

    assert found == {10: log.get("a")[0], 11: log.get("b")[0]}


async def test_entries_of_two_workers_share_batches_and_get_their_own_receipts(log):
    wires = Wire(), Wire()
    for number, wire in enumerate(wires):
        clerk = Clerk(log, wire)
        for first in range(0, 600, 3):
            clerk.take(Append(first, [entry(f"{number}-{n}") for n in range(first, first + 3)]))
    for number, wire in enumerate(wires):
        found = await receipts(wire, 600)
        assert found == {n: log.get(f"{number}-{n}")[0] for n in range(600)}


async def test_what_is_no_entry_is_refused_and_the_rest_is_not(log):
    wire = Wire()
    Clerk(log, wire).take(Append(0, [b"anything", entry("a"), b"\xff"]))
    told = [await wire.next() for _ in range(3)]

    assert [one.numbers for one in told if isinstance(one, Refused)] == [[0], [2]]
    assert [one.durable for one in told if isinstance(one, Receipts)] == [[(1, 0)]]


@pytest.mark.parametrize(
    "forged",
    [
        history.said(history.State(), datetime(2026, 3, 2, tzinfo=UTC), history.IN_FORCE),
        entry(history.ENTRY_ID),
        entry("policy\\u002dstate").replace(b"\\\\", b"\\"),
        entry("b", kind="staffed"),
        entry("b", kind="noted", what="archived"),
        entry("b", kind="noted"),
        entry("b", kind=None),
    ],
)
async def test_a_worker_that_was_taken_over_says_nothing_in_the_name_of_others(log, forged):
    good = history.State(number=9, digest="d" * 64, closed=frozenset({"bundle:" + "e" * 64}))
    await log.append(history.said(good, datetime(2026, 3, 1, tzinfo=UTC), history.IN_FORCE))
    wire = Wire()
    Clerk(log, wire).take(Append(0, [forged]))
    told = await wire.next()

    assert isinstance(told, Refused)
    assert history.last(log) == good
    assert log.size == 1


@pytest.mark.parametrize(
    "usual", [{"kind": "intended"}, {"kind": "unparsed"}, {"kind": "noted", "what": "released-partial"}]
)
async def test_what_workers_write_is_taken(log, usual):
    wire = Wire()
    Clerk(log, wire).take(Append(0, [entry("a", **usual)]))

    assert await receipts(wire, 1) == {0: 0}


async def test_a_log_that_fails_says_so_to_each(log):
    wire = Wire()
    clerk = Clerk(log, wire)
    log._store._db.close()
    clerk.take(Append(0, [entry("a"), entry("b")]))
    told = [await wire.next() for _ in range(2)]

    assert [(one.numbers, "takes no more entries" in one.why) for one in told] == [([0], True), ([1], True)]
    clerk.take(Append(2, [entry("c")]))
    assert (await wire.next()).numbers == [2]
