"""
Answers of a service to a proposal of its field map: what each member is, by its name, by its values, or both.

A proposal is for a person to confirm.  What the policy declares stays as it is, and is marked
where it looks different.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from firewall.detect import Detectors
from firewall.detect.document import BY_NAME, Found
from firewall.detect.leaves import Steps
from firewall.detect.recognizer import ACTS
from firewall.model import Category, Path, Tree
from firewall.policy.rules import Route, Service
from firewall.policy.words import Vocabulary, akin
from firewall.survey.keys import Keys, keys_of
from firewall.survey.looking import examined
from firewall.survey.masking import shape
from firewall.survey.parts import Unread, sentence
from firewall.survey.places import ANY, Places, escaped
from firewall.survey.sampling import Sampled

CASE_NOTES = Category("case_notes")
NAME, VALUES, LENGTH, COMMON, POLICY = "name", "values", "length", "common name", "policy"

KEYED = "keyed by values: cannot be declared"

BY_NAME_ALONE = 0.75
"""Names are read by a list that people reviewed; but a member may hold something else than it is called."""
_BY_LENGTH = 0.6
_BY_COMMON_NAME = 0.3
"""Below ``ACTS``: `record` is shared with many, so nobody should declare it without having looked."""

_AMBIGUOUS = frozenset({"unit", "units"})
"""A flat, or what something is measured in: by name alone such a member is only a guess."""
_ADDRESSES = frozenset({"href", "hreflang", "rel"})
"""Links of an answer lead to the service itself (RFC 8288): a number in one is that of a machine of the city."""
_GEOMETRY = "geometry", "coordinates"
"""Where GeoJSON has its places (RFC 7946), however many lists deep."""

_WORDS_OF_A_SENTENCE = 6
_SENTENCES_SHARE = 0.2
_MOST_EXAMPLES = 3
_COMBINATION = "combination."
_COMMON: Mapping[str, str] = {
    **dict.fromkeys(("id", "uuid", "guid", "identifier", "recordid"), "record.id"),
    **dict.fromkeys(("resourcetype", "type", "version", "etag", "page", "opened", "closed"), "record.meta"),
    **dict.fromkeys(
        ("created", "createdat", "updated", "updatedat", "modified", "lastmodified"), "record.meta"
    ),
    **dict.fromkeys(("status", "state"), "record.status"),
    **dict.fromkeys(("total", "count"), "aggregate.cell"),
    **dict.fromkeys(("href", "hreflang", "rel"), "record.meta"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """
    What one member may be.  ``category`` is empty where nothing says so; ``also`` is what else was found,
    and ``together`` what only several members say, which is no fault of any of them.  ``words`` are those that
    may be declared: all of them together open less than any of them alone.  ``keyed`` where the way to it leads
    through keys that are values: no place of a policy stands for such a key, so nothing can be declared there.

    Of a declared member that is seen as declared, ``also`` is empty.
    """

    route: str
    path: Path
    declared: tuple[Category, ...] = ()
    category: str = ""
    by: tuple[str, ...] = ()
    confidence: float = 0.0
    seen: int = 0
    of: int = 0
    examples: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    together: tuple[Category, ...] = ()
    keyed: bool = False

    @property
    def pointer(self) -> str:
        return "".join(f"/{escaped(step)}" for step in self.path)

    @property
    def needs_a_look(self) -> bool:
        return bool(self.also) or not self.declared

    @property
    def says(self) -> str:
        """Say it to a person, without any value."""
        return f"{KEYED}; {self._says()}" if self.keyed else self._says()

    def _says(self) -> str:
        if not self.seen:
            return "declared, not seen" if self.declared else f"{self._what()}; described, not seen"
        return f"{self._what()}; seen in {self.seen} of {self.of}{self._examples()}{self._together()}"

    def _what(self) -> str:
        if self.declared:
            return f"LOOK: declared, but also {', '.join(self.also)}" if self.also else "declared"
        also = f", also {', '.join(self.also)}" if self.also else ""
        if not self.category:
            return f"nothing is known of it{also}"
        word = "proposed" if self.confidence >= ACTS else "a guess"
        return f"{word} by {' and '.join(self.by)} ({self.confidence:.2f}){also}"

    def _together(self) -> str:
        return f"; together with others it says {', '.join(self.together)}" if self.together else ""

    def _examples(self) -> str:
        return f", as {' | '.join(self.examples)}" if self.examples else ""


@dataclass(slots=True, eq=False)
class _Member:
    """Everything that was seen of one member."""

    keyed: bool = False
    places: set[tuple[int, Steps]] = field(default_factory=set)
    keys: dict[str, None] = field(default_factory=dict)
    filled: int = 0
    sentences: int = 0
    examples: dict[str, None] = field(default_factory=dict)
    held: dict[Category, set[tuple[int, Steps]]] = field(default_factory=dict)
    certain: dict[Category, float] = field(default_factory=dict)
    together: dict[Category, None] = field(default_factory=dict)

    def see(self, place: tuple[int, Steps], key: str, value: Tree) -> None:
        self.places.add(place)
        self.keys.setdefault(key)
        if value is None or value in ("", [], {}):
            return
        self.filled += 1
        self.sentences += isinstance(value, str) and len(value.split()) >= _WORDS_OF_A_SENTENCE
        if len(self.examples) < _MOST_EXAMPLES:
            self.examples.setdefault(shape(value))

    def hold(self, place: tuple[int, Steps], found: Found) -> None:
        if found.detector.startswith(_COMBINATION):
            self.together.setdefault(found.category)
            return
        self.held.setdefault(found.category, set()).add(place)
        self.certain[found.category] = max(self.certain.get(found.category, 0.0), found.confidence)

    def share(self, category: Category) -> float:
        """Return in which part of the records that say something it was found."""
        return len(self.held[category]) / max(len(self.places), 1)


@dataclass(slots=True, eq=False)
class _Map:
    """The members of one route, gathered over its answers."""

    route: Route
    detectors: Detectors
    keys: Keys
    members: dict[Path, _Member] = field(default_factory=dict)
    items: dict[Path, int] = field(default_factory=dict)
    unread: dict[str, None] = field(default_factory=dict)

    def gather(self, number: int, tree: Tree) -> None:
        self._count((), 1)
        for path, value in self._leaves(tree):
            member = self._group(path)
            here = path[: len(member)]
            key = next((step for step in reversed(path) if isinstance(step, str)), "")
            self._member(member, path).see((number, here), key, value)
        found = examined(tree, self.detectors)
        if isinstance(found, Unread):  # names and shapes are told all the same
            self.unread[found.why] = None
            return
        for one in found:
            member = self._group(one.path)
            if member in self.members and one.detector != BY_NAME:
                self.members[member].hold((number, one.path[: len(member)]), one)

    def describe(self, path: Path) -> None:
        """Take in a place that a description names, unless answers show what is in it."""
        member = self._group(path)
        if all(known[: len(member)] != member for known in self.members):
            key = next((step for step in reversed(path) if step != ANY), "")
            self._member(member, path).keys.setdefault(key)

    def _member(self, member: Path, path: Steps) -> _Member:
        known = self.members.setdefault(member, _Member())
        known.keyed = known.keyed or any(tuple(self.keys.values(path))[: len(member)])
        return known

    def _leaves(self, tree: Tree) -> Iterator[tuple[Steps, Tree]]:
        waiting: list[tuple[Steps, Tree]] = [((), tree)]
        while waiting:
            path, node = waiting.pop()
            if isinstance(node, dict) and node:
                if (pattern := self.keys.pattern(path)) in self.keys.objects:
                    self._count((*pattern, ANY), len(node))
                waiting += reversed([((*path, name), below) for name, below in node.items()])
            elif isinstance(node, list) and node:
                self._count((*self.keys.pattern(path), ANY), len(node))
                waiting += reversed([((*path, index), below) for index, below in enumerate(node)])
            elif path:
                yield path, node

    def _count(self, pattern: Path, items: int) -> None:
        self.items[pattern] = self.items.get(pattern, 0) + items

    def _group(self, path: Steps) -> Path:
        """Return the declared place that a place lies in, or its own pattern."""
        pattern = self.keys.pattern(path)
        within = [known for known in self.route.fields if _lies_in(pattern, known)]
        return max(within, key=len) if within else pattern

    def known(self, path: Path, member: _Member, declared: tuple[Category, ...] = ()) -> Proposal:
        """Return what was seen, and nothing of what it may be."""
        return Proposal(
            route=self.route.id,
            path=path,
            declared=declared,
            seen=len(member.places),
            of=self._of(path),
            examples=tuple(member.examples),
            together=tuple(member.together),
            keyed=member.keyed,
        )

    def _of(self, member: Path) -> int:
        """Return how many records could have had the member."""
        for end in range(len(member) - 1, 0, -1):
            if member[:end] in self.items:
                return self.items[member[:end]]
        return self.items.get((), 0)


def propose(
    service: Service, sampled: Sampled, detectors: Detectors, vocabulary: Vocabulary
) -> list[Proposal]:
    """
    Return what each member of each sampled route may be; declared ones first, as they are declared.

    What could not be looked into is added to the notes.
    """
    proposals: list[Proposal] = []
    for route in service.routes:
        if sampled.answers.get(route.id) or sampled.described.get(route.id):
            proposals += _of_route(route, sampled, detectors, vocabulary)
    return proposals


def _of_route(
    route: Route, sampled: Sampled, detectors: Detectors, vocabulary: Vocabulary
) -> Iterator[Proposal]:
    answers = sampled.answers.get(route.id, ())
    seen = _Map(route, detectors, keys_of(answers, Places(detectors)))
    for number, tree in enumerate(answers):
        seen.gather(number, tree)
    for path in sampled.described.get(route.id, ()):
        seen.describe(path)
    for path, declared in route.fields.items():
        member = seen.members.pop(path, None)
        if member is None or not member.places:
            yield Proposal(route=route.id, path=path, declared=declared)
        else:
            known = seen.known(path, member, declared)
            yield _declared(known, member, detectors, vocabulary.free_texts)
    sampled.notes.extend(f"{route.id}: an answer was not looked into. {sentence(why)}" for why in seen.unread)
    around = {path[:end] for path in seen.members for end in range(1, len(path))}
    for path, member in seen.members.items():
        if not member.filled and path in around:
            continue  # a list that was empty once, and held members another time
        yield _undeclared(seen.known(path, member), member, detectors, vocabulary.categories)


def _declared(
    proposal: Proposal, member: _Member, detectors: Detectors, free_texts: frozenset[Category]
) -> Proposal:
    """A text that is declared free may hold anything, and is treated so."""
    found = {} if free_texts.intersection(proposal.declared) else _told(proposal.path, member, detectors)
    also = (text for word, text in found.items() if not any(akin(word, said) for said in proposal.declared))
    return replace(proposal, category=proposal.declared[0], by=(POLICY,), confidence=1.0, also=tuple(also))


def _undeclared(proposal: Proposal, member: _Member, detectors: Detectors, words: Container[str]) -> Proposal:
    category, by, confidence = _best(proposal.path, member, detectors)
    if category not in words:  # a city's own vocabulary may be smaller than what detectors know
        category, by, confidence = "", (), 0.0
    told = _told(proposal.path, member, detectors)
    also = {word: text for word, text in told.items() if not category or not akin(word, category)}
    return replace(
        proposal,
        category=category,
        by=by,
        confidence=confidence,
        also=tuple(also.values()),
        words=_declarable(category, also, words),
    )


def _declarable(category: str, also: Iterable[str], words: Container[str]) -> tuple[str, ...]:
    """Return all that a member is, if each is a word of the vocabulary; free text may hold anything anyhow."""
    found = (category,) if category == CASE_NOTES else (category, *also)
    return found if all(word in words for word in found) else ()


def _told(path: Path, member: _Member, detectors: Detectors) -> dict[Category, str]:
    """Return every category that the name or a value of a member tells, with how."""
    told = {category: f"{category} by name" for category in sorted(_named(path, member, detectors))}
    for category, places in member.held.items():
        if member.certain[category] >= ACTS:
            text = f"{category} by values in {len(places)} of {len(member.places)} ({member.certain[category]:.2f})"
            told[category] = text
    return told


def _named(path: Path, member: _Member, detectors: Detectors) -> frozenset[Category]:
    """Return what the name says: its own, else those of the members below it, else of the nearest one around it."""
    own = detectors.names.categories(path[-1])
    below = frozenset[Category]().union(*map(detectors.names.categories, member.keys))
    around = (detectors.names.categories(step) for step in reversed(path[:-1]) if step != ANY)
    return own or below or next(filter(None, around), frozenset())


def _best(path: Path, member: _Member, detectors: Detectors) -> tuple[str, tuple[str, ...], float]:
    """Return the likeliest category, what speaks for it, and how much."""
    named = _named(path, member, detectors)
    held = {c: member.share(c) * member.certain[c] for c in member.held}
    if member.filled and member.sentences / member.filled >= _SENTENCES_SHARE and not named - {CASE_NOTES}:
        by = (NAME, LENGTH) if named else (LENGTH,)
        return CASE_NOTES, by, _both(BY_NAME_ALONE if named else 0.0, _BY_LENGTH)
    scored = [_scored(category, named, held) for category in sorted({*named, *held})]
    best = max(scored, key=lambda one: one[2], default=None)
    plain = "".join(filter(str.isalnum, path[-1])).lower()
    if best is not None and plain in _AMBIGUOUS and VALUES not in best[1]:
        return best[0], best[1], _BY_COMMON_NAME
    if best is not None and best[2] >= ACTS and plain not in _ADDRESSES:
        return best
    common = _common(path)
    return (common, (COMMON,), _BY_COMMON_NAME) if common else best or ("", (), 0.0)


def _common(path: Path) -> str:
    if tuple(step for step in path if step != ANY)[-2:] == _GEOMETRY:
        return "location.point"
    return _COMMON.get("".join(filter(str.isalnum, path[-1])).lower(), "")


def _scored(
    category: Category, named: frozenset[Category], held: Mapping[Category, float]
) -> tuple[str, tuple[str, ...], float]:
    by_name = BY_NAME_ALONE if category in named else 0.0
    by_values = max((score for word, score in held.items() if akin(word, category)), default=0.0)
    by = tuple(word for word, score in ((NAME, by_name), (VALUES, by_values)) if score)
    return category, by, _both(by_name, by_values)


def _both(one: float, other: float) -> float:
    """How likely it is that not both are wrong."""
    return 1 - (1 - one) * (1 - other)


def _lies_in(pattern: Path, declared: Path) -> bool:
    return len(declared) <= len(pattern) and all(
        said in (ANY, step) for said, step in zip(declared, pattern, strict=False)
    )
