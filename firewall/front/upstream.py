"""
The city's services, asked by a lean client of our own on aiohttp's C parser.

An answer counts when it is whole, framed in one way and undone strictly; anything else is a
failure with a code, which the engine treats as a finding (law 2).  A connection is used again
only after an answer in which nothing at all was odd.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from aiohttp.http_parser import HttpResponseParser
from yarl import URL

from firewall.errors import UpstreamError
from firewall.formats import Limits, Unreadable, target
from firewall.front.accept import always
from firewall.front.framing import BODILESS, HEAD_BYTES, LAST_CHUNK, Head, is_framed, plain_head, read_head
from firewall.front.undoing import undone
from firewall.model import Message, Phase

if TYPE_CHECKING:
    import ssl

    from aiohttp.http_parser import RawResponseMessage
    from aiohttp.streams import StreamReader

    from firewall.front.budget import ByteBudget, Lease
    from firewall.model import Released

_IDEMPOTENT = frozenset({"GET", "PUT", "DELETE"})
"""RFC 9110 section 9.2.2, of the methods that we let through."""

_WRITABLE = re.compile(r"[ -~]{0,200}")

_BODILESS_METHODS = frozenset({"GET", "DELETE"})


class Upstream(Protocol):
    """Whatever carries a released message to a service.  It takes nothing else (law 1)."""

    async def fetch(self, base: str, method: str, released: Released, deadline_s: float) -> Message:
        """Never raises for what a service or the network does: that is a Message with a failure."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a service lives."""

    host: str
    port: int
    is_tls: bool
    authority: str
    prefix: str


@lru_cache(maxsize=256)
def origin_of(base: str) -> Origin:
    """Read ``http://host:port``, with a path before every target if there is one.  Raises ValueError."""
    url = URL(base)
    if url.scheme not in {"http", "https"} or not url.host or url.port is None:
        raise ValueError("an upstream is http://host:port or https://host:port")
    if url.query_string or url.fragment or url.user:
        raise ValueError("an upstream has no query, fragment or user")
    return Origin(url.host, url.port, url.scheme == "https", url.authority, url.raw_path.rstrip("/"))


class _Connection(asyncio.Protocol):
    """One connection to a service: one question at a time, and silence in between."""

    def __init__(self, loop: asyncio.AbstractEventLoop, limits: Limits) -> None:
        self._loop = loop
        self._limits = limits
        # The limit makes the parser's reader ask for a pause at twice the body that we take.
        self._parser = HttpResponseParser(self, loop, limits.body_bytes, auto_decompress=False)  # type: ignore[arg-type]  # it wants aiohttp's own base class, and uses the three names below
        self._reading_paused = False
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._lease: Lease | None = None
        self.idle_since = 0.0
        self._forget()

    def _forget(self) -> None:
        self._started = bytearray()
        self._end = b""
        self._received_bytes = 0
        self._message: RawResponseMessage | None = None
        self._payload: StreamReader | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    @property
    def has_answer_begun(self) -> bool:
        return self._received_bytes > 0

    async def ask(self, question: bytes, lease: Lease, until: float) -> tuple[Head, bytes, bool]:
        """Returns head, body as it came, and whether to keep the connection.  Raises UpstreamError."""
        if self._transport is None or self._transport.is_closing():
            raise UpstreamError("upstream-incomplete")
        self._forget()
        self._lease = lease
        self._waiter = self._loop.create_future()
        self._transport.write(question)
        # A timer of our own: asyncio.timeout costs as much as the rest of this function.
        timer = self._loop.call_at(until, self._fail, "upstream-timeout")
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None
            self._lease = None
        return self._answer()

    def _answer(self) -> tuple[Head, bytes, bool]:
        if self._message is None or self._payload is None:
            raise UpstreamError("upstream-incomplete")
        head_bytes = plain_head(bytes(self._started))
        head = read_head(self._message)
        body = self._payload.read_nowait() if self._payload.total_bytes else b""
        self._check_end(head, head_bytes, len(body))
        return head, body, not self._message.should_close and self.is_open

    def _check_end(self, head: Head, head_bytes: int, body_bytes: int) -> None:
        """The answer ended where its framing says, and nothing came after it."""
        if head.is_chunked:
            if self._end != LAST_CHUNK:
                raise UpstreamError("upstream-trailer")
        elif self._received_bytes != head_bytes + body_bytes:
            raise UpstreamError("upstream-extra-bytes")
        elif head.length is not None and head.status not in BODILESS and head.length != body_bytes:
            raise UpstreamError("upstream-incomplete")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # create_connection gives a Transport

    def data_received(self, data: bytes) -> None:
        if self._waiter is None or self._waiter.done():
            self.close()  # bytes nobody asked for: the next answer on this connection would be theirs
            return
        self._received_bytes += len(data)
        self._end = (self._end + data)[-len(LAST_CHUNK) :]
        if self._lease is not None and not self._lease.take(len(data)):
            self._fail("over-budget")
        elif self._received_bytes > 2 * self._limits.body_bytes + HEAD_BYTES:
            self._fail("upstream-too-large")
        else:
            self._feed(data)

    def _feed(self, data: bytes) -> None:
        if self._message is None:
            self._started += data[:HEAD_BYTES]
        try:
            messages, _, _ = self._parser.feed_data(data)
        except Exception:  # noqa: BLE001 - a parser met with a service's bytes; its text quotes them
            self._fail("upstream-garbage")
            return
        for message, payload in messages:
            self._take(message, payload)
        if self._message is None and len(self._started) >= HEAD_BYTES:
            self._fail("upstream-too-large")
        if self._payload is not None and self._payload.is_eof():
            self._finish()

    def _take(self, message: RawResponseMessage, payload: StreamReader) -> None:
        if self._message is not None:
            self._fail("upstream-extra-bytes")
        elif message.code < HTTPStatus.OK:  # informational (RFC 9110 section 15.2)
            self._fail("upstream-informational")
        elif not is_framed(message):
            self._fail("upstream-unframed")
        else:
            self._message, self._payload = message, payload

    def pause_reading(self) -> None:
        """What the parser's reader calls when it holds too much, in bytes or in chunks."""
        self._fail("upstream-too-large")

    def resume_reading(self, resume_parser: bool = True) -> None:
        """The other half of what the reader may call."""

    def eof_received(self) -> None:
        self._fail("upstream-incomplete")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - its text may quote an address
        self._transport = None
        self._fail("upstream-incomplete")

    def _finish(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, why: str) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(UpstreamError(why))
        self.close()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


@dataclass(slots=True)
class LeanUpstream:
    """
    :class:`Upstream` over a pool of kept connections.

    ``idle_s`` is below the five seconds after which common servers close (uvicorn, Node.js):
    a question on a connection that closes at that moment may or may not have been heard.
    """

    limits: Limits
    budget: ByteBudget
    tls: ssl.SSLContext | None = None
    idle_s: float = 4.0
    idle_per_service: int = 64
    _idle: defaultdict[str, list[_Connection]] = field(default_factory=lambda: defaultdict(list))

    async def fetch(self, base: str, method: str, released: Released, deadline_s: float) -> Message:
        try:
            question = question_of(origin_of(base), method, released)
            until = asyncio.get_running_loop().time() + deadline_s
            with self.budget.lease() as lease:
                head, body = await self._ask(base, method, question, lease, until)
            return await _message(head, body, self.limits)
        except UpstreamError as error:
            return failed(error.why)
        except ValueError:  # an address that is none
            return failed("upstream-refused")

    async def _ask(
        self, base: str, method: str, question: bytes, lease: Lease, until: float
    ) -> tuple[Head, bytes]:
        kept = self._kept(base) if method in _IDEMPOTENT else None
        if kept is not None:
            try:
                return await self._ask_on(kept, base, question, lease, until)
            except UpstreamError:
                if kept.has_answer_begun:
                    raise
                # It died in its sleep.  The question may be put again: the method is idempotent.
        return await self._ask_on(await self._connect(base, until), base, question, lease, until)

    async def _ask_on(
        self, connection: _Connection, base: str, question: bytes, lease: Lease, until: float
    ) -> tuple[Head, bytes]:
        is_reusable = False
        try:
            head, body, is_reusable = await connection.ask(question, lease, until)
        finally:
            if not is_reusable:
                connection.close()  # also where the deadline or a shutdown cut the wait short
        self._keep(base, connection)
        return head, body

    async def _connect(self, base: str, until: float) -> _Connection:
        origin = origin_of(base)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(until):
                _, connection = await loop.create_connection(
                    lambda: _Connection(loop, self.limits),
                    origin.host,
                    origin.port,
                    ssl=self.tls if origin.is_tls else None,
                )
        except TimeoutError:
            raise UpstreamError("upstream-timeout") from None
        except OSError:
            raise UpstreamError("upstream-refused") from None
        return connection

    def _kept(self, base: str) -> _Connection | None:
        now = asyncio.get_running_loop().time()
        kept = self._idle[base]
        while kept:
            connection = kept.pop()
            if connection.is_open and now - connection.idle_since <= self.idle_s:
                return connection
            connection.close()
        return None

    def _keep(self, base: str, connection: _Connection) -> None:
        connection.idle_since = asyncio.get_running_loop().time()
        if connection.is_open and len(self._idle[base]) < self.idle_per_service:
            self._idle[base].append(connection)
        else:
            connection.close()

    async def close(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()
        await asyncio.sleep(0)  # lets the transports go


def question_of(origin: Origin, method: str, released: Released, takes: str = "") -> bytes:
    try:
        path = target.write(released.path, released.query)
    except Unreadable:
        raise UpstreamError("unwritable-target") from None
    lines = [f"Accept-Language: {value}" for name, value in released.headers if name == "accept-language"]
    if released.body:
        if not released.media_type:
            raise UpstreamError("unwritable-header")  # a body without a type is anybody's guess
        lines.append(f"Content-Type: {released.media_type}")
    if not all(map(_WRITABLE.fullmatch, lines)):
        raise UpstreamError("unwritable-header")
    if released.body or method not in _BODILESS_METHODS:
        lines.append(f"Content-Length: {len(released.body)}")
    first = f"{method} {origin.prefix}{path} HTTP/1.1\r\nHost: {origin.authority}"
    head = "\r\n".join((first, takes or always(released.headers), *lines, "\r\n"))
    return head.encode("ascii") + released.body


async def _message(head: Head, body: bytes, limits: Limits) -> Message:
    if HTTPStatus.MULTIPLE_CHOICES <= head.status < HTTPStatus.BAD_REQUEST:
        return failed("upstream-redirect", head.status)
    if head.status == HTTPStatus.PARTIAL_CONTENT:
        return failed("upstream-partial", head.status)
    try:
        plain = await undone(head.coding, body, limits)
    except Unreadable as error:
        is_large = error.why in {"body-too-large", "coding-ratio"}
        return failed("upstream-too-large" if is_large else "upstream-coding", head.status)
    return Message(phase=Phase.RESPONSE, status=head.status, media_type=head.media_type, body=plain)


def failed(why: str, status: int = 0) -> Message:
    return Message(phase=Phase.RESPONSE, failure=why, status=status)
