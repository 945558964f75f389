"""
What would happen: an exchange played through the real engine, with nothing real behind it.

``firewall try`` and the tests that legal staff write go through the one door like any
message; only the stores are imagined, and the service's answer is a sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from firewall import inspection
from firewall.detect import Detectors
from firewall.engine import Engine
from firewall.formats import Limits
from firewall.identity import introduce
from firewall.inspection import Failure
from firewall.means import Keys, Means, Names, digest
from firewall.model import (
    CaseId,
    Category,
    Direction,
    Exchange,
    Kind,
    LegalProcess,
    Message,
    Outcome,
    Owed,
    PartnerId,
    Party,
    Phase,
    ProcessKind,
    Purpose,
    Receipt,
    Requester,
    RouteId,
    Ruling,
    Tree,
)
from firewall.policy.compiled import Compiled
from firewall.policy.rules import Bundle, Route
from firewall.policy.words import DutyWord
from firewall.proving.askers import facts_of
from firewall.proving.broken import Paper, process_of
from firewall.proving.papers import paper_of

CASE = CaseId("C-TEST-0000")
JSON = "application/json"
_KEYS = Keys(digest=b"rehearsal", pseudonym=b"rehearsal")
_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """
    Who asks what: what ``given:`` of a test and the options of ``firewall try`` say.

    ``behind`` and ``onward`` are partners or kinds beside those that the requester's file names. ``papers`` are
    verified ones beside the one that ``process`` and ``covers`` say in short.
    """

    requester: str
    route: RouteId
    purpose: Purpose | None = None
    behind: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
    direction: Direction = Direction.INBOUND
    process: ProcessKind | None = None
    covers: frozenset[Category] = frozenset()
    papers: tuple[Paper, ...] = ()
    claims: frozenset[ProcessKind] = frozenset()
    asks: tuple[tuple[str, str], ...] = ()
    sends: bytes = field(default=b"", repr=False)
    body: bytes = field(default=b"", repr=False)
    on: date


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """
    The rulings on the request and on the answer.

    ``before`` is the service's answer and ``after`` what of it would have gone out; ``sent`` is what the requester
    sends and ``accepted`` what of it would have reached the service.
    """

    request: Ruling
    answer: Ruling | None
    before: Tree = field(repr=False)
    after: Tree = field(repr=False)
    sent: Tree = field(repr=False, default=None)
    accepted: Tree = field(repr=False, default=None)

    @property
    def last(self) -> Ruling:
        return self.answer or self.request


class _Nothing:
    """A record that forgets, and persons who have said just what the scene says."""

    def __init__(self, processes: tuple[LegalProcess, ...]) -> None:
        self._processes = processes

    async def append(self, entry: bytes) -> Receipt:
        return Receipt(len(entry))

    def open_case(self, exchange: Exchange, outcome: Outcome, wants: frozenset[Category]) -> CaseId:
        return CASE

    def processes(self, partner: PartnerId, now: datetime) -> tuple[LegalProcess, ...]:
        return self._processes

    def fits(self, process: LegalProcess, exchange: Exchange) -> bool:
        return True

    def spend(self, process: str, at: datetime) -> bool:
        return True

    def latched(self, route: RouteId) -> frozenset[str]:
        return frozenset()

    def latch(self, route: Route, patterns: frozenset[str], at: datetime) -> None:
        """Nothing is kept; the ruling names what was latched."""

    def owe(self, exchange: Exchange, tasks: Sequence[tuple[Owed, DutyWord]]) -> None:
        """Nobody is obliged by what did not happen."""

    def reserve(self, agreement: str, at: datetime, records: int, per_day: int) -> bool:
        return records <= per_day


async def rehearse(
    compiled: Compiled, detectors: Detectors, scene: Scene, names: Names | None = None
) -> Rehearsal:
    """Play the scene.  Raises nothing that a real exchange would not."""
    route = compiled.bundle.routes[scene.route]
    message = _request(route, scene)
    exchange = _exchange(compiled.bundle, route, scene)
    waiting = _Nothing(_processes(compiled.bundle, scene, exchange, message))
    means = Means(
        detectors=detectors, record=waiting, waiting=waiting, keys=_KEYS, limits=_LIMITS, names=names
    )
    engine = Engine(lambda: compiled, means, lambda ruling: None)
    asked = await engine.screen(exchange, message)
    before, sent = _tree(scene.body), _tree(scene.sends)
    if asked.outgoing is None:
        return Rehearsal(asked, None, before, None, sent)
    answer = Message(Phase.RESPONSE, media_type=JSON if scene.body else "", body=scene.body, status=200)
    ruled = await engine.screen(asked.exchange, answer)
    return Rehearsal(
        asked,
        ruled,
        before,
        _tree(ruled.outgoing.body) if ruled.outgoing else None,
        sent,
        _tree(asked.outgoing.body),
    )


def requester(bundle: Bundle, word: str, behind: tuple[str, ...] = ()) -> Requester:
    """Return a partner as it would come in, or somebody of a kind, with who a signed token names behind them."""
    if word not in bundle.partners and not behind:
        return Requester(party=Party(PartnerId(""), Kind(word)))  # nothing proves a kind
    return introduce.requester(PartnerId(word), facts_of(bundle), "rehearsal", tuple(map(PartnerId, behind)))


def _chain(bundle: Bundle, scene: Scene) -> Requester:
    """Return the requester, with everybody whom the scene puts behind and after it."""
    known = requester(bundle, scene.requester, scene.behind)
    after = (requester(bundle, word).party for word in scene.onward)
    return replace(known, onward=(*known.onward, *after))


def _exchange(bundle: Bundle, route: Route, scene: Scene) -> Exchange:
    return Exchange(
        id="rehearsal",
        at=datetime.combine(scene.on, time(12), bundle.city.zone),
        requester=_chain(bundle, scene),
        direction=scene.direction,
        method=route.method,
        route=route.id,
        purpose=scene.purpose,
        claims=scene.claims,
    )


def _request(route: Route, scene: Scene) -> Message:
    service = route.id.partition(":")[0]
    path = tuple("1" if segment.is_parameter else segment.text for segment in route.segments)
    return Message(
        Phase.REQUEST,
        path=(service, *path),
        query=scene.asks,
        media_type=JSON if scene.sends else "",
        body=scene.sends,
    )


def _processes(
    bundle: Bundle, scene: Scene, exchange: Exchange, message: Message
) -> tuple[LegalProcess, ...]:
    about = inspection.target(message, bundle.routes[scene.route], _tree(scene.sends))
    purposes = frozenset({scene.purpose} if scene.purpose is not None else ())
    first = () if scene.process is None else (paper_of(bundle, scene.process, scene.covers, purposes),)
    return tuple(
        process_of(f"rehearsal/{paper.kind}", paper, exchange, digest(_KEYS.digest, about))
        for paper in (*first, *(_for(paper, purposes) for paper in scene.papers))
    )


def _for(paper: Paper, purposes: frozenset[Purpose]) -> Paper:
    """A paper that does not say what it is for is for what the request states."""
    return replace(paper, purposes=paper.purposes or purposes)


def _tree(body: bytes) -> Tree:
    """What cannot be read holds nothing: the rulings say that it could not be."""
    try:
        return inspection.parse(body, JSON, _LIMITS) if body else None
    except Failure:
        return None


def paper_in(bundle: Bundle, text: str) -> Paper:
    """Read ``kind:categories:purposes``, the two lists with commas: a verified paper as tests and commands write it."""
    kind, categories, purposes = (*text.split(":"), "", "")[:3]
    covers = frozenset(Category(word.strip()) for word in categories.split(",") if word.strip())
    said = frozenset(Purpose(word.strip()) for word in purposes.split(",") if word.strip())
    return paper_of(bundle, ProcessKind(kind), covers, said)
