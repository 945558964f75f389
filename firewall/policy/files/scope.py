"""The words that agreements and laws share: services, requesters, categories, treatments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from firewall.model import Category, Outcome, ProcessKind, Purpose, Treatment
from firewall.policy.files.reading import Section
from firewall.policy.files.services import KINDS
from firewall.policy.outcomes import PARAMETERS
from firewall.policy.packs import InForce
from firewall.policy.words import SUPPRESSIONS, Vocabulary
from firewall.policy.yaml import Block, Faults, Node, Place, Text


@dataclass(frozen=True, slots=True)
class Scope:
    """
    Every word that a rule may name, gathered once all services and partners are read.

    ``places`` are the services of each kind.  ``within`` is the pack that is read: a pack names no service and
    no partner, since those are the city's.
    """

    vocabulary: Vocabulary
    services: Collection[str]
    partners: Collection[str]
    faults: Faults
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: InForce | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        return (*self.partners, *self.vocabulary.kinds)

    def routes(self, section: Section, key: str) -> tuple[str, ...]:
        if self.within is not None and key in section:
            self.faults.add(section.place(key), "POL257")
            return ()
        return section.words(key, self.services, "a service or a route")

    def of_kinds(self, section: Section) -> tuple[str, ...]:
        """Return the services that are of a kind which ``at_kind`` names: none is a fault in a text of the city's."""
        kinds = section.words("at_kind", KINDS, "a kind of service")
        found = tuple(dict.fromkeys(service for kind in kinds for service in self.places.get(kind, ())))
        if self.within is None and kinds and not found:
            self.faults.add(section.place("at_kind"), "POL267", words=", ".join(kinds))
        return found

    def requesters(self, section: Section, key: str, *, none_allowed: bool = False) -> tuple[str, ...]:
        what = "a partner or a kind of requester"
        return self._words(section, key, self.parties, what, "requesters", none_allowed=none_allowed)

    def categories(self, section: Section, key: str, *, none_allowed: bool = False) -> tuple[Category, ...]:
        words = self.vocabulary.categories
        found = self._words(section, key, words, "a category", "data", none_allowed=none_allowed)
        return tuple(map(Category, found))

    def purposes(self, section: Section, key: str) -> frozenset[Purpose]:
        found = self._words(section, key, self.vocabulary.purposes, "a purpose", "purposes")
        return frozenset(map(Purpose, found))

    def processes(
        self, section: Section, key: str, also: Collection[str] = (), *, none_allowed: bool = False
    ) -> frozenset[ProcessKind]:
        what = "something a rule may yield to" if also else "a kind of legal process"
        known = [*sorted(also), *self.vocabulary.processes]
        found = self._words(section, key, known, what, "processes", none_allowed=none_allowed)
        return frozenset(map(ProcessKind, found))

    def declaration(self, section: Section, key: str) -> str:
        known, word = self.vocabulary.declarations, section.text(key)
        if self.within is None or not word or word in known:
            return section.choice(key, known, "a declaration")
        at = Place("vocabulary/declarations.yaml")
        self.faults.add(at, "POL258", pack=self.within.pack.name, word=word)
        return ""

    def _words(
        self,
        section: Section,
        key: str,
        known: Collection[str],
        what: str,
        file: str,
        *,
        none_allowed: bool = False,
    ) -> tuple[str, ...]:
        if self.within is None:
            return section.words(key, known, what, none_allowed=none_allowed)
        found = [text.value for text in section.listed(key, none_allowed=none_allowed)]
        for word in found:
            if word not in known:
                # The pack is as it was shipped: it is the city's vocabulary that is older, or its own.
                at = Place(f"vocabulary/{file}.yaml")
                self.faults.add(at, "POL258", pack=self.within.pack.name, word=word)
        return tuple(word for word in found if word in known)

    def duties(self, section: Section) -> tuple[str, ...]:
        known = self.vocabulary.duties
        return self._words(section, "duties", known, "a duty", "duties", none_allowed=True)


def parameterized(node: Node, faults: Faults) -> Treatment:
    """Read ``{coarsen: year}``, ``{mask: last-4}`` or the word ``pseudonymize``."""
    if isinstance(node, Text) and node.value == "pseudonymize":
        return Treatment(Outcome.PSEUDONYMIZE)
    if isinstance(node, Block) and len(node.members) == 1:
        ((word, value),) = node.members.items()
        if word in ("coarsen", "mask") and isinstance(value, Text):
            return _with_parameter(Outcome[word.upper()], value, faults)
    faults.add(node.at, "POL141")
    return Treatment(Outcome.REMOVE)


def suppressed(node: Node, faults: Faults) -> str:
    """Read ``{suppress: cms}``; empty for every other way to share."""
    if not (isinstance(node, Block) and list(node.members) == ["suppress"]):
        return ""
    value = node.members["suppress"]
    if not isinstance(value, Text):
        faults.add(value.at, "POL033", key="suppress")
    elif value.value not in SUPPRESSIONS:
        faults.unknown(value.at, value.value, "a way to suppress small counts", SUPPRESSIONS)
    else:
        return value.value
    return SUPPRESSIONS[0]


def _with_parameter(outcome: Outcome, value: Text, faults: Faults) -> Treatment:
    known = PARAMETERS[outcome]
    if value.value in known:
        return Treatment(outcome, value.value)
    faults.unknown(value.at, value.value, f"a way to {outcome.name.lower()}", known)
    return Treatment(Outcome.REMOVE)
