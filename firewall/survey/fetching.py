"""
One answer from an address that a person named, by plain HTTP: no proxy, no cookie, no other host.

Naming an address is the consent to ask it; being sent elsewhere by it is not.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, urljoin, urlsplit

from firewall.formats import FORMATS, Unreadable, format_of
from firewall.formats.codings import decode
from firewall.survey.parts import LIMITS

TIMEOUT_S = 15.0
_MOST_REDIRECTS = 3
_CHUNK = 1 << 16
_REDIRECTS = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; or ``why`` there is none."""

    body: bytes = b""
    media_type: str = ""
    why: str = ""


Fetch = Callable[[str], Answer]


class _FailedError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Asking:
    until: float
    as_firewall: bool
    tls: ssl.SSLContext | None


_ACCEPT = f"{', '.join(FORMATS)}, */*;q=0.1"
"""First what the firewall itself asks for, so that a service that has a choice gives the same answer."""


def fetch(
    url: str, timeout_s: float = TIMEOUT_S, *, as_firewall: bool = False, tls: ssl.SSLContext | None = None
) -> Answer:
    """
    Ask an address.  Never raises for what it answers, or where nobody does.

    ``as_firewall``: refuse what the firewall would refuse: redirects, types that it does not read, and bodies
    whose end nothing tells.  ``tls``: whom to trust; left out, whom the machine trusts.
    """
    asking = _Asking(time.monotonic() + timeout_s, as_firewall, tls)
    try:
        return _followed_to_the_end(url, asking)
    except (_FailedError, Unreadable) as cause:
        return Answer(why=str(cause))
    except TimeoutError:
        return Answer(why="timeout")
    except ssl.SSLError:
        return Answer(why="no-trust")
    except OSError:
        return Answer(why="unreachable")
    except (http.client.HTTPException, ValueError):
        return Answer(why="broken-answer")


def _followed_to_the_end(url: str, asking: _Asking) -> Answer:
    for _ in range(_MOST_REDIRECTS + 1):
        answer, location = _asked(url, asking)
        if not location:
            return answer
        if asking.as_firewall:
            raise _FailedError("redirect")
        url = _followed(url, location)
    raise _FailedError("too-many-redirects")


def _followed(url: str, location: str) -> str:
    """Return where an answer sends to, if that is the same host, port and scheme."""
    try:
        there = urljoin(url, location)
        same = _origin(urlsplit(there)) == _origin(urlsplit(url))
    except ValueError:
        raise _FailedError("bad-address") from None
    if not same:
        raise _FailedError("redirect-elsewhere")
    return there


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def _asked(url: str, asking: _Asking) -> tuple[Answer, str]:
    """Return the answer, or where it sends to."""
    connection, target = _connection(url, asking)
    with _ended_in_time(connection, asking.until):
        connection.request("GET", target, headers={"Accept-Encoding": "identity", "Accept": _ACCEPT})
        response = connection.getresponse()
        if response.status in _REDIRECTS:
            return Answer(), response.getheader("Location", "") or url
        if response.status != HTTPStatus.OK:
            raise _FailedError(f"status-{response.status}")
        if asking.as_firewall:
            _check_as_firewall(response)
        body = _body(connection, response, asking.until)
        coding = response.getheader("Content-Encoding", "")
        return Answer(decode(coding, body, LIMITS), response.getheader("Content-Type", "")), ""


@contextmanager
def _ended_in_time(connection: http.client.HTTPConnection, until: float) -> Iterator[None]:
    """
    Close the connection at the end; cut it off when its time is over.

    A head that comes a byte a second keeps each single read in its time, and none of them is ours.
    """
    over = threading.Event()

    def cut_off() -> None:
        over.set()
        if connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(max(until - time.monotonic(), 0.0), cut_off)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        connection.close()
        if over.is_set():  # whatever it looks like: what was cut off may look whole
            raise TimeoutError


def _check_as_firewall(response: http.client.HTTPResponse) -> None:
    if response.length is None and not response.chunked:
        raise _FailedError("unframed")
    try:
        format_of(response.getheader("Content-Type", ""))
    except Unreadable as cause:
        raise _FailedError("no-type" if cause.why == "no-media-type" else "type-not-read") from None


def _connection(url: str, asking: _Asking) -> tuple[http.client.HTTPConnection, str]:
    try:
        parts = urlsplit(url)
        scheme, host, port = _origin(parts)
    except ValueError:
        raise _FailedError("bad-address") from None
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    plain = target.isascii() and target.isprintable() and " " not in target
    if scheme not in {"http", "https"} or not host or parts.username is not None or not plain:
        raise _FailedError("bad-address")
    left_s = max(asking.until - time.monotonic(), 0.001)
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=left_s), target
    tls = asking.tls or ssl.create_default_context()
    return http.client.HTTPSConnection(host, port, timeout=left_s, context=tls), target


def _body(connection: http.client.HTTPConnection, response: http.client.HTTPResponse, until: float) -> bytes:
    """Read to the end, in the time that is left.  A byte a second would keep each single read in its time."""
    body = bytearray()
    while True:
        left_s = until - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left_s)
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        body += chunk
        if len(body) > LIMITS.body_bytes:
            raise _FailedError("body-too-large")
    if response.length:
        raise _FailedError("broken-answer")
    return bytes(body)
