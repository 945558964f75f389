"""What of a request goes on: what an intake takes, and nothing of it is remembered against others."""

from firewall.answers import Answers
from firewall.model import Exchange, Plan
from firewall.onward import Onward
from tests.helpers import HEALTH, NOON, World, compiled


def onward(city, plan_of="clinic:intake"):
    policy = compiled()
    exchange = Exchange(id="x", at=NOON, requester=HEALTH, method="POST", route=plan_of)
    route = policy.route_of(exchange)
    plan = policy.plan(exchange)
    assert isinstance(plan, Plan)
    answers = Answers(city.engine._means, policy, exchange)
    return Onward(answers, plan, route), answers


def test_an_intake_takes_what_it_accepts_and_latches_nothing():
    city = World(compiled())
    way, answers = onward(city)

    screened = way.taken({"name": "Ana", "citizenshipCode": "HN"})

    assert screened.tree == {"name": "Ana"}
    assert screened.removed
    assert answers.caught == frozenset()
    assert not city.people.latches
