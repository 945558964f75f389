"""Who may ask what, for what, with what in hand, and when: the finite space that two bundles are compared over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from firewall.model import (
    UNKNOWN,
    UNKNOWN_KIND,
    Category,
    Direction,
    Kind,
    PartnerId,
    Party,
    ProcessKind,
    Requester,
)
from firewall.policy.rules import Bundle, Route
from firewall.policy.words import CONTROLS

COUNSELS_WORD = ProcessKind("counsel-approval")


@dataclass(frozen=True, slots=True)
class Side:
    """
    A bundle, and each of its partners with everybody behind and after it.

    ``chains`` are those who may ask with others behind them that a token names, by ``chain_word``.
    """

    bundle: Bundle
    requesters: Mapping[PartnerId, Requester]
    chains: Mapping[str, Requester] = field(default_factory=dict)

    def requester(self, asker: str) -> Requester:
        """Whom a partner's id, a kind or a chain means here; a stranger where the word is unknown."""
        if asker in self.chains:
            return self.chains[asker]
        if PartnerId(asker) in self.requesters:
            return self.requesters[PartnerId(asker)]
        if Kind(asker) in self.bundle.vocabulary.kinds:
            return Requester(party=Party(PartnerId(""), Kind(asker)))
        return UNKNOWN


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """
    What comes with a request beside who, what and what for.

    ``claim`` is only said, ``process`` is verified and covers everything, ``approval`` is counsel's word in a case,
    ``asks`` is a category by which is asked beyond the address.
    """

    claim: str = ""
    process: str = ""
    approval: bool = False
    asks: str = ""
    outbound: bool = False

    @property
    def direction(self) -> Direction:
        return Direction.OUTBOUND if self.outbound else Direction.INBOUND


BARE = Condition()


@dataclass(frozen=True, slots=True)
class Pair:
    before: Side
    after: Side

    @property
    def bundles(self) -> tuple[Bundle, Bundle]:
        return self.before.bundle, self.after.bundle


FOR = " for "
"""Between the members of a chain.  No id and no kind has a space."""


def chain_word(chain: Iterable[str]) -> str:
    """Name who asks, and for whom, from first to last."""
    return FOR.join(chain)


def askers(pair: Pair) -> tuple[str, ...]:
    """
    Every partner of either side, then every kind, then every chain.

    A partner that stands in one alone is a stranger to the other.
    """
    partners = {str(id_) for side in (pair.before, pair.after) for id_ in side.requesters}
    kinds = {str(kind) for bundle in pair.bundles for kind in bundle.vocabulary.kinds}
    chains = {word for side in (pair.before, pair.after) for word in side.chains}
    return (*sorted(partners), *sorted(kinds | {str(UNKNOWN_KIND)}), *sorted(chains))


def days(pair: Pair, today: date) -> tuple[date, ...]:
    """Today, and each day after it on which something begins, or has ended."""
    return (today, *sorted({day for bundle in pair.bundles for day in boundaries(bundle) if day > today}))


def boundaries(bundle: Bundle) -> Iterator[date]:
    """Each day on which something begins or is over."""
    spans = [(rule.starts, rule.ends) for rule in bundle.rules]
    spans += [(agreement.starts, agreement.ends) for agreement in bundle.agreements]
    spans += [(partner.starts, partner.ends) for partner in bundle.partners.values()]
    spans += [(one.starts, one.ends) for rule in bundle.rules for one in rule.excepted]
    spans += [(d.starts, d.ends) for partner in bundle.partners.values() for d in partner.declares]
    for starts, ends in spans:
        if starts > date.min:
            yield starts
        if ends is not None and ends < date.max:
            yield ends + timedelta(days=1)


def conditions(pair: Pair) -> tuple[Condition, ...]:
    """Nothing at hand first, then each single claim and each verified process that a bundle could tell from others."""
    claims = {str(kind) for bundle in pair.bundles for rule in bundle.rules for kind in rule.claims}
    claims |= {str(kind) for bundle in pair.bundles for a in bundle.agreements for kind in a.needs.process}
    processes = sorted({min(alike) for alike in alike_processes(pair)})
    found = [BARE, *(Condition(claim=claim) for claim in sorted(claims))]
    found += [Condition(process=kind) for kind in processes]
    found.append(Condition(approval=True))
    both = [a.needs.process for bundle in pair.bundles for a in bundle.agreements if a.needs.approval]
    found += [
        Condition(process=min(alike), approval=True)
        for alike in alike_processes(pair)
        if any(alike & needed for needed in both)
    ]
    if any(_is_outbound(bundle) for bundle in pair.bundles):
        found += [Condition(outbound=True)]
    return tuple(found)


def _is_outbound(bundle: Bundle) -> bool:
    out = Direction.OUTBOUND
    return any(a.direction is out for a in bundle.agreements) or any(r.direction is out for r in bundle.rules)


def alike_processes(pair: Pair) -> tuple[frozenset[str], ...]:
    """The kinds of process that neither bundle treats otherwise, together."""
    found: dict[object, set[str]] = {}
    for kind in {kind for bundle in pair.bundles for kind in bundle.vocabulary.processes}:
        if kind != COUNSELS_WORD:
            key = tuple(_use_of(bundle, kind) for bundle in pair.bundles)
            found.setdefault(key, set()).add(str(kind))
    return tuple(frozenset(kinds) for kinds in found.values())


def _use_of(bundle: Bundle, kind: ProcessKind) -> object:
    word = bundle.vocabulary.processes.get(kind)
    yielding = tuple(i for i, rule in enumerate(bundle.rules) if kind in rule.yields_to)
    needing = tuple(i for i, a in enumerate(bundle.agreements) if kind in a.needs.process)
    return (word and (word.basis, word.opens), yielding, needing)


def asked_by(route: Route) -> frozenset[Category]:
    """What a request holds by its address alone."""
    return frozenset(route.path.values())


def may_be_asked_by(routes: Iterable[Route]) -> tuple[str, ...]:
    """By which further categories these routes can be asked, one at a time."""
    found: set[str] = set()
    for route in routes:
        found.update(route.query.values())
        found.update(word for words in route.body.values() for word in words)
    return tuple(sorted(found - CONTROLS))


def selects(route: Route) -> bool:
    """Whether a request may say which members it wants."""
    return "selection" in route.query.values() or any("selection" in words for words in route.body.values())
