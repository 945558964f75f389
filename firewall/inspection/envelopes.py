"""
How questions in GraphQL come: one or several in a body, one in an address, or by the digest of a registered one.

Whatever came, what goes on is the whole question, written anew: a service is never asked by a digest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from firewall.inspection.reading import Failure
from firewall.model import Message, Tree
from firewall.policy.rules import Route

MOST_QUESTIONS = 10
"""Questions in one request."""

_KNOWN = frozenset({"query", "variables", "operationName", "extensions"})
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Envelope:
    text: str = field(repr=False)
    variables: Mapping[str, Tree] = field(repr=False)
    name: str | None


def opened(message: Message, tree: Tree, route: Route) -> tuple[list[Envelope], bool]:
    """Return the questions of a request, and whether they came as a list.  Raises :class:`Failure`."""
    if not message.body:
        given: Tree = {
            name: _read(value) if name in {"variables", "extensions"} else value
            for name, value in message.query
        }
        return [_one(given, route)], False
    if message.query:
        raise Failure("graphql-request")  # two places to say it: which one counts?
    if not message.media_type.partition(";")[0].strip().lower().endswith("json"):
        raise Failure("graphql-request")  # a form, or parts with files
    if not isinstance(tree, list):
        return [_one(tree, route)], False
    if not 0 < len(tree) <= MOST_QUESTIONS:
        raise Failure("graphql-batch")
    return [_one(item, route) for item in tree], True


def _one(given: Tree, route: Route) -> Envelope:
    if not isinstance(given, dict) or not set(given) <= _KNOWN:
        raise Failure("graphql-request")
    variables, name = given.get("variables"), given.get("operationName")
    variables = {} if variables is None else variables
    text = _text(given.get("query"), given.get("extensions"), route)
    if not isinstance(variables, dict) or not isinstance(name, str | None):
        raise Failure("graphql-request")
    return Envelope(text, variables, name or None)


def _text(text: Tree, extensions: Tree, route: Route) -> str:
    if extensions is not None and not isinstance(extensions, dict):
        raise Failure("graphql-request")
    if not extensions or "persistedQuery" not in extensions:
        if text is None and extensions:
            raise Failure("graphql-persisted")
        if not isinstance(text, str):
            raise Failure("graphql-request")
        return text
    digest = _digest(extensions["persistedQuery"])
    if text is None:
        if digest not in route.documents:
            raise Failure("graphql-persisted")
        return route.documents[digest]
    if not isinstance(text, str) or digest_of(text) != digest:
        raise Failure("graphql-persisted")  # which of the two is asked?
    return text


def _digest(said: Tree) -> str:
    if not isinstance(said, dict) or said.keys() != {"version", "sha256Hash"} or said["version"] != 1:
        raise Failure("graphql-persisted")
    digest = said["sha256Hash"]
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise Failure("graphql-persisted")
    return digest


def digest_of(text: str) -> str:
    """Return by what a question is registered.  Raises :class:`Failure` for what is no text."""
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError:
        raise Failure("graphql-request") from None


def _read(text: str) -> Tree:
    try:
        value: Tree = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        raise Failure("graphql-request") from None
    return value
