"""
The engine's record and its persons while a file is looked at: kept aside until all of it was.

A file is one exchange, and it is ruled on in units.  What a ruling would have written and asked for is kept here; once
the last unit was ruled on, it is done for real, once, and before anything leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
from firewall.transform.pruned import UNDECLARED

_LATER = CaseId("")


@dataclass(slots=True)
class Aside:
    """``latched`` are those that hold for the whole file; ``caught`` those that this unit adds."""

    latched_already: frozenset[str]
    entry: bytes = b""
    caught: frozenset[str] = frozenset()
    wants: frozenset[Category] | None = None
    tasks: list[tuple[Owed, DutyWord]] = field(default_factory=list)

    async def append(self, entry: bytes) -> Receipt:
        self.entry = entry
        return Receipt(0)

    def open_case(self, exchange: Exchange, outcome: Outcome, wants: frozenset[Category]) -> CaseId:  # noqa: ARG002 - the engine's signature
        self.wants = wants
        return _LATER

    def processes(self, partner: PartnerId, now: datetime) -> tuple[LegalProcess, ...]:  # noqa: ARG002 - as above
        return ()  # asked for with the request, and the exchange has them

    def fits(self, process: LegalProcess, exchange: Exchange) -> bool:  # noqa: ARG002 - as above
        return False

    def spend(self, process: str, at: datetime) -> bool:  # noqa: ARG002 - as above
        return False

    def latched(self, route: RouteId) -> frozenset[str]:  # noqa: ARG002 - a file is of one route
        return self.latched_already | self.caught

    def latch(self, route: Route, patterns: frozenset[str], at: datetime) -> None:  # noqa: ARG002 - as above
        self.caught |= patterns - {UNDECLARED} - self.latched_already

    def owe(self, exchange: Exchange, tasks: Sequence[tuple[Owed, DutyWord]]) -> None:  # noqa: ARG002 - as above
        self.tasks += tasks

    def reserve(self, agreement: str, at: datetime, records: int, per_day: int) -> bool:  # noqa: ARG002 - as above
        return True  # a file's records are counted together, at its end
