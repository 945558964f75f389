"""No test fails on a morning without somebody having been told."""

from dataclasses import replace
from datetime import date

import pytest

from firewall.model import PartnerId
from firewall.policy.rules import Declaration, Partner
from firewall.policy.yaml import Place
from firewall.rehearsing.days import AHEAD, ahead, turns
from firewall.rehearsing.running import run
from tests.helpers import COUNTY, detectors
from tests.helpers_policy import FOLDER
from tests.rehearsing.helpers import ICE, case, policy

BEFORE = date(2027, 1, 15)
STARTS = {
    "laws/later.yaml": """
law: later
title: Later
jurisdiction: us-example
owner: law-department
rules:
  - rule: no-names
    says: No names.
    cite: Code 1
    from: 2027-01-20
    to: [peer-local]
    data: [identity.name]
    then: remove
    yields_to: [judicial]
"""
}


async def coming(*cases, today=BEFORE, **files):
    used = policy(**files)
    verdicts = [await run(used, detectors(), one, today) for one in cases]
    return [(one.case.name, one.says) for one in await ahead(used, detectors(), verdicts, today)]


async def test_a_test_that_will_fail_is_told_with_the_day_and_the_reason():
    assert await coming(case(kept=("/name",))) == [
        ("a test", "from 2027-02-01 on this test fails, because DSA-1 ends.")
    ]


@pytest.mark.parametrize(
    "one",
    [
        case({"on": date(2026, 6, 15)}, kept=("/name",)),  # it has a day of its own
        case(ICE, outcome="refer"),  # it is about others
        case({"purpose": "research"}, outcome="refuse"),  # it passes all the same
        case(outcome="refer"),  # it fails today
        case(outcome="refer", known_gap="not yet"),
    ],
    ids=["dated", "of others", "passes", "fails", "gap"],
)
async def test_a_test_that_does_not_turn_is_not_told(one):
    assert await coming(one) == []


async def test_a_rule_that_begins_is_told_on_its_first_day():
    assert await coming(case(kept=("/name",)), **STARTS) == [
        ("a test", "from 2027-01-20 on this test fails, because later/no-names begins.")
    ]


async def test_what_is_further_ahead_is_not_told():
    assert await coming(case(kept=("/name",)), today=date(2026, 6, 15)) == []


async def test_a_test_is_told_once_with_its_first_day():
    found = await coming(case(kept=("/name",)), case({}, name="other", removed=("/notes",)), **STARTS)

    assert [name for name, _ in found] == ["a test", "other"]


async def test_two_that_turn_on_one_day_are_both_named():
    second = COUNTY.replace("DSA-1", "DSA-9").replace("title: Follow-up", "title: Second")
    found = await coming(case(kept=("/name",)), **{"agreements/second.yaml": second})

    assert found[0][1] == "from 2027-02-01 on this test fails, because DSA-1 ends and DSA-9 ends."


def test_turns_are_in_the_order_of_days():
    found = turns(policy(**STARTS).bundle, BEFORE)

    assert [(turn.day, turn.says) for turn in found][:2] == [
        (date(2027, 1, 20), "later/no-names begins"),
        (date(2027, 2, 1), "DSA-1 ends"),
    ]
    assert all(BEFORE < turn.day <= BEFORE + AHEAD for turn in found)


async def test_a_contract_and_a_declaration_end_too():
    partner = FOLDER["partners/county.yaml"] + "from: 2026-01-01\nuntil: 2027-01-21\n"
    found = await coming(case(kept=("/name",)), **{"partners/county.yaml": partner})

    assert (
        found[0][1]
        == "from 2027-01-22 on this test fails, because the contract of county-public-health ends."
    )


def test_a_declaration_turns_with_its_partner():
    declared = Declaration(word="alpr", starts=date(2027, 1, 20), ends=date(2027, 2, 3), signed_by="Chief")
    partner = Partner(id=PartnerId("p"), title="", kind="x", declares=(declared,), at=Place("x"))
    found = turns(replace(policy().bundle, partners={"p": partner}, agreements=(), rules=()), BEFORE)

    assert [(turn.day.isoformat(), turn.says) for turn in found] == [
        ("2027-01-20", "the declaration alpr of p begins"),
        ("2027-02-04", "the declaration alpr of p ends"),
    ]
