"""
The journey of a message.

:meth:`Engine.screen` is the one door.  A front end turns its wire into an Exchange and a
Message, calls it, and turns the Ruling back into its wire; it has no other way to get bytes
that may leave.  Write, check, record, release: the record is durable before a Ruling that
lets anything out exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from firewall import ended, inspection, statuses, taking
from firewall.answers import Answers
from firewall.audit import entry
from firewall.beside import LARGE, worked_out
from firewall.errors import AuditError, ReviewError
from firewall.formats import Unreadable
from firewall.inspection import Asked, Failure, Named, Screened
from firewall.means import Means, digest
from firewall.model import (
    UNCLASSIFIED,
    UNINSPECTABLE,
    UNKNOWN_KIND,
    CaseId,
    Count,
    Decision,
    Digest,
    Direction,
    Exchange,
    Message,
    Outcome,
    Phase,
    Plan,
    Receipt,
    Released,
    RuleId,
    Ruling,
)
from firewall.onward import Onward
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Route
from firewall.streams import Course, Stream, kind_of
from firewall.transform.prune import UNDECLARED

T = TypeVar("T")

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""Methods that change something at the service: what was meant is on record before they are sent."""


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
        try:
            ruling = await (journey.request() if message.phase is Phase.REQUEST else journey.answer())
        except AuditError:
            raise
        except Exception as error:  # noqa: BLE001  # whatever broke must be on record, and open nothing (law 2)
            ruling = await journey.broken(error)
        self._observe(ruling)
        return ruling

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

    async def unparsed(self, reason: str, at: datetime, id: str, times: int = 1) -> None:  # noqa: A002  # as in the record
        """Record requests that no parser could read."""
        await self._means.record.append(entry.unparsed(id, at, reason, times))

    async def cut_short(self, cut: ended.CutShort, at: datetime, id: str) -> None:  # noqa: A002  # as in the record
        """Record that of an answer that was let out a part arrived, or nothing."""
        await self._means.record.append(entry.noted(id, at, "released-partial", cut.facts))


class _Journey:
    """One message on its way; the policy it set out under is the one it arrives under."""

    def __init__(self, means: Means, compiled: Compiled, exchange: Exchange, message: Message) -> None:
        self._means = means
        self._compiled = compiled
        # The day of an exchange is the city's: rules and agreements begin and end at midnight there.
        self._exchange = replace(exchange, at=exchange.at.astimezone(compiled.bundle.city.zone))
        self._message = message
        self._route = compiled.route_of(exchange)
        self._waiting = means.waiting
        self._answers = Answers(means, compiled, self._exchange)

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
        if plan.outcome is not Outcome.RELEASE:
            return await self._not_released(plan)
        return await self._let_in(plan, asked)

    def _read(self) -> Asked:
        if self._message.failure or self._route is None:
            raise Failure(self._message.failure or "no-route")
        asked = inspection.read_request(self._message, self._route, self._means.detectors, self._means.limits)
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
        found = self._waiting.processes(self._exchange.requester.principal.id, self._exchange.at)
        if found:
            processes = tuple(p for p in found if self._waiting.fits(p, self._exchange))
            self._exchange = replace(self._exchange, processes=processes)
        return asked

    async def _let_in(self, plan: Plan, asked: Asked) -> Ruling:
        body, screened, route = self._message.body, None, self._known_route()
        if (read_as := asked.format) is not None:
            try:
                named = await self._named(plan, route) if route.is_way_out else {}
                onward = Onward(self._answers, plan, route)
                screened, body = await self._worked_out(
                    lambda: onward.written(self._message, asked, read_as, named)
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
        plan, route = self._compiled.plan(self._exchange), self._route
        is_success = self._message.status == statuses.OK and not self._message.failure
        is_same = self._exchange.policy == self._compiled.bundle.digest
        if route is None or not (is_success and is_same) or plan.outcome is not Outcome.RELEASE:
            return await self.answer(), None
        try:
            kind_of(self._message, route)
        except Unreadable as unreadable:
            return await self._uninspectable(unreadable.why), None
        view = self._answers.view_of(plan, route, self._waiting.latched(route.id), reads_names=False)
        case = self._case(Outcome.REFER, plan) if plan.refers else None
        self._owe_for_answer(plan)
        decision = self._decision(
            Outcome.RELEASE,
            plan,
            reasons=("streamed",),
            withheld=view.withheld,
            records=self._exchange.records_asked,
        )
        ruling = await self._closed(decision, statuses.OK, case)
        return ruling, Course(self._answers, plan, route, decision, observe)

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
            # On record is what is owed: of an answer that nobody gets, what its request gave alone.
            owed = plan if self._gives_by_asking else replace(plan, duties=())
            return await self._uninspectable(failure.why, owed)

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

    # ---- the ends

    async def _not_released(self, plan: Plan) -> Ruling:
        decision = self._decision(plan.outcome, plan, reasons=plan.reasons)
        if plan.outcome is Outcome.REFUSE:
            status, case = statuses.NOT_FOUND if self._is_protected else statuses.FORBIDDEN, None
        else:
            status, case = 202, self._case(plan.outcome, plan)
        self._owe(plan)
        ruling = await self._closed(decision, status, case)
        notice, citation = self._said(decision.rules, case)
        return replace(ruling, notice=notice, citation=citation)

    def _case(self, outcome: Outcome, plan: Plan) -> CaseId:
        exchange = self._exchange
        if exchange.requester.principal.kind == UNKNOWN_KIND:
            # No grant can ever be given to somebody unknown: a case a target would only fill the store.
            exchange = replace(exchange, target=Digest(""))
        return self._waiting.open_case(exchange, outcome, plan.refers)

    def _owe(self, plan: Plan) -> None:
        """Before it is on record, and so before anything leaves: what cannot be owed cannot be answered."""
        words = self._compiled.bundle.vocabulary.duties
        tasks = [(owed, words[owed.duty]) for owed in plan.duties if words[owed.duty].is_task]
        if tasks:
            self._waiting.owe(self._exchange, tasks)

    def _owe_for_answer(self, plan: Plan) -> None:
        """Owe it once: what was owed with the request may be done by now, and would be owed anew."""
        if not self._gives_by_asking:
            self._owe(plan)

    @property
    def _gives_by_asking(self) -> bool:
        """Whether the request itself hands something over, whatever is answered, or nothing is."""
        is_outbound = self._exchange.direction is Direction.OUTBOUND
        return self._exchange.method in CHANGING or is_outbound or self._known_route().is_intake

    @property
    def _is_protected(self) -> bool:
        # A route may be gone since the question was asked: what it was is not told either.
        return self._route is None or self._compiled.bundle.hides(self._route.id)

    async def _uninspectable(self, why: str, plan: Plan | None = None) -> Ruling:
        """A failure is a finding that nothing can release."""
        found = (Count("", UNINSPECTABLE, Outcome.REFUSE, 1),)
        decision = self._decision(Outcome.REFUSE, plan, reasons=(why,), counts=found)
        return await self._closed(decision, statuses.of_failure(why, self._message.phase))

    async def broken(self, error: Exception) -> Ruling:
        """What broke is named by its class: its text may quote a value."""
        if isinstance(error, Failure):
            return await self._uninspectable(error.why)
        if isinstance(error, ReviewError):
            return await self._uninspectable(statuses.REVIEW_FAILED)
        return await self._uninspectable(f"{statuses.ENGINE_FAILED}:{type(error).__name__}")

    async def _closed(self, decision: Decision, status: int, case: CaseId | None = None) -> Ruling:
        """Record an exchange that ends here, with nothing of the service's going out."""
        receipt = await self._append(entry.decided(self._exchange, decision, case=case, status=status))
        return Ruling(exchange=self._exchange, decision=decision, status=status, receipt=receipt, case=case)

    def _said(self, rules: tuple[RuleId, ...], case: CaseId | None) -> tuple[str, str]:
        known = self._compiled.bundle.rules_by_id
        for rule in (known[id_] for id_ in rules if id_ in known):
            if rule.notice and (case is not None or "{case}" not in rule.notice):
                return rule.notice.replace("{case}", case or ""), rule.cite
        return "", ""

    def _decision(
        self,
        outcome: Outcome,
        plan: Plan | None = None,
        *,
        reasons: tuple[str, ...] = (),
        counts: tuple[Count, ...] = (),
        withheld: int = 0,
        records: int = 0,
    ) -> Decision:
        return Decision(
            policy=self._exchange.policy or self._compiled.bundle.digest,
            outcome=outcome,
            rules=plan.said if plan is not None else (),
            openers=plan.met if plan is not None else (),
            reasons=reasons,
            counts=counts,
            withheld=withheld,
            records=records,
            latched=tuple(sorted(self._answers.caught)),
            duties=tuple(dict.fromkeys(o.duty for o in plan.duties)) if plan is not None else (),
        )

    async def _worked_out(self, work: Callable[[], T]) -> T:
        heavy = LARGE if inspection.is_document(self._message) else 0
        return await worked_out(max(heavy, len(self._message.body)), work)

    async def _append(self, said: bytes) -> Receipt:
        return await self._means.record.append(said)

    def _known_route(self) -> Route:
        if self._route is None:
            raise Failure("no-route")
        return self._route


def _left_out(asked: Asked) -> tuple[Count, ...]:
    """What of a query an intake does not take, in the record: its names may be anybody's."""
    return (Count(UNDECLARED, UNCLASSIFIED, Outcome.REMOVE, asked.left_out),) if asked.left_out else ()
