"""
YAML as text, strictly: what a lawyer typed is what is read.

Every scalar stays the text it is (``no`` is the word *no*, ``012`` is not 10), and what
could be read in two ways is a fault with its place: repeated keys, anchors, aliases,
tags, merge keys, several documents, empty lists and empty values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import yaml
from yaml.composer import Composer
from yaml.resolver import BaseResolver

from firewall.errors import Fault
from firewall.policy.faults.table import UNKNOWN, made, nearest, offer

MAX_CHARACTERS = 1 << 18
"""A policy file is pages, not megabytes: PyYAML reads some 50,000 characters a second."""

MAX_DEPTH = 12

_REMEMBERED = 256
"""Files of a city, and of the packs that come with the program: most of them are the same at each reload."""

_OPENED = frozenset({"POL006", "POL007"})
_PLAINLY = (
    ("mapping values are not allowed", "POL003"),
    ("found character '\\t'", "POL004"),
    ("expected <block end>", "POL005"),
    ("found unexpected end of stream", "POL006"),
    ("expected ',' or", "POL007"),
    ("could not find expected ':'", "POL008"),
)
"""What PyYAML's problems begin with, and which fault says the same to people who are not programmers."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands; lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Text:
    """
    ``quoted`` tells ``"4"`` from ``4``, which only the samples of tests ask.

    ``is_cut`` tells that a comment follows on the line, which can be the rest of a sentence.
    """

    at: Place
    value: str
    quoted: bool = field(default=False, compare=False)
    is_cut: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    at: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Block:
    at: Place
    members: Mapping[str, Node]
    keys: Mapping[str, Place]


Node = Text | Items | Block


@dataclass(slots=True)
class Faults:
    """Collects everything that is wrong, so that one run tells all of it."""

    found: list[Fault] = field(default_factory=list)

    def add(self, at: Place, code: str, known: Iterable[str] = (), /, **words: object) -> None:
        """Add the fault of a code, with the words that its sentences name; ``known`` may stand for ``word``."""
        self.found.append(made(at.file, at.line, at.column, code, known, **words))

    def unknown(self, at: Place, word: str, what: str, known: Iterable[str]) -> None:
        """Say that ``word`` is none of ``known``, with the nearest ones."""
        self.add(at, UNKNOWN.get(what, "POL040"), known, word=word, what=what)


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean ...?", or the choice where it is short, or nothing."""
    return offer(*nearest(word, known))


def parse(file: str, text: str, faults: Faults) -> Node | None:
    """Read one document.  Returns None, with the faults added, where it cannot be used."""
    if len(text) > MAX_CHARACTERS:
        faults.add(Place(file), "POL001")
        return None
    node, found = _parsed(file, text)
    faults.found += found
    return node


@lru_cache(maxsize=_REMEMBERED)
def _parsed(file: str, text: str) -> tuple[Node | None, tuple[Fault, ...]]:
    """What the same text under the same name always is; nobody changes a node."""
    faults = Faults()
    root = _compose(file, text, faults)
    if root is None and not faults.found:
        faults.add(Place(file), "POL002")
    node = None if root is None else _node(file, root, faults)
    return node, tuple(faults.found)


def _compose(file: str, text: str, faults: Faults) -> yaml.Node | None:
    try:
        events = _plain_events(file, text, faults)
        return None if faults.found else _Composer(events).get_single_node()
    except yaml.MarkedYAMLError as error:
        code = _plainly(str(error.problem))
        # What was opened and not closed is seen at the end of the file, and is mended where it was opened.
        marks = (
            (error.context_mark, error.problem_mark)
            if code in _OPENED
            else (error.problem_mark, error.context_mark)
        )
        mark = marks[0] or marks[1]
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        faults.add(place, code, problem=error.problem)
    except yaml.YAMLError:
        faults.add(Place(file), "POL010")
    except (ValueError, OverflowError):  # PyYAML gives a \U escape beyond Unicode to chr() as it stands
        faults.add(Place(file), "POL011")
    return None


def _plainly(problem: str) -> str:
    return next((code for start, code in _PLAINLY if problem.startswith(start)), "POL009")


class _Composer(Composer, BaseResolver):
    """Makes nodes of events that were read before: to read a file is nearly all the work that there is."""

    def __init__(self, events: Sequence[yaml.Event]) -> None:
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self._events, self._next = events, 0

    def peek_event(self) -> yaml.Event:
        return self._events[self._next]

    def get_event(self) -> yaml.Event:
        self._next += 1
        return self._events[self._next - 1]

    def check_event(self, *kinds: type[yaml.Event]) -> bool:
        return isinstance(self._events[self._next], kinds)


def _plain_events(file: str, text: str, faults: Faults) -> list[yaml.Event]:
    """Read the whole document, and add a fault for all that is cleverer than plain text."""
    events = []
    documents = 0
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        events.append(event)
        at = _place(file, event)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                faults.add(at, "POL012")
            if event.version is not None or event.tags:
                faults.add(Place(file), "POL013")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            faults.add(at, "POL014")
            break
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            faults.add(at, "POL015")
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) is not None:
            faults.add(at, "POL016")
    return events


def _place(file: str, thing: yaml.Node | yaml.Event) -> Place:
    mark = thing.start_mark
    return Place(file, mark.line + 1, mark.column + 1) if mark is not None else Place(file)


def _node(file: str, node: yaml.Node, faults: Faults) -> Node:
    at = _place(file, node)
    if isinstance(node, yaml.ScalarNode):
        return _text(at, node, faults)
    if isinstance(node, yaml.SequenceNode):
        # ``[]`` is meant sometimes (yields_to: []): whoever reads the key says whether it may be empty.
        return Items(at, tuple(_node(file, item, faults) for item in node.value))
    return _block(file, at, node, faults)


def _text(at: Place, node: yaml.ScalarNode, faults: Faults) -> Text:
    value = str(node.value).strip() if node.style in ("|", ">") else str(node.value)
    if value == "":
        faults.add(at, "POL017")
    if not value.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in value):
        faults.add(at, "POL018")
    return Text(at, value, quoted=node.style is not None, is_cut=node.style is None and _is_cut(node))


def _is_cut(node: yaml.ScalarNode) -> bool:
    """Whether a comment follows on the line: what was typed there is not read."""
    text, start = str(node.end_mark.buffer or ""), node.end_mark.pointer
    end = text.find("\n", start)
    return text[start : end if end >= 0 else None].lstrip(" ").startswith("#")


def _block(file: str, at: Place, node: yaml.Node, faults: Faults) -> Block:
    members: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key, value in node.value:
        place = _place(file, key)
        if not isinstance(key, yaml.ScalarNode):
            faults.add(place, "POL019")
            continue
        word = str(key.value)
        if word == "<<":
            faults.add(place, "POL020")
        elif word in members:
            faults.add(place, "POL021", word=word, line=keys[word].line)
        else:
            members[word] = _node(file, value, faults)
            keys[word] = place
    return Block(at, members, keys)
