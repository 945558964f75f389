"""Streams that are much longer than what they may hold: memory does not grow with them, whoever is slow."""

import asyncio
import json
import os
import re
import zlib
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from firewall.front.parts import Deadlines, Match, Rules
from firewall.model import RouteId
from tests import test_enclosed_streams as enclosed
from tests import test_streams as plain
from tests.front import city as cities
from tests.front.test_carrying import END, HEALTH, _at_noon, chunk

MB = 1024 * 1024
GROWTH_MB = 16
"""Of the whole process, with service and requester in it: less than any of these streams."""

NAMES = [os.urandom(20).hex() for _ in range(300)]
RECORD = {"id": 1, "name": "Ana", "citizenshipCode": "HN"}


def memory_mb():
    said = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(said[1]) / 1024


class Long:
    """A service that gives the same block over and over, and knows how much of it was taken."""

    def __init__(self, media_type, before, block, times, after, *, coding=""):
        line = f"Content-Encoding: {coding}\r\n" if coding else ""
        self.head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n{line}Transfer-Encoding: chunked\r\n\r\n".encode()
        self.before, self.block, self.times, self.after = before, block, times, after
        self.given = 0

    async def __call__(self, reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(self.head + (chunk(self.before) if self.before else b""))
        block = chunk(self.block)
        try:
            for _ in range(self.times):
                writer.write(block)
                await writer.drain()
                self.given += len(block)
            writer.write((chunk(self.after) if self.after else b"") + END)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def streaming(service, town, **given):
    rules = []

    async def introduce(credentials, now):
        return HEALTH

    async with cities.city(service, town.engine, rules_of=lambda: rules[0], **given) as city:
        match = Match(RouteId("clinic:export"), city.base, True, is_stream=True)
        rules.append(
            Rules(
                screen=town.engine,
                match=lambda method, segments: match,
                introduce=introduce,
                claims=lambda purpose, process: cities.claims(("public-health",), ()),
                contact="privacy@city.example",
            )
        )
        city.proxy._parts = _at_noon(city.proxy._parts)
        city.world = town
        yield city


def repeated(block, times):
    """As gzip: the block is coded once, so that it says the same wherever it stands."""
    coder = zlib.compressobj(wbits=-15)
    coded = coder.compress(block) + coder.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(times):
        check = zlib.crc32(block, check)
    size = (len(block) * times) % 2**32
    end = b"\x03\x00" + check.to_bytes(4, "little") + size.to_bytes(4, "little")
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff", coded, end


def lines(count):
    return plain.lines(*({**RECORD, "other": NAMES[n % 300]} for n in range(count)))


def json_lines():
    block = lines(600)
    return Long(plain.NDJSON, b"", block, 40 * MB // len(block), b""), plain.world()


def an_object_in_gzip():
    block = b"".join(json.dumps({**RECORD, "other": NAMES[n % 300] * 3}).encode() + b"," for n in range(300))
    times = 24 * MB // len(block)
    head, tail = b'{"meta": {"title": "a"}, "data": {"items": [', b'{"id": 2}]}, "next": "b"}'
    start, coded, _ = repeated(block, times)
    check, size = zlib.crc32(head), len(head) + len(block) * times + len(tail)
    for _ in range(times):
        check = zlib.crc32(block, check)
    check = zlib.crc32(tail, check)
    first, last = zlib.compressobj(wbits=-15), zlib.compressobj(wbits=-15)
    before = start + first.compress(head) + first.flush(zlib.Z_FULL_FLUSH)
    after = last.compress(tail) + last.flush() + check.to_bytes(4, "little") + size.to_bytes(4, "little")
    return Long("application/json", before, coded, times, after, coding="gzip"), enclosed.world()


def elements():
    one = '<patient id="{}"><name>Ana</name><citizenshipCode>HN</citizenshipCode><odd>{}</odd></patient>\n'
    block = "".join(one.format(n, NAMES[n % 300] * 8) for n in range(150)).encode()
    before, after = b"<patients><list>\n", b"</list><next>b</next></patients>"
    return Long("application/xml", before, block, 24 * MB // len(block), after), enclosed.world(
        enclosed.IN_XML
    )


@pytest.mark.parametrize("long", [json_lines, an_object_in_gzip, elements])
async def test_a_long_stream_holds_little_of_it(long):
    service, town = long()
    async with streaming(service, town) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(cities.request("/clinic/export", "GET", b"", b"Connection: close"))
        before = peak = memory_mb()
        got, end = 0, b""
        async with asyncio.timeout(120):
            while data := await reader.read(256 * 1024):
                got += len(data)
                end = (end + data)[-60:]
                peak = max(peak, memory_mb())
        writer.close()

        assert end.endswith(END)
        assert city.world.log.said[-1]["kind"] == "released"
        assert got > 1 * MB
        assert peak - before < GROWTH_MB
        assert city.budget.taken_bytes == 0


async def test_a_requester_that_takes_little_is_given_no_more_and_the_service_waits():
    block = lines(600)
    service = Long(plain.NDJSON, b"", block, 400 * MB // len(block), b"")
    async with streaming(service, plain.world(), deadlines=Deadlines(write_s=60.0)) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port, limit=1024)
        writer.write(cities.request("/clinic/export"))
        before = memory_mb()
        await reader.readexactly(4096)
        given = -1
        async with asyncio.timeout(60):
            while given != service.given:  # until it stands still
                given = service.given
                await asyncio.sleep(0.5)
        # What the system itself holds between three of them is a few megabytes.
        assert given < 24 * MB
        assert memory_mb() - before < GROWTH_MB

        async with asyncio.timeout(60):
            while service.given <= given + MB:
                await reader.readexactly(16 * 1024)
        assert service.given < given + 24 * MB
        writer.transport.abort()
