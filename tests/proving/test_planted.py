"""
Breaches that were planted in a city of some size: each is found, and the engine does what it says.

``make prove`` plants 200 in a city of 100 partners, 60 services, 120 categories and 300 rules.
"""

import os
from dataclasses import replace

import pytest

from benchmarks.large import REAL, SMALL
from firewall.proving import prove
from tests.helpers import detectors
from tests.proving.cities import unkept
from tests.proving.plants import WAYS, grown, plant
from tests.proving.playing import is_true

MANY = int(os.environ.get("PROVE_PLANTS", "0"))
SIZE = REAL if MANY else SMALL


def test_the_city_keeps_its_promises_as_it_grew():
    assert unkept(grown(SIZE)) == {}


@pytest.mark.parametrize("seed", range(MANY or 2 * len(WAYS)))
async def test_what_was_planted_is_found_and_true(seed):
    bundle, name, way = plant(seed, SIZE)
    ((_, found),) = prove(replace(bundle, promises=tuple(p for p in bundle.promises if p.id == name)))

    assert found is not None, way
    assert await is_true(bundle, detectors(), found), way
