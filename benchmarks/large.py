"""
A city of a given size, made up from a seed: partners in chains, services, categories, laws, agreements, promises.

Its laws close status piece by piece: for some services, some categories and some time each, so that a promise about
all of it hangs on every piece.  ``tests/proving`` takes one of them away and sees that it is missed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

STATUS = "immigration"
TREES = (
    STATUS,
    "health",
    "identity",
    "contact",
    "finance",
    "education",
    "vehicle",
    "location",
    "criminal",
    "family",
    "benefit",
    "record",
)
KINDS = (
    "city-agency",
    "peer-local",
    "peer-local.public-health",
    "peer-local.education",
    "state-agency",
    "state-agency.benefits",
    "state-le",
    "fusion-center",
    "immigration-enforcement",
    "immigration-enforcement.civil",
    "immigration-enforcement.criminal",
    "immigration-enforcement.border",
    "immigration-enforcement.contractor",
    "court",
    "research",
    "data-broker",
    "employer-landlord",
    "vendor",
    "utility-finance",
    "subject",
    "unknown",
)
PURPOSES = (
    "care",
    "public-health",
    "education",
    "billing",
    "research",
    "enforcement",
    "eligibility",
    "emergency",
    "court",
    "audit",
)
PLAIN = (
    "city-agency",
    "peer-local",
    "peer-local.education",
    "state-agency",
    "state-agency.benefits",
    "utility-finance",
    "vendor",
)
"""Kinds of which agreements are made that nothing was promised about."""
HALVES = (("2026-01-01", "2027-06-30"), ("2027-07-01", ""))
GROUPS = 12
"""Services stand in so many groups; a law is about one of them."""
PROTECTED = 4
"""In so many groups status leaves for nobody."""


@dataclass(frozen=True)
class Size:
    partners: int = 100
    services: int = 60
    categories: int = 120
    rules: int = 300
    agreements: int = 120
    routes: int = 3


REAL = Size()
SMALL = Size(partners=30, services=24, categories=60, rules=140, agreements=36, routes=2)


class City:
    """Its files, as ``texts``."""

    def __init__(self, size: Size = REAL, seed: int = 1) -> None:
        self.size = size
        self.rng = random.Random(seed)
        self.leaves = size.categories // len(TREES) - 1
        self.categories = [
            word for tree in TREES for word in (tree, *(f"{tree}.c{n}" for n in range(self.leaves)))
        ]
        self.services = [f"s{number:02}" for number in range(size.services)]
        self.groups = [self.services[number::GROUPS] for number in range(GROUPS)]
        self.texts: dict[str, str] = {}
        self._words()
        self._services()
        self._partners()
        self._agreements()
        self._laws()
        self._promises()

    def some(self, words: list[str] | tuple[str, ...], least: int, most: int) -> list[str]:
        return self.rng.sample(list(words), min(len(words), self.rng.randint(least, most)))

    def _words(self) -> None:
        self.texts["city.yaml"] = (
            "city: large\ntitle: A large city\ncontact: {office: Law, email: law@large.example}\nlanguages: [en]\n"
        )
        lines = [
            f"  {word}: {{says: x{', text: free' if word == 'record.c1' else ''}}}"
            for word in self.categories
        ]
        self.texts["vocabulary/data.yaml"] = "categories:\n" + "\n".join(lines) + "\n"
        for name, words in (("requesters", KINDS), ("purposes", PURPOSES)):
            key = "kinds" if name == "requesters" else name
            self.texts[f"vocabulary/{name}.yaml"] = f"{key}:\n" + "".join(
                f"  {word}: {{says: x}}\n" for word in words
            )
        self.texts["vocabulary/processes.yaml"] = """\
processes:
  warrant: {says: x, basis: judicial, issuer: judicial, opens: yes}
  order: {says: x, basis: judicial, issuer: judicial, opens: yes}
  admin-subpoena: {says: x, basis: none, issuer: administrative, opens: no}
  statutory-request: {says: x, basis: duty, issuer: official, opens: no}
  consent: {says: x, basis: consent, issuer: subject, opens: yes}
  counsel-approval: {says: x, basis: counsel, issuer: counsel, opens: yes}
"""

    def _services(self) -> None:
        plain = [word for word in self.categories if "." in word and not word.startswith("record")]
        status = [word for word in plain if word.startswith(STATUS + ".")]
        for name in self.services:
            lines = [f"service: {name}", "upstream: http://127.0.0.1:9000", "routes:"]
            for number in range(self.size.routes):
                fields = ["record.c0", self.rng.choice(status), "identity.c1", *self.some(plain, 5, 9)]
                fields += ["record.c1"] if self.rng.random() < 0.3 else []
                lines += [
                    f"  - route: r{number}",
                    f"    match: GET /r{number}/{{id}}",
                    "    path: {id: record.c0}",
                ]
                if self.rng.random() < 0.2:
                    lines.append("    query: {fields: selection}")
                lines += ["    fields:", *(f"      /m{n}: {word}" for n, word in enumerate(fields))]
            self.texts[f"services/{name}.yaml"] = "\n".join(lines) + "\n"

    def _partners(self) -> None:
        self.partners = [f"p{number:03}" for number in range(self.size.partners)]
        self.kind_of = {name: KINDS[number % (len(KINDS) - 1)] for number, name in enumerate(self.partners)}
        for number, name in enumerate(self.partners):
            behind = self.partners[number + 1 :] if number % 7 == 3 else []
            onward = (
                [*self.partners[: number // 2], "data-broker", "immigration-enforcement.border"]
                if number % 6 == 5
                else []
            )
            lines = [f"partner: {name}", f"title: Partner {number}", f"kind: {self.kind_of[name]}"]
            lines += [f"on_behalf_of: [{self.rng.choice(behind)}]"] if behind else []
            lines += [f"onward: [{self.rng.choice(onward)}]"] if onward else []
            self.texts[f"partners/{name}.yaml"] = "\n".join(lines) + "\n"

    def _agreements(self) -> None:
        plain = [name for name in self.partners if self.kind_of[name] in PLAIN]
        shared = [
            w for w in self.categories if w.partition(".")[0] not in {STATUS, "health", "record"} and "." in w
        ]
        for number in range(self.size.agreements):
            with_ = plain[number % len(plain)] if number % 9 else self.rng.choice(PLAIN)
            through = self.some(("vendor", "city-agency"), 1, 1) if number % 5 == 0 else []
            onward = self.some(("data-broker", "vendor"), 1, 1) if number % 8 == 0 else []
            starts, ends = f"2026-{number % 6 + 1:02}-01", f"20{28 + number % 3}-12-31"
            self.texts[f"agreements/a{number:03}.yaml"] = _agreement(
                f"A-{number:03}",
                with_,
                through,
                onward,
                self.services[number % len(self.services)],
                PURPOSES[number % 5],
                ["record.c0", *self.some(shared, 2, 5)],
                starts,
                ends,
            )
        self.county = next(name for name in self.partners if self.kind_of[name] == "peer-local.public-health")
        self.texts["agreements/county.yaml"] = _agreement(
            "COUNTY",
            self.county,
            [],
            [],
            self.services[0],
            "public-health",
            ["record.c0", "identity.c1"],
            "2026-01-01",
            "2029-12-31",
        )
        self.study = next(name for name in self.partners if self.kind_of[name] == "research")
        text = _agreement(
            "STUDY",
            self.study,
            [],
            [],
            self.services[1],
            "research",
            ["record.c0"],
            "2026-01-01",
            "2029-12-31",
        )
        self.texts["agreements/study.yaml"] = text.replace(
            "shares:\n", "shares:\n  - data: [identity.c1]\n    as: {coarsen: year}\n"
        )

    def _laws(self) -> None:
        chunks = [self.leaves * n // 3 for n in range(4)]
        parts = [[f"{STATUS}.c{n}" for n in range(chunks[i], chunks[i + 1])] for i in range(3)]
        rules: list[str] = []
        for number, group in enumerate(self.groups):
            for half, (starts, ends) in enumerate(HALVES):
                for part, words in enumerate(parts):
                    rules.append(
                        _rule(
                            f"status-{number}-{half}-{part}",
                            ["immigration-enforcement"],
                            group,
                            words,
                            "remove",
                            ["judicial"],
                            starts,
                            ends,
                        )
                    )
                rules.append(
                    _rule(
                        f"brokers-{number}-{half}",
                        ["data-broker", "employer-landlord"],
                        group,
                        [],
                        "refuse",
                        ["judicial"],
                        starts,
                        ends,
                    )
                )
            rules.append(
                _rule(
                    f"health-{number}",
                    ["employer-landlord", "data-broker", "utility-finance"],
                    group,
                    ["health"],
                    "remove",
                    ["judicial", "consent"],
                )
            )
            if number < PROTECTED:
                rules += [
                    _rule(f"protected-{number}-{p}", [], group, words, "remove", ["judicial", "consent"])
                    for p, words in enumerate(parts)
                ]
        while len(rules) < self.size.rules:
            rules.append(self._other(len(rules)))
        for start in range(0, len(rules), 25):
            head = f"law: law{start // 25:02}\ntitle: x\njurisdiction: us-example\nowner: law\nrules:\n"
            self.texts[f"laws/law{start // 25:02}.yaml"] = head + "".join(rules[start : start + 25])

    def _other(self, number: int) -> str:
        """A rule that only closes, and nothing that somebody was promised."""
        kinds = self.some(
            (
                "state-le",
                "fusion-center",
                "data-broker",
                "vendor",
                "state-agency",
                "employer-landlord",
                "court",
            ),
            1,
            2,
        )
        words = self.some([w for w in self.categories if not w.startswith(("record", "identity"))], 1, 4)
        then = self.rng.choice(("remove", "remove", "refer", "{coarsen: year}", "refuse"))
        month = self.rng.randint(1, 12)
        more = f"    for: [{self.rng.choice(PURPOSES)}]\n" if number % 4 == 0 else ""
        more += "    claims: [admin-subpoena]\n" if number % 11 == 0 else ""
        return _rule(
            f"other-{number}",
            kinds,
            self.some(self.services, 1, 8),
            words,
            then,
            self.some(("judicial", "consent", "duty", "emergency"), 0, 2),
            f"2026-{month:02}-15",
            f"2028-{month:02}-14" if number % 3 == 0 else "",
            more,
        )

    def _promises(self) -> None:
        protected = [name for group in self.groups[:PROTECTED] for name in group]
        everywhere = ", ".join(self.services)
        status = ", ".join(f"{STATUS}.c{n}" for n in range(self.leaves))
        self.texts["promises.yaml"] = f"""\
promises:
  - promise: no-status
    says: x
    never_receives: [{status}]
    to: [immigration-enforcement]
    unless: [judicial]
    from: 2026-01-01
  - promise: stays
    says: x
    never_receives: [{status}]
    at: [{", ".join(protected)}]
    unless: [judicial, consent]
    from: 2026-01-01
  - promise: brokers
    says: x
    never_answered: yes
    to: [data-broker]
    at: [{everywhere}]
    unless: [judicial]
    from: 2026-01-01
  - promise: health
    says: x
    never_receives: [health]
    to: [employer-landlord, data-broker]
    unless: [judicial, consent]
    from: 2026-01-01
  - promise: birthday
    says: x
    never_receives: [identity.c1]
    more_than: {{coarsen: year}}
    to: [research]
    unless: [judicial, consent, counsel]
    from: 2026-01-01
  - promise: county
    says: x
    always_receives: [identity.c1]
    to: [{self.county}]
    for: [public-health]
    at: [{self.services[0]}]
    during: [COUNTY]
    from: 2026-01-01
"""


def _agreement(  # noqa: PLR0917  # the keys of a file, in its order
    name: str,
    with_: str,
    through: list[str],
    onward: list[str],
    service: str,
    purpose: str,
    data: list[str],
    starts: str,
    ends: str,
) -> str:
    return f"""\
agreement: {name}
title: x
basis: agreement
with: {with_}
through: {f"[{', '.join(through)}]" if through else "none"}
onward: {f"[{', '.join(onward)}]" if onward else "none"}
services: [{service}]
purposes: [{purpose}]
asks_by: [record.c0]
shares:
  - data: [{", ".join(data)}]
limits: {{records_per_request: 100}}
signed: {{by: x, on: 2026-01-01}}
from: {starts}
until: {ends}
"""


def _rule(  # noqa: PLR0917  # the keys of a rule, in its order
    name: str,
    to: list[str],
    at: list[str],
    data: list[str],
    then: str,
    yields: list[str],
    starts: str = "2026-01-01",
    ends: str = "",
    more: str = "",
) -> str:
    lines = [
        f"  - rule: {name}",
        "    says: x",
        "    cite: x",
        "    quote: unconfirmed",
        f"    from: {starts}",
        f"    then: {then}",
        f"    at: [{', '.join(at)}]",
        f"    yields_to: [{', '.join(yields)}]",
    ]
    lines += [f"    until: {ends}"] if ends else []
    lines += [f"    to: [{', '.join(to)}]"] if to else []
    lines += [f"    data: [{', '.join(data)}]"] if data else []
    return "\n".join(lines) + "\n" + more
