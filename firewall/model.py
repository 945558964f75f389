"""
The nouns of the firewall.

Frozen values, and nothing here does anything: if a definition wants to open, log or decide, it lives elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import NamedTuple, NewType

from firewall.counted import Alike, Limit, Table

Category = NewType("Category", str)
"""A word of ``policies/vocabulary/data.yaml``: dotted, ``immigration`` covers ``immigration.status``."""
Kind = NewType("Kind", str)
"""A kind of requester (``policies/vocabulary/requesters.yaml``), dotted like a category."""
Purpose = NewType("Purpose", str)
ProcessKind = NewType("ProcessKind", str)
PartnerId = NewType("PartnerId", str)
RouteId = NewType("RouteId", str)
"""``service:route``."""
RuleId = NewType("RuleId", str)
CaseId = NewType("CaseId", str)
Digest = NewType("Digest", str)
"""A keyed digest in hexadecimal: tells whether two things are the same, and nothing else."""

UNINSPECTABLE = Category("uninspectable")
"""What could not be read, finished or trusted counts as found: a failure is a finding."""
UNCLASSIFIED = Category("unclassified")
"""What no declaration and no name accounts for.  Nothing ever opens it."""
THIRD_PARTY = Category("third_party")

UNKNOWN_KIND = Kind("unknown")

Tree = None | bool | int | float | Decimal | str | list["Tree"] | dict[str, "Tree"]
"""What every format reads into.  A number keeps its spelling (Decimal), a key is text."""

Path = tuple[str, ...]
"""A declared place in a tree: member names, ``*`` for any item or any member."""


class Outcome(IntEnum):
    """What happens to a category, or to the whole exchange, from the loosest to the strictest."""

    RELEASE = 0
    COARSEN = 1
    PSEUDONYMIZE = 2
    MASK = 3
    REMOVE = 4
    REFER = 5
    HOLD = 6
    REFUSE = 7


class Member(NamedTuple):
    """An answer's member, named by the request.  ``pattern`` is the policy's name, or names; ``own`` the service's."""

    path: Path
    categories: tuple[Category, ...]
    pattern: str
    marker: str | None = None
    own: tuple[str, ...] = ()


Address = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""Where a request went: the segments of its path, and what of its query went on."""


class Direction(Enum):
    """Who starts: a requester asks the city (inbound), or the city itself sends (outbound)."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Phase(Enum):
    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Treatment:
    """An outcome, with its parameter where it has one: ``year``, ``zip3``, ``1km``, ``faces``, ``last-4``."""

    outcome: Outcome
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """One member of a chain: a partner and its kind, or a kind alone (id is empty)."""

    id: PartnerId
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """
    Who asks, what proved it, and everyone behind and after them.

    ``on_behalf_of`` runs from the one next to ``party`` to the principal, who stands last.  ``refused`` says, in
    codes, which credentials were shown and not believed: for the record, and never for a decision.
    """

    party: Party
    authenticated_by: str | None = None
    on_behalf_of: tuple[Party, ...] = ()
    onward: tuple[Party, ...] = ()
    refused: tuple[str, ...] = field(default=(), compare=False)

    @property
    def principal(self) -> Party:
        return self.on_behalf_of[-1] if self.on_behalf_of else self.party

    @property
    def agents(self) -> tuple[Party, ...]:
        """Everyone who carries for the principal; nobody where the requester asks for itself."""
        return (self.party, *self.on_behalf_of)[:-1]

    @property
    def chain(self) -> tuple[Party, ...]:
        """Everyone a law may be about."""
        return (self.party, *self.on_behalf_of, *self.onward)


UNKNOWN = Requester(party=Party(PartnerId(""), UNKNOWN_KIND))


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalProcess:
    """
    A warrant, an order, a consent, counsel's approval.

    Claimed until a named member of staff has verified it; only the register hands out verified ones.  ``bases`` are
    those its kind has in the vocabulary (``judicial`` ...). ``basis_opens`` says whether the kind opens by itself or
    only meets an agreement's need.
    """

    id: str
    kind: ProcessKind
    bases: frozenset[str]
    opens: bool
    partner: PartnerId
    through: frozenset[PartnerId] = frozenset()
    categories: frozenset[Category]
    targets: frozenset[Digest]
    purposes: frozenset[Purpose]
    starts: datetime
    ends: datetime
    verified_by: str | None = None
    case: CaseId | None = None
    uses_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """
    Who asks whom for what, when and why: all a policy may look at but the data.

    ``purpose`` and ``claims`` are what the requester says; ``processes`` come from the register, verified and for
    this requester and target.  ``asks``, ``selects``, ``orders`` (by what the answer is to be ordered or grouped),
    ``members`` (what it holds, where the request gives the names) and ``address`` (for its links) are known once the
    request was read, and set by the engine alone, as is ``policy``, under whose digest it sets out and ends.
    """

    id: str
    at: datetime
    requester: Requester
    method: str
    route: RouteId | None
    direction: Direction = Direction.INBOUND
    purpose: Purpose | None = None
    claims: frozenset[ProcessKind] = frozenset()
    target: Digest = Digest("")
    processes: tuple[LegalProcess, ...] = ()
    asks: frozenset[Category] = frozenset()
    selects: frozenset[Category] | None = None
    orders: frozenset[Category] = frozenset()
    members: tuple[Member, ...] | None = field(default=None, repr=False)
    address: Address = field(default=((), ()), repr=False)
    records_asked: int = 1
    over_limit: frozenset[str] = frozenset()
    policy: str = ""

    @property
    def day(self) -> date:
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Message:
    """
    What came over a wire, with nothing decided about it yet.

    ``path`` holds the decoded segments of the one canonical path and ``query`` its decoded pairs; both are empty in a
    response.  Header names are lower case, and only those of the allow-list.  ``failure`` is a short code where the
    front end could not even get a whole message: it becomes a finding like any other.
    """

    phase: Phase
    path: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = ""
    body: bytes = field(default=b"", repr=False)
    status: int = 0
    failure: str = ""


Released = NewType("Released", Message)
"""A Message the engine has ruled on.  Only ``engine.py`` makes one."""


class Field(NamedTuple):
    """One text and the name it stands under: what a detector is shown.  A tuple, for there are many."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A category at a place, by a detector.  Never the value."""

    category: Category
    path: Path
    detector: str
    start: int | None = None
    end: int | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What happens to one category, the rules that raised it there and the openers that lowered it."""

    treatment: Treatment
    rules: tuple[RuleId, ...] = ()
    openers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty, and the law or the agreement that obliges to it."""

    duty: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    The policy compiled for one exchange context.

    ``outcome`` is that of the exchange: release, refer, hold or refuse.  ``refers`` are the categories for which a
    case is opened, ``met`` the openers that matched, ``spends`` those of them that are used up.  ``said`` are all
    rules that had a part in it, those that decided first.  ``cuts_spans`` are the free-text categories that an
    agreement takes with the found spans cut out.  ``duties`` are those of the rules that said something and of the
    openers that were met.  Fewer than ``alike`` records that look alike do not leave.
    """

    policy: str
    outcome: Outcome
    because: tuple[RuleId, ...]
    reasons: tuple[str, ...]
    categories: Mapping[Category, Standing]
    asked: frozenset[Category]
    refers: frozenset[Category]
    met: tuple[str, ...]
    spends: tuple[str, ...]
    limits: tuple[Limit, ...]
    cuts_spans: frozenset[Category]
    said: tuple[RuleId, ...] = ()
    duties: tuple[Owed, ...] = ()
    alike: int = 0

    def of(self, category: Category) -> Treatment:
        """What happens to a category.  A word the policy does not know is removed."""
        standing = self.categories.get(category)
        return standing.treatment if standing is not None else Treatment(Outcome.REMOVE)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """
    A declared place of a route: what stands there, and what happens to it.

    Two places are the same only if they are one object: they are keys on the hot path.
    ``needs_names`` tells that its text may leave only once a model has looked for people in it.
    """

    pattern: str
    categories: tuple[Category, ...]
    treatment: Treatment
    rules: tuple[RuleId, ...] = ()
    cuts: bool = False
    marker: str | None = None
    needs_names: bool = False

    @property
    def is_withheld(self) -> bool:
        return self.treatment.outcome >= Outcome.REMOVE


@dataclass(slots=True, eq=False)
class Node:
    """
    One step of the declared tree.  ``place`` is None where it is only a way to deeper ones.
    ``stays`` is the way to an answer's records, which is there even where there are none.
    ``shapes`` keeps what was worked out for objects with certain names, ``own`` the names that a request changed.
    """

    place: Place | None = None
    members: dict[str, Node] = field(default_factory=dict)
    any: Node | None = None
    stays: bool = False
    own: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shapes: dict[tuple[str, ...], Shape] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """
    What happens to the members of an object that has just these names, in every record alike.

    ``kept`` are the names that leave, in their order.  ``plain`` are those whose texts leave as they are, with their
    ``places``; ``others`` need a look at their value.  ``dropped`` do not leave, and ``undeclared`` no file declares.
    """

    kept: tuple[str, ...]
    plain: tuple[str, ...]
    places: tuple[Place, ...]
    others: tuple[tuple[str, Node], ...]
    dropped: tuple[tuple[str, Place], ...]
    undeclared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """
    A Plan laid over a route: what happens to each declared member, in every record alike.

    ``withheld`` counts the declared members that do not leave; ``absent`` are the names that stand nowhere in what
    leaves.  ``accepts`` is set for what an intake is sent.  ``needs_names`` tells that a place of which something
    leaves does.  Small counts of ``table`` are kept back, by ``profile``; records that too few others
    look like, by ``alike``.
    """

    root: Node
    plan: Plan
    withheld: int
    absent: tuple[str, ...]
    accepts: tuple[Category, ...] | None = None
    needs_names: bool = False
    table: Table | None = None
    profile: str = ""
    alike: Alike | None = None


class Count(NamedTuple):
    """How often something happened at a declared place; undeclared names appear as ``?``."""

    pattern: str
    category: Category
    outcome: Outcome
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    What happens, and which rules and openers said so.

    ``reasons`` are short stable codes (``no-route``, ``not-json`` ...) where no rule of the
    policy was the reason.
    """

    policy: str
    outcome: Outcome
    rules: tuple[RuleId, ...] = ()
    openers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    withheld: int = 0
    records: int = 0
    latched: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The audit log has this entry, durably, at this index."""

    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """
    The only thing a front end may act on.

    ``status`` is the answer's, in the numbers of HTTP: that of the service where something goes out, else what the
    requester is told.  ``exchange`` goes with the service's answer into the next call.  ``notice`` and ``citation``
    are what the deciding rules say, if any did.
    """

    exchange: Exchange
    decision: Decision
    status: int
    receipt: Receipt | None = None
    outgoing: Released | None = field(repr=False, default=None)
    case: CaseId | None = None
    notice: str = ""
    citation: str = ""
