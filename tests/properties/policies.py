"""
Whole policies and exchanges at random, over a vocabulary small enough for things to meet.

One seed makes one situation.  Hypothesis draws the seed alone: drawing each of the 200 choices through it
takes fifty times as long, and what it would shrink is shrunk by ``smallest`` instead.
"""

from dataclasses import replace
from datetime import date, timedelta, timezone
from random import Random

from hypothesis import strategies as st

from firewall.model import Direction, Outcome, Treatment
from firewall.policy.words import BASES
from tests.helpers_policy import (
    COUNTY,
    DEPARTMENT,
    ICE,
    INTAKE,
    NOON,
    PATIENT,
    STRANGER,
    VENDOR,
    VOCABULARY,
    agreement,
    bundle,
    exchange,
    needs,
    party,
    process,
    requester,
    route,
    rule,
    shares,
)

WORDS = sorted(VOCABULARY.categories)
PURPOSES = sorted(VOCABULARY.purposes)
PROCESSES = sorted(VOCABULARY.processes)
PARTIES = [COUNTY, ICE, VENDOR, DEPARTMENT, STRANGER, party("", "enforcement"), party("", "agency.health")]
NAMES = [p.id for p in PARTIES if p.id]
REQUESTERS = sorted({*VOCABULARY.kinds, *NAMES})

ROSTER = route("school:roster", "identity.name", "identity.dob", "contact")
FORM = replace(INTAKE, fields=PATIENT.fields)
PLACES = ["clinic", "school", "clinic:patient", "clinic:intake", "school:roster"]

PARTIAL = [
    *(Treatment(Outcome.COARSEN, p) for p in ("month", "year", "zip3", "1km", "faces", "generic_5", "cms")),
    Treatment(Outcome.PSEUDONYMIZE),
    *(Treatment(Outcome.MASK, f"last-{n}") for n in (4, 3, 2, 1)),
]
RELEASE = Treatment(Outcome.RELEASE)
CLOSING = [Treatment(o) for o in (Outcome.REMOVE, Outcome.REFER, Outcome.HOLD, Outcome.REFUSE)]
DAY = NOON.date()
YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


class Dice(Random):
    """The choices that policies are made of."""

    def some(self, values, least=0, most=3):
        return tuple(self.sample(values, min(len(values), self.randint(least, most))))

    def mostly(self, usual, other):
        """What lets things meet, nine times of ten: a policy in which nothing meets proves nothing."""
        return other if self.random() < 0.1 else usual

    def context(self):
        """What an exchange has before anything of law: who, where, why."""
        chain = self.choices(PARTIES, k=self.choice([1, 1, 2, 3]))
        return {
            "requester": requester(*chain, onward=self.mostly((), self.choices(PARTIES, k=2))),
            "route": self.mostly(self.choice(PLACES[2:]), self.choice([None, "clinic:nowhere"])),
            "purpose": self.choice([None, *PURPOSES]),
            "direction": self.mostly(Direction.INBOUND, Direction.OUTBOUND),
        }

    def process(self, known, number):
        who = known["requester"]
        kind = self.choice(PROCESSES)
        word = VOCABULARY.processes[kind]
        return process(
            *self.some(WORDS, least=1),
            id=self.mostly(f"LP-{number}", "DSA-1"),
            kind=kind,
            bases=frozenset({word.basis}) - {"none"},
            opens=word.opens,
            partner=self.mostly(who.principal.id, self.choice(NAMES)),
            through=self.mostly(
                frozenset(p.id for p in (*who.agents, *who.onward)), frozenset(self.some(NAMES))
            ),
            targets=self.mostly(frozenset({"target"}), frozenset(self.some(["target", "other"]))),
            purposes=frozenset(
                self.mostly(self.choice([(known["purpose"] or PURPOSES[0],), ()]), self.some(PURPOSES))
            ),
            starts=self.mostly(NOON, self.choice([NOON - timedelta(days=1), NOON + timedelta(seconds=1)])),
            ends=self.mostly(NOON, self.choice([NOON + timedelta(days=1), NOON - timedelta(seconds=1)])),
            verified_by=self.mostly("Ana Ruiz", None),
            case="C-1" if kind == "counsel-approval" else self.mostly(None, "C-2"),
            uses_left=self.mostly(None, self.choice([0, 1])),
        )

    def agreement(self, known, number):
        who = known["requester"]
        services = ((known["route"] or "clinic:patient").partition(":")[0],)
        return agreement(
            id=f"DSA-{number}",
            basis=self.choice(["agreement", "duty", "emergency"]),
            direction=self.mostly(known["direction"], self.choice(list(Direction))),
            principal=self.mostly(who.principal.id or who.principal.kind, self.choice(REQUESTERS)),
            through=self.mostly(tuple(p.id or p.kind for p in who.agents), self.some(REQUESTERS)),
            services=self.mostly(services, self.some(PLACES, least=1)),
            purposes=frozenset(self.mostly((known["purpose"] or PURPOSES[0],), self.some(PURPOSES, least=1))),
            asks_by=self.mostly(("record.id", "identity"), self.some(WORDS)),
            shares=tuple(self.share() for _ in range(self.randint(0, 3))),
            needs=self.choice([needs(), needs(*self.some(PROCESSES)), needs(approval="officer")]),
            onward=self.mostly(tuple(p.id or p.kind for p in who.onward), self.some(REQUESTERS)),
            cut_spans=self.random() < 0.5,
            signed_by=self.mostly("Commissioner", ""),
            starts=self.mostly(DAY, self.choice([date.min, TOMORROW])),
            ends=self.mostly(DAY, self.choice([date.max, YESTERDAY])),
        )

    def share(self):
        return shares(*self.some(WORDS, least=1), treatment=self.choice([RELEASE, self.choice(PARTIAL)]))

    def rule(self, number):
        whole = self.random() < 0.3
        return rule(
            self.choice(CLOSING[2:] if whole else [*CLOSING, self.choice(PARTIAL)]),
            *(() if whole else self.some(WORDS, least=1)),
            id=f"law/{number}",
            starts=self.mostly(DAY, self.choice([date.min, TOMORROW])),
            ends=self.mostly(None, self.choice([DAY, YESTERDAY, date.max])),
            to=self.choice([(), self.some(REQUESTERS, least=1, most=4)]),
            except_to=self.mostly((), self.some(REQUESTERS)),
            routes=self.choice([(), self.some(PLACES)]),
            purposes=frozenset(self.choice([(), self.some(PURPOSES)])),
            direction=self.mostly(None, self.choice(list(Direction))),
            claims=frozenset(self.choice([(), (), self.some(PROCESSES)])),
            yields_to=frozenset(self.some([*sorted(BASES), *PROCESSES], most=4)),
        )

    def exchange(self, known):
        return exchange(
            **known,
            at=self.mostly(
                NOON, self.choice([NOON.astimezone(timezone(timedelta(hours=14))), NOON + timedelta(days=1)])
            ),
            claims=frozenset(self.some(PROCESSES, most=2)),
            target=self.mostly("target", self.choice(["other", ""])),
            processes=tuple(self.process(known, n) for n in range(self.choice([0, 0, 1, 2, 3]))),
            asks=frozenset(self.mostly(("record.id",), self.some(WORDS))),
            selects=self.choice([None, None, frozenset(self.some(WORDS))]),
            over_limit=frozenset(self.mostly((), self.choice([("DSA-1",), ("DSA-2", "DSA-3")]))),
        )

    def bundle(self, known):
        return bundle(
            *(self.agreement(known, n) for n in range(1, self.choice([0, 1, 2, 3, 4]) + 1)),
            *(self.rule(n) for n in range(self.randint(0, 5))),
            routes=(PATIENT, self.choice([INTAKE, FORM]), ROSTER),
        )

    def situation(self):
        known = self.context()
        return self.bundle(known), self.exchange(known)


seeds = st.integers(0, 2**63)


def situation(seed):
    """A policy, and an exchange under it."""
    return Dice(seed).situation()


def smallest(policy, asked, fails):
    """Take away what the failure does not need, so that a person can read what is left."""
    while True:
        for less, fewer in _less(policy, asked):
            if fails(less, fewer):
                policy, asked = less, fewer
                break
        else:
            return policy, asked


def _less(policy, asked):
    for name in ("agreements", "rules"):
        values = getattr(policy, name)
        for i in range(len(values)):
            yield replace(policy, **{name: values[:i] + values[i + 1 :]}), asked
    for i in range(len(asked.processes)):
        yield policy, replace(asked, processes=asked.processes[:i] + asked.processes[i + 1 :])
    for claim in asked.claims:
        yield policy, replace(asked, claims=asked.claims - {claim})
