"""What can never do anything: rules about nobody or nothing, agreements that a law empties, data that nothing names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from firewall.errors import Fault
from firewall.model import Category, Exchange, Kind, Outcome, PartnerId, Party, Purpose, Requester, RouteId
from firewall.policy.decide import applies, yields
from firewall.policy.files.agreements import treatment_of
from firewall.policy.lint.days import warn
from firewall.policy.openers import Opener
from firewall.policy.rules import Agreement, Bundle, Route, Rule, Service
from firewall.policy.words import akin, covered


def found(bundle: Bundle, today: date) -> Iterator[Fault]:
    for rule in bundle.rules:
        if _is_about_nobody(rule, bundle):
            yield warn(rule.at, "POL404", word=rule.id)
        if _is_about_nothing(rule, bundle):
            yield warn(rule.at, "POL405", word=rule.id)
    for agreement in bundle.agreements:
        if agreement.ends >= today and (rules := _emptied_by(agreement, bundle, today)):
            yield warn(agreement.at, "POL407", word=agreement.id, rules=", ".join(f"`{r}`" for r in rules))
    named = [
        *(category for rule in bundle.rules for category in rule.data or ()),
        *(category for one in bundle.agreements for share in one.shares for category in share.data),
    ]
    for service in bundle.services:
        if left := sorted(c for c in _of_service(service) if not covered(c, named)):
            listed = ", ".join(f"`{category}`" for category in left)
            yield warn(service.at, "POL410", word=service.name, categories=listed)


def _is_about_nobody(rule: Rule, bundle: Bundle) -> bool:
    """Whether each partner it names is excepted by its kind; that the words themselves are is a fault."""
    kinds = [bundle.partners[PartnerId(w)].kind if w in bundle.partners else w for w in rule.to]
    return bool(kinds) and all(covered(kind, rule.except_to) for kind in kinds)


def _is_about_nothing(rule: Rule, bundle: Bundle) -> bool:
    """Whether no route it is about declares its data.  Free text may hold anything, so nothing is said of that."""
    if rule.data is None or not rule.routes:
        return False
    routes = [r for r in bundle.routes.values() if {r.id, r.id.partition(":")[0]} & set(rule.routes)]
    declared = {category for route in routes for category in _declared(route)}
    if declared & bundle.vocabulary.free_texts:
        return False
    return not any(akin(category, data) for category in declared for data in rule.data)


def _declared(route: Route) -> Iterator[str]:
    for categories in (*route.fields.values(), *route.body.values()):
        yield from categories
    yield from (*route.path.values(), *route.query.values(), *(route.accepts or ()))


def _of_service(service: Service) -> set[Category]:
    return {c for route in service.routes for categories in route.fields.values() for c in categories}


def _emptied_by(agreement: Agreement, bundle: Bundle, today: date) -> list[str]:
    """The rules that together close all that an agreement shares, wherever and for whatever purpose; else none."""
    shared = [c for c in bundle.vocabulary.categories if _is_shared(agreement, c)]
    rules: dict[str, None] = {}
    for route in bundle.routes.values():
        if not {route.id, route.id.partition(":")[0]} & set(agreement.services):
            continue
        for purpose in sorted(agreement.purposes):
            exchange = _exchange(agreement, bundle, route, purpose, today)
            opener = _opener(agreement, bundle, purpose)
            standing = [r for r in bundle.rules if applies(r, exchange) and not yields(r, opener)]
            for category in shared:
                closed = next((r for r in standing if _closes(r, category, purpose)), None)
                if closed is None:
                    return []
                rules[closed.id] = None
    return list(rules)


def _is_shared(agreement: Agreement, category: Category) -> bool:
    treatment = treatment_of(agreement, category)
    return treatment is not None and treatment.outcome < Outcome.REMOVE


def _closes(rule: Rule, category: Category, purpose: Purpose) -> bool:
    is_meant = not rule.purposes or purpose in rule.purposes
    if rule.data is None:
        return is_meant
    return is_meant and covered(category, rule.data) and rule.then.outcome >= Outcome.REMOVE


def _opener(agreement: Agreement, bundle: Bundle, purpose: Purpose) -> Opener:
    """Build what it would open at its best, with every paper that it needs."""
    kinds = agreement.needs.process
    bases = {bundle.vocabulary.processes[kind].basis for kind in kinds} - {"none"}
    own = set() if agreement.basis == "agreement" else {agreement.basis}
    counsel = {"counsel"} if agreement.needs.approval else set()
    return Opener(
        id=agreement.id,
        names={},
        bases=frozenset({*bases, *own, *counsel, *kinds}),
        purposes=frozenset({purpose}),
    )


def _exchange(agreement: Agreement, bundle: Bundle, route: Route, purpose: Purpose, today: date) -> Exchange:
    partner = bundle.partners.get(PartnerId(agreement.principal))
    if partner is None:
        asks = Requester(party=Party(PartnerId(""), Kind(agreement.principal)))
    else:
        asks = Requester(party=Party(partner.id, partner.kind))
    return Exchange(
        id="lint",
        at=datetime.combine(max(today, agreement.starts), time(12), UTC),
        requester=asks,
        method=route.method,
        route=RouteId(route.id),
        purpose=purpose,
        direction=agreement.direction,
    )
