"""Labelled sentences to learn from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from firewall.detect.fold import fold
from firewall.detect.sentence import sentences

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
WRITTEN = Path(__file__).parent / "sentences"
OPEN = Path(__file__).parents[1] / "evaluation" / "sets" / "open" / "phrases"
UNSEEN = Path(__file__).parent / "unseen"
"""Sentences that nothing is learned from: a measure of what was learned."""
TO_LEARN_FROM, JOINED = "written", "joined"
"""Sources of examples; any other is a file of the examination."""
_OF_STATUS = ("immigration", "child.unaccompanied", "government_id.tax", "government_id.consular")


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence, folded, and whether it tells of somebody's status."""

    language: str
    source: str
    text: str
    tells: bool


class BadLineError(ValueError):
    """A line that is no example.  Says which one."""


def examples(written: Path = WRITTEN, sets: Path = OPEN) -> list[Example]:
    """Return all of them, each text once.  Raises BadLineError."""
    found: dict[str, Example] = {}
    for language in LANGUAGES:
        for one in (*_from_sets(language, sets), *_written(language, written)):
            found.setdefault(one.text, one)
    return list(found.values())


def unlearned(folder: Path = UNSEEN) -> list[Example]:
    """Return the sentences that nothing is learned from.  Raises BadLineError."""
    return [one for path in sorted(folder.glob("*.txt")) for one in _written(path.stem, folder)]


def lengthened(some: Sequence[Example]) -> list[Example]:
    """
    Return sentences that are joined of two or three others.

    People who write about a status write longer sentences than those who write that a dog barked.  Without these, it
    would be learned that what is long tells.
    """
    joined: list[Example] = []
    for language in LANGUAGES:
        telling = [one.text for one in some if one.language == language and one.tells]
        others = [one.text for one in some if one.language == language and not one.tells]
        # What stands together in a file is often of one kind, or the same but for a word: so not with its neighbour.
        far = len(others) // 2
        moved, again = others[far:] + others[:far], others[far // 2 :] + others[: far // 2]
        twice = [_join(*two) for two in zip(others, moved, strict=True)]
        thrice = [_join(*three) for three in zip(others, moved, again, strict=True)]
        behind = [_join(one, other) for one, other in zip(telling, cycle(moved or [""]), strict=False)]
        before = [_join(other, one) for one, other in zip(telling, cycle(again or [""]), strict=False)]
        # What is said in passing, between two things that tell nothing, is said nevertheless.
        between = [
            _join(one, middle, other)
            for one, middle, other in zip(cycle(moved or [""]), telling, cycle(again or [""]), strict=False)
        ]
        for texts, tells in (
            ((*twice[::2], *thrice[1::4]), False),
            ((*behind[::3], *before[1::3], *between[2::9]), True),
        ):
            joined += (Example(language, JOINED, text, tells=tells) for text in texts)
    return joined


def _join(*texts: str) -> str:
    *first, last = (text.rstrip(" .!?;,") for text in texts)
    return f"{', '.join(first)}, {last}"


def digest(some: Iterable[Example], lists: Iterable[str] = ()) -> str:
    """Return a SHA-256 that tells whether weights were learned from these, with these lists of what words mean."""
    lines = (f"{one.language} {'+' if one.tells else '-'} {one.text}\n" for one in some)
    return hashlib.sha256("".join((*lines, *lists)).encode()).hexdigest()


def _written(language: str, folder: Path) -> Iterator[Example]:
    """``+ text`` or ``- text``, a sentence a line."""
    path = folder / f"{language}.txt"
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        sign, _, text = line.partition(" ")
        if sign not in {"+", "-"} or not text.strip():
            raise BadLineError(f"{path.name}:{number}: it begins with neither `+ ` nor `- `")
        yield Example(language, TO_LEARN_FROM, fold(text.strip()), tells=sign == "+")


def _from_sets(language: str, folder: Path) -> Iterator[Example]:
    """Take the sets that detectors may be tuned on apart into sentences."""
    for path in sorted(folder.glob(f"{language}*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            case = json.loads(line)
            labels = case["spans"] if str(case["category"]).startswith(_OF_STATUS) else []
            others = [place for place in case["also"] if place[2].startswith(_OF_STATUS)]
            labels = [*labels, *others]
            for start, end in sentences(case["text"]):
                text = fold(case["text"][start:end].strip())
                if text:
                    tells = any(first < end and start < last for first, last, *_ in labels)
                    yield Example(language, path.stem, text, tells=tells)
