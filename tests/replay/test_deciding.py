"""A past exchange decided again; where the record does not say enough, that is said."""

from dataclasses import replace

import pytest

from firewall.replay.deciding import (
    CHAIN,
    CONTENT,
    LIMIT,
    OTHER_POLICY,
    PROCESS,
    SELECTED,
    UNREAD,
    UNSAID,
    UNTOLD,
    Replaying,
)
from firewall.replay.entries import Who
from tests import helpers
from tests.helpers import HEALTH, ICE, World, compiled
from tests.replay.helpers import COUNTY, OFFICER, TODAY, past, recorded
from tests.shadow.helpers import closed, looser, stricter


async def verdict(draft, asked=COUNTY, enforced=None, on=TODAY, **changes):
    one, = past(await recorded(asked))  # fmt: skip
    return Replaying(enforced or compiled(), draft, on).verdict(one._replace(**changes))


@pytest.mark.parametrize(
    ("draft", "asked", "change"),
    [
        (compiled(), COUNTY, "unchanged"),
        (stricter(), COUNTY, "members"),
        (closed(), COUNTY, "newly-refused"),
        (looser(), OFFICER, "newly-released"),
    ],
)
async def test_what_the_draft_does_is_told(draft, asked, change):
    assert (await verdict(draft, asked)).change == change


async def test_a_verified_process_is_not_repeated_by_the_record():
    found = await verdict(compiled(), has_process=True)

    assert (found.change, found.why) == (UNSAID, PROCESS)


async def test_a_chain_with_somebody_nobody_knows_cannot_be_said():
    gone = Who("county-public-health", "peer-local.public-health", "mtls", behind=("dissolved-agency",))
    found = await verdict(compiled(), who=gone)

    assert (found.change, found.why) == (UNSAID, CHAIN)


async def test_a_chain_of_kinds_and_partners_is_who_it_was():
    behind = Who("broker", "vendor-surveillance", "key", behind=("ice-ero",), onward=("data-broker",))
    found = await verdict(compiled(), OFFICER, who=behind)

    assert found.change == "unchanged"


@pytest.mark.parametrize("reason", ["not-json", "residue", "names-late", "upstream-timeout"])
async def test_what_could_not_be_read_is_not_the_policys(reason):
    """The loosest draft there is releases nothing that nobody could read."""
    found = await verdict(looser(), OFFICER, outcome="refuse", reasons=(reason,))

    assert (found.change, found.why) == (UNREAD, "")


async def test_what_an_intake_did_not_take_cannot_be_said():
    found = await verdict(compiled(), outcome="refuse", reasons=("not-accepted",))

    assert (found.change, found.why) == (UNSAID, CONTENT)


async def test_what_was_over_a_limit_cannot_be_said():
    found = await verdict(compiled(), outcome="hold", reasons=("over-limit",))

    assert (found.change, found.why) == (UNSAID, LIMIT)


async def test_what_was_decided_otherwise_under_another_policy_cannot_be_said():
    found = await verdict(compiled(), outcome="refuse", policy="0" * 64)

    assert (found.change, found.why) == (UNSAID, OTHER_POLICY)


async def test_what_was_decided_alike_under_another_policy_can():
    assert (await verdict(closed(), policy="0" * 64)).change == "newly-refused"


async def test_what_may_have_selected_members_cannot_be_said():
    """The route lets a request choose, and A would not have decided so for all of it."""
    found = await verdict(compiled(), outcome="refuse")

    assert (found.change, found.why) == (UNSAID, SELECTED)


async def test_what_the_record_does_not_explain_is_said_to_be_that():
    found = await verdict(compiled(), (HEALTH, {"route": "parks:permit", "answer": {}}), outcome="hold")

    assert (found.change, found.why) == (UNSAID, UNTOLD)


async def test_fewer_records_in_the_draft_than_went_out_cannot_be_said():
    fewer = compiled(
        **{
            "agreements/county.yaml": helpers.COUNTY.replace(
                "records_per_request: 50", "records_per_request: 20"
            )
        }
    )

    assert (await verdict(fewer, records=1)).change == "unchanged"
    assert (await verdict(fewer, records=30)).why == LIMIT


async def test_fewer_records_a_day_in_the_draft_cannot_be_said():
    fewer = compiled(
        **{"agreements/county.yaml": helpers.COUNTY.replace("records_per_day: 200", "records_per_day: 60")}
    )

    assert (await verdict(fewer)).why == LIMIT
    assert (await verdict(compiled(), enforced=fewer)).change == "unchanged"


async def test_the_past_is_decided_again_as_if_it_came_today():
    """The agreement ends on 2027-01-31: afterwards both refuse, and nothing is new about that."""
    later = TODAY.replace(year=2028)

    assert (await verdict(closed(), on=later)).change == "unchanged"


async def test_an_unknown_requester_is_one_again():
    world = World(compiled())
    nobody = replace(ICE, party=helpers.party("", "unknown"), authenticated_by=None)
    one, = past(await recorded((nobody, {}), world=world))  # fmt: skip

    assert Replaying(compiled(), looser(), TODAY).verdict(one).change == "unchanged"
