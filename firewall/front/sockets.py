"""
The two ends of a conversation: a WebSocket to a requester, and one to a service.

Pings are answered here, and go no further; who says nothing at all for too long is gone.  Who sends faster than is
taken is not read from meanwhile.
"""

from __future__ import annotations

import asyncio
import base64
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from aiohttp.http_parser import HttpResponseParser

from firewall.errors import UpstreamError
from firewall.formats.messages import MOST_BYTES
from firewall.front import frames, handshakes
from firewall.front.frames import Code, Frame, FrameError, Op
from firewall.front.framing import HEAD_BYTES, plain_head, read_head
from firewall.front.upstream import failed, origin_of, question_of
from firewall.model import Message, Phase

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from aiohttp.http_parser import RawResponseMessage

    from firewall.model import Released

_HELD = 4
"""Messages that wait at most before nothing more is read: each may be as long as a record."""

_LAST_S = 2.0
"""For a close to be written."""


class Wire(Protocol):
    """What carries bytes to the other side."""

    def write(self, data: bytes) -> None:
        """Raises ConnectionError where nobody takes them any more."""

    async def drain(self) -> None:
        """Wait until they are taken.  Raises ConnectionError where that takes too long."""

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def abort(self) -> None:
        """May be called twice."""


class Gone(Exception):  # noqa: N818 - an end, and not always a fault
    """The other side went: with a ``code`` where it said so, and NONE where it is just not there any more."""

    def __init__(self, code: int | None) -> None:
        super().__init__()
        self.code = code


class Peer:
    """One side.  What it says is given in order; a FrameError or Gone is the last of it."""

    def __init__(
        self, wire: Wire, *, is_client: bool, idle_s: float, mask: Callable[[], bytes] = bytes
    ) -> None:
        self._wire = wire
        self._reader = frames.Reader(MOST_BYTES, is_masked=is_client)
        self.idle_s = idle_s
        self._mask = mask
        self._frames: deque[Frame] = deque()
        self._end: Exception | None = None
        self._came = asyncio.Event()
        self._is_closed = False

    # ---- what the wire calls

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """As aiohttp asks of what reads on after an upgrade: whether that was all, and what is left."""
        if self._end is None:
            try:
                self._frames += self._reader.feed(bytes(data))
            except FrameError as error:
                self._end = error
            self._came.set()
        if len(self._frames) >= _HELD or self._end is not None:
            self._wire.pause()
        return False, b""

    def feed_eof(self) -> None:
        self._end = self._end or Gone(None)
        self._came.set()

    # ---- what a conversation calls

    async def next(self) -> Frame:
        """
        Return the next message.

        Raises Gone where there is none any more, FrameError where what came is none, ConnectionError where its
        own pongs are not taken.
        """
        while True:
            frame = await self._frame()
            if frame.op is Op.CLOSE:
                raise Gone(frame.code)
            if frame.op is Op.PING:
                await self._send(Op.PONG, frame.data)
            elif frame.op is not Op.PONG:
                return frame

    async def send(self, text: bytes) -> None:
        """Raises ConnectionError where it is not taken."""
        await self._send(Op.TEXT, text)

    async def close(self, code: Code) -> None:
        """Say why it ends, and end it.  May be called twice.  Never raises."""
        if self._is_closed:
            return
        self._is_closed = True
        # Nobody asks for it any more, and whoever is slow to close shall hold none of it.
        self._reader.end()
        self._frames = deque(frame for frame in self._frames if frame.op is Op.CLOSE)
        try:
            with suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(_LAST_S):
                    self._wire.write(frames.written(Op.CLOSE, frames.closing(code), self._mask()))
                    await self._wire.drain()
                    await self._answered()
        finally:
            self._wire.abort()

    async def _answered(self) -> None:
        """Until the other side has closed too: a connection that is cut before may lose what is on its way."""
        self._wire.resume()
        while self._end is None and not self._frames:
            self._came.clear()
            await self._came.wait()
            self._wire.resume()

    async def _frame(self) -> Frame:
        silences = 0
        while not self._frames:
            if self._end is not None:
                raise self._end
            self._came.clear()
            self._wire.resume()
            try:
                async with asyncio.timeout(self.idle_s / 2):
                    await self._came.wait()
            except TimeoutError:
                silences += 1
                if silences > 1:
                    raise Gone(None) from None
                await self._send(Op.PING, b"")
        return self._frames.popleft()

    async def _send(self, op: Op, data: bytes) -> None:
        if self._is_closed:
            raise ConnectionResetError
        self._wire.write(frames.written(op, data, self._mask()))
        await self._wire.drain()


class Connects(Protocol):
    async def open(
        self, base: str, released: Released, protocol: str, deadline_s: float
    ) -> tuple[Message, Peer | None]:
        """Return the head, and the socket where there is one.  Never raises for what a service or the network does."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """
    Begins a WebSocket with a service.

    ``entropy`` is where keys and masks come from: whoever can foretell a mask can write bytes on the wire that a
    proxy takes for something else.
    """

    entropy: Callable[[int], bytes]
    tls: ssl.SSLContext | None = None
    idle_s: float = 30.0
    write_s: float = 15.0

    async def open(
        self, base: str, released: Released, protocol: str, deadline_s: float
    ) -> tuple[Message, Peer | None]:
        key = base64.b64encode(self.entropy(16)).decode()
        line = _Line(self.write_s)
        line.peer = peer = Peer(line, is_client=False, idle_s=self.idle_s, mask=lambda: self.entropy(4))
        try:
            origin = origin_of(base)
            asked = question_of(origin, "GET", released, handshakes.asking(key, protocol))
            loop = asyncio.get_running_loop()
            async with asyncio.timeout(deadline_s):
                tls = self.tls if origin.is_tls else None
                await loop.create_connection(lambda: line, origin.host, origin.port, ssl=tls)
                status = await line.ask(asked, key, protocol)
        except TimeoutError:
            line.abort()
            return failed("upstream-timeout"), None
        except (OSError, ValueError):  # nobody there, or an address that is none
            line.abort()
            return failed("upstream-refused"), None
        except UpstreamError as error:
            line.abort()
            return failed(error.why), None
        except BaseException:
            line.abort()
            raise
        if status == HTTPStatus.SWITCHING_PROTOCOLS:
            return Message(Phase.RESPONSE, status=status), peer
        line.abort()
        if status < HTTPStatus.BAD_REQUEST:
            return failed("upstream-not-websocket", status), None
        return Message(Phase.RESPONSE, status=status), None


class _Line(asyncio.Protocol):
    """The connection to a service: its answer to the handshake, and then frames."""

    peer: Peer
    _reading_paused = False

    def __init__(self, write_s: float) -> None:
        self._write_s = write_s
        loop = asyncio.get_running_loop()
        self._head: asyncio.Future[bytes] = loop.create_future()
        self._started = bytearray()
        self._transport: asyncio.Transport | None = None
        self._can_write = asyncio.Event()
        self._can_write.set()
        self._is_open = False

    async def ask(self, asked: bytes, key: str, protocol: str) -> int:
        """Return the status.  Raises UpstreamError."""
        self.write(asked)
        head = await self._head
        message = self._parsed(head)
        if message.code == HTTPStatus.SWITCHING_PROTOCOLS:
            handshakes.check(message.raw_headers, key, protocol)
            self._is_open = True
            if rest := bytes(self._started[len(head) :]):
                self.peer.feed_data(rest)
        return int(message.code)

    def _parsed(self, head: bytes) -> RawResponseMessage:
        parser = HttpResponseParser(self, asyncio.get_running_loop(), HEAD_BYTES, auto_decompress=False)  # type: ignore[arg-type]  # as in flowing.py
        try:
            messages, _, _ = parser.feed_data(head)
            message = messages[0][0]
        except Exception:  # noqa: BLE001 - a parser met with a service's bytes; its text quotes them
            raise UpstreamError("upstream-garbage") from None
        read_head(message)
        return message

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # create_connection gives a Transport
        transport.set_write_buffer_limits(high=1)  # type: ignore[attr-defined]  # as above

    def data_received(self, data: bytes) -> None:
        if self._is_open:
            self.peer.feed_data(data)
            return
        self._started += data
        if self._head.done():
            return
        if b"\r\n\r\n" in self._started:
            try:
                self._head.set_result(bytes(self._started[: plain_head(bytes(self._started))]))
            except UpstreamError as error:
                self._head.set_exception(error)
        elif len(self._started) > HEAD_BYTES:
            self._head.set_exception(UpstreamError("upstream-too-large"))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - its text may quote an address
        self._transport = None
        self._can_write.set()
        if not self._head.done():
            self._head.set_exception(UpstreamError("upstream-incomplete"))
            self._head.exception()  # somebody may have stopped to wait for it
        self.peer.feed_eof()

    def pause_writing(self) -> None:
        self._can_write.clear()

    def resume_writing(self) -> None:
        self._can_write.set()

    def pause_reading(self) -> None:
        """What the parser asks for: of a head nothing waits."""

    def resume_reading(self, resume_parser: bool = True) -> None:
        """As above."""

    # ---- Wire

    def write(self, data: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError
        self._transport.write(data)

    async def drain(self) -> None:
        try:
            async with asyncio.timeout(self._write_s):
                await self._can_write.wait()
        except TimeoutError:
            self.abort()
            raise ConnectionResetError from None
        if self._transport is None:
            raise ConnectionResetError

    def pause(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()
