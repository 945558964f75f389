"""
Make the labelled sets of identifiers: ``python -m evaluation.make_sets``.

Deterministic: the same seed gives the same files, byte for byte.  Sentences, names of identifiers and member names are
divided between the open and the held-out half by their digests, a third (names: two thirds) stand in both; a case whose
parts may stand in both goes where the digest of its text says.  So the halves share no case, and differ in their words.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from evaluation.making import europe, hand, kingdom, united_states, zones
from evaluation.making.documents import HAND, placed, spelled
from evaluation.making.spec import Spec
from evaluation.making.words import ALONE, BESIDE, CITIES, NAMED, NAMES, OTHER, OTHER_FIELDS, PHONES

SEED = 20261122
POSITIVES, NEGATIVES = 84, 80
"""Of every class, in each half."""
IN_DOCUMENTS = 0.22
"""The share of cases that are members of documents."""
ODDLY_PRINTED = 0.06
"""The share of values with a dash or a space that a word processor put there."""
MISTYPED = 0.08
"""The share of values under a sensitive name with a typing error: such a value is an identifier all the same."""

NAMED_BESIDE = 0.06
"""The share of look-alikes that stand after a sentence with the name of the identifier."""

TRAPPED = 4
"""How often one trap is set in each half, with other values: more would make a class of one mistake."""

HALVES = ("open", "held-out")
SPECS: tuple[Spec, ...] = (*united_states.SPECS, *europe.SPECS, *kingdom.SPECS, *zones.SPECS)
FOLDER = Path(__file__).parent / "sets"

Case = dict[str, Any]
T = TypeVar("T")
_HOLE = re.compile(r"<(W|V|X|NAME|DATE|CITY|PHONE|ORDER)>")
_MARK = re.compile(r"\[\[(.+?)\]\]|\(\((.+?)\|([a-z_.]+)\)\)", re.DOTALL)
# Names of forms and classes that say something true about a status: finding them is no mistake.
_FORMS = re.compile(
    r"(?<![\w-])(?:I-?(?:94|797|766|765|20|130|862|551)|I94|DS-?2019|F-1|J-1|B1/B2|W-7|CP565|s95|8 CFR 274a\.12"
    r"|Art\. 6 GG)(?!\w)",
    re.IGNORECASE,
)


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def homes(things: Sequence[str], period: int) -> dict[str, str | None]:
    """Return the half in which each of them may stand; None is both."""
    ordered = sorted(things, key=digest)
    if len(ordered) < 4:
        return dict.fromkeys(ordered, None)
    return {thing: HALVES[i % period] if i % period < 2 else None for i, thing in enumerate(ordered)}


def half_of(*parts: str | None, text: str) -> str | None:
    """Return where a case belongs, or None if its parts exclude each other."""
    fixed = {part for part in parts if part is not None}
    if len(fixed) > 1:
        return None
    return fixed.pop() if fixed else HALVES[int(digest(text), 16) % 2]


def filled(random: Random, language: str, template: str, **given: str) -> tuple[str, tuple[int, int] | None]:
    """Return the sentence, and where the value stands in it."""
    text, at, where = "", 0, None
    noise = {
        "NAME": random.choice(NAMES),
        "CITY": random.choice(CITIES),
        "DATE": _date(random),
        "PHONE": random.choice(PHONES[language]),
        "ORDER": str(random.randint(100_000, 999_999)),
    }
    for hole in _HOLE.finditer(template):
        text += template[at : hole.start()]
        at = hole.end()
        filling = given.get(hole[1]) or noise[hole[1]]
        if hole[1] in {"V", "X"}:
            where = (len(text), len(text) + len(filling))
        text += filling
    return text + template[at:], where


def _date(random: Random) -> str:
    year, month, day = random.randint(2019, 2026), random.randint(1, 12), random.randint(1, 28)
    return random.choice(
        (
            f"{year}-{month:02}-{day:02}",
            f"{month}/{day}/{year}",
            f"{day}.{month}.{year}",
            f"{day:02}/{month:02}/{year}",
        )
    )


def forms(text: str, spans: Sequence[Sequence[int]]) -> list[list[Any]]:
    """Return the names of forms outside of the labelled places."""
    return [
        [found.start(), found.end(), "immigration"]
        for found in _FORMS.finditer(text)
        if not any(start < found.end() and found.start() < end for start, end in spans)
    ]


def case(
    spec: Spec, language: str, kind: str, why: str, text: str, spans: list[list[int]], also: list[list[Any]]
) -> Case:
    made: Case = {
        "id": f"{spec.id}-{digest(spec.id, text)[:10]}",
        "class": spec.id,
        "category": spec.category,
        "language": language,
        "text": text,
        "spans": spans,
        "kind": kind,
        "why": why,
    }
    also = also + forms(text, [*spans, *([a[:2] for a in also])])
    return made | ({"also": also} if also else {})


def document_case(
    spec: Spec, kind: str, why: str, document: object, path: str, also: Sequence[tuple[str, str]] = ()
) -> Case:
    made: Case = {
        "id": f"{spec.id}-{digest(spec.id, json.dumps(document))[:10]}",
        "class": spec.id,
        "category": spec.category,
        "language": next(iter(spec.names)),
        "document": document,
        "path": path,
        "kind": kind,
        "why": why,
    }
    return made | ({"also": [list(pair) for pair in also]} if also else {})


class Maker:
    """Makes the cases of one class, as many as are asked for."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.random = Random(f"{SEED}:{spec.id}")
        self.names = {language: homes(names, 6) for language, names in spec.names.items()}
        self.named = {language: homes(NAMED[language], 3) for language in spec.names}
        self.alone = {language: homes(ALONE[language], 3) for language in spec.names}
        self.other = {language: homes([t for t, _ in OTHER[language]], 3) for language in spec.names}
        self.fields = homes(spec.fields, 6)
        self.other_fields = homes(OTHER_FIELDS, 6)
        self.used: Counter[tuple[str, str | None]] = Counter()
        self.traps = homes([trap[1] for trap in spec.traps], 3)

    def languages(self) -> str:
        """Return a language, the first one twice as often as each other."""
        known = list(self.spec.names)
        return self.random.choice([known[0], *known])

    def positive(self) -> tuple[Case, str] | None:
        random = self.random
        maker, why = random.choice(self.spec.formats)
        value = maker(random)
        if random.random() < IN_DOCUMENTS:
            return self._positive_document(value, why)
        language = self.languages()
        bare = self.spec.alone and random.random() < 0.4
        template, home = random.choice(list((self.alone if bare else self.named)[language].items()))
        name, name_home = random.choice(list(self.names[language].items()))
        if "\n" in value and template.startswith("{"):
            return None
        value, why = self._odd(value, why)
        shown = random.choice((name, name, name, name.lower(), name.upper()))
        text, where = filled(random, language, template, V=value, W=shown)
        if where is None:
            raise ValueError(template)
        half = half_of(home, None if bare else name_home, text=text)
        why = f"{why}; {'nothing says what it is' if bare else 'named'}"
        return (
            None
            if half is None
            else (case(self.spec, language, "positive", why, text, [list(where)], []), half)
        )

    def _odd(self, value: str, why: str) -> tuple[str, str]:
        """Put in what word processors put in."""
        if not self.spec.odd or self.random.random() >= ODDLY_PRINTED:
            return value, why
        odd = value.replace("-", self.random.choice("–‑")).replace(" ", " ")
        return (value, why) if odd == value else (odd, f"{why}, typographic dash or no-break space")

    def _positive_document(self, value: str, why: str) -> tuple[Case, str] | None:
        random = self.random
        name, home = random.choice(list(self.fields.items()))
        given: object = value
        if random.random() < MISTYPED and value[-1].isalnum():
            given, why = (
                value[:-1] + random.choice("2345679" if value[-1].isdigit() else "BCDFGHJK"),
                f"{why}, perhaps mistyped",
            )
        elif value.isdigit() and value[0] != "0" and random.random() < 0.3:
            given, why = int(value), f"{why}, a JSON number"
        document, path = placed(random, spelled(random, name), given)
        half = half_of(home, text=json.dumps(document))
        # Where the name is itself a value, to report it is no mistake.
        also = [
            (path.replace("/value", "/field"), "immigration"),
            (path.replace("/value", "/field"), "government_id"),
        ]
        beside = also if path == "/fields/0/value" else ()
        made = document_case(self.spec, "positive", f"{why}; under its name", document, path, beside)
        return None if half is None else (made, half)

    def negative(self) -> tuple[Case, str] | None:
        random = self.random
        if not self.spec.alike or (self.spec.traps and random.random() < 0.4):
            return self._trap()
        value = random.choice(self.spec.alike)(random)
        if random.random() < IN_DOCUMENTS:
            name, home = random.choice(list(self.other_fields.items()))
            given: object = (
                int(value) if value.isdigit() and value[0] != "0" and random.random() < 0.3 else value
            )
            document, path = placed(random, spelled(random, name), given)
            half = half_of(home, text=json.dumps(document))
            made = document_case(
                self.spec, "negative", f"{name.replace('_', ' ')} of the same look", document, path
            )
            return None if half is None else (made, half)
        language = self.languages()
        template, home = random.choice(list(self.other[language].items()))
        why = f"{dict(OTHER[language])[template]} of the same look"
        name_home = None
        beside = ""
        if random.random() < NAMED_BESIDE:
            name, name_home = random.choice(list(self.names[language].items()))
            beside, why = BESIDE[language].replace("<W>", name), f"{why}, the name in the sentence before"
        text, _ = filled(random, language, beside + template, X=value)
        half = half_of(home, name_home, text=text)
        return None if half is None else (case(self.spec, language, "negative", why, text, [], []), half)

    def _trap(self) -> tuple[Case, str] | None:
        language, template, maker, why = self.random.choice(self.spec.traps)
        text, where = filled(self.random, language, template, X=maker(self.random))
        half = half_of(self.traps[template], text=text)
        self.used[template, half] += 1
        if self.spec.alike and self.used[template, half] > TRAPPED:
            return None
        why, _, category = why.partition("|")
        also = [[*where, category]] if category and where else []
        return None if half is None else (case(self.spec, language, "negative", why, text, [], also), half)

    def written(self) -> Iterator[tuple[Case, str]]:
        """Yield what was written by hand; its digest says for which half, so that one more moves no other."""
        written = {
            "positive": (*self.spec.positives, *hand.POSITIVES.get(self.spec.id, ())),
            "negative": (*self.spec.negatives, *hand.NEGATIVES.get(self.spec.id, ())),
        }
        by_hand = [(kind, *entry) for kind, entries in written.items() for entry in entries]
        for kind, language, marked, why in by_hand:
            text, spans, also = unmarked(marked)
            made = case(self.spec, language, kind, f"{why}; by hand", text, spans, also)
            yield made, HALVES[int(digest(text), 16) % 2]
        for owner, document, path, also_at, why in HAND:
            if owner == self.spec.id:
                made = document_case(self.spec, "negative", f"{why}; by hand", document, path, also_at)
                yield made, HALVES[int(digest(json.dumps(document)), 16) % 2]


def unmarked(marked: str) -> tuple[str, list[list[int]], list[list[Any]]]:
    """Return the text without the marks, and the places that they marked."""
    text, at = "", 0
    spans: list[list[int]] = []
    also: list[list[Any]] = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        inner = mark[1] or mark[2]
        if mark[1]:
            spans.append([len(text), len(text) + len(inner)])
        else:
            also.append([len(text), len(text) + len(inner), mark[3]])
        text += inner
    return text + marked[at:], spans, also


def cases(spec: Spec) -> dict[str, list[Case]]:
    """Return the cases of a class, by half."""
    maker = Maker(spec)
    halves: dict[str, list[Case]] = {half: [] for half in HALVES}
    seen: set[str] = set()
    for made, half in maker.written():
        halves[half].append(made)
        seen.add(made["id"])
    for kind, wanted in (("positive", POSITIVES), ("negative", NEGATIVES)):
        counts = {half: sum(made["kind"] == kind for made in halves[half]) for half in HALVES}
        for _ in range(100_000):
            if min(counts.values()) >= wanted:
                break
            candidate = maker.positive() if kind == "positive" else maker.negative()
            if candidate is None:
                continue
            made, half = candidate
            if counts[half] < wanted and made["id"] not in seen:
                seen.add(made["id"])
                halves[half].append(made)
                counts[half] += 1
        else:
            raise RuntimeError(f"{spec.id} has too few different {kind} cases: {counts}")
    return {
        half: sorted(made, key=lambda c: (c["kind"] != "positive", c["id"])) for half, made in halves.items()
    }


def main() -> None:
    for spec in SPECS:
        for half, made in cases(spec).items():
            path = FOLDER / half / "identifiers" / f"{spec.id}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(json.dumps(c, ensure_ascii=False) + "\n" for c in made), "utf-8")
    sys.stdout.write(f"{len(SPECS)} classes written to {FOLDER.name}/\n")


if __name__ == "__main__":
    main()
