"""The clock is set, forward and back, while the firewall runs: order, record and readiness do not depend on it."""

import signal
from pathlib import Path

import pytest

from tests.faults.test_kill import entries
from tests.faults.test_store import ask, is_ready, wait_until
from tests.system import process
from tests.system.town import COUNTY, ICE, command, environment
from tests.system.town import running as town_running

FAKETIME = next(Path("/usr").glob("lib/*/faketime/libfaketimeMT.so.1"), None)
HOUR, STUDENT = 3600, "/school/students/500010"


@pytest.fixture
def set_clock(tmp_path):
    """Returns what sets the clock of a process, by so many seconds, and the environment that lets it."""
    if FAKETIME is None:
        pytest.skip("no libfaketime: the clock of a running process was not set")
    told = tmp_path / "clock"
    told.write_text("+0")
    more = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(told), "FAKETIME_NO_CACHE": "1"}

    def by(seconds):
        new = told.with_name("clock.new")
        new.write_text(f"{seconds:+d}")
        new.rename(told)

    # What only runs is not what somebody sets.
    return by, environment(FAKETIME_DONT_FAKE_MONOTONIC="1", **more)


def jumps(firewall):
    return [e["facts"]["seconds"] for e in entries(firewall.data) if e.get("what") == "clock-jumped"]


def test_a_clock_that_is_set_is_on_record_and_changes_no_order(tmp_path, set_clock):
    by, env = set_clock
    with process.city(tmp_path / "services") as upstreams:
        config = process.furnished(tmp_path / "firewall", upstreams)
        keys = process.keyed(config, COUNTY)
        with process.running(config, env=env) as firewall:
            asked = [ask(firewall, keys)]
            for number, seconds in enumerate([HOUR, -HOUR, 0], start=1):
                by(seconds)
                wait_until(lambda number=number: len(jumps(firewall)) == number)
                asked.append(ask(firewall, keys))
            wait_until(lambda: is_ready(firewall))
            said, code = jumps(firewall), firewall.ended(by=signal.SIGTERM)
    decided = [entry["id"] for entry in entries(firewall.data) if entry["kind"] == "decided"]
    places = [decided.index(answer.decision) for answer in asked]

    assert [round(seconds / HOUR) for seconds in said] == [1, -2, 1]
    assert {answer.status for answer in asked} == {200}
    assert places == sorted(places)
    assert code == 0
    assert command("audit", "verify", str(firewall.data)).code == 0


def test_what_is_over_by_the_clock_opens_nothing_and_what_is_in_force_again_does(tmp_path):
    """An agreement and a grant, by the day; they follow the clock, wherever it is set."""
    with town_running(tmp_path) as town:
        town.granted(town.ask(ICE, STUDENT), "immigration.entry", uses=9)
        said = {}
        for days in (0, 3650, 0, -3650, 0):
            with town.clock.later(days=days):
                county = town.ask(COUNTY, "/clinic/patients/1001").status
                ice = town.ask(ICE, STUDENT).status
            said.setdefault(days, set()).add((county, ice))

    assert said[0] == {(200, 200)}
    assert said[3650] == {(404, 202)}
    assert said[-3650] == {(404, 403)}
