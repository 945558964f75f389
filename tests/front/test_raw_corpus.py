"""
Raw requests that other parsers were broken with, one a connection: what reaches the service is ours.

Refusing all of them is not asked for (some are legal HTTP); forwarding one ambiguously is.  So every
byte that the service gets must be a request as we write it, and there is one for each that the engine let in.
"""

import asyncio

import pytest

from firewall.front.parts import Match
from firewall.model import Phase, RouteId
from tests.front.city import Engine, Routes, Service, city
from tests.front.raw import is_ours, requests

RAW, REQUESTS = requests()
SOURCES = sorted({case["source"] for case in REQUESTS})


class AnyRoute(Routes):
    def match(self, method, segments):
        return Match(RouteId("any:thing"), self.base, existence_protected=False)


class Open(Engine):
    """Lets in whatever was read, without looking into bodies: what leaves is the wire's alone."""

    def _unreadable(self, message):
        return "no-media-type" if message.body and not message.media_type else ""


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


LEGAL = {
    f"smuggler/default_xprespace-{byte}.bin": "a header X, whose value goes on in its line; the only length is Content-Length"
    for byte in ("09", "20", "a0", "ff")  # a tab, a blank, and obs-text: field content (RFC 9110 section 5.5)
}
"""What goes on to the service though others call it a gadget, and why it has one reading."""


async def test_what_must_be_refused_is_refused_but_for_what_is_legal(monkeypatch):
    monkeypatch.setattr("tests.front.city.Routes", AnyRoute)
    must = [
        case["file"]
        for case in REQUESTS
        # aiohttp's label belongs to a test function, not to a literal.
        if (case["upstream_verdict"] == "reject" and case["source"] != "aiohttp" and not case.get("lenient"))
        or case["source"] == "smuggler"
    ]
    service, engine, handled = Service(), Open(), set()
    async with city(service, engine) as c:
        for name in must:
            before = len(engine.seen), len(service.requests)
            await fire(c.port, (RAW / name).read_bytes())
            for _ in range(100):
                if len(service.requests) > before[1] or not unanswered(engine, before[0]):
                    break
                await asyncio.sleep(0.01)
            if len(service.requests) > before[1]:
                handled.add(name)

    assert len(must) > 900
    assert handled == LEGAL.keys()


def unanswered(engine, since):
    """Whether the engine let in a request that has not come to the service yet."""
    return any(
        m.phase is Phase.REQUEST and not m.failure and not engine._unreadable(m)
        for _, m in engine.seen[since:]
    )
