from datetime import UTC, datetime

import pytest

from firewall.mirror.imagined import NO_CASE, Imagined
from firewall.model import Outcome, PartnerId, RouteId
from tests.mirror.standing import read_once

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ROUTE = read_once().routes[RouteId("clinic:patient")]


def test_a_case_is_none_and_no_paper_counts():
    imagined = Imagined()

    assert imagined.open_case(None, Outcome.REFER, frozenset()) == NO_CASE
    assert imagined.processes(PartnerId("ice-ero"), NOW) == ()
    assert not imagined.fits(None, None)
    assert not imagined.spend("P-1", NOW)


def test_a_latch_is_remembered_but_not_what_nobody_declared():
    imagined = Imagined()
    imagined.latch(ROUTE, frozenset({"/phone", "?"}), NOW)
    imagined.latch(ROUTE, frozenset({"/address"}), NOW)

    assert imagined.latched(ROUTE.id) == {"/phone", "/address"}
    assert imagined.latched(RouteId("clinic:visits")) == frozenset()


def test_a_day_is_used_up():
    imagined = Imagined()

    assert [imagined.reserve("A", NOW, 2, 3) for _ in range(2)] == [True, False]


async def test_what_the_engine_records_is_forgotten():
    assert (await Imagined().append(b"x")).index == 1


@pytest.mark.parametrize("name", ["cases", "register", "latches"])
def test_it_has_no_store(name):
    assert not hasattr(Imagined(), name)
