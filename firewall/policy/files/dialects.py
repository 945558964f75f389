"""Routes that are asked in a dialect of queries: whatever a query names is one of the declared members, or refused."""

from __future__ import annotations

from firewall.policy.files.reading import Section
from firewall.policy.rules import Route

DIALECTS = ("odata", "postgrest", "jsonapi", "fhir")
_NOT_BESIDE = ("graphql", "body", "accepts", "stream", "sends_to", "statistical")
"""What speaks of a question, or of an answer, that is made in another way."""


def read(section: Section) -> str:
    return section.choice("dialect", DIALECTS, "a dialect of queries")


def check(route: Route, section: Section) -> None:
    """A dialect is one of addresses: what a body could say beside it nobody reads."""
    if "dialect" not in section:
        return
    for key in _NOT_BESIDE:
        if key in section:
            section.faults.add(section.place(key), "POL389", word=key)
    if route.method and route.method != "GET":
        section.faults.add(section.place("match"), "POL390", method=route.method)
