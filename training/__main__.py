"""
``python -m training``: learn the weights anew, and write them to ``firewall/detect/data/weights/status.json``.

    --report    say how well sentences are told that the model has not seen, and write nothing
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from firewall import app
from firewall.detect import weighing
from firewall.detect.weighing import Weights
from training.examples import LANGUAGES, Example, examples
from training.learn import POSSIBLE, SURE, Model, unseen

FILE = app.DETECTOR_DATA / "weights" / "status.json"


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
    _write(FILE, model.weights(some))
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


def _write(path: Path, weights: Weights) -> None:
    """Write one feature a line, so that a change can be read."""
    path.parent.mkdir(exist_ok=True)
    fields = (
        f'"{name}":{_lines(value) if name in {"parts", "pairs"} else json.dumps(value, ensure_ascii=False)}'
        for name, value in ((name, getattr(weights, name)) for name in weights.__struct_fields__)
    )
    path.write_text("{" + ",\n".join(fields) + "}\n", "utf-8")
    weighing.read(path.read_bytes())


def _lines(features: dict[str, tuple[float, float]]) -> str:
    lines = (f"{json.dumps(name, ensure_ascii=False)}:[{a:g},{b:g}]" for name, (a, b) in features.items())
    return "{\n" + ",\n".join(lines) + "}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
