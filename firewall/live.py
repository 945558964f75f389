"""
The policy in force, and all that follows from it: who is who, which routes there are, what is ruled.

One assignment changes it.  An exchange takes the rules that are in force when it comes and keeps
them to its end, so it is decided and recorded under exactly one policy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from firewall import canary, partners
from firewall.books import Opened, new_id, origin
from firewall.engine import Engine
from firewall.errors import Fault, PolicyError
from firewall.formats.records import ENCLOSED, STREAMED
from firewall.front.parts import SENT_BY, Match, Rules, WayOut
from firewall.identity import introduce
from firewall.identity.certificates import Bindings
from firewall.identity.claims import Vocabulary as ClaimWords
from firewall.identity.introduce import Introducer
from firewall.means import Means
from firewall.model import UNKNOWN, Exchange, Ruling
from firewall.policy.compiled import Compiled
from firewall.policy.faults.table import made
from firewall.policy.rules import MESSAGES, WHOLE, Bundle, Route

DIFFERS = "policy-differs"
"""Why nobody is let in where the policy on disk is not the one in force for too long."""


@dataclass(frozen=True)
class InForce:
    """One policy, ready to rule: ``rules`` as they are, ``closed`` for a time in which nobody is let in."""

    compiled: Compiled
    engine: Engine
    rules: Rules
    closed: Rules

    @property
    def digest(self) -> str:
        return self.compiled.bundle.digest

    @cached_property
    def spools(self) -> bool:
        """Whether answers are to wait on disk."""
        routes = (route for service in self.compiled.bundle.services for route in service.routes)
        return any(route.stream == WHOLE for route in routes)


class Prepares:
    """Makes a policy ready to rule.  Takes some tenths of a second, and may be called in any thread."""

    def __init__(
        self,
        books: Opened,
        means: Means,
        observe: Callable[[Ruling], None],
        traced: Callable[[Rules], Rules] = lambda rules: rules,
        introducer: Callable[[Bundle], Introducer] | None = None,
    ) -> None:
        """``introducer`` says who is who under a policy; left out, by certificates and keys alone."""
        self._books = books
        self._introducer = introducer or self._by_certificates_and_keys
        self._traced = traced
        self._means = means
        self._observe = observe

    def ready(self, compiled: Compiled) -> InForce:
        """Raises ConfigError where a partner file names what could prove nobody."""
        bundle = compiled.bundle
        words = ClaimWords(frozenset(bundle.vocabulary.purposes), frozenset(bundle.vocabulary.processes))
        means = replace(self._means, waiting=self._books.persons.under(bundle.vocabulary.processes))
        engine = Engine(lambda: compiled, means, self._observe)
        rules = Rules(
            screen=engine,
            match=lambda method, segments: _match(compiled, method, segments),
            introduce=self._introducer(bundle).introduce,
            claims=words.read,
            contact=bundle.city.contact,
        )
        shut = Engine(lambda: compiled, replace(means, closed=DIFFERS), self._observe)
        closed = replace(rules, screen=shut, closed=DIFFERS)
        return InForce(compiled, engine, self._traced(rules), self._traced(closed))

    def _by_certificates_and_keys(self, bundle: Bundle) -> Introducer:
        bindings = Bindings(partners.certificates(bundle))
        return Introducer(partners.facts(bundle), self._books.keys, bindings)

    def successor(self, compiled: Compiled, to: Compiled, at: datetime) -> InForce:
        """Make ready what is to follow ``compiled``.  Raises PolicyError where it cannot."""
        faults = tuple(_faults(compiled, to, at))
        if faults:
            raise PolicyError(faults)
        return self.ready(to)


class Live:
    """Holds the policy in force.  Belongs to the event loop: nothing else may change it."""

    def __init__(self, first: InForce) -> None:
        self.now = first
        self.is_closed = False

    async def prepare(self, to: InForce) -> None:
        """Nothing: it is ready as it is."""

    async def take(self, to: InForce) -> None:
        """Decide by it from now on."""
        self.now = to

    def rules(self) -> Rules:
        """What an exchange that comes now is carried through with."""
        return self.now.closed if self.is_closed else self.now.rules


def _match(compiled: Compiled, method: str, segments: tuple[str, ...]) -> Match | None:
    """Find the route for a path whose first segment names the service."""
    route = compiled.route(method, segments)
    if route is None:
        return None
    service = compiled.bundle.service_of[route.id]
    bundle = compiled.bundle
    return Match(
        route.id,
        service.upstream,
        bundle.hides(route.id),
        _way_out(route, bundle),
        is_stream=bool(route.stream),
        is_whole=route.stream == WHOLE,
        subprotocols=route.subprotocols if route.stream == MESSAGES else None,
        takes=ENCLOSED if route.records else STREAMED,
        dialect=route.dialect,
    )


def _way_out(route: Route, bundle: Bundle) -> WayOut | None:
    if route.sends_to is None:
        return None
    return WayOut(introduce.requester(route.sends_to, partners.facts(bundle), SENT_BY), route.sent_by)


def _faults(known: Compiled, to: Compiled, at: datetime) -> list[Fault]:
    """What a policy by itself may be, and one that takes over from another while it runs may not."""
    found = []
    if origin(to.bundle) != origin(known.bundle):
        found.append(replace(made("city.yaml", 1, 1, "POL150"), why="another-city"))
    if known.bundle.rules and not to.bundle.rules:
        found.append(replace(made("laws", 1, 1, "POL151"), why="no-law-left"))
    asked = Exchange(id=new_id(), at=at, requester=UNKNOWN, method="GET", route=None)
    if not canary.is_closed(to, asked):
        found.append(replace(made("agreements", 1, 1, "POL152"), why="open-to-strangers"))
    return found
