"""
What a draft would change in one exchange: its outcome, and which members would leave.

Pure, and by plans alone: no body is looked at.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace

from firewall import partners
from firewall.identity import introduce
from firewall.identity.introduce import PartnerFacts
from firewall.model import (
    UNKNOWN,
    Exchange,
    Node,
    Outcome,
    PartnerId,
    Plan,
    Requester,
    RouteId,
    RuleId,
    Treatment,
)
from firewall.policy.compiled import CONTEXTS, Bounded, Compiled

UNCHANGED, MEMBERS = "unchanged", "members"
CHANGES = (UNCHANGED, MEMBERS, "newly-released", "newly-referred", "newly-held", "newly-refused")
"""All that a draft can do to an exchange, in words."""

_NEWLY = {
    Outcome.RELEASE: "newly-released",
    Outcome.REFER: "newly-referred",
    Outcome.HOLD: "newly-held",
    Outcome.REFUSE: "newly-refused",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """
    ``gone`` leave now and would not, ``come`` would and do not, ``otherwise`` would leave in another form.

    ``rules`` are those that have a part in it in one of the two alone.
    """

    enforced: Outcome
    drafted: Outcome
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    rules: tuple[RuleId, ...] = ()

    @property
    def change(self) -> str:
        if self.enforced is not self.drafted:
            return _NEWLY.get(self.drafted, UNCHANGED)
        return MEMBERS if self.gone or self.come or self.otherwise else UNCHANGED


class Comparing:
    """Two policies; what was worked out for one context is kept, under a bound."""

    def __init__(self, draft: Compiled) -> None:
        self._draft = draft
        self._facts = partners.facts(draft.bundle)
        self._kept: Bounded[tuple[Hashable, ...], tuple[Plan, Plan, Difference]] = Bounded(CONTEXTS)
        self._theirs: Bounded[tuple[Requester, str], Requester] = Bounded(CONTEXTS)

    def drafted(self, enforced: Compiled, exchange: Exchange) -> Plan:
        """What the draft plans for it."""
        return self._draft.plan(replace(exchange, requester=self._requester(enforced, exchange.requester)))

    def difference(self, enforced: Compiled, exchange: Exchange) -> Difference:
        route = exchange.route
        theirs = self.drafted(enforced, exchange)
        ours = enforced.plan(exchange)
        if route is None:
            return Difference(ours.outcome, theirs.outcome)
        # Both plans are kept beside it, so that their ids cannot be given to others meanwhile.
        key = (id(ours), id(theirs), route)
        made = self._kept.get(key, lambda: (ours, theirs, self._made(enforced, ours, theirs, route)))
        return made[2]

    def _requester(self, enforced: Compiled, asking: Requester) -> Requester:
        """Who asks as the draft's partner files have it, where it was those in force that said who it is."""
        return self._theirs.get(
            (asking, enforced.bundle.digest), lambda: _as_in(self._facts, enforced, asking)
        )

    def _made(self, enforced: Compiled, ours: Plan, theirs: Plan, route: RouteId) -> Difference:
        now, then = _leaving(enforced, ours, route), _leaving(self._draft, theirs, route)
        return Difference(
            ours.outcome,
            theirs.outcome,
            gone=tuple(sorted(now.keys() - then.keys())),
            come=tuple(sorted(then.keys() - now.keys())),
            otherwise=tuple(sorted(m for m in now.keys() & then.keys() if now[m] != then[m])),
            rules=tuple(sorted({*ours.said} ^ {*theirs.said})),
        )


def _as_in(facts: Mapping[PartnerId, PartnerFacts], enforced: Compiled, asking: Requester) -> Requester:
    id_ = asking.party.id
    if not id_ or asking.authenticated_by is None:
        return asking
    known = partners.facts(enforced.bundle)
    if id_ not in known or introduce.requester(id_, known, asking.authenticated_by) != asking:
        return asking  # a chain that somebody else vouched for is what it is
    return introduce.requester(id_, facts, asking.authenticated_by) if id_ in facts else UNKNOWN


def _leaving(compiled: Compiled, plan: Plan, route_id: RouteId) -> dict[str, Treatment]:
    """The declared members that would leave, and in which form; none where the exchange is not released."""
    route = compiled.bundle.routes.get(route_id)
    if route is None or plan.outcome is not Outcome.RELEASE:
        return {}
    return dict(_kept(compiled.answer_view(plan, route, frozenset()).root))


def _kept(node: Node) -> Iterator[tuple[str, Treatment]]:
    place = node.place
    if place is not None:
        if not place.is_withheld:
            yield place.pattern, place.treatment
        return
    for below in (*node.members.values(), *([node.any] if node.any is not None else [])):
        yield from _kept(below)
