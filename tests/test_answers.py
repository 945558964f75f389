"""What may leave of a tree in one exchange, and what is remembered of it."""

from firewall.answers import Answers
from firewall.model import Message, Phase
from tests.helpers import JSON, World, encoded


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
