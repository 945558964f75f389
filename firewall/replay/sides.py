"""A bundle as it is compared: with everybody behind and after each of its partners, and with whoever may carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from firewall import partners
from firewall.identity import introduce
from firewall.policy.diff.contexts import Pair, Side, chain_word
from firewall.policy.rules import Bundle
from firewall.proving.askers import Askers, chained, facts_of


def pair(before: Bundle, after: Bundle) -> Pair:
    """Both, and the chains of either: what one lets carry may be a stranger to the other."""
    chains = sorted({chain for bundle in (before, after) for chain in _chains(bundle)})
    return Pair(_with_chains(side(before), chains), _with_chains(side(after), chains))


def side(bundle: Bundle) -> Side:
    facts = partners.facts(bundle)
    return Side(bundle, {id_: introduce.requester(id_, facts, "policy") for id_ in bundle.partners})


def _chains(bundle: Bundle) -> Iterator[tuple[str, ...]]:
    """Who may ask for whom, of those with whom an agreement is: nobody else gets more than who asks alone."""
    if any(agreement.through for agreement in bundle.agreements):
        yield from ((a.word, *a.behind) for a in Askers(bundle).all if a.behind and a.agreements)


def _with_chains(one: Side, chains: Iterable[tuple[str, ...]]) -> Side:
    facts = facts_of(one.bundle)
    return replace(one, chains={chain_word(chain): chained(facts, chain) for chain in chains})
