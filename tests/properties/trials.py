"""
Random small policies and what is asked under them, as nasty as they can be and still hang together.

Few words and few days, so that openers, rules and exchanges meet each other often: a case in which
nothing fits anything would prove nothing.  The same seed gives the same case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from firewall.model import (
    CaseId,
    Category,
    Digest,
    Direction,
    Exchange,
    Kind,
    LegalProcess,
    Outcome,
    PartnerId,
    Party,
    ProcessKind,
    Purpose,
    Requester,
    RouteId,
    RuleId,
    Treatment,
)
from firewall.policy.rules import (
    Agreement,
    Bundle,
    City,
    Declaration,
    Excepted,
    Needs,
    Partner,
    Route,
    Rule,
    Segment,
    Service,
    Share,
)
from firewall.policy.words import CategoryFacts, ProcessWord, Vocabulary
from firewall.policy.yaml import Place

HERE = Place("random.yaml")
TODAY = date(2026, 6, 15)
CATEGORIES = [
    *("record", "record.id", "identity", "identity.name", "identity.name.former", "identity.dob"),
    *("immigration", "immigration.status", "health", "case_notes", "third_party"),
]
KINDS = ["unknown", "agency", "agency.health", "agency.health.lab", "vendor", "police", "police.civil"]
PURPOSES = ["health", "enforcement", "billing"]
PROCESSES = {
    "warrant": ProcessWord("", "judicial", "judicial", opens=True),
    "order": ProcessWord("", "judicial", "judicial", opens=True),
    "subpoena": ProcessWord("", "none", "administrative", opens=False),
    "request": ProcessWord("", "duty", "official", opens=False),
    "exigency": ProcessWord("", "emergency", "official", opens=True),
    "consent": ProcessWord("", "consent", "subject", opens=True),
    "counsel-approval": ProcessWord("", "counsel", "counsel", opens=True),
}
PARTNERS = {
    "county": "agency.health",
    "lab": "agency.health.lab",
    "acme": "vendor",
    "ice": "police.civil",
    "bureau": "agency",
}
DECLARATIONS = ["no-use", "no-onward"]
TARGETS = ["t1", "t2"]
BETWEEN = [
    *(Treatment(Outcome.COARSEN, p) for p in ("month", "zip3", "1km", "year", "faces")),
    *(Treatment(Outcome.MASK, p) for p in ("last-4", "last-3", "last-2", "last-1")),
    Treatment(Outcome.PSEUDONYMIZE),
]
VOCABULARY = Vocabulary(
    categories={Category(c): CategoryFacts("", free_text=c == "case_notes") for c in CATEGORIES},
    kinds={Kind(k): "" for k in KINDS},
    purposes={Purpose(p): "" for p in PURPOSES},
    processes={ProcessKind(k): word for k, word in PROCESSES.items()},
)


@dataclass(frozen=True)
class Trial:
    seed: int
    bundle: Bundle
    exchange: Exchange


def trial(seed: int) -> Trial:
    """One policy, and one exchange under it."""
    dice = _Dice(Random(seed))
    routes = (dice.route("clinic:patient"), dice.route("clinic:intake"), dice.route("school:pupil"))
    agreements = tuple(dice.agreement(f"A{n}") for n in range(dice.random.choice([0, 1, 2, 2, 3])))
    rules = tuple(dice.rule(f"law/r{n}") for n in range(dice.random.randrange(5)))
    bundle = Bundle(
        digest="0" * 64,
        city=City(name="springfield", title="", contact="", languages=("en",)),
        vocabulary=VOCABULARY,
        services=(dice.service("clinic", routes[:2]), dice.service("school", routes[2:])),
        partners={name: dice.partner(name, kind) for name, kind in PARTNERS.items()},
        agreements=agreements,
        rules=rules,
        cases=(),
        samples={},
    )
    exchange = dice.exchange(routes, agreements)
    if dice.happens(0.03):
        bundle, exchange = dice.crossed(bundle, exchange)
    return Trial(seed, bundle, exchange)


class _Dice:
    def __init__(self, random: Random) -> None:
        self.random = random

    def happens(self, chance: float) -> bool:
        return self.random.random() < chance

    def some(self, words: list[str], most: int, least: int = 0) -> list[str]:
        return self.random.sample(words, self.random.randint(least, most))

    def categories(self, most: int, least: int = 0) -> tuple[Category, ...]:
        return tuple(map(Category, self.some(CATEGORIES, most, least)))

    # ---- what the city has

    def service(self, name: str, routes: tuple[Route, ...]) -> Service:
        return Service(
            name=name, upstream="http://127.0.0.1:1", existence_protected=False, routes=routes, at=HERE
        )

    def route(self, name: str) -> Route:
        is_intake = name.endswith("intake") and self.happens(0.8)
        fields = {(f"f{n}",): self.categories(2, 1) for n in range(self.random.randrange(6))}
        return Route(
            id=RouteId(name),
            method="POST" if is_intake else "GET",
            segments=(Segment(name.partition(":")[2], is_parameter=False),),
            fields=fields,
            accepts=self.categories(3) if is_intake else None,
            at=HERE,
        )

    def partner(self, name: str, kind: str) -> Partner:
        starts, ends = self.dates() if self.happens(0.15) else (date.min, date.max)
        return Partner(
            id=PartnerId(name),
            title="",
            kind=Kind(kind),
            declares=tuple(self.declaration() for _ in range(self.random.randrange(3))),
            starts=starts,
            ends=ends,
            at=HERE,
        )

    def declaration(self) -> Declaration:
        starts, ends = self.dates()
        signed = "Sheriff" if self.happens(0.9) else ""
        return Declaration(word=self.random.choice(DECLARATIONS), starts=starts, ends=ends, signed_by=signed)

    # ---- what opens

    def agreement(self, name: str) -> Agreement:
        needs = Needs()
        basis = self.random.choice(["agreement", "agreement", "agreement", "duty", "emergency"])
        if basis != "agreement" or self.happens(0.3):
            kinds = self.some(list(PROCESSES), 2) if self.happens(0.7) else []
            needs = Needs(
                frozenset(map(ProcessKind, kinds)),
                "officer" if self.happens(0.4) else "",
                frozenset(self.some(DECLARATIONS, 2) if self.happens(0.3) else []),
            )
        starts, ends = self.dates()
        return Agreement(
            id=name,
            title="",
            basis=basis,
            direction=Direction.OUTBOUND if self.happens(0.15) else Direction.INBOUND,
            principal=self.random.choice([*PARTNERS, *PARTNERS, *KINDS]),
            through=tuple(self.some([*PARTNERS, *KINDS], 2)),
            services=tuple(self.some(["clinic", "clinic:patient", "clinic:intake", "school"], 3, 1)),
            purposes=frozenset(map(Purpose, self.some(PURPOSES, 2, 1))),
            asks_by=self.categories(3) if self.happens(0.3) else (Category("record"), Category("identity")),
            shares=tuple(self.share() for _ in range(self.random.choice([0, 1, 2, 2, 3]))),
            needs=needs,
            onward=tuple(self.some([*PARTNERS, *KINDS], 2)) if self.happens(0.4) else (),
            cut_spans=self.happens(0.3),
            signed_by="Commissioner" if self.happens(0.95) else "",
            starts=starts,
            ends=ends,
            at=HERE,
        )

    def share(self) -> Share:
        way = self.random.choice(BETWEEN) if self.happens(0.4) else Treatment(Outcome.RELEASE)
        return Share(self.categories(3, 1), way)

    def dates(self) -> tuple[date, date]:
        """Around today, and often with today as the first or the last day."""
        around = [-1, 0, 0, 1, *[100] * 8]
        starts = TODAY - timedelta(self.random.choice(around))
        return starts, max(starts, TODAY + timedelta(self.random.choice(around)))

    # ---- what closes

    def rule(self, name: str) -> Rule:
        starts, ends = self.dates()
        about_all = self.happens(0.15)
        return Rule(
            id=RuleId(name),
            says="",
            cite="",
            url="",
            quote="unconfirmed",
            starts=starts,
            review_by=None,
            ends=ends if self.happens(0.5) else None,
            to=tuple(self.some([*PARTNERS, *KINDS], 3)) if self.happens(0.6) else (),
            except_to=tuple(self.some([*PARTNERS, *KINDS], 2)) if self.happens(0.3) else (),
            routes=tuple(self.some(["clinic", "clinic:patient", "school"], 2)) if self.happens(0.4) else (),
            purposes=frozenset(map(Purpose, self.some(PURPOSES, 2))) if self.happens(0.4) else frozenset(),
            direction=self.random.choice(list(Direction)) if self.happens(0.15) else None,
            claims=frozenset(map(ProcessKind, self.some(list(PROCESSES), 3)))
            if self.happens(0.2)
            else frozenset(),
            data=None if about_all else self.categories(3, 1),
            then=self.whole() if about_all else self.then(),
            yields_to=self.yields_to(),
            notice="",
            duties=(),
            asked_by=self.categories(2, 1) if self.happens(0.15) else (),
            excepted=tuple(self.excepted()) if self.happens(0.15) else (),
            at=HERE,
        )

    def yields_to(self) -> frozenset[str]:
        often = ["judicial"] if self.happens(0.3) else []
        words = ["judicial", "duty", "emergency", "consent", "counsel", *PROCESSES]
        return frozenset(self.some(words, 3) + often)

    def excepted(self) -> Iterator[Excepted]:
        for name in self.some(list(PARTNERS), 2):
            starts, ends = self.dates()
            yield Excepted(PartnerId(name), starts, ends)

    def whole(self) -> Treatment:
        return Treatment(self.random.choice([Outcome.HOLD, Outcome.REFUSE]))

    def then(self) -> Treatment:
        strict = [
            Outcome.REMOVE,
            Outcome.REMOVE,
            Outcome.REMOVE,
            Outcome.REFER,
            Outcome.REFER,
            Outcome.HOLD,
            Outcome.REFUSE,
        ]
        return self.random.choice(BETWEEN) if self.happens(0.3) else Treatment(self.random.choice(strict))

    # ---- what is asked

    def exchange(self, routes: tuple[Route, ...], agreements: tuple[Agreement, ...]) -> Exchange:
        """One that means an agreement, where there is any, and mostly hits it."""
        meant = self.random.choice(agreements) if agreements and self.happens(0.9) else None
        requester = self.requester(meant)
        at = datetime(2026, 6, 15, 12, tzinfo=UTC)
        route = self.asked(routes, meant)
        declared = sorted({c for f in route.fields.values() for c in f})
        many = min(len(declared), self.random.choice([0, 1, 1, 2, 5]))
        selects = frozenset(self.random.sample(declared, many))
        kinds = sorted(meant.needs.process) if meant is not None else []
        claims = self.some(list(PROCESSES), 2) + (kinds if self.happens(0.5) else [])
        processes = [
            self.process(f"P{n}", requester, at, kinds) for n in range(self.random.choice([0, 0, 1, 1, 2]))
        ]
        return Exchange(
            id=f"x{self.random.random()}",
            at=at,
            requester=requester,
            method=route.method,
            route=None if self.happens(0.02) else route.id,
            direction=self.direction(meant),
            purpose=self.purpose(meant),
            claims=frozenset(map(ProcessKind, claims)) if self.happens(0.4) else frozenset(),
            target=Digest(self.random.choice(["t1", "t1", "t1", "t2", ""])),
            processes=tuple(processes),
            asks=frozenset(self.categories(2)) if self.happens(0.25) else frozenset({Category("record.id")}),
            selects=selects if self.happens(0.35) else None,
            over_limit=frozenset(a.id for a in agreements if self.happens(0.12)),
        )

    def direction(self, meant: Agreement | None) -> Direction:
        if meant is not None and self.happens(0.9):
            return meant.direction
        return self.random.choice(list(Direction))

    def purpose(self, meant: Agreement | None) -> Purpose | None:
        if meant is not None and self.happens(0.75):
            return self.random.choice(sorted(meant.purposes))
        return self.random.choice([*map(Purpose, PURPOSES), None, None])

    def asked(self, routes: tuple[Route, ...], meant: Agreement | None) -> Route:
        if meant is not None and self.happens(0.85):
            routes = tuple(r for r in routes if {r.id, r.id.partition(":")[0]} & set(meant.services))
        return self.random.choice(routes)

    def crossed(self, bundle: Bundle, exchange: Exchange) -> tuple[Bundle, Exchange]:
        """A warrant for a branch, a law that keeps a leaf of it from anybody, and one that holds all but a judge's."""
        warrant = replace(
            self.process("P9", exchange.requester, exchange.at, ["warrant", "order"]),
            bases=frozenset({"judicial"}),
            categories=frozenset({Category("identity")}),
        )
        about_all = replace(
            self.rule("law/all"),
            data=None,
            then=Treatment(Outcome.HOLD),
            yields_to=frozenset({"judicial"}),
        )
        leaf = replace(
            self.rule("law/leaf"),
            data=(Category("identity.name"),),
            then=Treatment(Outcome.REMOVE),
            yields_to=frozenset(),
        )
        selects = frozenset({Category("identity")})
        return (
            replace(bundle, rules=(*bundle.rules[:1], about_all, leaf)),
            replace(exchange, processes=(*exchange.processes, warrant), selects=selects),
        )

    def requester(self, meant: Agreement | None) -> Requester:
        words = meant is not None and self.happens(0.9)
        chain = [self.party(meant.principal) if meant is not None and words else self.anyone()]
        while self.happens(0.25):
            chain.insert(0, self.member(meant.through if meant is not None else ()))
        onward = []
        while self.happens(0.12):
            onward.append(self.member(meant.onward if meant is not None else ()))
        return Requester(party=chain[0], on_behalf_of=tuple(chain[1:]), onward=tuple(onward))

    def member(self, words: tuple[str, ...]) -> Party:
        return self.party(self.random.choice(words)) if words and self.happens(0.8) else self.anyone()

    def party(self, word: str) -> Party:
        """A partner of that name, or somebody of that kind, known or not."""
        if word in PARTNERS:
            return Party(PartnerId(word), Kind(PARTNERS[word]))
        below = [(name, kind) for name, kind in PARTNERS.items() if (kind + ".").startswith(word + ".")]
        name, kind = self.random.choice([*below, ("", word)])
        return Party(PartnerId(name), Kind(kind))

    def anyone(self) -> Party:
        return self.party(self.random.choice([*PARTNERS, *KINDS]))

    def process(self, name: str, requester: Requester, at: datetime, kinds: list[str]) -> LegalProcess:
        """One that fits in most respects, and perhaps not in one of them."""
        often = [*PROCESSES, "counsel-approval", "counsel-approval"]
        kind = self.random.choice(kinds if kinds and self.happens(0.5) else often)
        word = PROCESSES[kind]
        carriers = [member.id for member in (*requester.agents, *requester.onward)]
        starts, ends = self.random.choice([(1, 1), (1, 1), (1, 1), (0, 1), (1, 0), (2, -1), (-1, 2)])
        partner = requester.principal.id if self.happens(0.9) else PartnerId("county")
        is_grant = word.basis == "counsel"
        return LegalProcess(
            id=name,
            kind=ProcessKind(kind),
            bases=frozenset({word.basis} - {"none"}),
            opens=word.opens,
            partner=partner,
            through=frozenset(carriers if self.happens(0.8) else carriers[:1]),
            categories=frozenset(self.categories(4, 1)),
            targets=frozenset(map(Digest, TARGETS if self.happens(0.6) else TARGETS[:1])),
            purposes=frozenset(map(Purpose, self.some(PURPOSES, 3))) if self.happens(0.6) else frozenset(),
            starts=at - timedelta(starts),
            ends=at + timedelta(ends),
            verified_by="Ana Ruiz" if self.happens(0.9) else None,
            case=CaseId("C-1") if is_grant else None,
            uses_left=self.random.choice([0, 1, 1, 1]) if is_grant else None,
        )
