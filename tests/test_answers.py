"""What may leave of a tree in one exchange, and what is remembered of it."""

from dataclasses import replace

import pytest

from firewall.answers import Answers
from firewall.counted import Alike
from firewall.formats import format_of
from firewall.inspection import Failure
from firewall.model import Message, Node, Phase, View
from tests.helpers import JSON, NOON, World, encoded
from tests.inspection.findings import plan_of

PDF = "application/pdf"
ALIKE = View(Node(), plan_of(()), 0, (), alike=Alike(3, (), frozenset()))


async def test_a_place_that_is_caught_is_latched_and_told():
    world = World()
    asked = await world.ask()
    answers = Answers(world.means, world.policy, asked.exchange)
    route = world.policy.bundle.routes[asked.exchange.route]
    message = Message(Phase.RESPONSE, media_type=JSON, body=encoded({"id": "1", "remark": "536-90-4399"}))

    body, media_type, screened, records = answers.written(
        message, world.policy.plan(asked.exchange), route, {}
    )

    assert (body, media_type, records) == (b'{"id":"1"}', JSON, 1)
    assert answers.caught == screened.closed == {"/remark"}
    assert world.people.latches == {"clinic:patient": {"/remark"}}


async def test_a_document_is_never_let_out_by_records_that_look_alike():
    """Of a document all is left that is not taken out by its place, and a record has none of its own."""
    world = World()
    asked = await world.ask()
    answers = Answers(world.means, world.policy, asked.exchange)
    route = world.policy.bundle.routes[asked.exchange.route]
    screened = answers.withheld({}, route, lambda _: ALIKE, {})

    with pytest.raises(Failure, match="records-not-found"):
        answers.checked(Message(Phase.RESPONSE, media_type=PDF), format_of(PDF), {}, screened)


async def test_who_has_no_names_read_is_given_no_view_that_counts_on_a_model():
    world = World()
    asked = await world.ask(route="parks:permit")
    answers = Answers(world.means, world.policy, asked.exchange)
    plan, route = world.policy.plan(asked.exchange), world.policy.bundle.routes[asked.exchange.route]
    assert answers.view(plan, route).needs_names

    view = answers.view_of(plan, route, frozenset(), reads_names=False)

    assert not view.needs_names


async def test_pseudonyms_of_one_quarter_can_be_joined_and_those_of_two_cannot():
    world = World()
    exchange = (await world.ask()).exchange

    def at(month):
        answers = Answers(world.means, world.policy, replace(exchange, at=NOON.replace(month=month)))
        return answers.pseudonyms()("77")

    quarters = [{at(month) for month in range(first, first + 3)} for first in (1, 4, 7, 10)]
    assert [len(names) for names in quarters] == [1, 1, 1, 1]
    assert len(set.union(*quarters)) == 4
