"""
Who can ask: every chain that can come in, as far as the policy tells it from others.

A rule is about a chain if it is about any member of it, and an agreement stands only if every member fits.  So a
longer chain never gets more than a shorter one of some of its members with the same principal: whoever is in it for
nothing may be left out.  What is left are partners as their files have them, somebody of each kind, and these with
one or two others behind whom a signed token may name, wherever an agreement lets anybody carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from firewall import partners
from firewall.identity import introduce
from firewall.identity.introduce import PartnerFacts
from firewall.model import UNKNOWN, Kind, PartnerId, Party, Requester
from firewall.policy.decide import is_named
from firewall.policy.openers import is_one_of, is_with
from firewall.policy.rules import Bundle, Declaration, Excepted, Promise
from firewall.policy.words import covers

_PROOF = "proving"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, in the words a test of a policy has for it: a partner or a kind, and who stands behind."""

    word: str
    behind: tuple[str, ...]
    requester: Requester
    rules: int
    """A bit for each rule of the bundle that is about somebody in the chain, declarations aside."""
    agreements: int
    """A bit for each agreement that is with this chain."""
    contracts: frozenset[tuple[date, date]] = frozenset()
    """The times of the contracts in the chain: outside of any of them no agreement counts."""
    declares: frozenset[Declaration] = frozenset()
    """What the principal has on file, which agreements may need."""
    lifted: frozenset[tuple[int, Excepted]] = frozenset()
    """Which of the rules somebody in the chain is taken out of by a declaration, and for how long."""

    @property
    def may_have_papers(self) -> bool:
        """A paper is entered for a partner: somebody who is only of a kind has none."""
        return bool(self.requester.principal.id)


class Askers:
    """Everybody who can ask under one policy."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._facts = facts_of(bundle)
        self._rules: dict[Party, int] = {}
        self._lifted: dict[PartnerId, list[tuple[int, Excepted]]] = {}
        for number, rule in enumerate(bundle.rules):
            for one in rule.excepted:
                self._lifted.setdefault(one.partner, []).append((number, one))
        self.all = tuple(self._all())

    def about(self, promise: Promise) -> list[Asker]:
        """Return those in whose chain somebody is whom the promise is about."""
        parties = {party for asker in self.all for party in asker.requester.chain}
        meant = {party for party in parties if is_named(promise.to, promise.except_to, party)}
        return [asker for asker in self.all if not meant.isdisjoint(asker.requester.chain)]

    def themselves(self, promise: Promise) -> Iterator[Asker]:
        """Yield each partner whom the promise means, and somebody of a kind it names of which there is no partner."""
        for asker in self.all:
            party = asker.requester.party
            is_counted = bool(party.id) or (party.kind in promise.to and not self._has_partners(party.kind))
            if not asker.behind and is_counted and is_named(promise.to, promise.except_to, party):
                yield asker

    def _has_partners(self, kind: Kind) -> bool:
        return any(covers(kind, partner.kind) for partner in self._bundle.partners.values())

    def _all(self) -> Iterator[Asker]:
        seen: set[Requester] = set()
        alone = list(self._introduced(((word,) for word in self._facts), seen))
        yield from alone
        yield from self._introduced(self._with_papers(alone), seen)
        yield from self._introduced(self._chains(), seen)

    def _introduced(self, chains: Iterable[tuple[str, ...]], seen: set[Requester]) -> Iterator[Asker]:
        for chain in chains:
            found = chained(self._facts, chain)
            if found is not UNKNOWN and found not in seen:
                seen.add(found)
                yield self._asker(chain, found)

    def _with_papers(self, alone: list[Asker]) -> Iterator[tuple[str, ...]]:
        """Somebody of each kind who carries for a partner, and so may have papers: for one with few rules about it."""
        few = least(replace(asker, agreements=0) for asker in alone if asker.may_have_papers)
        yield from ((kind, partner.word) for kind in self._bundle.vocabulary.kinds for partner in few)

    def _chains(self) -> Iterator[tuple[str, ...]]:
        """Those whom an agreement lets carry, with whom they may carry for."""
        alone = {word: chained(self._facts, (word,)) for word in self._facts}
        for agreement in self._bundle.agreements:
            if not agreement.through:
                continue
            agents = [word for word in self._facts if is_one_of(alone[word].party, agreement.through)]
            ends = [word for word, one in alone.items() if is_one_of(one.principal, (agreement.principal,))]
            # Whoever carries for somebody of their own cannot come last: three are needed to have them in between.
            between = [word for word in agents if alone[word].on_behalf_of]
            for agent in agents:
                yield from ((agent, other) for other in dict.fromkeys((*ends, *agents)))
                yield from ((agent, middle, end) for middle in between for end in ends)

    def _asker(self, chain: tuple[str, ...], found: Requester) -> Asker:
        rules = 0
        for party in found.chain:
            rules |= self._about(party)
        known = [p for p in map(self._bundle.partners.get, (m.id for m in found.chain)) if p is not None]
        principal = self._bundle.partners.get(found.principal.id)
        return Asker(
            word=chain[0],
            behind=chain[1:],
            requester=found,
            rules=rules,
            agreements=bits(is_with(agreement, found) for agreement in self._bundle.agreements),
            contracts=frozenset((p.starts, p.ends) for p in known) - {(date.min, date.max)},
            declares=frozenset(principal.declares) if principal is not None else frozenset(),
            lifted=frozenset(one for member in found.chain for one in self._lifted.get(member.id, ())),
        )

    def _about(self, party: Party) -> int:
        if party not in self._rules:
            rules = self._bundle.rules
            self._rules[party] = bits(is_named(rule.to, rule.except_to, party) for rule in rules)
        return self._rules[party]


def chained(facts: Mapping[PartnerId, PartnerFacts], chain: tuple[str, ...]) -> Requester:
    """Introduce the first of a chain with the others behind, as a signed token would say; UNKNOWN where it cannot."""
    ids = tuple(map(PartnerId, chain))
    return introduce.requester(ids[0], facts, _PROOF, ids[1:])


def facts_of(bundle: Bundle) -> Mapping[PartnerId, PartnerFacts]:
    """Return the partners, and for each kind somebody of whom nothing else is known."""
    return {**partners.facts(bundle), **_kinds(bundle.vocabulary.kinds)}


def _kinds(kinds: Iterable[Kind]) -> dict[PartnerId, PartnerFacts]:
    return {PartnerId(kind): PartnerFacts(id=PartnerId(""), kind=kind) for kind in kinds}


def bits(flags: Iterable[bool]) -> int:
    """Write flags as a number, the first one lowest."""
    return sum(1 << number for number, flag in enumerate(flags) if flag)


def least(askers: Iterable[Asker]) -> list[Asker]:
    """Leave out whoever another one stands for: with no rule that is not about this one, and no less open."""
    kept: list[Asker] = []
    for one in sorted(askers, key=lambda a: (a.rules.bit_count(), -a.agreements.bit_count(), len(a.behind))):
        if not any(_stands_for(other, one) for other in kept):
            kept.append(one)
    return kept


def _stands_for(other: Asker, one: Asker) -> bool:
    if one.lifted:
        return False  # on some days less is about it than the bits say
    return (
        not other.rules & ~one.rules
        and not one.agreements & ~other.agreements
        and (other.may_have_papers or not one.may_have_papers)
        and (not one.agreements or (other.contracts <= one.contracts and one.declares <= other.declares))
    )
