"""
What waits for a person, imagined: a mirror opens no case, spends no grant and latches nothing for anybody.

It remembers in memory what would have been latched and used up, since the next exchange would have met it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from firewall.model import (
    CaseId,
    Category,
    Exchange,
    LegalProcess,
    Outcome,
    Owed,
    PartnerId,
    Receipt,
    RouteId,
)
from firewall.policy.rules import Route
from firewall.policy.words import DutyWord
from firewall.review.limits import Budget
from firewall.transform.pruned import UNDECLARED

NO_CASE = CaseId("mirror")


class Imagined:
    """The engine's ``Waiting`` and ``Record`` of a mirror."""

    def __init__(self) -> None:
        self._latched: defaultdict[RouteId, frozenset[str]] = defaultdict(frozenset)
        self._budget = Budget()

    async def append(self, entry: bytes) -> Receipt:
        """Forget it: the mirror writes entries of its own kinds (``deciding``)."""
        return Receipt(len(entry))

    def open_case(self, exchange: Exchange, outcome: Outcome, wants: frozenset[Category]) -> CaseId:  # noqa: ARG002 - the engine's signature
        return NO_CASE

    def processes(self, partner: PartnerId, now: datetime) -> tuple[LegalProcess, ...]:  # noqa: ARG002 - as above
        return ()  # nobody verifies a paper for a mirror

    def fits(self, process: LegalProcess, exchange: Exchange) -> bool:  # noqa: ARG002 - as above
        return False

    def spend(self, process: str, at: datetime) -> bool:  # noqa: ARG002 - as above
        return False

    def latched(self, route: RouteId) -> frozenset[str]:
        return self._latched.get(route, frozenset())

    def latch(self, route: Route, patterns: frozenset[str], at: datetime) -> None:  # noqa: ARG002 - as above
        self._latched[route.id] |= patterns - {UNDECLARED}

    def owe(self, exchange: Exchange, tasks: Sequence[tuple[Owed, DutyWord]]) -> None:
        """Nobody is obliged by what did not happen."""

    def reserve(self, agreement: str, at: datetime, records: int, per_day: int) -> bool:
        return self._budget.reserve(agreement, at.date(), records, per_day)
