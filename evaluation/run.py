"""
Run the examination: ``python -m evaluation.run`` (``make eval``).

Writes ``RESULTS.md`` and ``results.json`` beside this file.  ``--check`` compares with ``floor.json`` and writes
nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from evaluation import gate, report
from evaluation.cases import EXAMS, OPEN, SETS, Case, read
from evaluation.judge import ACTING, Verdict
from evaluation.look import (
    NAMES,
    Advance,
    Detectors,
    Examine,
    FindNames,
    Look,
    Seen,
    look,
    product_examine,
)
from evaluation.look_names import product_names
from evaluation.tally import Results, tally, verdicts
from firewall import app
from firewall.cli.common import cache_folder

HERE = Path(__file__).parent


def product() -> Detectors:
    """Return the detectors as the firewall builds them."""
    return app.detectors(cache_folder())


def main(
    arguments: Sequence[str] | None = None,
    *,
    build: Callable[[], Detectors] = product,
    examine: Examine | None = None,
    find_names: Callable[[], FindNames | None] = product_names,
    sets: Path = SETS,
    output: Path = HERE,
) -> int:
    """Do what the command line says; return the status to exit with."""
    options = _options(arguments)
    cases = [case for case in read(sets) if options.misses in {None, case.name}]
    needed = any(case.kind == NAMES for case in cases)
    looks = examined(cases, build(), examine or product_examine(), find_names() if needed else None)
    judged = verdicts(looks)
    results = tally(judged)
    _warn(looks)
    if options.misses:
        return _misses(options.misses, looks, judged)
    if options.check:
        return _check(results, output / gate.FLOOR.name)
    text = report.page(results, looks)
    (output / "RESULTS.md").write_text(text, "utf-8")
    (output / "results.json").write_text(json.dumps(report.record(results), indent=1) + "\n", "utf-8")
    print(text)
    if options.raise_floor:
        _raise(results, output / gate.FLOOR.name, force=options.force)
    return 0


def examined(
    cases: Sequence[Case],
    detectors: Detectors,
    examine: Examine | None,
    find_names: FindNames | None = None,
) -> list[Look]:
    """Look at all cases, with a bar where somebody watches."""
    with _progress(len(cases)) as advance:
        return look(cases, detectors, examine, advance, find_names)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation.run", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="exit with 1 where a figure fell below the floor"
    )
    parser.add_argument(
        "--raise-floor", action="store_true", help="make this run the floor, where it is higher"
    )
    parser.add_argument("--force", action="store_true", help="with --raise-floor: lower it, too")
    parser.add_argument("--misses", metavar="CLASS", help="list what went wrong in a class (open half only)")
    return parser.parse_args(arguments)


@contextmanager
def _progress(total: int) -> Iterator[Advance]:
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    columns = (TextColumn("examining"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("examining", total=total)
        yield lambda count: bar.advance(task, count)


def _warn(looks: Sequence[Look]) -> None:
    for said in report.skipped(looks):
        print(f"NOT LOOKED AT: {said}", file=sys.stderr)


def _check(results: Results, path: Path) -> int:
    falls = gate.fallen(results, gate.read(path))
    if not falls:
        print("No figure fell below its floor.")
        return 0
    print(f"{len(falls)} figures fell below their floor:\n\n{gate.table(falls)}")
    return 1


def _raise(results: Results, path: Path, *, force: bool) -> None:
    floor = gate.read(path) if path.exists() else {}
    gate.write(gate.raised(results, floor, force=force), path)
    kept = [] if force else gate.fallen(results, floor)
    print(f"Floor written. {len(kept)} figures stay above what was measured now.")
    if kept:
        print(gate.table(kept))


def _misses(name: str, looks: Sequence[Look], judged: Sequence[Verdict]) -> int:
    """List what went wrong in the open half; of the held-out exams only how much, so that they stay blind."""
    wrong = [verdict for verdict in judged if verdict.case.name == name and not verdict.passed]
    reported = {id(found.case): found for found in looks}
    for verdict in wrong:
        if verdict.case.half == OPEN:
            print(_miss(verdict, reported[id(verdict.case)]))
    asked = {verdict.case.half for verdict in judged if verdict.case.name == name}
    for exam in (exam for exam in EXAMS if exam != OPEN and exam in asked):
        held = [verdict for verdict in wrong if verdict.case.half == exam]
        missed = sum(len(verdict.case.labels) - verdict.found for verdict in held)
        print(f"{EXAMS[exam]}: {missed} missed, {sum(verdict.false for verdict in held)} false")
    return 0


def _miss(verdict: Verdict, found: Look) -> str:
    case = verdict.case
    missed = len(case.labels) - verdict.found
    what = "raised" if verdict.failed else f"{missed} missed, {verdict.false} false"
    shown = json.dumps(case.document, ensure_ascii=False) if case.text is None else repr(case.text)
    labels = [label.pointer or (label.start, label.end) for label in case.labels]
    seen = [_shown(one) for one in found.seen]
    return f"{case.id} [{case.language}] {what}: {case.why}\n  {shown}\n  labels {labels}\n  seen {seen}"


def _shown(seen: Seen) -> str:
    unsure = "" if seen.confidence >= ACTING else " (too unsure)"
    return f"{seen.category} {seen.pointer or (seen.start, seen.end)} {seen.confidence:.2f}{unsure}"


if __name__ == "__main__":
    sys.exit(main())
