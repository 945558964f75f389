"""
``python -m training``: learn the weights anew, and write them to ``firewall/detect/data/weights``.

    --report    say how well sentences are told that the model has not seen, and write nothing
    --unseen    say how well the weights as they are tell sentences that nothing was learned from, and learn nothing
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from scipy.special import expit

from firewall import app
from firewall.detect import meaning, senses, weighing
from firewall.detect.weighing import Learned, Line
from training.examples import LANGUAGES, Example, examples, unlearned
from training.learn import POSSIBLE, SURE, Both, unseen

FOLDER = app.DETECTOR_DATA / "weights"
SENSES = app.DETECTOR_DATA / "senses"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--unseen", action="store_true")
    options = parser.parse_args()
    if options.unseen:
        some = unlearned()
        _report(some, _as_the_product(some))
        return 0
    some = examples()
    lists = lists_of_senses()
    meant = senses.read(lists)
    _say(f"{len(some)} sentences, {sum(one.tells for one in some)} of them telling")
    probability = expit(unseen(some, lambda others: Both(others, meant)))
    _report(some, probability)
    if not options.report:
        _write(Both(some, meant), some, lists)
    return 0


def _as_the_product(some: Sequence[Example]) -> np.ndarray:
    """Return how probably each sentence tells, as the weights in the product have it."""
    letters = weighing.read((FOLDER / "letters.jsonl").read_bytes())
    meanings = meaning.read((FOLDER / "meanings.jsonl").read_bytes())
    judge = meaning.Judge(letters, senses.read(lists_of_senses()), meanings)
    odds = np.array([judge.weigh(one.text, {}) for one in some])
    probability: np.ndarray = expit(odds)
    return probability


def lists_of_senses() -> list[str]:
    """Return the lists of what words mean, in the order in which the product reads them."""
    return [path.read_text("utf-8") for path in sorted(SENSES.glob("*.txt"))]


def _report(some: Sequence[Example], probability: np.ndarray) -> None:
    """Print recall and precision of sentences that the model has not seen, by language."""
    tells = np.array([one.tells for one in some])
    for language in LANGUAGES:
        mine = np.array([one.language == language for one in some])
        told = tells & mine
        figures = []
        for name, least in (("sure", SURE), ("possible", POSSIBLE)):
            said = (probability >= least) & mine
            right = (said & told).sum()
            others = max((mine & ~tells).sum(), 1)
            figures.append(
                f"{name}: recall {right / max(told.sum(), 1):.1%}, precision {right / max(said.sum(), 1):.1%},"
                f" of the others {(said.sum() - right) / others:.1%}"
            )
        _say(f"{language}: {'; '.join(figures)}")


def _write(both: Both, some: Sequence[Example], lists: Sequence[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    of_letters, of_meanings = both.heads(some, lists)
    letters, meanings = FOLDER / "letters.jsonl", FOLDER / "meanings.jsonl"
    letters.write_text(_written(of_letters, both.letters.lines()), "ascii")
    weighing.read(letters.read_bytes())
    meanings.write_text(_written(of_meanings, both.meanings.lines()), "ascii")
    meaning.read(meanings.read_bytes())
    _say("".join(f"{path.name}: {path.stat().st_size >> 10} KiB\n" for path in (letters, meanings)).rstrip())


def _written(head: Learned, lines: Iterable[Line]) -> str:
    """One feature a line, so that a change can be read; in ASCII, which takes the least memory to read."""
    written = (json.dumps(msgspec.to_builtins(one), separators=(",", ":")) for one in (head, *lines))
    return "".join(f"{line}\n" for line in written)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
