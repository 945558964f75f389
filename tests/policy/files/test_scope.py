import pytest

from firewall.model import Outcome, Treatment
from firewall.policy.files.reading import Section
from firewall.policy.files.scope import Scope, parameterized
from firewall.policy.yaml import Faults, parse
from tests.helpers_policy import VOCABULARY


def scoped(text):
    faults = Faults()
    scope = Scope(VOCABULARY, ["clinic", "clinic:patient"], ["county"], faults)
    section = Section(parse("a.yaml", text, faults), faults, what="thing", known={"x"})
    return scope, section, faults


def test_a_requester_is_a_partner_or_a_kind():
    scope, section, faults = scoped("x: [county, agency.health, countee]")

    assert scope.requesters(section, "x") == ("county", "agency.health")
    assert [f.says for f in faults.found] == ["`countee` is not a partner or a kind of requester."]


def test_a_place_is_a_service_or_a_route():
    scope, section, faults = scoped("x: [clinic, 'clinic:patient', 'clinic:other']")

    assert scope.routes(section, "x") == ("clinic", "clinic:patient")
    assert len(faults.found) == 1


def test_a_category_is_a_word_of_the_vocabulary():
    scope, section, faults = scoped("x: [identity, identty]")

    assert scope.categories(section, "x") == ("identity",)
    assert faults.found[0].remedy.startswith("Did you mean `identity`")


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("x: pseudonymize", Treatment(Outcome.PSEUDONYMIZE)),
        ("x: {coarsen: zip3}", Treatment(Outcome.COARSEN, "zip3")),
        ("x: {mask: last-1}", Treatment(Outcome.MASK, "last-1")),
    ],
)
def test_a_treatment_may_have_a_parameter(text, treatment):
    _, section, faults = scoped(text)

    assert parameterized(section.node("x"), faults) == treatment
    assert faults.found == []


@pytest.mark.parametrize(
    "text",
    [
        "x: release",
        "x: {coarsen: day}",
        "x: {suppress: cms}",
        "x: {pseudonymize: x}",
        "x: {mask: last-5}",
        "x: [mask]",
    ],
)
def test_what_is_no_treatment_is_a_fault_and_shares_nothing(text):
    _, section, faults = scoped(text)

    assert parameterized(section.node("x"), faults) == Treatment(Outcome.REMOVE)
    assert len(faults.found) == 1
