"""An exchange takes its rules once, when it comes, and keeps them to its end."""

import asyncio
from dataclasses import replace

import pytest

from firewall.front.parts import Deadlines, Rules, WayOut
from firewall.model import UNKNOWN, Direction, Exchange, Kind, PartnerId, Party, Requester, RouteId
from tests.front.city import Engine, Routes, Service, city, claims, introduce, request, response
from tests.helpers import NOON


def test_deadlines_have_defaults():
    assert Deadlines().whole_s > Deadlines().body_s


def rules(engine, base="", **changes):
    given = {"screen": engine, "match": Routes(base).match, "introduce": introduce, "claims": claims}
    return Rules(**given | {"contact": "privacy@city.example"} | changes)


async def test_both_rulings_of_an_exchange_come_from_the_rules_it_set_out_under():
    """The policy is changed while the service works: the exchange ends under the one it began under."""
    service = Service([0.3, response()])
    first, second = Engine(), Engine()
    now = []
    async with city(service, rules_of=lambda: now[-1]) as c:
        base = c.base
        now.append(rules(first, base))
        async with asyncio.TaskGroup() as tasks:
            asked = tasks.create_task(c.ask())
            while not service.requests:
                await asyncio.sleep(0.01)
            now.append(rules(second, base))
        after = await c.ask()

    assert asked.result()[0] == after[0] == 200
    assert (len(first.seen), len(second.seen)) == (2, 2)


async def test_rules_that_are_asked_for_once_cannot_be_mixed():
    """Who asks, what the route is and what is ruled come from one policy."""
    asked = []
    engine = Engine()
    async with city(rules_of=lambda: asked.append(1) or rules(engine, c.base)) as c:
        await c.ask()
        await c.send(request(method="POST", body=b"{}"))

    assert len(asked) == 2


async def test_while_nobody_is_let_in_our_own_pages_are_closed_too():
    engine = Engine((0, 503))
    async with city(rules_of=lambda: replace(rules(engine, c.base), closed="policy-differs")) as c:
        status, _, _ = await c.ask("/.firewall/problems/not-found")

    assert len(engine.seen) == 1
    assert status != 200


def sent(requester, by=("housing",)):
    to = Requester(
        party=Party(PartnerId("county"), Kind("peer-local")), onward=(Party(PartnerId(""), Kind("research")),)
    )
    way_out = WayOut(to, frozenset(map(PartnerId, by)))
    exchange = Exchange(id="x", at=NOON, requester=requester, method="POST", route=RouteId("county:report"))
    return way_out.turned(exchange)


def own(**changes):
    return replace(
        Requester(party=Party(PartnerId("housing"), Kind("city-agency")), authenticated_by="api-key"),
        **changes,
    )


def test_what_the_city_sends_is_about_whoever_receives_it():
    turned = sent(own())

    assert turned.direction is Direction.OUTBOUND
    assert turned.requester.principal.id == "county"
    assert [party.kind for party in turned.requester.chain] == ["peer-local", "research"]
    assert turned.requester.authenticated_by == "sent-by:housing"


@pytest.mark.parametrize(
    "requester",
    [
        own(authenticated_by=None),
        own(party=Party(PartnerId("parks"), Kind("city-agency"))),
        own(on_behalf_of=(Party(PartnerId("county"), Kind("peer-local")),)),
        own(onward=(Party(PartnerId(""), Kind("data-broker")),)),
        UNKNOWN,
    ],
    ids=["nothing proves it", "another department", "for somebody else", "passes it on", "unknown"],
)
def test_nobody_else_sends_for_the_city(requester):
    assert sent(requester).direction is Direction.INBOUND
    assert sent(requester).requester == requester
