"""The figures as a page for people (``RESULTS.md``) and as a file for programs (``results.json``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from evaluation import judge
from evaluation.cases import EXAMS, HELD_OUT_SECOND
from evaluation.look import NAMES, Look
from evaluation.tally import BY, DOCUMENTS, TEXTS, Key, Results, Tally

TITLES = {
    "class": "By class",
    "category": "By category",
    "language": "By language",
    "origin": "By origin of the name",
    "trap": "Traps passed, by language",
}
TARGETS = {"identifiers": (0.99, 0.95), "phrases": (0.97, 0.90)}
"""Recall and precision that every class of a kind is to reach."""
_NONE = Tally()
_OF_NAMES = """\
A small model misses names, and not everybody's alike: the tables say whose. They were measured with the model that
tests use, on sentences that somebody thought of; a city measures its own model on its own notes. A third of the
notes are written in capitals or in small letters throughout, where recall is lowest."""


def page(results: Results, looks: Sequence[Look]) -> str:
    """Return the page."""
    return "\n".join(_lines(results, looks)) + "\n"


def _lines(results: Results, looks: Sequence[Look]) -> Iterator[str]:
    yield "# What the detectors find"
    yield ""
    yield "Written by `make eval`, never by hand. The sets, and how they were made: [README.md](README.md)."
    yield ""
    yield from _summary(looks)
    yield from _targets(results)
    for kind in sorted({key[1] for key in results}):
        for medium in (TEXTS, DOCUMENTS):
            for by in BY:
                yield from _group(results, kind, medium, by)
    yield "## How it is counted"
    yield ""
    yield from (line.rstrip() for line in (judge.__doc__ or "").strip().splitlines())


def _summary(looks: Sequence[Look]) -> Iterator[str]:
    failed = sum(look.failed for look in looks)
    yield f"{len(looks):,} cases. On {failed:,} of them a detector raised: they count as missed."
    for said in skipped(looks):
        yield ""
        yield f"**NOT LOOKED AT: {said}**"
    yield ""


def skipped(looks: Sequence[Look]) -> Iterator[str]:
    """Say which cases nobody looked at, and why."""
    names = sum(look.skipped and look.case.kind == NAMES for look in looks)
    documents = sum(look.skipped for look in looks) - names
    if documents:
        yield f"{documents:,} cases in documents; this build cannot examine documents."
    if names:
        yield f"{names:,} cases of names in free text; spaCy or the model of the `dev` extra is not installed."


def _targets(results: Results) -> Iterator[str]:
    """Say how many classes are where they are to be."""
    groups = sorted(
        {key[:3] for key in results if key[3] == "class" and key[1] in TARGETS},
        key=lambda key: (*key[1:], key[0]),
    )
    for half, kind, medium in groups:
        recall, precision = TARGETS[kind]
        tallies = [tally for key, tally in results.items() if key[:4] == (half, kind, medium, "class")]
        there = sum((t.recall or 0) >= recall and (t.precision or 0) >= precision for t in tallies)
        aim = f"recall {share(recall)}, precision {share(precision)}"
        yield f"* {kind} in {medium}, {half}: {there} of {len(tallies)} classes reach {aim}"
    yield ""


def _group(results: Results, kind: str, medium: str, by: str) -> Iterator[str]:
    names = sorted({key[4] for key in results if key[1:4] == (kind, medium, by)})
    if not names:
        return
    yield f"## {kind.capitalize()} in {medium}: {TITLES[by].lower()}"
    yield ""
    if kind == NAMES and by == "origin":
        yield _OF_NAMES
        yield ""
    if by == "trap":
        yield from _traps(results, kind, medium, names)
    else:
        yield from _figures(results, kind, medium, by, names)
    yield ""


def _figures(results: Results, kind: str, medium: str, by: str, names: Sequence[str]) -> Iterator[str]:
    counted = "positive cases" if by == "category" else "cases"
    shown = _exams(results, kind, medium)
    heads = [head for exam in shown for head in (f"recall, {EXAMS[exam]}", f"precision, {EXAMS[exam]}")]
    yield f"| {by} | {counted} | " + " | ".join(heads) + " |"
    yield "|---|--:|" + "--:|" * len(heads)
    for name in names:
        halves = [results.get((exam, kind, medium, by, name), _NONE) for exam in shown]
        cells = [cell for half in halves for cell in (share(half.recall), share(half.precision))]
        yield f"| {name} | {sum(half.cases for half in halves)} | " + " | ".join(cells) + " |"


def _traps(results: Results, kind: str, medium: str, names: Sequence[str]) -> Iterator[str]:
    shown = _exams(results, kind, medium)
    yield "| language | " + " | ".join(f"passed, {EXAMS[exam]}" for exam in shown) + " |"
    yield "|---|" + "--:|" * len(shown)
    for name in names:
        halves = [results.get((exam, kind, medium, "trap", name), _NONE) for exam in shown]
        yield f"| {name} | " + " | ".join(f"{half.passed} of {half.cases}" for half in halves) + " |"


def _exams(results: Results, kind: str, medium: str) -> list[str]:
    """Return what a table has columns for: most kinds of sets have no second exam."""
    has_second = any(key[:3] == (HELD_OUT_SECOND, kind, medium) for key in results)
    return [exam for exam in EXAMS if exam != HELD_OUT_SECOND or has_second]


def share(figure: float | None) -> str:
    """Return a share in percent, rounded down: 99.95 is not 100."""
    return "-" if figure is None else f"{int(figure * 1000 + 1e-6) / 10:.1f} %"


def record(results: Results) -> list[dict[str, Any]]:
    """Return all counts, one entry a group."""
    return [_entry(key, tally) for key, tally in results.items()]


def _entry(key: Key, tally: Tally) -> dict[str, Any]:
    half, kind, medium, by, name = key
    return {
        "half": half,
        "kind": kind,
        "medium": medium,
        "by": by,
        "name": name,
        "cases": tally.cases,
        "labels": tally.labels,
        "found": tally.found,
        "false": tally.false,
        "failed": tally.failed,
        "passed": tally.passed,
        "recall": tally.recall,
        "precision": tally.precision,
    }
