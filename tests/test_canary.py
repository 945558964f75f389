"""A green light only while the door, the detectors and the record all work."""

from dataclasses import replace
from datetime import timedelta

import pytest

from firewall.canary import CANARY, READY_FOR, Canary
from firewall.detect import Scanner
from firewall.errors import AuditError
from tests.helpers import LAW, NOON, BrokenNames, World, broken_detectors, bundle, compiled, detectors, over

NOBODY_LISTED = """
agreement: PUB-1
title: Public permits
basis: agreement
with: unknown
services: [parks]
purposes: [public-health]
shares:
  - data: [record]
signed: {by: Parks, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
"""


def canary_over(world, found=None):
    return Canary(found or detectors())


async def sent(world, found=None):
    canary = canary_over(world, found)
    return await canary.send(world.engine, world.policy, NOON), canary


async def test_a_canary_that_is_blocked_and_recorded_means_ready():
    world = World()

    passed, canary = await sent(world)

    assert passed
    assert canary.is_fresh(NOON)
    assert len(world.log.entries) == 1


async def test_the_canary_itself_is_on_no_record():
    world = World()

    await sent(world)

    assert CANARY.encode() not in world.log.entries[0]


@pytest.mark.parametrize(("later", "fresh"), [(0, True), (10, True), (10.1, False), (-1, False)])
async def test_a_canary_counts_for_a_while(later, fresh):
    _, canary = await sent(World())

    assert canary.is_fresh(NOON + timedelta(seconds=later)) is fresh
    assert timedelta(seconds=10) == READY_FOR


async def test_before_the_first_canary_nothing_is_ready():
    assert not canary_over(World()).is_fresh(NOON)


async def test_where_it_cannot_be_recorded_it_says_so():
    world = World()
    world.log.fails_after = 0

    with pytest.raises(AuditError):
        await sent(world)


@pytest.mark.parametrize(
    "found",
    [
        replace(detectors(), scanner=Scanner(())),
        replace(detectors(), names=BrokenNames()),
        replace(detectors(), names=BrokenNames(), scanner=Scanner(())),
    ],
)
async def test_detectors_that_do_not_see_are_not_ready(found):
    passed, canary = await sent(World(), found)

    assert not passed
    assert not canary.is_fresh(NOON)


async def test_a_scanner_that_breaks_is_not_ready(monkeypatch):
    found = broken_detectors()
    monkeypatch.setattr("firewall.canary.CANARY", "fragile")

    assert not (await sent(World(), found))[0]


async def test_one_failure_takes_the_light_away():
    world = World()
    _, canary = await sent(world)
    canary._detectors = replace(detectors(), scanner=Scanner(()))

    await canary.send(world.engine, world.policy, NOON)

    assert not canary.is_fresh(NOON)


async def test_an_engine_that_lets_it_through_is_not_ready():
    world = World()
    real = world.engine.screen

    async def open_wide(exchange, message):
        return await real(world.exchange(), world.request())

    world.engine.screen = open_wide

    assert not (await sent(world))[0]


async def test_a_policy_that_is_open_to_anybody_without_an_agreement_is_not_ready():
    world = World()

    class Open:
        bundle = world.policy.bundle

        def plan(self, exchange):
            from dataclasses import replace

            from firewall.model import Outcome

            return replace(world.policy.plan(exchange), outcome=Outcome.RELEASE, met=())

    assert not await canary_over(world).send(world.engine, Open(), NOON)


async def test_an_agreement_with_everybody_is_a_policy():
    assert LAW
    policy = compiled(**{"agreements/public.yaml": NOBODY_LISTED})

    passed, _ = await sent(over(World(policy)))

    assert passed
    assert bundle() is not policy.bundle
