"""A service's answers, as many as it takes to see what its members hold: asked for, or saved by somebody before."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as Folder
from urllib.parse import quote, urlencode

from firewall.detect import Detectors
from firewall.errors import ConfigError
from firewall.model import Path, RouteId, Tree
from firewall.policy.rules import Route, Service
from firewall.policy.words import LIMIT, PAGING, covers
from firewall.survey import reading
from firewall.survey.fetching import Fetch
from firewall.survey.parts import Part, Unread, place, sentence

_ID = "record.id"
_MOST_PAGES = 3


@dataclass(slots=True)
class Sampled:
    """Answers of each route, places that somebody described without an answer, and what could not be asked."""

    answers: dict[RouteId, list[Tree]] = field(default_factory=dict)
    described: dict[RouteId, Sequence[Path]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampler:
    """
    Asks the GET routes of a service: lists first, then single records by the ids that stood in the lists.

    ``given`` are values for parameters of paths, ``saved`` answers that take the place of asking.
    INVARIANT: no note holds an id, or anything else of an answer.
    """

    service: Service
    fetch: Fetch
    detectors: Detectors
    given: Mapping[str, str]
    saved: Mapping[RouteId, list[Tree]]
    most: int
    or_else: str = ", or answers with --from"

    def run(self) -> Sampled:
        sampled = Sampled(answers={route: list(trees) for route, trees in self.saved.items()})
        for route in sorted(self.service.routes, key=_parameters):
            if route.method == "GET" and route.id not in sampled.answers:
                sampled.answers[route.id] = self._ask(route, sampled)
        for route in self.service.routes:
            if not sampled.answers.get(route.id) and route.method != "GET":
                sampled.notes.append(
                    f"{route.id}: only GET routes are asked. Name saved answers with --from."
                )
        return sampled

    def _ask(self, route: Route, sampled: Sampled) -> list[Tree]:
        found: list[Tree] = []
        failures: dict[str, None] = {}
        targets = list(self._targets(route, sampled))
        if not targets:
            names = ", ".join(f"--id {name}=..." for name in route.path)
            sampled.notes.append(f"{route.id}: no ids are known. Give one with {names}{self.or_else}.")
        for target in targets:
            read = self._answer(target)
            if isinstance(read, Unread):
                failures[sentence(read.why)] = None
            else:
                found.append(read)
        if failures and (not found or _parameters(route)):
            told = "Some answers are missing. " if found else ""
            sampled.notes.append(f"{route.id}: {told}{' '.join(failures)}")
        return found

    def _answer(self, target: str) -> Tree | Unread:
        return ask(self.service.upstream + target, self.fetch, self.detectors)

    # ---- what to ask

    def _targets(self, route: Route, sampled: Sampled) -> Iterator[str]:
        values = [
            self._values(route, number, sampled) if segment.is_parameter else [segment.text]
            for number, segment in enumerate(route.segments)
        ]
        if not all(values):
            return
        count = min(self.most, max(map(len, values), default=1)) if _parameters(route) else 1
        for turn in range(count):
            path = "".join(f"/{quote(known[turn % len(known)], safe='')}" for known in values) or "/"
            yield from (f"{path}{query}" for query in _pages(route, self.most))

    def _values(self, route: Route, number: int, sampled: Sampled) -> list[str]:
        """Return values for a parameter: the one that was given, or ids of the list that it stands below."""
        name = route.segments[number].text
        if name in self.given:
            return [self.given[name]]
        before = route.segments[number - 1].text if number else ""
        found: dict[str, None] = {}
        for other in self.service.routes:
            # /patients/{id} takes the ids of /patients, never those of visits: they are other records' ids.
            if other.segments and not other.segments[-1].is_parameter and other.segments[-1].text == before:
                found.update(dict.fromkeys(_ids(other, sampled.answers.get(other.id, ()))))
        return list(found)[: self.most]


def ask(url: str, fetch: Fetch, detectors: Detectors) -> Tree | Unread:
    """Return the document that an address answers with.  Never raises."""
    answer = fetch(url)
    if answer.why:
        return Unread(answer.why)
    kind = reading.kind_by_media_type(answer.media_type)
    parts = list(reading.read(io.BytesIO(answer.body), kind, detectors))
    if len(parts) != 1:
        return Unread("too-many-fields")
    (part,) = parts
    return _document(part) if isinstance(part, Part) else part


def read_saved(folder: Folder, service: Service) -> dict[RouteId, list[Tree]]:
    """
    Return the answers in ``ROUTE.json`` and ``ROUTE/*.json`` of a folder.

    Raises ConfigError where one cannot be read, or where there is none.
    """
    found: dict[RouteId, list[Tree]] = {}
    for route in service.routes:
        name = route.id.partition(":")[2]
        files = [
            path
            for path in (folder / f"{name}.json", *sorted((folder / name).glob("*.json")))
            if path.is_file()
        ]
        if files:
            found[route.id] = [_saved(path) for path in files]
    if not found:
        names = ", ".join(f"{route.id.partition(':')[2]}.json" for route in service.routes)
        raise ConfigError(f"--from: {folder} holds no answers. Name them after the routes: {names}.")
    return found


def _saved(path: Folder) -> Tree:
    try:
        read = reading.json(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"--from: {path} cannot be read ({error.strerror}). Name another folder.") from None
    if isinstance(read, Unread):
        raise ConfigError(f"--from: {place(str(path), read)}: {sentence(read.why)}")
    return read


def _document(part: Part) -> Tree:
    """What a body reads into: a text is the one member of its document, as it is for the firewall."""
    return {"text": part.tree} if isinstance(part.tree, str) else part.tree


def _parameters(route: Route) -> int:
    return sum(segment.is_parameter for segment in route.segments)


def _pages(route: Route, most: int) -> Iterator[str]:
    """Yield queries for the first pages; where there is no paging, the one without."""
    limit = next((name for name, word in route.query.items() if word == LIMIT), None)
    page = next((name for name, word in route.query.items() if word == PAGING), None)
    is_list = not _parameters(route)
    size = {limit: str(min(most, route.page_size))} if limit and is_list else {}
    for number in range(1, _MOST_PAGES + 1 if page and is_list else 2):
        asked = {**size, **({page: str(number)} if page and number > 1 else {})}
        yield f"?{urlencode(asked)}" if asked else ""


def _ids(route: Route, answers: Sequence[Tree]) -> Iterator[str]:
    declared = [path for path, said in route.fields.items() if any(covers(_ID, word) for word in said)]
    for tree in answers:
        for path in declared:
            yield from (str(value) for value in at(tree, path) if isinstance(value, str | int) and str(value))


def at(tree: Tree, path: Path) -> Iterator[Tree]:
    """Yield what stands at a declared place."""
    if not path:
        yield tree
    elif path[0] == "*" and isinstance(tree, list | dict):
        for below in tree.values() if isinstance(tree, dict) else tree:
            yield from at(below, path[1:])
    elif isinstance(tree, dict) and path[0] in tree:
        yield from at(tree[path[0]], path[1:])
