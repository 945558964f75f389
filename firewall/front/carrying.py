"""A stream from a service to a requester: no faster than it is taken, and to an end that is on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import structlog

from firewall.ended import Streamed
from firewall.errors import AuditError, UpstreamError
from firewall.front.writing import Chunks
from firewall.inspection import Failure
from firewall.model import Message, Phase
from firewall.streams import DRAINING, LEFT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from aiohttp import web

    from firewall.front.budget import Lease
    from firewall.front.flowing import Source
    from firewall.front.problems import Answer, Flow

_log = structlog.get_logger()

T = TypeVar("T")

HELD_BYTES = 4 * 1024 * 1024
"""What one stream may hold at once, taken from the budget before it begins: a record as it came, read and written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """``is_current`` tells whether the policy that a stream set out under is in force."""

    clock: Callable[[], datetime]
    write_s: float
    is_current: Callable[[], bool]
    cuttable: Callable[[], AbstractAsyncContextManager[None]]

    def check(self) -> None:
        """Raises :class:`Failure`."""
        if not self.is_current():
            raise Failure("policy-changed")


async def headed(
    asks: Awaitable[tuple[Message, Source | None]], way: Way, lease: Lease
) -> tuple[Message, Source | None]:
    """Return the head of a service's answer, and what it goes on with, where there is room for that."""
    head, source = await waited(asks, way)
    if source is None or lease.take(source.held_bytes):
        return head, source
    source.close()
    return Message(phase=Phase.RESPONSE, failure="over-budget"), None


async def waited(asks: Awaitable[tuple[Message, T | None]], way: Way) -> tuple[Message, T | None]:
    """Return what a service said, or that it is not waited for any more."""
    try:
        async with way.cuttable():
            return await asks
    except TimeoutError:
        return Message(phase=Phase.RESPONSE, failure="draining"), None
    except Exception as error:  # noqa: BLE001 - what was asked of a service must be on record, however it ended
        _log.error("upstream-fault", error=type(error).__name__)
        return Message(phase=Phase.RESPONSE, failure="upstream-failed"), None


async def carry(
    request: web.BaseRequest, answer: Answer, flow: Flow, way: Way, *, keep_alive: bool
) -> Streamed:
    """Never raises but where this task is cancelled.  The last chunk is written only once the end is on record."""
    chunks = Chunks(request, answer, keep_alive=keep_alive, write_s=way.write_s)
    why = ""
    try:
        async with way.cuttable():
            await _all(chunks, flow, way)
    except (Failure, UpstreamError) as failure:
        why = failure.why
    except ConnectionError:
        why = LEFT
    except TimeoutError:
        why = DRAINING
    except AuditError:
        why = "not-recorded"
    except Exception as error:  # noqa: BLE001 - no verdict means no bytes (law 2); its text may quote a value
        _log.error("exchange-fault", error=type(error).__name__)
        why = "stream-fault"
    except BaseException:
        await _cut(chunks, flow, DRAINING)
        raise
    finally:
        flow.source.close()
    if why:
        await _cut(chunks, flow, why)
    return Streamed(flow.stream.records, chunks.sent_bytes, why)


async def _all(chunks: Chunks, flow: Flow, way: Way) -> None:
    await chunks.begin()
    if chunks.is_head:
        await flow.stream.ended()  # of no records
        return
    while data := await _next(chunks, flow):
        way.check()
        await chunks.put(await flow.stream.feed(data, way.clock()))
    way.check()  # what was held back till then leaves now
    await chunks.put(await flow.stream.finish(way.clock()))
    await flow.stream.ended()
    await chunks.end()


async def _next(chunks: Chunks, flow: Flow) -> bytes:
    with chunks.waiting():
        return await flow.source.next()


async def _cut(chunks: Chunks, flow: Flow, why: str) -> None:
    """Before anything else, so that what was given cannot be taken for all there is."""
    chunks.abort()
    try:
        await flow.stream.ended(why)
    except AuditError:
        _log.error("not-recorded", error="AuditError")
