"""``services/``: the city's own services, their routes, and what each field is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import SplitResult, urlsplit

from firewall.model import Category, Outcome, PartnerId, Path, RouteId
from firewall.policy.files import counting, dialects, graphs, talks
from firewall.policy.files.reading import Section, pointer
from firewall.policy.rules import MESSAGES, RECORDS, WHOLE, Route, Segment, Service
from firewall.policy.words import CONTROLS, CURSOR, LIMIT, Vocabulary
from firewall.policy.yaml import Block, Faults, Items, Node, Place, Text

_SENDING = ("POST", "PUT", "PATCH")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MARKERS = ("text", "number", "boolean", "null", "list", "object", "masked", "masked-list")
SEGMENT = re.compile(r"[A-Za-z0-9._~-]+|\{[a-z_]+\}")
STREAMS = (RECORDS, WHOLE, MESSAGES)
KINDS = (
    "school", "childcare", "child-protection", "clinic", "substance-use", "public-health", "benefits", "housing",
    "shelter", "victim-services", "library", "registry", "municipal-id", "motor-vehicles", "parking", "plate-reader",
    "transit", "network", "utility", "police", "custody", "prosecution", "employment", "tax", "elections", "requests",
    "immigration-office", "other",
)  # fmt: skip
"""What a service is, in words that a law can speak about without knowing how a city calls it."""

_NO_SCHEMAS: Mapping[str, str] = {}
_SERVICE_KEYS = {"service", "title", "kind", "upstream", "existence", "routes"}
_ROUTE_KEYS = {
    "route", "title", "match", "path", "query", "body", "fields", "accepts", "otherwise", "exactly", "markers",
    "records", "page_size", "header", "statistical", "table", "existence", "stream", "sends_to", "sent_by", "graphql",
    "introspection", "mutations", "dialect", "links", "documents", "subprotocols",
}  # fmt: skip


def read(
    node: Node, faults: Faults, vocabulary: Vocabulary, schemas: Mapping[str, str] = _NO_SCHEMAS
) -> Service:
    """``schemas`` are the GraphQL schemas in the folder of services, by their file's name."""
    section = Section(
        node, faults, what="service", known=_SERVICE_KEYS, required=["service", "upstream", "routes"]
    )
    name = section.identifier("service")
    routes = tuple(_route(name, item, faults, vocabulary, schemas) for item in section.sections("routes"))
    _check_matches(routes, faults)
    return Service(
        name=name,
        title=section.text("title"),
        upstream=_upstream(section),
        existence_protected=_is_protected(section),
        routes=routes,
        kinds=_kinds(section),
        at=section.at,
    )


def _kinds(section: Section) -> tuple[str, ...]:
    """A word, or several: a school's clinic is both."""
    if isinstance(section.node("kind"), Items):
        return section.words("kind", KINDS, "a kind of service")
    word = section.choice("kind", KINDS, "a kind of service")
    return (word,) if word else ()


def _is_protected(section: Section) -> bool:
    word = section.choice("existence", ("open", "protected"), "`open` or `protected`", "open")
    return word == "protected"


def _upstream(section: Section) -> str:
    text = section.text("upstream")
    parts = urlsplit(text)
    plain = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    plain = plain and _has_port(parts)
    if "upstream" in section and not (parts.scheme in ("http", "https") and parts.hostname and plain):
        section.faults.add(section.place("upstream"), "POL080")
    return text.rstrip("/")


def _has_port(parts: SplitResult) -> bool:
    try:
        return parts.port is None or parts.port > 0
    except ValueError:  # out of range
        return False


def _route(
    service: str, node: Node, faults: Faults, vocabulary: Vocabulary, schemas: Mapping[str, str]
) -> Route:
    section = Section(node, faults, what="route", known=_ROUTE_KEYS, required=["route", "match"])
    method, segments = _match(section)
    words = _Words(faults, vocabulary)
    dialect = dialects.read(section)
    links = tuple(dialects.links(section, dialect))
    route = Route(
        id=RouteId(f"{service}:{section.identifier('route')}"),
        method=method,
        segments=segments,
        path={name: words.category(value) for name, _, value in section.entries("path")},
        query={name: words.category(value, CONTROLS) for name, _, value in section.entries("query")},
        body=dict(words.declared(section, "body", CONTROLS - {CURSOR})),
        fields=dialects.beside(dialect, links)
        | {
            p: tuple(map(Category, c))
            for p, c in words.declared(section, "fields", frozenset(), as_they_are="graphql" in section)
        },
        accepts=_accepts(section, vocabulary),
        otherwise=Outcome[
            section.choice(
                "otherwise", ("remove", "refuse"), "`remove` or `refuse`", _otherwise(method)
            ).upper()
        ],
        is_exact=section.flag("exactly"),
        markers=dict(_markers(section)),
        records=pointer(section.text("records"), section.place("records"), faults)
        if "records" in section
        else None,
        page_size=section.number("page_size", 1) or 1,
        has_header=section.choice("header", ("present", "absent"), "`present` or `absent`", "present")
        != "absent",
        is_statistical=section.flag("statistical"),
        table=counting.read(section),
        stream=section.choice("stream", STREAMS, "`records`, `whole` or `messages`"),
        subprotocols=talks.subprotocols(section),
        existence_protected=_is_protected(section),
        sends_to=PartnerId(section.identifier("sends_to")) if "sends_to" in section else None,
        sent_by=frozenset(map(PartnerId, section.texts("sent_by"))),
        graphql=graphs.schema(section, schemas),
        documents=graphs.documents(section, schemas),
        introspection=section.flag("introspection"),
        mutations=section.flag("mutations"),
        dialect=dialect,
        links=links,
        at=section.at,
    )
    graphs.check(route, section)
    dialects.check(route, section)
    _check_path(route, section)
    _check_way_out(route, section)
    _check_stream(route, section)
    talks.check(route, section)
    _check_limits(route, section)
    _check_places(route, section)
    counting.check(route, section)
    if route.is_intake and method and method not in _SENDING and route.stream != MESSAGES:
        faults.add(section.place("accepts"), "POL081", method=method)
    if "otherwise" in section and not route.is_intake:
        faults.add(section.place("otherwise"), "POL082")
    if route.is_exact and not (route.is_intake and (route.fields or route.body)):
        faults.add(section.place("exactly"), "POL146")
    return route


def _otherwise(method: str) -> str:
    """A PUT says all that there is to be: what was taken out of it would be deleted at the service."""
    return "refuse" if method == "PUT" else "remove"


class _Words:
    def __init__(self, faults: Faults, vocabulary: Vocabulary) -> None:
        self._faults = faults
        self._categories = vocabulary.categories

    def category(self, node: Node, also: frozenset[str] = frozenset()) -> Category:
        if isinstance(node, Text) and (node.value in self._categories or node.value in also):
            return Category(node.value)
        if isinstance(node, Text):
            self._faults.unknown(node.at, node.value, "a category", [*self._categories, *also])
        else:
            self._faults.add(node.at, "POL083")
        return Category("")

    def declared(
        self, section: Section, key: str, also: frozenset[str], *, as_they_are: bool = False
    ) -> Iterator[tuple[Path, tuple[Category, ...]]]:
        seen: dict[Path, Place] = {}
        for name, at, value in section.entries(key):
            path = (name,) if as_they_are else pointer(name, at, self._faults)
            if path in seen:
                self._faults.add(at, "POL084", word=name, line=seen[path].line)
            seen[path] = at
            nodes = value.items if isinstance(value, Items) else (value,)
            if not nodes:
                # A place of no category would be a place that no rule is about.
                self._faults.add(value.at, "POL085", word=name)
            yield path, tuple(self.category(node, also) for node in nodes)


def _match(section: Section) -> tuple[str, tuple[Segment, ...]]:
    text = section.text("match")
    method, _, path = text.partition(" ")
    steps = path.split("/")[1:]
    good = method in METHODS and path.startswith("/") and all(map(SEGMENT.fullmatch, steps))
    if "match" in section and not good:
        section.faults.add(section.place("match"), "POL087")
        return "", ()
    return method, tuple(Segment(s.strip("{}"), s.startswith("{")) for s in steps)


def _check_path(route: Route, section: Section) -> None:
    parameters = {s.text for s in route.segments if s.is_parameter}
    for name in sorted(parameters - set(route.path)):
        section.faults.add(section.place("match"), "POL088", word=name)
    for name in sorted(set(route.path) - parameters):
        section.faults.unknown(section.place("path"), name, "a part of the path in `match`", parameters)


def _check_way_out(route: Route, section: Section) -> None:
    """
    A way out sends what its fields say, and nothing beside it.

    INVARIANT: nothing is in its path or query, since a plan treats the members of a body.
    """
    if (route.sends_to is None) != (not route.sent_by):
        section.faults.add(section.place("sends_to" if route.sends_to is not None else "sent_by"), "POL380")
    if route.sends_to is None:
        return
    if route.method and route.method not in _SENDING:
        section.faults.add(section.place("match"), "POL381", method=route.method)
    for key in ("path", "query", "body", "accepts", "statistical"):
        if key in section:
            section.faults.add(section.place(key), "POL382", key=key)


def _check_stream(route: Route, section: Section) -> None:
    """A stream is one list of records, by itself or where ``records`` says, so its fields are those of its items."""
    if "stream" not in section:
        return
    if "records" in section and "*" in (route.records or ()):
        section.faults.add(section.place("records"), "POL158", word=_spelt(route.records or ()))
    if "records" not in section and not any(path[:1] == ("*",) for path in route.fields):
        section.faults.add(section.place("stream"), "POL147")
    for key in ("statistical", "sends_to"):
        if key in section:
            section.faults.add(section.place(key), "POL148", key=key)


def check_senders(services: Iterable[Service], partners: Collection[PartnerId], faults: Faults) -> None:
    """Whom a way out names must be partners: the one for whom it is, and the city's own who may send."""
    for route in (route for service in services for route in service.routes):
        for name in sorted({*route.sent_by, *filter(None, [route.sends_to])} - set(partners)):
            faults.unknown(route.at, name, "a partner", partners)
        if route.sends_to is not None and route.sends_to in route.sent_by:
            faults.add(route.at, "POL383", word=route.sends_to)


def _check_limits(route: Route, section: Section) -> None:
    words = [*((word,) for word in route.query.values()), *route.body.values()]
    if sum(LIMIT in said for said in words) > 1 and "graphql" not in section:
        section.faults.add(section.place("query"), "POL090")
    for said in words:
        if len(said) > 1 and CONTROLS.intersection(said):
            section.faults.add(section.place("body"), "POL091", said=", ".join(said))


def _check_places(route: Route, section: Section) -> None:
    """What is said of a place that is not declared would silently be said of nothing."""
    for name, at, _ in section.entries("markers"):
        if name.startswith("/") and pointer(name, at, Faults()) not in route.fields:
            section.faults.unknown(at, name, "a declared field", map(_spelt, route.fields))
    records = route.records
    if records and not any(path[: len(records)] == records and path != records for path in route.fields):
        section.faults.add(section.place("records"), "POL093", word=_spelt(records))


def _spelt(path: Path) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def _accepts(section: Section, vocabulary: Vocabulary) -> tuple[Category, ...] | None:
    if "accepts" not in section:
        return None
    words = section.words("accepts", vocabulary.categories, "a category", none_allowed=True)
    return tuple(map(Category, words))


def _markers(section: Section) -> Iterator[tuple[Path, str]]:
    for name, at, value in section.entries("markers"):
        path = pointer(name, at, section.faults)
        if isinstance(value, Text) and value.value in MARKERS:
            yield path, value.value
        elif isinstance(value, Text):
            section.faults.unknown(value.at, value.value, "a type of marker", MARKERS)
        elif isinstance(value, Block | Items):
            section.faults.add(value.at, "POL094", choice=", ".join(MARKERS))


def _check_matches(routes: tuple[Route, ...], faults: Faults) -> None:
    """Two routes that the same request would match are a fault: which one counts must never be luck."""
    for index, route in enumerate(routes):
        for other in routes[:index]:
            if route.id == other.id:
                faults.add(route.at, "POL095", word=route.id)
            if route.method == other.method and _same_shape(route, other):
                faults.add(route.at, "POL096", word=route.id, other=other.id)


def _same_shape(one: Route, other: Route) -> bool:
    shape = [[None if s.is_parameter else s.text for s in r.segments] for r in (one, other)]
    return shape[0] == shape[1]
