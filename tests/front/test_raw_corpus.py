"""
Raw requests that other parsers were broken with, one a connection: what reaches the service is ours.

Refusing all of them is not asked for (some are legal HTTP); forwarding one ambiguously is.  So every
byte that the service gets must be a request as we write it, and there is one for each that the engine let in.
"""

import asyncio
import json
import re

import pytest

from firewall.front.parts import Match
from firewall.model import Phase, RouteId
from tests.corpora import folder
from tests.front.city import Engine, Routes, Service, city

RAW = folder("http_raw", 1326)
CASES = [json.loads(line) for line in (RAW / "index.jsonl").read_text().splitlines()]
REQUESTS = [case for case in CASES if case["direction"] == "request"]
SOURCES = sorted({case["source"] for case in REQUESTS})

OURS = re.compile(
    rb"(?:GET|POST|PUT|PATCH|DELETE) /[A-Za-z0-9\-._~%/?=&]* HTTP/1\.1\r\n"
    rb"Host: 127\.0\.0\.1:\d+\r\n"
    rb"Accept: [a-z+/, -]+\r\nAccept-Encoding: identity\r\n"
    rb"(?:Accept-Language: [ -~]+\r\n)?"
    rb"(?:Content-Type: [ -~]+\r\n)?(?:Content-Length: (\d+)\r\n)?\r\n"
)


class AnyRoute(Routes):
    def match(self, method, segments):
        return Match(RouteId("any:thing"), self.base, existence_protected=False)


class Open(Engine):
    """Lets in whatever was read, without looking into bodies: what leaves is the wire's alone."""

    def _unreadable(self, message):
        return "no-media-type" if message.body and not message.media_type else ""


def is_ours(sent):
    head = OURS.match(sent)
    return head is not None and len(sent) - head.end() == int(head[1] or 0)


async def fire(port, raw):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(raw)
        writer.write_eof()
        async with asyncio.timeout(5):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("source", SOURCES)
async def test_nothing_ambiguous_reaches_the_service(source, monkeypatch):
    monkeypatch.setattr("tests.front.city.Routes", AnyRoute)
    service, engine = Service(), Open()
    async with city(service, engine) as c:
        for case in REQUESTS:
            if case["source"] == source:
                await fire(c.port, (RAW / case["file"]).read_bytes())
        await asyncio.sleep(0.05)

    let_in = [
        m for _, m in engine.seen if m.phase is Phase.REQUEST and not m.failure and not engine._unreadable(m)
    ]
    assert [sent for sent in service.requests if not is_ours(sent)] == []
    assert len(service.requests) == len(let_in)


async def test_what_parsers_must_refuse_is_refused(monkeypatch):
    monkeypatch.setattr("tests.front.city.Routes", AnyRoute)
    let_in = {}
    for case in REQUESTS:
        if case["upstream_verdict"] != "reject" or case["source"] == "aiohttp" or case.get("lenient"):
            continue  # aiohttp's label belongs to a test function, not to a literal
        service, engine = Service(), Open()
        async with city(service, engine) as c:
            await fire(c.port, (RAW / case["file"]).read_bytes())
        if service.requests:
            let_in[case["file"]] = case.get("upstream_error") or case.get("note")

    assert let_in == {}
