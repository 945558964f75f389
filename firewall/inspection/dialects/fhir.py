"""
FHIR searches: parameters that the route declares, their modifiers and prefixes, and what shapes the answer.

A parameter of FHIR is no member, so the route says under ``query:`` what each of them searches by.
"""

from __future__ import annotations

import re

from firewall.inspection.dialects.said import Pairs, Said, check_length, plain
from firewall.inspection.reading import Failure
from firewall.model import UNCLASSIFIED, Category
from firewall.policy.words import CONTROLS

_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9-]*)(?::([a-z][A-Za-z-]*))?")
_STEP = r"[A-Za-z][A-Za-z0-9-]*(?::[A-Z][A-Za-z]+)?"
_CHAIN = re.compile(rf"({_STEP}(?:\.{_STEP})+)(?::([a-z][A-Za-z-]*))?")
_OF_TYPE = re.compile(r":[A-Z][A-Za-z]+")
_BRINGS = frozenset({"_include", "_revinclude"})
"""Resources of another type beside those searched for."""
_BROUGHT = re.compile(r"[A-Z][A-Za-z]+:[a-z][A-Za-z0-9-]*(?::[A-Z][A-Za-z]+)?")
"""Of which type by which reference, and to which type; never all of them (``*``)."""
_REFUSED = frozenset({"_contained", "_filter", "_query"})
"""Resources of which no place speaks, or a language of its own; a route cannot declare them."""

_MODIFIERS = frozenset(
    {"exact", "contains", "missing", "not", "text", "in", "not-in", "below", "above", "identifier"}
)
_WHOLE = re.compile(r"(?:eq)?[0-9]{4}-[0-9]{2}-[0-9]{2}|[^|,]+\|[^|,]+")
"""A day, or a code with its system; any other value is a beginning, a span or a code of whatever system."""

_SPAN = re.compile(
    r"(?is)\s*(?:(?:eq|ne|gt|lt|ge|le|sa|eb|ap)\s*[-+.0-9].*|[0-9]{4}(?:-[0-9]{2})?\s*|[0-9]{4}-.*T.*)"
)
"""A prefix before a number or a day, or a part of a day: servers that search for such a one leave ``:exact`` out."""

_TOTALS = frozenset({"none", "estimate", "accurate"})
_ELEMENT = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*")


def read(said: Said, query: Pairs) -> None:
    """Raises :class:`Failure`."""
    check_length(query)
    for name, value in query:
        if name in _BRINGS:
            _bring(said, name, value)
            continue
        if name.partition(":")[0] in _BRINGS | _REFUSED:
            raise Failure("query-option")
        if name in said.route.query:
            _search(said, name, "", value)
        elif name.startswith("_"):
            _result(said, name, value)
        else:
            _by_name(said, name, value)


def _bring(said: Said, name: str, value: str) -> None:
    """
    Whoever declares ``_include:Visit:doctor`` says what it tells, and that the places of the route hold for both types.

    Which resource another one leads to is found out by it, so what it tells must leave as it is.
    """
    word = said.route.query.get(f"{name}:{value}") if _BROUGHT.fullmatch(value) else None
    if word is None or word in CONTROLS:
        raise Failure("query-option")
    said.order((Category(word),))
    said.about(name, value)


def _by_name(said: Said, name: str, value: str) -> None:
    named = _NAMED.fullmatch(name) or _CHAIN.fullmatch(name)
    if named is None or (named[2] and named[2] not in _MODIFIERS):
        raise Failure("query-option")
    called = named[1]
    if "." in called:  # it asks another resource, and by what only the route can say
        called = next((one for one in (called, _OF_TYPE.sub("", called)) if one in said.route.query), "")
        if not called:
            raise Failure("query-option")
    _search(said, called, named[2] or "", value)


def _search(said: Said, name: str, modifier: str, value: str) -> None:
    word = said.route.query.get(name)
    if word is None:
        said.strange()
    elif word in CONTROLS:
        if modifier:
            raise Failure("query-option")
        said.other(name, value)
    else:
        is_plain = "," not in value and (
            (modifier == "exact" and not _is_span(value)) or (not modifier and _is_whole(value))
        )
        said.compare((Category(word),), (value,), is_plain=is_plain)
        said.about(f"{name}:{modifier}" if modifier else name, value)


def _is_whole(value: str) -> bool:
    """A quantity has a system too: ``gt5|http://...`` is a span."""
    return _WHOLE.fullmatch(value) is not None and not ("|" in value and _is_span(value))


def _is_span(value: str) -> bool:
    return _SPAN.fullmatch(value) is not None


def _result(said: Said, name: str, value: str) -> None:
    match name:
        case "_count":
            said.limit(value)
        case "_sort":
            for word in value.split(","):
                _sort(said, word.removeprefix("-"))
        case "_elements":
            for element in value.split(","):
                said.select(_element(said, element))
        case "_total" if value in _TOTALS:
            pass
        case "_summary" if value == "false":
            pass
        case "_format" if value in {"json", "application/fhir+json"}:
            pass
        case _:
            raise Failure("query-option")


def _sort(said: Said, name: str) -> None:
    word = said.route.query.get(name, "")
    if not _NAMED.fullmatch(name) or word in CONTROLS:
        raise Failure("query-syntax")
    said.order((Category(word) if word else UNCLASSIFIED,))


def _element(said: Said, name: str) -> tuple[Category, ...]:
    if not _ELEMENT.fullmatch(name):
        raise Failure("query-syntax")
    steps = tuple(name.split("."))
    places = [
        path
        for path in said.route.fields
        if plain(path)[-len(steps) :] == steps or steps == plain(path)[len(said.base) :][: len(steps)]
        or any(plain(path)[at : at + len(steps)] == steps for at in range(len(path)))
    ]  # fmt: skip
    return said.of(places) or (UNCLASSIFIED,)
