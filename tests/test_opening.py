"""The head of an answer that comes record by record: what it may begin, and what it may not."""

import pytest

from firewall.model import Message, Outcome, Phase
from tests.helpers import CLINIC, ICE, World, compiled, process, target_of
from tests.test_streams import EXPORT, NDJSON, NO_LIMITS

WHOLE = EXPORT.replace("stream: records", "stream: whole")
REVIEWED = NO_LIMITS.replace("duties: []", "duties: [review-within-24h]")


@pytest.fixture(params=["open", "whole"])
def way(request):
    return request.param


def policy(way, agreement=NO_LIMITS):
    route = EXPORT if way == "open" else WHOLE
    return compiled(**{"services/clinic.yaml": CLINIC + route, "agreements/county.yaml": agreement})


async def told(city, way, exchange, **head):
    """Tell of a head; returns the ruling and what begins, of which one may be missing."""
    message = Message(Phase.RESPONSE, **{"status": 200, "media_type": NDJSON} | head)
    return await getattr(city.engine, way)(exchange, message)


@pytest.mark.parametrize(
    ("head", "status", "reasons"),
    [
        ({"status": 404}, 404, ("upstream-404",)),
        ({"status": 500}, 502, ("upstream-status",)),
        ({"status": 101}, 502, ("upstream-status",)),
        ({"failure": "upstream-redirect"}, 502, ("upstream-redirect",)),
        ({"status": 404, "failure": "upstream-garbage"}, 502, ("upstream-garbage",)),
    ],
)
async def test_only_a_success_without_a_failure_begins_anything(way, head, status, reasons):
    city = World(policy(way))
    asked = await city.ask(route="clinic:export")

    ruling, begun = await told(city, way, asked.exchange, **head)

    assert begun is None
    assert (ruling.status, ruling.decision.reasons) == (status, reasons)
    assert city.log.said[-1]["reasons"] == list(reasons)


async def test_what_one_policy_let_in_no_other_begins(way):
    city = World(policy(way))
    asked = await city.ask(route="clinic:export")
    city.policy = policy(way, REVIEWED)

    ruling, begun = await told(city, way, asked.exchange)

    assert begun is None
    assert (ruling.status, ruling.decision.reasons) == (502, ("policy-changed",))


async def test_a_route_that_is_gone_meanwhile_begins_nothing(way):
    city = World(policy(way))
    asked = await city.ask(route="clinic:export")
    city.policy = compiled()

    ruling, begun = await told(city, way, asked.exchange)

    assert begun is None
    assert ruling.decision.reasons == ("policy-changed",)


async def test_who_may_have_nothing_begins_nothing(way):
    city = World(policy(way))
    asked = await city.ask(ICE, route="clinic:export")
    assert asked.outgoing is None

    ruling, begun = await told(city, way, asked.exchange)

    assert begun is None
    assert ruling.status == asked.status == 202
    assert city.log.said[-1]["outcome"] == "refer"


async def test_it_says_what_was_decided_and_how_many_members_are_withheld():
    """As for an answer that is read whole: by the question, and with what was latched before."""
    city = World(policy("open"))
    asked = await city.ask(route="clinic:export")
    bare, _ = await told(city, "open", asked.exchange)
    city.people.latches = {"clinic:export": {"/*/remark"}}

    latched, _ = await told(city, "open", asked.exchange)

    assert (bare.status, latched.status) == (200, 200)
    assert bare.decision.openers == latched.decision.openers == ("DSA-1",)
    assert bare.decision.withheld + 1 == latched.decision.withheld


async def test_beside_it_a_case_is_opened_for_what_was_selected_by_name():
    selecting = EXPORT.replace(
        "    stream: records\n", "    stream: records\n    query: {fields: selection}\n"
    )
    changes = {"services/clinic.yaml": CLINIC + selecting}
    asks = {"route": "clinic:export", "query": [("fields", "name,citizenshipCode")]}
    target = await target_of(World(compiled(**changes)), **asks)
    city = World(compiled(**changes), process(target, "identity.name"))
    asked = await city.ask(ICE, **asks)

    ruling, stream = await told(city, "open", asked.exchange)

    assert stream is not None
    assert (ruling.status, ruling.case) == (200, "C-1")
    assert city.people.cases[0][1:] == (Outcome.REFER, {"immigration.citizenship"})
    assert city.log.said[-1]["case"] == "C-1"


async def test_what_its_answer_obliges_to_is_owed_once_and_before_it_begins():
    city = World(policy("open", REVIEWED))
    asked = await city.ask(route="clinic:export")
    assert city.people.owed == []

    _, stream = await told(city, "open", asked.exchange)

    assert stream is not None
    assert city.people.owed == [("x-1", "review-within-24h", "DSA-1")]


async def test_what_cannot_be_owed_begins_nothing():
    city = World(policy("open", REVIEWED))
    asked = await city.ask(route="clinic:export")
    city.people.broken = {"owe"}

    ruling, stream = await told(city, "open", asked.exchange)

    assert (ruling.status, stream) == (502, None)


async def test_an_answer_that_nobody_gets_owes_nothing():
    city = World(policy("whole", REVIEWED))
    asked = await city.ask(route="clinic:export")
    _, whole = await told(city, "whole", asked.exchange)

    ruling = await whole.ruled("upstream-incomplete")

    assert (ruling.status, ruling.decision.reasons) == (502, ("upstream-incomplete",))
    assert (ruling.decision.duties, ruling.decision.openers) == ((), ("DSA-1",))
    assert city.people.owed == []
