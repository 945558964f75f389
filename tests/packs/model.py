"""
A city in which everything is open, so that a pack shows what it closes.

One service of each kind, with a record that holds a person's status, the same without it, and a list; and an agreement
with every kind of requester that shares everything for every purpose. What a test of a pack sees removed, a law removed.
"""

import json
from dataclasses import replace
from datetime import date
from functools import cache

from firewall.model import Direction
from firewall.packs import SHIPPED, with_shipped
from firewall.policy import load as loading
from firewall.policy.compiled import Compiled
from firewall.policy.load import examine
from firewall.policy.rules import Agreement, Share
from firewall.policy.yaml import Place, parse
from tests.helpers_policy import RELEASE, ROOT

NAMES = tuple(sorted(path.name for path in SHIPPED.iterdir() if path.is_dir()))
SERVICES = {
    "school": "school", "clinic": "clinic", "recovery": "substance-use", "benefits": "benefits", "housing": "housing",
    "shelter": "shelter", "victims": "victim-services", "library": "library", "registry": "registry",
    "idcard": "municipal-id", "motor": "motor-vehicles", "parking": "parking", "plates": "plate-reader",
    "network": "network", "utility": "utility", "police": "police", "custody": "custody", "jobs": "employment",
    "requests": "requests", "youth": "child-protection", "health": "public-health",
}  # fmt: skip
STATUS = {
    "status": "immigration.status", "a_number": "immigration.identifier", "entry": "immigration.entry",
    "relief": "immigration.protected_relief",
}  # fmt: skip
CONTACT = {
    "name": "identity.name", "dob": "identity.dob", "address": "contact.address", "phone": "contact.phone",
    "nationality": "nationality", "birth_country": "country_of_birth", "birth_place": "place_of_birth",
    "language": "language", "religion": "religion", "health": "health.record", "custody": "criminal.custody",
    "history": "criminal.history", "victim": "victim_witness", "plate": "vehicle.plate", "location": "location.trace",
    "photo": "photo", "licence": "government_id.driver", "ssn": "government_id.tax", "card": "government_id.municipal",
    "national": "government_id.national", "enrolment": "education.enrolment", "newcomer": "education.newcomer",
    "benefit": "benefit.receipt", "income": "financial.income", "tax": "financial.tax_record",
    "guardian": "family.guardian", "unit": "housing", "loans": "service_usage.library", "device": "device.id",
    "account": "utility.account", "employer": "contact.work", "job": "employment", "third": "third_party",
}  # fmt: skip
SAMPLE = json.dumps({name: f"invented {name}" for name in (*STATUS, *CONTACT)})
WORDS = ("no-immigration-use", "il-alpr-declaration", "ny-dmv-certification", "co-no-immigration-use")
_DECLARED = "".join(
    f"  - {{word: {w}, from: 2026-01-01, until: 2027-03-31, signed_by: Chief}}\n" for w in WORDS
)
PARTNERS = {
    "vendor-for-ice": "kind: vendor-surveillance\non_behalf_of: [some-immigration-enforcement-civil]",
    "declared-federal": f"kind: federal-nonimm\ndeclares:\n{_DECLARED}",
    "declared-sheriff": f"kind: state-le.out-of-state\ndeclares:\n{_DECLARED}",
}
"""Beside one of each kind, called `some-KIND`: a paper counts for a partner, and not for a kind."""


@cache
def _words():
    return {
        f"vocabulary/{path.name}": path.read_text("utf-8")
        for path in (ROOT / "policies/vocabulary").glob("*.yaml")
    }


@cache
def _kinds():
    node = parse("requesters.yaml", _words()["vocabulary/requesters.yaml"], _Nothing())
    return tuple(node.members["kinds"].members)


@cache
def _parsed(name, text):
    """Every pack is read with the same vocabulary."""
    return parse(name, text, _Nothing())


class _Nothing:
    found = ()


def _fields(members):
    return "".join(f"      /{name}: {word}\n" for name, word in members.items())


def _service(name, kind):
    both = {**CONTACT, **STATUS}
    return (
        f"service: {name}\nkind: {kind}\nupstream: http://127.0.0.1:9\nroutes:\n"
        f"  - route: record\n    match: GET /records/{{id}}\n    path: {{id: record.id}}\n    query: {{a_number: immigration.identifier}}\n    fields:\n{_fields(both)}"
        f"  - route: contact\n    match: GET /contacts/{{id}}\n    path: {{id: record.id}}\n    fields:\n{_fields(CONTACT)}"
    )


def texts(pack, choices, *, signed=True):
    """The files of the city with one pack in force, and the tests of that pack."""
    said = "".join(f"      {name}: {word}\n" for name, word in choices.items())
    city = (
        "city: model\ntitle: Model City\ncontact: {office: Law, email: law@model.example}\nlanguages: [en]\npacks:\n"
        f"  - pack: {pack}\n    from: 2026-01-01\n"
    )
    city += f"    choices:\n{said}" if said else ""
    city += "    signed: {by: City Attorney, on: 2026-01-01}\n" if signed else ""
    files = {"city.yaml": city, "samples/record.json": SAMPLE, **_words()}
    files |= {f"services/{name}.yaml": _service(name, kind) for name, kind in SERVICES.items()}
    for kind in _kinds():
        name = f"some-{kind.replace('.', '-')}"
        files[f"partners/{name}.yaml"] = f"partner: {name}\ntitle: {name}\nkind: {kind}\n"
    for name, text in PARTNERS.items():
        files[f"partners/{name}.yaml"] = f"partner: {name}\ntitle: {name}\n{text}\n"
    return {
        name: text
        for name, text in with_shipped(files, tests=True).items()
        if "/tests/" not in name or name.startswith(f"packs/{pack}/")
    }


def opened(bundle):
    """The city with an agreement of each kind that shares everything; through whomever, passed on to whomever."""
    kinds = tuple(bundle.vocabulary.kinds)
    everything = tuple(bundle.vocabulary.categories)
    open_ = tuple(
        Agreement(
            id=f"OPEN-{kind}",
            title="",
            basis="agreement",
            direction=Direction.INBOUND,
            principal=kind,
            through=kinds,
            services=tuple(SERVICES),
            purposes=frozenset(bundle.vocabulary.purposes),
            asks_by=everything,
            shares=(Share(everything, RELEASE),),
            onward=kinds,
            signed_by="Nobody",
            starts=date(2020, 1, 1),
            ends=date(2099, 1, 1),
            at=Place("model"),
        )
        for kind in kinds
        if "." not in kind
    )
    return replace(bundle, agreements=(*bundle.agreements, *open_))


def city(monkeypatch, pack, choices):
    """The compiled city, or the faults of its files as an assertion."""
    monkeypatch.setattr(loading, "parse", _read)
    bundle, faults = examine(texts(pack, choices))
    assert not faults, "\n".join(map(str, faults))
    return Compiled(opened(bundle))


def _read(name, text, faults):
    return (
        _parsed(name, text)
        if name.startswith(("vocabulary/", "services/", "partners/some-"))
        else parse(name, text, faults)
    )


def first_choices(pack, packs, closure):
    """For each choice its first word: the one that the pack's tests are written for."""
    return {
        choice.name: next(iter(choice.words))
        for name in closure(pack, packs)
        for choice in packs[name].choices.values()
    }
