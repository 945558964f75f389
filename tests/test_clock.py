"""Whether the clock was set."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from firewall import clock
from firewall.beside import alongside
from firewall.clock import Pace
from firewall.errors import AuditError

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize("by", [-3600, -6, 6, 3600, 86_400 * 365 * 12])
def test_a_clock_that_was_set_is_told_once(by):
    pace = Pace(NOON, 100.0)

    assert pace.jumped(NOON + timedelta(seconds=1), 101.0) == 0
    assert pace.jumped(NOON + timedelta(seconds=2 + by), 102.0) == by
    assert pace.jumped(NOON + timedelta(seconds=3 + by), 103.0) == 0


@pytest.mark.parametrize("by", [-4, 0, 4])
def test_a_clock_that_is_kept_in_step_was_not_set(by):
    assert Pace(NOON, 100.0).jumped(NOON + timedelta(seconds=1 + by), 101.0) == 0


def test_a_long_pause_between_two_looks_is_no_jump():
    assert Pace(NOON, 100.0).jumped(NOON + timedelta(hours=1), 3700.0) == 0


def test_a_clock_that_stands_still_is_told():
    pace = Pace(NOON, 100.0)

    assert pace.jumped(NOON, 110.0) == -10


class Record:
    def __init__(self, fails=False):
        self.said, self.fails = [], fails

    async def append(self, entry):
        if self.fails:
            raise AuditError("the disk is full")
        self.said.append(json.loads(entry))


@pytest.mark.parametrize("fails", [False, True])
async def test_that_it_was_set_is_on_record_where_that_can_be_made(monkeypatch, fails):
    monkeypatch.setattr(clock, "_LOOK_S", 0.01)
    ahead, record = [timedelta(0)], Record(fails)

    async with alongside(clock.watch(record, lambda: datetime.now(UTC) + ahead[0])):
        await asyncio.sleep(0.05)
        ahead[0] = timedelta(hours=1)
        await asyncio.sleep(0.2)

    assert [(entry["what"], entry["facts"]) for entry in record.said] == (
        [] if fails else [("clock-jumped", {"seconds": 3600})]
    )
