"""Records that look alike, through the whole engine and by the policy files of a city."""

import pytest

from firewall.model import Outcome
from tests.helpers import COUNTY, World, compiled, decoded

LIMITS = "limits: {records_per_request: 50, records_per_day: 200}"


def alike(least, **files):
    limits = f"limits: {{records_per_request: 50, k_anonymity: {least}}}"
    return compiled(**{"agreements/county.yaml": COUNTY.replace(LIMITS, limits)} | files)


def patient(number, name):
    return {
        "id": f"P-{number}",
        "name": name,
        "remark": f"form {number}",
        "citizenshipCode": "HN",
        "notes": "asylum",
    }


PATIENTS = [patient(n, "Haddad" if n % 2 else "Ruiz") for n in range(6)] + [patient(7, "Quisquis")]


async def listed(policy, items, **changes):
    world = World(policy)
    ruling = await world.tell(await world.ask(route="clinic:patients"), items, **changes)
    return world, ruling


async def test_a_record_that_looks_like_no_other_does_not_leave():
    world, ruling = await listed(alike(3), {"total": 7, "items": PATIENTS})

    assert decoded(ruling) == {
        "items": [{name: one[name] for name in ("id", "name", "remark")} for one in PATIENTS[:6]]
    }
    assert b"Quisquis" not in ruling.outgoing.body
    counts = world.log.said[-1]["counts"]
    assert [one for one in map(list, _rows(counts)) if "/items/*" in one] == [
        ["/items/*", "identity.name", "remove", 1]
    ]


def _rows(counts):
    return [tuple(one.values()) if isinstance(one, dict) else tuple(one) for one in counts]


async def test_where_too_few_are_alike_nothing_leaves_and_no_more_is_told():
    _, some = await listed(alike(3), {"total": 7, "items": PATIENTS})
    _, none = await listed(alike(4), {"total": 7, "items": PATIENTS})

    assert decoded(none) == {"items": []}
    assert (none.status, none.decision.withheld) == (some.status, some.decision.withheld) == (200, 3)


@pytest.mark.parametrize("answer", [{"items": [PATIENTS]}, [{"items": PATIENTS}]])
async def test_an_answer_without_the_list_does_not_leave(answer):
    _, ruling = await listed(alike(3), answer)

    assert (ruling.outgoing, ruling.decision.outcome) == (None, Outcome.REFUSE)
    assert ruling.decision.reasons == ("records-not-found",)


async def test_a_record_by_itself_gives_nothing():
    world = World(alike(3))

    assert decoded(await world.fetch()) == {}


async def test_of_the_rest_nobody_is_kept_back_without_it():
    _, ruling = await listed(compiled(), {"total": 7, "items": PATIENTS})

    assert len(decoded(ruling)["items"]) == 7


async def test_a_record_sent_to_an_intake_arrives_and_nothing_comes_back():
    world = World(alike(3))
    asked = await world.ask(route="clinic:intake", body={"name": "Amina Haddad"})

    assert asked.outgoing is not None
    assert decoded(await world.tell(asked, {"id": "P-1", "name": "Amina Haddad"})) == {}


@pytest.mark.parametrize("least", [2, 100])
def test_from_two_to_a_hundred(least):
    assert alike(least).bundle.agreements[0].k_anonymity == least
