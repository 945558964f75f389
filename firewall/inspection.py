"""
Read and detect: what a message says and what is in it.

Pure and total: whatever goes wrong in here, an unreadable body or a detector that breaks,
comes out as a :class:`Failure`, which nothing can release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from firewall import formats
from firewall.detect import Detectors, Hit, Skip, Span
from firewall.formats import Format, Limits, Unreadable
from firewall.model import (
    THIRD_PARTY,
    UNCLASSIFIED,
    Category,
    Count,
    Field,
    Message,
    Outcome,
    Path,
    Phase,
    Place,
    Tree,
    View,
)
from firewall.policy.rules import Route
from firewall.policy.words import CONTROLS, LIMIT, PAGING, SELECTION, covered, covers
from firewall.transform.prune import UNDECLARED, Accepts, Pruned, cut, prune
from firewall.transform.values import Pseudonymize


class Failure(Exception):  # noqa: N818  # a finding that unwinds the stack, not a programming error
    """The message is uninspectable.  ``why`` is a short stable code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was read.  ``target`` is what it is about, in canonical bytes: only to be digested."""

    asks: frozenset[Category]
    selects: frozenset[Category] | None
    records: int
    target: bytes = field(repr=False)
    tree: Tree = field(repr=False)
    format: Format | None


@dataclass(frozen=True, slots=True)
class Screened:
    """What may leave of a tree, what happened to the rest, and which declared places were caught out."""

    tree: Tree = field(repr=False)
    counts: tuple[Count, ...]
    latched: frozenset[str]
    expected: frozenset[str]
    removed: bool
    view: View = field(repr=False)


OF_PEOPLE = ("identity.name", "contact", "family")
"""In free text these are somebody else's as often as not (DESIGN section 5, step 4)."""

_READING = frozenset({"GET", "POST"})
"""POST too, since a search may be one; what an intake is sent is in the target with its body."""

MAX_PAGE = 64
"""Characters of a page number or cursor: more could carry data."""


def read_body(message: Message, limits: Limits) -> tuple[Tree, Format]:
    """Raises :class:`Failure`."""
    try:
        body_format = formats.format_of(message.media_type)
        return body_format.parse(message.body, limits), body_format
    except Unreadable as unreadable:
        raise Failure(unreadable.why) from None


def write(tree: Tree, body_format: Format) -> bytes:
    """Write what may leave.  Raises :class:`Failure` where the format has no way to say it."""
    try:
        return body_format.write(tree)
    except Unreadable as unreadable:
        raise Failure(unreadable.why) from None


def parse(body: bytes, media_type: str, limits: Limits) -> Tree:
    """Read a body that is at hand.  Raises :class:`Failure`."""
    return read_body(Message(Phase.RESPONSE, media_type=media_type, body=body), limits)[0]


# ---- requests


def read_request(message: Message, route: Route, detectors: Detectors, limits: Limits) -> Asked:
    """Raises :class:`Failure` on a request that cannot be vouched for."""
    tree, body_format = read_body(message, limits) if message.body else (None, None)
    reading = _Reading(route, detectors)
    reading.path(message.path[1:])
    reading.query(message.query)
    if body_format is not None and not route.is_intake:
        reading.body(tree, ())
    reading.headers(message.headers)
    return Asked(
        asks=reading.asks(),
        selects=None if reading.selected is None else frozenset(reading.selected),
        records=route.page_size if reading.records is None else reading.records,
        target=target(message, route, tree),
        tree=tree,
        format=body_format,
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
    try:
        return msgspec.json.encode([change, list(message.path), query, _uncontrolled(tree, route)], order="sorted")
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
        """Allow-listed headers are texts like any other; what they may say is nothing personal."""
        for _, value in pairs:
            self._text(value, ())

    def body(self, tree: Tree, path: Path) -> None:
        words = self._words(path)
        if words and SELECTION in words:
            self._select(tree if isinstance(tree, list) else [tree])
        elif isinstance(tree, dict):
            for name, value in tree.items():
                if not words and not self._leads_somewhere((*path, name)):
                    self._found.add(UNCLASSIFIED)
                self._found.update(self._detectors.names.categories(name) if not words else ())
                self.body(value, (*path, name))
        elif isinstance(tree, list):
            for item in tree:
                self.body(item, (*path, "*"))
        elif tree is not None:
            self._part(path[-1] if path else "", str(tree), words)

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
        elif LIMIT in words:
            self.records = _whole_number(text)
        elif PAGING in words:
            if len(text) > MAX_PAGE or not text.isascii():
                self._found.add(UNCLASSIFIED)
            self._text(text, ())
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

    def _named(self, name: str) -> Iterator[Category]:
        """The categories of the declared members that a selection calls by name or by place."""
        steps = tuple(name.strip().removeprefix("/").replace(".", "/").split("/"))
        for path, categories in self._route.fields.items():
            plain = tuple(step for step in path if step != "*")
            if any(plain[at : at + len(steps)] == steps for at in range(len(plain))):
                yield from categories

    def asks(self) -> frozenset[Category]:
        found = set(self._found)
        for number, span, _ in _scan(self._detectors, self._texts):
            if not any(_akin(word, span.category) for word in self._declared[number]):
                found.add(span.category)
        return frozenset(found)


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):  # noqa: PLR2004  # no page has a billion records
        raise Failure("bad-limit")
    return int(text)


def _akin(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)


def _scan(detectors: Detectors, texts: Sequence[str], skip: Skip | None = None) -> Sequence[Hit]:
    try:
        return detectors.scanner.scan_texts(texts, skip)
    except Exception:  # noqa: BLE001  # whatever breaks a detector must not open the gate
        raise Failure("detector-failed") from None


# ---- what may leave


def withhold(
    tree: Tree,
    view_of: Callable[[frozenset[str]], View],
    latched: frozenset[str],
    detectors: Detectors,
    pseudonymize: Pseudonymize,
) -> Screened:
    """
    Build what may leave of ``tree``: by declaration first, then by what is found in what is left.

    A finding where none was declared latches its place, and everything is done again under
    the stricter view, so that all records of the message are treated alike.  Ends, since each
    round latches at least one more declared place.  Raises :class:`Failure`.
    """
    while True:
        view = view_of(latched)
        # Once a member that only its name let in was caught out, the intake takes declared ones alone.
        accepts = None if UNDECLARED in latched else _accepts(view, detectors)
        pruned = prune(tree, view, accepts, pseudonymize)
        judged = _judge(pruned, view, detectors)
        if judged.latched <= latched:
            break
        latched = latched | judged.latched
    cut(pruned, judged.spans)
    counts = (*pruned.counts(), *judged.counts())
    removed = any(count.outcome >= Outcome.REMOVE for count in counts)
    return Screened(pruned.tree, counts, latched, frozenset(judged.expected), removed, view)


def _accepts(view: View, detectors: Detectors) -> Accepts | None:
    accepts = view.accepts
    if accepts is None:
        return None

    def accepted(name: str) -> tuple[Category, ...]:
        categories = detectors.names.categories(name)
        return tuple(sorted(categories)) if all(covered(c, accepts) for c in categories) else ()

    return accepted


@dataclass(slots=True)
class _Judged:
    latched: set[str] = field(default_factory=set)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)
    cuts: dict[tuple[str, Category], int] = field(default_factory=dict)

    def counts(self) -> tuple[Count, ...]:
        return tuple(Count(p, c, Outcome.REMOVE, times) for (p, c), times in self.cuts.items())


def _judge(pruned: Pruned, view: View, detectors: Detectors) -> _Judged:
    judged = _Judged()
    places = pruned.places

    def is_welcome(number: int, recognizer: str) -> bool:
        """A number that stands where numbers of its kind are declared needs no second look."""
        if recognizer not in _welcome(detectors, places[number].categories, cuts=places[number].cuts):
            return False
        judged.expected.add(recognizer)
        return True

    for number, span, recognizer in _scan(detectors, pruned.texts, is_welcome):
        place = places[number]
        if outcome_at(place, span.category, view) <= place.treatment.outcome:
            judged.expected.add(recognizer)
        elif place.cuts:
            _cut_or_latch(judged, pruned, number, span)
        else:
            judged.latched.add(place.pattern)
    for name, place in pruned.keys:
        if view.accepts is None and name in view.absent:
            judged.latched.add(place.pattern)  # what goes by a name that must not leave, goes
        if any(
            outcome_at(place, c, view) > place.treatment.outcome for c in detectors.names.categories(name)
        ):
            judged.latched.add(place.pattern)
    return judged


@lru_cache(maxsize=4096)
def _welcome(detectors: Detectors, categories: tuple[Category, ...], *, cuts: bool) -> frozenset[str]:
    """The recognizers whose only category is declared there."""
    if cuts:
        return frozenset()
    known = detectors.scanner.ids.items()
    return frozenset(i for i, own in known if own is not None and any(_akin(c, own) for c in categories))


def _cut_or_latch(judged: _Judged, pruned: Pruned, number: int, span: Span) -> None:
    place = pruned.places[number]
    if number not in pruned.spots:  # a number or a key: it cannot be cut, so its member goes
        judged.latched.add(place.pattern)
        return
    judged.spans.append((number, span.start, span.end))
    key = (place.pattern, span.category)
    judged.cuts[key] = judged.cuts.get(key, 0) + 1


def outcome_at(place: Place, category: Category, view: View) -> Outcome:
    """Return what a finding of ``category`` asks for there; RELEASE where it was to be expected."""
    if not place.cuts and any(_akin(declared, category) for declared in place.categories):
        return Outcome.RELEASE
    if view.accepts is not None:
        return Outcome.RELEASE if covered(category, view.accepts) else Outcome.REMOVE
    found = view.plan.of(category).outcome
    if place.cuts and covered(category, OF_PEOPLE):
        return max(found, view.plan.of(THIRD_PARTY).outcome)
    return found


# ---- the exit check


def residue(  # noqa: PLR0917  # what is written, what was to be withheld, and who looks
    body: bytes, written: Format, view: View, expected: frozenset[str], detectors: Detectors, limits: Limits
) -> bool:
    """
    Whether bytes about to leave hold what was to be withheld: a name, or a value.

    ``expected`` are the recognizers that found only what goes out on purpose.  Over the bytes
    a match can also come about across two members, so a suspicion is confirmed member by member.
    """
    # A form's first member has no ampersand before it; in JSON one more changes nothing.
    if any(name in b"&" + body for name in _spelt(view.absent, written.media_type)):
        return True
    try:
        suspicious = detectors.scanner.present(body, _others(detectors, expected))
    except Exception:  # noqa: BLE001  # a check that cannot be made is not passed
        return True
    return bool(suspicious) and _confirmed(body, written, suspicious, detectors, limits)


@lru_cache(maxsize=256)
def _others(detectors: Detectors, expected: frozenset[str]) -> frozenset[str]:
    return frozenset(detectors.scanner.ids) - expected


@lru_cache(maxsize=1024)
def _spelt(names: tuple[str, ...], media_type: str) -> tuple[bytes, ...]:
    """How members of these names stand in the bytes of a format; plain text has no names."""
    if media_type == "text/plain":
        return ()
    if media_type == "application/x-www-form-urlencoded":
        return tuple(b"&" + formats.format_of(media_type).write({name: ""}) for name in names)
    return tuple(msgspec.json.encode(name) + b":" for name in names)


def _confirmed(
    body: bytes, written: Format, suspicious: frozenset[str], detectors: Detectors, limits: Limits
) -> bool:
    try:
        fields = list(_texts(written.parse(body, limits), ""))
        return any(recognizer in suspicious for _, _, recognizer in detectors.scanner.scan(fields))
    except Exception:  # noqa: BLE001  # a check that cannot be made is not passed
        return True


def _texts(tree: Tree, name: str) -> Iterator[Field]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield Field("", key)
            yield from _texts(value, key)
    elif isinstance(tree, list):
        for item in tree:
            yield from _texts(item, name)
    elif tree is not None and not isinstance(tree, bool):
        yield Field(name, str(tree))


def plain_headers(headers: tuple[tuple[str, str], ...], detectors: Detectors) -> tuple[tuple[str, str], ...]:
    """Return the headers in which nothing is found.  Raises :class:`Failure`."""
    if not headers:
        return headers
    caught = {number for number, _, _ in _scan(detectors, [value for _, value in headers])}
    return tuple(pair for number, pair in enumerate(headers) if number not in caught)


def count_records(tree: Tree, route: Route) -> int:
    """Return how many records an answer holds: the items where the route says they stand, or one."""
    if route.records is None:
        return len(tree) if isinstance(tree, list) else 1
    for step in route.records:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return len(tree) if isinstance(tree, list | dict) else 0
