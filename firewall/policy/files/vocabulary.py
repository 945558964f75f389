"""``vocabulary/``: the categories, the kinds of requesters, the purposes, the kinds of process."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firewall.model import UNCLASSIFIED, UNINSPECTABLE, Category, Kind, ProcessKind, Purpose
from firewall.policy.files.reading import Section
from firewall.policy.words import BASES, CONTROLS, CategoryFacts, ProcessWord, Vocabulary
from firewall.policy.yaml import Faults, Node, Place

RESERVED = CONTROLS | {UNINSPECTABLE, UNCLASSIFIED}
"""Words that mean something to the program; a category of that name could be opened by a slip."""

_WORD = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*")
_ISSUERS = ("judicial", "administrative", "subject", "official", "counsel", "anyone")


def read(files: dict[str, Node], faults: Faults) -> Vocabulary:
    """Read the four vocabulary files; a missing one is a fault of the file that is not there."""
    return Vocabulary(
        categories=dict(_categories(files.get("data"), faults)),
        kinds={Kind(word): s.text("says") for word, s in _words(files, "requesters", "kinds", faults)},
        purposes={Purpose(word): s.text("says") for word, s in _words(files, "purposes", "purposes", faults)},
        processes=dict(_processes(files, faults)),
    )


def _entries(node: Node | None, key: str, faults: Faults) -> Iterator[tuple[str, Place, Node]]:
    section = Section(node, faults, what="vocabulary file", known={key}, required=[key])
    seen = set()
    for word, at, value in section.entries(key):
        if not _WORD.fullmatch(word):
            faults.add(at, "POL075", word=word)
        elif word in RESERVED:
            faults.add(at, "POL076", word=word)
        else:
            seen.add(word)
            yield word, at, value
            parent = word.rpartition(".")[0]
            if parent and parent not in seen:
                faults.add(at, "POL077", parent=parent, word=word)


def _words(files: dict[str, Node], file: str, key: str, faults: Faults) -> Iterator[tuple[str, Section]]:
    for word, _, node in _entries(files.get(file), key, faults):
        yield word, Section(node, faults, what="word", known={"says"}, required=["says"])


def _categories(node: Node | None, faults: Faults) -> Iterator[tuple[Category, CategoryFacts]]:
    known = {"says", "tier", "text", "proxy", "status_1373"}
    for word, _, value in _entries(node, "categories", faults):
        section = Section(value, faults, what="category", known=known, required=["says"])
        free = section.choice("text", ("free",), "the word `free`") == "free"
        yield Category(word), CategoryFacts(section.text("says"), free, section.flag("proxy"))


def _processes(files: dict[str, Node], faults: Faults) -> Iterator[tuple[ProcessKind, ProcessWord]]:
    known = {"says", "basis", "issuer", "opens", "forms"}
    for word, _, value in _entries(files.get("processes"), "processes", faults):
        section = Section(
            value, faults, what="kind of process", known=known, required=["says", "basis", "issuer", "opens"]
        )
        yield (
            ProcessKind(word),
            ProcessWord(
                section.text("says"),
                section.choice("basis", BASES | {"none"}, "a basis", "none"),
                section.choice("issuer", _ISSUERS, "a kind of issuer", "anyone"),
                section.flag("opens"),
                section.texts("forms"),
            ),
        )
