"""What is said twice: an agreement or a rule that another one already holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from firewall.errors import Fault
from firewall.policy.files.agreements import treatment_of
from firewall.policy.lint.days import warn
from firewall.policy.outcomes import stricter
from firewall.policy.rules import Agreement, Bundle, Rule
from firewall.policy.words import covered


def found(bundle: Bundle) -> Iterator[Fault]:
    yield from _agreements(bundle)
    for index, rule in enumerate(bundle.rules):
        for other in bundle.rules[:index]:
            yield from _rules(rule, other)


def _agreements(bundle: Bundle) -> Iterator[Fault]:
    for index, one in enumerate(bundle.agreements):
        for other in bundle.agreements[:index]:
            if not (one.signed_by and other.signed_by):
                continue  # what nobody signed opens nothing, and can stand for nothing
            if _is_inside(one, other):
                yield warn(one.at, "POL411", word=one.id, other=other.id)
            elif _is_inside(other, one):
                yield warn(other.at, "POL411", word=other.id, other=one.id)


def _is_inside(one: Agreement, other: Agreement) -> bool:
    named = [category for share in one.shares for category in share.data]
    return (
        (one.principal, one.direction, one.basis, one.needs, one.cut_spans)
        == (other.principal, other.direction, other.basis, other.needs, other.cut_spans)
        and all(_stands_in(place, other.services) for place in one.services)
        and one.purposes <= other.purposes
        and set(one.through) <= set(other.through)
        and set(one.onward) <= set(other.onward)
        and all(covered(category, other.asks_by) for category in one.asks_by)
        and all(treatment_of(one, category) == treatment_of(other, category) for category in named)
        and other.starts <= one.starts
        and one.ends <= other.ends
    )


def _rules(rule: Rule, other: Rule) -> Iterator[Fault]:
    """Two laws may say the same, and each still stands when the other falls: only within one law is it a slip."""
    if rule.id.partition("/")[0] != other.id.partition("/")[0]:
        return
    if _closes_no_more(rule, other) and _closes_no_more(other, rule):
        yield warn(rule.at, "POL412", word=rule.id, other=other.id)
    elif _closes_no_more(rule, other):
        yield warn(rule.at, "POL413", word=rule.id, other=other.id)
    elif _closes_no_more(other, rule):
        yield warn(other.at, "POL413", word=other.id, other=rule.id)


def _closes_no_more(rule: Rule, other: Rule) -> bool:
    """Whether ``other`` closes, at least as strictly, wherever ``rule`` does."""
    return (
        _within(rule.to, other.to)
        and all(covered(word, rule.except_to) for word in other.except_to)
        and (
            not other.routes or (bool(rule.routes) and all(_stands_in(r, other.routes) for r in rule.routes))
        )
        and (not other.purposes or bool(rule.purposes and rule.purposes <= other.purposes))
        and other.direction in (None, rule.direction)
        and (not other.claims or bool(rule.claims and rule.claims <= other.claims))
        and other.unless_declared in ("", rule.unless_declared)
        and _within(rule.asked_by, other.asked_by)
        and _data_within(rule, other)
        and stricter(rule.then, other.then) == other.then
        and other.yields_to <= rule.yields_to
        and other.starts <= rule.starts
        and (other.ends is None or (rule.ends is not None and rule.ends <= other.ends))
    )


def _data_within(rule: Rule, other: Rule) -> bool:
    if rule.data is None or other.data is None:
        # One closes the exchange and the other categories: neither says all that the other does.
        return rule.data is other.data
    return all(covered(category, other.data) for category in rule.data)


def _within(words: Collection[str], others: Collection[str]) -> bool:
    """Whether everyone in a list is in the other one, too; an empty one is everyone."""
    return not others or (bool(words) and all(covered(word, others) for word in words))


def _stands_in(place: str, places: Collection[str]) -> bool:
    return place in places or place.partition(":")[0] in places
