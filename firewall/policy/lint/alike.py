"""Agreements that take only records which look alike, and routes that have no list of them."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.errors import Fault
from firewall.policy.lint.days import warn
from firewall.policy.rules import Bundle, Route
from firewall.policy.view import ANY


def found(bundle: Bundle) -> Iterator[Fault]:
    for agreement in bundle.agreements:
        for route in bundle.routes.values() if agreement.k_anonymity is not None else ():
            is_meant = {route.id, route.id.partition(":")[0]} & set(agreement.services)
            if is_meant and not route.is_intake and not _has_list(route):
                yield warn(agreement.at, "POL475", word=agreement.id, route=route.id)


def _has_list(route: Route) -> bool:
    return route.records is not None or any(path[:1] == (ANY,) for path in route.fields)
