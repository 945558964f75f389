"""
Small changes of a policy that a test should notice: a rule that is gone, a category that it no longer covers, an
agreement that shares more.  One at a time, the dangerous ones first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum

from firewall.model import Category, Direction, Outcome, RouteId, Treatment
from firewall.policy.files.agreements import treatment_of
from firewall.policy.openers import COUNSEL
from firewall.policy.outcomes import RELEASE
from firewall.policy.rules import Agreement, Bundle, Needs, Rule, Share
from firewall.policy.words import BASES, covered, covers, top

_A_YEAR = timedelta(days=365)


class Kind(IntEnum):
    """What is changed, in the order in which it is tried: what would let most out comes first."""

    GONE = 0
    SHARES_MORE = 1
    COVERS_LESS = 2
    LOOSER = 3
    NEEDS_LESS = 4
    YIELDS_MORE = 5
    FEWER_REQUESTERS = 6
    FEWER_PLACES = 7
    WHOLE = 8
    ANY_AGENT = 9
    ANY_PURPOSE = 10
    ASKED_BY_ANYTHING = 11
    WITHOUT_LIMITS = 12
    LONGER = 13
    SHARES_LESS = 14
    FEWER_AGENTS = 15


@dataclass(frozen=True, slots=True)
class Change:
    """``new`` stands in the place of ``old``, or nothing does.  ``what`` is the word that is put in or taken out."""

    kind: Kind
    old: Rule | Agreement
    new: Rule | Agreement | None
    what: str = ""


def changed(bundle: Bundle, change: Change) -> Bundle:
    """Return the policy with this one change; its digest stays, for nothing is told of it."""
    new = () if change.new is None else (change.new,)
    if isinstance(change.old, Rule):
        rules = (one for rule in bundle.rules for one in (new if rule is change.old else (rule,)))
        return replace(bundle, rules=tuple(one for one in rules if isinstance(one, Rule)))
    agreements = (one for each in bundle.agreements for one in (new if each is change.old else (each,)))
    return replace(bundle, agreements=tuple(one for one in agreements if isinstance(one, Agreement)))


def changes(bundle: Bundle) -> list[Change]:
    """Return every change, the dangerous ones first, else in the order of the files."""
    found = [
        *(change for rule in bundle.rules for change in _of_rule(bundle, rule)),
        *(change for agreement in bundle.agreements for change in _of_agreement(bundle, agreement)),
    ]
    return sorted(found, key=lambda change: change.kind)


def declared(bundle: Bundle, places: Iterable[str]) -> list[Category]:
    """Return the categories of these services and routes; of all where none is named."""
    named = set(places)
    return sorted(
        {
            category
            for route in bundle.routes.values()
            if not named or {route.id, route.id.partition(":")[0]} & named
            for categories in route.fields.values()
            for category in categories
        }
    )


# ---- rules


def _of_rule(bundle: Bundle, rule: Rule) -> Iterator[Change]:
    yield Change(Kind.GONE, rule, None)
    yield from _covers_less(bundle, rule)
    looser = _looser(rule)
    if looser is not None:
        new = replace(rule, then=Treatment(looser))
        yield Change(Kind.LOOSER, rule, new, looser.name.lower())
    for basis in sorted(BASES - rule.yields_to - _always(rule)):
        yield Change(Kind.YIELDS_MORE, rule, replace(rule, yields_to=rule.yields_to | {basis}), basis)
    for word in rule.to if len(rule.to) > 1 else ():
        to = tuple(other for other in rule.to if other != word)
        yield Change(Kind.FEWER_REQUESTERS, rule, replace(rule, to=to), word)
    for place in rule.routes if len(rule.routes) > 1 else ():
        routes = tuple(other for other in rule.routes if other != place)
        yield Change(Kind.FEWER_PLACES, rule, replace(rule, routes=routes), place)


def _covers_less(bundle: Bundle, rule: Rule) -> Iterator[Change]:
    """One category less, of those that the services declare: nobody would miss another."""
    data = rule.data
    if data is None:
        return
    known = [c for c in bundle.vocabulary.categories if covered(c, data)]
    for gone in (c for c in declared(bundle, rule.routes) if covered(c, data)):
        left = tuple(c for c in known if not covers(c, gone) and not covers(gone, c))
        if left:
            yield Change(Kind.COVERS_LESS, rule, replace(rule, data=left), gone)


def _looser(rule: Rule) -> Outcome | None:
    """The next looser thing that a rule of its kind can say."""
    steps = (Outcome.REFUSE, Outcome.HOLD, Outcome.REFER, Outcome.REMOVE)
    if rule.then.outcome not in steps[:-1]:
        return None
    looser = steps[steps.index(rule.then.outcome) + 1]
    return None if rule.data is None and looser < Outcome.HOLD else looser


def _always(rule: Rule) -> set[str]:
    return {COUNSEL} if rule.then.outcome in (Outcome.REFER, Outcome.HOLD) else set()


# ---- agreements


def _of_agreement(bundle: Bundle, agreement: Agreement) -> Iterator[Change]:
    yield from _shares(bundle, agreement)
    if agreement.needs != Needs():
        yield Change(Kind.NEEDS_LESS, agreement, replace(agreement, needs=Needs()))
    anybody = tuple({top(kind) for kind in bundle.vocabulary.kinds})
    yield Change(Kind.ANY_AGENT, agreement, replace(agreement, through=anybody))
    for agent in agreement.through:
        through = tuple(other for other in agreement.through if other != agent)
        yield Change(Kind.FEWER_AGENTS, agreement, replace(agreement, through=through), agent)
    if agreement.purposes < frozenset(bundle.vocabulary.purposes):
        purposes = frozenset(bundle.vocabulary.purposes)
        yield Change(Kind.ANY_PURPOSE, agreement, replace(agreement, purposes=purposes))
    if agreement.direction is Direction.INBOUND and _is_read(bundle, agreement):
        anything = tuple({Category(top(category)) for category in bundle.vocabulary.categories})
        yield Change(Kind.ASKED_BY_ANYTHING, agreement, replace(agreement, asks_by=anything))
    limits = agreement.records_per_request, agreement.records_per_day, agreement.k_anonymity
    if any(limit is not None for limit in limits):
        new = replace(agreement, records_per_request=None, records_per_day=None, k_anonymity=None)
        yield Change(Kind.WITHOUT_LIMITS, agreement, new)
    if agreement.ends <= date.max - _A_YEAR:
        yield Change(Kind.LONGER, agreement, replace(agreement, ends=agreement.ends + _A_YEAR))


def _is_read(bundle: Bundle, agreement: Agreement) -> bool:
    """Whether something is asked of its services, and not only sent to an intake."""
    return any(not bundle.routes[RouteId(id_)].is_intake for id_ in _routes(bundle, agreement))


def _routes(bundle: Bundle, agreement: Agreement) -> list[str]:
    return [id_ for id_ in bundle.routes if {id_, id_.partition(":")[0]} & set(agreement.services)]


def _shares(bundle: Bundle, agreement: Agreement) -> Iterator[Change]:
    if all(bundle.routes[RouteId(id_)].is_intake for id_ in _routes(bundle, agreement)):
        return  # what an intake takes is said by its service
    for category in declared(bundle, agreement.services):
        named = treatment_of(agreement, category)
        if named is None:
            if category in bundle.vocabulary.free_texts and not agreement.cut_spans:
                continue  # free text goes whole, unless findings are cut out of it
            more = (*agreement.shares, Share((category,), RELEASE))
            yield Change(Kind.SHARES_MORE, agreement, replace(agreement, shares=more), category)
            continue
        without = _without(bundle, agreement, category)
        yield Change(Kind.SHARES_LESS, agreement, replace(agreement, shares=without), category)
        if named != RELEASE:
            whole = (*without, Share((category,), RELEASE))
            yield Change(Kind.WHOLE, agreement, replace(agreement, shares=whole), category)


def _without(bundle: Bundle, agreement: Agreement, gone: Category) -> tuple[Share, ...]:
    known = bundle.vocabulary.categories
    shares = (
        Share(
            tuple(c for c in known if covered(c, share.data) and not covers(c, gone) and not covers(gone, c)),
            share.treatment,
        )
        for share in agreement.shares
    )
    return tuple(share for share in shares if share.data)
