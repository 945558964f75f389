"""Exchanges that the real engine decided and recorded, to be decided again."""

from datetime import date

from firewall.replay.deciding import Replaying
from firewall.replay.entries import gathered
from firewall.replay.report import made
from tests.helpers import HEALTH, ICE, World, compiled

TODAY = date(2026, 6, 15)


async def recorded(*asked, world=None):
    """The entries of these exchanges: each a requester and what else ``fetch`` takes."""
    world = world or World(compiled())
    for requester, changes in asked:
        await world.fetch(requester, **changes)
    return list(enumerate(world.log.entries))


def past(entries, turns=(), city=None):
    return gathered(entries, turns, lambda _: None, city or compiled().bundle.city)


def again(entries, draft, enforced=None, on=TODAY):
    return made(past(entries), Replaying(enforced or compiled(), draft, on))


COUNTY = (HEALTH, {})
OFFICER = (ICE, {})
