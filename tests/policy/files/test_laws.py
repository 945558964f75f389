import pytest

from firewall.model import Direction, Outcome, Treatment
from firewall.policy.load import examine, load
from tests.helpers_policy import FOLDER, YEAR, folder

LAW = FOLDER["laws/welcoming.yaml"]


def rule(was="", becomes=""):
    return load(folder(**{"laws/welcoming.yaml": LAW.replace(was, becomes, 1)})).rules[0]


def told(was, becomes):
    return [f.says for f in examine(folder(**{"laws/welcoming.yaml": LAW.replace(was, becomes, 1)}))[1]]


def test_every_word_of_the_example_is_kept():
    known = rule()

    assert known.id == "welcoming-city/status-goes-to-counsel"
    assert (known.says, known.cite) == ("Status is not handed over by a machine.", "Municipal Code 2-173-030")
    assert (known.to, known.routes, known.data) == (
        ("immigration-enforcement",),
        ("clinic",),
        ("immigration",),
    )
    assert known.then == Treatment(Outcome.REFER)
    assert known.yields_to == {"judicial"}
    assert known.notice.endswith("{case}.")
    assert (known.starts.isoformat(), known.ends) == ("2026-01-01", None)
    assert (known.claims, known.purposes, known.direction, known.except_to) == (
        frozenset(),
        frozenset(),
        None,
        (),
    )


@pytest.mark.parametrize("excepted", ["immigration-enforcement", "immigration-enforcement, unknown"])
def test_a_rule_that_excepts_everyone_it_is_about_is_a_fault(excepted):
    assert told("    at: [clinic]\n", f"    at: [clinic]\n    except_to: [{excepted}]\n") == [
        "The rule excepts everyone it is about."
    ]


@pytest.mark.parametrize("notice", ["under {caze}.", "under {case.", "under {case} and {office}."])
def test_braces_that_nothing_replaces_are_a_fault(notice):
    assert told("under reference {case}.", notice) == [
        "Braces stand in the notice, and would be sent as they are."
    ]


def test_the_other_words_of_a_rule_are_kept():
    known = rule(
        "    at: [clinic]\n",
        "    at: ['clinic:patient']\n    for: [immigration-enforcement]\n    direction: outbound\n    claims: [judicial-warrant]\n"
        "    except_to: [ice-ero]\n    until: 2030-01-01\n    duties: [record-request]\n",
    )

    assert (known.routes, known.purposes) == (("clinic:patient",), {"immigration-enforcement"})
    assert (known.direction, known.claims) == (Direction.OUTBOUND, {"judicial-warrant"})
    assert (known.except_to, known.duties) == (("ice-ero",), ("record-request",))
    assert known.ends.isoformat() == "2030-01-01"


@pytest.mark.parametrize(
    ("then", "treatment"),
    [
        ("remove", Treatment(Outcome.REMOVE)),
        ("hold", Treatment(Outcome.HOLD)),
        ("refuse", Treatment(Outcome.REFUSE)),
        ("pseudonymize", Treatment(Outcome.PSEUDONYMIZE)),
        ("{coarsen: year}", YEAR),
        ("{mask: last-2}", Treatment(Outcome.MASK, "last-2")),
    ],
)
def test_a_rule_says_any_outcome_but_release(then, treatment):
    assert rule("then: refer", f"then: {then}").then == treatment


@pytest.mark.parametrize("then", ["release", "coarsen", "mask", "allow", "REFUSE"])
def test_a_rule_never_opens(then):
    assert told("then: refer", f"then: {then}") == [f"`{then}` is not an outcome of a rule."]


@pytest.mark.parametrize(
    ("then", "faults"), [("hold", 0), ("refuse", 0), ("remove", 1), ("refer", 1), ("{coarsen: year}", 1)]
)
def test_a_rule_about_the_exchange_holds_or_refuses(then, faults):
    text = LAW.replace("    data: [immigration]\n", "").replace("then: refer", f"then: {then}")

    assert len(examine(folder(**{"laws/welcoming.yaml": text}))[1]) == faults


@pytest.mark.parametrize("written", ["[]", "none"])
def test_a_rule_may_yield_to_nothing_but_must_say_so(written):
    assert rule("[judicial]", written).yields_to == frozenset()


@pytest.mark.parametrize("word", ["agreement", "none", "release", "court"])
def test_a_rule_yields_only_to_what_can_outrank_it(word):
    assert told("yields_to: [judicial]", f"yields_to: [{word}]") != []


def test_a_rule_may_yield_to_a_kind_of_process():
    assert rule("[judicial]", "[judicial-warrant]").yields_to == {"judicial-warrant"}


def test_claims_may_be_empty_as_in_the_example():
    assert rule("    at: [clinic]\n", "    claims: []\n").claims == frozenset()


def test_a_rule_that_ends_before_it_begins_would_apply_to_nobody():
    assert told("from: 2026-01-01", "from: 2026-01-01\n    until: 2025-12-31") == [
        "The rule ends before it begins."
    ]


def test_a_quotation_is_unconfirmed_unless_it_is_quoted():
    assert rule("    quote: unconfirmed\n").quote == "unconfirmed"


def test_rules_of_two_laws_may_have_one_name():
    other = LAW.replace("law: welcoming-city", "law: trust-act")

    assert [r.id for r in load(folder(**{"laws/b.yaml": other})).rules] == [
        "trust-act/status-goes-to-counsel",
        "welcoming-city/status-goes-to-counsel",
    ]
