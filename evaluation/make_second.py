"""
The second open set of status phrases, built from `sets/open/phrases/source-second/*.txt`.

It is for those who build detectors, like the first, and wants variety: hardly two sentences say it in the same way. The
notation is that of PHRASES.md; besides, a spelling may stand where a trap does: `+ (no-accents) text`. Nothing is put
around a sentence, and nothing is written again.

    python -m evaluation.make_second            write the files, check them and print the counts
    python -m evaluation.make_second --check    only check that the files are what the sources say
"""

import sys
from collections import Counter
from dataclasses import replace

from evaluation.make_phrases import LANGUAGES, SETS, SPELLINGS, Case, case, phrase_texts, rendered, sentence

FOLDER = SETS / "open" / "phrases"
POSITIVES, NEGATIVES = 110, 60  # at least so many in every file


def second(language: str) -> list[Case]:
    """The cases of a language in the order of their source. Raises ValueError where a line or the file is faulty."""
    cases: list[Case] = []
    lines = (FOLDER / "source-second" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        one = sentence(line.strip())
        spelling = one.trap if one.trap in SPELLINGS else "plain"
        one = replace(one, trap="" if one.trap in SPELLINGS else one.trap)
        if any(set("{}") & set(text) for text, _ in one.parts):
            raise ValueError(f"{language}:{number}: a mark is not closed, or has no letter")
        made = case(one, one.parts, spelling)
        frame = {"id": f"{language}-second-{len(cases) + 1:03}", "class": language, "language": language}
        cases.append(frame | made)
    _check(language, cases)
    return cases


def _check(language: str, cases: list[Case]) -> None:
    kinds = Counter(str(one["kind"]) for one in cases)
    if kinds["positive"] < POSITIVES or kinds["negative"] < NEGATIVES:
        raise ValueError(f"{language}: too few cases: {dict(kinds)}")
    first = (FOLDER / f"{language}.jsonl").read_text(encoding="utf-8")
    texts = Counter(str(one["text"]).casefold() for one in cases)
    twice = [text for text, count in texts.items() if count > 1 or f'"text": "{text}"' in first.casefold()]
    if twice:
        raise ValueError(f"{language}: stands twice: {twice[:3]}")


def main() -> int:
    only_check = "--check" in sys.argv[1:]
    stale = 0
    for language in LANGUAGES:
        cases = second(language)
        phrases = Counter(phrase_texts(cases))
        path = FOLDER / f"{language}-second.jsonl"
        if not only_check:
            path.write_text(rendered(cases), encoding="utf-8")
        elif path.read_text(encoding="utf-8") != rendered(cases):
            stale += 1
            sys.stderr.write(f"{language}: the file is not what its source says\n")
        positive = sum(one["kind"] == "positive" for one in cases)
        counts = f"{len(cases)} cases, {positive} positive, {len(cases) - positive} negative"
        sys.stdout.write(f"{language}: {counts}, {len(phrases)} different phrases\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
