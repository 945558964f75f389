"""The bytes of two answers that differ by what is withheld are the same, whatever the service says around them."""

import asyncio
import base64
import gzip
import hashlib
import json
import re

import pytest

from firewall.front import writing
from firewall.front.parts import Match
from tests.front.city import Routes, Service, city, request
from tests.front.test_carrying import chunk, streaming
from tests.helpers import HEALTH, PATIENT, World, compiled

PURPOSE = b"Purpose-Of-Use: public-health"
ABSENT = object()
VALUES = ["HN", "a much longer one " * 400, "", None, ["MX", "HN"], ABSENT]
ASKED = [
    (),
    (b'If-None-Match: "HN"', b"If-Modified-Since: Sun, 22 Nov 2026 08:00:00 GMT"),
    (b'If-Range: "HN"', b"Range: bytes=0-20"),
    (b"Want-Content-Digest: sha-256=1", b"TE: trailers", b"A-IM: vcdiff"),
]


def said(value):
    """What a service says of an answer that has this value: every header here tells of it."""
    record = {name: one for name, one in PATIENT.items() if name not in {"citizenshipCode", "notes"}}
    if value is not ABSENT:
        record |= {"citizenshipCode": value, "notes": value}
    body = json.dumps(record).encode()
    of_it = base64.b64encode(hashlib.sha256(body).digest())
    number = int(hashlib.sha256(body).hexdigest()[:4], 16)
    lines = (
        b'ETag: "%b"' % of_it,
        b"Last-Modified: Sun, 22 Nov 2026 08:%02d:00 GMT" % (number % 60),
        b"Content-MD5: " + base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()),
        b"Digest: sha-256=" + of_it,
        b"Content-Digest: sha-256=:%b:" % of_it,
        b"Repr-Digest: sha-256=:%b:" % of_it,
        b"Link: </patients/%d>; rel=next" % number,
        b"Location: /patients/%d" % number,
        b"Content-Location: /patients/%d" % number,
        b"Set-Cookie: status=%d" % number,
        b"Server-Timing: db;dur=%d" % number,
        b"Accept-Ranges: " + (b"bytes" if number % 2 else b"none"),
        b"Age: %d" % number,
        b"Expires: Sun, 22 Nov 2026 09:%02d:00 GMT" % (number % 60),
        b"Cache-Control: private, max-age=%d" % number,
        b"Vary: x-%d" % number,
        b"Warning: 199 - %d" % number,
        b"Retry-After: %d" % number,
        b"Content-Language: es",
        b"Content-Disposition: attachment; filename=%d.json" % number,
        b"Refresh: %d" % number,
        b"Last-Event-Id: %d" % number,
        b"X-Total-Count: %d" % number,
    )
    return body, lines


def framed(value, how, status=b"200 OK"):
    body, lines = said(value)
    if how == "coded":
        body, lines = gzip.compress(body), (*lines, b"Content-Encoding: gzip")
    head = [b"HTTP/1.1 " + status, b"Content-Type: application/json", *lines]
    if how != "chunked":
        return b"\r\n".join([*head, b"Content-Length: %d" % len(body), b"", body])
    parts = [body[at : at + 700] for at in range(0, len(body), 700)]
    return b"\r\n".join(
        [*head, b"Transfer-Encoding: chunked", b"", b"".join(map(chunk, parts)) + b"0\r\n\r\n"]
    )


async def health(credentials, now):
    return HEALTH


@pytest.fixture
def real(monkeypatch):
    """The real engine with the routes of the small city."""
    world = World(compiled())

    class Known(Routes):
        def match(self, method, segments):
            route = world.policy.route(method, segments)
            return None if route is None else Match(route.id, self.base, existence_protected=True)

    monkeypatch.setattr("tests.front.city.Routes", Known)
    monkeypatch.setattr("tests.front.city.introduce", health)
    return world


def plain(raw):
    """But for the time and the number of the exchange, which every answer has for itself."""
    raw = re.sub(rb"\r\n(?:Decision-Id|Date): [^\r]*", b"", raw)
    return re.sub(rb"0{8}-0{4}-4000-8000-[0-9]{12}", b"", raw)


async def answers(world, method, lines, how, status=b"200 OK"):
    service = Service(*(framed(value, how, status) for value in VALUES))
    async with city(service, world.engine) as c:
        asked = request("/clinic/patients/77", method, b"", PURPOSE, b"Connection: close", *lines)
        got = [plain(await c.send(asked, until_closed=True)) for _ in VALUES]
    assert len(service.requests) == len(VALUES)
    return got


@pytest.mark.parametrize("how", ["plain", "chunked", "coded"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("lines", ASKED, ids=["plainly", "conditions", "range", "wanted"])
async def test_no_byte_of_a_head_or_a_body_tells_of_a_value(real, method, lines, how):
    got = await answers(real, method, lines, how)

    assert got[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert len(set(got)) == 1


@pytest.mark.parametrize("status", [b"201 Created", b"202 Accepted"])
async def test_nor_does_one_where_something_was_made(real, status):
    got = await answers(real, "GET", (), "plain", status)

    assert got[0].startswith(b"HTTP/1.1 " + status)
    assert len(set(got)) == 1


@pytest.mark.parametrize("status", [b"400 Bad Request", b"404 Not Found", b"409 Conflict", b"500 Oops"])
async def test_nor_do_the_words_of_a_service_that_failed(real, status):
    assert len(set(await answers(real, "GET", (), "plain", status))) == 1


async def test_trailers_of_a_service_are_no_part_of_any_answer(real):
    whole = framed("HN", "chunked").removesuffix(b"\r\n")
    service = Service(whole + b"Content-Digest: sha-256=:HN:\r\n\r\n")
    async with city(service, real.engine) as c:
        raw = await c.send(
            request("/clinic/patients/77", "GET", b"", PURPOSE, b"Connection: close"), until_closed=True
        )

    assert b"HN" not in raw
    assert raw.startswith(b"HTTP/1.1 502 ")


# ---- answers of any length


def lines_of(value_at):
    for number in range(2_000):
        record = {"id": number, "name": "Ana"}
        value = value_at(number)
        yield record if value is ABSENT else record | {"citizenshipCode": value}


def ndjson(records):
    return "application/x-ndjson", b"".join(json.dumps(one).encode() + b"\n" for one in records)


def listed(records):
    return "application/json", json.dumps([*records]).encode()


def events(records):
    """Text comes in parts: what stands at a place that leaves, and what stands beside it."""
    said = ({"text": f"number {one['id']}", "more": one.get("citizenshipCode", "")} for one in records)
    return "text/event-stream", b"".join(b"data: %b\n\n" % json.dumps(one).encode() for one in said)


def table(records):
    rows = [f"{one['id']},Ana,{one.get('citizenshipCode', '')}\r\n" for one in records]
    return "text/csv", ("id,name,citizenshipCode\r\n" + "".join(rows)).encode()


WITHHELD = [
    lambda _: "MX",
    lambda number: "Honduras " * 4_000 if number == 700 else "MX",
    lambda number: "Honduras " * 20 if number % 3 else "",
    lambda _: ABSENT,
]


@pytest.mark.parametrize("how", ["at once", "in pieces"])
@pytest.mark.parametrize("written", [ndjson, listed, events, table])
async def test_where_the_chunks_of_a_stream_end_tells_nothing_of_what_was_withheld(written, how, monkeypatch):
    """However slowly this machine works: only a service that is waited for makes a chunk shorter."""
    monkeypatch.setattr(writing, "_QUIET_S", 60.0)
    monkeypatch.setattr(writing, "_HELD_S", 60.0)
    got = []
    for value_at in WITHHELD:
        media_type, body = written(lines_of(value_at))
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        step = len(body) if how == "at once" else 3_001
        pieces = [body[at : at + step] for at in range(0, len(body), step)]
        async with streaming(head, *pieces) as c:
            asked = request("/clinic/export", "GET", b"", b"Connection: close")
            got.append(plain(await c.send(asked, until_closed=True, within_s=30)))

    assert got[0].startswith(b"HTTP/1.1 200 OK\r\n")
    assert got[0].endswith(b"0\r\n\r\n")
    assert b"\r\n%x\r\n" % writing.CHUNK_BYTES in got[0]
    assert len(set(got)) == 1


async def test_what_is_there_leaves_while_the_service_is_waited_for():
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
    line = b'{"id":1,"name":"Ana"}\n'
    async with streaming(head, chunk(line), 4.0, chunk(line), b"0\r\n\r\n") as c:
        reader, writer = await asyncio.open_connection("127.0.0.1", c.port)
        writer.write(request("/clinic/export", "GET", b"", b"Connection: close"))
        async with asyncio.timeout(3):
            await reader.readuntil(b"\r\n\r\n")
            first = await reader.readexactly(len(chunk(line)))
        writer.close()

    assert first == chunk(line)
