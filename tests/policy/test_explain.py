from datetime import date

import pytest

from firewall.model import Category, Outcome, PartnerId, RuleId, Treatment
from firewall.policy.compiled import Compiled
from firewall.policy.explain import describe, members, sentences
from firewall.policy.rules import Needs, Partner
from firewall.policy.words import DutyWord
from tests.helpers_policy import (
    COUNTY,
    HERE,
    ICE,
    PATIENT,
    REFER,
    REMOVE,
    STRANGER,
    VENDOR,
    VOCABULARY,
    YEAR,
    agreement,
    bundle,
    changed,
    exchange,
    needs,
    process,
    requester,
    rule,
)


def told(asked, *parts, **changes):
    known = Compiled(bundle(*parts, **changes))
    return sentences(known.bundle, asked, known.plan(asked))


def test_the_first_sentence_says_who_asks_what_and_for_what():
    assert told(exchange(COUNTY))[0].startswith(
        "somebody of the kind agency.health asks clinic:patient for health"
    )


def test_a_partner_is_named_with_its_kind():
    county = Partner(id=PartnerId("county"), title="The County", kind=COUNTY.kind, at=HERE)

    assert describe(bundle(partners={county.id: county}), requester(COUNTY)) == "The County (agency.health)"


def test_everybody_behind_and_after_a_requester_is_named():
    text = describe(bundle(), requester(VENDOR, ICE, onward=(STRANGER,)))

    assert text == (
        "somebody of the kind vendor, on behalf of somebody of the kind enforcement.civil, "
        "(who passes on to somebody of the kind unknown)"
    )


def test_a_claim_is_told_as_a_claim():
    asked = changed(exchange(ICE), claims=frozenset({"warrant"}), purpose=None)

    assert told(asked)[0].endswith("without stating a purpose, claiming warrant.")


def test_what_nothing_opens_is_refused_and_says_so():
    text = told(exchange(COUNTY))

    assert "The request is refused." in text
    assert "Nothing that was asked for is opened by anything." in text
    assert "No agreement, duty, emergency or verified process is met." in text


def test_an_agreement_that_is_met_is_named_with_its_title():
    known = agreement("identity.name")

    assert f"{known.id} ({known.title}) is met." in told(exchange(COUNTY), known)


def test_a_verified_process_is_named_by_its_kind():
    asked = exchange(ICE, processes=(process("identity.name"),))

    assert "A verified warrant is met." in told(asked)


def test_the_rule_that_decides_says_and_one_on_the_way_closes():
    deciding = changed(rule(REFER, "immigration"), id=RuleId("law/decides"))
    closing = changed(rule(REMOVE, "contact"), id=RuleId("law/closes"))
    text = told(exchange(ICE), deciding, closing)

    assert any(line.startswith("law/decides says: ") for line in text)
    assert any(line.startswith("law/closes closes contact.phone: ") for line in text)
    assert sum("law/decides" in line for line in text) == 1
    assert text.index(next(t for t in text if "decides" in t)) < text.index(
        next(t for t in text if "closes" in t)
    )


def test_a_rule_says_to_what_it_yields():
    strict = changed(rule(REFER, "immigration"), yields_to=frozenset())

    assert any(line.endswith("It yields to nothing.") for line in told(exchange(ICE), strict))


NEAR = (
    ({"services": ("school",)}, "it is about school."),
    ({"ends": date(2026, 2, 1)}, "it is in force from "),
    ({"purposes": frozenset({"billing"})}, "it is for billing."),
    ({"asks_by": (Category("identity.name"),)}, "the request holds record.id, and it may be asked by identity.name only."),
    ({"asks_by": ()}, "and it may be asked by nothing only."),
    ({"needs": needs("statutory-request")}, "it needs a verified process: statutory-request."),
    ({"needs": needs("statutory-request", approval="officer")}, "it needs the approval of the officer."),
)  # fmt: skip


@pytest.mark.parametrize(("changes", "why"), NEAR, ids=[why for _, why in NEAR])
def test_what_kept_an_agreement_from_being_met_is_told(changes, why):
    near = changed(agreement("identity.name"), **changes)
    asked = exchange(COUNTY, asks=frozenset({Category("record.id")}))
    text = [line for line in told(asked, near) if line.startswith(f"{near.id} is not met: ")]

    assert any(why in line for line in text)


def test_what_in_the_chain_keeps_an_agreement_from_being_met_is_told():
    ended = Partner(id=VENDOR.id, title="Acme", kind=VENDOR.kind, ends=date(2026, 1, 31), at=HERE)
    policy = bundle(
        agreement("identity.name", needs=Needs(declaration=frozenset({"no-use"}))), partners={"vendor": ended}
    )
    asked = exchange(VENDOR, COUNTY, onward=(ICE,), purpose="health")
    text = " ".join(sentences(policy, asked, Compiled(policy).plan(asked)))

    assert "DSA-1 is not met: Acme (vendor) may not carry it." in text
    assert "DSA-1 is not met: somebody of the kind enforcement.civil may not get it onward." in text
    assert "DSA-1 is not met: the contract of Acme ended on 2026-01-31." in text
    assert "DSA-1 is not met: it needs what is not on file today: no-use." in text


def test_an_agreement_with_others_is_not_told():
    other = agreement("identity.name")

    assert not any(other.id in line for line in told(exchange(ICE), other))


def test_members_are_listed_with_what_happens_to_each():
    known = Compiled(
        bundle(
            agreement("identity.name"),
            agreement_of_year(),
            changed(rule(REMOVE, "immigration"), id=RuleId("law/r")),
        )
    )
    asked = exchange(COUNTY)
    rows = {row[1]: row for row in members(known.answer_view(known.plan(asked), PATIENT, frozenset()))}

    assert rows["identity.name"][2] == "goes out"
    assert rows["identity.dob"][2] == "goes out, coarsened (year)"
    assert rows["contact.phone"][2:] == ("is removed", "contact.phone is shared by nothing that is met")
    assert rows["immigration.status"][2:] == ("is removed", "law/r")


def test_a_member_that_one_of_its_words_keeps_closed_says_which():
    known = Compiled(
        bundle(agreement("contact.phone"), changed(rule(REMOVE, "identity"), id=RuleId("law/r")))
    )
    words = tuple(map(Category, ("contact.phone", "immigration", "identity.name")))
    route = changed(PATIENT, fields={("address",): words, ("at",): words[:1]})
    rows = members(known.answer_view(known.plan(exchange(COUNTY)), route, frozenset()))

    assert [row[2:] for row in rows] == [
        ("is removed", "law/r; immigration is shared by nothing that is met"), ("goes out", ""),
    ]  # fmt: skip


def agreement_of_year():
    year = agreement("identity.dob")
    share = changed(year.shares[0], treatment=YEAR)
    return changed(year, id="YEAR", shares=(share,))


def test_every_outcome_has_its_words():
    for outcome in Outcome:
        strict = changed(rule(Treatment(outcome), "immigration"), id=RuleId("law/x"))
        text = told(exchange(ICE), strict) if outcome >= Outcome.REMOVE else ["The request "]
        assert any(line.startswith("The request ") for line in text)


def test_free_text_that_no_model_reads_is_told_as_that():
    known = Compiled(bundle(agreement("case_notes", cut_spans=True)))
    plan = known.plan(exchange(COUNTY))
    route = changed(PATIENT, fields={("notes",): (Category("case_notes"),)})

    without, with_model = (
        members(known.answer_view(plan, route, frozenset(), reads_names=reads)) for reads in (False, True)
    )

    assert without[0][2] == "is removed, since no model is there to find the names in it"
    assert with_model[0][2] == "goes out with what is found in it cut out"


def test_what_it_obliges_to_is_told_with_who_and_until_when():
    words = {
        "record": DutyWord("Enter it.", "officer", 120),
        "look": DutyWord("Look again.", "officer", 24),
        "report": DutyWord("Report it.", "officer", 720, "quarter"),
        "count": DutyWord("Count it.", "officer", 0, "month"),
        "keep": DutyWord("Keep it.", "requester"),
    }
    policy = bundle(
        rule(REFER, "immigration", id="welcoming/status", duties=("record", "look", "report", "count")),
        agreement("identity.name", duties=("keep",)),
        vocabulary=changed(VOCABULARY, duties=words),
    )
    asked = exchange(COUNTY)
    text = sentences(policy, asked, Compiled(policy).plan(asked))

    assert text[-5:] == [
        "welcoming obliges to `record` (officer, within 5 days): Enter it.",
        "welcoming obliges to `look` (officer, within 24 hours): Look again.",
        "welcoming obliges to `report` (officer, within 30 days of the end of the quarter): Report it.",
        "welcoming obliges to `count` (officer, by the end of the month): Count it.",
        "DSA-1 obliges to `keep` (requester, all the time): Keep it.",
    ]
