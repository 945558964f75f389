"""
The decision: DESIGN section 5, steps 2 and 3.  Pure, total, and short enough to read to a judge.

Every rule is a promise: where it applies the outcome is at least as strict as it says,
so the order of files and rules never matters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from firewall.model import (
    Category,
    Direction,
    Exchange,
    Outcome,
    Owed,
    Party,
    Plan,
    RuleId,
    Standing,
    Treatment,
)
from firewall.policy.openers import COUNSEL, Opener, Openers, at, is_one_of, openers
from firewall.policy.outcomes import REMOVE, looser, stricter
from firewall.policy.rules import Bundle, Route, Rule
from firewall.policy.words import Vocabulary, akin, covered

Standings = Mapping[Category, Standing]
Alone = tuple[tuple[Opener, Standings], ...]
"""Each opener that was met, with what it gives by itself."""


def plan(bundle: Bundle, exchange: Exchange) -> Plan:
    """Compile the policy for one exchange context."""
    route = bundle.routes.get(exchange.route) if exchange.route is not None else None
    rules = [rule for rule in bundle.rules if applies(rule, exchange)]
    found = openers(bundle, exchange)
    alone = tuple((opener, _raised(bundle.vocabulary, rules, opener)) for opener in found.met)
    standings = _standings(bundle.vocabulary, rules, found, alone)
    asked = asked_for(route, exchange)
    opened = _Opened(standings, _places(route, asked), bundle.vocabulary.free_texts)
    outcome, because, reasons = _exchange(exchange, route, rules, found, alone, standings, asked, opened)
    if route is not None and route.is_way_out and exchange.direction is Direction.INBOUND:
        # INVARIANT: by a way out comes only what the city itself sends.
        outcome, because, reasons = Outcome.REFUSE, (), ("not-a-sender",)
    said = _said(because, standings, asked)
    return Plan(
        policy=bundle.digest,
        outcome=outcome,
        because=because,
        reasons=reasons,
        categories=standings,
        asked=asked,
        refers=_refers(outcome, standings, asked, exchange),
        met=tuple(dict.fromkeys(o.id for o in found.met)),
        spends=tuple(o.id for o in found.met if o.spends),
        limits=tuple(dict.fromkeys(o.limit for o in found.met if o.limit is not None)),
        cuts_spans=_cuts(alone, standings, bundle.vocabulary),
        said=said,
        duties=_owed(bundle, said, found),
        alike=_alike(alone, standings),
    )


def applies(rule: Rule, exchange: Exchange) -> bool:
    """Whether a rule is about this exchange at all; its purposes wait for an opener to establish one."""
    return (
        rule.starts <= exchange.day
        and (rule.ends is None or exchange.day <= rule.ends)
        and (rule.direction is None or rule.direction is exchange.direction)
        and (not rule.routes or at(rule.routes, exchange))
        and (not rule.claims or bool(rule.claims & exchange.claims))
        and (not rule.asked_by or _is_asked_by(rule, exchange))
        and any(is_meant(rule, party, exchange.day) for party in exchange.requester.chain)
    )


def is_meant(rule: Rule, party: Party, day: date) -> bool:
    """Whether a rule is about a member of a chain on a day."""
    return is_named(rule.to, rule.except_to, party) and not any(
        one.partner == party.id and one.starts <= day <= one.ends for one in rule.excepted
    )


def is_named(to: Collection[str], except_to: Collection[str], party: Party) -> bool:
    """Whether a member of a chain is one of those that ``to`` and ``except_to`` leave."""
    return (not to or is_one_of(party, to)) and not is_one_of(party, except_to)


def _is_asked_by(rule: Rule, exchange: Exchange) -> bool:
    """What is declared more broadly may be just what the rule is about."""
    return any(akin(category, word) for category in exchange.asks for word in rule.asked_by)


def _for(rule: Rule, opener: Opener | None) -> bool:
    """``for:`` matches every purpose until an opener establishes one."""
    established = opener.purposes if opener is not None else frozenset()
    return not rule.purposes or not established or bool(rule.purposes & established)


def yields(rule: Rule, opener: Opener) -> bool:
    """Whether the opener outranks the rule, for what it names."""
    if opener.bases & rule.yields_to:
        return True
    return COUNSEL in opener.bases and rule.then.outcome in (Outcome.REFER, Outcome.HOLD)


def _raised(vocabulary: Vocabulary, rules: Iterable[Rule], opener: Opener | None) -> dict[Category, Standing]:
    """What one opener gives by itself, after every rule that does not yield to it."""
    names = opener.names if opener is not None else {}
    met = (opener.id,) if opener is not None else ()
    about = [rule for rule in rules if _for(rule, opener)]
    return {
        category: _raise(
            names.get(category, REMOVE),
            met if category in names else (),
            [rule for rule in about if _closes(rule, category, opener)],
        )
        for category in vocabulary.categories
    }


def _closes(rule: Rule, category: Category, opener: Opener | None) -> bool:
    outranked = opener is not None and yields(rule, opener)
    if rule.data is None:
        return opener is not None and not outranked
    return covered(category, rule.data) and not (
        outranked and opener is not None and category in opener.names
    )


def _raise(start: Treatment, met: tuple[str, ...], rules: list[Rule]) -> Standing:
    treatment = reduce(stricter, (_promise(rule) for rule in rules), start)
    said = tuple(rule.id for rule in rules if _promise(rule).outcome == treatment.outcome)
    return Standing(treatment, said, met if treatment.outcome < Outcome.REMOVE else ())


def _promise(rule: Rule) -> Treatment:
    # A rule about the whole exchange closes each category; that it holds or refuses is said in step 3.
    return REMOVE if rule.data is None else rule.then


def _standings(
    vocabulary: Vocabulary, rules: list[Rule], found: Openers, alone: Alone
) -> dict[Category, Standing]:
    tables = [table for _, table in alone] or [_raised(vocabulary, rules, None)]
    best = {
        category: reduce(_better, (table[category] for table in tables)) for category in vocabulary.categories
    }
    for opener in found.pending:
        _await(best, _raised(vocabulary, rules, opener), opener)
    for category in vocabulary.deepest_first:
        best[category] = reduce(_worse, (best[below] for below in vocabulary.below[category]), best[category])
    return best


def _better(one: Standing, other: Standing) -> Standing:
    if one.treatment == other.treatment:
        return Standing(
            one.treatment,
            tuple(dict.fromkeys((*one.rules, *other.rules))),
            tuple(dict.fromkeys((*one.openers, *other.openers))),
        )
    return one if looser(one.treatment, other.treatment) == one.treatment else other


def _worse(one: Standing, other: Standing) -> Standing:
    treatment = stricter(one.treatment, other.treatment)
    if treatment == one.treatment:
        return one
    return other if treatment == other.treatment else Standing(treatment, (*one.rules, *other.rules))


def _await(best: dict[Category, Standing], would: Standings, opener: Opener) -> None:
    """What an opener would open if a person had said yes is referred to that person."""
    for category in opener.names:
        if would[category].treatment.outcome < Outcome.REMOVE and best[category].treatment == REMOVE:
            best[category] = Standing(Treatment(Outcome.REFER), (), (opener.id,))


def asked_for(route: Route | None, exchange: Exchange) -> frozenset[Category]:
    """Return what the request selects, else all that the route declares."""
    if exchange.selects is not None:
        return exchange.selects
    if route is None:
        return frozenset()
    # That there is another page is nothing that anybody asks for.
    asked = (categories for path, categories in route.fields.items() if path not in route.links)
    return frozenset(category for categories in asked for category in categories)


def _places(route: Route | None, asked: frozenset[Category]) -> tuple[frozenset[Category], ...]:
    """Return what stands together in one field: a field that is also a status is as closed as the status."""
    fields = set(map(frozenset, route.fields.values())) if route is not None else set()
    whole = [field for field in fields if field <= asked]
    return (*whole, *(frozenset({category}) for category in asked.difference(*whole)))


@dataclass(frozen=True, slots=True)
class _Opened:
    """
    What of the places that were asked for is opened: looser than ``remove`` once step 2 is done.

    What an opener gives by itself may still be closed by the tree, so both must say so.
    """

    standings: Standings
    places: tuple[frozenset[Category], ...]
    free_texts: frozenset[Category]

    def by(self, table: Standings) -> bool:
        return any(
            all(_is_open(self.standings, category) and _is_open(table, category) for category in place)
            for place in self.places
        )

    def tells(self, orders: frozenset[Category]) -> bool:
        """
        Whether what an answer is ordered or sifted by leaves as it is.

        A free text does so only where everything may leave: else it goes whole, or what is found in it is cut out.
        """
        is_wide = orders.isdisjoint(self.free_texts) or all(
            s.treatment.outcome is Outcome.RELEASE for s in self.standings.values()
        )
        return is_wide and all(_is_told(self.standings, category) for category in orders)

    @property
    def anything(self) -> bool:
        return self.by(self.standings)


def _exchange(  # noqa: PLR0917  # all that steps 1 and 2 found
    exchange: Exchange,
    route: Route | None,
    rules: list[Rule],
    found: Openers,
    alone: Alone,
    standings: Standings,
    asked: frozenset[Category],
    opened: _Opened,
) -> tuple[Outcome, tuple[RuleId, ...], tuple[str, ...]]:
    """Step 3: does the exchange go on, and if not, who said so."""
    if route is None:
        return Outcome.REFUSE, (), ("no-route",)
    closing = [rule for rule in rules if rule.data is None and not _is_outranked(rule, found, alone, opened)]
    strict = {
        c: standings[c] for c in asked if c in standings and standings[c].treatment.outcome >= Outcome.HOLD
    }
    outcomes = [rule.then.outcome for rule in closing] + [s.treatment.outcome for s in strict.values()]
    is_over = bool(found.over_limit) and not _has_counsels_word(alone, opened)
    if is_over:
        outcomes.append(Outcome.HOLD)
    if outcomes:
        worst = max(outcomes)
        said = [r.id for r in closing if r.then.outcome == worst]
        said += [rule for s in strict.values() if s.treatment.outcome == worst for rule in s.rules]
        over = ("over-limit",) if is_over and worst is Outcome.HOLD else ()
        return worst, tuple(dict.fromkeys(said)), over
    return _without_closing(route, found, standings, asked, opened, exchange.orders)


def _is_outranked(rule: Rule, found: Openers, alone: Alone, opened: _Opened) -> bool:
    """Whether something asked for is opened by an opener that the rule yields to, or the rule is for other purposes."""
    if found.met and not any(_for(rule, opener) for opener in found.met):
        return True
    return any(yields(rule, opener) and opened.by(table) for opener, table in alone)


def _has_counsels_word(alone: Alone, opened: _Opened) -> bool:
    """A hold always yields to counsel: else an exchange over its limits would wait for a word that changes nothing."""
    return any(COUNSEL in opener.bases and opened.by(table) for opener, table in alone)


def _is_open(standings: Standings, category: Category) -> bool:
    standing = standings.get(category)
    return standing is not None and standing.treatment.outcome < Outcome.REMOVE


def _is_told(standings: Standings, category: Category) -> bool:
    """Whether its values leave as they are: the order of records tells what is coarsened or masked in them."""
    standing = standings.get(category)
    return standing is not None and standing.treatment.outcome is Outcome.RELEASE


def _without_closing(  # noqa: PLR0917  # as above
    route: Route,
    found: Openers,
    standings: Standings,
    asked: frozenset[Category],
    opened: _Opened,
    orders: frozenset[Category],
) -> tuple[Outcome, tuple[RuleId, ...], tuple[str, ...]]:
    if route.is_intake and found.met:
        return Outcome.RELEASE, (), ()
    if not route.is_intake and opened.anything:
        if not opened.tells(orders):
            return Outcome.REFUSE, (), ("orders-withheld",)
        return Outcome.RELEASE, (), ()
    referred = [
        standings[c]
        for c in sorted(asked)
        if c in standings and standings[c].treatment.outcome is Outcome.REFER
    ]
    if referred:
        return Outcome.REFER, tuple(dict.fromkeys(rule for s in referred for rule in s.rules)), ()
    return Outcome.REFUSE, (), ("nothing-opened",)


def _refers(
    outcome: Outcome, standings: Standings, asked: frozenset[Category], exchange: Exchange
) -> frozenset[Category]:
    """For which categories a case is opened."""
    if outcome is Outcome.HOLD:
        return asked
    if outcome is Outcome.REFER or (outcome is Outcome.RELEASE and exchange.selects is not None):
        return frozenset(
            c for c in asked if c in standings and standings[c].treatment.outcome is Outcome.REFER
        )
    return frozenset()


def _said(
    because: tuple[RuleId, ...], standings: Standings, asked: frozenset[Category]
) -> tuple[RuleId, ...]:
    """Those that decided the exchange, then those that closed a category that was asked for."""
    closed = (rule for c in sorted(asked) if c in standings for rule in standings[c].rules)
    return tuple(dict.fromkeys((*because, *closed)))


def _owed(bundle: Bundle, said: tuple[RuleId, ...], found: Openers) -> tuple[Owed, ...]:
    """What the rules that had a part in it and the openers that were met oblige to."""
    rules = (bundle.rules_by_id[id_] for id_ in said)
    by_law = [Owed(duty, rule.id.rpartition("/")[0]) for rule in rules for duty in rule.duties]
    by_agreement = [Owed(duty, opener.id) for opener in found.met for duty in opener.duties]
    return tuple(dict.fromkeys((*by_law, *by_agreement)))


def _cuts(alone: Alone, standings: Standings, vocabulary: Vocabulary) -> frozenset[Category]:
    """The free texts that are opened by an agreement which takes them with the found spans cut out."""
    # By the openers and not by their names: a process may be called like an agreement.
    return frozenset(
        c
        for c in vocabulary.free_texts
        if _is_open(standings, c)
        and any(o.cut_spans and table[c].treatment == standings[c].treatment for o, table in alone)
    )


def _alike(alone: Alone, standings: Standings) -> int:
    """
    Return how many records must look alike: the most that anybody asks for who opens anything.

    INVARIANT: what is opened at all counts, and not what was asked for, since two may open one place together.
    """
    asked = [
        o.limit.alike or 0
        for o, table in alone
        if o.limit is not None and any(_is_open(table, c) and _is_open(standings, c) for c in standings)
    ]
    return max(asked, default=0)
