"""The partner files, as identity sees them."""

from firewall import partners
from firewall.model import PartnerId
from tests.helpers import bundle, party

VENDOR = """
partner: vendor
title: Vendor
kind: vendor-surveillance
on_behalf_of: [ice-ero]
onward: [county-public-health, data-broker]
credentials: {certificates: ["dns:vendor.example"]}
"""


def with_vendor():
    return bundle(**{"partners/vendor.yaml": VENDOR})


def test_every_partner_is_known_to_identity():
    known = with_vendor()

    assert set(partners.facts(known)) == set(known.partners)


def test_a_partner_comes_with_everyone_behind_and_after_it():
    facts = partners.facts(with_vendor())[PartnerId("vendor")]

    assert facts.on_behalf_of == ("ice-ero",)
    assert facts.onward == (
        party("county-public-health", "peer-local.public-health"),
        party("", "data-broker"),
    )
    assert facts.kind == "vendor-surveillance"


def test_a_certificate_proves_its_partner():
    assert partners.certificates(with_vendor()) == {
        "dns:health.county.example": "county-public-health",
        "dns:vendor.example": "vendor",
    }
