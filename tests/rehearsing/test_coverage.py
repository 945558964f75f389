"""What tests show of a policy, and how what they do not show is told."""

import pytest

from firewall.rehearsing.coverage import coverage, sentences
from tests.rehearsing.helpers import ICE, WARRANT, policy, verdict

REFERRED = {"outcome": "refer", "status": 202}
STATUS = "welcoming/status-goes-to-counsel"


async def shown(*tests, policy_=None):
    used = policy_ or policy()
    return coverage(used, [await verdict(given, policy_=used, **expect) for given, expect in tests])


def side(found, name):
    return next((one.closes, one.opens) for one in (*found.rules, *found.agreements) if one.name == name)


@pytest.mark.parametrize(
    ("tests", "both"),
    [
        ([], (False, False)),
        ([(ICE, REFERRED)], (True, False)),
        (
            [(ICE | {"process": (WARRANT,)}, {"kept": ("/name",)})],
            (True, True),
        ),  # the name goes out, the status stays
        ([({}, {"rule": STATUS})], (False, True)),  # beside the rule, so it is meant as its other side
        ([({}, {})], (False, False)),
        ([(ICE, {"outcome": "release"})], (False, False)),  # it fails, and a failure shows nothing
        ([(ICE, {"outcome": "release", "known_gap": "not yet"})], (False, False)),
    ],
)
async def test_a_rule_is_shown_by_one_test_that_it_stops_and_one_that_passes(tests, both):
    assert side(await shown(*tests), STATUS) == both


@pytest.mark.parametrize(
    ("tests", "both"),
    [
        ([], (False, False)),
        ([({}, {})], (True, True)),
        ([({"purpose": "research"}, {"outcome": "refuse"})], (True, False)),
        ([(ICE, REFERRED)], (False, False)),
    ],
)
async def test_an_agreement_is_shown_by_what_it_opens_and_what_it_withholds(tests, both):
    assert side(await shown(*tests), "DSA-1") == both


@pytest.mark.parametrize(
    ("given", "expect", "seen"),
    [
        ({}, {"kept": ("/name",), "removed": ("/notes",)}, {"identity.name", "case_notes"}),
        ({}, {"values": {"/birthDate": "1987"}}, {"identity.dob"}),
        ({}, {}, set()),
    ],
)
async def test_a_category_is_seen_where_a_test_says_whether_it_leaves(given, expect, seen):
    assert set((await shown((given, expect))).seen["clinic"]) == seen


async def test_where_nothing_goes_out_all_that_the_route_declares_is_said_to_stay():
    found = await shown((ICE, REFERRED))

    assert found.unseen["clinic"] == ("aggregate.cell",)
    assert found.seen["parks"] == ()


async def test_what_is_not_shown_is_told_with_its_place():
    told = list(sentences(await shown((ICE, REFERRED))))

    assert told[0].startswith(
        "2 rules have no test that shows that it stops something: welcoming/subpoenas-wait (laws/"
    )
    assert told[1].startswith(
        "3 rules have no test that shows that something passes where it applies: welcoming/status"
    )
    assert any(
        one.startswith("2 agreements have no test that shows that it opens something: DSA-1 (agree")
        for one in told
    )
    assert "At clinic, no test says whether these leave: aggregate.cell." in told


async def test_the_percentage_is_never_rounded_up():
    none, some = await shown(), await shown((ICE, REFERRED))

    assert none.percent == 0 == none.covered
    assert 0 < some.percent < 100
    assert some.percent == 100 * some.covered // some.parts


async def test_a_policy_without_anything_to_show_is_shown():
    empty = await shown()

    assert type(empty)((), ()).percent == 100
