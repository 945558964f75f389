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
from firewall.model import Category, Exchange, Outcome, RouteId
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
    good = [one for one in verdicts if one.state is State.PASSED]
    tried, unnoticed = 0, []
    for change in known:
        if not may_go_on(tried, len(known)):
            break
        tried += 1
        if not await _is_noticed(compiled, detectors, change, good, today, names):
            unnoticed.append(change)
    return Noticing(len(known), tried, tuple(unnoticed))


async def _is_noticed(  # noqa: PLR0917  # all that a test is played with
    compiled: Compiled,
    detectors: Detectors,
    change: Change,
    verdicts: list[Verdict],
    today: date,
    names: Names | None,
) -> bool:
    bundle = changed(compiled.bundle, change)
    other: Compiled | None = None
    for verdict in _nearest_first(change, verdicts):
        exchange = verdict.played.request.exchange
        # Where the plan is the same, everything is: only what it changes is played again.
        if not _is_about(change, exchange) or plan(bundle, exchange) == compiled.plan(exchange):
            continue
        other = other or Compiled(bundle)
        if not (await run(other, detectors, verdict.case, today, names)).is_good:
            return True
    return False


def _nearest_first(change: Change, verdicts: list[Verdict]) -> Iterator[Verdict]:
    """The tests beside a rule or an agreement are those that were written to notice."""
    yield from (one for one in verdicts if change.old.id in (one.case.rule, one.case.agreement))
    yield from (one for one in verdicts if change.old.id not in (one.case.rule, one.case.agreement))


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
