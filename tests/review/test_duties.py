"""Tasks: one open for equal exchanges of a day, one open a period, until somebody says what was done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from firewall.errors import ReviewError
from firewall.model import Digest, Purpose, RouteId
from firewall.review.duties import Due, Duties, after, period
from firewall.review.store import Store
from tests.helpers_policy import COUNTY, ICE, STRANGER, VENDOR, exchange

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
RECORD = Due("record-request", "welcoming", 120)
REPORT = Due("report", "welcoming", 24, "quarter")
NUMBERS = count(1)


def entropy(size):
    return next(NUMBERS).to_bytes(size, "big")


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "review.sqlite") as opened:
        yield opened


@pytest.fixture
def duties(store):
    return Duties(store)


def owe(duties, *dues, chain=(ICE,), at=NOW, **changes):
    duties.owe(exchange(*chain, at=at, **changes), dues or (RECORD,), entropy)


def test_a_task_says_which_duty_who_obliges_to_it_and_until_when(duties):
    owe(duties, id="x-1")

    (task,) = duties.list()
    assert (task.duty, task.by, task.exchange, task.route) == (
        "record-request",
        "welcoming",
        "x-1",
        "clinic:patient",
    )
    assert (task.since, task.due) == (NOW, NOW + timedelta(days=5))
    assert task.id.startswith("D-")


def test_equal_exchanges_of_a_day_are_one_task_and_that_of_the_next_day_is_another(duties):
    for hours in (0, 1, 11, 12, 13):
        owe(duties, at=NOW + timedelta(hours=hours))

    assert [task.since.date() for task in duties.list()] == [date(2026, 6, 15), date(2026, 6, 16)]


@pytest.mark.parametrize(
    "changes",
    [
        {"chain": (COUNTY,)},
        {"chain": (VENDOR, ICE)},
        {"onward": (VENDOR,)},
        {"route": RouteId("clinic:patients")},
        {"purpose": Purpose("billing")},
        {"target": Digest("another")},
    ],
)
def test_an_exchange_that_differs_is_a_task_of_its_own(duties, changes):
    owe(duties, purpose=Purpose("enforcement"))
    owe(duties, **{"purpose": Purpose("enforcement")} | changes)

    assert len(duties.list()) == 2


def test_two_laws_that_want_the_same_of_one_exchange_get_it_once(duties):
    owe(duties, RECORD, Due("record-request", "trust-act", 120))

    assert [task.by for task in duties.list()] == ["welcoming"]


def test_somebody_unknown_cannot_fill_the_store_with_targets(duties):
    for number in range(50):
        owe(duties, chain=(STRANGER,), target=Digest(f"{number}"))

    assert len(duties.list()) == 1


def test_a_period_is_one_task_for_each_law_and_is_due_after_its_end(duties):
    for days in (0, 5, 15):
        owe(duties, REPORT, at=NOW + timedelta(days=days), id=f"x-{days}")
    owe(duties, Due("report", "trust-act", 24, "quarter"))
    owe(duties, REPORT, at=NOW + timedelta(days=16))

    assert [(task.by, task.exchange, task.due.date()) for task in duties.list()] == [
        ("welcoming", "x-0", date(2026, 7, 2)),
        ("trust-act", "x", date(2026, 7, 2)),
        ("welcoming", "x", date(2026, 10, 2)),
    ]


def test_a_period_ends_at_midnight_in_the_city(duties):
    chicago = ZoneInfo("America/Chicago")
    owe(
        duties,
        Due("report", "law", 0, "month"),
        at=datetime(2026, 7, 1, 4, 59, tzinfo=UTC).astimezone(chicago),
    )

    assert duties.list()[0].due == datetime(2026, 7, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "day", "name", "next_one"),
    [
        ("day", date(2026, 12, 31), "2026-12-31", date(2027, 1, 1)),
        ("week", date(2027, 1, 3), "2026-W53", date(2027, 1, 4)),
        ("week", date(2027, 1, 4), "2027-W01", date(2027, 1, 11)),
        ("month", date(2026, 12, 31), "2026-12", date(2027, 1, 1)),
        ("month", date(2026, 1, 31), "2026-01", date(2026, 2, 1)),
        ("quarter", date(2026, 1, 1), "2026-Q1", date(2026, 4, 1)),
        ("quarter", date(2026, 12, 31), "2026-Q4", date(2027, 1, 1)),
        ("year", date(2026, 1, 1), "2026", date(2027, 1, 1)),
    ],
)
def test_periods(every, day, name, next_one):
    assert (period(day, every), after(day, every)) == (name, next_one)


def test_what_is_due_first_stands_first_and_what_was_done_is_gone(duties):
    owe(duties, REPORT, RECORD)
    report = next(task for task in duties.list() if task.duty == "report")
    assert [task.duty for task in duties.list()] == ["record-request", "report"]

    done = duties.done(report.id, by="Ana Ruiz", why="sent to the council", at=NOW)

    assert (done.done, done.done_by, done.why) == (NOW, "Ana Ruiz", "sent to the council")
    assert [task.duty for task in duties.list()] == ["record-request"]
    assert len(duties.list(everything=True)) == 2


def test_an_exchange_after_a_task_was_done_brings_another_in_the_same_day_and_period(tmp_path, duties):
    owe(duties, RECORD, REPORT, id="x-1")
    with Store.open(tmp_path / "review.sqlite") as opened:  # as the command line does, beside the firewall
        for task in duties.list():
            Duties(opened).done(task.id, by="Ana Ruiz", why="entered", at=NOW)
    for hours in (1, 2):
        owe(duties, RECORD, REPORT, at=NOW + timedelta(hours=hours), id=f"x-{1 + hours}")

    assert sorted((task.duty, task.exchange) for task in duties.list()) == [
        ("record-request", "x-2"),
        ("report", "x-2"),
    ]
    assert len(duties.list(everything=True)) == 4


@pytest.mark.parametrize(
    ("id_", "by", "why", "says"),
    [
        ("D-0000-0000", "Ana Ruiz", "done", "there is no such task"),
        (None, "", "done", "say who decides this"),
        (None, "Ana Ruiz", "  ", "say what was done"),
    ],
)
def test_a_task_is_done_by_somebody_who_says_what(duties, id_, by, why, says):
    owe(duties)
    with pytest.raises(ReviewError, match=says):
        duties.done(id_ or duties.list()[0].id, by=by, why=why, at=NOW)
    assert len(duties.list()) == 1


def test_a_task_is_done_once(duties):
    owe(duties)
    id_ = duties.list()[0].id
    duties.done(id_, by="Ana Ruiz", why="entered", at=NOW)

    with pytest.raises(ReviewError, match="it was done on 2026-06-15 by Ana Ruiz"):
        duties.done(id_, by="Somebody Else", why="entered", at=NOW)


def test_open_and_overdue_ones_are_counted_by_duty(duties):
    owe(duties, RECORD, REPORT)
    owe(duties, RECORD, at=NOW + timedelta(days=3))

    assert duties.count(NOW) == {"record-request": (2, 0), "report": (1, 0)}
    assert duties.count(NOW + timedelta(days=5, seconds=1))["record-request"] == (2, 1)


def test_two_processes_write_one_task_between_them(tmp_path, duties):
    with Store.open(tmp_path / "review.sqlite") as opened:
        owe(duties)
        owe(Duties(opened))

    assert len(duties.list()) == 1


def test_an_equal_exchange_writes_nothing_and_waits_for_nobody(tmp_path, duties):
    owe(duties)
    with Store.open(tmp_path / "review.sqlite") as opened, opened.changing():
        owe(duties)

    assert len(duties.list()) == 1


def test_a_store_that_cannot_take_a_task_is_an_error(duties, store):
    store.close()

    for _ in range(2):
        with pytest.raises(ReviewError):
            owe(duties)
