"""The reverse proxy: a requester on one side, a city service on the other, the engine in between."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from aiohttp.web_protocol import RequestPayloadError

from firewall.ended import CutShort, Ended, Streamed
from firewall.errors import AuditError
from firewall.front import addressed, carrying, handshakes, headers, lengthy, problems, spooling, talking
from firewall.front.door import Door, shown
from firewall.front.lengthy import Question
from firewall.front.problems import Answer, Told, problem
from firewall.front.released import released, without_error_body
from firewall.front.undoing import taken
from firewall.front.unread import Unread
from firewall.front.wire import Server, has_odd_end, require_c_parser
from firewall.front.writing import Sent, Written
from firewall.identity.introduce import Credentials
from firewall.model import CaseId, Exchange, Message, Phase

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import AsyncIterator

    from aiohttp import web

    from firewall.front.budget import Lease
    from firewall.front.handshakes import Handshake
    from firewall.front.parts import Match, Parts, Rules
    from firewall.front.spooling import Held
    from firewall.model import Released, Ruling

_log = structlog.get_logger()

_CASE = re.compile(r"[A-Za-z0-9-]{1,64}")
_LAST_S = 12.0
"""For what was cut off to come to its record: longer than the inspection of one message may take."""
_RESERVED = ".firewall"
"""No service has a path that begins like this."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, read as far as it could be."""

    rules: Rules
    exchange: Exchange
    message: Message
    match: Match | None
    language: str
    handshake: Handshake | None


class Proxy:
    """Listens, and carries each exchange to its record, whether or not the requester waits for it."""

    def __init__(self, parts: Parts) -> None:
        require_c_parser()
        self._parts = parts
        self._listening: list[asyncio.Server] = []
        self._server: Server | None = None
        self._door: Door | None = None
        self._in_flight = 0
        self._quiet = asyncio.Event()
        self._is_draining = False
        self._is_cut = False
        self._waits: set[asyncio.Timeout] = set()
        self._unread = Unread(parts)

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen; may be called for several addresses.  Returns the port, chosen by the system where 0."""
        server, loop = self._serving(tls), asyncio.get_running_loop()
        listening = await loop.create_server(server, host, port, ssl=tls)
        self._listening.append(listening)
        return int(listening.sockets[0].getsockname()[1])

    async def start_at(self, door: socket.socket, tls: ssl.SSLContext | None = None) -> None:
        """Listen at a socket that was bound by somebody else; may be called for several."""
        server, loop = self._serving(tls), asyncio.get_running_loop()
        self._listening.append(await loop.create_server(server, sock=door, ssl=tls))

    def _serving(self, tls: ssl.SSLContext | None) -> Server:
        self._door = tls if isinstance(tls, Door) else self._door
        if self._server is None:
            self._server = Server(self, head_s=self._parts.deadlines.head_s)
        return self._server

    async def drain(self, timeout_s: float) -> None:
        """
        Accept nothing more, let what runs come to its end for so long, then cut it off, and close.

        What is cut off is refused, and on record.
        """
        self._is_draining = True
        for listening in self._listening:
            listening.close()
        if self._server is None:
            return
        self._server.pre_shutdown()
        with suppress(TimeoutError):
            async with self._cuttable(timeout_s):
                await self._quieted()
                await self._server.shutdown(timeout_s)  # until the last answer is written
        self.hurry()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_S):
                await self._quieted()
        await self._server.shutdown(0.1)
        with suppress(AuditError):  # which has failed for all, and is told by who keeps it
            await self.record_unread()

    def hurry(self) -> None:
        """Cut off what waits for a requester or a service, now and from now on.  May be called twice."""
        self._is_cut = True
        for wait in [wait for wait in self._waits if not wait.expired()]:
            wait.reschedule(asyncio.get_running_loop().time())

    @asynccontextmanager
    async def _cuttable(self, seconds: float | None) -> AsyncIterator[None]:
        """Raises TimeoutError after so long, or where it was cut off."""
        async with asyncio.timeout(0 if self._is_cut else seconds) as wait:
            self._waits.add(wait)
            try:
                yield
            finally:
                self._waits.discard(wait)

    async def _quieted(self) -> None:
        while self._in_flight:
            self._quiet.clear()
            await self._quiet.wait()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Never raises but where this task itself is cancelled."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._count(+1)
        try:
            with self._parts.around(), self._parts.budget.lease() as lease:
                answer, asked, ruling = await self._answer(request, lease, began)
                carried, received = None, len(asked.message.body)
                if answer.flow is not None:
                    carried = await carrying.carry(
                        request, answer, answer.flow, self._way(asked), keep_alive=self._keeps(request)
                    )
                elif answer.held is not None:
                    carried = await self._given(request, answer, answer.held, asked)
                elif answer.talk is not None:
                    carried = await talking.carry(request, answer, answer.talk, self._way(asked))
                seconds = loop.time() - began
                whole = len(answer.body) * (request.method != "HEAD")
                sent = whole if carried is None else carried.sent_bytes
                self._parts.tell(
                    Ended(
                        asked=asked.exchange, ruling=ruling, status=answer.status, seconds=seconds,
                        received_bytes=received, sent_bytes=sent, address=request.remote, streamed=carried,
                    )
                )  # fmt: skip
        finally:
            self._count(-1)
        service = "" if asked.match is None else asked.match.route.partition(":")[0]
        self._parts.meter.exchanged(service, answer.status, seconds)
        is_clean = not asked.message.failure and asked.handshake is None
        if carried is not None:
            self._parts.meter.streamed(carried)
            return Sent(
                answer.status, keep_alive=answer.talk is None and carried.is_whole and self._keeps(request)
            )
        held = self._parts.budget.lease()
        held.take(len(answer.body))  # given back a moment ago, so that there is room

        def ended(most_bytes: int, is_whole: bool) -> None:
            held.give_back()
            if ruling is not None and ruling.outgoing is not None and answer.body and not is_whole:
                self._unread.cut_short(CutShort(ruling.exchange.id, most_bytes, len(answer.body)))

        return Written(
            answer,
            keep_alive=is_clean and self._keeps(request),
            ended=ended,
            write_s=self._parts.deadlines.write_s,
            has_body=request.method != "HEAD",
        )

    async def _given(self, request: web.BaseRequest, answer: Answer, out: Held, asked: _Asked) -> Streamed:
        carried = await spooling.give(request, answer, out, self._way(asked), keep_alive=self._keeps(request))
        if not carried.is_whole:
            self._unread.cut_short(CutShort(asked.exchange.id, carried.sent_bytes, out.kept.size))
        return carried

    def _way(self, asked: _Asked) -> carrying.Way:
        parts = self._parts
        return carrying.Way(
            clock=parts.clock,
            write_s=parts.deadlines.write_s,
            is_current=lambda: parts.rules() is asked.rules,
            cuttable=lambda: self._cuttable(None),
        )

    def _keeps(self, request: web.BaseRequest) -> bool:
        return bool(request.keep_alive) and not self._is_draining

    async def refuse_unparsed(self, reason: str) -> web.StreamResponse:
        """Record what never became a request, and answer like any request that cannot be read."""
        return Written(await self._unread.refused(reason), keep_alive=False)

    def left_unread(self, reason: str, times: int) -> None:
        """Count what nobody waits for an answer to; ``record_unread`` writes it down."""
        self._unread.left(reason, times)

    async def record_unread(self) -> None:
        """Record what was left unread so far, here or there.  Raises AuditError; then it is still to be recorded."""
        await self._unread.record()

    def _count(self, change: int) -> None:
        self._in_flight += change
        if not self._in_flight:
            self._quiet.set()

    @property
    def in_flight(self) -> int:
        """How many exchanges run now."""
        return self._in_flight

    async def _answer(
        self, request: web.BaseRequest, lease: Lease, began: float
    ) -> tuple[Answer, _Asked, Ruling | None]:
        """Returns the answer, what was asked, and the ruling unless there was none."""
        asked = await self._read(request, lease)
        try:
            own = self._reserved(asked)
            return (
                (own, asked, None) if own is not None else await self._journey(request, asked, lease, began)
            )
        except Exception as error:  # noqa: BLE001 - no verdict means no bytes (law 2)
            # Its text may quote a value, so its class is all that is told.
            _log.error("exchange-fault", error=type(error).__name__)
            return problem(503, self._plain(asked)), asked, None

    async def _read(self, request: web.BaseRequest, lease: Lease) -> _Asked:
        """The request as exchange and message.  What is wrong with it is the message's failure."""
        rules = self._parts.rules()
        head = headers.read(request.method, request.version, request.raw_headers, self._parts.hosts)
        handshake = (
            handshakes.read(request.method, request.raw_headers, is_tls=request.secure)
            if head.failure == "upgrade"
            else None
        )
        if handshake is not None:
            head = headers.read(request.method, request.version, handshake.rest, self._parts.hosts)
        method = headers.meant(request.method)
        path, query, failure = addressed.read(request.raw_path, lambda path: rules.match(method, path))
        # Whoever comes while we go is refused, and on record; what came before is answered.
        failure = "draining" if self._is_draining else head.failure or failure
        failure = failure or ("connection-over" if shown(request.transport, self._door).is_over else "")
        failure = failure or ("" if handshake is None else handshake.failure)
        match = None if failure else rules.match(method, path)
        match, odd = handshakes.meant(match, handshake)
        failure = failure or odd
        body = b""
        if not failure and head.has_body:
            body, failure = await self._body(request, lease)
            if not failure:
                body, failure = await taken(head.coding, body, self._parts.limits, lease)
        message = Message(
            phase=Phase.REQUEST,
            path=path,
            query=query,
            headers=head.passed_on,
            media_type=head.media_type if body else "",
            body=body,
            failure=failure,
        )
        exchange = await self._exchange(request, head, match, rules)
        return _Asked(rules, exchange, message, match, problems.language_of(head.languages), handshake)

    async def _exchange(
        self, request: web.BaseRequest, head: headers.Head, match: Match | None, rules: Rules
    ) -> Exchange:
        now = self._parts.clock()
        credentials = Credentials(
            authorization=head.authorization,
            api_key=head.api_key,
            certificate=shown(request.transport, self._door).certificate,
            client_cert=head.client_cert,
            client_cert_chain=head.client_cert_chain,
            changes=request.method in headers.CHANGING,
        )
        claims = rules.claims(head.purpose, head.process)
        exchange = Exchange(
            id=self._parts.new_id(),
            at=now,
            requester=await rules.introduce(credentials, now),
            method=headers.meant(request.method) if request.method in headers.METHODS else "OTHER",
            route=None if match is None else match.route,
            purpose=claims.purpose,
            claims=claims.processes,
        )
        return exchange if match is None or match.way_out is None else match.way_out.turned(exchange)

    async def _body(self, request: web.BaseRequest, lease: Lease) -> tuple[bytes, str]:
        """Returns the body, or what was wrong with it."""
        body = bytearray()
        try:
            async with self._cuttable(self._parts.deadlines.body_s):
                while chunk := await request.content.readany():
                    body += chunk
                    if len(body) > self._parts.limits.body_bytes:
                        return b"", "body-too-large"
                    if not lease.take(len(chunk)):
                        return b"", "over-budget"
        except TimeoutError:
            return b"", "draining" if self._is_cut else "too-slow"
        except (RequestPayloadError, ConnectionError, asyncio.IncompleteReadError):
            return b"", "body-incomplete"
        except Exception as error:  # noqa: BLE001 - aiohttp sets what it likes on a broken body
            _log.info("body-fault", error=type(error).__name__)
            return b"", "body-incomplete"
        return (b"", "trailers") if has_odd_end(request) else (bytes(body), "")

    async def _journey(
        self, request: web.BaseRequest, asked: _Asked, lease: Lease, began: float
    ) -> tuple[Answer, _Asked, Ruling]:
        """Ask the engine, ask the service, ask the engine again."""
        parts, match, screen = self._parts, asked.match, asked.rules.screen
        ruling = await screen.screen(asked.exchange, asked.message)
        outgoing = ruling.outgoing
        if outgoing is None or match is None or asked.message.failure:
            # INVARIANT: what could not be read whole is never sent on, whatever the ruling says.
            return self._told(ruling, asked), asked, ruling
        if match.is_stream:
            ruling, answer = await lengthy.answered(
                Question(
                    request=request, screen=screen, ruling=ruling, outgoing=outgoing, match=match,
                    lease=lease, way=self._way(asked), handshake=asked.handshake,
                ),
                parts,
            )  # fmt: skip
            return answer or self._told(ruling, asked), asked, ruling
        left_s = parts.deadlines.whole_s - (asyncio.get_running_loop().time() - began)
        answered = await self._fetched(
            match.base, asked.exchange.method, outgoing, min(parts.deadlines.upstream_s, left_s)
        )
        if not lease.take(len(answered.body)):
            answered = Message(phase=Phase.RESPONSE, failure="over-budget")
        ruling = await screen.screen(ruling.exchange, without_error_body(answered))
        if ruling.outgoing is None or answered.failure:
            return self._told(ruling, asked), asked, ruling
        return released(ruling, ruling.outgoing), asked, ruling

    async def _fetched(self, base: str, method: str, outgoing: Released, deadline_s: float) -> Message:
        try:
            async with self._cuttable(None):
                return await self._parts.upstream.fetch(base, method, outgoing, deadline_s)
        except TimeoutError:
            return Message(phase=Phase.RESPONSE, failure="draining")
        except Exception as error:  # noqa: BLE001 - what was asked of a service must be on record, however it ended
            _log.error("upstream-fault", error=type(error).__name__)
            return Message(phase=Phase.RESPONSE, failure="upstream-failed")

    def _told(self, ruling: Ruling, asked: _Asked) -> Answer:
        told = Told(
            decision_id=ruling.exchange.id,
            language=asked.language,
            contact=asked.rules.contact,
            notice=ruling.notice,
            citation=ruling.citation,
            case=ruling.case,
        )
        return problem(ruling.status, told)

    def _plain(self, asked: _Asked) -> Told:
        return Told(decision_id=asked.exchange.id, language=asked.language, contact=asked.rules.contact)

    def _reserved(self, asked: _Asked) -> Answer | None:
        """Our own paths: the status of a requester's own case, and the pages that problems point to."""
        if asked.rules.closed or asked.message.failure or asked.message.path[:1] != (_RESERVED,):
            return None
        return self._own(asked) if asked.exchange.method == "GET" else None  # else no route, and on record

    def _own(self, asked: _Asked) -> Answer | None:
        match asked.message.path:
            case (_, "cases", name) if _CASE.fullmatch(name):
                state = self._parts.case_state(CaseId(name), asked.exchange.requester)
                return None if state is None else problems.state(name, state)
            case (_, "problems", name):
                text = problems.page(name, asked.language)
                return None if text is None else problems.written(text, asked.language)
            case _:
                return None
