"""The state of the house in numbers."""

import math
import secrets
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from firewall import books, vitals
from firewall.metrics import READINGS, Metrics
from firewall.model import UNKNOWN, Category, Exchange, Outcome, RouteId
from tests.helpers import NOON, bundle

CITY = bundle().city


@pytest.fixture
def opened(tmp_path):
    with books.opened(tmp_path / "data", bundle(), NOON, create=True) as found:
        yield found


def readings(opened, tmp_path, now=NOON):
    return vitals.of_books(opened, bundle, tmp_path, lambda: now)


def test_numbers_are_listed(opened, tmp_path):
    """What the rest of them are asked of, only the application knows: see its own test."""
    assert {*readings(opened, tmp_path), *vitals.of_process(NOON)} <= set(READINGS)


def test_a_number_of_the_process_is_one(monkeypatch):
    found = {name: read() for name, read in vitals.of_process(NOON).items()}

    assert found["firewall_started_timestamp_seconds"] == NOON.timestamp()
    assert 3 <= found["firewall_open_files"] < found["firewall_open_files_limit"]
    assert 10 * 2**20 < found["firewall_memory_bytes"] < 2**40
    assert found["firewall_log_lines_dropped_total"] == 0


def test_where_there_is_no_proc_there_is_no_number(monkeypatch, tmp_path):
    monkeypatch.setattr(vitals, "_SELF", tmp_path)
    metrics = Metrics([], [], [])
    metrics.read(vitals.of_process(NOON))

    assert math.isnan(metrics.registry.get_sample_value("firewall_memory_bytes"))
    assert metrics.registry.get_sample_value("firewall_started_timestamp_seconds") == NOON.timestamp()


def test_a_disk_has_a_size_and_room(opened, tmp_path):
    read = readings(opened, tmp_path)

    assert 0 < read["firewall_disk_free_bytes"]() < read["firewall_disk_size_bytes"]()


@pytest.mark.parametrize(("days", "expiring"), [(0, 0), (22, 0), (24, 1), (29, 1), (31, 0)])
def test_a_case_that_nobody_decides_is_told_a_week_before_it_expires(opened, tmp_path, days, expiring):
    exchange = Exchange(id="1", at=NOON, requester=UNKNOWN, method="GET", route=RouteId("clinic:patient"))
    opened.persons.cases.open_case(
        exchange,
        outcome=Outcome.REFER,
        wants=frozenset({Category("health")}),
        at=NOON,
        entropy=secrets.token_bytes,
    )

    assert readings(opened, tmp_path, NOON + timedelta(days=days))["firewall_cases_expiring"]() == expiring


def test_latched_members_are_counted_until_they_are_cleared(opened, tmp_path):
    read = readings(opened, tmp_path)["firewall_members_latched"]
    route = RouteId("clinic:patient")
    opened.persons.latches.latch(route, "/notes", frozenset(), at=NOON)
    opened.persons.latches.latch(route, "/id", frozenset(), at=NOON)
    before = read()
    opened.persons.latches.clear(route, "/notes", by="A", why="looked", at=NOON)

    assert (before, read()) == (2, 1)


@pytest.mark.parametrize(
    ("starts", "ends", "counted"),
    [
        ((2026, 1, 1), (2026, 7, 15), 1),
        ((2026, 1, 1), (2026, 6, 15), 1),
        ((2026, 1, 1), (2026, 6, 14), 0),
        ((2026, 1, 1), (2026, 7, 16), 0),
        ((2026, 6, 16), (2026, 7, 1), 0),
    ],
)
def test_an_agreement_that_is_about_to_end_is_told(starts, ends, counted):
    agreement = SimpleNamespace(starts=date(*starts), ends=date(*ends))

    assert vitals.agreements_ending(SimpleNamespace(agreements=(agreement,), city=CITY), NOON) == counted


def test_a_record_that_failed_is_told(opened, tmp_path):
    read = readings(opened, tmp_path)["firewall_record_failed"]

    assert not read()


def test_the_days_until_a_rule_is_to_be_reviewed_are_told(opened, tmp_path):
    found = readings(opened, tmp_path)["firewall_policy_review_days"]

    assert found() == (date(2027, 1, 1) - NOON.date()).days
    assert math.isnan(vitals.review_days(bundle(**{"laws/welcoming.yaml": None}), NOON))
