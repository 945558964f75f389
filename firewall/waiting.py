"""What waits for a person and what persons have said, as the engine asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from firewall.errors import ReviewError
from firewall.model import (
    CaseId,
    Category,
    Exchange,
    LegalProcess,
    Outcome,
    Owed,
    PartnerId,
    ProcessKind,
    Requester,
    RouteId,
)
from firewall.policy.rules import Route
from firewall.policy.view import parts, spell
from firewall.policy.words import DutyWord, ProcessWord
from firewall.review.cases import Cases
from firewall.review.duties import Due, Duties
from firewall.review.judicial import IssuerKind, ProcessFacts
from firewall.review.latches import Latches
from firewall.review.register import Register
from firewall.transform.pruned import UNDECLARED


class Allowance(Protocol):
    """How many records a day went out under each agreement: in memory, or in a file that processes share."""

    def reserve(self, agreement: str, day: date, n: int, limit: int) -> bool:
        """Take ``n`` records, all or none; False is over the limit."""


class Persons:
    """The engine's ``Waiting`` over the review store."""

    def __init__(  # noqa: PLR0917  # each store, in the order of the docs
        self,
        cases: Cases,
        register: Register,
        latches: Latches,
        duties: Duties,
        budget: Allowance,
        entropy: Callable[[int], bytes],
    ) -> None:
        self.cases = cases
        self.register = register
        self.latches = latches
        self.duties = duties
        self._budget = budget
        self._entropy = entropy

    def under(self, words: Mapping[ProcessKind, ProcessWord]) -> Persons:
        """Return the same stores as another policy's vocabulary of processes has them."""
        register = self.register.under(process_facts(words))
        return Persons(self.cases, register, self.latches, self.duties, self._budget, self._entropy)

    def open_case(self, exchange: Exchange, outcome: Outcome, wants: frozenset[Category]) -> CaseId:
        return self.cases.open_case(
            exchange, outcome=outcome, wants=wants, at=exchange.at, entropy=self._entropy
        )

    def state(self, case: CaseId, requester: Requester, now: datetime) -> str | None:
        """Tell a requester how its own case stands; None where there is none, or it is somebody else's."""
        if requester.authenticated_by is None:
            return None
        try:
            found = self.cases.show(case, now)
        except ReviewError:
            return None
        return found.state.value if requester.party in found.chain else None

    def processes(self, partner: PartnerId, now: datetime) -> tuple[LegalProcess, ...]:
        return self.register.active(partner, now)

    def fits(self, process: LegalProcess, exchange: Exchange) -> bool:
        return self.register.fits(process, exchange)

    def spend(self, process: str, at: datetime) -> bool:
        return self.register.spend(process, at)

    def latched(self, route: RouteId) -> frozenset[str]:
        return self.latches.latched(route)

    def latch(self, route: Route, patterns: frozenset[str], at: datetime) -> None:
        declared = {spell(path): categories for path, categories in route.fields.items()}
        declared |= {part: one.categories for one in route.members for part in parts(one.pattern)}
        for pattern in sorted({part for whole in patterns for part in parts(whole)} - {UNDECLARED}):
            self.latches.latch(route.id, pattern, frozenset(declared.get(pattern, ())), at=at)

    def owe(self, exchange: Exchange, tasks: Sequence[tuple[Owed, DutyWord]]) -> None:
        dues = [Due(owed.duty, owed.by, word.hours or 0, word.every) for owed, word in tasks]
        self.duties.owe(exchange, dues, self._entropy)

    def reserve(self, agreement: str, at: datetime, records: int, per_day: int) -> bool:
        return self._budget.reserve(agreement, at.date(), records, per_day)


def process_facts(words: Mapping[ProcessKind, ProcessWord]) -> dict[ProcessKind, ProcessFacts]:
    """What the register must know of each kind of process."""
    return {
        kind: ProcessFacts(
            basis=word.basis, issuer=IssuerKind(word.issuer), opens=word.opens, forms=word.forms
        )
        for kind, word in words.items()
    }
