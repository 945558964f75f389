"""Statistics of which nothing leaves, or of which two answers together tell more than either."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.errors import Fault
from firewall.model import Category
from firewall.policy.lint.days import warn
from firewall.policy.rules import Agreement, Bundle, Route
from firewall.policy.words import akin
from firewall.suppression import NOT_YET, PROFILES


def found(bundle: Bundle) -> Iterator[Fault]:
    for agreement in bundle.agreements:
        not_yet = {s.suppress: s.data for s in agreement.shares if s.suppress in NOT_YET}
        for profile, data in not_yet.items():
            yield warn(
                agreement.at,
                "POL450",
                word=agreement.id,
                profile=profile,
                categories=", ".join(dict.fromkeys(data)),
            )
        if any(s.suppress in PROFILES for s in agreement.shares):
            for route in _meant(agreement, bundle):
                yield from _at(agreement, route)


def _meant(agreement: Agreement, bundle: Bundle) -> Iterator[Route]:
    for route in bundle.routes.values():
        if {route.id, route.id.partition(":")[0]} & set(agreement.services) and route.is_statistical:
            yield route


def _at(agreement: Agreement, route: Route) -> Iterator[Fault]:
    table = route.table
    if table is None:
        yield warn(agreement.at, "POL470", word=agreement.id, route=route.id)
        return
    summed = [(*table.rows, "*", name) for name in table.by if name not in table.totals_by]
    parts = {category for path in summed for category in route.fields.get(path, ())}
    if asked := sorted(c for c in parts if _may_ask(agreement, route, c)):
        yield warn(agreement.at, "POL471", word=agreement.id, route=route.id, categories=", ".join(asked))
    profiles = {s.suppress for s in agreement.shares} & PROFILES.keys()
    for profile in sorted(p for p in profiles if not PROFILES[p].crosses and len(table.by) > 1):
        several = ", ".join(table.by)
        yield warn(
            agreement.at, "POL473", word=agreement.id, profile=profile, route=route.id, several=several
        )


def _may_ask(agreement: Agreement, route: Route, category: Category) -> bool:
    """Whether a request may hold it: the agreement says so, and the route has a part that is one."""
    asks = any(akin(category, word) for word in agreement.asks_by)
    return asks and any(akin(category, word) for word in (*route.path.values(), *route.query.values()))
