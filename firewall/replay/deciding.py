"""
A past exchange decided again: under the policy in force, to see whether the record says enough, and under the draft.

Nothing is guessed: where the policy in force does not say what was recorded, nothing is said of the draft either,
but why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from firewall import partners
from firewall.identity import introduce
from firewall.model import (
    UNKNOWN_KIND,
    Category,
    Direction,
    Exchange,
    Kind,
    Outcome,
    PartnerId,
    Party,
    Plan,
    ProcessKind,
    Purpose,
    Requester,
    RouteId,
)
from firewall.policy.compiled import Compiled
from firewall.policy.diff.contexts import selects
from firewall.replay.entries import Past, Who
from firewall.shadow.comparing import Comparing, Difference

UNSAID = "cannot-be-said"
UNREAD = "not-decided-by-a-policy"
"""What was refused because it could not be read, or failed: no policy releases it."""

PROCESS, CHAIN, SELECTED, OTHER_POLICY, LIMIT, CONTENT, UNTOLD = (
    "process", "chain", "selected", "other-policy", "limit", "content", "untold",
)  # fmt: skip
WHY: Mapping[str, str] = {
    PROCESS: "A verified process had a part in it, and the record does not repeat what it covers.",
    CHAIN: "Somebody in its chain stands in neither policy.",
    SELECTED: "The request may have asked for some members alone, and the record does not repeat which.",
    OTHER_POLICY: "It was decided under another policy than A, and A decides otherwise.",
    LIMIT: "It was over a limit, or could be over one of the draft, and the record does not repeat how far.",
    CONTENT: "It held something that the intake does not take, and the record does not repeat what.",
    UNTOLD: "A decides otherwise than was recorded under it, and the record does not tell why.",
}
"""Why the draft's word on some exchanges cannot be said."""

_OF_PLANS = frozenset({"no-route", "nothing-opened", "over-limit"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """``why`` is one of the words above where the change cannot be said."""

    change: str
    difference: Difference | None = None
    why: str = ""


class Replaying:
    """Two policies and the day on which past exchanges are decided again, as if they came then."""

    def __init__(self, enforced: Compiled, draft: Compiled, on: date) -> None:
        self._enforced, self._on = enforced, on
        self._comparing = Comparing(draft)
        self._facts = partners.facts(enforced.bundle)
        self._met: dict[Who, Requester | None] = {}

    def verdict(self, past: Past) -> Verdict:
        asking = self._requester(past.who)
        if asking is None:
            return Verdict(UNSAID, why=CHAIN)
        if past.has_process:
            return Verdict(UNSAID, why=PROCESS)
        if {"not-accepted", "orders-withheld"}.intersection(past.reasons):
            return Verdict(UNSAID, why=CONTENT)
        if self._is_unread(past):
            return Verdict(UNREAD)
        then = self._exchange(past, asking, past.day)
        if self._enforced.plan(then).outcome.name.lower() != past.outcome:
            return Verdict(UNSAID, why=self._why(past))
        now = self._exchange(past, asking, self._on)
        return self._compared(past, now)

    def now(self, past: Past) -> tuple[Plan | None, str]:
        """What the policy in force plans for it; None, and why, where the record does not say enough."""
        asking = self._requester(past.who)
        if asking is None:
            return None, CHAIN
        if past.has_process:
            return None, PROCESS
        return self._enforced.plan(self._exchange(past, asking, self._on)), ""

    def _compared(self, past: Past, now: Exchange) -> Verdict:
        difference = self._comparing.difference(self._enforced, now)
        plans = self._enforced.plan(now), self._comparing.drafted(self._enforced, now)
        if difference.drafted is Outcome.RELEASE and _is_limited_otherwise(past, *plans):
            return Verdict(UNSAID, why=LIMIT)
        return Verdict(difference.change, difference)

    def _is_unread(self, past: Past) -> bool:
        return past.outcome == "refuse" and bool(past.reasons) and not _OF_PLANS.issuperset(past.reasons)

    def _why(self, past: Past) -> str:
        if "over-limit" in past.reasons:
            return LIMIT
        if past.policy != self._enforced.bundle.digest:
            return OTHER_POLICY
        route = self._enforced.bundle.routes.get(RouteId(past.route))
        return SELECTED if route is not None and selects(route) else UNTOLD

    # ---- the exchange as far as it is known

    def _exchange(self, past: Past, asking: Requester, day: date) -> Exchange:
        zone = self._enforced.bundle.city.zone
        return Exchange(
            id="replay",
            at=datetime.combine(day, time(12), zone),
            requester=asking,
            method=past.method,
            route=RouteId(past.route) if past.route else None,
            direction=Direction(past.direction),
            purpose=Purpose(past.purpose) if past.purpose else None,
            claims=frozenset(map(ProcessKind, past.claims)),
            asks=frozenset(map(Category, past.asks)),
        )

    def _requester(self, who: Who) -> Requester | None:
        if who not in self._met:
            self._met[who] = self._introduced(who)
        return self._met[who]

    def _introduced(self, who: Who) -> Requester | None:
        """Who it was, with the kinds of today; None where one of the chain is not known any more."""
        party = Party(PartnerId(who.id), Kind(who.kind))
        behind, onward = (tuple(map(self._party, names)) for names in (who.behind, who.onward))
        if None in {*behind, *onward}:
            return None
        asking = Requester(
            party=party,
            authenticated_by=who.by,
            on_behalf_of=tuple(p for p in behind if p is not None),
            onward=tuple(p for p in onward if p is not None),
        )
        filed = self._facts and who.by and introduce.requester(party.id, self._facts, who.by)
        # The same object for the same chain: plans are kept by it, and the draft's files say whom it means there.
        return filed if filed and filed == asking else asking

    def _party(self, name: str) -> Party | None:
        if PartnerId(name) in self._facts:
            return Party(PartnerId(name), self._facts[PartnerId(name)].kind)
        known = name in self._enforced.bundle.vocabulary.kinds or name == UNKNOWN_KIND
        return Party(PartnerId(""), Kind(name)) if known else None


def _is_limited_otherwise(past: Past, enforced: Plan, drafted: Plan) -> bool:
    """Whether the draft gives fewer records a request than went out, or fewer a day than A."""
    days = {limit.agreement: limit.per_day for limit in enforced.limits}
    for limit in drafted.limits:
        if limit.per_request is not None and past.records > limit.per_request:
            return True
        before = days.get(limit.agreement, limit.per_day)
        if limit.per_day is not None and (before is None or limit.per_day < before):
            return True
    return False
