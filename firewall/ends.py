"""How an exchange ends where nothing of the service's goes out, and what is on record of every end."""

from __future__ import annotations

from dataclasses import replace

from firewall import statuses
from firewall.answers import Answers
from firewall.audit import entry
from firewall.errors import ReviewError
from firewall.inspection import Failure
from firewall.means import Means
from firewall.model import (
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
    Plan,
    Receipt,
    RuleId,
    Ruling,
)
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Route

CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""Methods that change something at the service: what was meant is on record before they are sent."""


class Ends:
    """One message; the policy it set out under is the one it arrives under."""

    def __init__(self, means: Means, compiled: Compiled, exchange: Exchange, message: Message) -> None:
        self._means = means
        self._compiled = compiled
        # The day of an exchange is the city's: rules and agreements begin and end at midnight there.
        self._exchange = replace(exchange, at=exchange.at.astimezone(compiled.bundle.city.zone))
        self._message = message
        self._route = compiled.route_of(exchange)
        self._waiting = means.waiting
        self._answers = Answers(means, compiled, self._exchange)

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

    async def _append(self, said: bytes) -> Receipt:
        return await self._means.record.append(said)

    def _known_route(self) -> Route:
        if self._route is None:
            raise Failure("no-route")
        return self._route
