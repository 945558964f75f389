import pytest
from aiohttp.http_parser import RawResponseMessage
from aiohttp.http_writer import HttpVersion11
from multidict import CIMultiDict, CIMultiDictProxy

from firewall.errors import UpstreamError
from firewall.front.framing import Head, is_framed, plain_head, read_head


def message(*lines, status=200):
    raw = tuple((name, value) for name, _, value in (line.partition(b":") for line in lines))
    named = CIMultiDictProxy(CIMultiDict((name.decode(), value.decode()) for name, value in raw))
    is_chunked = "Transfer-Encoding" in named
    return RawResponseMessage(HttpVersion11, status, "OK", named, raw, False, None, False, is_chunked)


def why(call):
    with pytest.raises(UpstreamError) as refused:
        call()
    return refused.value.why


@pytest.mark.parametrize(
    ("started", "length"),
    [(b"HTTP/1.1 200 OK\r\n\r\n", 19), (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\nof it", 25)],
)
def test_a_plain_head_has_a_length(started, length):
    assert plain_head(started) == length


@pytest.mark.parametrize(
    "started",
    [
        b"HTTP/1.1 200 OK\r\nA: b\r\n",
        b"HTTP/1.1 200 OK\nA: b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\r\n\tfolded\r\n\r\n",
    ],
)
def test_what_a_parser_forgives_is_not_forgiven(started):
    assert why(lambda: plain_head(started)) == "upstream-garbage"


def test_a_head_holds_what_is_looked_at():
    read = read_head(message(b"content-type: text/csv ", b"CONTENT-LENGTH: 7", b"Content-Encoding:gzip"))

    assert read == Head(200, "text/csv", "gzip", 7)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((b"Content-Length: 7", b"content-length: 7"), "upstream-garbage"),
        ((b"Content-Length: +7",), "upstream-garbage"),
        ((b"Content-Length: 7", b"Transfer-Encoding: chunked"), "upstream-garbage"),
        ((b"Transfer-Encoding: gzip, chunked",), "upstream-garbage"),
        ((b"Content Type: text/csv",), "upstream-garbage"),
        ((b"Trailer: Expires",), "upstream-trailer"),
        ((b"Content-Range: bytes 0-3/9",), "upstream-partial"),
        ((b"Content-Range: BYTES 0-3/9",), "upstream-partial"),
        ((b"Content-Range: bytes */9",), "upstream-partial"),
        ((b"Content-Range: 0-3/x",), "upstream-partial"),
        ((b"Content-Range: 0-3/9", b"Content-Range: 0-3/9"), "upstream-garbage"),
    ],
)
def test_a_head_that_could_be_read_in_two_ways_is_refused(lines, code):
    assert why(lambda: read_head(message(*lines))) == code


@pytest.mark.parametrize("said", [b"0-24/*", b"0-24/3573", b"*/0", b"*/*"])
def test_which_records_these_are_is_no_part_of_a_body(said):
    assert read_head(message(b"Content-Range: " + said)).status == 200


@pytest.mark.parametrize(
    ("read", "framed"),
    [
        (message(b"Content-Length: 0"), True),
        (message(b"Transfer-Encoding: chunked"), True),
        (message(status=204), True),
        (message(b"Content-Type: text/csv"), False),
    ],
)
def test_the_end_of_a_body_is_known_before_the_connections(read, framed):
    assert is_framed(read) == framed
