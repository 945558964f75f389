import pytest

from tests.helpers_policy import FOLDER
from tests.policy.lint.conftest import all_of

AGREEMENT, LAW = "agreements/county.yaml", "laws/welcoming.yaml"
SAYS_QUOTE = ("quote: unconfirmed", "quote: No agent shall hand it over.")
PASSES = """      - name: the county still gets the name
        given: {requester: county-public-health, purpose: public-health, route: clinic:patient, body: samples/patient.json}
        expect: {outcome: release, kept: [/name]}
"""


def gone(codes, **changes):
    """The codes that a change takes away."""
    before = [w.code for w in all_of()]
    return sorted(set(before) - {w.code for w in all_of(**changes)})


def test_a_rule_whose_quotation_nobody_confirmed_is_told(codes):
    assert gone(codes, **{LAW: FOLDER[LAW].replace(*SAYS_QUOTE)}) == ["POL401"]


@pytest.mark.parametrize(
    ("cite", "told"), [("to be found", True), ("Municipal Code § X", False), ("8 U.S.C. 1373", False)]
)
def test_a_rule_that_names_no_place_in_a_law_is_told(codes, cite, told):
    assert ("POL402" in codes(**{LAW: ("cite: Municipal Code 2-173-030", f"cite: {cite}")})) is told


def test_a_rule_needs_a_test_that_stops_and_one_that_lets_pass(codes):
    tests = FOLDER[LAW][FOLDER[LAW].index("    tests:") :]

    assert codes(**{LAW: (tests, "")}) == ["POL430"]
    assert gone(codes, **{LAW: FOLDER[LAW] + PASSES}) == ["POL431", "POL432"]


def test_a_test_elsewhere_counts_where_it_expects_the_rule(codes):
    tests = FOLDER[LAW][FOLDER[LAW].index("    tests:") :]
    elsewhere = """
tests:
  - name: ICE
    given: {requester: ice-ero, route: clinic:patient}
    expect: {outcome: refer, rules: [welcoming-city/status-goes-to-counsel]}
"""

    assert codes(**{LAW: (tests, ""), "tests/all.yaml": elsewhere}) == []


def test_an_agreement_that_no_test_uses_is_told(codes):
    assert "POL432" in [w.code for w in all_of()]
    assert "POL432" not in [w.code for w in all_of(**{LAW: FOLDER[LAW] + PASSES})]


@pytest.mark.parametrize("by", ["TBD", "pending", "to be signed", "xxx", "pendiente"])
def test_a_signature_that_is_none_is_told(codes, by):
    assert codes(**{AGREEMENT: ("by: Health Commissioner", f"by: {by}")}) == ["POL422"]


def test_a_signature_of_a_day_to_come_is_none_yet(codes):
    later = "signed: {by: Health Commissioner, on: 2026-07-01}\nfrom: 2026-07-01"

    assert codes(
        **{AGREEMENT: ("signed: {by: Health Commissioner, on: 2026-02-01}\nfrom: 2026-02-01", later)}
    ) == ["POL422"]


def test_that_no_law_is_in_force_is_told(codes):
    assert "POL400" in codes(**{LAW: None, "samples/other.json": "{}"})
