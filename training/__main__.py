"""
``python -m training``: learn the weights anew, and write them to ``firewall/detect/data/weights/status.jsonl``.

    --report    say how well sentences are told that the model has not seen, and write nothing
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from firewall import app
from firewall.detect import weighing
from firewall.detect.weighing import Head, Line
from training.examples import LANGUAGES, Example, examples
from training.learn import POSSIBLE, SURE, Model, unseen

FILE = app.DETECTOR_DATA / "weights" / "status.jsonl"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    some = examples()
    _say(f"{len(some)} sentences, {sum(one.tells for one in some)} of them telling")
    probability = 1 / (1 + np.exp(-unseen(some)))
    _report(some, probability)
    if options.report:
        return 0
    model = Model(some)
    _write(FILE, *model.weights(some))
    _say(f"{FILE.name}: {FILE.stat().st_size >> 10} KiB")
    return 0


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
            figures.append(
                f"{name}: recall {right / max(told.sum(), 1):.1%}, precision {right / max(said.sum(), 1):.1%}"
            )
        _say(f"{language}: {'; '.join(figures)}")


def _write(path: Path, head: Head, lines: Iterable[Line]) -> None:
    """Write one feature a line, so that a change can be read; in ASCII, which takes the least memory to read."""
    path.parent.mkdir(exist_ok=True)
    written = (json.dumps(msgspec.to_builtins(one), separators=(",", ":")) for one in (head, *lines))
    path.write_text("".join(f"{line}\n" for line in written), "ascii")
    weighing.read(path.read_bytes())


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
