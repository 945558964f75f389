"""Each kind of reason for which something goes out or not, in its own sentence."""

import pytest

from firewall.policy.rules import GivenProcess, Sample
from tests.helpers import CLINIC, COUNTY
from tests.rehearsing.helpers import ICE, WARRANT, policy, unmet

LAW = {
    "laws/closed.yaml": """
law: closed
title: Closed
jurisdiction: us-example
owner: law-department
rules:
  - rule: phones
    says: No phones.
    cite: Code 1
    from: 2026-01-01
    data: [contact.phone]
    then: remove
    yields_to: [judicial]
"""
}


async def why(given=None, policy_=None, **expect):
    found = await unmet(given, policy_=policy_, **expect)
    return found[0].because, found[0].remedy


def patient(**members):
    text = ", ".join(f'"{name}": "{value}"' for name, value in members.items())
    return Sample("here", "{" + text + "}")


async def test_what_nothing_opens_is_said_with_what_is_met_and_does_not_share_it():
    because, remedy = await why(kept=("/citizenshipCode",))

    assert because == (
        "Nothing that is met opens immigration.citizenship.",
        "DSA-1 is met, and does not share immigration.citizenship.",
    )
    assert "correct the agreement" in remedy


async def test_what_would_share_it_and_is_not_met_says_why():
    second = (
        COUNTY.replace("DSA-1", "DSA-9")
        .replace("public-health]", "research]")
        .replace("[record, identity.name,", "[immigration.citizenship, record, identity.name,")
    )
    because, _ = await why(policy_=policy(**{"agreements/second.yaml": second}), kept=("/citizenshipCode",))

    assert "DSA-9 shares it, and is not met: it is for research." in because


async def test_what_a_rule_closes_is_said_with_the_rule():
    because, remedy = await why(policy_=policy(**LAW), kept=("/phone",))

    assert because == ("closed/phones closes contact.phone, and yields to judicial.",)
    assert "of closed/phones" in remedy


async def test_what_is_declared_nowhere_says_where_to_declare_it():
    because, remedy = await why({"body": patient(name="A", pet="cat")}, kept=("/pet",))

    assert because == ("No field of clinic:patient declares it, and what is not declared never leaves.",)
    assert remedy == "Declare it under `fields:` of that route, in services/clinic.yaml."


async def test_what_was_latched_says_what_was_found_in_it():
    because, remedy = await why({"body": patient(remark="A-number A087654321")}, kept=("/remark",))

    assert "a finding where none was declared removes the member" in because[0]
    assert "declare what else `/remark` is" in remedy


async def test_free_text_goes_whole():
    parks = {"route": "parks:permit", "body": patient(text="Ana called.")}
    because, remedy = await why(parks, kept=("/text",))

    assert "no model is there" in because[0]
    assert "--config" in remedy


async def test_free_text_of_which_a_part_is_closed_goes_whole():
    whole = COUNTY.replace("[record, identity.name,", "[case_notes, record, identity.name,")
    because, remedy = await why(policy_=policy(**{"agreements/county.yaml": whole}), kept=("/notes",))

    assert "It is free text, which may hold anything" in because[0]
    assert "cut-spans" in remedy


async def test_where_nothing_goes_out_the_outcome_is_to_blame():
    found = await unmet(ICE, outcome="refer", kept=("/name",))

    assert found[0].because == ("Nothing goes out: the outcome is `refer`.",)


async def test_what_goes_out_says_what_opens_it():
    because, _ = await why(removed=("/name",))

    assert because == ("DSA-1 opens identity.name: it goes out.",)


async def test_another_value_says_how_it_was_made():
    because, _ = await why(values={"/birthDate": "1988"})

    assert because == ("It goes out, coarsened (year).",)


async def test_an_outcome_is_told_with_who_asked_who_decided_and_what_is_missing():
    because, remedy = await why({"purpose": "marketing"})

    assert because[0].startswith("County")
    assert "Nothing that was asked for is opened by anything." in because
    assert "DSA-1 is not met: it is for public-health." in because
    assert "correct the agreement that should open it" in remedy


async def test_an_outcome_by_a_rule_names_the_rule():
    _, remedy = await why(ICE)

    assert "`yields_to` of welcoming/status-goes-to-counsel; else expect what happens." in remedy


@pytest.mark.parametrize("rule", ["welcoming/parks-decline", None])
async def test_an_outcome_that_should_have_been_stricter_looks_for_the_rule(rule):
    found = await unmet(outcome="refer", rule=rule)

    assert (rule or "write or correct the rule") in found[0].remedy


async def test_a_sample_that_cannot_be_read_is_to_blame_itself():
    because, remedy = await why({"body": Sample("samples/odd.json")})

    assert "What should be JSON is not." in because
    assert remedy == "Correct the sample, or expect `refuse`."


async def test_a_process_of_nobody_in_particular_is_told():
    because, _ = await why({"requester": "immigration-enforcement", "process": (WARRANT,)})

    assert any("name a partner" in sentence for sentence in because)


async def test_what_goes_out_is_named_by_its_declaration_alone():
    because, _ = await why(kept=())

    assert because == ("What goes out: `/id`, `/name`, `/birthDate`, `/phone`, `/remark`, `/allergies/*`.",)


async def test_an_undeclared_name_is_not_repeated():
    """A key may be somebody's name."""
    found = await unmet({"body": patient(name="A", Amina="cat")}, removed=())

    assert found[0].says == "a member that no file declares is removed, where nothing was expected to be."


async def test_an_intake_says_what_it_accepts():
    intake = {"route": "clinic:intake", "sends": patient(name="A", visa="B2"), "body": None}

    assert (await why(intake, accepted=("/visa",)))[0] == (
        "clinic:intake accepts identity, contact, case_notes.",
    )
    assert (await why(intake, not_accepted=("/name",)))[0] == (
        "clinic:intake accepts identity, contact, case_notes.",
    )


async def test_a_claim_is_not_a_fact():
    because, _ = await why(ICE | {"process": (GivenProcess("judicial-warrant", ("identity.name",)),)})

    assert "claiming judicial-warrant" in because[0]


def test_the_city_of_these_tests_is_the_one_that_is_meant():
    assert "/remark: record.meta" in CLINIC


MARKED = CLINIC.replace(
    "      /allergies/*: health.record\n",
    "      /allergies/*: health.record\n    markers: {/citizenshipCode: text}\n",
    1,
)


async def test_a_marker_is_nothing_of_what_was_removed():
    marked = policy(**{"services/clinic.yaml": MARKED})

    assert await unmet(policy_=marked, removed=("/citizenshipCode",)) == ()
    assert (await unmet(policy_=marked, kept=("/citizenshipCode",)))[
        0
    ].says == "`/citizenshipCode` is not kept."


async def test_a_rule_that_closes_a_part_says_which():
    part = {
        "laws/closed.yaml": LAW["laws/closed.yaml"].replace("[contact.phone]", "[immigration.entry]"),
        "services/clinic.yaml": CLINIC.replace("/remark: record.meta", "/remark: immigration", 1),
        "agreements/county.yaml": COUNTY.replace(
            "[record, identity.name,", "[immigration, record, identity.name,"
        ),
    }
    because, _ = await why(policy_=policy(**part), kept=("/remark",))

    assert because == (
        "closed/phones closes immigration.entry, a part of immigration, and yields to judicial.",
    )
