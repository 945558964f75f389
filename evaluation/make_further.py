"""
The further sets of status phrases, built from `sets/*/phrases/source-second/*.txt` and `source-third/*.txt`.

The open ones are for those who build detectors, like the first, and want variety: hardly two sentences say it in the
same way. The held-out one is a second exam, as blind as the first: nothing here shows a text of it, errors included.
The notation is that of PHRASES.md; besides, a spelling may stand where a trap does: `+ (no-accents) text`. Nothing is
put around a sentence, and nothing is written again.

    python -m evaluation.make_further            write the files, check them and print the counts
    python -m evaluation.make_further --check    only check that the files are what the sources say
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from evaluation.make_phrases import SETS, SPELLINGS, Case, Sentence, case, phrase_texts, rendered, sentence


@dataclass(frozen=True, slots=True)
class Further:
    """A set, and the positives and the negatives that every file of it has at least."""

    split: str
    name: str
    positives: int
    negatives: int

    @property
    def title(self) -> str:
        return f"{self.split} {self.name}"

    def sources(self) -> list[Path]:
        return sorted((SETS / self.split / "phrases" / f"source-{self.name}").glob("*.txt"))

    def file(self, language: str) -> Path:
        return SETS / self.split / "phrases" / f"{language}-{self.name}.jsonl"


OPEN_SECOND = Further("open", "second", 110, 60)
OPEN_THIRD = Further("open", "third", 48, 32)
HELD_OUT_SECOND = Further("held-out", "second", 60, 60)
FURTHER = (OPEN_SECOND, OPEN_THIRD, HELD_OUT_SECOND)
"""The sets, in the order in which they were written."""
PREFIXES = {"open": "", "held-out": "held-out-"}


def build(further: Further, source: Path) -> list[Case]:
    """
    Return the cases in the order of their source.

    Raises ValueError where a line or the file is faulty; it tells the place, and never the text.
    """
    language = source.stem
    cases: list[Case] = []
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        one, spelling = _sentence(line.strip(), f"{further.title} {language}:{number}")
        made = case(one, one.parts, spelling)
        name = f"{PREFIXES[further.split]}{language}-{further.name}-{len(cases) + 1:03}"
        cases.append({"id": name, "class": language, "language": language} | made)
    _check(further, language, cases)
    return cases


def is_current(further: Further, source: Path) -> bool:
    """Whether the committed file is what its source says."""
    return further.file(source.stem).read_text(encoding="utf-8") == rendered(build(further, source))


def _sentence(line: str, place: str) -> tuple[Sentence, str]:
    """Return what a line says, and its spelling."""
    try:
        one = sentence(line)
    except ValueError:
        raise ValueError(f"{place}: not a line of a source") from None  # what it says shows the line
    if any(set("{}") & set(text) for text, _ in one.parts):
        raise ValueError(f"{place}: a mark is not closed, or has no letter")
    return (replace(one, trap=""), one.trap) if one.trap in SPELLINGS else (one, "plain")


def _check(further: Further, language: str, cases: list[Case]) -> None:
    kinds = Counter(str(one["kind"]) for one in cases)
    if kinds["positive"] < further.positives or kinds["negative"] < further.negatives:
        raise ValueError(f"{further.title} {language}: too few cases: {dict(kinds)}")
    seen = set(_before(further, language))
    for one in cases:
        text = str(one["text"]).casefold()
        if text in seen:
            raise ValueError(f"{one['id']}: stands twice, here or in a set that was there before")
        seen.add(text)


def _before(further: Further, language: str) -> Iterator[str]:
    """Yield the texts of the open sets that were there before: what stands in one of them is not blind."""
    earlier = takewhile(lambda each: each.title != further.title, FURTHER)
    for path in (SETS / "open" / "phrases" / f"{language}.jsonl", *(each.file(language) for each in earlier)):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield str(json.loads(line)["text"]).casefold()


def main() -> int:
    only_check = "--check" in sys.argv[1:]
    stale = 0
    for further, source in ((each, source) for each in FURTHER for source in each.sources()):
        cases = build(further, source)
        phrases = set(phrase_texts(cases))
        path = further.file(source.stem)
        if not only_check:
            path.write_text(rendered(cases), encoding="utf-8")
        elif not is_current(further, source):
            stale += 1
            sys.stderr.write(f"{further.split} {path.name} is not what its source says\n")
        positive = sum(one["kind"] == "positive" for one in cases)
        counts = f"{len(cases)} cases, {positive} positive, {len(cases) - positive} negative"
        sys.stdout.write(f"{further.title} {source.stem}: {counts}, {len(phrases)} different phrases\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
