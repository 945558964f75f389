"""The head of an answer at once, and the rest as fast as it is taken."""

import gzip

import pytest

from firewall.errors import UpstreamError
from firewall.formats.records import ENCLOSED, STREAMED
from firewall.front.flowing import HELD_BYTES, Flowing
from firewall.model import Message, Phase, Released
from tests.front.city import Service, serving

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
ASKED = Released(Message(Phase.REQUEST, path=("export",)))


async def opened(*script):
    service = Service(list(script))
    async with serving(service) as base:
        head, source = await Flowing(None, 1.0).open(base, "GET", ASKED, 2.0)
        if source is None:
            return head, b""
        body = b""
        try:
            while data := await source.next():
                assert len(data) <= 4 * HELD_BYTES
                body += data
        finally:
            source.close()
        return head, body


async def test_head_and_body_come_as_they_are():
    head, body = await opened(HEAD, b"3\r\nabc\r\n", 0.05, b"2\r\nde\r\n0\r\n\r\n")

    assert (head.status, head.media_type, head.failure) == (200, "application/x-ndjson", "")
    assert body == b"abcde"


async def test_a_service_that_has_both_is_asked_for_json_before_a_table():
    service = Service([HEAD, b"0\r\n\r\n"])
    async with serving(service) as base:
        _, source = await Flowing(None, 1.0).open(base, "GET", ASKED, 2.0)
        source.close()

    accept = next(line for line in service.requests[0].split(b"\r\n") if line.startswith(b"Accept:"))
    assert b"application/json, " in accept
    assert accept.endswith(b"text/csv;q=0.5, text/tab-separated-values;q=0.5")


@pytest.mark.parametrize(
    ("accept", "takes", "asked"),
    [
        ("text/csv", STREAMED, b"text/csv"),
        ("text/csv, application/x-ndjson;q=0.3", STREAMED, b"text/csv, application/x-ndjson;q=0.3"),
        ("text/html", STREAMED, b"application/json, application/x-ndjson;q=0.5"),
        ("application/xml", ENCLOSED, b"application/xml"),
        ("text/csv", ENCLOSED, b"application/json, application/fhir+json"),
    ],
)
async def test_a_service_is_asked_for_what_the_requester_takes_of_what_may_stream(accept, takes, asked):
    service = Service([HEAD, b"0\r\n\r\n"])
    released = Released(Message(Phase.REQUEST, path=("export",), headers=(("accept", accept),)))
    async with serving(service) as base:
        _, source = await Flowing(None, 1.0).open(base, "GET", released, 2.0, takes)
        source.close()

    said = next(line for line in service.requests[0].split(b"\r\n") if line.startswith(b"Accept:"))
    assert said.partition(b": ")[2].startswith(asked)
    assert said.endswith(asked) or b";q=0.5" in said


async def test_a_service_is_not_read_from_while_nobody_takes():
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    _, body = await opened(HEAD, *([chunk] * 200), b"0\r\n\r\n")

    assert len(body) == 200 * 65536


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ([b"HTTP/1.1 200 OK\r\n\r\nabc"], "upstream-unframed"),
        ([b"HTTP/1.1 100 Continue\r\n\r\n"], "upstream-informational"),
        ([b"nothing\r\n\r\n"], "upstream-garbage"),
        (["close"], "upstream-incomplete"),
        ([5.0], "upstream-timeout"),
        ([b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, br\r\nContent-Length: 1\r\n\r\n "], "upstream-coding"),
        ([b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70000], "upstream-garbage"),
    ],
)
async def test_an_odd_head_is_a_failure(script, why):
    head, _ = await opened(*script)

    assert (
        head.failure in {why, "upstream-too-large"}
        if b"a" * 9 in bytes(script[0] if isinstance(script[0], bytes) else b"")
        else head.failure == why
    )


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ([b"3\r\nabc\r\n", "close"], "upstream-incomplete"),
        ([b"3\r\nabc\r\n0\r\nX: 1\r\n\r\n"], "upstream-trailer"),
        ([b"3\r\nabc\r\n0\r\n\r\nmore"], "upstream-"),
        ([b"3\r\nabc\r\n", 3.0], "upstream-timeout"),
    ],
)
async def test_an_odd_end_is_none(rest, why):
    with pytest.raises(UpstreamError) as caught:
        await opened(HEAD, 0.05, *rest)
    assert caught.value.why.startswith(why)


SIZED = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 5\r\n\r\n"
ANOTHER = SIZED + b"zorba"


async def given(*script):
    """What came before it ended, and why it did: nothing, where it ended well."""
    async with serving(Service(list(script))) as base:
        head, source = await Flowing(None, 60.0).open(base, "GET", ASKED, 60.0)
        if source is None:
            return b"", head.failure
        body = b""
        try:
            while data := await source.next():
                body += data
        except UpstreamError as error:
            return body, error.why
        finally:
            source.close()
        return body, ""


@pytest.mark.parametrize("pause", [[], [0.1]])
@pytest.mark.parametrize(
    ("rest", "whys"),
    [
        ([b"abcde"], {""}),
        ([b"abc", "close"], {"upstream-incomplete"}),
        ([b"abcde\r\n"], {"upstream-extra-bytes"}),
        ([b"abcdef"], {"upstream-extra-bytes", "upstream-garbage"}),
        ([b"abcde" + ANOTHER], {"upstream-extra-bytes"}),
    ],
)
async def test_a_body_of_a_said_length_ends_there_and_nothing_follows(pause, rest, whys):
    body, why = await given(SIZED, *pause, *rest)

    assert why in whys
    assert body in b"abcde"


@pytest.mark.parametrize("more", [b"\r\n", ANOTHER, b"HTTP/1.1 100 Continue\r\n\r\n"])
async def test_nothing_follows_a_chunked_body(more):
    body, why = await given(HEAD, 0.1, b"3\r\nabc\r\n0\r\n\r\n" + more)

    assert why in {"upstream-extra-bytes", "upstream-trailer"}
    assert body in b"abc"


@pytest.mark.parametrize("status", [206, 302, 404, 503])
async def test_what_is_no_success_has_nothing_to_go_on_with(status):
    head, body = await opened(SIZED.replace(b"200", b"%d" % status), b"zorba")

    assert (head.status, body) == (status, b"")


async def test_a_coded_body_comes_plain_and_says_what_it_needs():
    body = b'{"id":1}\n' * 3000
    coded = gzip.compress(body, mtime=0)
    head = HEAD.replace(b"Transfer", b"Content-Encoding: GZip\r\nTransfer")
    _, plain = await opened(
        head, *(b"%x\r\n%b\r\n" % (1, coded[at : at + 1]) for at in range(len(coded))), b"0\r\n\r\n"
    )

    assert plain == body


@pytest.mark.parametrize(("cut", "why"), [(slice(-1), "truncated-coding"), (slice(9, None), "broken-coding")])
async def test_a_coded_body_that_is_not_whole_has_no_proper_end(cut, why):
    coded = gzip.compress(b"abc", mtime=0)[cut]
    head = HEAD.replace(b"Transfer", b"Content-Encoding: gzip\r\nTransfer")
    with pytest.raises(UpstreamError) as caught:
        await opened(head, b"%x\r\n%b\r\n0\r\n\r\n" % (len(coded), coded))
    assert caught.value.why == why


async def test_a_service_that_is_not_there_is_a_failure():
    head, source = await Flowing(None, 1.0).open("http://127.0.0.1:9", "GET", ASKED, 2.0)

    assert (head.failure, source) == ("upstream-refused", None)
    assert (await Flowing().open("nowhere", "GET", ASKED, 2.0))[0].failure == "upstream-refused"
