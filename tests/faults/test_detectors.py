"""A detector breaks, says nothing or nonsense, or does not come back: what it was asked about goes nowhere."""

import json
import threading
from dataclasses import replace

import pytest

from firewall import beside
from firewall.detect import Scanner
from tests.helpers import World, detectors, over

ENDED = threading.Event()


class Odd:
    """A recognizer that answers as ``find`` does."""

    id = prefilter = "fragile"

    def __init__(self, find):
        self.find = find


def raises(error):
    def find(text):
        raise error

    return find


def ends_early(text):
    yield from ()
    raise RuntimeError


def recurses(text):
    return recurses(text)


ODD = {
    "raises": raises(RuntimeError("536-90-4399")),
    "has no memory": raises(MemoryError()),
    "recurses": recurses,
    "stops": raises(StopIteration()),
    "is interrupted in a system call": raises(InterruptedError()),
    "says None": lambda text: None,
    "says a number": lambda text: 7,
    "says texts": lambda text: ["536-90-4399"],
    "says a dict": lambda text: {"start": 0},
    "says None among others": lambda text: [None],
    "says True": lambda text: True,
    "ends early": ends_early,
}
PATIENT = {"id": "77", "name": "fragile Haddad", "remark": "fragile"}


def with_detector(find):
    return replace(detectors(), scanner=Scanner([Odd(find)]))


@pytest.mark.parametrize("name", ODD)
async def test_whatever_a_detector_does_but_find_releases_nothing(name):
    world = over(World(), detectors=with_detector(ODD[name]))

    ruling = await world.fetch(answer=PATIENT)

    assert (ruling.outgoing, ruling.decision.outcome.name, ruling.status) == (None, "REFUSE", 502)
    assert ruling.decision.reasons
    assert ruling.receipt is not None
    assert "4399" not in json.dumps(world.log.said)


@pytest.mark.parametrize("name", ODD)
async def test_whatever_it_does_about_a_request_lets_nothing_in(name):
    world = over(World(), detectors=with_detector(ODD[name]))

    ruling = await world.ask(route="clinic:intake", body={"name": "fragile"})

    assert (ruling.outgoing, ruling.status) == (None, 502)


@pytest.mark.parametrize("said", [None, 7, "identity.name", [None]], ids=repr)
async def test_a_table_of_names_that_says_nonsense_releases_nothing(said):
    names = type("Names", (), {"categories": lambda self, name: said})()
    world = over(World(), detectors=replace(detectors(), names=names))

    ruling = await world.fetch(answer={"id": "77", "nobodyDeclared": {"surname": "Haddad"}})

    assert b"Haddad" not in (ruling.outgoing.body if ruling.outgoing else b"")


async def test_a_detector_that_does_not_come_back_is_not_waited_for_and_holds_up_nobody(monkeypatch):
    """A body of some size is read beside the others; there is a limit to how long."""
    monkeypatch.setattr(beside, "DEADLINE_S", 0.3)
    world = over(World(), detectors=with_detector(lambda text: ENDED.wait(30) and ()))
    large = PATIENT | {"remark": "fragile" + "a" * beside.LARGE}
    try:
        ruling = await world.fetch(answer=large)
        other = await over(World(), detectors=detectors()).fetch()
    finally:
        ENDED.set()

    assert (ruling.outgoing, ruling.status, ruling.decision.reasons) == (None, 502, ("inspection-timeout",))
    assert other.outgoing is not None
