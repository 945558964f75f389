"""
A bundle with what was already worked out from it: routes by shape, plans and views by context.

Policy costs nothing per request: a plan is computed once for a context and kept, under a
bound, since attackers choose contexts.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from itertools import count
from threading import Lock
from typing import Generic, TypeVar

from firewall.model import Exchange, Plan, Requester, View
from firewall.policy.decide import plan
from firewall.policy.rules import Bundle, Route
from firewall.policy.view import answer_view, intake_view

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

CONTEXTS = 1024
"""Plans kept: a city has fewer partner, purpose and route contexts in use at a time, and each is some 20 kB."""


class Bounded(Generic[K, V]):
    """The least recently used goes first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()  # large bodies are inspected in other threads
        self._kept: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K, make: Callable[[], V]) -> V:
        kept = self._kept
        with self._lock:
            if key in kept:
                kept.move_to_end(key)
                return kept[key]
        value = make()
        with self._lock:
            kept[key] = value
            if len(kept) > self._size:
                kept.popitem(last=False)
        return value


class Compiled:
    """``texts`` are the files that it was made of, for whoever has to make it once more."""

    def __init__(self, bundle: Bundle, texts: Mapping[str, str] | None = None) -> None:
        self.bundle = bundle
        self.texts = texts or {}
        self._plans: Bounded[tuple[Hashable, ...], Plan] = Bounded(CONTEXTS)
        self._views: Bounded[tuple[Hashable, ...], tuple[Plan, View]] = Bounded(CONTEXTS)
        self._numbers: Bounded[Requester, int] = Bounded(CONTEXTS)
        self._next = count()
        self._met: dict[int, tuple[Requester, int]] = {}
        self._shapes: dict[tuple[str, str, int], list[Route]] = {}
        for service in bundle.services:
            for route in service.routes:
                self._shapes.setdefault((route.method, service.name, len(route.segments)), []).append(route)
        for routes in self._shapes.values():
            # Literal text before parameters, so that /patients/search is not a patient called search.
            routes.sort(key=lambda route: [segment.is_parameter for segment in route.segments])

    def route(self, method: str, path: tuple[str, ...]) -> Route | None:
        """Find the route for a path whose first segment names the service."""
        if not path:
            return None
        rest = path[1:]
        for route in self._shapes.get((method, path[0], len(rest)), ()):
            if all(s.is_parameter or s.text == text for s, text in zip(route.segments, rest, strict=True)):
                return route
        return None

    def route_of(self, exchange: Exchange) -> Route | None:
        """Find the route of an exchange, with its answer's members where the request gave them their names."""
        route = self.bundle.routes.get(exchange.route) if exchange.route is not None else None
        return route.shaped(exchange.members) if route is not None else None

    def plan(self, exchange: Exchange) -> Plan:
        """Return the plan for an exchange whose request was read."""
        if exchange.processes:
            return plan(self.bundle, exchange)  # scope, target and time of a process are no closed list
        key = (
            self._number(exchange.requester),
            exchange.route,
            exchange.purpose,
            exchange.claims,
            exchange.direction,
            exchange.day,
            exchange.asks,
            exchange.selects,
            exchange.orders,
            exchange.over_limit,
        )
        return self._plans.get(key, lambda: plan(self.bundle, exchange))

    def _number(self, requester: Requester) -> int:
        """Give each requester a number: to hash a whole chain for each message costs more than to find its plan."""
        met = self._met.get(id(requester))
        if met is not None and met[0] is requester:
            return met[1]
        number = self._numbers.get(requester, lambda: next(self._next))
        if len(self._met) >= CONTEXTS:
            self._met.clear()
        # Kept beside its number, so that its id cannot be given to another one meanwhile.
        self._met[id(requester)] = (requester, number)
        return number

    def answer_view(
        self, known: Plan, route: Route, latched: frozenset[str], *, reads_names: bool = False
    ) -> View:
        words = self.bundle.vocabulary
        return self._view(
            known,
            (route.id, route.members, latched, reads_names),
            lambda: answer_view(known, route, words, latched, reads_names=reads_names),
        )

    def intake_view(self, known: Plan, route: Route, latched: frozenset[str]) -> View:
        words = self.bundle.vocabulary
        return self._view(known, (route.id, latched), lambda: intake_view(known, route, words, latched))

    def _view(self, known: Plan, key: tuple[Hashable, ...], make: Callable[[], View]) -> View:
        # The plan is kept beside its view, so its id cannot be given to another one meanwhile.
        return self._views.get((id(known), *key), lambda: (known, make()))[1]
