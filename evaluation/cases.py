"""
Labelled cases, as they stand in ``sets/<half>/<kind>/<class>.jsonl``.

The kind of a set is the name of its folder: ``identifiers``, ``phrases``, ``names``.

In the blind half a file ``<class>-second.jsonl`` belongs to an exam of its own, which was written later: its figures
are never added to those of the first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETS = Path(__file__).parent / "sets"
OPEN, HELD_OUT, HELD_OUT_SECOND = "open", "held-out", "held-out second"
HALVES = (OPEN, HELD_OUT)
"""The folders of ``sets``."""
EXAMS = {OPEN: "open", HELD_OUT: "held out", HELD_OUT_SECOND: "held out second"}
"""What figures are told apart by (``half`` of a case), and how people call it."""
_SECOND = "-second"

Pointer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """Something true: in a text from ``start`` to ``end``, or the member of a document at ``pointer``."""

    category: str
    start: int = 0
    end: int = 0
    pointer: Pointer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """
    One text or one document, and what is true in it.

    ``labels`` must be found, ``also`` may be.  A negative case has no label.
    """

    id: str
    half: str
    """One of ``EXAMS``."""
    kind: str
    name: str
    """The class, or in sets of phrases the language."""
    category: str
    language: str
    text: str | None
    document: Any
    labels: tuple[Label, ...]
    also: tuple[Label, ...]
    why: str
    trap: str | None
    origin: str | None

    @property
    def positive(self) -> bool:
        return bool(self.labels)


class BadCaseError(ValueError):
    """A line that is no case.  Says which one."""


def read(folder: Path = SETS) -> list[Case]:
    """
    Return all cases of both halves, in the order of their files.

    Raises BadCaseError where a line is no case, and where there are none at all: an exam without questions is passed
    by everybody.
    """
    cases = [
        _case(line, half, path, number)
        for half in HALVES
        for path in sorted((folder / half).glob("*/*.jsonl"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if line.strip()
    ]
    if not cases:
        raise BadCaseError(f"There is no set below {folder.name}/.")
    return cases


def pointer(text: str) -> Pointer:
    """Return the parts of a JSON Pointer (RFC 6901)."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:])


def _case(line: str, half: str, path: Path, number: int) -> Case:
    try:
        told: Mapping[str, Any] = json.loads(line)
        return _read(told, _exam(half, path), path.parent.name)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadCaseError(f"{half}/{path.parent.name}/{path.name}:{number} is no case: {error}") from error


def _exam(half: str, path: Path) -> str:
    return HELD_OUT_SECOND if half == HELD_OUT and path.stem.endswith(_SECOND) else half


def _read(told: Mapping[str, Any], half: str, kind: str) -> Case:
    text = told.get("text")
    category = told.get("category") or "immigration"
    positive = {"positive": True, "negative": False}[told["kind"]]
    labels = _labels(told, category) if positive else ()
    if positive and not labels:
        raise ValueError("a positive case needs a place")
    if not positive and told.get("spans"):
        raise ValueError("a negative case has no place")
    if text is not None and any(not 0 <= label.start < label.end <= len(text) for label in labels):
        raise ValueError("a place lies outside of the text")
    return Case(
        id=told["id"],
        half=half,
        kind=kind,
        name=told["class"],
        category=category,
        language=told["language"],
        text=text,
        document=None if text is not None else told["document"],
        labels=labels,
        also=tuple(_also(entry) for entry in told.get("also") or ()),
        why=told.get("why") or "",
        trap=told.get("trap"),
        origin=told.get("origin"),
    )


def _labels(told: Mapping[str, Any], category: str) -> tuple[Label, ...]:
    if "text" in told:
        return tuple(Label(category, start, end) for start, end in told["spans"])
    return (Label(category, pointer=pointer(told["path"])),)


def _also(entry: list[Any]) -> Label:
    if len(entry) == 2:  # a pointer and a category
        return Label(entry[1], pointer=pointer(entry[0]))
    start, end, category = entry
    return Label(category, start, end)
