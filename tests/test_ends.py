"""How an exchange ends where nothing goes out: on record, with a status that tells no more than it may."""

import pytest

from firewall.ends import CHANGING, Ends
from firewall.inspection import Failure
from firewall.model import Exchange, Message, Outcome, Phase
from tests.helpers import HEALTH, NOON, World, compiled


def ends(city, route="clinic:patient", method="GET"):
    exchange = Exchange(id="x", at=NOON, requester=HEALTH, method=method, route=route)
    return Ends(city.engine._means, compiled(), exchange, Message(Phase.RESPONSE))


async def test_a_failure_is_on_record_as_what_nothing_can_release():
    city = World(compiled())

    ruling = await ends(city)._uninspectable("not-json")

    assert (ruling.status, ruling.outgoing, ruling.decision.outcome) == (502, None, Outcome.REFUSE)
    assert city.log.said[-1]["reasons"] == ["not-json"]
    assert ["", "uninspectable", "refuse", 1] in city.log.said[-1]["counts"]


async def test_what_broke_is_named_by_its_class_alone():
    city = World(compiled())

    ruling = await ends(city).broken(ValueError("536-90-4399"))

    assert ruling.decision.reasons == ("engine-failed:ValueError",)
    assert (await ends(city).broken(Failure("bad-limit"))).decision.reasons == ("bad-limit",)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_changes_something_gives_by_asking(method):
    assert ends(World(compiled()), method=method)._gives_by_asking is (method in CHANGING)


def test_a_route_that_is_gone_is_told_of_to_nobody():
    assert ends(World(compiled()), route=None)._is_protected
