"""
The further open sets of status phrases, built from `sets/open/phrases/source-second/*.txt` and `source-third/*.txt`.

They are for those who build detectors, like the first, and want variety: hardly two sentences say it in the same way.
The notation is that of PHRASES.md; besides, a spelling may stand where a trap does: `+ (no-accents) text`. Nothing is
put around a sentence, and nothing is written again.

    python -m evaluation.make_further            write the files, check them and print the counts
    python -m evaluation.make_further --check    only check that the files are what the sources say
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evaluation.make_phrases import SETS, SPELLINGS, Case, case, phrase_texts, rendered, sentence

FOLDER = SETS / "open" / "phrases"
FURTHER = {"second": (110, 60), "third": (48, 32)}
"""The sets, each with the positives and the negatives that every file of it has at least."""


def sources(name: str) -> list[Path]:
    return sorted((FOLDER / f"source-{name}").glob("*.txt"))


def build(name: str, source: Path) -> list[Case]:
    """Return the cases in the order of their source.  Raises ValueError where a line or the file is faulty."""
    language = source.stem
    cases: list[Case] = []
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        one = sentence(line.strip())
        spelling = one.trap if one.trap in SPELLINGS else "plain"
        one = replace(one, trap="" if one.trap in SPELLINGS else one.trap)
        if any(set("{}") & set(text) for text, _ in one.parts):
            raise ValueError(f"{name} {language}:{number}: a mark is not closed, or has no letter")
        made = case(one, one.parts, spelling)
        frame = {"id": f"{language}-{name}-{len(cases) + 1:03}", "class": language, "language": language}
        cases.append(frame | made)
    _check(name, language, cases)
    return cases


def _check(name: str, language: str, cases: list[Case]) -> None:
    kinds = Counter(str(one["kind"]) for one in cases)
    positives, negatives = FURTHER[name]
    if kinds["positive"] < positives or kinds["negative"] < negatives:
        raise ValueError(f"{name} {language}: too few cases: {dict(kinds)}")
    texts = Counter([*(str(one["text"]).casefold() for one in cases), *_before(name, language)])
    twice = [text for text, count in texts.items() if count > 1]
    if twice:
        raise ValueError(f"{name} {language}: stands twice: {twice[:3]}")


def _before(name: str, language: str) -> Iterator[str]:
    """Yield the texts of the sets that were there before; the first one repeats none of its own."""
    names = list(FURTHER)
    for path in (
        FOLDER / f"{language}{end}.jsonl" for end in ["", *(f"-{n}" for n in names[: names.index(name)])]
    ):
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from {str(json.loads(line)["text"]).casefold() for line in lines}


def main() -> int:
    only_check = "--check" in sys.argv[1:]
    stale = 0
    for name, source in ((each, source) for each in FURTHER for source in sources(each)):
        cases = build(name, source)
        phrases = Counter(phrase_texts(cases))
        path = FOLDER / f"{source.stem}-{name}.jsonl"
        if not only_check:
            path.write_text(rendered(cases), encoding="utf-8")
        elif path.read_text(encoding="utf-8") != rendered(cases):
            stale += 1
            sys.stderr.write(f"{path.name} is not what its source says\n")
        positive = sum(one["kind"] == "positive" for one in cases)
        counts = f"{len(cases)} cases, {positive} positive, {len(cases) - positive} negative"
        sys.stdout.write(f"{name} {source.stem}: {counts}, {len(phrases)} different phrases\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
