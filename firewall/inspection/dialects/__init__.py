"""
Queries in a dialect that a route declares: each name in them is a declared member, or it is refused.

A dialect lets a requester filter, order, rename and compute by members that the service file never gave a parameter.
So whatever cannot be read in one way is refused, and what is read is resolved to what the file declares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from firewall.inspection.dialects import fhir, jsonapi, odata, postgrest, repeated
from firewall.inspection.dialects.said import Pairs, Said
from firewall.inspection.question import Question
from firewall.inspection.reading import Failure
from firewall.model import Message
from firewall.policy.rules import Route

_READERS: Mapping[str, Callable[[Said, tuple[tuple[str, str], ...]], None]] = {
    "odata": odata.read,
    "postgrest": postgrest.read,
    "jsonapi": jsonapi.read,
    "fhir": fhir.read,
}


def ask(message: Message, route: Route) -> Question:
    """Read what a request asks of a route in its dialect.  Raises :class:`Failure`."""
    if message.body:
        raise Failure("query-option")  # two places to say it: which one counts?
    said = Said(route)
    _READERS[route.dialect](said, message.query)
    return said.question(message.query)


def at_once(dialect: str, query: Pairs) -> Pairs | None:
    """Return a query in which a name comes more than once as one with no name twice, where the dialect can say it."""
    return repeated.at_once(query) if dialect == "postgrest" else None
