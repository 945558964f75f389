"""What the policy files say, as values: services, partners, agreements, laws, the city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from zoneinfo import ZoneInfo

from firewall.counted import Table
from firewall.model import (
    Category,
    Direction,
    Kind,
    Member,
    Outcome,
    PartnerId,
    Path,
    ProcessKind,
    Purpose,
    RouteId,
    RuleId,
    Treatment,
)
from firewall.policy.packs import Inclusion, InForce
from firewall.policy.words import Vocabulary
from firewall.policy.yaml import Place

RECORDS, WHOLE, MESSAGES = "records", "whole", "messages"
"""How answers of any length are let out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    name: str
    title: str
    contact: str
    languages: tuple[str, ...]
    publication: str = ""
    timezone: str = "UTC"
    packs: tuple[Inclusion, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """Where a day of the policy begins and ends.  Kept by ``zoneinfo`` itself."""
        return ZoneInfo(self.timezone)

    def day(self, at: datetime) -> date:
        """Which day it is in the city."""
        return at.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a partner has signed, and for which days it is on file."""

    word: str
    starts: date
    ends: date
    signed_by: str

    def counts_on(self, day: date) -> bool:
        return bool(self.signed_by) and self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Excepted:
    """A partner whose declaration takes it out of a rule, for as long as that counts."""

    partner: PartnerId
    starts: date
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """``starts`` and ``ends`` are those of the contract under which it gets or carries anything."""

    id: PartnerId
    title: str
    kind: Kind
    certificates: tuple[str, ...] = ()
    ca: str = ""
    tokens: tuple[str, ...] = ()
    on_behalf_of: tuple[PartnerId, ...] = ()
    onward: tuple[str, ...] = ()
    declares: tuple[Declaration, ...] = ()
    starts: date = date.min
    ends: date = date.max
    at: Place

    def has_contract_on(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Segment:
    """One step of a route's path: the text itself, or the name of a parameter."""

    text: str
    is_parameter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    One thing a service can be asked.

    ``fields`` declares what the answer's members are, ``path``, ``query`` and ``body`` what
    the parts of a request are; the words selection, paging and limit stand there too.
    ``accepts`` makes it an intake.  ``records`` is where an answer lists its records.
    ``stream`` tells how answers of any length are let out: ``records``, as a ``whole``, or as ``messages`` of a
    WebSocket, which may know ``subprotocols``.  ``sends_to`` makes it
    a way out: by it the city itself sends to that partner, through one of ``sent_by``, and ``fields`` are what goes.
    ``has_header`` tells of tables as text what their media type leaves open.  ``graphql`` is a schema: then ``fields``
    and ``query`` are declared on its coordinates, ``members`` are those of one answer, and ``documents`` are questions
    that may be asked by their digests.  ``dialect`` names the language of its queries: then their names are those of
    ``fields``.  ``links`` are the places where its answer names other pages of it.
    An intake that ``is_exact`` takes what is declared, and nothing by its name.  ``table`` is where the counts of
    a route of statistics stand.
    """

    id: RouteId
    method: str
    segments: tuple[Segment, ...]
    path: Mapping[str, Category] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[Path, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[Path, tuple[Category, ...]] = field(default_factory=dict)
    accepts: tuple[Category, ...] | None = None
    otherwise: Outcome = Outcome.REMOVE
    is_exact: bool = False
    markers: Mapping[Path, str] = field(default_factory=dict)
    records: Path | None = None
    page_size: int = 1
    has_header: bool = True
    is_statistical: bool = False
    table: Table | None = None
    stream: str = ""
    subprotocols: tuple[str, ...] = ()
    existence_protected: bool = False
    sends_to: PartnerId | None = None
    sent_by: frozenset[PartnerId] = frozenset()
    graphql: str = field(default="", repr=False)
    documents: Mapping[str, str] = field(default_factory=dict, repr=False)
    introspection: bool = False
    mutations: bool = False
    dialect: str = ""
    links: tuple[Path, ...] = ()
    members: tuple[Member, ...] = field(default=(), repr=False)
    at: Place

    def shaped(self, members: tuple[Member, ...] | None) -> Route:
        """Return the route as an answer has it whose members the request gave their names."""
        if members is None:
            return self
        return replace(
            self,
            members=members,
            fields={one.path: one.categories for one in members},
            markers={one.path: one.marker for one in members if one.marker is not None},
        )

    @property
    def is_intake(self) -> bool:
        return self.accepts is not None

    @property
    def is_way_out(self) -> bool:
        return self.sends_to is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    name: str
    title: str = ""
    upstream: str
    existence_protected: bool
    routes: tuple[Route, ...]
    kinds: tuple[str, ...] = ()
    at: Place


@dataclass(frozen=True, slots=True)
class Share:
    """``suppress`` names how small counts are kept back; where that cannot be done yet, the data are removed."""

    data: tuple[Category, ...]
    treatment: Treatment
    suppress: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    process: frozenset[ProcessKind] = frozenset()
    approval: str = ""
    declaration: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What opens: an agreement, a duty or an emergency."""

    id: str
    title: str
    basis: str
    direction: Direction
    principal: str
    through: tuple[str, ...]
    services: tuple[str, ...]
    purposes: frozenset[Purpose]
    asks_by: tuple[Category, ...]
    shares: tuple[Share, ...]
    needs: Needs = Needs()
    records_per_request: int | None = None
    records_per_day: int | None = None
    k_anonymity: int | None = None
    onward: tuple[str, ...] = ()
    cut_spans: bool = False
    duties: tuple[str, ...] = ()
    signed_by: str = ""
    signed_on: date | None = None
    starts: date
    ends: date
    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What closes.  Where it applies, the outcome is at least as strict as ``then``."""

    id: RuleId
    says: str
    cite: str
    url: str
    quote: str
    starts: date
    review_by: date | None
    ends: date | None
    to: tuple[str, ...]
    except_to: tuple[str, ...]
    routes: tuple[str, ...]
    purposes: frozenset[Purpose]
    direction: Direction | None
    claims: frozenset[ProcessKind]
    data: tuple[Category, ...] | None
    then: Treatment
    yields_to: frozenset[str]
    notice: str
    duties: tuple[str, ...]
    counsel: str = ""
    """What counsel chose where the law leaves a choice (8 U.S.C. 1373); empty where nothing is recorded."""
    asked_by: tuple[Category, ...] = ()
    unless_declared: str = ""
    law: str = ""
    """The title of the law that it stands in."""
    excepted: tuple[Excepted, ...] = ()
    at: Place


class Says(Enum):
    """What a promise is: that somebody never receives something, always does, or is never answered at all."""

    NEVER_RECEIVES = "never_receives"
    ALWAYS_RECEIVES = "always_receives"
    NEVER_ANSWERED = "never_answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """
    What holds of the whole policy, or the policy is not loaded.

    ``bound`` is what ``never_receives`` allows at most (``remove``: nothing), and what ``always_receives`` asks for
    at least.  ``unless`` names bases, kinds of process and agreements that excuse; ``having`` the verified papers
    that somebody who always receives has; ``during`` the agreements in whose time the promise is made.
    """

    id: str
    says: str
    cite: str = ""
    what: Says
    to: tuple[str, ...] = ()
    except_to: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    purposes: frozenset[Purpose] = frozenset()
    direction: Direction | None = None
    data: tuple[Category, ...] = ()
    bound: Treatment
    unless: frozenset[str] = frozenset()
    having: tuple[ProcessKind, ...] = ()
    during: tuple[str, ...] = ()
    starts: date
    ends: date | None = None
    at: Place


@dataclass(frozen=True, slots=True)
class Sample:
    """What a test sends or is answered with: a file of ``samples/``, or ``text`` that stands in the test itself."""

    name: str
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class GivenProcess:
    """A legal process of a test.  ``by`` is who has verified it; where nobody has, it is only claimed."""

    kind: ProcessKind
    covers: tuple[Category, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a policy test sends: a partner (or a kind), a purpose, a route, and the service's answer."""

    requester: str
    behind: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
    purpose: str
    route: str
    direction: Direction = Direction.INBOUND
    process: tuple[GivenProcess, ...] = ()
    body: Sample | None = None
    sends: Sample | None = None
    asks: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """
    What must come of it.  What is None is not asked about; an empty list says that there is none.

    A list that is not empty names what must be there, and more may be.  ``accepted`` and ``not_accepted`` are places
    of what the requester sends, all others of what the service answers.
    """

    outcome: str
    status: int | None = None
    kept: tuple[str, ...] | None = None
    removed: tuple[str, ...] | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[str, ...] | None = None
    not_accepted: tuple[str, ...] | None = None
    rules: tuple[str, ...] | None = None
    duties: tuple[str, ...] | None = None
    notice: str | None = None
    case: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    A test that legal staff wrote: beside a rule, beside an agreement, or in ``tests/``.

    ``known_gap`` is why it is known to fail; empty where it must pass.
    """

    name: str
    given: Given
    expect: Expect
    rule: RuleId | None
    agreement: str | None = None
    known_gap: str = ""
    at: Place


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """All policy files, read, checked and under one digest."""

    digest: str
    city: City
    vocabulary: Vocabulary
    services: tuple[Service, ...]
    partners: Mapping[PartnerId, Partner]
    agreements: tuple[Agreement, ...]
    rules: tuple[Rule, ...]
    cases: tuple[Case, ...]
    samples: Mapping[str, str]
    packs: tuple[InForce, ...] = ()
    promises: tuple[Promise, ...] = ()

    @cached_property
    def routes(self) -> Mapping[RouteId, Route]:
        return {route.id: route for service in self.services for route in service.routes}

    @cached_property
    def service_of(self) -> Mapping[RouteId, Service]:
        return {route.id: service for service in self.services for route in service.routes}

    def hides(self, route: RouteId) -> bool:
        """Whether refused and not found look the same: the service says so of its routes, or the route of itself."""
        return self.service_of[route].existence_protected or self.routes[route].existence_protected

    @cached_property
    def rules_by_id(self) -> Mapping[RuleId, Rule]:
        return {rule.id: rule for rule in self.rules}
