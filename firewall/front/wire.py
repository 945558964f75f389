"""
aiohttp's low-level server with our framing, and with its tongue tied.

It parses (in C) and keeps connections; every byte that it would write or log of its own, it does
not.  What its parser refuses never becomes a request, so that is reported here.
"""

from __future__ import annotations

import asyncio
import resource
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from aiohttp import http_exceptions, http_parser, web
from aiohttp.streams import EMPTY_PAYLOAD
from aiohttp.web_protocol import RequestHandler, RequestPayloadError, _ErrInfo

from firewall.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp.streams import StreamReader


_log = structlog.get_logger()

_OF_OUR_OWN = 192
"""Files that the process keeps for itself: the record, and what is accepted before it is turned away."""

_LAST_CHUNK = b"\r\n0\r\n\r\n"
"""RFC 9112 section 7.1, without extensions and trailers."""


class Speaker(Protocol):
    """Who answers on a wire."""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Never raises."""

    async def refuse_unparsed(self, reason: str) -> web.StreamResponse:
        """Records and answers what the parser refused.  Never raises."""

    def left_unread(self, reason: str, times: int) -> None:
        """Remembers, for the record, what came to an end before it was a request that anybody handled."""


def most_connections() -> int:
    """
    How many requesters may be connected, of the files that the system gives: each may need one to a service, too.

    Without a bound, whoever opens connections takes the files that the record needs, and that ends it.
    """
    given, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max((given - _OF_OUR_OWN) // 2, 1)


def require_c_parser(parser: object = http_parser.HttpRequestParser) -> None:
    """Raise ConfigError where aiohttp fell back to its Python parser, which accepts what llhttp refuses."""
    if parser is http_parser.HttpRequestParserPy:
        raise ConfigError(
            "aiohttp runs without its C parser. Install a wheel of aiohttp for this platform, "
            "and leave AIOHTTP_NO_EXTENSIONS unset."
        )


class Server(web.Server):
    """A server whose connections speak only through ``speaker``."""

    def __init__(
        self,
        speaker: Speaker,
        *,
        head_s: float,
        lingering_s: float = 1.0,
        most: Callable[[], int] = most_connections,
    ) -> None:
        # aiohttp counts the time to a whole head and the time between requests with one clock.
        super().__init__(
            speaker.handle,
            access_log=None,
            keepalive_timeout=head_s,
            lingering_time=lingering_s,
            auto_decompress=False,
        )
        self.speaker = speaker
        self.most = most
        self.connected = 0

    def __call__(self) -> RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(RequestHandler):
    """One connection of a requester."""

    def __init__(self, server: Server, *, loop: asyncio.AbstractEventLoop, **options: Any) -> None:  # noqa: ANN401 - aiohttp's own
        super().__init__(server, loop=loop, **options)
        self._server = server
        self._speaker = server.speaker
        self._is_turned_away = False
        self._end = b""
        self._chunked: StreamReader | None = None
        self._odd_ends: list[StreamReader] = []
        self._last: tuple[Any, StreamReader] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._server.connected += 1
        if self._server.connected > self._server.most():
            self._is_turned_away = True
            transport.abort()  # type: ignore[attr-defined]  # as below
            return
        # Whoever writes waits until all is written: then it is known how much a requester has that goes away.
        transport.set_write_buffer_limits(high=1)  # type: ignore[attr-defined]  # create_server gives a Transport

    def has_odd_end(self, body: StreamReader) -> bool:
        """Whether a chunked body ended with more than its last chunk: trailers, which nobody shows us."""
        return body in self._odd_ends

    def data_received(self, data: bytes) -> None:
        queued = len(self._messages)
        try:
            super().data_received(data)
        except Exception as error:  # noqa: BLE001 - a parser met with a stranger's bytes
            self._refuse(error)
        self._end = (self._end + data)[-len(_LAST_CHUNK) :]
        arrived = list(self._messages)[queued:]
        self._last = arrived[-1] if arrived else self._last
        self._check_ends(arrived)
        self._end_broken_body()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Tell of what nobody else will tell: each connection and each request is in the record."""
        self._server.connected -= 1
        if self._messages:
            self._speaker.left_unread("left-unhandled", len(self._messages))
        if self._is_turned_away:
            self._speaker.left_unread("too-many-connections", 1)
        elif self._may_begin() and (times := _begun(self._parser)):
            self._speaker.left_unread("head-incomplete", times)
        elif self._last is None:
            self._speaker.left_unread("nothing-sent", 1)
        super().connection_lost(exc)

    def _may_begin(self) -> bool:
        """Whether what came last leaves room for another request: it was read whole, and not to be the last."""
        if self._last is None:
            return True
        if self._payload_parser is not None:
            return False  # what follows an upgrade is no request
        message, body = self._last
        return not isinstance(message, _ErrInfo) and body.is_eof() and not message.should_close

    def _check_ends(self, arrived: list[tuple[Any, StreamReader]]) -> None:
        """A chunked body must end where the bytes end: what follows at once could be read as part of it."""
        for message, body in arrived:
            if self._chunked is not None:
                self._odd_ends.append(self._chunked)
            self._chunked = body if getattr(message, "chunked", False) else None
        if self._chunked is not None and self._chunked.is_eof():
            if self._end != _LAST_CHUNK:
                self._odd_ends.append(self._chunked)
            self._chunked = None

    def _refuse(self, error: Exception) -> None:
        """Queue the refusal as aiohttp does it for the errors that it expects."""
        self._messages.append((_ErrInfo(status=400, exc=error, message=""), EMPTY_PAYLOAD))
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _end_broken_body(self) -> None:
        """The parser gave up inside a body, and tells nobody who waits for the rest of it."""
        request = self._current_request
        if request is None or not self._messages or not isinstance(self._messages[-1][0], _ErrInfo):
            return
        request._cancel(RequestPayloadError())  # noqa: SLF001 - aiohttp's own way to break off a body
        request.content.feed_eof()  # else aiohttp waits for the rest, and logs that it does not come

    def _make_error_handler(
        self, err_info: _ErrInfo
    ) -> Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]:
        async def refuse(_request: web.BaseRequest) -> web.StreamResponse:
            return await self._speaker.refuse_unparsed(reason_of(err_info.exc))

        return refuse

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 - the signature is aiohttp's
        status: int = 500,  # noqa: ARG002 - as above
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - as above
    ) -> web.StreamResponse:
        """A fault of our own: no bytes of ours can be trusted then, so there are none."""
        self._speaker.left_unread("wire-fault", 1)
        self.log_exception(exc_info=exc)
        raise ConnectionResetError

    def log_exception(self, *args: Any, **kw: Any) -> None:  # noqa: ANN401, ARG002 - aiohttp's signature
        _log.error("wire-fault", error=type(kw.get("exc_info")).__name__)

    def log_debug(self, *args: Any, **kw: Any) -> None:  # noqa: ANN401 - aiohttp's signature
        """Nothing: debug texts quote requests."""


def _begun(parser: Any) -> int:  # noqa: ANN401 - aiohttp gives its parsers no type
    """How many requests began of which nobody was told.  Asks the parser for the last time."""
    if parser is None:
        return 0
    try:
        # Between requests empty lines are nothing (RFC 9112 section 2.2); they end a head, or break it.
        messages, _, _ = parser.feed_data(b"\r\n\r\n")
    except Exception:  # noqa: BLE001 - a parser met with half a head
        return 1
    return len(messages)


def has_odd_end(request: web.BaseRequest) -> bool:
    """Whether the body, now read whole, ended with more than its last chunk."""
    connection = request.protocol
    return isinstance(connection, _Connection) and connection.has_odd_end(request.content)


_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (http_exceptions.BadHttpMethod, "bad-method"),
    (http_exceptions.LineTooLong, "line-too-long"),
    (http_exceptions.InvalidHeader, "bad-header"),
    (http_exceptions.InvalidURLError, "bad-target"),
    (http_exceptions.TransferEncodingError, "bad-framing"),
    (http_exceptions.ContentLengthError, "bad-framing"),
    (http_exceptions.BadStatusLine, "bad-version"),
)


def reason_of(error: BaseException) -> str:
    """A code from a closed list: the text of a parser's error quotes what it refused."""
    return next((code for kind, code in _REASONS if isinstance(error, kind)), "bad-message")
