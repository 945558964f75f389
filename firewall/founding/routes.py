"""Drafts to the text of a service's file: routes with names, and what their paths and parameters are."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from firewall.detect import Detectors
from firewall.model import Path
from firewall.policy.files.services import METHODS, SEGMENT
from firewall.policy.words import LIMIT, PAGING, SELECTION, SORT, Vocabulary
from firewall.survey.openapi import Draft
from firewall.survey.places import escaped

_WORDS = re.compile(r"[A-Za-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IN_BRACES = re.compile(r"\{[^{}]+\}")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_LONGEST = 40

_CONTROLS: Mapping[str, str] = {
    **dict.fromkeys(
        ("limit", "count", "perpage", "pagesize", "size", "top", "rows", "maxresults", "numrecords"), LIMIT
    ),
    **dict.fromkeys(
        ("page", "offset", "cursor", "next", "skip", "start", "startindex", "pagetoken", "pagenumber"), PAGING
    ),
    **dict.fromkeys(("sort", "sortby", "order", "orderby", "ordering", "groupby"), SORT),
    **dict.fromkeys(("fields", "select", "elements", "properties", "columns"), SELECTION),
}
"""What servers call the parameters that say how many, which page, in which order, and which members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A draft that can be a route of a service's file.  ``asked`` says that a person used its parameters."""

    name: str
    draft: Draft
    path: str
    parameters: tuple[str, ...]
    asked: bool = False


@dataclass(slots=True)
class Plan:
    """The routes, and why what else was described is none."""

    routes: list[Planned] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def plan(
    drafts: Iterable[Draft],
    *,
    asked: bool = False,
    known: Iterable[Planned] = (),
    left_out: Iterable[str] = (),
) -> Plan:
    """Name the drafts; those that cannot be asked, or change something, are left out, with why."""
    made = Plan(list(known), list(left_out))
    changing = 0
    for draft in drafts:
        path, parameters = _path(draft.path)
        if draft.method != "GET":
            changing += draft.method in METHODS
        elif fault := _fault(path):
            made.left_out.append(f"{draft.method} {draft.path}: {fault}")
        elif all(_shape(path) != _shape(other.path) for other in made.routes):
            name = _free(_name(path), {other.name for other in made.routes})
            made.routes.append(Planned(name=name, draft=draft, path=path, parameters=parameters, asked=asked))
    if changing:
        made.left_out.append(
            f"{changing} that change something (POST, PUT, PATCH, DELETE): write by hand which of them anybody needs."
        )
    return made


def _path(path: str) -> tuple[str, tuple[str, ...]]:
    """Return a path as our files write it: names of parameters in small letters, each once."""
    names: list[str] = []
    steps = []
    for step in path.split("/")[1:]:
        if _IN_BRACES.fullmatch(step):
            names.append(_free(snake(step) or "id", names, "_"))
            steps.append(f"{{{names[-1]}}}")
        else:
            steps.append(step)
    return "/" + "/".join(steps), tuple(names)


def _fault(path: str) -> str:
    steps = path.split("/")[1:]
    if steps[-1] == "":
        return "a path that ends with a slash is refused, as two servers may read it in two ways. Name it without."
    if not all(map(SEGMENT.fullmatch, steps)):
        return "a part of it is neither a plain word nor all of it a parameter."
    return ""


def _shape(path: str) -> list[str]:
    return ["{}" if step.startswith("{") else step for step in path.split("/")]


def snake(text: str) -> str:
    return "_".join(_WORDS.findall(_CAMEL.sub("_", text))).lower()


def _name(path: str) -> str:
    """Name a route by the words of its path: ``/people/{id}`` is ``people-one``."""
    words = [step for step in path.split("/") if step and not step.startswith("{")]
    last = "-one" if path.endswith("}") else ""
    name = "-".join(filter(None, (snake(word).replace("_", "-") for word in words)))
    return (name[-_LONGEST:].strip("-") or "root") + last


def _free(name: str, taken: Iterable[str], separator: str = "-") -> str:
    known = set(taken)
    letters = ("", *(f"{separator}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"))
    for end in letters:
        if f"{name}{end}" not in known:
            return f"{name}{end}"
    return _free(f"{name}{separator}more", known, separator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes the file of a service."""

    service: str
    title: str
    upstream: str
    vocabulary: Vocabulary
    detectors: Detectors

    def text(
        self,
        routes: Iterable[Planned],
        lists: Mapping[str, tuple[Path, int, bool]],
        has_fields: Container[str] = (),
    ) -> str:
        """
        ``lists``: where the answer of a route lists its records, how many came, whether any member is declared.

        Routes of ``has_fields`` get a place for their field map.
        """
        lines = [
            f"service: {self.service}",
            f"title: {json.dumps(self.title, ensure_ascii=False)}",
            f"upstream: {self.upstream}",
            "# Nobody learns whether somebody has a record here: refused and not found look the same.",
            "existence: protected",
            "routes:",
        ]
        for route in routes:
            lines += self._route(route, lists.get(route.name))
            lines += ["    fields:", "      /: to be written", ""] if route.name in has_fields else [""]
        return "\n".join(lines) + "\n"

    def _route(self, route: Planned, listed: tuple[Path, int, bool] | None) -> Iterator[str]:
        yield f"  - route: {route.name}"
        if route.draft.title:
            yield f"    title: {json.dumps(route.draft.title, ensure_ascii=False)}"
        yield f"    match: GET {route.path}"
        if route.parameters:
            inside = ", ".join(f"{name}: {self.parameter(name)}" for name in route.parameters)
            yield f"    path: {{{inside}}}"
        yield from self._query(route)
        if listed is not None:
            place, count, is_declared = listed
            if place:
                pointer = "".join(f"/{escaped(step)}" for step in place)
                yield f"    {'' if is_declared else '# '}records: {json.dumps(pointer)}"
            if count:
                yield f"    page_size: {count}        # seen, not known: write the most that an answer may list"

    def _query(self, route: Planned) -> Iterator[str]:
        told = [self._parameter(name, route) for name in route.draft.query]
        seen: set[str] = set()
        lines = []
        for name, word, is_sure in told:
            active = is_sure and not (word == LIMIT and LIMIT in seen)
            seen.add(word)
            lines.append(f"      {'' if active else '# '}{name}: {word}")
        if lines:
            is_empty = all(line.lstrip().startswith("#") for line in lines)
            yield f"    {'# ' if is_empty else ''}query:"
            yield from lines

    def _parameter(self, name: str, route: Planned) -> tuple[str, str, bool]:
        """Return a parameter of the query as it is written, what it may be, and whether that may stand."""
        key = name if _PLAIN.fullmatch(name) else json.dumps(name)
        plain = "".join(filter(str.isalnum, name)).lower()
        if plain in _CONTROLS:
            return key, _CONTROLS[plain], True
        words = self._categories(name)
        if len(words) == 1:
            return key, words[0], True
        # To search by what is withheld tells it: only a person says that a parameter is harmless.
        return key, "record.meta" if route.asked else "look at it", False

    def parameter(self, name: str) -> str:
        """Say what a part of a path is: by its name, else the service's own number of a record."""
        words = self._categories(name)
        return words[0] if len(words) == 1 else "record.id"

    def _categories(self, name: str) -> list[str]:
        return sorted(set(self.detectors.names.categories(name)) & set(self.vocabulary.categories))
