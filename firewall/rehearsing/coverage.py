"""
What the tests of a folder show: of each rule that it stops something and lets something pass, of each agreement that
it opens something and withholds something, of each category of a service that it is kept or removed.

Only what a test that passed was played through counts, and a known gap shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from firewall.model import Category, Exchange, Outcome, Plan, RouteId
from firewall.policy.compiled import Compiled
from firewall.policy.decide import applies
from firewall.policy.openers import at, is_one_of
from firewall.policy.rules import Agreement, Bundle, Case, Rule
from firewall.policy.yaml import Place
from firewall.rehearsal import Rehearsal
from firewall.rehearsing.places import is_within, stands_at_all, steps
from firewall.rehearsing.verdicts import State, Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """Whether tests show both sides of a rule or an agreement: that it closes something, and that something is open."""

    name: str
    at: Place
    closes: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """``seen`` and ``unseen`` are the categories of each service, as the service file declares them."""

    rules: tuple[Shown, ...]
    agreements: tuple[Shown, ...]
    seen: dict[str, tuple[Category, ...]] = field(default_factory=dict)
    unseen: dict[str, tuple[Category, ...]] = field(default_factory=dict)

    @property
    def parts(self) -> int:
        both = 2 * (len(self.rules) + len(self.agreements))
        return both + _counted(self.seen) + _counted(self.unseen)

    @property
    def covered(self) -> int:
        return sum(one.closes + one.opens for one in (*self.rules, *self.agreements)) + _counted(self.seen)

    @property
    def percent(self) -> int:
        """Never rounded up: 100 is everything."""
        return 100 * self.covered // self.parts if self.parts else 100


def _counted(categories: dict[str, tuple[Category, ...]]) -> int:
    return sum(map(len, categories.values()))


def coverage(compiled: Compiled, verdicts: Sequence[Verdict]) -> Coverage:
    bundle = compiled.bundle
    played = [_Played(compiled, one) for one in verdicts if one.state is State.PASSED]
    rules = tuple(
        Shown(
            rule.id, rule.at, any(p.is_stopped_by(rule) for p in played), any(p.passes(rule) for p in played)
        )
        for rule in bundle.rules
    )
    agreements = tuple(
        Shown(
            one.id,
            one.at,
            any(p.is_withheld_by(one) for p in played),
            any(p.is_opened_by(one) for p in played),
        )
        for one in bundle.agreements
    )
    asserted = {pair for p in played for pair in p.asserted()}
    declared = _declared(bundle)
    return Coverage(
        rules,
        agreements,
        {service: tuple(c for c in own if (service, c) in asserted) for service, own in declared.items()},
        {service: tuple(c for c in own if (service, c) not in asserted) for service, own in declared.items()},
    )


def _declared(bundle: Bundle) -> dict[str, tuple[Category, ...]]:
    return {
        service.name: tuple(
            sorted(
                {c for route in service.routes for categories in route.fields.values() for c in categories}
            )
        )
        for service in bundle.services
    }


class _Played:
    """One test that passed, and what it shows."""

    def __init__(self, compiled: Compiled, verdict: Verdict) -> None:
        self._bundle = compiled.bundle
        self._case: Case = verdict.case
        self._played: Rehearsal = verdict.played
        self._exchange: Exchange = verdict.played.request.exchange
        self._plan: Plan = compiled.plan(self._exchange)

    @property
    def _goes_out(self) -> bool:
        is_released = self._played.last.decision.outcome is Outcome.RELEASE
        return is_released and (stands_at_all(self._played.after) or stands_at_all(self._played.accepted))

    def is_stopped_by(self, rule: Rule) -> bool:
        return rule.id in self._plan.said

    def passes(self, rule: Rule) -> bool:
        """Whether something goes out although the rule is about it, or in a test that was written beside it."""
        return self._goes_out and (self._case.rule == rule.id or applies(rule, self._exchange))

    def is_opened_by(self, agreement: Agreement) -> bool:
        return self._goes_out and agreement.id in self._plan.met

    def is_withheld_by(self, agreement: Agreement) -> bool:
        """Whether it was met and something stayed behind, or one whom it is with asked and it was not met."""
        if agreement.id in self._plan.met:
            decision = self._played.last.decision
            return decision.withheld > 0 or any(c.outcome >= Outcome.REMOVE for c in decision.counts)
        return (
            self._played.last.decision.outcome is not Outcome.RELEASE
            and is_one_of(self._exchange.requester.principal, (agreement.principal,))
            and at(agreement.services, self._exchange)
        )

    def asserted(self) -> Iterator[tuple[str, Category]]:
        """The categories about which the test says whether they leave."""
        expect, route = self._case.expect, self._bundle.routes[RouteId(self._case.given.route)]
        is_all = expect.outcome != "release" or expect.kept == () or expect.removed == ()
        named = [steps(p) for p in (*(expect.kept or ()), *(expect.removed or ()), *expect.values)]
        for path, categories in route.fields.items():
            if is_all or any(is_within(path, one) or is_within(one, path) for one in named):
                yield from _of(route.id, categories)


def _of(route: str, categories: Iterable[Category]) -> Iterator[tuple[str, Category]]:
    return ((route.partition(":")[0], category) for category in categories)


def sentences(found: Coverage) -> Iterator[str]:
    """Tell what no test shows."""
    yield from _untold(found.rules, "rule", "it stops something", "something passes where it applies")
    yield from _untold(found.agreements, "agreement", "it withholds something", "it opens something")
    for service, categories in found.unseen.items():
        if categories:
            yield f"At {service}, no test says whether these leave: {', '.join(categories)}."


def _untold(shown: tuple[Shown, ...], what: str, closes: str, opens: str) -> Iterator[str]:
    for side, missing in (
        (closes, [one for one in shown if not one.closes]),
        (opens, [one for one in shown if not one.opens]),
    ):
        if missing:
            many = f"1 {what} has" if len(missing) == 1 else f"{len(missing)} {what}s have"
            named = ", ".join(f"{one.name} ({one.at.file}:{one.at.line})" for one in missing)
            yield f"{many} no test that shows that {side}: {named}."
