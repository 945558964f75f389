import asyncio
import logging

import pytest
from aiohttp import http_exceptions, http_parser
from structlog.testing import capture_logs

from firewall.errors import ConfigError
from firewall.front.problems import Answer
from firewall.front.wire import Server, reason_of, require_c_parser
from firewall.front.writing import Written

SECRET = "536-90-4399"


class Speaker:
    def __init__(self, answer=None, *, fails=False):
        self.answer = answer or Answer(status=200, headers=(("X-Mine", "1"),), body=b"ok")
        self.fails = fails
        self.refused = []
        self.unread = []
        self.handled = 0
        self.bodies = []

    async def handle(self, request):
        self.handled += 1
        if self.fails:
            raise RuntimeError(SECRET)
        try:
            self.bodies.append(await request.read())
        except Exception:
            self.bodies.append(None)
        return Written(self.answer, keep_alive=request.keep_alive)

    def left_unread(self, reason, times):
        self.unread.append((reason, times))

    async def refuse_unparsed(self, reason):
        self.refused.append(reason)
        return Written(Answer(status=400, headers=(), body=b"no"), keep_alive=False)


async def talk(speaker, *pieces, head_s=5.0, pause=0.02):
    """Send pieces one after the other, then read until the connection ends."""
    server = Server(speaker, head_s=head_s, lingering_s=0.1)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
    try:
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(pause)
        async with asyncio.timeout(5):
            return await reader.read()
    finally:
        writer.close()
        listening.close()
        await server.shutdown(0.1)


CLOSING = b"GET / HTTP/1.1\r\nHost: city\r\nConnection: close\r\n\r\n"


async def test_every_header_of_an_answer_is_ours():
    raw = await talk(Speaker(), CLOSING)

    lines = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert [line.split(b":")[0] for line in lines] == [
        b"HTTP/1.1 200 OK",
        b"X-Mine",
        b"Content-Length",
        b"Connection",
        b"Date",
        b"Cache-Control",
        b"X-Content-Type-Options",
    ]
    assert raw.endswith(b"\r\n\r\nok")


async def test_a_connection_is_kept_for_the_next_request():
    speaker = Speaker()
    raw = await talk(speaker, b"GET / HTTP/1.1\r\nHost: city\r\n\r\n", CLOSING)

    assert (speaker.handled, raw.count(b"HTTP/1.1 200 OK")) == (2, 2)


async def test_a_large_body_comes_whole():
    body = b"x" * 1_000_000
    raw = await talk(Speaker(Answer(status=200, headers=(), body=body)), CLOSING)

    assert raw.partition(b"\r\n\r\n")[2] == body


async def test_a_204_has_no_body_and_no_length():
    raw = await talk(Speaker(Answer(status=204, headers=(), body=b"stray")), CLOSING)

    assert b"Content-Length" not in raw
    assert raw.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\x16\x03\x01\x00\xa5\x01\x00", "bad-method"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "bad-message"),
        (b"GET / HTTP/1.1\r\n\r\n", "bad-message"),
        (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", "bad-version"),
        (b"GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", "bad-target"),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", "line-too-long"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", "bad-message"),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            "bad-message",
        ),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\n", "bad-message"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n", "bad-message"),
    ],
)
async def test_what_the_parser_refuses_is_reported_and_answered(raw, reason):
    speaker = Speaker()
    answer = await talk(speaker, raw)

    assert (speaker.refused, speaker.handled) == ([reason], 0)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request")
    assert b"Connection: close" in answer


async def test_a_body_that_breaks_is_ended_at_once(capsys):
    speaker = Speaker()
    await talk(
        speaker, b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", b"zz\r\n"
    )

    assert speaker.bodies == [None]
    assert speaker.refused == ["bad-message"]
    assert capsys.readouterr().out == ""


async def test_an_error_of_the_parser_that_aiohttp_does_not_expect_is_a_refusal_too(monkeypatch):
    class Parser:
        def feed_data(self, data):
            raise RecursionError(SECRET)

        def message_consumed(self):
            pass

    speaker = Speaker()
    made = Server.__call__

    def with_parser(server):
        connection = made(server)
        connection._parser = Parser()
        return connection

    monkeypatch.setattr(Server, "__call__", with_parser)
    answer = await talk(speaker, CLOSING)

    assert (speaker.refused, speaker.handled) == (["bad-message"], 0)
    assert answer.startswith(b"HTTP/1.1 400")


async def test_a_head_that_does_not_come_ends_the_connection():
    speaker = Speaker()

    assert await talk(speaker, b"GET / HTTP/1.1\r\nHo", head_s=0.05) == b""
    assert (speaker.handled, speaker.refused) == (0, [])


async def test_a_fault_of_ours_sends_nothing_and_is_logged_by_its_class_alone(caplog, capsys):
    caplog.set_level(logging.DEBUG)

    with capture_logs() as told:  # wherever they go: another test may have set them up
        assert await talk(Speaker(fails=True), CLOSING) == b""
    logged = f"{told}{caplog.text}{capsys.readouterr()}"
    assert "RuntimeError" in logged
    assert SECRET not in logged


async def test_what_the_parser_refuses_is_never_logged(caplog, capsys):
    caplog.set_level(logging.DEBUG)
    with capture_logs() as told:
        await talk(
            Speaker(), f"GET /{SECRET} HTTP/1.1\r\nX-{SECRET}: {SECRET}\r\nbroken {SECRET}\r\n\r\n".encode()
        )

    assert SECRET not in f"{told}{caplog.text}{capsys.readouterr()}"


def test_the_python_parser_is_a_reason_not_to_start():
    with pytest.raises(ConfigError, match="C parser"):
        require_c_parser(http_parser.HttpRequestParserPy)


def test_the_c_parser_is_here():
    require_c_parser()


def test_a_reason_is_a_code_and_never_the_text_of_an_error():
    assert reason_of(http_exceptions.BadStatusLine(SECRET)) == "bad-version"
    assert reason_of(http_exceptions.LineTooLong(SECRET.encode())) == "line-too-long"
    assert reason_of(RuntimeError(SECRET)) == "bad-message"


WHOLE = b"GET / HTTP/1.1\r\nHost: city\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: city\r\nContent-Length: 2\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "handled", "unread"),
    [
        (b"", 0, [("nothing-sent", 1)]),
        (b"\r\n", 0, [("nothing-sent", 1)]),
        (b"G", 0, [("head-incomplete", 1)]),
        (b"GET / HTTP/1.1\r\nHo", 0, [("head-incomplete", 1)]),
        (WHOLE, 1, []),
        (WHOLE + b"\r\n", 1, []),
        (WHOLE + b"GET", 1, [("head-incomplete", 1)]),
        (CLOSING, 1, []),
        (CLOSING + b"GET", 0, []),  # the parser refuses what follows a last request, and with it that one
        (POST + b"ab", 1, []),
        (POST + b"a", 1, []),
        (POST + b"abGET / ", 1, [("head-incomplete", 1)]),
        (b"\x16\x03\x01", 0, []),
    ],
)
async def test_what_never_became_a_request_is_told_when_the_connection_ends(sent, handled, unread):
    speaker = Speaker()
    server = Server(speaker, head_s=5.0, lingering_s=0.1)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    _, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
    writer.write(sent)
    await asyncio.sleep(0.05)
    writer.close()
    await asyncio.sleep(0.05)
    listening.close()
    await server.shutdown(0.1)

    assert (speaker.handled, speaker.unread) == (handled, unread)


async def test_requests_behind_one_that_ends_the_connection_are_told():
    """The second is read while the first is still handled, whose answer is the last."""
    speaker = Speaker(fails=True)
    await talk(speaker, WHOLE * 3)

    assert ("wire-fault", 1) in speaker.unread
    assert sum(times for _, times in speaker.unread) == 3
