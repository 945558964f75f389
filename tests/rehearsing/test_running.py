"""Tests that are played and judged, from their words to their verdict."""

import builtins
import os
import socket
import sqlite3
from datetime import date

import pytest

from firewall.policy.rules import GivenProcess, Sample
from firewall.rehearsing.running import content, run, scene_of
from firewall.rehearsing.verdicts import State
from tests.helpers import detectors
from tests.rehearsing.helpers import TODAY, WARRANT, case, policy, verdict


def scene(**given):
    return scene_of(policy().bundle, case(given), TODAY)


async def test_a_test_that_says_what_happens_passes():
    done = await verdict(
        status=200, kept=("/name", "/allergies/*", "/birthDate"), removed=("/citizenshipCode", "/notes")
    )

    assert (done.state, done.faults, done.played.last.status) == (State.PASSED, (), 200)


def test_a_test_may_be_of_another_day():
    assert [scene().on, scene(on=date(2027, 1, 1)).on] == [TODAY, date(2027, 1, 1)]


def test_a_test_sends_its_samples():
    found = scene(sends=Sample("samples/new.json"), asks={"fields": "name"}, claims=("admin-warrant",))

    assert (found.sends, found.asks, found.claims) == (
        b'{"name":"A"}',
        (("fields", "name"),),
        {"admin-warrant"},
    )


def test_what_stands_in_the_test_is_sent_as_it_stands():
    assert content(policy().bundle, Sample("here", '{"a":1}')) == b'{"a":1}'


def test_no_sample_is_nothing():
    assert content(policy().bundle, None) == b""


def test_a_process_that_nobody_has_verified_is_claimed():
    found = scene(process=(WARRANT, GivenProcess("admin-warrant")))

    assert [(one.kind, one.covers) for one in found.papers] == [("judicial-warrant", {"identity.name"})]
    assert found.claims == {"admin-warrant"}


@pytest.mark.parametrize("on", [None, date(2026, 6, 15)])
async def test_what_a_test_says_does_not_depend_on_when_it_runs_but_by_its_day(on):
    assert (await verdict({"on": on}, kept=("/name",))).state is State.PASSED


async def test_a_test_asks_nobody_and_writes_nothing(monkeypatch):
    """Whoever runs tests of a policy must not fear that something is sent."""
    ready = policy()
    await verdict(policy_=ready)  # what is read once is read now

    def never(*_, **__):
        raise AssertionError

    for where, name in ((socket, "socket"), (builtins, "open"), (os, "open"), (sqlite3, "connect")):
        monkeypatch.setattr(where, name, never)
    done = await run(ready, detectors(), case(kept=("/name",)), TODAY)

    assert done.state is State.PASSED


async def test_a_test_plays_on_its_day_whatever_the_clock_says():
    played = (await verdict({"on": date(2026, 3, 1)})).played

    assert played.request.exchange.day == date(2026, 3, 1)
    assert (await verdict({"on": date(2031, 1, 1)}, outcome="refuse")).state is State.PASSED
