"""
What of a policy can touch an exchange at all, as bits: one for each rule and each agreement.

Two exchanges that the same rules and the same agreements touch get the same.  What touches what is asked of the
functions that decide (``applies``, ``is_with``, ``at``): of the bits nothing is decided, only left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from firewall.model import UNKNOWN, Category, Direction, Exchange, Purpose, RouteId
from firewall.policy.decide import applies, is_meant
from firewall.policy.files.agreements import treatment_of
from firewall.policy.openers import at, lacking, out_of_contract
from firewall.policy.rules import Agreement, Bundle, Promise, Route, Rule
from firewall.policy.words import Vocabulary, covered
from firewall.proving.askers import Asker, bits

_DAY = timedelta(days=1)

Touch = tuple[int, int]
"""The rules and the agreements that touch something, as bits."""


@dataclass(frozen=True, slots=True)
class Family:
    """A category with all below it: nothing else has a say in whether it goes out."""

    category: Category
    words: Vocabulary
    touch: Touch


class Reach:
    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self._anywhere = _by_place(bundle.rules)
        self._places: dict[tuple[RouteId, Direction], Touch] = {}
        self._days: dict[date, Touch] = {}
        self._standing: dict[tuple[object, ...], int] = {}
        self._families: dict[Category, Family] = {}
        self._turns: dict[tuple[object, ...], tuple[date, ...]] = {}
        self._rules: dict[int, tuple[Rule, ...]] = {}
        self._agreements: dict[int, tuple[Agreement, ...]] = {}
        self.purposes = {
            purpose: (
                bits(not r.purposes or purpose in r.purposes for r in bundle.rules),
                bits(purpose in a.purposes for a in bundle.agreements),
            )
            for purpose in bundle.vocabulary.purposes
        }

    # ---- what touches

    def place(self, route: Route, direction: Direction) -> Touch:
        """Return what is about a route.  No rule that waits for a claim: nobody claims to get more by it."""
        key = route.id, direction
        if key not in self._places:
            probe = replace(_probe(route.id, direction), asks=frozenset(route.path.values()))
            rules = 0
            for rule, some in self._anywhere:
                rules |= some if applies(rule, probe) else 0
            agreements = bits(
                agreement.direction is direction and at(agreement.services, probe)
                for agreement in self.bundle.agreements
            )
            self._places[key] = rules, agreements
        return self._places[key]

    def in_force(self, day: date) -> Touch:
        if day not in self._days:
            self._days[day] = (
                bits(r.starts <= day and (r.ends is None or day <= r.ends) for r in self.bundle.rules),
                bits(a.starts <= day <= a.ends for a in self.bundle.agreements),
            )
        return self._days[day]

    def on(self, day: date, asker: Asker) -> Touch:
        """Return what is in force on a day for whoever asks: contracts run, and what was declared is on file."""
        touch = self.in_force(day)
        if asker.lifted:
            touch = touch[0] & ~self._lifted(day, asker), touch[1]
        if not asker.agreements:
            return touch
        key = day, asker.contracts, asker.declares
        if key not in self._standing:
            probe = replace(_probe(None, Direction.INBOUND, day), requester=asker.requester)
            stands = not out_of_contract(self.bundle, probe)
            self._standing[key] = bits(
                stands and not lacking(agreement, self.bundle, probe) for agreement in self.bundle.agreements
            )
        return touch[0], touch[1] & self._standing[key]

    def _lifted(self, day: date, asker: Asker) -> int:
        """The rules that are about nobody in the chain today, since a declaration is on file."""
        numbers = {number for number, _ in asker.lifted}
        chain = asker.requester.chain
        return sum(
            1 << number
            for number in numbers
            if not any(is_meant(self.bundle.rules[number], party, day) for party in chain)
        )

    def family(self, category: Category) -> Family:
        if category not in self._families:
            words = self.bundle.vocabulary
            below = words.below.get(category, frozenset({category}))
            kept = {word: facts for word, facts in words.categories.items() if word in below}
            touch = (
                bits(r.data is None or any(covered(b, r.data) for b in below) for r in self.bundle.rules),
                bits(any(treatment_of(a, b) is not None for b in below) for a in self.bundle.agreements),
            )
            mini = Vocabulary(kept, words.kinds, words.purposes, words.processes)
            self._families[category] = Family(category, mini, touch)
        return self._families[category]

    # ---- classes

    def days(self, touch: Touch, promise: Promise, asker: Asker) -> tuple[date, ...]:
        """Return one day for each time in which other rules and agreements are in force, while the promise is made."""
        ends = promise.ends or date.max
        key = touch, promise.starts, ends, asker.contracts, asker.declares, asker.lifted
        if key not in self._turns:
            turns = {promise.starts}
            spans = [(rule.starts, rule.ends or date.max) for rule in self.rules(touch[0])]
            spans += [(agreement.starts, agreement.ends) for agreement in self.agreements(touch[1])]
            spans += [(one.starts, one.ends) for _, one in asker.lifted]
            if touch[1]:
                spans += [*asker.contracts, *((one.starts, one.ends) for one in asker.declares)]
            for first, last in spans:
                turns.add(first)
                if last < date.max:
                    turns.add(last + _DAY)
            found: dict[Touch, date] = {}
            for day in sorted(day for day in turns if promise.starts <= day <= ends):
                found.setdefault(both(touch, self.on(day, asker)), day)
            self._turns[key] = tuple(found.values())
        return self._turns[key]

    def stated(self, touch: Touch, promise: Promise) -> tuple[Purpose, ...]:
        """Return one purpose for each class of purposes that these rules and agreements tell apart."""
        found: dict[Touch, Purpose] = {}
        for purpose, of_purpose in self.purposes.items():
            if not promise.purposes or purpose in promise.purposes:
                found.setdefault(both(touch, of_purpose), purpose)
        return tuple(found.values())

    # ---- and back

    def rules(self, some: int) -> tuple[Rule, ...]:
        if some not in self._rules:
            self._rules[some] = tuple(self.bundle.rules[number] for number in _numbers(some))
        return self._rules[some]

    def agreements(self, some: int) -> tuple[Agreement, ...]:
        if some not in self._agreements:
            self._agreements[some] = tuple(self.bundle.agreements[number] for number in _numbers(some))
        return self._agreements[some]


def both(one: Touch, other: Touch) -> Touch:
    return one[0] & other[0], one[1] & other[1]


def _by_place(rules: Iterable[Rule]) -> list[tuple[Rule, int]]:
    """Put those together that are at the same places, with one of each as if it were about everybody and always."""
    found: dict[tuple[object, ...], tuple[Rule, int]] = {}
    for number, rule in enumerate(rules):
        key = rule.routes, rule.direction, rule.claims, rule.asked_by
        one, some = found.get(key, (rule, 0))
        found[key] = one, some | 1 << number
    return [
        (replace(one, starts=date.min, ends=None, to=(), except_to=(), excepted=()), some)
        for one, some in found.values()
    ]


def _probe(route: RouteId | None, direction: Direction, day: date = date(2000, 1, 1)) -> Exchange:
    noon = datetime.combine(day, time(12), UTC)
    return Exchange(id="proving", at=noon, requester=UNKNOWN, method="", route=route, direction=direction)


def _numbers(some: int) -> Iterator[int]:
    while some:
        lowest = some & -some
        yield lowest.bit_length() - 1
        some ^= lowest
