"""
Is it still a firewall?  A canary is sent through the door every few seconds.

Ready means that one was blocked and recorded just now: a green light while the detectors,
the policy or the record are down would be worse than none (threats K07).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from firewall.books import new_id
from firewall.detect import Detectors
from firewall.engine import Engine
from firewall.model import UNKNOWN, Exchange, Field, Message, Outcome, Phase
from firewall.policy.compiled import Compiled

EVERY_S = 5.0
READY_FOR = timedelta(seconds=10)

CANARY = "A012345678"
"""Shaped like an A-number (8 CFR 1.1 ff.) and issued to nobody: it must be found, and go nowhere."""


class Canary:
    def __init__(self, detectors: Detectors) -> None:
        self._detectors = detectors
        self._blocked_at: datetime | None = None

    async def send(self, engine: Engine, compiled: Compiled, at: datetime) -> bool:
        """
        Send one through the engine that rules by ``compiled``.

        Returns whether it was found, blocked and durably recorded.  Raises AuditError.
        """
        exchange = Exchange(id=new_id(), at=at, requester=UNKNOWN, method="GET", route=None)
        ruling = await engine.screen(exchange, Message(Phase.REQUEST, path=("canary", CANARY)))
        is_blocked = ruling.outgoing is None and ruling.decision.outcome is Outcome.REFUSE
        passed = (
            is_blocked and ruling.receipt is not None and self._is_found() and is_closed(compiled, exchange)
        )
        self._blocked_at = at if passed else None
        return passed

    def _is_found(self) -> bool:
        """Whether the detectors still see, by value and by name."""
        try:
            by_value = self._detectors.scanner.scan([Field("note", CANARY)])
            return bool(by_value) and bool(self._detectors.names.categories("alien_number"))
        except Exception:  # noqa: BLE001  # a detector that breaks does not see
            return False

    def is_fresh(self, at: datetime) -> bool:
        return self._blocked_at is not None and timedelta(0) <= at - self._blocked_at <= READY_FOR


def is_closed(compiled: Compiled, exchange: Exchange) -> bool:
    """Whether no route is open to somebody unknown, unless an agreement says so."""
    plans = (compiled.plan(replace(exchange, route=route)) for route in compiled.bundle.routes)
    return all(plan.outcome is not Outcome.RELEASE or plan.met for plan in plans)
