"""What shows that a rule or an agreement is what it says: a citation, a quotation, a signature, tests both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from firewall.errors import Fault
from firewall.policy.lint.days import warn
from firewall.policy.rules import Agreement, Bundle, Case, Rule
from firewall.policy.words import covered
from firewall.policy.yaml import Place

_PLACE_IN_A_LAW = re.compile(r"[\d§]")
_NOT_SIGNED = re.compile(
    r"(tbd|tba|todo|pending|unsigned|nobody.*|none|to be .*|pendiente|por firmar|[-?.x]+)", re.IGNORECASE
)

_NOWHERE = Place("laws")


def found(bundle: Bundle, today: date) -> Iterator[Fault]:
    if not bundle.rules:
        yield warn(_NOWHERE, "POL400")
    for rule in bundle.rules:
        yield from _words(rule)
        if rule.ends is None or rule.ends >= today:
            yield from _tests(rule, bundle)
    for agreement in bundle.agreements:
        is_later = agreement.signed_on is not None and agreement.signed_on > today
        if is_later or _NOT_SIGNED.fullmatch(agreement.signed_by.strip()):
            yield warn(agreement.at, "POL422", word=agreement.id)
        if agreement.ends >= today and not any(_uses(case, agreement, bundle) for case in bundle.cases):
            yield warn(agreement.at, "POL432", word=agreement.id)


def _words(rule: Rule) -> Iterator[Fault]:
    if not _PLACE_IN_A_LAW.search(rule.cite):
        yield warn(rule.at, "POL402", word=rule.id)
    if rule.quote == "unconfirmed":
        yield warn(rule.at, "POL401", word=rule.id)


def _tests(rule: Rule, bundle: Bundle) -> Iterator[Fault]:
    cases = [case for case in bundle.cases if case.rule == rule.id or rule.id in (case.expect.rules or ())]
    if not any(map(_stops, cases)):
        yield warn(rule.at, "POL430", word=rule.id)
    if not any(map(_lets_pass, cases)):
        yield warn(rule.at, "POL431", word=rule.id)


def _stops(case: Case) -> bool:
    return case.expect.outcome != "release" or bool(case.expect.removed)


def _lets_pass(case: Case) -> bool:
    return case.expect.outcome == "release" and case.expect.kept != ()


def _uses(case: Case, agreement: Agreement, bundle: Bundle) -> bool:
    """Whether a test is about an agreement: its requester, service and purpose, whatever comes of it."""
    given = case.given
    partner = next((p for p in bundle.partners.values() if p.id == given.requester), None)
    chain = [given.requester, *((partner.kind, *partner.on_behalf_of) if partner is not None else ())]
    return (
        any(word == agreement.principal or covered(word, [agreement.principal]) for word in chain)
        and any(place in {given.route, given.route.partition(":")[0]} for place in agreement.services)
        and (given.purpose in agreement.purposes or not given.purpose)
    )
