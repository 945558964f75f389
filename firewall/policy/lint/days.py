"""What ends, has ended, or was to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from firewall.errors import Fault
from firewall.policy.faults.table import made
from firewall.policy.rules import Agreement, Bundle, City, Partner, Rule
from firewall.policy.yaml import Place

SOON = timedelta(days=30)


def found(bundle: Bundle, today: date) -> Iterator[Fault]:
    for agreement in bundle.agreements:
        yield from _agreement(agreement, today)
    for rule in bundle.rules:
        yield from _rule(rule, today)
    for partner in bundle.partners.values():
        yield from _partner(partner, today)
    yield from _packs(bundle.city, today)


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


def _partner(partner: Partner, today: date) -> Iterator[Fault]:
    if partner.ends <= today + SOON:
        code = "POL425" if partner.ends < today else "POL426"
        yield warn(partner.at, code, word=partner.id, day=partner.ends)
    last: dict[str, date] = {}
    for one in partner.declares:  # one that was renewed stands there twice
        last[one.word] = max(one.ends, last.get(one.word, one.ends))
    for word, ends in last.items():
        if ends <= today + SOON:
            code = "POL427" if ends < today else "POL428"
            yield warn(partner.at, code, word=partner.id, other=word, day=ends)


def _packs(city: City, today: date) -> Iterator[Fault]:
    last: dict[str, date] = {}
    for line in city.packs:
        ends = line.ends or date.max
        last[line.pack] = max(ends, last.get(line.pack, ends))
    for line in city.packs:
        if line.ends is not None and line.ends == last[line.pack] and line.ends <= today + SOON:
            yield warn(line.at, "POL415" if line.ends < today else "POL416", word=line.pack, day=line.ends)


def warn(at: Place, code: str, **words: object) -> Fault:
    return made(at.file, at.line, at.column, code, **words)
