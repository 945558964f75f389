"""
An OpenAPI description (3.0, 3.1, Swagger 2.0) to drafts of routes: what can be asked, and what an answer may hold.

It is a file that somebody else wrote: references are followed within it alone, and what it says
opens nothing.  It tells names; what they are, a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from firewall.errors import ConfigError
from firewall.formats import Unreadable, format_of
from firewall.model import Path, Tree
from firewall.survey.parts import sentence
from firewall.survey.plain import plain
from firewall.survey.schemas import Members, OutOfFileError, list_of, members, object_of, resolved

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
_MOST_ROUTES = 500
_GOOD = ("200", "2XX", "2xx", "201", "default")
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One thing that a service can be asked, as somebody described it or asked it."""

    method: str
    path: str
    title: str = ""
    query: tuple[str, ...] = ()
    members: tuple[Path, ...] = ()


@dataclass(slots=True)
class Description:
    title: str = ""
    prefix: str = ""
    drafts: list[Draft] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)


def read(body: bytes, name: str) -> Description:
    """Raises ConfigError, with ``name`` and what to do, where it is no description that can be used."""
    try:
        document = plain(body)
    except Unreadable as cause:
        raise ConfigError(f"{name}: {sentence(cause.why)}") from None
    if not isinstance(document, dict) or not _is_known(document):
        raise ConfigError(
            f"{name} is no OpenAPI description (3.0 or 3.1, or Swagger 2.0). Name another file."
        )
    reader = _Reader(document)
    reader.read()
    if not reader.found.drafts:
        raise ConfigError(f"{name} describes no path. Leave it out, and name paths with --path.")
    return reader.found


def _is_known(document: dict[str, Tree]) -> bool:
    return _text(document.get("openapi")).startswith("3.") or _text(document.get("swagger")) == "2.0"


class _Reader:
    def __init__(self, document: dict[str, Tree]) -> None:
        self._document = document
        self.found = Description(
            title=_title(object_of(document.get("info")).get("title")), prefix=_prefix(document)
        )

    def read(self) -> None:
        for path, item in object_of(self._document.get("paths")).items():
            here = object_of(self._resolved(item))
            for method in _METHODS:
                if isinstance(here.get(method), dict):
                    self._operation(path, method, here, object_of(here[method]))
            if len(self.found.drafts) >= _MOST_ROUTES:
                self.found.notes[f"Only the first {_MOST_ROUTES} routes were taken."] = None
                return

    def _operation(self, path: str, method: str, item: dict[str, Tree], operation: dict[str, Tree]) -> None:
        told = self._members(operation, f"{method.upper()} {path}") if method == "get" else Members()
        parameters = [*list_of(item.get("parameters")), *list_of(operation.get("parameters"))]
        self.found.drafts.append(
            Draft(
                method=method.upper(),
                path=self.found.prefix + path,
                title=_title(operation.get("summary")),
                query=tuple(dict.fromkeys(self._query(parameters))),
                members=told.places,
            )
        )

    def _query(self, parameters: list[Tree]) -> Iterator[str]:
        for one in parameters:
            parameter = object_of(self._resolved(one))
            name = _text(parameter.get("name"))
            if parameter.get("in") == "query" and name and name.isprintable():
                yield name

    def _members(self, operation: dict[str, Tree], name: str) -> Members:
        told = members(self._document, self._schema(operation, name))
        if told.is_cut:
            self.found.notes[
                f"{name}: only the first {len(told.places)} members that it describes were taken."
            ] = None
        if told.leads_out:
            self._note_way_out()
        return told

    def _schema(self, operation: dict[str, Tree], name: str) -> Tree:
        """Return the schema of a good answer of a type that the firewall reads."""
        responses = object_of(operation.get("responses"))
        good = next((responses[code] for code in _GOOD if code in responses), None)
        response = object_of(self._resolved(good))
        if "schema" in response:  # Swagger 2.0
            return response["schema"]
        content = object_of(response.get("content"))
        for media_type, told in content.items():
            if _is_read(media_type):
                return object_of(told).get("schema")
        if content:
            self.found.notes[
                f"{name}: it answers with {_types(content)}, which the firewall does not read."
            ] = None
        return None

    def _resolved(self, node: Tree) -> Tree:
        """Follow references within the file; one in a circle leads to nothing."""
        for _ in range(8):
            reference = node.get("$ref") if isinstance(node, dict) else None
            if not isinstance(reference, str):
                return node
            try:
                node = resolved(self._document, reference)
            except OutOfFileError:
                self._note_way_out()
                return None
        return None

    def _note_way_out(self) -> None:
        self.found.notes["It refers to other files or addresses, which were not followed."] = None


def _prefix(document: dict[str, Tree]) -> str:
    """Return the path that stands before every other: of the first server, or Swagger's base path."""
    servers = list_of(document.get("servers"))
    url = _text(object_of(servers[0]).get("url")) if servers else _text(document.get("basePath"))
    try:
        path = urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
    return path if path.startswith("/") and "{" not in path else ""


def _is_read(media_type: str) -> bool:
    try:
        format_of(media_type)
    except Unreadable:
        return False
    return True


def _types(content: dict[str, Tree]) -> str:
    return ", ".join(name for name in list(content)[:3] if name.isprintable())


def _title(node: Tree) -> str:
    words = " ".join(_text(node).split())[:_LONGEST_TITLE]
    return words if words.isprintable() else ""


def _text(node: Tree) -> str:
    return node if isinstance(node, str) else ""
