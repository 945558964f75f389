"""A small city to play exchanges in: a test says only what it is about."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec

from firewall import app
from firewall.cli.common import cache_folder
from firewall.detect import Scanner
from firewall.engine import Engine
from firewall.errors import AuditError, ReviewError
from firewall.formats import Limits
from firewall.means import Keys, Means
from firewall.model import (
    CaseId,
    Category,
    Exchange,
    Kind,
    LegalProcess,
    Message,
    PartnerId,
    Party,
    Phase,
    ProcessKind,
    Purpose,
    Receipt,
    Requester,
    RouteId,
)
from firewall.policy.compiled import Compiled
from firewall.policy.load import load
from tests import helpers_policy
from tests.separately import SEPARATE

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
KEYS = Keys(digest=b"d" * 32, pseudonym=b"p" * 32)
LIMITS = Limits(apart=SEPARATE)

CLINIC = """
service: clinic
upstream: http://127.0.0.1:9101
existence: protected
routes:
  - route: patient
    match: GET /patients/{id}
    path: {id: record.id}
    query: {fields: selection, lang: language}
    fields:
      /id: record.id
      /name: identity.name
      /birthDate: identity.dob
      /phone: contact.phone
      /remark: record.meta
      /citizenshipCode: immigration.citizenship
      /notes: case_notes
      /allergies/*: health.record
  - route: patients
    match: GET /patients
    query: {name: identity.name, q: record.meta, page: paging, count: limit, fields: selection}
    page_size: 20
    records: /items
    fields:
      /total: aggregate.cell
      /items/*/id: record.id
      /items/*/name: identity.name
      /items/*/remark: record.meta
      /items/*/citizenshipCode: immigration.citizenship
      /items/*/notes: case_notes
  - route: search
    match: POST /patients/search
    body: {/filter/name: identity.name, /fields: selection, /count: limit, /page: paging}
    fields:
      /*/name: identity.name
      /*/citizenshipCode: immigration.citizenship
  - route: visit
    match: PUT /patients/{id}/visit
    path: {id: record.id}
    body: {/reason: record.meta}
    fields: {/id: record.id}
  - route: intake
    match: POST /patients
    accepts: [identity, contact, case_notes]
    otherwise: remove
    fields: {/id: record.id, /name: identity.name, /citizenshipCode: immigration.citizenship, /notes: case_notes}
  - route: strict-intake
    match: POST /strict
    accepts: [identity, contact]
    otherwise: refuse
    fields: {/id: record.id, /name: identity.name, /citizenshipCode: immigration.citizenship}
"""
PARKS = """
service: parks
upstream: http://127.0.0.1:9102
existence: open
routes:
  - route: permit
    match: GET /permits/{id}
    path: {id: record.id}
    fields:
      /id: record.id
      /name: identity.name
      /birthDate: identity.dob
      /citizenshipCode: immigration.citizenship
      /text: case_notes
"""
COUNTY = """
agreement: DSA-1
title: Follow-up
basis: agreement
with: county-public-health
through: []
services: [clinic]
purposes: [public-health]
asks_by: [record.id, identity.name, record.meta]
shares:
  - data: [record, identity.name, contact.phone, health.record, aggregate]
  - data: [identity.dob]
    as: {coarsen: year}
needs: {}
limits: {records_per_request: 50, records_per_day: 200}
onward: none
duties: []
signed: {by: Health Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
"""
PARKS_CUT = """
agreement: DSA-2
title: Permits
basis: agreement
with: county-public-health
through: []
services: [parks]
purposes: [public-health]
asks_by: [record.id]
shares:
  - data: [record, identity.name, contact, case_notes]
text: cut-spans
onward: none
signed: {by: Parks Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
"""
LAW = """
law: welcoming
title: Welcoming City
jurisdiction: us-example
owner: law-department
rules:
  - rule: status-goes-to-counsel
    says: Status is not handed over by a machine.
    cite: Municipal Code 2-173-030
    quote: unconfirmed
    from: 2026-01-01
    review_by: 2027-01-01
    to: [immigration-enforcement]
    at: [clinic]
    data: [immigration]
    then: refer
    yields_to: [judicial]
    notice: Your request was referred under reference {case}.
  - rule: subpoenas-wait
    says: An administrative subpoena waits for counsel.
    cite: 8 U.S.C. 1225(d)(4)
    quote: unconfirmed
    from: 2026-01-01
    review_by: 2027-01-01
    to: [immigration-enforcement]
    claims: [admin-subpoena-dhs]
    then: hold
    yields_to: [judicial]
    notice: Held under {case}.
  - rule: parks-decline
    says: The parks take no part.
    cite: 5 ILCS 805/15(h)
    quote: unconfirmed
    from: 2026-01-01
    review_by: 2027-01-01
    to: [immigration-enforcement]
    at: [parks]
    then: refuse
    yields_to: [judicial]
    notice: The City takes no part.
"""


@cache
def _compiled(changes):
    sources = helpers_policy.folder(
        **{
            "services/clinic.yaml": CLINIC,
            "services/parks.yaml": PARKS,
            "agreements/county.yaml": COUNTY,
            "agreements/parks.yaml": PARKS_CUT,
            "laws/welcoming.yaml": LAW,
        }
        | dict(changes)
    )
    return load(sources)


def bundle(**files):
    """The policy of the small city; ``files`` replace or add (None takes out)."""
    return _compiled(tuple(sorted(files.items())))


def compiled(**files):
    return Compiled(bundle(**files))


@cache
def detectors():
    return app.detectors(cache_folder())


class Broken:
    """A recognizer that breaks on some texts, as recognizers do."""

    id = "broken"
    prefilter = "fragile"

    def find(self, text):
        raise RuntimeError(text)


def broken_detectors():
    return replace(detectors(), scanner=Scanner([Broken()]))


class BrokenNames:
    def categories(self, name):
        raise RuntimeError(name)


class Nobody:
    """A model that finds nobody, and remembers what it was shown."""

    def __init__(self):
        self.shown = []

    async def find(self, texts):
        self.shown += texts
        return dict.fromkeys(texts, ())


class Log:
    """The record, in memory.  ``fails`` counts down: at zero an append raises."""

    def __init__(self):
        self.entries = []
        self.fails_after = None

    async def append(self, entry):
        if self.fails_after is not None and len(self.entries) >= self.fails_after:
            raise AuditError("the disk is full")
        self.entries.append(entry)
        return Receipt(len(self.entries) - 1)

    @property
    def said(self):
        return [msgspec.json.decode(entry) for entry in self.entries]


class People:
    """Everything persons have said, in memory.  ``broken`` names the questions that raise."""

    def __init__(self, *processes):
        self.known = list(processes)
        self.uses = {p.id: p.uses_left for p in processes}
        self.latches = {}
        self.spent = {}
        self.cases = []
        self.spends = []
        self.owed = []
        self.broken = set()

    def _answer(self, name):
        if name in self.broken:
            raise ReviewError("the review store cannot be used")

    def open_case(self, exchange, outcome, wants):
        self._answer("open_case")
        self.cases.append((exchange, outcome, wants))
        return CaseId(f"C-{len(self.cases)}")

    def processes(self, partner, now):
        self._answer("processes")
        return tuple(p for p in self.known if p.partner == partner)

    def fits(self, process, exchange):
        self._answer("fits")
        return exchange.target in process.targets

    def spend(self, process, at):
        self._answer("spend")
        self.spends.append(process)
        if self.uses[process] == 0:
            return False
        if self.uses[process] is not None:
            self.uses[process] -= 1
        return True

    def latched(self, route):
        self._answer("latched")
        return frozenset(self.latches.get(route, ()))

    def latch(self, route, patterns, at):
        self._answer("latch")
        self.latches.setdefault(route.id, set()).update(patterns - {"?"})

    def owe(self, exchange, tasks):
        self._answer("owe")
        self.owed += [(exchange.id, owed.duty, owed.by) for owed, _ in tasks]

    def reserve(self, agreement, at, records, per_day):
        self._answer("reserve")
        key = (agreement, at.date())
        if self.spent.get(key, 0) + records > per_day:
            return False
        self.spent[key] = self.spent.get(key, 0) + records
        return True


def party(id_, kind):
    return Party(PartnerId(id_), Kind(kind))


HEALTH = Requester(party=party("county-public-health", "peer-local.public-health"), authenticated_by="mtls")
ICE = Requester(party=party("ice-ero", "immigration-enforcement.civil"), authenticated_by="mtls")

PATIENT = {
    "id": "77",
    "name": "Amina Haddad",
    "birthDate": "1987-03-09",
    "phone": "312-555-0147",
    "remark": "v2",
    "citizenshipCode": "HN",
    "notes": "Prefers mornings.",
    "allergies": ["nuts", "latex"],
}


def encoded(value):
    return value if isinstance(value, bytes) else msgspec.json.encode(value)


def decoded(ruling):
    return msgspec.json.decode(ruling.outgoing.body)


class World:
    """The engine with stores in memory, and the verbs of a front end."""

    def __init__(self, policy=None, *processes, found=None, limits=LIMITS, names=None):
        self.policy = policy or compiled()
        self.log = Log()
        self.people = People(*processes)
        self.means = Means(
            detectors=found or detectors(),
            record=self.log,
            waiting=self.people,
            keys=KEYS,
            limits=limits,
            names=names or Nobody(),
        )
        self.observed = []
        self.engine = Engine(lambda: self.policy, self.means, self.observed.append)

    def exchange(self, requester=HEALTH, route="clinic:patient", **changes):
        purpose = "public-health" if requester is HEALTH else "immigration-enforcement"
        given = {
            "id": "x-1",
            "at": NOON,
            "requester": requester,
            "method": self.policy.bundle.routes[RouteId(route)].method if route else "GET",
            "route": RouteId(route) if route else None,
            "purpose": Purpose(purpose),
        }
        return Exchange(**given | changes)

    def request(self, route="clinic:patient", body=None, path=None, query=(), **changes):
        segments = self.policy.bundle.routes[RouteId(route)].segments
        rest = path or tuple("77" if s.is_parameter else s.text for s in segments)
        return Message(
            Phase.REQUEST,
            **{
                "path": (route.partition(":")[0], *rest),
                "query": tuple(query),
                "media_type": JSON if body is not None else "",
                "body": b"" if body is None else encoded(body),
            }
            | changes,
        )

    async def ask(
        self, requester=HEALTH, route="clinic:patient", body=None, query=(), message=None, **changes
    ):
        """Rule on a request."""
        asked = self.request(route, **{"body": body, "query": query} | (message or {}))
        return await self.engine.screen(self.exchange(requester, route, **changes), asked)

    async def tell(self, ruling, body=PATIENT, **changes):
        """Rule on the service's answer to a request that went out."""
        given = {"media_type": JSON, "body": encoded(body), "status": 200} | changes
        return await self.engine.screen(ruling.exchange, Message(Phase.RESPONSE, **given))

    async def fetch(
        self, requester=HEALTH, route="clinic:patient", answer=PATIENT, body=None, query=(), **changes
    ):
        """Ask, and if that is let through, answer."""
        ruling = await self.ask(requester, route, body, query, **changes)
        return ruling if ruling.outgoing is None else await self.tell(ruling, answer)


async def target_of(world, requester=ICE, route="clinic:patient", **changes):
    """The keyed digest that a request gets."""
    other = World(world.policy)
    with suppress(AuditError):
        return (await other.ask(requester, route, **changes)).exchange.target


def process(target, *words, **changes):
    """A verified judicial warrant that names these categories of one target."""
    return LegalProcess(
        **{
            "id": "LP-1",
            "kind": ProcessKind("judicial-warrant"),
            "bases": frozenset({"judicial"}),
            "opens": True,
            "partner": PartnerId("ice-ero"),
            "categories": frozenset(map(Category, words)),
            "targets": frozenset({target}),
            "purposes": frozenset({Purpose("immigration-enforcement")}),
            "starts": NOON - timedelta(days=1),
            "ends": NOON + timedelta(days=1),
            "verified_by": "Ana Ruiz",
        }
        | changes
    )


def grant(target, *words, **changes):
    return process(
        target,
        *words,
        **{
            "id": "G-1",
            "kind": ProcessKind("counsel-approval"),
            "bases": frozenset({"counsel"}),
            "case": CaseId("C-1"),
            "uses_left": 1,
        }
        | changes,
    )


def over(world, **changes):
    """The same stores under other means."""
    world.means = replace(world.means, **changes)
    world.engine = Engine(lambda: world.policy, world.means, world.observed.append)
    return world
