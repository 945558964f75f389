"""Builders of policy values and policy folders: a test says only what it is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from firewall.model import (
    Category,
    Direction,
    Exchange,
    Kind,
    LegalProcess,
    Outcome,
    PartnerId,
    Party,
    ProcessKind,
    Purpose,
    Requester,
    RouteId,
    RuleId,
    Treatment,
)
from firewall.policy.rules import Agreement, Bundle, City, Needs, Route, Rule, Segment, Service, Share
from firewall.policy.words import CategoryFacts, ProcessWord, Vocabulary
from firewall.policy.yaml import Faults, Place, parse

HERE = Place("here.yaml")
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
RELEASE = Treatment(Outcome.RELEASE)
REMOVE = Treatment(Outcome.REMOVE)
REFER = Treatment(Outcome.REFER)
HOLD = Treatment(Outcome.HOLD)
REFUSE = Treatment(Outcome.REFUSE)
YEAR = Treatment(Outcome.COARSEN, "year")

CATEGORIES = (
    "identity", "identity.name", "identity.dob", "contact", "contact.phone", "immigration", "immigration.status",
    "case_notes", "record.id",
)  # fmt: skip
VOCABULARY = Vocabulary(
    categories={Category(c): CategoryFacts("", free_text=c == "case_notes") for c in CATEGORIES},
    kinds={
        Kind(k): ""
        for k in (
            "unknown",
            "agency",
            "agency.health",
            "vendor",
            "enforcement",
            "enforcement.civil",
            "subject",
        )
    },
    purposes={Purpose(p): "" for p in ("health", "enforcement", "billing")},
    processes={
        ProcessKind("warrant"): ProcessWord("", "judicial", "judicial", opens=True),
        ProcessKind("admin-subpoena"): ProcessWord("", "none", "administrative", opens=False),
        ProcessKind("statutory-request"): ProcessWord("", "duty", "official", opens=False),
        ProcessKind("counsel-approval"): ProcessWord("", "counsel", "counsel", opens=True),
    },
)


def party(name="", kind="unknown"):
    return Party(PartnerId(name), Kind(kind))


COUNTY = party("county", "agency.health")
ICE = party("ice", "enforcement.civil")
VENDOR = party("vendor", "vendor")
DEPARTMENT = party("department", "agency")
STRANGER = party("", "unknown")


def requester(*chain, onward=()):
    """From the one who asks to the principal."""
    return Requester(
        party=chain[0], authenticated_by="test", on_behalf_of=tuple(chain[1:]), onward=tuple(onward)
    )


def route(name="clinic:patient", *categories, **changes):
    rest = name.partition(":")[2]
    return Route(
        **{
            "id": RouteId(name),
            "method": "GET",
            "segments": (Segment(rest, is_parameter=False),),
            "fields": {(f"f{i}",): (Category(c),) for i, c in enumerate(categories)},
            "at": HERE,
        }
        | changes
    )


def services(*routes):
    names = dict.fromkeys(r.id.partition(":")[0] for r in routes)
    return tuple(
        Service(
            name=name,
            upstream="http://127.0.0.1:1",
            existence_protected=False,
            routes=tuple(r for r in routes if r.id.partition(":")[0] == name),
            at=HERE,
        )
        for name in names
    )


def shares(*words, treatment=RELEASE):
    return Share(tuple(map(Category, words)), treatment)


def agreement(*words, **changes):
    """One with the county about the clinic, for health, that shares ``words``."""
    treatment = changes.pop("treatment", RELEASE)
    return Agreement(
        **{
            "id": "DSA-1",
            "title": "",
            "basis": "agreement",
            "direction": Direction.INBOUND,
            "principal": "county",
            "through": (),
            "services": ("clinic",),
            "purposes": frozenset({Purpose("health")}),
            "asks_by": (Category("record.id"),),
            "shares": (shares(*words, treatment=treatment),) if words else (),
            "signed_by": "Commissioner",
            "starts": date(2026, 1, 1),
            "ends": date(2026, 12, 31),
            "at": HERE,
        }
        | changes
    )


def needs(*kinds, approval=""):
    return Needs(frozenset(map(ProcessKind, kinds)), approval)


def rule(then, *data, **changes):
    """A rule about everyone and everything; without ``data`` it is about the exchange as a whole."""
    return Rule(
        **{
            "id": RuleId("law/rule"),
            "says": "",
            "cite": "",
            "url": "",
            "quote": "unconfirmed",
            "starts": date(2026, 1, 1),
            "review_by": None,
            "ends": None,
            "to": (),
            "except_to": (),
            "routes": (),
            "purposes": frozenset(),
            "direction": None,
            "claims": frozenset(),
            "data": tuple(map(Category, data)) or None,
            "then": then,
            "yields_to": frozenset(),
            "notice": "",
            "duties": (),
            "at": HERE,
        }
        | changes
    )


def process(*words, **changes):
    """A verified judicial warrant for ICE, for the one target of these tests."""
    return LegalProcess(
        **{
            "id": "LP-1",
            "kind": ProcessKind("warrant"),
            "bases": frozenset({"judicial"}),
            "opens": True,
            "partner": PartnerId("ice"),
            "categories": frozenset(map(Category, words)),
            "targets": frozenset({"target"}),
            "purposes": frozenset({Purpose("enforcement")}),
            "starts": datetime(2026, 6, 1, tzinfo=UTC),
            "ends": datetime(2026, 6, 30, tzinfo=UTC),
            "verified_by": "Ana Ruiz",
        }
        | changes
    )


def grant(*words, **changes):
    return process(
        *words,
        **{
            "id": "G-1",
            "kind": ProcessKind("counsel-approval"),
            "bases": frozenset({"counsel"}),
            "case": "C-1",
            "purposes": frozenset(),
            "uses_left": 1,
        }
        | changes,
    )


def exchange(*chain, **changes):
    """ICE asks the clinic for one patient, for enforcement; with a chain, that chain asks."""
    purpose = changes.pop("purpose", "health" if chain and chain[-1] is COUNTY else "enforcement")
    return Exchange(
        **{
            "id": "x",
            "at": NOON,
            "requester": requester(*(chain or (ICE,)), onward=changes.pop("onward", ())),
            "method": "GET",
            "route": RouteId("clinic:patient"),
            "purpose": purpose,
            "target": "target",
            "asks": frozenset({Category("record.id")}),
        }
        | changes
    )


PATIENT = route("clinic:patient", "identity.name", "identity.dob", "contact.phone", "immigration.status")
INTAKE = route(
    "clinic:intake",
    method="POST",
    accepts=(Category("identity"), Category("contact")),
    segments=(Segment("new", False),),
)


def bundle(*parts, routes=(PATIENT, INTAKE), **changes):
    """Agreements and rules in any order; the routes are a patient and an intake of the clinic."""
    return Bundle(
        **{
            "digest": "0" * 64,
            "city": City(name="springfield", title="", contact="", languages=("en",)),
            "vocabulary": VOCABULARY,
            "services": services(*routes),
            "partners": {},
            "agreements": tuple(p for p in parts if isinstance(p, Agreement)),
            "rules": tuple(p for p in parts if isinstance(p, Rule)),
            "cases": (),
            "samples": {},
        }
        | changes
    )


def changed(value, **changes):
    return replace(value, **changes)


# ---- a policy folder, as {name: text}

ROOT = Path(__file__).parents[1]

FOLDER = {
    "city.yaml": """
city: springfield
title: City of Springfield
contact: {office: Law Department, email: law@springfield.example}
languages: [en, es]
""",
    "services/clinic.yaml": """
service: clinic
upstream: http://127.0.0.1:9101
existence: protected
routes:
  - route: patient
    match: GET /patients/{id}
    path: {id: record.id}
    query: {fields: selection}
    fields:
      /name: identity.name
      /birthDate: identity.dob
      /citizenshipCode: immigration.citizenship
      /notes: case_notes
      /allergies/*: health
  - route: intake
    match: POST /patients
    accepts: [identity, contact]
    otherwise: remove
""",
    "partners/county.yaml": """
partner: county-public-health
title: County Department of Public Health
kind: peer-local.public-health
credentials: {certificates: ["dns:health.county.example"], api_keys: yes}
""",
    "partners/ice.yaml": """
partner: ice-ero
title: ICE Enforcement and Removal Operations
kind: immigration-enforcement.civil
""",
    "agreements/county.yaml": """
agreement: DSA-2026-014
title: Notifiable disease follow-up
basis: agreement
with: county-public-health
through: []
services: [clinic]
purposes: [public-health]
asks_by: [record.id, identity.name]
shares:
  - data: [identity.name]
  - data: [identity.dob]
    as: {coarsen: year}
needs: {}
limits: {records_per_request: 50, records_per_day: 2000}
onward: none
duties: []
signed: {by: Health Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
""",
    "laws/welcoming.yaml": """
law: welcoming-city
title: Welcoming City Ordinance
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
    tests:
      - name: ICE asks for a patient
        given: {requester: ice-ero, purpose: immigration-enforcement, route: clinic:patient, body: samples/patient.json}
        expect: {outcome: refer, status: 202, kept: []}
""",
    "samples/patient.json": "{}",
}
"""A small policy in which nothing is wrong, but for the vocabulary."""


def folder(**changes):
    """The folder above around the product's own vocabulary; ``changes`` are by file name, None takes one out."""
    words = {
        f"vocabulary/{path.name}": path.read_text("utf-8")
        for path in (ROOT / "policies/vocabulary").glob("*.yaml")
    }
    sources = FOLDER | words | changes
    return {name: text for name, text in sources.items() if text is not None}


def plain(fault):
    """A fault as one line without its code: what a test is about is the place and the sentence."""
    return str(fault).removeprefix(f"{fault.code} ")


@cache
def _read_once(file, text):
    faults = Faults()
    return parse(file, text, faults), tuple(faults.found)


def parse_once(file, text, faults):
    """``parse`` for tests that load one folder many times: a file that has not changed is read once."""
    node, found = _read_once(file, text)
    faults.found.extend(found)
    return node
