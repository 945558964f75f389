"""
The journey of a message.

:meth:`Engine.screen` is the one door.  A front end turns its wire into an Exchange and a
Message, calls it, and turns the Ruling back into its wire; it has no other way to get bytes
that may leave.  Write, check, record, release: the record is durable before a Ruling that
lets anything out exists.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from firewall import ended, inspection, statuses, taking
from firewall.audit import entry
from firewall.beside import LARGE, worked_out
from firewall.ends import CHANGING, Ends
from firewall.errors import AuditError
from firewall.formats import Unreadable
from firewall.inspection import Asked, Failure, Named, Screened
from firewall.means import Means, digest
from firewall.model import (
    UNCLASSIFIED,
    Count,
    Decision,
    Exchange,
    Message,
    Outcome,
    Phase,
    Plan,
    Released,
    Ruling,
)
from firewall.onward import Onward
from firewall.policy.compiled import Compiled
from firewall.policy.rules import MESSAGES, Route
from firewall.streams import DRAINING, LEFT, Course, Stream, kind_of
from firewall.transform.pruned import UNDECLARED
from firewall.wholes import WholeAnswer

T = TypeVar("T")


class Engine:
    def __init__(
        self, policy: Callable[[], Compiled], means: Means, observe: Callable[[Ruling], None]
    ) -> None:
        self._policy = policy
        self._means = means
        self._observe = observe

    async def screen(self, exchange: Exchange, message: Message) -> Ruling:
        """
        Rule on a request, or on the service's answer to one that was let through.

        Raises AuditError where the record cannot be made; then nothing may leave.
        """
        journey = _Journey(self._means, self._policy(), exchange, message)
        work = journey.request() if message.phase is Phase.REQUEST else journey.answer()
        return await self._ruled(journey, work)

    async def open(self, exchange: Exchange, head: Message) -> tuple[Ruling, Stream | None]:
        """
        Rule on an answer that comes record by record, of which only the head is there.

        There is a stream where it may be let out, and then the ruling's entry says so.  Raises as ``screen`` does.
        """
        journey = _Journey(self._means, self._policy(), exchange, head)
        stream: Stream | None = None
        try:
            ruling, course = await journey.opened(self._observe)
            if course is not None:
                stream = Stream(course, kind_of(head, course.route))
        except AuditError:
            raise
        except Exception as error:  # noqa: BLE001  # as in ``screen``
            ruling, stream = await journey.broken(error), None
        self._observe(ruling)
        return ruling, stream

    async def whole(self, exchange: Exchange, head: Message) -> tuple[Ruling | None, WholeAnswer | None]:
        """
        Rule on an answer of any length that is to leave as a whole, of which only the head is there.

        There is no ruling yet where it may be looked at: the answer itself makes it.  Raises as ``screen`` does.
        """
        journey = _Journey(self._means, self._policy(), exchange, head)

        try:
            course = await journey.course(self._observe)
            if isinstance(course, Course):
                plan = course.plan
                return None, WholeAnswer(
                    course,
                    kind_of(head, course.route),
                    lambda decision, why: self._ruled(journey, journey.whole(plan, decision, why)),
                )
            ruling = course
        except AuditError:
            raise
        except Exception as error:  # noqa: BLE001  # as in ``screen``
            ruling = await journey.broken(error)
        self._observe(ruling)
        return ruling, None

    async def _ruled(self, journey: _Journey, work: Awaitable[Ruling]) -> Ruling:
        try:
            ruling = await work
        except AuditError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever broke must be on record, and open nothing (law 2)
            ruling = await journey.broken(error)
        self._observe(ruling)
        return ruling

    async def unparsed(self, reason: str, at: datetime, id: str, times: int = 1) -> None:  # noqa: A002  # as in the record
        """Record requests that no parser could read."""
        await self._means.record.append(entry.unparsed(id, at, reason, times))

    async def cut_short(self, cut: ended.CutShort, at: datetime, id: str) -> None:  # noqa: A002  # as in the record
        """Record that of an answer that was let out a part arrived, or nothing."""
        await self._means.record.append(entry.noted(id, at, "released-partial", cut.facts))


class _Journey(Ends):
    """One message on its way."""

    # ---- the request

    async def request(self) -> Ruling:
        if self._means.closed:
            return await self._uninspectable(self._means.closed)
        if self._route is None and not self._message.failure:
            return await self._closed(
                self._decision(Outcome.REFUSE, reasons=("no-route",)), statuses.NOT_FOUND
            )
        try:
            asked = await self._worked_out(self._read)
        except Failure as failure:
            return await self._uninspectable(failure.why)
        plan, self._exchange = taking.planned(self._compiled, self._waiting, self._exchange, asked.records)
        if plan.outcome is Outcome.RELEASE and self._answers.orders_latched(
            self._known_route(), asked.orders
        ):
            plan = replace(plan, outcome=Outcome.REFUSE, reasons=("orders-withheld",))
        if plan.outcome is not Outcome.RELEASE:
            return await self._not_released(plan)
        return await self._let_in(plan, asked)

    def _read(self) -> Asked:
        if self._message.failure or self._route is None:
            raise Failure(self._message.failure or "no-route")
        asked = inspection.read_request(
            self._message, self._route, self._means.detectors, self._means.limits, self._answers.cursors_about
        )
        self._exchange = replace(
            self._exchange,
            policy=self._compiled.bundle.digest,
            asks=asked.asks,
            selects=asked.selects,
            orders=asked.orders,
            members=asked.members,
            address=(self._message.path, asked.query) if self._route.links else ((), ()),
            records_asked=asked.records,
            target=digest(self._means.keys.digest, asked.target),
        )
        asked = replace(asked, target=b"")  # as long as the body, and needed no more
        found = self._waiting.processes(self._exchange.requester.principal.id, self._exchange.at)
        if found:
            processes = tuple(p for p in found if self._waiting.fits(p, self._exchange))
            self._exchange = replace(self._exchange, processes=processes)
        return asked

    async def _let_in(self, plan: Plan, asked: Asked) -> Ruling:
        body, screened, route = self._message.body, None, self._known_route()
        if asked.format is not None or route.is_intake:
            try:
                named = await self._named(plan, route) if route.is_way_out else {}
                onward = Onward(self._answers, plan, route)
                screened, body, asked = await self._worked_out(
                    partial(onward.written, self._message, asked, named)
                )
            except Failure as failure:
                return await self._uninspectable(failure.why)
        counts = _left_out(asked) + (screened.counts if screened is not None else ())
        is_short = asked.left_out > 0 or (screened is not None and screened.removed)
        if asked.is_stray or (is_short and route.otherwise is Outcome.REFUSE):
            self._owe(plan)
            decision = self._decision(Outcome.REFUSE, plan, reasons=("not-accepted",), counts=counts)
            return await self._closed(decision, statuses.FORBIDDEN)
        decision = self._decision(Outcome.RELEASE, plan, counts=counts)
        if self._gives_by_asking:
            self._owe(plan)
        receipt = None
        if self._exchange.method in CHANGING:
            receipt = await self._append(entry.intended(self._exchange, decision))
        outgoing = Message(
            Phase.REQUEST,
            path=self._message.path[1:],
            query=asked.query,
            headers=self._message.headers,
            media_type=asked.format.media_type if asked.format is not None else "",
            body=body,
        )
        return Ruling(
            exchange=self._exchange, decision=decision, status=0, receipt=receipt, outgoing=Released(outgoing)
        )

    # ---- the answer

    async def opened(self, observe: Callable[[Ruling], None]) -> tuple[Ruling, Course | None]:
        """The answer by its head alone: what is not let out record by record goes the way of all others."""
        course = await self.course(observe)
        if not isinstance(course, Course):
            return course, None
        return await self._released(course.plan, course.decision), course

    async def course(self, observe: Callable[[Ruling], None]) -> Course | Ruling:
        """Under what an answer goes that is read record by record; its ruling, where it does not."""
        plan, route = self._compiled.plan(self._exchange), self._route
        begins = statuses.SWITCHING if route is not None and route.stream == MESSAGES else statuses.OK
        is_success = self._message.status == begins and not self._message.failure
        is_same = self._exchange.policy == self._compiled.bundle.digest
        if route is None or not (is_success and is_same) or plan.outcome is not Outcome.RELEASE:
            return await self.answer()
        try:
            kind_of(self._message, route)
        except Unreadable as unreadable:
            return await self._uninspectable(unreadable.why)
        view = self._answers.view_of(plan, route, self._waiting.latched(route.id), reads_names=False)
        decision = self._decision(
            Outcome.RELEASE,
            plan,
            reasons=("streamed",),
            withheld=view.withheld,
            records=self._exchange.records_asked,
        )
        return Course(self._answers, plan, route, decision, observe)

    async def whole(self, plan: Plan, decision: Decision, why: str) -> Ruling:
        """The answer of any length that all was looked at of, or that ends for a reason."""
        if why in {LEFT, DRAINING}:  # nobody's fault of whom anybody has to be told
            return await self._closed(replace(decision, outcome=Outcome.REFUSE), statuses.UNAVAILABLE)
        if why:
            return await self._uninspectable(why, self._owed(plan))
        return await self._released(plan, decision)

    async def _released(self, plan: Plan, decision: Decision) -> Ruling:
        case = self._case(Outcome.REFER, plan) if plan.refers else None
        self._owe_for_answer(plan)
        return await self._closed(decision, self._message.status, case)

    async def answer(self) -> Ruling:
        if self._exchange.policy != self._compiled.bundle.digest:
            # What was opened by one policy is not by another.
            return await self._uninspectable("policy-changed")
        plan = self._compiled.plan(self._exchange)
        if plan.outcome is not Outcome.RELEASE:
            return await self._not_released(plan)
        try:
            self._check_whole()
            if self._message.status not in statuses.SUCCESSES:
                return await self._service_refused(plan)
            return await self._let_out(plan)
        except Failure as failure:
            return await self._uninspectable(failure.why, self._owed(plan))

    def _owed(self, plan: Plan) -> Plan:
        """On record is what is owed: of an answer that nobody gets, what its request gave alone."""
        return plan if self._gives_by_asking else replace(plan, duties=())

    def _check_whole(self) -> None:
        if self._message.failure:
            raise Failure(self._message.failure)

    async def _service_refused(self, plan: Plan) -> Ruling:
        status = statuses.of_service(self._message.status, is_protected=self._is_protected)
        if status is None:
            raise Failure("upstream-status")
        self._owe_for_answer(plan)
        decision = self._decision(Outcome.RELEASE, plan, reasons=(f"upstream-{status}",))
        return await self._closed(decision, status)

    async def _let_out(self, plan: Plan) -> Ruling:
        route = self._known_route()
        nothing: tuple[bytes, str, Screened | None, int] = (b"", "", None, 0)
        body, media_type, screened, records = nothing
        # Who of the city has sent something learns that it was taken, and not a word of what the receiver says.
        if self._message.body and not route.is_way_out:
            named = await self._named(plan, route)
            body, media_type, screened, records = await self._worked_out(
                lambda: self._answers.written(self._message, plan, route, named)
            )
        view = screened.view if screened is not None else self._answers.view(plan, route)
        case = self._case(Outcome.REFER, plan) if plan.refers else None
        self._owe_for_answer(plan)
        decision = self._decision(
            Outcome.RELEASE,
            plan,
            counts=screened.counts if screened is not None else (),
            withheld=view.withheld,
            records=records,
        )
        status = self._message.status
        receipt = await self._append(entry.decided(self._exchange, decision, case=case, status=status))
        outgoing = Message(Phase.RESPONSE, media_type=media_type, body=body, status=status)
        return Ruling(
            exchange=self._exchange,
            decision=decision,
            status=status,
            receipt=receipt,
            outgoing=Released(outgoing),
            case=case,
        )

    async def _named(self, plan: Plan, route: Route) -> Named:
        """Have people looked for where the plan needs it, which is in few places: then the body is read twice."""
        names = self._means.names
        if names is None or not self._answers.view(plan, route).needs_names:
            return {}
        texts = await self._worked_out(lambda: self._answers.to_be_named(self._message, plan, route))
        return await names.find(texts)

    async def _worked_out(self, work: Callable[[], T]) -> T:
        heavy = LARGE if inspection.is_document(self._message) else 0
        return await worked_out(max(heavy, len(self._message.body)), work, self._means.deadline_s)


def _left_out(asked: Asked) -> tuple[Count, ...]:
    """What of a query an intake does not take, in the record: its names may be anybody's."""
    return (Count(UNDECLARED, UNCLASSIFIED, Outcome.REMOVE, asked.left_out),) if asked.left_out else ()
