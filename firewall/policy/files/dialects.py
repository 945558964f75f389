"""Routes that are asked in a dialect of queries: whatever a query names is one of the declared members, or refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from firewall.model import Category, Path
from firewall.policy.files.reading import Section, pointer
from firewall.policy.rules import Route
from firewall.policy.view import ANY

DIALECTS = ("odata", "postgrest", "jsonapi", "fhir")
_NOT_BESIDE = ("graphql", "body", "accepts", "stream", "sends_to", "statistical")
"""What speaks of a question, or of an answer, that is made in another way."""

_LINKS = {
    "odata": (("@odata.nextLink",),),
    "jsonapi": tuple(("links", name) for name in ("first", "prev", "next", "last")),
    "fhir": (("link", ANY, "url"),),
}
_BESIDE_LINKS = {"fhir": (("link", ANY, "relation"),)}

_NO_LINKS = ("graphql", "accepts", "stream", "sends_to", "statistical")
LINK = (Category("record.meta"),)
"""What a link is where nobody says otherwise."""


def links(section: Section, dialect: str) -> Iterator[Path]:
    """Yield the places of links: those that a route names, or else those of its dialect."""
    if "links" not in section:
        yield from _LINKS.get(dialect, ())
        return
    for text in section.listed("links"):
        if path := pointer(text.value, text.at, section.faults):
            yield path
    for key in _NO_LINKS:
        if key in section:
            section.faults.add(section.place(key), "POL391", word=key)


def beside(dialect: str, links: Collection[Path]) -> dict[Path, tuple[Category, ...]]:
    """Return what links are, and what says which page they lead to, where a route says nothing else of them."""
    return dict.fromkeys((*links, *_BESIDE_LINKS.get(dialect, ())), LINK)


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
