"""One answer from one address: whole, in time, and from nowhere else."""

import contextlib
import gzip
import socket
import threading
import time

import pytest

from firewall.survey import fetching
from firewall.survey.fetching import Answer, fetch

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextlib.contextmanager
def server(*answers, slowly=0.0):
    """Answers each connection with the next of these bytes; what was asked is in ``asked``."""
    asked = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        for answer in answers:
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    asked.append(connection.recv(65536))
                    for part in answer if isinstance(answer, list) else [answer]:
                        connection.sendall(part)
                        time.sleep(slowly)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", asked
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)  # whoever waits for one more is told
        listening.close()
        thread.join(10)


def whole(body, head=OK):
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def why(*answers, path="/", **options):
    with server(*answers) as (url, _):
        return fetch(url + path, **options).why


def test_an_answer_is_fetched_with_its_type():
    with server(whole(b"{}")) as (url, asked):
        assert fetch(f"{url}/a?b=c") == Answer(b"{}", "application/json")
    assert asked[0].startswith(b"GET /a?b=c HTTP/1.1\r\n")


def test_an_answer_may_be_chunked_or_end_with_the_connection():
    with server(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", OK + b"\r\n{}") as (url, _):
        assert (fetch(url).body, fetch(url).body) == (b"{}", b"{}")


def test_a_coding_is_undone():
    body = gzip.compress(b"{}")
    with server(whole(body, OK + b"Content-Encoding: gzip\r\n")) as (url, _):
        assert fetch(url).body == b"{}"


def test_a_bomb_is_not_undone():
    body = gzip.compress(b"0" * 50_000_000)

    assert why(whole(body, OK + b"Content-Encoding: gzip\r\n")) in {"body-too-large", "coding-ratio"}


def test_a_redirect_to_the_same_place_is_followed():
    with server(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", whole(b"{}")) as (
        url,
        asked,
    ):
        assert fetch(f"{url}/a").body == b"{}"
    assert asked[1].startswith(b"GET /b ")


@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "https://127.0.0.1/",
        "//elsewhere.example/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_another_place_is_not_followed(there):
    assert (
        why(f"HTTP/1.1 301 Moved\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n".encode())
        == "redirect-elsewhere"
    )


def test_a_circle_ends():
    circle = b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"

    assert why(*[circle] * 4) == "too-many-redirects"


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "status-404"),
        (b"HTTP/1.1 206 Partial Content\r\nContent-Length: 0\r\n\r\n", "status-206"),
        (OK + b"Content-Length: 50\r\n\r\n{}", "broken-answer"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}", "broken-answer"),
        (b"SSH-2.0\r\n\r\n", "broken-answer"),
        (b"", "broken-answer"),
        (OK + b"Content-Encoding: lzma\r\nContent-Length: 2\r\n\r\n{}", "unknown-coding"),
    ],
)
def test_what_is_no_whole_answer_is_told(answer, cause):
    assert why(answer) in {cause, "unreachable"} if not answer else why(answer) == cause


def test_an_answer_that_is_too_large_is_not_read_to_its_end():
    assert why([OK + b"\r\n", *[b"x" * 1_000_000] * 20]) == "body-too-large"


@pytest.mark.parametrize("connection", [b"keep-alive", b"close"])
def test_a_byte_now_and_then_is_not_waited_for(connection):
    head = OK + b"Connection: " + connection + b"\r\nContent-Length: 100\r\n\r\n"
    began = time.monotonic()
    with server([head, *[b"x"] * 20], slowly=0.2) as (url, _):
        assert fetch(url, timeout_s=0.5).why == "timeout"
        assert time.monotonic() - began < 2.5


@pytest.mark.parametrize("before", [b"HTTP/1.1 200 OK\r\n", OK + b"Content-Length: 2\r\nX-Slow: "])
def test_a_head_that_drips_is_not_waited_for(before):
    began = time.monotonic()
    with server([before, *[b"x"] * 40], slowly=0.2) as (url, _):
        assert fetch(url, timeout_s=0.5).why == "timeout"
        assert time.monotonic() - began < 5


def test_nobody_there_is_told():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert fetch(f"http://127.0.0.1:{port}/").why == "unreachable"


@pytest.mark.parametrize(
    "url",
    ["ftp://127.0.0.1/", "http://", "http://user:pw@127.0.0.1/", "http://127.0.0.1:99999/", "http://127.0.0.1/a b", "http://[::1/", "http://127.0.0.1/\r\nX: y"],
)  # fmt: skip
def test_what_is_no_address_is_told(url):
    assert fetch(url).why in {"bad-address", "broken-answer"}


def test_the_environments_proxy_is_not_asked(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with server(whole(b"{}")) as (url, _):
        assert fetch(url).body == b"{}"


def test_a_certificate_is_checked():
    with server(b"x") as (url, _):
        assert fetch(url.replace("http:", "https:")).why == "no-trust"


def test_it_waits_for_fifteen_seconds_at_most():
    assert fetching.TIMEOUT_S == 15


# ---- as the firewall asks


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", "redirect"),
        (whole(b"<p>", b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n"), "type-not-read"),
        (
            whole(b"{}", b"HTTP/1.1 200 OK\r\nContent-Type: application/json; version=3.0\r\n"),
            "type-not-read",
        ),
        (whole(b"{}", b"HTTP/1.1 200 OK\r\n"), "no-type"),
        (OK + b"\r\n{}", "unframed"),
    ],
)
def test_what_the_firewall_would_refuse_is_refused_where_it_is_asked_to(answer, code):
    assert why(answer, as_firewall=True) == code
    assert why(answer, whole(b"{}")) == ""


def test_what_the_firewall_takes_is_taken():
    with server(whole(b"{}"), OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n") as (url, asked):
        assert [fetch(url, as_firewall=True).body for _ in range(2)] == [b"{}", b"{}"]
    assert b"Accept: application/json, " in asked[0]
