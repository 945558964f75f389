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
    Exchange,
    Kind,
    LegalProcess,
    Message,
    Outcome,
    Owed,
    PartnerId,
    Party,
    Path,
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
from firewall.policy.rules import Bundle, Case, Route
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
    """Who asks what: what ``given:`` of a test and the options of ``firewall try`` say."""

    requester: str
    route: RouteId
    purpose: Purpose | None = None
    behind: tuple[str, ...] = ()
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
    """The rulings on the request and on the answer, and what would have gone out."""

    request: Ruling
    answer: Ruling | None
    before: Tree = field(repr=False)
    after: Tree = field(repr=False)

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
    if asked.outgoing is None:
        return Rehearsal(asked, None, _tree(scene.body), None)
    answer = Message(Phase.RESPONSE, media_type=JSON if scene.body else "", body=scene.body, status=200)
    ruled = await engine.screen(asked.exchange, answer)
    return Rehearsal(asked, ruled, _tree(scene.body), _tree(ruled.outgoing.body) if ruled.outgoing else None)


def requester(bundle: Bundle, word: str, behind: tuple[str, ...] = ()) -> Requester:
    """Return a partner as it would come in, or somebody of a kind, with who a signed token names behind them."""
    if word not in bundle.partners and not behind:
        return Requester(party=Party(PartnerId(""), Kind(word)))  # nothing proves a kind
    return introduce.requester(PartnerId(word), facts_of(bundle), "rehearsal", tuple(map(PartnerId, behind)))


def _exchange(bundle: Bundle, route: Route, scene: Scene) -> Exchange:
    return Exchange(
        id="rehearsal",
        at=datetime.combine(scene.on, time(12), bundle.city.zone),
        requester=requester(bundle, scene.requester, scene.behind),
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


# ---- tests that legal staff write


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a test went; ``faults`` are sentences, none where it passed."""

    case: Case
    faults: tuple[str, ...]


async def run(
    compiled: Compiled, detectors: Detectors, case: Case, today: date, names: Names | None = None
) -> Verdict:
    """Run one test of a policy file."""
    played = await rehearse(compiled, detectors, scene_of(compiled.bundle, case, today), names)
    return Verdict(case, tuple(_faults(case, played)))


def scene_of(bundle: Bundle, case: Case, today: date) -> Scene:
    given = case.given
    kind, _, categories = given.process.partition(":")
    return Scene(
        requester=given.requester,
        route=RouteId(given.route),
        purpose=Purpose(given.purpose) if given.purpose else None,
        process=ProcessKind(kind) if kind else None,
        covers=frozenset(Category(c.strip()) for c in categories.split(",") if c.strip()),
        papers=tuple(paper_in(bundle, text) for text in given.also),
        behind=given.behind,
        claims=frozenset(map(ProcessKind, given.claims)),
        asks=tuple(given.asks.items()),
        sends=bundle.samples.get(given.sends, "").encode(),
        body=bundle.samples.get(given.body, "").encode(),
        on=given.on or today,
    )


def paper_in(bundle: Bundle, text: str) -> Paper:
    """Read ``kind:categories:purposes``, the two lists with commas: a verified paper as tests and commands write it."""
    kind, categories, purposes = (*text.split(":"), "", "")[:3]
    covers = frozenset(Category(word.strip()) for word in categories.split(",") if word.strip())
    said = frozenset(Purpose(word.strip()) for word in purposes.split(",") if word.strip())
    return paper_of(bundle, ProcessKind(kind), covers, said)


def _faults(case: Case, played: Rehearsal) -> list[str]:
    ruling, expect = played.last, case.expect
    found = []
    outcome = ruling.decision.outcome.name.lower()
    if outcome != expect.outcome:
        reasons = ", ".join((*ruling.decision.rules, *ruling.decision.reasons)) or "nothing else was said"
        found.append(f"the outcome is `{outcome}`, not `{expect.outcome}` ({reasons}).")
    if expect.status is not None and ruling.status != expect.status:
        found.append(f"the requester is answered with {ruling.status}, not {expect.status}.")
    found += [
        f"the rule `{rule}` took no part." for rule in expect.rules if rule not in ruling.decision.rules
    ]
    found += [f"`{place}` is not kept." for place in expect.kept or () if not _stands(played.after, place)]
    found += [f"`{place}` is not removed." for place in expect.removed or () if _stands(played.after, place)]
    if expect.kept == () and _stands_at_all(played.after):
        found.append("something goes out, where nothing was expected to.")
    return found


def _stands(tree: Tree, place: str) -> bool:
    steps = tuple(step.replace("~1", "/").replace("~0", "~") for step in place.removeprefix("/").split("/"))
    return any(True for _ in _at(tree, steps))


def _at(tree: Tree, steps: Path) -> list[Tree]:
    if not steps:
        return [tree]
    step, rest = steps[0], steps[1:]
    if isinstance(tree, dict):
        below = list(tree.values()) if step == "*" else [tree[step]] if step in tree else []
    else:
        below = list(tree) if isinstance(tree, list) and step == "*" else []
    return [found for one in below for found in _at(one, rest)]


def _stands_at_all(tree: Tree) -> bool:
    return tree not in (None, {}, [])
