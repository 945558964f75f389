"""
The policy folder, read whole: files in, one Bundle out, or every fault at once.

Pure: the caller reads the files.  Names are relative to ``policies/`` and tell what a
file is by the folder it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from firewall.errors import Fault, PolicyError
from firewall.model import Kind, PartnerId, RuleId
from firewall.policy.faults.telling import shown
from firewall.policy.files import agreements, cases, city, laws, partners, promises, services, vocabulary
from firewall.policy.files.packs import Shelf
from firewall.policy.files.scope import Scope
from firewall.policy.packs import InForce
from firewall.policy.rules import Agreement, Bundle, Case, City, Partner, Promise, Rule, Service
from firewall.policy.words import Vocabulary
from firewall.policy.yaml import Block, Faults, Items, Node, Place, parse

FOLDERS = ("vocabulary", "services", "partners", "agreements", "laws", "tests", "samples")
_VOCABULARY = ("data", "requesters", "purposes", "processes")
_ONLY = {"": ("city", "promises"), "vocabulary": (*_VOCABULARY, "duties", "declarations")}
"""The folders whose files are known by name: a file of another name there would silently say nothing."""


def load(sources: Mapping[str, str]) -> Bundle:
    """
    Read ``{file name: text}``.

    Raises :class:`PolicyError` with all faults, sorted by place.
    """
    bundle, faults = examine(sources)
    if faults or bundle is None:
        raise PolicyError(faults)
    return bundle


def examine(sources: Mapping[str, str]) -> tuple[Bundle | None, tuple[Fault, ...]]:
    """Read everything that can be read; the bundle is None where there is any fault."""
    reader = _Reader(sources)
    bundle = reader.bundle()
    found = tuple(shown(fault, sources) for fault in sorted(set(reader.faults.found)))
    return (None if found else bundle), found


def digest_of(sources: Mapping[str, str]) -> str:
    """Return the SHA-256 of all files and their names; lengths stand between, so nothing can shift."""
    whole = sha256()
    for name, text in sorted(sources.items()):
        for part in (name.encode(), text.encode()):
            whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


class _Reader:
    def __init__(self, sources: Mapping[str, str]) -> None:
        self.faults = Faults()
        self._sources = sources
        self._nodes: dict[str, dict[str, Node]] = {folder: {} for folder in (*FOLDERS, "")}
        self._shelf = Shelf(self.faults)
        self._schemas = {
            name.removeprefix("services/"): text
            for name, text in sources.items()
            if name.endswith(".graphql")
        }
        for name, text in sorted(sources.items()):
            if not self._shelf.takes(name, text):
                self._sort(name, text)

    def _sort(self, name: str, text: str) -> None:
        folder, _, rest = name.rpartition("/")
        if folder.split("/")[0] == "samples":
            return
        if folder not in self._nodes:
            self.faults.add(Place(name), "POL060", FOLDERS, word=folder)
            return
        if folder == "services" and rest.endswith(".graphql"):
            return  # a schema: a route says that it is one
        if not rest.endswith(".yaml"):
            self.faults.add(Place(name), "POL057")
            return
        if rest.removesuffix(".yaml") not in _ONLY.get(folder, (rest.removesuffix(".yaml"),)):
            names = [f"{known}.yaml" for known in _ONLY[folder]]
            self.faults.unknown(Place(name), rest, "a file that the firewall reads here", names)
            return
        node = parse(name, text, self.faults)
        if node is not None:
            self._nodes[folder][rest.removesuffix(".yaml")] = node

    def bundle(self) -> Bundle:
        words = self._vocabulary()
        known_partners = self._partners(words)
        known_services = self._services(words)
        services.check_senders(known_services, known_partners, self.faults)
        names = [n for s in known_services for n in (s.name, *(r.id for r in s.routes))]
        known_city = self._city()
        included = self._shelf.in_force(known_city.packs)
        scope = Scope(
            words,
            names,
            list(known_partners),
            self.faults,
            places=self._places(known_services, included),
        )
        opening = self._agreements(scope, known_services, included)
        closing, tests = self._laws(scope, included, known_partners)
        tests += tuple(self._beside(scope, included, {one.id for one in opening}))
        tests += tuple(case for node in self._tests(included) for case in cases.read(node, scope))
        samples = {n: t for n, t in self._sources.items() if n.startswith("samples/")}
        cases.check(tests, samples, scope)
        return Bundle(
            digest=digest_of(self._sources),
            city=known_city,
            vocabulary=words,
            services=known_services,
            partners=known_partners,
            agreements=opening,
            rules=closing,
            cases=tests,
            samples=samples,
            packs=included,
            promises=self._promises(scope, known_services, opening),
        )

    def _vocabulary(self) -> Vocabulary:
        files = self._nodes["vocabulary"]
        for name in _VOCABULARY:
            if name not in files and f"vocabulary/{name}.yaml" not in self._sources:
                self.faults.add(Place(f"vocabulary/{name}.yaml"), "POL062")
        return vocabulary.read(files, self.faults)

    def _city(self) -> City:
        if "city.yaml" not in self._sources:
            self.faults.add(Place("city.yaml"), "POL063")
        return city.read(self._nodes[""].get("city"), self.faults)

    def _partners(self, words: Vocabulary) -> dict[PartnerId, Partner]:
        known: dict[PartnerId, Partner] = {}
        bound: dict[str, PartnerId] = {}
        for node in self._nodes["partners"].values():
            partner = partners.read(node, self.faults, words)
            if partner.id in known:
                self.faults.add(partner.at, "POL065", word=partner.id, other=known[partner.id].at)
            if Kind(partner.id) in words.kinds:
                self.faults.add(partner.at, "POL066", word=partner.id)
            for name in partner.certificates:
                if bound.setdefault(name, partner.id) != partner.id:
                    self.faults.add(partner.at, "POL067", other=bound[name])
            for name in partner.tokens:
                if bound.setdefault(name, partner.id) != partner.id:
                    self.faults.add(partner.at, "POL068", word=name, other=bound[name])
            known[partner.id] = partner
        partners.check_references(known, self.faults, words)
        return known

    def _services(self, words: Vocabulary) -> tuple[Service, ...]:
        known = tuple(
            services.read(node, self.faults, words, self._schemas)
            for node in self._nodes["services"].values()
        )
        seen: dict[str, Place] = {}
        for service in known:
            if service.name in seen:
                self.faults.add(service.at, "POL069", word=service.name, other=seen[service.name])
            seen[service.name] = service.at
        return known

    def _places(
        self, known_services: tuple[Service, ...], included: tuple[InForce, ...]
    ) -> dict[str, tuple[str, ...]]:
        """The services of each kind.  INVARIANT: where a text is about kinds, no service is of one nobody knows."""
        texts = [*self._nodes["laws"].values(), *self._nodes["agreements"].values()]
        is_about_kinds = bool(included) or any(map(_names_kinds, texts))
        for service in known_services:
            if is_about_kinds and not service.kinds:
                self.faults.add(service.at, "POL259", word=service.name)
        return {kind: tuple(s.name for s in known_services if kind in s.kinds) for kind in services.KINDS}

    def _tests(self, included: tuple[InForce, ...]) -> Iterator[Node]:
        yield from self._nodes["tests"].values()
        for one in included:
            yield from self._shelf.nodes(one.pack.name, "tests")

    def _beside(self, scope: Scope, included: tuple[InForce, ...], known: set[str]) -> Iterator[Case]:
        """The tests beside agreements, but for those that a pack has and the city does not take."""
        texts = [(node, scope) for node in self._nodes["agreements"].values()]
        for one in included:
            within = replace(scope, within=one)
            texts += [(node, within) for node in self._shelf.nodes(one.pack.name, "agreements")]
        for node, about in texts:
            yield from (case for case in agreements.read_tests(node, about) if case.agreement in known)

    def _agreements(
        self, scope: Scope, known_services: tuple[Service, ...], included: tuple[InForce, ...]
    ) -> tuple[Agreement, ...]:
        known = [agreements.read(node, scope) for node in self._nodes["agreements"].values()]
        for one in included:
            of_pack = [
                agreements.read(node, replace(scope, within=one))
                for node in self._shelf.nodes(one.pack.name, "agreements")
            ]
            # A duty at services that the city has none of opens nothing; one that nobody signed for waits for that.
            known += [duty for duty in of_pack if duty.services]
        agreements.check_conflicts(known, self.faults)
        for agreement in known:
            agreements.check_proxies(agreement, scope)
            routes = [route for service in known_services for route in service.routes]
            agreements.check_schemas(agreement, routes, self.faults)
            agreements.check_suppressed(agreement, routes, self.faults)
            agreements.check_limits(agreement, routes, self.faults)
            agreements.check_alike(agreement, routes, self.faults)
        return tuple(known)

    def _laws(
        self, scope: Scope, included: tuple[InForce, ...], known_partners: Mapping[PartnerId, Partner]
    ) -> tuple[tuple[Rule, ...], tuple[Case, ...]]:
        rules: dict[RuleId, Rule] = {}
        tests: list[Case] = []
        texts = [(node, scope) for node in self._nodes["laws"].values()]
        for one in included:
            within = replace(scope, within=one)
            texts += [(node, within) for node in self._shelf.nodes(one.pack.name, "laws")]
        for node, about in texts:
            for rule, own in laws.read(node, about):
                if rule.id in rules:
                    self.faults.add(rule.at, "POL070", word=rule.id, other=rules[rule.id].at)
                rules[rule.id] = replace(
                    rule, excepted=partners.excepted(known_partners, rule.unless_declared)
                )
                tests.extend(own)
        return tuple(rules.values()), tuple(tests)

    def _promises(
        self, scope: Scope, known_services: tuple[Service, ...], opening: tuple[Agreement, ...]
    ) -> tuple[Promise, ...]:
        node = self._nodes[""].get("promises")
        if node is None:
            return ()
        found = promises.read(node, scope, opening)
        promises.check_places(found, [route for service in known_services for route in service.routes], scope)
        return found


def _names_kinds(node: Node) -> bool:
    if isinstance(node, Block):
        return "at_kind" in node.members or any(map(_names_kinds, node.members.values()))
    return isinstance(node, Items) and any(map(_names_kinds, node.items))
