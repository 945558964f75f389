"""
YAML as text, strictly: what a lawyer typed is what is read.

Every scalar stays the text it is (``no`` is the word *no*, ``012`` is not 10), and what
could be read in two ways is a fault with its place: repeated keys, anchors, aliases,
tags, merge keys, several documents, empty lists and empty values.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from firewall.errors import Fault

MAX_CHARACTERS = 1 << 18
"""A policy file is pages, not megabytes: PyYAML reads some 50,000 characters a second, twice."""

MAX_DEPTH = 12

_PLAINLY = (
    (
        "mapping values are not allowed",
        "A second colon stands in this line, as if another key began.",
        "Put text that holds a colon into quotation marks; begin each key on a line of its own.",
    ),
    ("found character '\\t'", "A tab stands here.", "Use spaces."),
    (
        "expected <block end>",
        "This line does not stand under the lines it belongs to.",
        "Give lines that belong together the same number of spaces in front.",
    ),
    (
        "found unexpected end of stream",
        "A quotation mark was opened and not closed.",
        "Close it; write a quotation mark inside of text twice.",
    ),
    (
        "expected ',' or",
        "A bracket was opened and not closed, or a comma is missing.",
        "Close it, or add the comma.",
    ),
    ("could not find expected ':'", "A key without a colon stands above this line.", "Write `key: value`."),
)
"""What PyYAML's problems begin with, and the same for people who are not programmers."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands; lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    at: Place
    value: str


@dataclass(frozen=True, slots=True)
class Items:
    at: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Block:
    at: Place
    members: dict[str, Node]
    keys: dict[str, Place]


Node = Text | Items | Block


@dataclass(slots=True)
class Faults:
    """Collects everything that is wrong, so that one run tells all of it."""

    found: list[Fault] = field(default_factory=list)

    def add(self, at: Place, says: str, remedy: str = "") -> None:
        self.found.append(Fault(at.file, at.line, at.column, says, remedy))

    def unknown(self, at: Place, word: str, what: str, known: Iterable[str]) -> None:
        """Say that ``word`` is none of ``known``, with the nearest ones."""
        self.add(at, f"`{word}` is not {what}.", suggestion(word, known))


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean ...?", or the choice where it is short, or nothing."""
    choice = sorted(set(known))
    near = difflib.get_close_matches(word.lower(), choice, n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(f'`{n}`' for n in near)}?"
    if 0 < len(choice) <= 12:  # noqa: PLR2004  # more than a line nobody reads
        return f"Use one of: {', '.join(choice)}."
    return ""


def parse(file: str, text: str, faults: Faults) -> Node | None:
    """Read one document.  Returns None, with the faults added, where it cannot be used."""
    if len(text) > MAX_CHARACTERS:
        faults.add(Place(file), "The file is larger than 256 KiB.", "Split it into several files.")
        return None
    before = len(faults.found)
    root = _compose(file, text, faults)
    if root is None:
        if len(faults.found) == before:
            faults.add(Place(file), "The file is empty.", "Delete it, or write into it.")
        return None
    return _node(file, root, faults)


def _compose(file: str, text: str, faults: Faults) -> yaml.Node | None:
    before = len(faults.found)
    try:
        _refuse_cleverness(file, text, faults)
        if len(faults.found) > before:
            return None
        return yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        faults.add(place, *_plainly(str(error.problem)))
    except yaml.YAMLError:
        faults.add(Place(file), "The file holds a character that YAML does not allow.", "Delete it.")
    except (ValueError, OverflowError):  # PyYAML gives a \U escape beyond Unicode to chr() as it stands
        faults.add(
            Place(file),
            "The file holds an escape (`\\U...`) that is no character.",
            "Write the character itself.",
        )
    return None


def _plainly(problem: str) -> tuple[str, str]:
    for start, says, remedy in _PLAINLY:
        if problem.startswith(start):
            return says, remedy
    return f"This is not YAML: {problem}.", "Look at the spaces, colons and brackets around here."


def _refuse_cleverness(file: str, text: str, faults: Faults) -> None:
    documents = 0
    depth = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        at = _place(file, event)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                faults.add(at, "A second document (`---`) stands here.", "Put it into a file of its own.")
            if event.version is not None or event.tags:
                faults.add(Place(file), "`%` (directives) are not used in policies.", "Delete the line.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            faults.add(at, "This is nested too deeply to be a policy.")
            return
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            faults.add(at, "`&` and `*` (anchors) are not used in policies.", "Write the text out.")
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) is not None:
            faults.add(at, "`!` (tags) are not used in policies.", "Put the text into quotation marks.")


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
        faults.add(at, "Nothing stands here.", "Write a value, or delete the key.")
    if not value.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in value):
        faults.add(at, "This text holds half a character (`\\uD...`).", "Write the character itself.")
    return Text(at, value)


def _block(file: str, at: Place, node: yaml.Node, faults: Faults) -> Block:
    members: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key, value in node.value:
        place = _place(file, key)
        if not isinstance(key, yaml.ScalarNode):
            faults.add(place, "A key must be a word.")
            continue
        word = str(key.value)
        if word == "<<":
            faults.add(place, "`<<` (merging) is not used in policies.", "Write the keys out.")
        elif word in members:
            faults.add(
                place,
                f"`{word}` is given twice.",
                f"The first one stands in line {keys[word].line}. Keep one.",
            )
        else:
            members[word] = _node(file, value, faults)
            keys[word] = place
    return Block(at, members, keys)
