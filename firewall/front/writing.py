"""How an answer is written: in our framing, and no faster than it is taken."""

from __future__ import annotations

import asyncio
import re
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.helpers import rfc822_formatted_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from firewall.front.problems import Answer
    from firewall.streams import LetOut

_PIECE_BYTES = 64 * 1024
"""Of a body, at once.  Up to this size joining head and body is cheaper than a second system call, too."""

CHUNK_BYTES = 16 * 1024
"""Of a stream, in one chunk."""
_QUIET_S, _HELD_S = 0.05, 1.0
"""After how long without more a shorter chunk goes, and after how long in any case."""

WRITE_S = 15.0
"""For a requester to take a piece: who takes none holds memory, and keeps others from theirs."""

_PRINTABLE = re.compile(r"[ -~]*")
_FIRST_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}

_SAFETY = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"


def head_of(answer: Answer, *, keep_alive: bool) -> bytes:
    """
    Our framing, and nothing that was not written by us.

    Raises ValueError for a value that could end its line: it would start a header, or an answer,
    of somebody else's choice.
    """
    if not _PRINTABLE.fullmatch("".join(value for _, value in answer.headers)):
        raise ValueError("unwritable header")
    lines = [_FIRST_LINES[answer.status], *(f"{name}: {value}\r\n" for name, value in answer.headers)]
    if answer.talk is not None:
        lines += [f"{name}: {value}\r\n" for name, value in answer.talk.headers]
    elif answer.flow is not None:
        lines.append("Transfer-Encoding: chunked\r\n")
    elif answer.status != HTTPStatus.NO_CONTENT:
        size = len(answer.body) if answer.held is None else answer.held.kept.size
        lines.append(f"Content-Length: {size}\r\n")
    if not keep_alive:
        lines.append("Connection: close\r\n")
    lines.append(f"Date: {rfc822_formatted_time()}\r\n{_SAFETY}\r\n")
    return "".join(lines).encode("ascii")


class Written(web.StreamResponse):
    """
    An answer that writes itself, past aiohttp's own headers.

    ``ended`` is told once how much of the body the requester has at most, and whether that is all of it.
    """

    def __init__(
        self,
        answer: Answer,
        *,
        keep_alive: bool,
        ended: Callable[[int, bool], None] = lambda *_: None,
        write_s: float = WRITE_S,
        has_body: bool = True,
    ) -> None:
        super().__init__(status=answer.status)
        self._ended = ended
        self._write_s = write_s
        self._keep_alive = keep_alive
        self._head = head_of(answer, keep_alive=keep_alive)
        # A 204 has no body, nor has what answers a HEAD (RFC 9110 section 6.4.1): bytes after it would be read as
        # the next answer.
        self._rest = answer.body if has_body and answer.status != HTTPStatus.NO_CONTENT else b""
        self._request: web.BaseRequest | None = None

    async def prepare(self, request: web.BaseRequest) -> None:
        """Nothing: aiohttp's hook, where it would write its own head."""
        self._request = request

    async def write_eof(self, data: bytes = b"") -> None:  # noqa: ARG002 - the signature is aiohttp's
        given = -len(self._head)
        is_whole = False
        try:
            for piece in self._pieces():
                given += _write(self._request, piece)
                await _taken(self._request, self._write_s)
            is_whole = True
        finally:
            self._ended(max(given, 0), is_whole)

    def _pieces(self) -> Iterator[bytes]:
        yield self._head + self._rest[:_PIECE_BYTES]
        for at in range(_PIECE_BYTES, len(self._rest), _PIECE_BYTES):
            yield self._rest[at : at + _PIECE_BYTES]


class Chunks:
    """
    An answer of any length, in chunks (RFC 9112 section 7.1): without the last one it is seen to be cut.

    One whose length is known goes without them.  Raises ConnectionError where the requester takes nothing any more.

    INVARIANT: where a chunk ends follows from what leaves, and from when there was nothing to be had for a while.
    Chunks that went by what came in would tell how long the things are that were taken out of each.
    """

    def __init__(self, request: web.BaseRequest, answer: Answer, *, keep_alive: bool, write_s: float) -> None:
        self._request = request
        self._write_s = write_s
        self._head = head_of(answer, keep_alive=keep_alive)
        self._is_chunked = answer.held is None
        self._waiting = bytearray()
        self._since = 0.0
        self.sent_bytes = 0
        self.is_head = request.method == "HEAD"

    async def begin(self) -> None:
        await self._put(self._head)

    async def put(self, piece: LetOut) -> None:
        if self._is_chunked:
            await self._evenly(piece)
            return
        for at in range(0, len(piece), _PIECE_BYTES):
            part = piece[at : at + _PIECE_BYTES]
            await self._put(part)
            self.sent_bytes += len(part)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While a service is waited for, what is there already leaves once that takes long."""
        timer = None
        if self._waiting:
            loop = asyncio.get_running_loop()
            timer = loop.call_at(min(loop.time() + _QUIET_S, self._since + _HELD_S), self._quiet)
        try:
            yield
        finally:
            if timer is not None:
                timer.cancel()

    async def end(self) -> None:
        if self._is_chunked:
            self._let_go()
            await self._put(b"0\r\n\r\n")

    def abort(self) -> None:
        """End the connection as no whole answer ends.  What was let out before is still sent."""
        with suppress(ConnectionError):
            self._let_go()
        _abort(self._request)

    async def _evenly(self, piece: bytes) -> None:
        if not self._waiting:
            self._since = asyncio.get_running_loop().time()
        self._waiting += piece
        while len(self._waiting) >= CHUNK_BYTES:
            part = bytes(self._waiting[:CHUNK_BYTES])
            del self._waiting[:CHUNK_BYTES]
            self._since = asyncio.get_running_loop().time()
            await self._put(_chunk(part))
            self.sent_bytes += len(part)

    def _quiet(self) -> None:
        """Nobody waits for what is there already: an event of a live stream is news."""
        with suppress(ConnectionError):  # whoever puts the next piece sees it, too
            self._let_go()

    def _let_go(self) -> None:
        if self._waiting:
            part = bytes(self._waiting)
            self._waiting.clear()
            _write(self._request, _chunk(part))
            self.sent_bytes += len(part)

    async def _put(self, data: bytes) -> None:
        _write(self._request, data)
        await _taken(self._request, self._write_s)


def _chunk(part: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(part), part)


class Wired:
    """A requester's connection, for bytes that somebody else has framed."""

    def __init__(self, request: web.BaseRequest, write_s: float) -> None:
        self._request = request
        self._write_s = write_s

    def write(self, data: bytes) -> None:
        _write(self._request, data)

    async def drain(self) -> None:
        await _taken(self._request, self._write_s)

    def pause(self) -> None:
        self._request.protocol.pause_reading()

    def resume(self) -> None:
        self._request.protocol.resume_reading()

    def abort(self) -> None:
        _abort(self._request)


class Sent(web.StreamResponse):
    """Stands for an answer that was written already."""

    def __init__(self, status: int, *, keep_alive: bool) -> None:
        super().__init__(status=status)
        self._keep_alive = keep_alive

    async def prepare(self, request: web.BaseRequest) -> None:
        """Nothing, as below."""

    async def write_eof(self, data: bytes = b"") -> None:
        """Nothing."""


def _write(request: web.BaseRequest | None, piece: bytes) -> int:
    transport = None if request is None else request.transport
    if transport is None or transport.is_closing():
        raise ConnectionResetError
    transport.write(piece)
    return len(piece)


async def _taken(request: web.BaseRequest | None, write_s: float) -> None:
    """Wait until the system has all that was written.  Raises ConnectionResetError where it does not take it."""
    if request is None or not request.protocol.writing_paused:
        return
    try:
        async with asyncio.timeout(write_s):
            await request.writer.drain()
    except TimeoutError:
        _abort(request)
        raise ConnectionResetError from None
    if request.transport is None:  # aiohttp lets go of who waits when the other side ends in order, too
        raise ConnectionResetError


def _abort(request: web.BaseRequest) -> None:
    request.protocol.force_close()
    if request.transport is not None:
        request.transport.abort()  # a close in order would wait for the requester
