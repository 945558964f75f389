from datetime import date, timedelta

import pytest

from firewall.policy.reviewing import days_left, to_review
from tests.helpers_policy import REMOVE, rule

TODAY = date(2026, 6, 15)


def reviewed(days, **changes):
    return rule(REMOVE, "identity", review_by=TODAY + timedelta(days), **changes)


@pytest.mark.parametrize("days", [-400, -1, 0, 30, 31])
def test_days_are_counted_to_the_day_and_beyond(days):
    assert days_left(reviewed(days), TODAY) == days


@pytest.mark.parametrize(
    "changes", [{"starts": TODAY + timedelta(1)}, {"ends": TODAY - timedelta(1)}, {"review_by": None}]
)
def test_a_rule_that_is_not_in_force_or_is_never_to_be_reviewed_has_none(changes):
    assert days_left(rule(REMOVE, "identity", **{"review_by": TODAY} | changes), TODAY) is None


def test_what_is_due_within_30_days_or_past_is_told_the_most_urgent_first():
    rules = [reviewed(31, id="l/a"), reviewed(30, id="l/b"), reviewed(-5, id="l/c"), reviewed(0, id="l/d")]

    assert [(rule.id, days) for rule, days in to_review(rules, TODAY)] == [
        ("l/c", -5),
        ("l/d", 0),
        ("l/b", 30),
    ]
