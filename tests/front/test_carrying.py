"""Streams over real sockets: the real engine between a service that goes on and on and a requester."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from firewall.ended import Streamed
from firewall.front.parts import Deadlines, Match, Rules
from firewall.model import RouteId
from firewall.streams import DRAINING, LEFT
from tests.formats.test_coded import CODERS
from tests.front import city as cities
from tests.helpers import HEALTH, NOON
from tests.test_streams import LIMITED, NDJSON, world

RECORD = {"id": 1, "name": "Ana", "citizenshipCode": "HN"}
LINE = json.dumps(RECORD).encode() + b"\n"
LEAVES = b'{"id":1,"name":"Ana"}\n'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


@asynccontextmanager
async def streaming(*script, agreement=None, **given):
    town = world() if agreement is None else world(agreement)
    service = cities.Service(list(script))

    async def introduce(credentials, now):
        return HEALTH

    bases = []

    def rules_of():
        return bases[0]

    async with cities.city(service, town.engine, rules_of=rules_of, **given) as city:
        bases.append(
            Rules(
                screen=town.engine,
                match=lambda method, segments: Match(
                    RouteId("clinic:export"), city.base, True, is_stream=True
                ),
                introduce=introduce,
                claims=lambda purpose, process: cities.claims(("public-health",), ()),
                contact="privacy@city.example",
            )
        )
        city.proxy._parts = _at_noon(city.proxy._parts)
        city.world, city.rules, city.service = town, bases, service
        yield city


def _at_noon(parts):
    object.__setattr__(parts, "clock", lambda: NOON)
    return parts


async def asked(city, **given):
    return await city.send(
        cities.request("/clinic/export", "GET", b"", b"Connection: close"), until_closed=True, **given
    )


def body_of(raw):
    """The body of a chunked answer, and whether it came to its end."""
    rest = raw.partition(b"\r\n\r\n")[2]
    body = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        if not int(size, 16):
            return body, True
        body += rest[: int(size, 16)]
        rest = rest[int(size, 16) + 2 :]
    return body, False


def closing(city):
    said = city.world.log.said[-1]
    return said["kind"], said["records"], said["reasons"]


async def test_records_come_through_in_chunks_and_the_end_is_on_record():
    async with streaming(HEAD, chunk(LINE * 3), chunk(LINE[:9]), 0.05, chunk(LINE[9:]), END) as city:
        raw = await asked(city)

        assert b"Transfer-Encoding: chunked" in raw
        assert b"Content-Type: application/x-ndjson" in raw
        assert body_of(raw) == (LEAVES * 4, True)
        assert closing(city) == ("released", 4, [])
        assert city.budget.taken_bytes == 0
        assert city.meter.streams == [Streamed(4, len(LEAVES * 4))]


async def test_a_length_frames_a_stream_too():
    head = HEAD.replace(b"Transfer-Encoding: chunked", b"Content-Length: %d" % (3 * len(LINE)))
    async with streaming(head, LINE * 3) as city:
        assert body_of(await asked(city)) == (LEAVES * 3, True)


@pytest.mark.parametrize("coding", sorted(CODERS))
async def test_a_coded_stream_leaves_uncoded_and_is_cut_where_it_is_not_whole(coding):
    coded = CODERS[coding](LINE * 3)
    head = HEAD.replace(b"Transfer", b"Content-Encoding: %b\r\nTransfer" % coding.encode())
    async with streaming(head, chunk(coded[:9]), 0.05, chunk(coded[9:]), END) as city:
        raw = await asked(city)

        assert b"content-encoding" not in raw.lower()
        assert body_of(raw) == (LEAVES * 3, True)
        assert city.budget.taken_bytes == 0
    async with streaming(head, chunk(coded[:-1]), 0.05, END) as city:
        assert body_of(await asked(city))[1] is False
        assert (closing(city)[0], closing(city)[2]) == ("released-partial", ["truncated-coding"])
        assert ["", "uninspectable", "refuse", 1] in city.world.log.said[-1]["counts"]
    async with streaming(head, chunk(coded), 0.05, chunk(b"x"), END) as city:
        assert body_of(await asked(city))[1] is False
        assert closing(city)[2] == ["trailing-coding"]


async def test_where_there_is_no_room_for_what_a_decoder_keeps_nothing_is_begun():
    head = HEAD.replace(b"Transfer", b"Content-Encoding: br\r\nTransfer")
    async with streaming(head, chunk(CODERS["br"](LINE)), END, budget_bytes=10 * 1024 * 1024) as city:
        assert (await asked(city)).startswith(b"HTTP/1.1 502")
        assert city.world.log.said[-1]["reasons"] == ["over-budget"]
        assert city.budget.taken_bytes == 0


async def test_a_table_comes_through_row_by_row_without_what_is_withheld():
    head = HEAD.replace(b"application/x-ndjson", b'text/csv; charset="UTF-8"')
    rows = [b"id,citizenshipCode,name\n", b'1,HN,"Ana', b' ""A"" B"\n2,HN,', b"Bo\n"]
    async with streaming(
        head, *map(chunk, rows[:2]), 0.05, chunk(rows[2]), 0.05, chunk(rows[3]), END
    ) as city:
        raw = await asked(city)

        assert b"Content-Type: text/csv; charset=utf-8\r\n" in raw
        assert body_of(raw) == (b'id,name\r\n1,"Ana ""A"" B"\r\n2,Bo\r\n', True)
        assert closing(city) == ("released", 2, [])


async def test_a_table_that_breaks_off_in_a_row_is_seen_as_a_part():
    head = HEAD.replace(NDJSON.encode(), b"text/csv")
    async with streaming(head, chunk(b'id,name\n1,Ana\n2,"Bo\n'), 0.05, END) as city:
        assert body_of(await asked(city)) == (b"id,name\r\n1,Ana\r\n", False)
        assert closing(city) == ("released-partial", 1, ["truncated-record"])


async def test_a_head_is_answered_like_the_whole_and_asks_no_more_of_the_service():
    async with streaming(HEAD, *([chunk(LINE * 100), 0.01] * 500)) as city:
        head = await city.send(
            cities.request("/clinic/export", "HEAD", b"", b"Connection: close"), until_closed=True
        )
        service = city.service

        first, _, rest = head.partition(b"\r\n\r\n")
        assert rest == b""
        assert b"Transfer-Encoding: chunked" in first
        assert b"Content-Type: application/x-ndjson" in first
        assert b"Content-Length" not in first
        assert service.requests[0].startswith(b"GET /export")
        assert closing(city) == ("released", 0, [])
        assert city.meter.streams == [Streamed(0, 0)]


@pytest.mark.parametrize(
    "line",
    [
        b"Range: bytes=0-10",
        b'If-None-Match: "a"',
        b"If-Modified-Since: Mon, 01 Jun 2026 00:00:00 GMT",
        b'If-Match: "a"',
        b'If-Range: "a"',
        b"Accept-Encoding: gzip, br",
        b"TE: trailers, gzip",
    ],
)
async def test_a_part_or_a_condition_asks_for_the_whole(line):
    told = b'HTTP/1.1 200 OK\r\nETag: "a"\r\nLast-Modified: Mon, 01 Jun 2026 00:00:00 GMT\r\nAccept-Ranges: bytes\r\n'
    async with streaming(HEAD.replace(b"HTTP/1.1 200 OK\r\n", told), chunk(LINE * 2), END) as city:
        raw = await city.send(
            cities.request("/clinic/export", "GET", b"", b"Connection: close", line), until_closed=True
        )

        assert raw.startswith(b"HTTP/1.1 200")
        assert body_of(raw) == (LEAVES * 2, True)
        for name in (b"etag", b"last-modified", b"accept-ranges", b"content-range", b"content-encoding"):
            assert name not in raw.lower()
        for name in (b"range", b"if-", b"te:", b"gzip"):
            assert name not in city.service.requests[0].lower()


@pytest.mark.parametrize(
    "status", [b"206 Partial Content", b"304 Not Modified", b"416 Range Not Satisfiable"]
)
async def test_a_part_that_a_service_gives_unasked_is_its_failure(status):
    async with streaming(HEAD.replace(b"200 OK", status), chunk(LINE), END) as city:
        raw = await asked(city)

        assert raw.startswith(b"HTTP/1.1 502")
        assert b"Ana" not in raw


async def test_the_connection_is_used_again_after_a_whole_stream():
    async with streaming(HEAD, chunk(LINE), END) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        for _ in range(2):
            writer.write(cities.request("/clinic/export"))
            async with asyncio.timeout(5):
                raw = await reader.readuntil(b"\r\n\r\n") + await reader.readuntil(b"0\r\n\r\n")
            assert body_of(raw) == (LEAVES, True)
        writer.close()


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ([chunk(b'{"id": 1, "id": 2}\n'), END], "duplicate-key"),
        ([chunk(b"{"), END], "not-json"),
        (["close"], "upstream-incomplete"),
        ([b"zz\r\n"], "upstream-garbage"),
        ([b"0\r\nX-More: 1\r\n\r\n"], "upstream-trailer"),
        ([chunk(b'"' + b"a" * (1 << 20) + b'"\n')], "record-too-large"),
    ],
)
async def test_what_ends_a_stream_is_seen_as_an_end_in_the_middle(rest, why):
    async with streaming(HEAD, chunk(LINE * 2), 0.1, *rest) as city:
        body, is_whole = body_of(await asked(city))

        assert (body, is_whole) == (LEAVES * 2, False)
        assert closing(city) == ("released-partial", 2, [why])
        assert city.meter.streams == [Streamed(2, len(LEAVES * 2), why)]
        assert city.budget.taken_bytes == 0


async def test_too_many_records_cut_it():
    async with streaming(HEAD, chunk(LINE * 3), 0.1, chunk(LINE), END, agreement=LIMITED) as city:
        assert body_of(await asked(city)) == (LEAVES * 3, False)
        assert closing(city) == ("released-partial", 3, ["too-many-records"])


async def test_a_closing_that_cannot_be_recorded_is_no_end():
    async with streaming(HEAD, chunk(LINE), END) as city:
        city.world.log.fails_after = 1

        assert body_of(await asked(city)) == (LEAVES, False)


async def test_another_policy_in_force_cuts_it_before_its_end():
    async with streaming(HEAD, chunk(LINE), 0.3, END) as city:
        asking = asyncio.ensure_future(asked(city))
        await asyncio.sleep(0.15)
        city.rules[0] = Rules(**{name: getattr(city.rules[0], name) for name in Rules.__slots__})

        assert body_of(await asking) == (LEAVES, False)
        assert closing(city) == ("released-partial", 1, ["policy-changed"])


async def test_another_policy_in_force_cuts_it():
    async with streaming(HEAD, chunk(LINE), 0.3, chunk(LINE), END) as city:
        asking = asyncio.ensure_future(asked(city))
        await asyncio.sleep(0.15)
        city.rules[0] = Rules(**{name: getattr(city.rules[0], name) for name in Rules.__slots__})

        assert body_of(await asking) == (LEAVES, False)
        assert closing(city) == ("released-partial", 1, ["policy-changed"])


async def test_a_service_that_falls_silent_is_cut_off():
    async with streaming(HEAD, chunk(LINE), 30.0) as city:
        object.__setattr__(city.proxy._parts, "streams", type(city.proxy._parts.streams)(None, 0.2))

        assert body_of(await asked(city)) == (LEAVES, False)
        assert closing(city) == ("released-partial", 1, ["upstream-timeout"])


async def test_a_requester_that_goes_away_is_on_record_and_the_service_is_let_go():
    async with streaming(HEAD, *([chunk(LINE * 200), 0.01] * 500)) as city:
        reader, writer = await asyncio.open_connection("127.0.0.1", city.port)
        writer.write(cities.request("/clinic/export"))
        await reader.readexactly(1000)
        writer.transport.abort()
        async with asyncio.timeout(10):
            while len(city.world.log.said) < 2:
                await asyncio.sleep(0.02)

        kind, records, reasons = closing(city)
        assert (kind, reasons) == ("released-partial", [LEFT])
        assert records > 0
        assert city.budget.taken_bytes == 0


async def test_a_requester_that_does_not_read_holds_the_service_back_and_is_cut_off():
    script = [HEAD, *([chunk(LINE * 2000)] * 400)]
    async with streaming(*script, deadlines=Deadlines(write_s=0.5)) as city:
        _, writer = await asyncio.open_connection("127.0.0.1", city.port, limit=1024)
        writer.write(cities.request("/clinic/export"))
        async with asyncio.timeout(20):
            while len(city.world.log.said) < 2:
                await asyncio.sleep(0.05)

        assert closing(city)[2] == [LEFT]
        assert closing(city)[1] < 800_000
        writer.close()


async def test_a_stop_cuts_what_goes_on_for_ever():
    async with streaming(HEAD, chunk(LINE), *([0.05, chunk(LINE)] * 200)) as city:
        asking = asyncio.ensure_future(asked(city))
        await asyncio.sleep(0.3)
        await city.proxy.drain(0.1)

        assert body_of(await asking)[1] is False
        assert closing(city)[2] == [DRAINING]


async def test_what_a_requester_takes_is_asked_for_and_where_there_is_none_told_as_of_any_answer():
    async with streaming(b"HTTP/1.1 406 Not Acceptable\r\nContent-Length: 0\r\n\r\n") as city:
        raw = await city.send(
            cities.request("/clinic/export", "GET", b"", b"Connection: close", b"Accept: text/csv"),
            until_closed=True,
        )

        assert b"Accept: text/csv\r\n" in city.service.requests[0]
        assert raw.startswith(b"HTTP/1.1 502")
        assert city.world.log.said[-1]["reasons"] == ["upstream-status"]


async def test_an_error_of_the_service_is_told_as_any_other():
    async with streaming(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as city:
        raw = await asked(city)

        assert raw.startswith(b"HTTP/1.1 404")
        assert city.world.log.said[-1]["reasons"] == ["upstream-404"]


async def test_where_there_is_no_room_nothing_is_begun():
    async with streaming(HEAD, chunk(LINE), END, budget_bytes=1024 * 1024) as city:
        raw = await asked(city)

        assert raw.startswith(b"HTTP/1.1 502")
        assert city.world.log.said[-1]["reasons"] == ["over-budget"]
        assert NDJSON.encode() not in raw
