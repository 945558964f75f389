"""
What an exchange takes: records from an agreement's limits, uses from a grant.

A plan is compiled, then what it would use is taken; what is not there opens nothing, so it is compiled again.
"""

from __future__ import annotations

from dataclasses import replace

from firewall.counted import Limit
from firewall.means import Waiting
from firewall.model import Exchange, Outcome, Plan
from firewall.policy.compiled import Compiled


def planned(compiled: Compiled, waiting: Waiting, exchange: Exchange, records: int) -> tuple[Plan, Exchange]:
    """Return the plan under which it goes on, and the exchange with what was not there to be taken."""
    taken: set[str] = set()
    spent: set[str] = set()
    while True:
        plan = compiled.plan(exchange)
        if plan.outcome is not Outcome.RELEASE:
            return plan, exchange
        fresh = [limit for limit in plan.limits if limit.agreement not in taken]
        over = frozenset(limit.agreement for limit in fresh if _is_over(limit, waiting, exchange, records))
        taken.update(limit.agreement for limit in fresh)
        # Not where the exchange will be held, and never twice for one exchange: a use is somebody's word.
        spends = [id_ for id_ in plan.spends if id_ not in spent] if not over else []
        used_up = {id_ for id_ in spends if not waiting.spend(id_, exchange.at)}
        spent.update(spends)
        if not over and not used_up:
            return plan, exchange
        left = tuple(p for p in exchange.processes if p.id not in used_up)
        exchange = replace(exchange, over_limit=exchange.over_limit | over, processes=left)


def _is_over(limit: Limit, waiting: Waiting, exchange: Exchange, records: int) -> bool:
    if limit.per_request is not None and records > limit.per_request:
        return True
    return limit.per_day is not None and not waiting.reserve(
        limit.agreement, exchange.at, records, limit.per_day
    )


def gave_too_many(plan: Plan, waiting: Waiting, exchange: Exchange, records: int) -> bool:
    """Whether a service gave more than the agreements give; what was not asked for is taken from the day, too."""
    return any(_is_past(limit, waiting, exchange, records) for limit in plan.limits)


class Given:
    """The records that a stream has given so far, taken from the agreements' limits as they go."""

    def __init__(self, plan: Plan, waiting: Waiting, exchange: Exchange) -> None:
        self._plan = plan
        self._waiting = waiting
        self._at = exchange.at
        self._taken = exchange.records_asked

    def is_too_many(self, records: int) -> bool:
        """Whether so many in all are more than the agreements give; they are taken where they are not."""
        more = max(records - self._taken, 0)
        self._taken += more
        return any(self._is_over(limit, records, more) for limit in self._plan.limits)

    def _is_over(self, limit: Limit, records: int, more: int) -> bool:
        if limit.per_request is not None and records > limit.per_request:
            return True
        return (
            more > 0
            and limit.per_day is not None
            and not self._waiting.reserve(limit.agreement, self._at, more, limit.per_day)
        )


def _is_past(limit: Limit, waiting: Waiting, exchange: Exchange, records: int) -> bool:
    if limit.per_request is not None and records > limit.per_request:
        return True
    more = records - exchange.records_asked
    return (
        more > 0
        and limit.per_day is not None
        and not waiting.reserve(limit.agreement, exchange.at, more, limit.per_day)
    )
