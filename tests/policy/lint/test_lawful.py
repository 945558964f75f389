import pytest

from tests.helpers_policy import FOLDER, ROOT

AGREEMENT, LAW = "agreements/county.yaml", "laws/welcoming.yaml"
PROCESSES = (ROOT / "policies/vocabulary/processes.yaml").read_text("utf-8")
REQUESTERS = (ROOT / "policies/vocabulary/requesters.yaml").read_text("utf-8")


@pytest.mark.parametrize("then", ["remove", "refuse"])
def test_a_status_rule_that_does_not_refer_asks_for_counsels_choice(warned, then):
    (one,) = warned(**{LAW: ("then: refer", f"then: {then}")})

    assert one.code == "POL443"
    assert f"says `{then}` to a government that asks for immigration: 8 U.S.C. 1373" in one.says
    assert f"counsel: {{choice: {then}, by: ..., on: 2026-02-01}}" in one.remedy


def test_the_recorded_choice_silences_it(codes):
    choice = "then: refuse\n    counsel: {choice: refuse, by: Corporation Counsel, on: 2026-02-01}"

    assert codes(**{LAW: ("then: refer", choice)}) == []


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("then: refer", "then: hold", False),
        ("data: [immigration]\n    then: refer", "data: [identity.name]\n    then: remove", False),
        ("data: [immigration]\n    then: refer", "data: [immigration.status]\n    then: remove", True),
        ("to: [immigration-enforcement]", "to: [data-broker]", False),
        ("to: [immigration-enforcement]", "to: [ice-ero]", True),
        ("    to: [immigration-enforcement]\n", "", True),
    ],
)
def test_it_is_about_status_and_governments(codes, was, becomes, told):
    rule = FOLDER[LAW].replace(was, becomes)
    rule = (
        rule
        if "then: remove" in rule or "then: hold" in rule
        else rule.replace("then: refer", "then: remove")
    )

    assert ("POL443" in codes(**{LAW: rule})) is told


def test_where_no_kind_is_marked_as_a_government_all_count(codes):
    unmarked = REQUESTERS.replace("    government: yes\n", "")
    rule = (
        FOLDER[LAW]
        .replace("to: [immigration-enforcement]", "to: [data-broker]")
        .replace("then: refer", "then: remove")
    )

    assert "POL443" in codes(**{LAW: rule, "vocabulary/requesters.yaml": unmarked})


def test_a_rule_that_yields_to_a_paper_no_judge_has_seen_is_told(warned):
    (one,) = warned(**{LAW: ("yields_to: [judicial]", "yields_to: [judicial, admin-warrant]")})

    assert (one.code, "`admin-warrant`, which no judge has seen" in one.says) == ("POL441", True)


def test_an_agreement_that_takes_one_for_enough_is_told(codes):
    assert codes(**{AGREEMENT: ("needs: {}", "needs: {process: [admin-subpoena-dhs]}")}) == ["POL442"]


def test_one_that_opens_by_itself_is_told(codes):
    at = PROCESSES.index("  admin-warrant:")
    opening = PROCESSES[:at] + PROCESSES[at:].replace("opens: no", "opens: yes", 1)

    assert codes(**{"vocabulary/processes.yaml": opening}) == ["POL440"]
