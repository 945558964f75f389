"""The day's allowance: all or none, and never refilled by a clock or a restart."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from firewall.review.limits import Budget

DSA, OTHER = "DSA-2026-014", "DSA-2026-015"
DAY = date(2026, 11, 22)
NEXT = DAY + timedelta(days=1)


def test_limit_can_be_used_up_and_not_passed():
    budget = Budget()

    assert [budget.reserve(DSA, DAY, n, 10) for n in (6, 5, 4, 1)] == [True, False, True, False]
    assert budget.spent(DSA, DAY) == 10


def test_agreements_and_days_have_their_own():
    budget = Budget()
    budget.reserve(DSA, DAY, 10, 10)

    assert budget.reserve(OTHER, DAY, 10, 10)
    assert budget.reserve(DSA, NEXT, 10, 10)


def test_restart_gives_no_second_allowance():
    budget = Budget({(DSA, DAY): 9})

    assert [budget.reserve(DSA, DAY, 2, 10), budget.reserve(DSA, DAY, 1, 10)] == [False, True]


def test_exchange_that_began_yesterday_counts_for_yesterday():
    budget = Budget({(DSA, DAY): 10})
    budget.reserve(DSA, NEXT, 1, 10)

    assert not budget.reserve(DSA, DAY, 1, 10)


def test_clock_set_back_refills_nothing():
    budget = Budget({(DSA, DAY): 10})
    budget.reserve(OTHER, DAY + timedelta(days=2), 1, 10)

    assert not budget.reserve(DSA, DAY, 1, 10)


def test_less_than_nothing_cannot_be_taken():
    budget = Budget({(DSA, DAY): 5})

    assert not budget.reserve(DSA, DAY, -3, 10)
    assert budget.spent(DSA, DAY) == 5


def test_days_gone_by_are_forgotten():
    budget = Budget()
    for number in range(100):
        budget.reserve(DSA, DAY + timedelta(days=number), 1, 10)

    assert len(budget._spent) == 2


RESERVATIONS = st.lists(st.tuples(st.sampled_from([DSA, OTHER]), st.integers(-2, 5), st.integers(-5, 20)))


@given(RESERVATIONS, st.integers(0, 30))
def test_whatever_the_order_no_day_passes_its_limit(reservations, limit):
    budget = Budget()
    granted = {}
    for agreement, offset, n in reservations:
        day = DAY + timedelta(days=offset)
        if budget.reserve(agreement, day, n, limit):
            granted[agreement, day] = granted.get((agreement, day), 0) + n

    assert all(0 <= count <= limit for count in granted.values())
