"""Whatever a test expects and is not so, is told; whatever is so, is not."""

import pytest

from firewall.policy.rules import Sample
from firewall.rehearsal import CASE
from tests.rehearsing.helpers import ICE, SAMPLES, WARRANT, policy, unmet, verdict

SEVERAL = Sample(
    "here",
    text='[{"name":"Ana","birthDate":"1987-03-09"},{"citizenshipCode":"HN","birthDate":["1987-01-01"]}]',
)
"""A list where none is declared: each item leaves as one alone would, and so tests name it."""
INTAKE = {
    "route": "clinic:intake",
    "sends": Sample("here", '{"name":"A","visa":"B2"}'),
    "body": Sample("here", '{"id":"1"}'),
}
REFERRED = {"outcome": "refer", "status": 202}
OWING = {
    "laws/owing.yaml": """
law: owing
title: Owing
jurisdiction: us-example
owner: law-department
rules:
  - rule: recorded
    says: It is recorded.
    cite: Code 1
    from: 2026-01-01
    to: [immigration-enforcement]
    data: [immigration]
    then: refer
    yields_to: [judicial]
    duties: [record-request]
"""
}


@pytest.mark.parametrize(
    ("given", "expect", "says"),
    [
        ({}, {"outcome": "refer"}, "the outcome is `release`, not `refer`."),
        ({}, {"status": 202}, "the requester is answered with 200, not 202."),
        ({}, {"rules": ("welcoming/parks-decline",)}, "the rule `welcoming/parks-decline` took no part."),
        ({}, {"kept": ("/citizenshipCode",)}, "`/citizenshipCode` is not kept."),
        ({}, {"removed": ("/name",)}, "`/name` is not removed."),
        ({}, {"removed": ("/allergies/*",)}, "`/allergies/*` is not removed."),
        ({}, {"kept": ()}, "something goes out, where nothing was expected to."),
        ({}, {"removed": ()}, "`/citizenshipCode`, `/notes` are removed, where nothing was expected to be."),
        ({}, {"values": {"/birthDate": "1987-03-09"}}, "`/birthDate` goes out with another value than the test expects."),
        ({}, {"values": {"/notes": "x"}}, "`/notes` is not kept."),
        ({}, {"duties": ("report",)}, "the duty `report` does not follow."),
        ({}, {"case": True}, "no case is opened."),
        ({}, {"notice": "write"}, "the notice does not hold what the test expects."),
        (ICE, {}, "the outcome is `refer`, not `release`."),
        (ICE, {**REFERRED, "rules": ()}, "`welcoming/status-goes-to-counsel` took part, where no rule was expected to."),
        (ICE, {**REFERRED, "case": False}, "a case is opened, where none was expected."),
        (ICE, {**REFERRED, "notice": ""}, "the requester is told something, where nothing was expected."),
        (ICE, {**REFERRED, "notice": "declined"}, "the notice does not hold what the test expects."),
        ({"purpose": "marketing"}, {}, "the outcome is `refuse`, not `release`."),
        ({"body": Sample("samples/odd.json")}, {}, "the outcome is `refuse`, not `release`."),
        (INTAKE, {"accepted": ("/visa",)}, "`/visa` does not reach the service."),
        (INTAKE, {"not_accepted": ("/name",)}, "`/name` reaches the service."),
        (INTAKE, {"accepted": ()}, "something of what is sent reaches the service, where nothing was expected to."),
        (INTAKE | ICE, {"accepted": ("/name",)}, "`/name` does not reach the service."),
    ],
)  # fmt: skip
async def test_a_test_that_says_otherwise_is_told(given, expect, says):
    assert says in (await verdict(given, **expect)).faults


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ({}, {"values": {"/birthDate": "1987"}, "kept": ("/birthDate",)}),
        ({}, {"rules": (), "duties": (), "notice": "", "case": False}),
        (ICE, {**REFERRED, "kept": (), "case": True, "notice": "referred under\n reference"}),
        (ICE, {**REFERRED, "notice": f"reference {CASE}"}),
        (ICE, {**REFERRED, "notice": "reference {case}", "rules": ("welcoming/status-goes-to-counsel",)}),
        (ICE | {"process": (WARRANT,)}, {"kept": ("/name",), "removed": ("/citizenshipCode",)}),
        (INTAKE, {"accepted": ("/name",), "not_accepted": ("/visa",), "removed": ()}),
        ({"route": "clinic:patient", "body": None}, {"removed": (), "kept": ()}),
        (
            {"body": SEVERAL},
            {
                "kept": ("/name", "/birthDate"),
                "removed": ("/citizenshipCode",),
                "values": {"/birthDate": "1987"},
            },
        ),
    ],
)
async def test_a_test_that_says_what_is_so_passes(given, expect):
    assert (await verdict(given, **expect)).faults == ()


@pytest.mark.parametrize(
    ("given", "expect", "says"),
    [
        ({}, {"kept": ("/phonee",)}, "`/phonee` stands nowhere in samples/patient.json, so the test says nothing."),
        ({}, {"removed": ("/allergies/*/x",)}, "`/allergies/*/x` stands nowhere in samples/patient.json, so the test says nothing."),
        ({}, {"values": {"/x": "1"}}, "`/x` stands nowhere in samples/patient.json, so the test says nothing."),
        ({"body": None}, {"removed": ("/x",)}, "`/x` stands nowhere, since the test has no `body:`, so the test says nothing."),
        (ICE, {**REFERRED, "removed": ("/x",)}, "`/x` stands nowhere in samples/patient.json, so the test says nothing."),
        (INTAKE, {"not_accepted": ("/x",)}, "`/x` stands nowhere in here, so the test says nothing."),
        ({"body": SEVERAL}, {"kept": ("/phonee",)}, "`/phonee` stands nowhere in here, so the test says nothing."),
        ({}, {"accepted": ("/x",)}, "`/x` stands nowhere, since the test has no `sends:`, so the test says nothing."),
    ],
)  # fmt: skip
async def test_a_place_that_stands_nowhere_is_a_fault_of_the_test(given, expect, says):
    found = await unmet(given, **expect)

    assert [(one.says, one.is_of_test) for one in found] == [(says, True)]


async def test_every_fault_is_told_at_once():
    found = await unmet(outcome="refer", status=202, kept=("/x",), removed=("/name",), rules=("y",))

    assert len(found) == 5


async def test_duties_follow_from_the_rules_that_took_part():
    owing = policy(**OWING)

    assert (await verdict(ICE, policy_=owing, duties=("record-request",), **REFERRED)).faults == ()
    assert (await verdict(ICE, policy_=owing, duties=(), **REFERRED)).faults == (
        "`record-request` follows, where no duty was expected.",
    )


async def test_no_sentence_holds_a_value_of_the_sample():
    """Samples are invented, until somebody pastes a real one."""
    found = await unmet(
        outcome="refuse", kept=("/notes",), removed=("/name",), values={"/birthDate": "x", "/phone": "y"}
    )
    told = " ".join(" ".join((one.says, *one.because, one.remedy)) for one in found)

    assert [value for value in ("Amina", "312-555", "1987", "mornings") if value in told] == []
    assert "Amina" in SAMPLES["samples/patient.json"]
