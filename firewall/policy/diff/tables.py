"""
The plans of one bundle, each made once for all contexts that it cannot tell apart.

Which rules and agreements meet a context is kept as bits, one an axis (who, where, when, what for, claimed), so that
a context is a few integers; where two have the same, ``plan()`` has the same to say.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from firewall.model import (
    CaseId,
    Category,
    Digest,
    Direction,
    Exchange,
    Kind,
    LegalProcess,
    PartnerId,
    Party,
    Plan,
    ProcessKind,
    Purpose,
    Requester,
    RouteId,
)
from firewall.policy.decide import applies, asked_for, is_meant, plan
from firewall.policy.diff.contexts import COUNSELS_WORD, Condition, Side, asked_by
from firewall.policy.openers import lacking, openers, out_of_contract
from firewall.policy.rules import Agreement, Bundle, Needs, Route, Rule
from firewall.policy.words import Vocabulary
from firewall.policy.yaml import Place

_NOWHERE = Place("")
_ANYWHERE = RouteId("any:any")
_ANY_PURPOSE = Purpose("any")
_ANYBODY = Requester(party=Party(PartnerId("anybody"), Kind("anybody")))
_ABOUT = Digest("all")
_NO_WORDS = Vocabulary(categories={}, kinds={}, purposes={}, processes={})


@dataclass(slots=True)
class Numbers:
    """One number for what says the same, in whichever bundle it stands.  By equality: contents need no hash."""

    known: dict[str, list[tuple[object, int]]] = field(default_factory=dict)
    next: int = 0

    def of(self, id_: str, content: object) -> int:
        for other, number in self.known.get(id_, ()):
            if other == content:
                return number
        self.known.setdefault(id_, []).append((content, self.next))
        self.next += 1
        return self.next - 1


class Context(NamedTuple):
    asker: str
    route: Route
    day: date
    purpose: Purpose | None
    condition: Condition


class Mask(NamedTuple):
    """Which rules and which agreements, a bit each."""

    rules: int
    agreements: int

    def both(self, other: Mask) -> Mask:
        return Mask(self.rules & other.rules, self.agreements & other.agreements)


class Here(NamedTuple):
    """What is about an asker at a route at all; ``can_hold`` says whether a person's word could name the asker."""

    mask: Mask
    can_hold: bool


class Sign(NamedTuple):
    """All of a context that a bundle's decision can depend on, but for the route's own declarations."""

    rules: int
    condition: Condition
    agreements: int = 0
    rules_for_it: int = 0
    is_stated: bool = False
    holds: bool = False


def bare_rule(rule: Rule) -> Rule:
    """A rule without what decides nothing."""
    return replace(rule, says="", cite="", url="", quote="", review_by=None, at=_NOWHERE)


def bare_agreement(agreement: Agreement) -> Agreement:
    """An agreement without what decides nothing; that somebody signed it does."""
    return replace(agreement, title="", signed_by="yes" if agreement.signed_by else "", at=_NOWHERE)


class Table:
    """``numbers`` are shared by the tables that are compared: the same bit is the same promise."""

    def __init__(self, side: Side, numbers: Numbers) -> None:
        self.side = side
        self.bundle = side.bundle
        self._rules = [(r, 1 << numbers.of(f"rule {r.id}", bare_rule(r))) for r in side.bundle.rules]
        self._agreements = [
            (a, 1 << numbers.of(f"agreement {a.id}", bare_agreement(a))) for a in side.bundle.agreements
        ]
        # Without partners: whose contract has ended and who has declared what are asked day by day.
        self._judging = replace(side.bundle, vocabulary=_NO_WORDS, partners={})
        self._kept: dict[Hashable, Mask] = {}
        self._freed: dict[str, list[tuple[Rule, int]]] = {}
        self._opened_up: dict[tuple[str, Direction], list[tuple[Bundle, int]]] = {}
        self._plans: dict[Hashable, Plan] = {}

    # ---- which rules and agreements meet a context

    def here(self, asker: str, route: RouteId) -> Here:
        who = self.who(asker)
        return Here(who.mask.both(self.where(route)), who.can_hold)

    def where(self, route: RouteId) -> Mask:
        """What is about a route at all."""
        return self._axis(("where", route), replace(_PROBE, route=route), but="routes")

    def who(self, asker: str) -> Here:
        """What is about an asker anywhere."""
        requester = self.side.requester(asker)
        mask = self._axis(("who", asker), replace(_PROBE, requester=requester), but="people")
        return Here(mask, bool(requester.principal.id))

    def on(self, asker: str, day: date) -> Mask:
        """What is in force on a day, and with whom: contracts end, and so do declarations."""
        in_force = self._axis(("on", day), replace(_PROBE, at=_noon(day)), but="days")
        return in_force.both(self._stands(asker, day))

    def _stands(self, asker: str, day: date) -> Mask:
        key = ("stands", asker, day)
        if key not in self._kept:
            exchange = replace(_PROBE, at=_noon(day), requester=self.side.requester(asker))
            chain = exchange.requester.chain
            meant = sum(b for rule, b in self._rules if any(is_meant(rule, party, day) for party in chain))
            stands = sum(b for a, b in self._agreements if not lacking(a, self.bundle, exchange))
            self._kept[key] = Mask(meant, 0 if out_of_contract(self.bundle, exchange) else stands)
        return self._kept[key]

    def with_condition(self, route: Route, condition: Condition) -> Mask:
        """What claims, direction and the request's own content leave."""
        claims = frozenset({ProcessKind(condition.claim)} if condition.claim else ())
        asks = _asks(route, condition)
        # What an intake is sent, and what the city sends by itself, is no question to an agreement.
        questions = frozenset[Category]() if route.is_intake or condition.outbound else asks
        probe = replace(_PROBE, claims=claims, direction=condition.direction)
        told = self._axis(("told", claims, condition.outbound, asks), replace(probe, asks=asks), but="told")
        asked = self._axis(
            ("asked", condition.outbound, questions), replace(probe, asks=questions), but="told"
        )
        return Mask(told.rules, asked.agreements)

    def for_purpose(self, purpose: Purpose | None) -> Mask:
        """Which rules are for a purpose (all, where none is stated), and which agreements name it."""
        known = self._known(purpose)
        key = ("for", known)
        if key not in self._kept:
            rules = [b for r, b in self._rules if not r.purposes or known is None or known in r.purposes]
            self._kept[key] = Mask(sum(rules), sum(b for a, b in self._agreements if known in a.purposes))
        return self._kept[key]

    def use_of(self, kind: str) -> tuple[tuple[str, bool] | None, int, int]:
        """What a kind of process is here: what it can be, the rules that yield to it by name, and who needs it."""
        word = self.bundle.vocabulary.processes.get(ProcessKind(kind))
        yielding = sum(bit for rule, bit in self._rules if kind in rule.yields_to)
        needing = sum(bit for a, bit in self._agreements if kind in a.needs.process)
        return (None if word is None else (word.basis, word.opens)), yielding, needing

    def sign(self, context: Context) -> Sign:
        """Tell a context by what meets it."""
        asker, route, day, purpose, condition = context
        here = self.here(asker, route.id)
        mask = here.mask.both(self.on(asker, day)).both(self.with_condition(route, condition))
        holds = here.can_hold and bool(condition.process or condition.approval)
        about, named = self.for_purpose(purpose)
        is_stated = self._known(purpose) is not None
        # Where nothing is stated, a verified process gives the purpose.
        agreements = mask.agreements & (-1 if holds and not is_stated else named)
        if not agreements and not holds:
            return Sign(rules=mask.rules, condition=Condition(outbound=condition.outbound))
        return Sign(mask.rules, condition, agreements, mask.rules & about, is_stated, holds)

    def _known(self, purpose: Purpose | None) -> Purpose | None:
        return purpose if purpose in self.bundle.vocabulary.purposes else None

    def _axis(self, key: Hashable, probe: Exchange, *, but: str) -> Mask:
        """What meets the probe where every axis but one is free."""
        if key not in self._kept:
            rules = sum(bit for rule, bit in self._rules_but(but) if applies(rule, probe))
            alone = self._agreements_but(but, probe.direction)
            agreements = sum(bit for bundle, bit in alone if openers(bundle, probe).met)
            self._kept[key] = Mask(rules, agreements)
        return self._kept[key]

    def _rules_but(self, but: str) -> list[tuple[Rule, int]]:
        """Every rule with the condition of this axis alone."""
        if but not in self._freed:
            self._freed[but] = [(_freed(rule, but), bit) for rule, bit in self._rules]
        return self._freed[but]

    def _agreements_but(self, but: str, direction: Direction) -> list[tuple[Bundle, int]]:
        """For every agreement a bundle of it alone, with the condition of this axis."""
        key = but, direction
        if key not in self._opened_up:
            self._opened_up[key] = [
                (replace(self._judging, agreements=(_opened_up(agreement, direction, but),)), bit)
                for agreement, bit in self._agreements
            ]
        return self._opened_up[key]

    # ---- what is decided

    def plan(self, context: Context, chosen: frozenset[Category] | None = None) -> Plan:
        """Return what ``plan()`` says, once for all that is alike; ``chosen`` is what a request selects."""
        route = context.route
        asked = chosen if chosen is not None else asked_for(route, _PROBE)
        key = (self.sign(context), asked, route.is_intake)
        if key not in self._plans:
            self._plans[key] = plan(self.bundle, self._exchange(context, chosen))
        return self._plans[key]

    def _exchange(self, context: Context, chosen: frozenset[Category] | None) -> Exchange:
        asker, route, day, purpose, condition = context
        requester = self.side.requester(asker)
        return Exchange(
            id="",
            at=_noon(day),
            requester=requester,
            method=route.method,
            route=route.id,
            direction=condition.direction,
            purpose=self._known(purpose),
            claims=frozenset({ProcessKind(condition.claim)} if condition.claim else ()),
            target=_ABOUT,
            processes=tuple(self._processes(condition, requester, day)),
            asks=_asks(route, condition),
            selects=chosen,
        )

    def _processes(self, condition: Condition, requester: Requester, day: date) -> Iterator[LegalProcess]:
        for kind in filter(None, (condition.process, COUNSELS_WORD if condition.approval else "")):
            word = self.bundle.vocabulary.processes.get(ProcessKind(kind))
            if word is None:
                continue
            yield LegalProcess(
                id=f"verified {kind}",
                kind=ProcessKind(kind),
                bases=frozenset({word.basis} - {"none"}),
                opens=word.opens,
                partner=requester.principal.id,
                through=frozenset(party.id for party in requester.chain),
                categories=frozenset(self.bundle.vocabulary.categories),
                targets=frozenset({_ABOUT}),
                purposes=frozenset(self.bundle.vocabulary.purposes),
                starts=_noon(day) - timedelta(hours=1),
                ends=_noon(day) + timedelta(hours=1),
                verified_by="a person",
                case=CaseId("case") if kind == COUNSELS_WORD else None,
            )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


_PROBE = Exchange(
    id="", at=_noon(date(2000, 1, 1)), requester=_ANYBODY, method="", route=_ANYWHERE, purpose=_ANY_PURPOSE
)


def _asks(route: Route, condition: Condition) -> frozenset[Category]:
    """What the request holds."""
    further = condition.asks
    return asked_by(route) | (frozenset({Category(further)}) if further else frozenset())


def _freed(rule: Rule, but: str) -> Rule:
    """The rule with one condition left: that of the axis.  Who is excepted by a declaration is asked day by day."""
    if but != "people":
        rule = replace(rule, to=(), except_to=())
    if but != "routes":
        rule = replace(rule, routes=())
    if but != "days":
        rule = replace(rule, starts=date.min, ends=None)
    if but != "told":
        rule = replace(rule, claims=frozenset(), direction=None, asked_by=())
    return replace(rule, excepted=())


def _opened_up(agreement: Agreement, direction: Direction, but: str) -> Agreement:
    """The agreement with one condition left, and nothing that a person has to add."""
    agreement = replace(agreement, needs=Needs(), purposes=frozenset({_ANY_PURPOSE}))
    if but != "people":
        agreement = replace(agreement, principal=str(_ANYBODY.party.id), through=(), onward=())
    if but != "routes":
        agreement = replace(agreement, services=(str(_ANYWHERE),))
    if but != "days":
        agreement = replace(agreement, starts=date.min, ends=date.max)
    return agreement if but == "told" else replace(agreement, direction=direction)
