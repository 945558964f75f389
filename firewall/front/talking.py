"""
A conversation over two WebSockets: what the service says goes as a stream's records do, what the requester says as
the body of an intake does.

It was decided by the request before it began.  It ends with the first message that cannot be vouched for, with another
policy, at a shutdown, and when one of the two goes; the end is on record before it looks like one.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from firewall.ended import Streamed
from firewall.formats.messages import MOST_BYTES
from firewall.front.frames import Code, FrameError, Op
from firewall.front.handshakes import Handshake, accepted
from firewall.front.sockets import Gone, Peer
from firewall.front.writing import Wired, head_of
from firewall.inspection import Failure
from firewall.streams import DRAINING, LEFT

if TYPE_CHECKING:
    from aiohttp import web

    from firewall.front.budget import Lease
    from firewall.front.carrying import Way
    from firewall.front.problems import Answer
    from firewall.streams import Stream

_log = structlog.get_logger()

HELD_BYTES = 8 * MOST_BYTES
"""What one conversation may hold at once, taken from the budget before it begins."""
CLOSING_BYTES = 3 * MOST_BYTES
"""What is left of that while it is closed: a message on its way to each side, and what had not left yet."""

_PROPER = frozenset({Code.DONE, Code.GOING_AWAY, Code.NONE})
"""With these a service says that it is done; with any other, that something went wrong."""

_CODES = {
    LEFT: Code.DONE,
    DRAINING: Code.GOING_AWAY,
    "policy-changed": Code.GOING_AWAY,
    "binary-message": Code.UNSUPPORTED,
    "record-too-large": Code.TOO_BIG,
    "message-not-taken": Code.POLICY,
    "not-accepted": Code.POLICY,
}
"""What a requester is told; of all else, that something failed."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A service that has agreed to it, and what lets its messages out."""

    service: Peer
    stream: Stream
    handshake: Handshake
    protocol: str
    lease: Lease

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        agreed = (("Sec-WebSocket-Protocol", self.protocol),) if self.protocol else ()
        return (
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Sec-WebSocket-Accept", accepted(self.handshake.key)),
            *agreed,
        )


class _End(Exception):  # noqa: N818 - every conversation has one
    def __init__(self, why: str = "", code: Code | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.code = code


async def carry(request: web.BaseRequest, answer: Answer, talk: Talk, way: Way) -> Streamed:
    """Never raises but where this task is cancelled."""
    wire = Wired(request, way.write_s)
    requester = Peer(wire, is_client=True, idle_s=talk.service.idle_s)
    talks = _Conversation(talk, requester, way)
    end, why = _End(DRAINING), DRAINING
    try:
        async with way.cuttable():
            wire.write(head_of(answer, keep_alive=True))
            await wire.drain()
            request.protocol.set_parser(requester)  # type: ignore[arg-type]  # it is asked for what a Peer has
            end = await talks.held()
    except ConnectionError:
        end = _End(LEFT)
    except TimeoutError:
        end = _End(DRAINING)
    finally:
        why = await _ended(talk, requester, end)
    return Streamed(talk.stream.records, talks.sent_bytes, why)


async def _ended(talk: Talk, requester: Peer, end: _End) -> str:
    """On record first: an end that is not there must not look like one.  Returns why it ended."""
    why = end.why
    try:
        await talk.stream.ended(why)
    except Exception as error:  # noqa: BLE001 - whatever it was, both are to be told that it is over
        _log.error("not-recorded", error=type(error).__name__)
        why = why or "not-recorded"
    talk.lease.keep(CLOSING_BYTES)
    code = end.code or (_CODES.get(why, Code.FAULT) if why else Code.DONE)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(requester.close(code))
        tasks.create_task(talk.service.close(Code.GOING_AWAY if why else Code.DONE))
    return why


class _Conversation:
    def __init__(self, talk: Talk, requester: Peer, way: Way) -> None:
        self._talk = talk
        self._requester = requester
        self._way = way
        self.sent_bytes = 0
        self._end: _End | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def held(self) -> _End:
        """Return how it ended."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = [tasks.create_task(self._said()), tasks.create_task(self._heard())]
        return self._end or _End("stream-fault")

    async def _said(self) -> None:
        """The service's side."""
        try:
            while True:
                frame = await self._talk.service.next()
                self._check(frame.op)
                await self._give(await self._talk.stream.feed(frame.data, self._way.clock()))
        except Gone as gone:
            await self._service_gone(gone.code)
        except FrameError as error:
            self._over(
                _End("record-too-large" if error.code is Code.TOO_BIG else "upstream-garbage", Code.FAULT)
            )
        except Exception as error:  # noqa: BLE001 - see there
            self._over(_ending(error))

    async def _service_gone(self, code: int | None) -> None:
        if code not in _PROPER:
            self._over(_End("upstream-incomplete"))
            return
        try:
            self._way.check()  # what was held back till then leaves now
            await self._give(await self._talk.stream.finish(self._way.clock()))
            self._over(_End())
        except Exception as error:  # noqa: BLE001 - see there
            self._over(_ending(error))

    async def _heard(self) -> None:
        """The requester's side."""
        try:
            while True:
                frame = await self._requester.next()
                self._check(frame.op)
                await self._sent(await self._talk.stream.heard(frame.data, self._way.clock()))
        except Gone:
            self._over(_End(LEFT))
        except FrameError as error:
            self._over(_End("record-too-large" if error.code is Code.TOO_BIG else "bad-frame", error.code))
        except Exception as error:  # noqa: BLE001 - see there
            self._over(_ending(error))

    async def _sent(self, text: bytes) -> None:
        try:
            await self._talk.service.send(text)
        except ConnectionError:
            raise Failure("upstream-incomplete") from None

    async def _give(self, out: bytes) -> None:
        for line in out.split(b"\n")[:-1]:
            await self._requester.send(line)
            self.sent_bytes += len(line)

    def _check(self, op: Op) -> None:
        self._way.check()
        if op is not Op.TEXT:
            raise Failure("binary-message")

    def _over(self, end: _End) -> None:
        """The first end is the one that counts."""
        if self._end is None:
            self._end = end
            for task in self._tasks:
                if task is not asyncio.current_task():
                    task.cancel()


def _ending(error: Exception) -> _End:
    """No verdict means no bytes (law 2); the text of what broke may quote a value."""
    if isinstance(error, Failure):
        return _End(error.why)
    if isinstance(error, ConnectionError):
        return _End(LEFT)
    _log.error("exchange-fault", error=type(error).__name__)
    return _End("stream-fault")
