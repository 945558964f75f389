import pytest

from tests.helpers_policy import FOLDER

AGREEMENT, LAW = "agreements/county.yaml", "laws/welcoming.yaml"
RULE = FOLDER[LAW][FOLDER[LAW].index("  - rule:") : FOLDER[LAW].index("    tests:")].rstrip() + "\n"


def again(*changes):
    text = RULE.replace("status-goes-to-counsel", "once-more")
    for was, becomes in changes:
        assert was in text
        text = text.replace(was, becomes)
    return FOLDER[LAW] + text


def found(codes, text):
    return [c for c in codes(**{LAW: text}) if c in {"POL412", "POL413"}]


def test_a_rule_that_is_said_twice_is_told(codes):
    assert found(codes, again()) == ["POL412"]


@pytest.mark.parametrize(
    "change",
    [
        ("data: [immigration]", "data: [immigration.status]"),
        ("to: [immigration-enforcement]", "to: [immigration-enforcement.civil]"),
        ("at: [clinic]", "at: ['clinic:patient']"),
        ("then: refer", "then: remove"),
        ("yields_to: [judicial]", "yields_to: [judicial, consent]"),
        ("from: 2026-01-01", "from: 2026-05-01"),
    ],
)
def test_a_rule_inside_another_is_told(codes, change):
    assert found(codes, again(change)) == ["POL413"]


@pytest.mark.parametrize(
    "change",
    [
        ("data: [immigration]", "data: [health]"),
        ("to: [immigration-enforcement]", "to: [court]"),
        ("    then: refer", "    for: [public-health]\n    then: hold"),
        (
            "data: [immigration]\n    then: refer",
            "data: [health]\n    asked_by: [identity.name]\n    then: refer",
        ),
    ],
)
def test_rules_about_different_things_are_not(codes, change):
    assert found(codes, again(change)) == []


def test_two_laws_may_say_the_same(codes):
    other = FOLDER[LAW].replace("law: welcoming-city", "law: state-law")

    assert not {"POL412", "POL413"} & set(codes(**{"laws/state.yaml": other}))


def test_an_agreement_inside_another_is_told(codes):
    other = FOLDER[AGREEMENT].replace("DSA-2026-014", "DSA-2")
    less = other.replace("  - data: [identity.dob]\n    as: {coarsen: year}\n", "")
    asks_more = less.replace("asks_by: [record.id, identity.name]", "asks_by: [record.id, identity]")

    assert "POL411" in codes(**{"agreements/other.yaml": other})
    assert "POL411" in codes(**{"agreements/other.yaml": less})
    assert "POL411" not in codes(**{"agreements/other.yaml": asks_more})


@pytest.mark.parametrize("more", ["asked_by: [identity.name]", "unless_declared: no-onward"])
def test_a_rule_that_applies_less_often_holds_no_other(codes, more):
    """The one that is always there is not inside it: it is the other way round."""
    text = again(("    then: refer", f"    {more}\n    then: refer"))
    narrow = text.replace("data: [immigration]", "data: [immigration.status]", 1)

    assert found(codes, text) == ["POL413"]
    assert found(codes, narrow) == []
