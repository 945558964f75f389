"""Rules that somebody wanted to look at again: ``review_by`` ends nothing, and reminds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from firewall.policy.rules import Rule

AHEAD = timedelta(days=30)
"""So long before the day it is told."""


def days_left(rule: Rule, today: date) -> int | None:
    """How long until a rule in force is to be reviewed, below zero where that is past; None where it never is."""
    is_in_force = rule.starts <= today and (rule.ends is None or today <= rule.ends)
    return (rule.review_by - today).days if is_in_force and rule.review_by is not None else None


def to_review(rules: Iterable[Rule], today: date) -> tuple[tuple[Rule, int], ...]:
    """Return the rules that are to be reviewed within 30 days or should have been, the most urgent first."""
    left = ((rule, days_left(rule, today)) for rule in rules)
    found = [(rule, days) for rule, days in left if days is not None and days <= AHEAD.days]
    return tuple(sorted(found, key=lambda one: (one[1], one[0].id)))
