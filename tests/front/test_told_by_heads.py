"""Validators, ranges, HEAD, OPTIONS and the length of an answer tell nothing: over real sockets, both ways."""

import asyncio

import pytest

from tests.front.city import BODY, Engine, Service, city, read_answer, request, response

CONDITIONS = (
    b'If-None-Match: "a1"',
    b'If-Match: "a1"',
    b"If-Modified-Since: Sun, 22 Nov 2026 09:00:00 GMT",
    b"If-Unmodified-Since: Sun, 22 Nov 2026 09:00:00 GMT",
    b"If-Range: a1",
    b"Range: bytes=0-9",
    b"Prefer: count=exact",
    b"Want-Digest: sha-256",
    b"Cache-Control: only-if-cached",
    b"A-IM: feed",
)
VALIDATORS = (
    b'ETag: "a1"',
    b"Last-Modified: Sun, 22 Nov 2026 08:00:00 GMT",
    b"Content-Location: /patients/17",
    b"Accept-Ranges: bytes",
    b"Age: 7",
    b"X-Total-Count: 3",
    b"Content-Digest: sha-256=:AAAA:",
    b"Link: </patients/18>; rel=next",
    b"Preference-Applied: count=exact",
    b"Server-Timing: db;dur=53",
)


def names(lines):
    return {line.partition(b":")[0].decode().lower() for line in lines}


def plain(headers):
    return {name: value for name, value in headers.items() if name not in {"decision-id", "date"}}


async def ends(c, raw):
    """Send a HEAD and then a GET on one connection, and return both heads and the body of the second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", c.port)
    try:
        async with asyncio.timeout(5):
            writer.write(raw)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            writer.write(request())
            answer = await read_answer(reader)
    finally:
        writer.close()
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
    return int(head[0].split()[1]), fields, answer


@pytest.mark.parametrize("line", CONDITIONS, ids=lambda line: line.partition(b":")[0].decode())
async def test_a_condition_or_a_range_goes_no_further_and_changes_nothing(line):
    service = Service()
    async with city(service) as c:
        asked = await c.ask("/clinic/patients/17", "GET", b"", line)
        plainly = await c.ask()

    assert (asked[0], plain(asked[1]), asked[2]) == (200, plain(plainly[1]), plainly[2])
    assert service.requests[0] == service.requests[1]


async def test_nothing_that_a_service_says_of_an_answer_goes_out():
    async with city(Service(response(BODY, *VALIDATORS), response())) as c:
        with_them = await c.ask()
        without = await c.ask()

    assert plain(with_them[1]) == plain(without[1])
    assert not names(VALIDATORS) & set(with_them[1])


@pytest.mark.parametrize(
    "status", [b"304 Not Modified", b"206 Partial Content", b"416 Range Not Satisfiable"]
)
async def test_what_nobody_asked_for_is_the_services_failure(status):
    body = b"" if status.startswith(b"304") else BODY
    async with city(Service(response(body, status=status))) as c:
        answer = await c.ask("/clinic/patients/17", "GET", b"", b'If-None-Match: "a1"')

    assert answer[0] == 502


async def test_a_total_in_a_head_stays_behind_whatever_the_requester_prefers():
    service = Service(response(BODY, b"Content-Range: 0-0/3573", b"Preference-Applied: count=exact"))
    async with city(service) as c:
        status, headers, _ = await c.ask(
            "/clinic/patients/17", "GET", b"", b"Prefer: count=exact", b"Range: 0-9", b"Range-Unit: items"
        )

    assert status == 200
    assert not {"content-range", "preference-applied"} & headers.keys()
    assert "3573" not in str(headers)
    assert not any(word in service.requests[0].lower() for word in (b"prefer", b"range"))


async def test_a_head_is_the_get_without_its_body_and_the_service_is_asked_to_get():
    service, engine = Service(), Engine()
    async with city(service, engine) as c:
        status, headers, answer = await ends(c, request(method="HEAD"))

    assert (status, plain(headers)) == (answer[0], plain(answer[1]))
    assert headers["content-length"] == str(len(answer[2]))
    assert [sent.split(b" ")[0] for sent in service.requests] == [b"GET", b"GET"]
    assert {exchange.method for exchange, _ in engine.seen} == {"GET"}


async def test_a_head_of_no_route_is_the_get_of_no_route():
    async with city() as c:
        status, headers, _ = await ends(c, request("/nowhere", method="HEAD"))
        there = await c.ask("/nowhere")

    assert (status, plain(headers)) == (404, plain(there[1]))


async def test_what_a_browser_asks_beforehand_is_refused_and_tells_no_route():
    preflight = (b"Origin: https://evil.example", b"Access-Control-Request-Method: GET")
    service = Service()
    async with city(service) as c:
        known = await c.ask("/clinic/patients/17", "OPTIONS", b"", *preflight)
        unknown = await c.ask("/nowhere", "OPTIONS", b"", *preflight)

    assert plain(known[1]) == plain(unknown[1])
    assert not [name for name in known[1] if name.startswith("access-control")]
    assert service.connections == 0


async def test_the_media_types_that_are_asked_for_are_ours_to_choose_from():
    service = Service()
    async with city(service) as c:
        await c.ask("/clinic/patients/17", "GET", b"", b"Accept: x/A012345678, text/plain;q=0.4")

    assert b"\r\nAccept: text/plain;q=0.4\r\n" in service.requests[0]
    assert b"A012345678" not in service.raw
