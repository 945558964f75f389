"""An answer that waits on disk until all of it was looked at, and then goes to its requester as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from firewall.ended import Streamed
from firewall.errors import UpstreamError
from firewall.front.writing import Chunks
from firewall.inspection import Failure
from firewall.model import Outcome
from firewall.streams import DRAINING, LEFT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from firewall.front.carrying import Way
    from firewall.front.flowing import Source
    from firewall.front.problems import Answer
    from firewall.model import Ruling
    from firewall.wholes import Keeps, Kept, WholeAnswer

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Held:
    """What may leave: all of it was looked at, and is on record."""

    whole: WholeAnswer
    kept: Kept


async def held(
    request: web.BaseRequest, whole: WholeAnswer, source: Source | None, keeps: Keeps | None, way: Way
) -> tuple[Ruling, Held | None]:
    """
    Return the ruling, and what it lets out.  Raises AuditError; then nothing may leave.

    A requester that goes away meanwhile ends it: nobody else will have what is kept.
    """
    kept, why = None, "spool-unwritable"
    try:
        if source is not None and keeps is not None:
            kept, why = await _looked_at(request, whole, source, keeps, way)
    except BaseException:
        await whole.ruled(DRAINING)  # this task is cancelled
        raise
    try:
        ruling = await whole.ruled(why)
    except BaseException:
        if kept is not None:
            kept.close()
        raise
    if kept is None:
        return ruling, None
    if ruling.decision.outcome is not Outcome.RELEASE:
        kept.close()
        return ruling, None
    return ruling, Held(whole, kept)


async def _looked_at(
    request: web.BaseRequest, whole: WholeAnswer, source: Source, keeps: Keeps, way: Way
) -> tuple[Kept | None, str]:
    def check() -> None:
        way.check()
        if request.transport is None or request.transport.is_closing():
            raise ConnectionResetError

    try:
        async with way.cuttable():
            return await whole.looked_at(_coming(source), keeps, way.clock, check), ""
    except (Failure, UpstreamError) as failure:
        return None, failure.why
    except ConnectionError:
        return None, LEFT
    except TimeoutError:
        return None, DRAINING
    except Exception as error:  # noqa: BLE001 - no verdict means no bytes (law 2); its text may quote a value
        _log.error("exchange-fault", error=type(error).__name__)
        return None, "stream-fault"


async def _coming(source: Source) -> AsyncIterator[bytes]:
    while data := await source.next():
        yield data


async def give(
    request: web.BaseRequest, answer: Answer, out: Held, way: Way, *, keep_alive: bool
) -> Streamed:
    """Never raises but where this task is cancelled.  What was kept is gone afterwards."""
    chunks = Chunks(request, answer, keep_alive=keep_alive, write_s=way.write_s)
    why = DRAINING  # unless it comes to another end
    try:
        async with way.cuttable():
            await chunks.begin()
            if not chunks.is_head:
                async for piece in out.kept.read():
                    await chunks.put(out.whole.let_out(piece))
            await chunks.end()
        why = ""
    except ConnectionError:
        why = LEFT  # what arrived of it goes on record as that of any answer does
    except TimeoutError:
        why = DRAINING
    except Exception as error:  # noqa: BLE001 - as above; a spool that was changed or cannot be read is one
        why = "spool-failed"
        _log.error("spool-fault", error=type(error).__name__)
    finally:
        out.kept.close()
        if why:
            chunks.abort()
    return Streamed(out.whole.records, chunks.sent_bytes, why)
