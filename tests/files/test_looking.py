import asyncio
import time
from dataclasses import replace

import pytest

from firewall.errors import ConfigError
from firewall.files.looking import Looking
from firewall.files.screening import beside
from firewall.files.units import Unit
from tests.files.test_screening import LINE, sheet


def test_what_comes_of_units_comes_in_their_order(office):
    means = replace(office.world.means, record=None, waiting=None)
    units = [Unit(LINE * (20 - n), 0) for n in range(20)]
    first = sheet(office)

    with beside(office.world.policy, means, 3) as pool:
        looking = Looking(office.world.policy, office.world.means, pool, 3)

        async def counted():
            return [
                s.body.count(b"\n") async for _, s in looking.seen(units, lambda u: replace(first, unit=u))
            ]

        assert asyncio.run(counted()) == list(range(20, 0, -1))


def test_a_process_that_ended_is_a_sentence(office):
    means = replace(office.world.means, record=None, waiting=None)
    first = sheet(office)
    with beside(office.world.policy, means, 1) as pool:
        looking = Looking(office.world.policy, office.world.means, pool, 1)
        for process in list(pool._processes.values()):
            process.kill()

        async def counted():
            return [
                seen async for _, seen in looking.seen([Unit(LINE, 0)] * 9, lambda u: replace(first, unit=u))
            ]

        with pytest.raises(ConfigError, match="Nothing was released"):
            asyncio.run(counted())


def test_so_is_one_that_ended_before_it_was_asked(office):
    means = replace(office.world.means, record=None, waiting=None)
    first = sheet(office)
    with beside(office.world.policy, means, 1) as pool:
        looking = Looking(office.world.policy, office.world.means, pool, 1)
        for process in list(pool._processes.values()):
            process.kill()
            process.join()
        while not pool._broken:
            time.sleep(0.01)

        async def counted():
            return [known async for _, known in looking.withheld([Unit(LINE, 0)], lambda _: first)]

        with pytest.raises(ConfigError, match="Nothing was released"):
            asyncio.run(counted())
