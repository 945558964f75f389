"""The demo city's policies, changed in one place: what a promise is broken by is a line of a file."""

from functools import cache

from firewall.policy.load import load
from firewall.proving import prove
from tests.system.town import POLICIES


def files():
    found = {
        p.relative_to(POLICIES).as_posix(): p
        for p in POLICIES.rglob("*")
        if p.is_file() and not p.name.startswith(".")
    }
    return {name: path.read_text("utf-8") for name, path in found.items()}


def city(*changes, **more):
    """Each change is a file, what stands in it and what is to stand there instead."""
    texts = files() | more
    for name, was, becomes in changes:
        assert was in texts[name], f"{name} has no such text"
        texts[name] = texts[name].replace(was, becomes, 1)
    return load(texts)


def unkept(bundle):
    return {promise.id: found for promise, found in prove(bundle) if found is not None}


FOR_ICE = """
agreement: DSA-ICE
title: A slip
basis: agreement
with: {who}
through: {through}
services: [{where}]
purposes: [{purpose}]
asks_by: [record.id]
shares:
  - data: [{data}]
onward: {onward}
signed: {{by: Nobody, on: 2026-01-01}}
from: 2026-02-01
until: 2026-03-01
"""


def agreement(**changes):
    given = {
        "who": "ice-ero",
        "through": "none",
        "where": "school",
        "purpose": "education",
        "data": "immigration",
        "onward": "none",
    }
    return {"agreements/slip.yaml": FOR_ICE.format(**given | changes)}


WELCOMING, HEALTH, BENEFIT = (
    "laws/welcoming-city.yaml",
    "laws/health-status.yaml",
    "laws/benefit-privacy.yaml",
)
TRUST, COUNTY, STUDY = (
    "laws/trust-act.yaml",
    "agreements/county-public-health.yaml",
    "agreements/university-roster.yaml",
)
NO_STATUS, STAYS, NO_ADDRESS = (
    "no-status-to-enforcement",
    "status-stays-where-help-is-given",
    "no-address-for-an-arrest",
)
NO_BROKERS, BIRTHDAY, REPORTS = (
    "brokers-get-no-answer",
    "research-learns-no-birthday",
    "disease-reports-reach-the-county",
)
BREAKS = {
    "status gives way to consent": (NO_STATUS, [(WELCOMING, "then: refer\n    yields_to: [judicial]", "then: refer\n    yields_to: [judicial, consent]")], {}),
    "status rule ends before the agreement": (NO_STATUS, [(WELCOMING, "review_by", "until: 2026-02-10\n    review_by")], agreement()),
    "status rule is for one kind only": (NO_STATUS, [(WELCOMING, "to: [immigration-enforcement]", "to: [immigration-enforcement.civil]")], {}),
    "status rule excepts the vendor's client": (NO_STATUS, [(WELCOMING, "to: [immigration-enforcement]", "to: [immigration-enforcement]\n    except_to: [ice-ero]")], {}),
    "a clinic's record gives way to counsel": (STAYS, [(HEALTH, "yields_to: [judicial, consent]", "yields_to: [judicial, consent, counsel]")], {}),
    "a tenant's birthplace is forgotten": (STAYS, [(BENEFIT, "[immigration, country_of_birth, ", "[immigration, ")], agreement(who="state-benefits", where="housing", data="country_of_birth")),
    "contact is left out": (NO_ADDRESS, [(WELCOMING, "data: [contact, identity,", "data: [identity,")], agreement(data="contact", where="school")),
    "brokers at one service less": (NO_BROKERS, [(TRUST, "at: [school, district, housing,", "at: [school, district,")], {}),
    "a study gets the whole birthday": (BIRTHDAY, [(STUDY, "data: [identity.dob]\n    as: {coarsen: year}", "data: [identity.dob]")], {}),
    "a new law cuts the county off": (REPORTS, [(HEALTH, "data: [immigration,", "data: [health, immigration,")], {}),
    "the county may not ask by the record": (REPORTS, [(COUNTY, "asks_by: [record.id, ", "asks_by: [")], {}),
}  # fmt: skip


@cache
def breached(name):
    """The city with a line that breaks a promise, and how each promise is broken that is."""
    _, changes, more = BREAKS[name]
    bundle = city(*changes, **more)
    return bundle, unkept(bundle)


def breach(name):
    """The same, with the breach that the line is about."""
    bundle, found = breached(name)
    return bundle, found[BREAKS[name][0]]
