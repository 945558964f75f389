"""Routes that are asked in GraphQL: their schema stands beside the service, and what is declared is declared on it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from firewall.policy.files.reading import Section
from firewall.policy.graphs import answers, questions, schema_of
from firewall.policy.rules import Route

_METHODS = ("GET", "POST")
_NOT_BESIDE = ("body", "accepts", "markers", "records", "sends_to", "statistical")
"""What is said of the members of one answer, or of a body, which here is always a question."""


def schema(section: Section, schemas: Mapping[str, str]) -> str:
    """Return the text of the schema that a route names; empty where it names none."""
    if "graphql" not in section:
        return ""
    name = section.text("graphql")
    if name not in schemas:
        section.faults.add(section.place("graphql"), "POL384", schemas, word=name)
        return ""
    return schemas[name]


def documents(section: Section, files: Mapping[str, str]) -> dict[str, str]:
    """Return the questions that may be asked by their digests: as a file has them, and without its last line end."""
    found: dict[str, str] = {}
    for named in section.listed("documents"):
        if named.value not in files:
            section.faults.add(named.at, "POL384", files, word=named.value)
            continue
        for text in (files[named.value], files[named.value].removesuffix("\n")):
            found[hashlib.sha256(text.encode()).hexdigest()] = text
    return found


def check(route: Route, section: Section) -> None:
    """INVARIANT: what a line is about is there; a misspelt coordinate would silently be about nothing."""
    if "graphql" not in section:
        for key in ("documents", "introspection", "mutations"):
            if key in section:
                section.faults.add(section.place(key), "POL387", word=key)
        return
    for key in _NOT_BESIDE:
        if key in section:
            section.faults.add(section.place(key), "POL387", word=key)
    if route.method not in _METHODS:
        section.faults.add(section.place("match"), "POL388", method=route.method)
    if route.graphql:
        _check_coordinates(route, section)


def _check_coordinates(route: Route, section: Section) -> None:
    try:
        known = schema_of(route.graphql)
    except ValueError:
        section.faults.add(section.place("graphql"), "POL385", word=section.text("graphql"))
        return
    for key, coordinates in (("fields", set(answers(known))), ("query", set(questions(known)))):
        for name, at, _ in section.entries(key):
            if name not in coordinates:
                section.faults.add(at, "POL386", sorted(coordinates), word=name)
