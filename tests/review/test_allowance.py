"""One day's allowance for several processes: all or none, and never twice."""

import subprocess
import sys
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from firewall.errors import ReviewError
from firewall.review.allowance import SharedBudget

DSA, OTHER = "DSA-2026-014", "DSA-2026-015"
DAY = date(2026, 11, 22)
NEXT = DAY + timedelta(days=1)
PROJECT = Path(__file__).parents[2]

TAKING = """
import sys
from datetime import date
from pathlib import Path
from firewall.review.allowance import SharedBudget

with SharedBudget(Path(sys.argv[1])) as budget:
    print("ready", flush=True)
    sys.stdin.readline()
    print(sum(budget.reserve("DSA-2026-014", date(2026, 11, 22), 1, 50) for _ in range(40)))
"""


@pytest.fixture
def place(tmp_path):
    return tmp_path / "limits.sqlite"


@contextmanager
def budget_of(place, spent=None):
    with SharedBudget(place) as budget:
        budget.at_least(spent or {})
        yield budget


def test_limit_can_be_used_up_and_not_passed(place):
    with budget_of(place) as budget:
        assert [budget.reserve(DSA, DAY, n, 10) for n in (6, 5, 4, 1)] == [True, False, True, False]
        assert budget.spent(DSA, DAY) == 10


def test_agreements_and_days_have_their_own(place):
    with budget_of(place) as budget:
        budget.reserve(DSA, DAY, 10, 10)

        assert budget.reserve(OTHER, DAY, 10, 10)
        assert budget.reserve(DSA, NEXT, 10, 10)


def test_days_that_are_still_to_come_are_forgotten_and_tomorrow_is_not(place):
    with budget_of(place) as budget:
        budget.reserve(DSA, NEXT, 4, 10)
        budget.reserve(DSA, DAY + timedelta(days=2), 4, 10)
        budget.forget_after(DAY)

        assert [budget.spent(DSA, DAY + timedelta(days=n)) for n in (1, 2)] == [4, 0]
        assert budget.reserve(DSA, DAY, 10, 10)


def test_two_that_opened_it_share_one_allowance(place):
    with budget_of(place) as one, budget_of(place) as other:
        taken = [budget.reserve(DSA, DAY, 4, 10) for budget in (one, other, one, other)]

    assert taken == [True, True, False, False]


def test_processes_at_once_take_no_more_than_there_is(place):
    budget_of(place)
    taking = [
        subprocess.Popen(
            [sys.executable, "-c", TAKING, str(place)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT, env={"PYTHONPATH": str(PROJECT)},
        )
        for _ in range(2)
    ]  # fmt: skip
    for one in taking:
        one.stdout.readline()
    for one in taking:
        one.stdin.write("go\n")
        one.stdin.flush()
    took = [int(one.communicate(timeout=30)[0]) for one in taking]

    assert sum(took) == 50


def test_where_the_log_says_more_the_log_is_right(place):
    with budget_of(place, {(DSA, DAY): 9}) as budget:
        assert [budget.reserve(DSA, DAY, 2, 10), budget.reserve(DSA, DAY, 1, 10)] == [False, True]


def test_where_the_file_says_more_it_stays(place):
    with budget_of(place) as budget:
        budget.reserve(DSA, DAY, 10, 10)
    with budget_of(place, {(DSA, DAY): 3}) as budget:
        assert not budget.reserve(DSA, DAY, 1, 10)


def test_clock_set_back_refills_nothing(place):
    with budget_of(place, {(DSA, DAY): 10}) as budget:
        budget.reserve(OTHER, DAY + timedelta(days=2), 1, 10)

        assert not budget.reserve(DSA, DAY, 1, 10)


def test_yesterday_is_still_counted_and_the_day_before_is_forgotten(place):
    with budget_of(place, {(DSA, DAY): 10}) as budget:
        budget.reserve(OTHER, NEXT, 1, 10)
        yesterday = budget.spent(DSA, DAY)
        budget.reserve(OTHER, NEXT + timedelta(days=1), 1, 10)

        assert (yesterday, budget.spent(DSA, DAY)) == (10, 0)


def test_less_than_nothing_cannot_be_taken(place):
    with budget_of(place, {(DSA, DAY): 5}) as budget:
        assert not budget.reserve(DSA, DAY, -3, 10)
        assert budget.spent(DSA, DAY) == 5


def test_a_count_that_cannot_be_kept_is_an_error_and_no_allowance(place):
    with budget_of(place) as budget:
        budget._file._writes.execute("DROP TABLE spent")
        with pytest.raises(ReviewError):
            budget.reserve(DSA, DAY, 1, 10)
