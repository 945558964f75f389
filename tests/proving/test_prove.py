"""The promises of the demo city: kept as it is, and each broken by one line of a file."""

import pytest

from firewall.errors import PolicyError
from firewall.proving import proved
from firewall.proving import unkept as faults
from tests.helpers import detectors
from tests.proving.cities import BIRTHDAY, BREAKS, breached, city, unkept
from tests.proving.playing import is_true


def test_every_promise_of_the_city_is_kept():
    assert unkept(city()) == {}
    assert {p.id for p in city().promises} == {promise for promise, _, _ in BREAKS.values()}


@pytest.mark.parametrize("name", BREAKS)
async def test_a_line_that_breaks_a_promise_is_found_and_the_engine_agrees(name):
    bundle, found = breached(name)

    assert BREAKS[name][0] in found
    for one in found.values():
        assert await is_true(bundle, detectors(), one), one.promise.id


def test_a_policy_that_breaks_a_promise_is_refused_with_its_place():
    bundle, _ = breached("a study gets the whole birthday")
    with pytest.raises(PolicyError) as told:
        proved(bundle)

    (fault,) = told.value.faults
    assert (fault.file, fault.code) == ("promises.yaml", "POL300")
    assert fault.line == next(p.at.line for p in bundle.promises if p.id == BIRTHDAY)
    assert "The promise `research-learns-no-birthday` is not kept: On " in fault.says


def test_a_policy_that_keeps_them_is_given_back():
    bundle = city()

    assert proved(bundle) is bundle
    assert faults(bundle) == ()
