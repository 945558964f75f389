"""The words that agreements and laws share: services, requesters, categories, treatments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from firewall.model import Category, Outcome, Treatment
from firewall.policy.files.reading import Section
from firewall.policy.outcomes import PARAMETERS
from firewall.policy.words import Vocabulary
from firewall.policy.yaml import Block, Faults, Node, Text


@dataclass(frozen=True, slots=True)
class Scope:
    """Every word that a rule may name, gathered once all services and partners are read."""

    vocabulary: Vocabulary
    services: Collection[str]
    partners: Collection[str]
    faults: Faults

    @property
    def parties(self) -> tuple[str, ...]:
        return (*self.partners, *self.vocabulary.kinds)

    def routes(self, section: Section, key: str) -> tuple[str, ...]:
        return section.words(key, self.services, "a service or a route")

    def requesters(self, section: Section, key: str, *, none_allowed: bool = False) -> tuple[str, ...]:
        return section.words(key, self.parties, "a partner or a kind of requester", none_allowed=none_allowed)

    def categories(self, section: Section, key: str, *, none_allowed: bool = False) -> tuple[Category, ...]:
        words = section.words(key, self.vocabulary.categories, "a category", none_allowed=none_allowed)
        return tuple(map(Category, words))

    def duties(self, section: Section) -> tuple[str, ...]:
        return section.words("duties", self.vocabulary.duties, "a duty", none_allowed=True)


def parameterized(node: Node, faults: Faults) -> Treatment:
    """Read ``{coarsen: year}``, ``{mask: last-4}`` or the word ``pseudonymize``."""
    if isinstance(node, Text) and node.value == "pseudonymize":
        return Treatment(Outcome.PSEUDONYMIZE)
    if isinstance(node, Block) and len(node.members) == 1:
        ((word, value),) = node.members.items()
        if word in ("coarsen", "mask") and isinstance(value, Text):
            return _with_parameter(Outcome[word.upper()], value, faults)
        if word == "suppress":
            faults.add(node.at, "POL140")
            return Treatment(Outcome.REMOVE)
    faults.add(node.at, "POL141")
    return Treatment(Outcome.REMOVE)


def _with_parameter(outcome: Outcome, value: Text, faults: Faults) -> Treatment:
    known = PARAMETERS[outcome]
    if value.value in known:
        return Treatment(outcome, value.value)
    faults.unknown(value.at, value.value, f"a way to {outcome.name.lower()}", known)
    return Treatment(Outcome.REMOVE)
