"""The partner files, as identity sees them."""

import re

import pytest

from firewall import partners
from firewall.model import PartnerId
from tests.helpers import bundle, party
from tests.helpers_policy import plain

VENDOR = """
partner: vendor
title: Vendor
kind: vendor-surveillance
on_behalf_of: [ice-ero]
onward: [county-public-health, data-broker]
credentials: {certificates: ["dns:vendor.example"], ca: county, tokens: ["county-login#svc-vendor"]}
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


def test_a_partner_is_a_subject_and_demands_an_authority():
    assert partners.subjects(with_vendor()) == {"county-login#svc-vendor": "vendor"}
    assert partners.authorities(with_vendor()) == {"vendor": "county"}


def test_names_that_the_configuration_knows_are_no_fault():
    assert list(partners.unknown_names(with_vendor(), ["county-login"], ["county"])) == []


@pytest.mark.parametrize(
    ("issuers", "cas", "says"),
    [
        (
            [],
            ["county"],
            r"The issuer of tokens `county-login` is not in firewall\.toml\. .*\[issuers\.county-login\]",
        ),
        (["county-login"], [], r"The authority `county` is not in firewall\.toml\. .*\[client_cas\]"),
    ],
)
def test_a_name_that_the_configuration_does_not_know_is_a_fault_with_its_place(issuers, cas, says):
    (fault,) = partners.unknown_names(with_vendor(), issuers, cas)

    assert re.search(rf"^partners/vendor\.yaml:\d+:\d+: {says}", plain(fault))
