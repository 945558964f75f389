"""
The sets of names in free text, by origin of the name: ``python -m evaluation.make_names``.

Generated: made-up combinations of common names in sentences written by hand.  Names, sentences and negative
sentences are sorted by their digest and divided: no sentence, and no name of an origin, stands in both halves.
"""

from __future__ import annotations

import hashlib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from evaluation.cases import HALVES, SETS
from evaluation.make_sets import unmarked
from evaluation.making.people import NOBODY, NOTES, ORIGINS, PLACES, WHERE

SEED = 20261129
CASES = 40
"""Of each origin, in each half."""

KIND = "names"
Case = dict[str, Any]


def plain(name: str) -> str:
    """Write a name as a form without accents takes it."""
    letters = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


SPELLINGS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("as it is", str),
    ("as it is", str),
    ("as it is", str),
    ("without accents", plain),
    ("the whole note in capitals", str.upper),
    ("the whole note in small letters", str.lower),
)


def half_of(texts: Sequence[str], half: str) -> tuple[str, ...]:
    """Return the part of some texts that belongs to a half."""
    ordered = sorted(dict.fromkeys(texts), key=lambda text: hashlib.sha256(text.encode()).hexdigest())
    return tuple(ordered[HALVES.index(half) :: 2])


class _Maker:
    """Makes the cases of an origin in a half."""

    def __init__(self, origin: str, half: str) -> None:
        self._origin = origin
        self._half = half
        self._random = Random(f"{SEED}:{origin}:{half}")
        self._given = half_of(ORIGINS[origin].given, half)
        self._family = half_of(ORIGINS[origin].family, half)

    def cases(self) -> Iterator[Case]:
        notes = half_of(NOTES, self._half)
        for number in range(CASES):
            why, spell = SPELLINGS[number % len(SPELLINGS)]
            text, spans = self._filled(spell(notes[number % len(notes)].replace("{", "\x01{")), spell)
            told = {"category": "identity.name", "origin": self._origin, "kind": "positive", "why": why}
            yield frame(f"{self._origin}-{number:02}", "people", text, spans, told)

    def _filled(self, note: str, spell: Callable[[str], str]) -> tuple[str, list[list[int]]]:
        text, spans = "", []
        for part in note.split("\x01"):
            if not part.startswith("{"):
                text += part
                continue
            name = spell(self._name(part[1].lower()))
            spans.append([len(text), len(text) + len(name)])
            text += name + part[3:]
        return text, spans

    def _name(self, which: str) -> str:
        given, family = self._random.choice(self._given), self._random.sample(self._family, 2)
        if which == "g":
            return given
        if which == "f":
            return family[0]
        order = self._random.choice(ORIGINS[self._origin].orders)
        return order.format(g=given, f=family[0], k=family[1])


def negatives(half: str) -> Iterator[Case]:
    for number, marked in enumerate(half_of(NOBODY, half)):
        text, spans, also = unmarked(marked)
        told = {"category": "identity.name", "kind": "negative", "why": "nobody is named", "also": also}
        yield frame(f"nobody-{number:02}", "people", text, spans, told)


def places(half: str) -> Iterator[Case]:
    random = Random(f"{SEED}:places:{half}")
    sentences, known = half_of(WHERE, half), half_of(PLACES, half)
    for number in range(CASES):
        before, after = sentences[number % len(sentences)].split("{p}")
        place = known[random.randrange(len(known))]
        told = {"category": "contact.address", "kind": "positive", "why": "a place"}
        yield frame(
            f"place-{number:02}",
            "places",
            before + place + after,
            [[len(before), len(before) + len(place)]],
            told,
        )


def frame(id_: str, name: str, text: str, spans: list[list[int]], told: Case) -> Case:
    return {"id": f"names-{id_}", "class": name, "language": "en", "text": text, "spans": spans} | told


def sets(half: str) -> dict[str, list[Case]]:
    """Return the cases of a half, by file."""
    people = [case for origin in ORIGINS for case in _Maker(origin, half).cases()]
    return {"people": [*people, *negatives(half)], "places": [*places(half)]}


def main() -> None:
    for half in HALVES:
        for name, cases in sets(half).items():
            path = SETS / half / KIND / f"{name}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases), "utf-8")
    sys.stdout.write(f"written below {SETS.name}/*/{KIND}/\n")


if __name__ == "__main__":
    main()
