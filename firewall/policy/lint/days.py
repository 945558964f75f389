"""What ends, has ended, or was to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from firewall.errors import Fault
from firewall.policy.faults.table import made
from firewall.policy.rules import Agreement, Bundle, Rule
from firewall.policy.yaml import Place

SOON = timedelta(days=30)


def found(bundle: Bundle, today: date) -> Iterator[Fault]:
    for agreement in bundle.agreements:
        yield from _agreement(agreement, today)
    for rule in bundle.rules:
        yield from _rule(rule, today)


def _agreement(agreement: Agreement, today: date) -> Iterator[Fault]:
    if agreement.ends < today:
        yield warn(agreement.at, "POL420", word=agreement.id, day=agreement.ends)
    elif agreement.ends <= today + SOON:
        yield warn(agreement.at, "POL421", word=agreement.id, day=agreement.ends)


def _rule(rule: Rule, today: date) -> Iterator[Fault]:
    if rule.ends is not None and rule.ends < today:
        yield warn(rule.at, "POL403", word=rule.id, day=rule.ends)
    elif rule.review_by is not None and rule.review_by < today:
        yield warn(rule.at, "POL423", word=rule.id, day=rule.review_by)
    elif rule.review_by is not None and rule.review_by <= today + SOON:
        yield warn(rule.at, "POL424", word=rule.id, day=rule.review_by)


def warn(at: Place, code: str, **words: object) -> Fault:
    return made(at.file, at.line, at.column, code, **words)
