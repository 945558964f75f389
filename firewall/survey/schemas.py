"""
Which members a JSON Schema describes: places with ``*`` for items and for keys that are data.

Breadth first and with an end: schemas refer to each other in circles, and a few lines of them can
describe more members than there are atoms.  What is left out is declared nowhere, so it is removed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from firewall.model import Path, Tree
from firewall.survey.places import ANY, HIDDEN

_MOST_STEPS = 20_000
_MOST_MEMBERS = 400
_DEEPEST = 10
_TOGETHER = ("allOf", "oneOf", "anyOf")
_ITEMS = ("items", "contains", "unevaluatedItems")
_OTHERS = ("additionalProperties", "unevaluatedProperties")

Object = dict[str, Tree]


@dataclass(frozen=True, slots=True)
class Members:
    """The places; whether some were left out; whether something refers out of the file."""

    places: tuple[Path, ...] = ()
    is_cut: bool = False
    leads_out: bool = False


class OutOfFileError(Exception):
    """A reference to another file or address.  It is never followed."""


def resolved(document: Tree, reference: str) -> Tree:
    """
    Return what ``#/a/b`` points to; None where there is nothing.

    Raises OutOfFileError for whatever is not within the file: it is not ours to fetch or to open.
    """
    if not reference.startswith("#"):
        raise OutOfFileError
    node = document
    for step in reference.removeprefix("#").split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        node = node.get(name) if isinstance(node, dict) else None
    return node


_Waiting = tuple[Path, Tree, frozenset[str]]


def members(document: Tree, schema: Tree) -> Members:
    """Return the places that a schema within ``document`` describes."""
    waiting: deque[_Waiting] = deque([((), schema, frozenset())])
    found: dict[Path, None] = {}
    leads_out = False
    for _ in range(_MOST_STEPS):
        if not waiting or len(found) >= _MOST_MEMBERS:
            break
        path, node, seen = waiting.popleft()
        try:
            below = list(_below(document, path, node, seen))
        except OutOfFileError:
            below, leads_out = [], True
        if below and len(path) < _DEEPEST:
            waiting += below
        elif path:
            found[path] = None
    return Members(_leaves(found), is_cut=bool(waiting), leads_out=leads_out)


def _below(document: Tree, path: Path, node: Tree, seen: frozenset[str]) -> Iterator[_Waiting]:
    if not isinstance(node, dict):
        return
    reference = node.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        yield path, resolved(document, reference), seen | {reference}
    for word in _TOGETHER:
        yield from ((path, part, seen) for part in list_of(node.get(word)))
    yield from (((*path, name), part, seen) for name, part in object_of(node.get("properties")).items())
    yield from (((*path, HIDDEN), part, seen) for part in object_of(node.get("patternProperties")).values())
    yield from (((*path, HIDDEN), node[word], seen) for word in _OTHERS if isinstance(node.get(word), dict))
    yield from (((*path, ANY), node[word], seen) for word in _ITEMS if isinstance(node.get(word), dict))
    yield from (((*path, ANY), part, seen) for part in list_of(node.get("prefixItems")))


def object_of(node: Tree) -> Object:
    return node if isinstance(node, dict) else {}


def list_of(node: Tree) -> list[Tree]:
    return node if isinstance(node, list) else []


def _leaves(found: dict[Path, None]) -> tuple[Path, ...]:
    """Leave out places that others lie below: one part of a schema may know more than another."""
    around = {path[:end] for path in found for end in range(1, len(path))}
    return tuple(path for path in found if path not in around and "" not in path)
