"""
An answer of any length on its way out, record by record.

What happens to which member was decided by the question and is on record before the first byte.  A category only
ever removes: where something is found that was not declared, its member is taken out of this record and of all that
follow.  What cannot be vouched for ends the stream, and the record says after how many records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

from firewall import statuses
from firewall.answers import Answers
from firewall.audit import entry
from firewall.beside import worked_out
from firewall.errors import ReviewError
from firewall.formats import Unreadable
from firewall.formats.records import GridWriter, Records
from firewall.grid import Grid
from firewall.inspection import Failure, Screened
from firewall.inspection.overlap import Overlap
from firewall.model import (
    UNINSPECTABLE,
    Category,
    Count,
    Decision,
    Outcome,
    Plan,
    Ruling,
    Tree,
    View,
)
from firewall.policy.rules import Route
from firewall.taking import Given

LetOut = NewType("LetOut", bytes)
"""Bytes of a stream that may leave.  Only a :class:`Stream` makes one, and only the engine makes a Stream."""

LEFT, DRAINING = "requester-left", "draining"


@dataclass(frozen=True, slots=True)
class Course:
    """Under what a stream goes: all of it was decided before its first byte."""

    answers: Answers
    plan: Plan
    route: Route
    decision: Decision
    observe: Callable[[Ruling], None]


class Stream:
    """Fed by one at a time; after a Failure, and after its end, not at all."""

    def __init__(self, course: Course, kind: Records) -> None:
        """INVARIANT: the engine has the opening entry's receipt."""
        self._course = course
        self._kind = kind
        self._reader = kind.reader(course.answers.means.limits)
        self._writer = kind.writer()
        self._overlap = Overlap() if kind.splits else None
        self._given = Given(course.plan, course.answers.means.waiting, course.answers.exchange)
        self._closed: frozenset[str] = frozenset()
        self._counts: Counter[tuple[str, Category, Outcome]] = Counter()
        self._has_begun = False
        self._is_recorded = False
        self.media_type = kind.media_type
        self.records = 0

    async def feed(self, data: bytes, at: datetime) -> LetOut:
        """Return what may leave now.  Raises :class:`Failure`; then nothing more may."""
        return await self._worked_out(len(data), lambda: self._fed(data, at))

    async def finish(self, at: datetime) -> LetOut:
        """Return what may leave once all was fed.  Raises as ``feed`` does."""
        return await self._worked_out(self._reader.held_bytes, lambda: self._finished(at))

    async def ended(self, why: str = "") -> None:
        """
        Record how it ended: whole, or why not.  Raises AuditError; then its end must not look like one.

        May be called twice, and counts once.
        """
        if self._is_recorded:
            return
        self._is_recorded = True
        course = self._course
        counts = tuple(Count(*what, times) for what, times in self._counts.items())
        if why and why not in {LEFT, DRAINING}:
            counts = (*counts, Count("", UNINSPECTABLE, Outcome.REFUSE, 1))
        decision = replace(
            course.decision,
            reasons=(why,) if why else (),
            counts=counts,
            records=self.records,
            latched=tuple(sorted(course.answers.caught)),
        )
        said = entry.streamed(course.answers.exchange, decision, status=statuses.OK, is_whole=not why)
        receipt = await course.answers.means.record.append(said)
        # Without a status: the exchange was counted when it was ruled on.
        course.observe(Ruling(exchange=course.answers.exchange, decision=decision, status=0, receipt=receipt))

    async def _worked_out(self, size: int, work: Callable[[], bytes]) -> LetOut:
        try:
            return LetOut(await worked_out(size, work))
        except Failure:
            raise
        except Unreadable as unreadable:
            raise Failure(unreadable.why) from None
        except ReviewError:
            raise Failure(statuses.REVIEW_FAILED) from None
        except Exception as error:  # noqa: BLE001  # whatever broke opens nothing (law 2); its text may quote a value
            raise Failure(f"{statuses.ENGINE_FAILED}:{type(error).__name__}") from None

    def _fed(self, data: bytes, at: datetime) -> bytes:
        self._check_day(at)
        return self._begun() + self._passed(self._reader.feed(data), is_last=False)

    def _finished(self, at: datetime) -> bytes:
        self._check_day(at)
        rest = self._passed(self._reader.close(), is_last=True)
        return self._begun() + rest + self._writer.closing()

    def _begun(self) -> bytes:
        if self._has_begun:
            return b""
        self._has_begun = True
        return self._writer.opening()

    def _check_day(self, at: datetime) -> None:
        """Agreements and laws begin and end at midnight, also for who is still being answered then."""
        course = self._course
        now = at.astimezone(course.answers.compiled.bundle.city.zone)
        if now.date() == course.answers.exchange.day:
            return
        if course.answers.compiled.plan(replace(course.answers.exchange, at=now)) != course.plan:
            raise Failure("policy-changed")

    def _passed(self, records: list[Tree] | Grid, *, is_last: bool) -> bytes:
        if isinstance(records, Grid):
            return self._released_grid(records)
        if self._overlap is None:
            return self._released(records)
        course = self._course
        if records:
            # What stands in one record alone is found in it, and latched, before it is looked at with others.
            self._withheld(records)
        self._overlap.add(records)
        if records:
            latched = course.answers.means.waiting.latched(course.route.id)
            view_of, pseudonyms = self._view_of, course.answers.pseudonyms()
            self._closed = self._overlap.closed(
                self._closed | latched, view_of, course.answers.means.detectors, pseudonyms
            )
        return self._released(self._overlap.take(is_last=is_last))

    def _released_grid(self, grid: Grid) -> bytes:
        """Do as ``_released`` does with single records."""
        if self._given.is_too_many(self.records + grid.records):
            raise Failure("too-many-records")
        course, writer = self._course, self._writer
        sifted = course.answers.sifted(grid, course.route, self._view_of)
        if sifted is None or not isinstance(writer, GridWriter):
            return self._released([*grid.rows()])
        self._closed |= sifted.screened.closed
        # The exit check reads a whole document of these records alone.
        course.answers.checked_grid(self._kind.format, sifted)
        body = writer.grid(sifted.grid) if sifted.grid.records else b""
        self._count(grid.records, sifted.screened)
        return body

    def _count(self, records: int, screened: Screened) -> None:
        self.records += records
        for count in screened.counts:
            self._counts[count[:3]] += count.times

    def _released(self, records: list[Tree]) -> bytes:
        if not records:
            return b""
        if self._given.is_too_many(self.records + len(records)):
            raise Failure("too-many-records")
        screened = self._withheld(records)
        if not isinstance(screened.tree, list):
            raise Failure("not-a-list")
        # The exit check reads a whole document of these records alone.
        alone = self._kind.writer()
        whole = alone.opening() + alone.records(screened.tree) + alone.closing()
        self._course.answers.check(whole, self._kind.format, screened)
        body = self._writer.records(screened.tree)
        self._count(len(records), screened)
        return body

    def _withheld(self, records: list[Tree]) -> Screened:
        course = self._course
        screened = course.answers.withheld(list(records), course.route, self._view_of, {})
        self._closed |= screened.closed
        return screened

    def _view_of(self, latched: frozenset[str]) -> View:
        # No model reads names in a stream: what would need one does not leave.
        course = self._course
        return course.answers.view_of(course.plan, course.route, latched | self._closed, reads_names=False)
