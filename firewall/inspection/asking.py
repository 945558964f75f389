"""What a request asks by, what it selects, and what it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from firewall.detect import Detectors
from firewall.formats import Format, Limits
from firewall.formats.numbers import written
from firewall.inspection import cursors, dialects, ordering, statements
from firewall.inspection.cursors import Cursors
from firewall.inspection.dialects.said import called_so, named_in
from firewall.inspection.naming import taken_by_name
from firewall.inspection.question import Question
from firewall.inspection.reading import Failure, count_records, read_body, scan
from firewall.model import UNCLASSIFIED, Category, Member, Message, Path, Tree
from firewall.policy.rules import Route
from firewall.policy.words import CONTROLS, CURSOR, LIMIT, PAGING, SELECTION, SORT, TOTAL, akin, covered

_READING = frozenset({"GET", "POST"})
"""POST too, since a search may be one; what an intake is sent is in the target with its body."""

_LONG = 64 * 1024
"""Characters of a member from which on its digest stands for it in the target."""
_MANY = 1_000
"""The same of the items of a list."""

MAX_PAGE = 64
"""Characters of a page number or cursor: more could carry data."""


Sealing = Callable[[bytes], Cursors]
"""Gives the seal of a question by what it is about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    A request that was read.  ``orders`` are the categories that its answer is to be ordered or grouped by, and
    among those that it asks by.  ``target`` is what it is about, in canonical bytes: only to be digested.

    ``query`` is what of it goes on: an intake takes no more there than in its body, and ``left_out``
    counts the rest.  ``is_stray`` tells that its path holds what it does not accept.
    """

    asks: frozenset[Category]
    selects: frozenset[Category] | None
    records: int
    target: bytes = field(repr=False)
    tree: Tree = field(repr=False)
    format: Format | None
    orders: frozenset[Category] = frozenset()
    members: tuple[Member, ...] | None = None
    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    left_out: int = 0
    is_stray: bool = False


def read_request(
    message: Message, route: Route, detectors: Detectors, limits: Limits, sealing: Sealing | None = None
) -> Asked:
    """
    Raises :class:`Failure` on a request that cannot be vouched for.

    Cursors go on as they came from the service, and are read as nothing; without ``sealing`` none does.
    """
    stand_ins = cursors.stand_ins(message.query, route)
    if not stand_ins:
        return _read_request(message, route, detectors, limits)
    if sealing is None:
        raise Failure("cursor-unknown")
    read = replace(message, query=cursors.exchanged(message.query, stand_ins))
    asked = _read_request(read, route, detectors, limits)
    known = cursors.opened(message.query, route, message.path, sealing(asked.target))
    return replace(asked, query=cursors.exchanged(asked.query, known))


def _read_request(message: Message, route: Route, detectors: Detectors, limits: Limits) -> Asked:
    statements.check_type(message.media_type)
    tree, body_format = read_body(message, limits, route) if message.body else (None, None)
    statements.check_tree(tree)
    reading = _Reading(route, detectors)
    reading.path(message.path[1:])
    if route.graphql:
        return _read_graph(message, route, tree, body_format, reading)
    if route.dialect:
        return _read_dialect(message, route, reading)
    reading.query(message.query)
    if body_format is not None and not route.is_intake and not route.is_way_out:
        reading.body(tree, ())
    reading.headers(message.headers)
    query = _accepted_query(message.query, route, detectors)
    return Asked(
        asks=reading.asks(),
        selects=None if reading.selected is None else frozenset(reading.selected),
        records=_records(reading, route, tree),
        target=target(message, route, tree),
        tree=tree,
        format=body_format,
        orders=frozenset(reading.orders),
        query=query,
        left_out=len(message.query) - len(query),
        is_stray=(route.is_intake and not _is_accepted_path(message.path[1:], route, detectors))
        or (route.is_way_out and bool(message.query)),
    )


def _records(reading: _Reading, route: Route, tree: Tree) -> int:
    """How many records are asked for; what the city sends holds them."""
    if route.is_way_out:
        return count_records(tree, route)
    return route.page_size if reading.records is None else reading.records


def _read_graph(
    message: Message, route: Route, tree: Tree, body_format: Format | None, reading: _Reading
) -> Asked:
    """What goes on is written anew from what was understood: one operation, and the values that it uses."""
    from firewall.inspection import graphs  # noqa: PLC0415  # heavy, and few cities have such a route

    asked = graphs.ask(message, tree, route)
    reading.headers(message.headers)
    reading.take(asked)
    return Asked(
        asks=reading.asks(),
        selects=asked.selects,
        records=asked.records or 0,
        target=_encoded([*asked.about[:1], list(message.path), *asked.about[1:]]),
        tree=asked.tree,
        format=body_format,
        orders=asked.orders,
        query=asked.query,
        members=asked.members,
    )


def _read_dialect(message: Message, route: Route, reading: _Reading) -> Asked:
    """A query in a dialect is about what it filters by; parameters that are not of it are what they are declared as."""
    asked = dialects.ask(message, route)
    reading.called(asked.called)
    reading.query(asked.others)
    reading.headers(message.headers)
    reading.take(asked)
    limits = [number for number in (asked.records, reading.records) if number is not None]
    selects = asked.selects
    if reading.selected is not None:
        selects = frozenset(reading.selected) | (selects or frozenset())
    return Asked(
        asks=reading.asks(),
        selects=selects,
        records=max(limits, default=route.page_size),
        target=_encoded(["", list(message.path), asked.about]),
        tree=None,
        format=None,
        orders=asked.orders | reading.orders,
        query=asked.query,
        members=asked.members,
    )


def _accepted_query(
    query: tuple[tuple[str, str], ...], route: Route, detectors: Detectors
) -> tuple[tuple[str, str], ...]:
    """Return what of a query goes on: of an intake's, what it accepts by name and by what is found in it."""
    if not route.is_intake:
        return query
    return tuple(pair for pair in query if _is_accepted(*pair, route, detectors))


def _is_accepted(name: str, value: str, route: Route, detectors: Detectors) -> bool:
    word = route.query.get(name)
    accepts = route.accepts or ()
    if word in CONTROLS:
        return not scan(detectors, [value])
    known = [Category(word)] if word else [] if route.is_exact else taken_by_name(name, accepts, detectors)
    found = {span.category for _, span, _ in scan(detectors, [value] if word else [name, value])}
    return bool(known) and all(covered(category, accepts) for category in (*known, *found))


def _is_accepted_path(segments: tuple[str, ...], route: Route, detectors: Detectors) -> bool:
    """Whether nothing is found in a path but what is declared there: a part of a path cannot be left out."""
    declared = [
        route.path.get(segment.text, "") if segment.is_parameter else "" for segment in route.segments
    ]
    return all(
        akin(declared[number], span.category) or covered(span.category, route.accepts or ())
        for number, span, _ in scan(detectors, segments)
    )


def target(message: Message, route: Route | None, tree: Tree = None) -> bytes:
    """
    Write down what a request is about, canonically: path, filters and body, but not pages and selections.

    A warrant for one record covers it whichever of its fields are selected, and nothing beside it:
    who may read it may not, by the same paper, change or delete it.
    """
    change = route.method if route is not None and route.method not in _READING else ""
    query = sorted(
        pair for pair in message.query if route is None or route.query.get(pair[0]) not in CONTROLS
    )
    rest, long = _without_long_members(_uncontrolled(tree, route))
    return _encoded([change, list(message.path), query, rest, *([long] if long else [])])


def _without_long_members(tree: Tree) -> tuple[Tree, dict[str, str]]:
    """Return digests of the members that are very long texts or lists: to write these takes three times their size."""
    if not isinstance(tree, dict):
        return tree, {}
    # A text that reads like the list is another member all the same.
    long = {
        name: f"{type(value).__name__} {_digest(_pieces(value))}"
        for name, value in tree.items()
        if _is_long(value)
    }
    return {name: value for name, value in tree.items() if name not in long} if long else tree, long


def _is_long(value: Tree) -> bool:
    return isinstance(value, (str, list)) and len(value) > (_LONG if isinstance(value, str) else _MANY)


def _pieces(value: Tree) -> Iterator[bytes]:
    """Yield what says what a long text or a list is, piece by piece: no item has the end of a line in it."""
    if isinstance(value, str):
        for start in range(0, len(value), _LONG):
            yield value[start : start + _LONG].encode(errors="surrogatepass")
    elif isinstance(value, list):
        for item in value:
            yield _encoded(item) + b"\n"


def _digest(pieces: Iterable[bytes]) -> str:
    seen = hashlib.sha256()
    for piece in pieces:
        seen.update(piece)
    return seen.hexdigest()


def _encoded(about: object) -> bytes:
    try:
        return msgspec.json.encode(about, enc_hook=written, order="sorted")
    except (ValueError, TypeError):
        raise Failure("not-canonical") from None


def _uncontrolled(tree: Tree, route: Route | None) -> Tree:
    if route is None or not isinstance(tree, dict):
        return tree
    controls = {path[0] for path, words in route.body.items() if len(path) == 1 and CONTROLS & set(words)}
    return {name: value for name, value in tree.items() if name not in controls}


class _Reading:
    """Collects what the parts of one request are."""

    def __init__(self, route: Route, detectors: Detectors) -> None:
        self._route = route
        self._detectors = detectors
        self._declared: list[tuple[str, ...]] = []
        self._texts: list[str] = []
        self._found: set[Category] = set()
        self.selected: set[Category] | None = None
        self.orders: set[Category] = set()
        self.records: int | None = None

    def path(self, segments: tuple[str, ...]) -> None:
        for segment, text in zip(self._route.segments, segments, strict=True):
            if segment.is_parameter:
                self._part(segment.text, text, (self._route.path[segment.text],))

    def query(self, pairs: tuple[tuple[str, str], ...]) -> None:
        for name, value in pairs:
            word = self._route.query.get(name)
            self._part(name, value, (word,) if word else ())

    def headers(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """
        Allow-listed headers are texts like any other; what they may say is nothing personal.

        But for ``Accept``: it goes on in words of our own table alone, whatever it said.
        """
        for name, value in pairs:
            if name != "accept":
                self._text(value, ())

    def take(self, asked: Question) -> None:
        """Take over what was read in a language of its own; its texts are looked through like any."""
        self._found |= asked.asks
        for text, words in asked.texts:
            self._text(text, words)

    def called(self, pairs: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        """
        A name that a request gives says nothing else than what is called so.

        A service that gave a member of its own under it, as if it had not been asked to rename, would give what
        nobody declared.  Raises :class:`Failure`.
        """
        for name, words in pairs:
            meant = self._detectors.names.categories(name)
            if not all(any(akin(word, category) for word in words) for category in meant):
                raise Failure("query-alias")

    def body(self, tree: Tree, path: Path) -> None:
        words = self._words(path)
        if CONTROLS.intersection(words) and (isinstance(tree, dict | list) or SELECTION in words):
            self._control(tree, words)
        elif isinstance(tree, dict):
            for name, value in tree.items():
                if not self._leads_somewhere((*path, name)):
                    self._found.add(
                        UNCLASSIFIED
                    )  # under a declared member too: it may be an operator, or a filter
                self._found.update(self._detectors.names.categories(name) if not words else ())
                self.body(value, (*path, name))
        elif isinstance(tree, list):
            for item in tree:
                self.body(item, (*path, "*"))
        elif tree is not None:
            self._part(path[-1] if path else "", str(tree), words)
        if tree is None or tree in ({}, []):  # to say nothing is to ask all the same: who has none?
            self._found.update(Category(word) for word in words if word not in CONTROLS)

    def _control(self, tree: Tree, words: tuple[str, ...]) -> None:
        if SELECTION in words:
            self._select(tree if isinstance(tree, list) else [tree])
        elif SORT in words:
            self._order(tree)
        elif LIMIT in words:
            raise Failure("bad-limit")  # of several, which one would the service take?
        else:
            self._found.add(UNCLASSIFIED)

    def _words(self, path: Path) -> tuple[str, ...]:
        """What the nearest declared place at or above ``path`` is declared as."""
        for end in range(len(path), 0, -1):
            if path[:end] in self._route.body:
                return self._route.body[path[:end]]
        return ()

    def _leads_somewhere(self, path: Path) -> bool:
        return any(declared[: len(path)] == path for declared in self._route.body)

    def _part(self, name: str, text: str, words: tuple[str, ...]) -> None:
        if SELECTION in words:
            self._select(text.split(","))
        elif SORT in words:
            self._order(text)
        elif LIMIT in words:
            self.records = _whole_number(text)
        elif TOTAL in words:
            if not ordering.is_plain_total(text):
                self._found.add(UNCLASSIFIED)
        elif CURSOR in words:
            pass  # it was ours, and says nothing
        elif PAGING in words:
            if len(text) > MAX_PAGE or not text.isascii():
                self._found.add(UNCLASSIFIED)
            self._text(text, ())
            self._page(text)
        else:
            if not words:
                self._found.add(UNCLASSIFIED)
                self._found.update(self._detectors.names.categories(name))
            self._found.update(map(Category, words))
            self._text(text, words)

    def _text(self, text: str, words: tuple[str, ...]) -> None:
        self._texts.append(text)
        self._declared.append(words)

    def _select(self, names: Sequence[Tree]) -> None:
        selected = self.selected if self.selected is not None else set()
        for name in names:
            categories = list(self._named(name)) if isinstance(name, str) else []
            selected.update(categories)
            if not categories:
                self._found.add(UNCLASSIFIED)
        self.selected = selected

    def _order(self, tree: Tree) -> None:
        """What an answer is ordered by is asked by, for the order tells of it."""
        for name in ordering.names(tree):
            categories = set(self._named(name)) if name is not None else set()
            self.orders.update(categories)
            self._found.update(categories or {UNCLASSIFIED})

    def _page(self, text: str) -> None:
        """Some services sift by what a page names (``citizenship-'MX'``), as for a link to one."""
        named = [path for steps in named_in(text) for path in called_so(steps, self._route.fields)]
        categories = {category for path in named for category in self._route.fields[path]}
        self.orders |= categories
        self._found |= categories

    def _named(self, name: str) -> Iterator[Category]:
        """The categories of the declared members that a selection or an order calls by name or by place."""
        steps = tuple(name.strip().removeprefix("/").replace(".", "/").split("/"))
        for path, categories in self._route.fields.items():
            plain = tuple(step for step in path if step != "*")
            if any(plain[at : at + len(steps)] == steps for at in range(len(plain))):
                yield from categories

    def asks(self) -> frozenset[Category]:
        found = set(self._found)
        statements.check_texts(self._texts)
        for number, span, _ in scan(self._detectors, self._texts):
            if not any(akin(word, span.category) for word in self._declared[number]):
                found.add(span.category)
        return frozenset(found)


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004  # no page has a billion records
        raise Failure("bad-limit")
    return int(text)
