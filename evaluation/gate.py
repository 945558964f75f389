"""
The floor below which no change may bring a figure.

``floor.json`` holds recall and precision of every class, language and origin, the share of passed traps, and
how many cases there are of each class, for the open half and each held-out exam.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.tally import Key, Results, Tally

FLOOR = Path(__file__).parent / "floor.json"
GUARDED = ("class", "language", "origin", "trap")
PLACES = 4
"""Decimal places of a floor; what is written is rounded down, so that the run it was taken from passes."""

Figures = dict[str, float]
Floor = dict[str, Figures]


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure that is below its floor; ``now`` is None where it is not measured any more."""

    group: str
    figure: str
    floor: float
    now: float | None


def figures(tally: Tally, by: str) -> Figures:
    """Return what is guarded of a group."""
    if by == "trap":
        return {"passed": tally.passed / tally.cases}
    known = {"recall": tally.recall, "precision": tally.precision}
    counted = {name: figure for name, figure in known.items() if figure is not None}
    # An exam of fewer questions is no better a pass.
    return {"cases": float(tally.cases)} | counted if by == "class" else counted


def measured(results: Results) -> Floor:
    """Return the present figures, as a floor writes them."""
    return {
        "/".join(key): {name: _down(figure) for name, figure in figures(tally, _by(key)).items()}
        for key, tally in results.items()
        if _by(key) in GUARDED
    }


def fallen(results: Results, floor: Mapping[str, Mapping[str, float]]) -> list[Fall]:
    """
    Return every figure that is below its floor, or is not measured any more.

    Precision without any finding is no fall: recall is then 0, and tells it.
    """
    now = measured(results)
    return [
        Fall(group, name, least, now.get(group, {}).get(name))
        for group, least_figures in floor.items()
        for name, least in least_figures.items()
        if _is_below(now.get(group), name, least)
    ]


def raised(results: Results, floor: Mapping[str, Mapping[str, float]], *, force: bool = False) -> Floor:
    """Return the floor after this run: never lower than it was, unless ``force`` makes it what was measured."""
    now = measured(results)
    if force:
        return now
    groups = sorted({*floor, *now})
    return {group: _highest(floor.get(group, {}), now.get(group, {})) for group in groups}


def read(path: Path = FLOOR) -> Floor:
    """Return the committed floor.  Raises FileNotFoundError: without a floor there is no gate, and nothing passes."""
    floor: Floor = json.loads(path.read_text("utf-8"))
    return floor


def write(floor: Floor, path: Path = FLOOR) -> None:
    """Write it, one group a line, so that a change of one is a change of one line."""
    lines = ",\n".join(f"{json.dumps(group)}: {json.dumps(floor[group])}" for group in sorted(floor))
    path.write_text(f"{{\n{lines}\n}}\n", "utf-8")


def table(falls: list[Fall]) -> str:
    """Return what fell, for people."""
    width = max((len(fall.group) for fall in falls), default=0)
    return "\n".join(
        f"{fall.group:<{width}}  {fall.figure:<9}  floor {fall.floor:.5g}  now "
        + ("not measured" if fall.now is None else f"{fall.now:.5g}")
        for fall in falls
    )


def _by(key: Key) -> str:
    return key[3]


def _down(figure: float) -> float:
    shift = float(10**PLACES)
    return math.floor(figure * shift + 1e-6) / shift


def _is_below(now: Figures | None, name: str, least: float) -> bool:
    if now is None:
        return True
    if name not in now:
        return name != "precision"
    return now[name] < least


def _highest(one: Mapping[str, float], other: Mapping[str, float]) -> Figures:
    return {
        name: max(one.get(name, 0.0), other.get(name, 0.0)) for name in sorted({*one, *other}, reverse=True)
    }
