"""
Raw requests that other parsers were broken with, sent to the whole firewall: each is in the record.

A connection is in the record by its requests; one that brought none, by itself.
"""

import asyncio
import json
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from tests.corpora import folder
from tests.system import town as towns

RAW = folder("http_raw", 1326)
REQUESTS = [
    case["file"]
    for case in map(json.loads, (RAW / "index.jsonl").read_text().splitlines())
    if case["direction"] == "request"
]
AT_ONCE, QUIET_S = 40, 0.25
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
DECISION = re.compile(rb"Decision-Id: ([\w-]+)|\"decision_id\":\"([\w-]+)\"")
SENT = {
    "nothing": b"",
    "half a line": b"GET /clin",
    "half a head": b"GET / HTTP/1.1\r\nHost: city\r\n",
    "one and a half": b"GET / HTTP/1.1\r\nHost: city\r\n\r\nGET / HTTP/1.1\r\nHo",
    "two": b"GET / HTTP/1.1\r\nHost: city\r\n\r\n" * 2,
    "garbage": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}
EXPECTED = {
    "nothing": (0, 1),
    "half a line": (0, 1),
    "half a head": (0, 1),
    "one and a half": (1, 1),
    "two": (2, 0),
}
EXPECTED["garbage"] = (1, 0)
"""Answers, and what was left unread."""


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with towns.running(tmp_path_factory.mktemp("raw") / "city") as running:
        yield running


async def fire(address, raw):
    """Send it, read until nothing more comes, and go away."""
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    said = b""
    try:
        writer.write(raw)
        while chunk := await asyncio.wait_for(reader.read(1 << 16), QUIET_S):
            said += chunk
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
    return said


async def fire_all(url, raws):
    address, at_once = urlsplit(url), asyncio.Semaphore(AT_ONCE)

    async def one(raw):
        async with at_once:
            return await fire(address, raw)

    return await asyncio.gather(*map(one, raws))


def recorded(town, before):
    """
    What the record has beyond ``before``: reasons of decisions by their id, and how often each reason of what
    nobody could read.
    """
    entries = town.entries()[before:]
    decided = {entry["id"]: entry["reasons"] for entry in entries if entry["kind"] == "decided"}
    unread = Counter()
    for entry in entries:
        if entry["kind"] == "unparsed":
            unread[entry["reason"]] += entry["times"]
    return decided, unread


async def settled(town, before, least):
    """The record, once it holds as much: what was left unread is written down every second."""
    for _ in range(100):
        if sum(recorded(town, before)[1].values()) >= least:
            break
        await asyncio.sleep(0.1)
    await asyncio.sleep(1.5)
    return recorded(town, before)


LEFT = {"nothing-sent", "head-incomplete", "left-unhandled"}


@pytest.mark.parametrize("name", SENT)
async def test_each_connection_is_in_the_record_by_what_it_brought(town, name):
    before = len(town.entries())
    (said,) = await fire_all(town.url, [SENT[name]])
    answers, left = EXPECTED[name]
    decided, unread = await settled(town, before, left + (name == "garbage"))

    assert len(STATUS.findall(said)) == answers
    assert sum(times for reason, times in unread.items() if reason in LEFT) == left
    ids = {(a or b).decode() for a, b in DECISION.findall(said)}
    assert len(ids & decided.keys()) + sum(unread[r] for r in unread if r not in LEFT) == answers


async def test_the_record_has_every_connection_and_every_request_of_the_corpus(town):
    before = len(town.entries())
    answers = await fire_all(town.url, [(RAW / name).read_bytes() for name in REQUESTS])
    silent = sum(not STATUS.search(said) for said in answers)
    decided, unread = await settled(town, before, 0)

    refused = sum(times for reason, times in unread.items() if reason not in LEFT)
    left = sum(unread.values()) - refused
    told = {(a or b).decode() for said in answers for a, b in DECISION.findall(said)}
    # A requester who goes away inside its body gets no answer, and has its record all the same.
    untold = sum("body-incomplete" in reasons for id_, reasons in decided.items() if id_ not in told)
    assert len(told & decided.keys()) + refused == sum(len(STATUS.findall(said)) for said in answers)
    assert left + untold >= silent
