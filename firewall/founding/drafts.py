"""What a service can be asked: from its description, if it has one, or from paths that a person names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from firewall.errors import ConfigError
from firewall.survey import openapi
from firewall.survey.fetching import Fetch
from firewall.survey.openapi import Description, Draft
from firewall.survey.places import Places

USUAL = (
    "/openapi.json",
    "/.well-known/openapi.json",
    "/.well-known/openapi.yaml",
    "/openapi.yaml",
    "/api/openapi.json",
    "/openapi?f=json",
    "/swagger.json",
    "/v3/api-docs",
)
"""Where services put their descriptions; there is no rule, only habits."""

_NUMBER = re.compile(r"[0-9]+(?:\.[a-z]+)?|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Fa-f]{16,}")
_IN_BRACES = re.compile(r"\{[^{}/]+\}")


@dataclass(frozen=True, slots=True)
class Named:
    """A path that a person named: the draft of its route, and what to ask to see an answer (nothing: not known)."""

    draft: Draft
    target: str = field(repr=False)


def found(upstream: str, fetch: Fetch) -> tuple[Description, str] | None:
    """Look for a description where services put it; return it with where it was."""
    for path in USUAL:
        answer = fetch(upstream + path)
        if not answer.why and answer.body:
            try:
                return openapi.read(answer.body, path), path
            except ConfigError:
                continue  # a page of something else: many servers answer everything
    return None


def described(description: Description, upstream_path: str) -> list[Draft]:
    """Return the drafts of a description; where the address has a path, that stands before every other."""
    if not upstream_path:
        return description.drafts
    cut = len(description.prefix)
    return [
        Draft(
            method=draft.method,
            path=upstream_path + draft.path[cut:],
            title=draft.title,
            query=draft.query,
            members=draft.members,
        )
        for draft in description.drafts
    ]


def named(paths: Iterable[str], upstream_path: str, places: Places, given: Mapping[str, str]) -> list[Named]:
    """
    Read paths such as ``/people/7?page=1`` or ``/people/{id}``.

    A part that is a number, or looks like somebody's data, is a parameter: it must not stand in a policy.
    Raises ConfigError where one is no path.
    """
    return [_named(path, upstream_path, places, given) for path in paths]


def _named(text: str, upstream_path: str, places: Places, given: Mapping[str, str]) -> Named:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.fragment:
        raise ConfigError(
            "--path: write a path as /people/7, and the address of the service with --upstream."
        )
    steps = parts.path[1:].split("/")
    names = [_parameter(steps, number, places) for number in range(len(steps))]
    path = "/".join(f"{{{name}}}" if name else step for step, name in zip(steps, names, strict=True))
    query = tuple(dict.fromkeys(name for name, _ in parse_qsl(parts.query, keep_blank_values=True)))
    draft = Draft(method="GET", path=f"{upstream_path}/{path}", query=query)
    return Named(draft, _target(steps, upstream_path, parts.query, given))


def _target(steps: Sequence[str], upstream_path: str, query: str, given: Mapping[str, str]) -> str:
    asked = [given.get(step[1:-1], "") if _IN_BRACES.fullmatch(step) else step for step in steps]
    if not all(asked):
        return ""
    return f"{upstream_path}/{'/'.join(asked)}{f'?{query}' if query else ''}"


def _parameter(steps: Sequence[str], number: int, places: Places) -> str:
    """Return the name of the parameter that a part of a path is; nothing where it is a word of the path."""
    step = steps[number]
    if _IN_BRACES.fullmatch(step):
        return step[1:-1]
    if _NUMBER.fullmatch(step) or places.is_data(unquote(step)):
        before = steps[number - 1] if number else ""
        only = sum(bool(_NUMBER.fullmatch(one)) for one in steps) <= 1
        return "id" if only or not before else f"{before}_id"
    return ""
