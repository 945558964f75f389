"""
Tests that pass today and will not from some day on, because an agreement or a rule begins or ends.

A test without a day is played on the day it runs. So that nobody is surprised, each is played once more on the first
day after each date of the policy that lies ahead, if that date can be about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from firewall.detect import Detectors
from firewall.means import Names
from firewall.model import Exchange
from firewall.policy.compiled import Compiled
from firewall.policy.decide import applies
from firewall.policy.openers import at, is_one_of
from firewall.policy.rules import Agreement, Bundle, Case, Partner, Rule
from firewall.rehearsing.running import run
from firewall.rehearsing.verdicts import State, Verdict

AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Turn:
    """On ``day`` something begins, or has ended the day before; it is called ``name`` and belongs to ``what``."""

    day: date
    name: str
    what: Agreement | Rule | Partner
    begins: bool

    @property
    def says(self) -> str:
        return f"{self.name} {'begins' if self.begins else 'ends'}"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A test that will fail from ``day`` on."""

    case: Case
    day: date
    because: tuple[str, ...]

    @property
    def says(self) -> str:
        return f"from {self.day} on this test fails, because {' and '.join(self.because)}."


def turns(bundle: Bundle, today: date) -> tuple[Turn, ...]:
    """Return what begins or ends in the days ahead, in the order of days."""
    found = [turn for turn in _all(bundle) if today < turn.day <= today + AHEAD]
    return tuple(sorted(found, key=lambda turn: (turn.day, turn.name)))


def _all(bundle: Bundle) -> Iterator[Turn]:
    for agreement in bundle.agreements:
        yield from _both(agreement.id, agreement, agreement.starts, agreement.ends)
    for rule in bundle.rules:
        yield from _both(rule.id, rule, rule.starts, rule.ends)
    for partner in bundle.partners.values():
        yield from _both(f"the contract of {partner.id}", partner, partner.starts, partner.ends)
        for one in partner.declares:
            yield from _both(f"the declaration {one.word} of {partner.id}", partner, one.starts, one.ends)


def _both(name: str, what: Agreement | Rule | Partner, starts: date, ends: date | None) -> Iterator[Turn]:
    yield Turn(starts, name, what, begins=True)
    if ends is not None and ends < date.max:
        yield Turn(ends + timedelta(days=1), name, what, begins=False)


async def ahead(
    compiled: Compiled,
    detectors: Detectors,
    verdicts: Sequence[Verdict],
    today: date,
    names: Names | None = None,
) -> list[Ahead]:
    """Return the tests that pass on ``today`` and will fail, each with the first such day."""
    found: list[Ahead] = []
    left = [one for one in verdicts if one.state is State.PASSED and one.case.given.on is None]
    coming = turns(compiled.bundle, today)
    for day in dict.fromkeys(turn.day for turn in coming):
        own = [turn for turn in coming if turn.day == day]
        for verdict in list(left):
            because = tuple(turn.says for turn in own if _is_about(turn, verdict.played.request.exchange))
            if because and not (await run(compiled, detectors, verdict.case, day, names)).is_good:
                found.append(Ahead(verdict.case, day, because))
                left.remove(verdict)
    return found


def _is_about(turn: Turn, exchange: Exchange) -> bool:
    """Whether the one that begins or ends could be about this exchange, on the day before or on the day itself."""
    if isinstance(turn.what, Rule):
        both = (
            exchange.at + (turn.day - exchange.day),
            exchange.at + (turn.day - exchange.day) - timedelta(days=1),
        )
        return any(applies(turn.what, replace(exchange, at=moment)) for moment in both)
    if isinstance(turn.what, Partner):
        return any(party.id == turn.what.id for party in exchange.requester.chain)
    return is_one_of(exchange.requester.principal, (turn.what.principal,)) and at(
        turn.what.services, exchange
    )
