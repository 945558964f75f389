"""What never became an exchange, and what never arrived whole: counted at once, recorded a little later."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from typing import TYPE_CHECKING

import structlog

from firewall.front.problems import Answer, Told, problem

if TYPE_CHECKING:
    from firewall.ended import CutShort
    from firewall.front.parts import Parts

_log = structlog.get_logger()


class Unread:
    """The requests that no parser could read and the answers that were cut short, on their way to the record."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._refused: Counter[str] = Counter()
        self._last_refused: dict[str, str] = {}
        self._recording = asyncio.Lock()
        self._cut_short: deque[CutShort] = deque()

    async def refused(self, reason: str) -> Answer:
        """Record what never became a request; returns its answer, which tells the id of its entry.  Never raises."""
        self._parts.meter.parser_refused()
        contact = self._parts.rules().contact
        try:
            recorded = await self._record_refused(reason)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing but this may leave
            _log.error("not-recorded", error=type(error).__name__)
            return problem(503, Told(decision_id=self._parts.new_id(), contact=contact))
        return problem(400, Told(decision_id=recorded, contact=contact))

    def left(self, reason: str, times: int) -> None:
        """Count what nobody waits for an answer to; ``record`` writes it down."""
        self._refused[reason] += times

    def cut_short(self, cut: CutShort) -> None:
        """Keep in mind that of an answer a part arrived, or nothing; ``record`` writes it down."""
        self._cut_short.append(cut)

    async def record(self) -> None:
        """Record all that was kept so far.  Raises AuditError; then it is still to be recorded."""
        async with self._recording:
            while self._cut_short:
                screen, now, id_ = self._parts.rules().screen, self._parts.clock(), self._parts.new_id()
                await screen.cut_short(self._cut_short[0], now, id_)
                self._cut_short.popleft()
            for reason in list(self._refused):
                await self._record_counted(reason)

    async def _record_refused(self, reason: str) -> str:
        """
        Record it, and return the id of its entry.

        A flood of them is one record a commit: those that come while one is written share the next.
        """
        self._refused[reason] += 1
        async with self._recording:
            await self._record_counted(reason)
            return self._last_refused[reason]

    async def _record_counted(self, reason: str) -> None:
        times = self._refused.pop(reason, 0)
        if times:
            id_ = self._parts.new_id()
            try:
                await self._parts.rules().screen.unparsed(reason, self._parts.clock(), id_, times)
            except BaseException:
                self._refused[reason] += times  # not recorded: still to be
                raise
            self._last_refused[reason] = id_
            _log.info("unparsed", reasons=(reason,), decision=id_, times=times)
