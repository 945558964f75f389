"""
Which changes of a policy its tests notice.

Coverage says what was played; this says what would be missed.  Each change is made in the compiled policy alone, and
only the tests that it could be about are played again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from firewall.detect import Detectors
from firewall.means import Names
from firewall.model import Category, Exchange, Outcome, Plan, RouteId
from firewall.policy.compiled import Compiled
from firewall.policy.decide import applies, plan
from firewall.policy.openers import at, is_one_of
from firewall.policy.rules import Agreement, Bundle, Rule
from firewall.rehearsal import requester
from firewall.rehearsing.changes import Change, Kind, changed, changes
from firewall.rehearsing.running import run
from firewall.rehearsing.verdicts import State, Verdict


@dataclass(frozen=True, slots=True)
class Noticing:
    """``tried`` of ``known`` changes were tried, and of these ``unnoticed`` were noticed by no test."""

    known: int
    tried: int
    unnoticed: tuple[Change, ...]

    @property
    def noticed(self) -> int:
        return self.tried - len(self.unnoticed)


async def noticing(
    compiled: Compiled,
    detectors: Detectors,
    verdicts: Sequence[Verdict],
    today: date,
    *,
    names: Names | None = None,
    may_go_on: Callable[[int, int], bool],
) -> Noticing:
    """Try one change after the other, as long as ``may_go_on`` (told how many were tried, and of how many)."""
    bundle = compiled.bundle
    known = [change for change in changes(bundle) if _matters(bundle, change, today)]
    good = [_Good(bundle, one) for one in verdicts if one.state is State.PASSED]
    tried, unnoticed = 0, []
    for change in known:
        if not may_go_on(tried, len(known)):
            break
        tried += 1
        if not await _is_noticed(compiled, detectors, change, good, today, names):
            unnoticed.append(change)
    return Noticing(len(known), tried, tuple(unnoticed))


class _Good:
    """
    A test that passed, beside that part of the policy which can be about it.

    The plan of the part is that of the whole, and many times faster to make: what is not about an exchange says nothing
    in it.
    """

    def __init__(self, bundle: Bundle, verdict: Verdict) -> None:
        self.case = verdict.case
        self.exchange = verdict.played.request.exchange
        self.part = replace(
            bundle,
            rules=tuple(rule for rule in bundle.rules if _could_be_about(rule, self.exchange)),
            agreements=tuple(one for one in bundle.agreements if _could_be_about(one, self.exchange)),
        )
        self.seen = self._seen(plan(self.part, self.exchange))

    def _seen(self, planned: Plan) -> tuple[object, ...]:
        """Everything of a plan that the test could notice: which rules said so only where it asks for that."""
        expect = self.case.expect
        asks = any(one is not None for one in (expect.rules, expect.duties, expect.notice))
        return (
            planned.outcome,
            {category: standing.treatment for category, standing in planned.categories.items()},
            planned.refers,
            planned.met,
            planned.spends,
            planned.limits,
            planned.alike,
            planned.cuts_spans,
            planned.reasons,
            (planned.because, planned.said, planned.duties) if asks else (),
        )

    def is_touched_by(self, change: Change) -> bool:
        """Whether the change changes what the test could notice of the plan; where not, it passes as it did."""
        if not _is_about(change, self.exchange):
            return False
        part = changed(self.part, change)
        if change.new is not None and not _could_be_about(change.old, self.exchange):
            part = _with(part, change.new)
        return self._seen(plan(part, self.exchange)) != self.seen


def _with(part: Bundle, new: Rule | Agreement) -> Bundle:
    if isinstance(new, Rule):
        return replace(part, rules=(*part.rules, new))
    return replace(part, agreements=(*part.agreements, new))


async def _is_noticed(  # noqa: PLR0917  # all that a test is played with
    compiled: Compiled,
    detectors: Detectors,
    change: Change,
    good: list[_Good],
    today: date,
    names: Names | None,
) -> bool:
    other: Compiled | None = None
    for one in _nearest_first(change, good):
        if not one.is_touched_by(change):
            continue
        other = other or Compiled(changed(compiled.bundle, change))
        if not (await run(other, detectors, one.case, today, names)).is_good:
            return True
    return False


def _nearest_first(change: Change, good: list[_Good]) -> Iterator[_Good]:
    """The tests beside a rule or an agreement are those that were written to notice."""
    yield from (one for one in good if change.old.id in (one.case.rule, one.case.agreement))
    yield from (one for one in good if change.old.id not in (one.case.rule, one.case.agreement))


def _is_about(change: Change, exchange: Exchange) -> bool:
    both = [change.old] if change.new is None else [change.old, change.new]
    return any(_could_be_about(one, exchange) for one in both)


def _could_be_about(one: Rule | Agreement, exchange: Exchange) -> bool:
    if isinstance(one, Rule):
        return applies(one, exchange)
    return is_one_of(exchange.requester.principal, (one.principal,)) and at(one.services, exchange)


def _matters(bundle: Bundle, change: Change, today: date) -> bool:
    """Whether it changes anything: what an agreement shares more may stay closed by the laws."""
    if change.kind is not Kind.SHARES_MORE or not isinstance(change.new, Agreement):
        return True
    return any(
        _opens(bundle, change, change.new, exchange) for exchange in _asking(bundle, change.new, today)
    )


def _opens(bundle: Bundle, change: Change, new: Agreement, exchange: Exchange) -> bool:
    planned = plan(changed(bundle, change), exchange)
    return new.id not in planned.met or planned.of(Category(change.what)).outcome < Outcome.REMOVE


def _asking(bundle: Bundle, agreement: Agreement, today: date) -> Iterator[Exchange]:
    """The exchanges in which it is met as plainly as can be, one a route and purpose."""
    day = min(max(today, agreement.starts), agreement.ends)
    for route in bundle.routes.values():
        for purpose in sorted(agreement.purposes):
            exchange = Exchange(
                id="rehearsal",
                at=datetime.combine(day, time(12), bundle.city.zone),
                requester=replace(requester(bundle, agreement.principal), on_behalf_of=(), onward=()),
                method=route.method,
                route=RouteId(route.id),
                direction=agreement.direction,
                purpose=purpose,
            )
            if at(agreement.services, exchange):
                yield exchange


# ---- in words

_OF_ONE = {
    Kind.GONE: "were gone",
    Kind.SHARES_MORE: "also shared {what}",
    Kind.COVERS_LESS: "no longer covered {what}",
    Kind.LOOSER: "said {what} instead",
    Kind.NEEDS_LESS: "needed nothing beside it: no paper, no approval, no declaration",
    Kind.YIELDS_MORE: "also yielded to {what}",
    Kind.FEWER_REQUESTERS: "were no longer about {what}",
    Kind.FEWER_PLACES: "no longer held at {what}",
    Kind.WHOLE: "shared {what} as it is, and not coarsened, masked or as a pseudonym",
    Kind.SHARES_LESS: "no longer shared {what}",
    Kind.FEWER_AGENTS: "could no longer be carried by {what}",
}
_OF_MANY = {
    Kind.ANY_AGENT: "could be carried by any agent",
    Kind.ANY_PURPOSE: "were for any purpose",
    Kind.ASKED_BY_ANYTHING: "could be asked by anything",
    Kind.WITHOUT_LIMITS: "had no limits",
    Kind.LONGER: "ran on for a year after its end",
}


def sentences(found: Noticing) -> Iterator[str]:
    """Tell what no test would notice: one sentence a rule or agreement, or one for all where it is the same."""
    for kind in Kind:
        own = [change for change in found.unnoticed if change.kind is kind]
        if kind in _OF_MANY:
            if own:
                yield f"Nothing would tell you if one of these {_OF_MANY[kind]}: {_named(own)}."
            continue
        for id_ in dict.fromkeys(change.old.id for change in own):
            what = _either([f"`{change.what}`" for change in own if change.old.id == id_])
            yield f"Nothing would tell you if `{id_}` {_OF_ONE[kind].format(what=what)}."


def _named(own: list[Change]) -> str:
    return ", ".join(change.old.id for change in own)


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
