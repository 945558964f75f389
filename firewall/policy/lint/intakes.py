"""Services that somebody may send anything to."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.errors import Fault
from firewall.model import Outcome
from firewall.policy.lint.days import warn
from firewall.policy.rules import Bundle

_SENDING = frozenset({"POST", "PUT", "PATCH"})


def found(bundle: Bundle) -> Iterator[Fault]:
    for route in bundle.routes.values():
        # A POST that declares what its body is asked by is a search: it hands nothing over.  What the city
        # itself sends is treated member by member.
        is_search = route.method == "POST" and bool(route.body)
        if route.method in _SENDING and not (route.is_intake or is_search or route.sends_to):
            yield warn(route.at, "POL472", word=route.id)
        if route.method == "PUT" and route.is_intake and route.otherwise is Outcome.REMOVE:
            yield warn(route.at, "POL474", word=route.id)
