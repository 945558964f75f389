"""One exchange that is asked about, and a promise that does not hold in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from firewall.model import (
    CaseId,
    Category,
    Digest,
    Direction,
    Exchange,
    LegalProcess,
    Plan,
    ProcessKind,
    Purpose,
    Requester,
    RouteId,
)
from firewall.policy.rules import Promise, Route
from firewall.review.register import COUNSEL_APPROVAL

_TARGET = Digest("proving")
_DAY = timedelta(days=1)
_NONE = Category("")
PAPER = "paper/"
"""What the ids of imagined papers begin with: no agreement is called so."""
_CASE = CaseId("C-TEST-0000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A verified paper: its kind, what it covers, and for what (nothing: it does not say)."""

    kind: ProcessKind
    bases: frozenset[str]
    opens: bool
    covers: frozenset[Category]
    purposes: frozenset[Purpose] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who asks, when, where, what for and with which papers: one exchange of all that can be."""

    word: str
    behind: tuple[str, ...]
    requester: Requester
    route: Route
    direction: Direction
    purpose: Purpose | None
    day: date
    selects: frozenset[Category] | None = None
    papers: tuple[Paper, ...] = ()

    @property
    def exchange(self) -> Exchange:
        """
        The exchange itself.  It asks by what its path names and by nothing else.

        What an agreement lets be asked by is a list that closes: whoever asks by more gets no more.
        """
        at = datetime.combine(self.day, time(12), UTC)
        asked = Exchange(
            id="proving",
            at=at,
            requester=self.requester,
            method=self.route.method,
            route=RouteId(self.route.id),
            direction=self.direction,
            purpose=self.purpose,
            target=_TARGET,
            asks=frozenset(self.route.path.values()),
            selects=self.selects,
        )
        papers = (process_of(f"{PAPER}{paper.kind}", paper, asked, _TARGET) for paper in self.papers)
        return replace(asked, processes=tuple(papers))


def process_of(id_: str, paper: Paper, exchange: Exchange, target: Digest) -> LegalProcess:
    """Return a paper as the register would hand it out, verified for this chain, this target and this day."""
    requester = exchange.requester
    return LegalProcess(
        id=id_,
        kind=paper.kind,
        bases=paper.bases,
        opens=paper.opens,
        partner=requester.principal.id,
        through=frozenset(party.id for party in requester.chain),
        categories=paper.covers,
        targets=frozenset({target}),
        purposes=paper.purposes,
        starts=exchange.at - _DAY,
        ends=exchange.at + _DAY,
        verified_by="proving",
        case=_CASE if paper.kind == COUNSEL_APPROVAL else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """
    A promise, and an exchange in which it is broken.

    ``member`` is where something goes out that must not, or stays that must go out; empty where the whole exchange is
    what was promised about.
    """

    promise: Promise
    question: Question
    plan: Plan
    member: str = ""
    category: Category = _NONE
