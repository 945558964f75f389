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

from firewall import inspection, statuses
from firewall.answers import Answers
from firewall.audit import entry
from firewall.beside import worked_out
from firewall.errors import ReviewError
from firewall.formats import Unreadable
from firewall.formats.envelopes import listed, placed
from firewall.formats.messages import Messages
from firewall.formats.records import GridWriter, Records, records_of
from firewall.grid import Grid
from firewall.inspection import Failure, Screened
from firewall.inspection.overlap import Overlap
from firewall.inspection.turns import OF_THE_STREAM
from firewall.listening import Listening
from firewall.model import (
    UNINSPECTABLE,
    Category,
    Count,
    Decision,
    Message,
    Outcome,
    Path,
    Plan,
    Ruling,
    Tree,
    View,
)
from firewall.policy.rules import MESSAGES, Route
from firewall.taking import Given

LetOut = NewType("LetOut", bytes)
"""Bytes of a stream that may leave.  Only a :class:`Stream` makes one, and only the engine makes a Stream."""

_Counts = Counter[tuple[str, Category, Outcome]]

_NONE: frozenset[Path] = frozenset()

_LOOKED_AT = 2
"""Records that wait are read together with each that comes, which is half the work of reading them at first."""

LEFT, DRAINING = "requester-left", "draining"


@dataclass(frozen=True, slots=True)
class Course:
    """Under what a stream goes: all of it was decided before its first byte."""

    answers: Answers
    plan: Plan
    route: Route
    decision: Decision
    observe: Callable[[Ruling], None]


def kind_of(head: Message, route: Route) -> Records:
    """Return how to read what goes on with this head.  Raises :class:`Unreadable` for what is no list of records."""
    if route.stream == MESSAGES:
        return Messages()
    media_type = head.media_type if route.stream else ""
    return records_of(media_type, has_header=route.has_header, place=route.records or ())


class Stream:
    """Fed by one at a time; after a Failure, and after its end, not at all."""

    def __init__(self, course: Course, kind: Records, before: Stream | None = None) -> None:
        """
        Of the places that are ``closed`` nothing leaves any more.

        ``before`` read the same answer, of which nothing has left: what it closed is closed from the first record on.

        INVARIANT: the engine has the opening entry's receipt, or lets nothing out before it has one.
        """
        self._course = course
        self._kind = kind
        self._reader = kind.reader(course.answers.means.limits)
        self._writer = kind.writer()
        self._overlap = (
            Overlap(OF_THE_STREAM if course.route.stream != MESSAGES else _NONE) if kind.splits else None
        )
        self._listening = Listening(course.answers, course.plan, course.route)
        self._counts: _Counts = Counter()
        self._around: _Counts = Counter()
        self._last: list[Tree] = []
        # What was taken from a limit is not taken again.
        self.given: Given = (
            Given(course.plan, course.answers.means.waiting, course.answers.exchange)
            if before is None
            else before.given
        )
        self.closed: frozenset[str] = frozenset() if before is None else before.closed
        self._has_begun = False
        self._is_recorded = False
        self._status = statuses.SWITCHING if course.route.stream == MESSAGES else statuses.OK
        self.media_type = kind.media_type
        self.records = 0

    async def feed(self, data: bytes, at: datetime) -> LetOut:
        """Return what may leave now.  Raises :class:`Failure`; then nothing more may."""
        # The last byte of a record is work for all of it, and each record for those that wait.
        size = self._held_bytes + len(data)
        return await self._worked_out(size, lambda: self._fed(data, at))

    async def finish(self, at: datetime) -> LetOut:
        """Return what may leave once all was fed.  Raises as ``feed`` does."""
        return await self._worked_out(self._held_bytes, lambda: self._finished(at))

    @property
    def _held_bytes(self) -> int:
        """How much more there is to look at than what comes: what waits was looked at by itself already."""
        waiting = 0 if self._overlap is None else self._overlap.held_bytes // _LOOKED_AT
        return self._reader.held_bytes + waiting

    async def heard(self, text: bytes, at: datetime) -> LetOut:
        """Return what goes on to the service of what the requester says meanwhile.  Raises as ``feed`` does."""
        return await self._worked_out(len(text), lambda: self._heard(text, at))

    async def ended(self, why: str = "") -> None:
        """
        Record how it ended: whole, or why not.  Raises AuditError; then its end must not look like one.

        May be called twice, and counts once.
        """
        if self._is_recorded:
            return
        self._is_recorded = True
        course, decision = self._course, self.decision(why)
        said = entry.streamed(course.answers.exchange, decision, status=self._status, is_whole=not why)
        receipt = await course.answers.means.record.append(said)
        # Without a status: the exchange was counted when it was ruled on.
        course.observe(Ruling(exchange=course.answers.exchange, decision=decision, status=0, receipt=receipt))

    def decision(self, why: str = "") -> Decision:
        """What became of the records so far."""
        # Copied at once: where its work was given up, a thread may still be adding to them.
        found = Counter(dict(self._counts)) + Counter(dict(self._around))
        counts = tuple(Count(*what, times) for what, times in found.items())
        counts += self._listening.counts
        if why and why not in {LEFT, DRAINING}:
            counts = (*counts, Count("", UNINSPECTABLE, Outcome.REFUSE, 1))
        return replace(
            self._course.decision,
            reasons=(why,) if why else (),
            counts=counts,
            records=self.records,
            latched=tuple(sorted(self._course.answers.caught)),
        )

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
        records = self._reader.feed(data)
        return self._begun(records, is_last=False) + self._passed(records, is_last=False)

    def _heard(self, text: bytes, at: datetime) -> bytes:
        self._check_day(at)
        return self._listening.heard(text)

    def _finished(self, at: datetime) -> bytes:
        self._check_day(at)
        records = self._reader.close()
        rest = self._begun(records, is_last=True) + self._passed(records, is_last=True)
        return rest + self._writer.closing(self._left_around([]))

    def _begun(self, records: list[Tree] | Grid, *, is_last: bool) -> bytes:
        """What stands before the records leaves with the first of them: it may say what they do."""
        if self._has_begun or (self._kind.place and not (records or is_last)):
            return b""
        self._has_begun = True
        return self._writer.opening(self._left_around(records if isinstance(records, list) else []))

    def _left_around(self, records: list[Tree]) -> Tree:
        """What may leave of what the list stands in, as far as it was read; nothing where it stands in nothing."""
        around = self._reader.around
        if around is None:
            return None
        # What was taken out of the records beside it is not to be met again in it: a link to the next page may name
        # the last person of this one.
        self._withheld(records or self._last, around)
        screened = self._withheld([], around)
        format_ = self._kind.format
        self._course.answers.check(inspection.write(screened.tree, format_), format_, screened)
        self._around = _counted(screened)
        return screened.tree

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
            self.closed = self._overlap.closed(
                self.closed | latched, view_of, course.answers.means.detectors, pseudonyms
            )
        return self._released(self._overlap.take(is_last=is_last))

    def _released_grid(self, grid: Grid) -> bytes:
        """Do as ``_released`` does with single records."""
        if self.given.is_too_many(self.records + grid.records):
            raise Failure("too-many-records")
        course, writer = self._course, self._writer
        sifted = course.answers.sifted(grid, course.route, self._view_of)
        if sifted is None or not isinstance(writer, GridWriter):
            return self._released([*grid.rows()])
        self.closed |= sifted.screened.closed
        # The exit check reads a whole document of these records alone.
        course.answers.checked_grid(self._kind.format, sifted)
        body = writer.grid(sifted.grid) if sifted.grid.records else b""
        self._count(grid.records, sifted.screened)
        return body

    def _count(self, records: int, screened: Screened) -> None:
        self.records += records
        self._counts += _counted(screened)

    def _released(self, records: list[Tree]) -> bytes:
        if not records:
            return b""
        if self.given.is_too_many(self.records + len(records)):
            raise Failure("too-many-records")
        screened = self._withheld(records)
        left = listed(screened.tree, self._kind.place)
        if left is None:
            raise Failure("not-a-list")
        # The exit check reads a whole document of these records alone.
        alone = self._kind.writer()
        whole = alone.opening() + alone.records(left) + alone.closing()
        self._course.answers.check(whole, self._kind.format, screened)
        body = self._writer.records(left)
        self._count(len(records), screened)
        self._last = records
        return body

    def _withheld(self, records: list[Tree], around: Tree = None) -> Screened:
        course = self._course
        tree = placed(records, self._kind.place, around)
        screened = course.answers.withheld(tree, course.route, self._view_of, {})
        self.closed |= screened.closed
        return screened

    def _view_of(self, latched: frozenset[str]) -> View:
        # No model reads names in a stream: what would need one does not leave.
        course = self._course
        return course.answers.view_of(course.plan, course.route, latched | self.closed, reads_names=False)


def _counted(screened: Screened) -> _Counts:
    counts: _Counts = Counter()
    for count in screened.counts:
        counts[count[:3]] += count.times
    return counts
