"""
A service's answer of any length: its head at once, then what comes, as fast as it is taken.

Framing is as strict as for a whole answer, and what is odd ends it.  A service that sends faster than the requester
takes is not read from meanwhile; one that sends nothing for too long is cut off.  A connection carries one answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from aiohttp.http_parser import HttpResponseParser

from firewall.errors import UpstreamError
from firewall.formats import Limits, Unreadable
from firewall.formats.coded import HOLDS, undoing
from firewall.formats.codings import name_of
from firewall.formats.records import STREAMED
from firewall.front.accept import always
from firewall.front.framing import HEAD_BYTES, LAST_CHUNK, Head, is_framed, plain_head, read_head
from firewall.front.undoing import Undone
from firewall.front.upstream import failed, origin_of, question_of
from firewall.model import Message, Phase

if TYPE_CHECKING:
    import ssl

    from aiohttp.http_parser import RawResponseMessage
    from aiohttp.streams import StreamReader

    from firewall.model import Released

HELD_BYTES = 128 * 1024
"""From so much on a service is not read from."""


class Source(Protocol):
    """
    The rest of an answer whose head is known.

    ``held_bytes`` is what reading it needs at most, beside what every stream is given.
    """

    @property
    def held_bytes(self) -> int: ...

    async def next(self) -> bytes:
        """Return what came, and nothing at the proper end.  Raises UpstreamError for any other end."""

    def close(self) -> None:
        """May be called twice."""


class Opens(Protocol):
    async def open(
        self, base: str, method: str, released: Released, deadline_s: float, takes: tuple[str, ...] = STREAMED
    ) -> tuple[Message, Source | None]:
        """
        Return an answer's head, and what it goes on with where it is a success; ``takes`` are the types it may have.

        Never raises for what a service or the network does: that is a Message with a failure.
        """


@dataclass(frozen=True, slots=True)
class Flowing:
    """:class:`Opens` over a connection for each answer; ``idle_s`` is for a service that sends nothing."""

    tls: ssl.SSLContext | None = None
    idle_s: float = 30.0
    limits: Limits = field(default_factory=Limits)

    async def open(
        self, base: str, method: str, released: Released, deadline_s: float, takes: tuple[str, ...] = STREAMED
    ) -> tuple[Message, Source | None]:
        try:
            origin = origin_of(base)
            asked = question_of(origin, method, released, always(released.headers, takes))
        except UpstreamError as error:
            return failed(error.why), None
        except ValueError:  # an address that is none
            return failed("upstream-refused"), None
        loop = asyncio.get_running_loop()
        connection = _Connection(loop, self.idle_s)
        try:
            async with asyncio.timeout(deadline_s):
                tls = self.tls if origin.is_tls else None
                await loop.create_connection(lambda: connection, origin.host, origin.port, ssl=tls)
                head = await connection.ask(asked)
        except TimeoutError:
            connection.close()
            return failed("upstream-timeout"), None
        except OSError:
            connection.close()
            return failed("upstream-refused"), None
        except UpstreamError as error:
            connection.close()
            return failed(error.why), None
        except BaseException:
            connection.close()
            raise
        return _answer(head, connection, self.limits)


def _answer(head: Head, connection: _Connection, limits: Limits) -> tuple[Message, Source | None]:
    try:
        undoes = undoing(head.coding, limits)
    except Unreadable:
        connection.close()
        return failed("upstream-coding", head.status), None
    message = Message(Phase.RESPONSE, status=head.status, media_type=head.media_type)
    if head.status != 200:  # noqa: PLR2004 - any other has nothing to stream
        connection.close()
        return message, None
    return message, connection if undoes is None else Undone(connection, undoes, HOLDS[name_of(head.coding)])


class _Connection(asyncio.Protocol):
    """One question, one answer."""

    def __init__(self, loop: asyncio.AbstractEventLoop, idle_s: float) -> None:
        self._idle_s = idle_s
        self._parser = HttpResponseParser(self, loop, HELD_BYTES // 2, auto_decompress=False)  # type: ignore[arg-type]  # as for whole answers: it uses the four names below
        self._reading_paused = False
        self._transport: asyncio.Transport | None = None
        self._head: asyncio.Future[Head] = loop.create_future()
        self._payload: StreamReader | None = None
        self._known: Head | None = None
        self._started = bytearray()
        self._end = b""
        self._received = 0
        self._given = 0
        self._head_bytes = 0
        self._why = ""

    @property
    def held_bytes(self) -> int:
        return 0

    @property
    def connected(self) -> bool:
        """What the parser's reader asks before it waits."""
        return self._transport is not None

    async def ask(self, asked: bytes) -> Head:
        if self._transport is None:
            raise UpstreamError("upstream-incomplete")
        self._transport.write(asked)
        return await self._head

    async def next(self) -> bytes:
        payload = self._payload
        if payload is None:
            raise UpstreamError("upstream-incomplete")
        try:
            async with asyncio.timeout(self._idle_s):
                data = await payload.readany()
        except TimeoutError:
            self._fail("upstream-timeout")
            raise UpstreamError("upstream-timeout") from None
        except UpstreamError:
            raise
        except Exception:  # noqa: BLE001 - aiohttp sets what it likes on a broken body
            raise UpstreamError(self._why or "upstream-incomplete") from None
        if self._why:
            raise UpstreamError(self._why)
        self._given += len(data)
        if not data:
            self._check_end()
        return data

    def _check_end(self) -> None:
        """The answer ended where its framing says, and nothing came after it."""
        head = self._known
        if head is None or self._payload is None or not self._payload.is_eof():
            raise UpstreamError("upstream-incomplete")
        if head.is_chunked:
            if self._end != LAST_CHUNK:
                raise UpstreamError("upstream-trailer")
        elif self._received != self._head_bytes + self._given:
            raise UpstreamError("upstream-extra-bytes")
        elif head.length != self._given:
            raise UpstreamError("upstream-incomplete")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # create_connection gives a Transport

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        self._end = (self._end + data)[-len(LAST_CHUNK) :]
        if self._payload is None:
            self._started += data[:HEAD_BYTES]
        try:
            messages, _, _ = self._parser.feed_data(data)
            for message, payload in messages:
                self._take(message, payload)
        except UpstreamError as error:
            self._fail(error.why)
        except Exception:  # noqa: BLE001 - a parser met with a service's bytes; its text quotes them
            self._fail("upstream-garbage")
        if self._payload is None and len(self._started) >= HEAD_BYTES:
            self._fail("upstream-too-large")

    def _take(self, message: RawResponseMessage, payload: StreamReader) -> None:
        if self._payload is not None:
            raise UpstreamError("upstream-extra-bytes")
        if message.code < 200:  # noqa: PLR2004 - informational (RFC 9110 section 15.2)
            raise UpstreamError("upstream-informational")
        if not is_framed(message):
            raise UpstreamError("upstream-unframed")
        self._head_bytes = plain_head(bytes(self._started))
        self._known = read_head(message)
        self._payload = payload
        if not self._head.done():
            self._head.set_result(self._known)

    def pause_reading(self) -> None:
        """What the parser's reader calls when it holds enough."""
        if not self._reading_paused and self._transport is not None and not self._transport.is_closing():
            self._reading_paused = True
            self._transport.pause_reading()

    def resume_reading(self, resume_parser: bool = True) -> None:  # noqa: ARG002 - the parser is never paused
        if self._reading_paused and self._transport is not None and not self._transport.is_closing():
            self._reading_paused = False
            self._transport.resume_reading()

    def eof_received(self) -> None:
        self._gone()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - its text may quote an address
        self._transport = None
        self._gone()

    def _gone(self) -> None:
        if self._payload is None or not self._payload.is_eof():
            self._fail("upstream-incomplete")

    def _fail(self, why: str) -> None:
        self._why = self._why or why
        if not self._head.done():
            self._head.set_exception(UpstreamError(self._why))
        if self._payload is not None and not self._payload.is_eof():
            self._payload.set_exception(UpstreamError(self._why))
        self.close()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
