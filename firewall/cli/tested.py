"""What ``firewall policy test`` found, as text, as JSON and as a file for other systems."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from firewall.cli.common import counted, table
from firewall.errors import ConfigError
from firewall.policy.compiled import Compiled
from firewall.rehearsing import coverage as covering
from firewall.rehearsing import noticing as trying
from firewall.rehearsing.coverage import Coverage, Shown
from firewall.rehearsing.days import Ahead
from firewall.rehearsing.junit import write
from firewall.rehearsing.noticing import Noticing
from firewall.rehearsing.report import ahead_object, coverage_object, noticing_object, object_of, summary
from firewall.rehearsing.verdicts import State, Verdict


@dataclass(frozen=True, slots=True)
class Found:
    """How the tests went, which will fail soon, and what was asked for beside it."""

    verdicts: Sequence[Verdict]
    coming: Sequence[Ahead] = ()
    coverage: Coverage | None = None
    noticing: Noticing | None = None


def coverage_of(compiled: Compiled, found: Found) -> Coverage:
    return covering.coverage(compiled, found.verdicts)


def write_junit(junit: Path, found: Found) -> None:
    """Raises ConfigError where the file cannot be written."""
    try:
        junit.write_text(write(found.verdicts), "utf-8")
    except OSError as error:
        raise ConfigError(f"{junit} cannot be written ({error.strerror}). Name another file.") from None


def to_json(found: Found) -> str:
    whole: dict[str, object] = {
        "summary": summary(found.verdicts),
        "tests": [object_of(verdict) for verdict in found.verdicts],
        "coming": [ahead_object(one) for one in found.coming],
    }
    if found.coverage is not None:
        whole["coverage"] = coverage_object(found.coverage)
    if found.noticing is not None:
        whole["mutations"] = noticing_object(found.noticing)
    return json.dumps(whole, ensure_ascii=False, indent=2)


def tell(found: Found, *, verbose: bool) -> None:
    for verdict in found.verdicts:
        _verdict(verdict, verbose=verbose)
    for one in found.coming:
        typer.echo(
            f"warning: {_where(one.case.at.file, one.case.at.line, one.case.name)}: {one.says}", err=True
        )
    if found.coverage is not None:
        _coverage(found.coverage)
    if found.noticing is not None:
        _noticing(found.noticing)
    counts = summary(found.verdicts)
    gaps = f", {counted(counts['known_gaps'], 'known gap')}" if counts["known_gaps"] else ""
    typer.echo(f"{counted(counts['passed'], 'test')} passed, {counts['failed']} failed{gaps}.")


def _where(file: str, line: int, name: str) -> str:
    return f'{file}:{line}: "{name}"'


def _verdict(verdict: Verdict, *, verbose: bool) -> None:
    case = verdict.case
    where = _where(case.at.file, case.at.line, case.name)
    if verdict.state is State.GAP:
        typer.echo(f"{where}: a known gap ({case.known_gap}).")
    elif verbose and verdict.is_good:
        typer.echo(f"{where}: passed.")
    for unmet in verdict.told:
        typer.echo(f"{where}: {unmet.says}")
        for sentence in (*unmet.because, unmet.remedy):
            if sentence:
                typer.echo(f"    {sentence}")


def _coverage(found: Coverage) -> None:
    table(
        ["rule or agreement", "a test shows that it closes", "a test shows that it lets pass or opens"],
        [_row(one) for one in (*found.rules, *found.agreements)],
    )
    typer.echo("")
    table(
        ["service", "categories", "of which a test says whether they leave"],
        [
            [name, str(len(seen) + len(found.unseen[name])), str(len(seen))]
            for name, seen in found.seen.items()
        ],
    )
    typer.echo("")
    for sentence in covering.sentences(found):
        typer.echo(sentence)
    typer.echo(f"The tests show {found.covered} of {found.parts} parts of the policy ({found.percent} %).")


def _row(one: Shown) -> list[str]:
    return [one.name, "yes" if one.closes else "no", "yes" if one.opens else "no"]


def _noticing(found: Noticing) -> None:
    for sentence in trying.sentences(found):
        typer.echo(sentence)
    typer.echo(
        f"{counted(found.tried, 'change')} of the policy tried, {found.noticed} noticed by a test, "
        f"{len(found.unnoticed)} by none."
    )
    if found.tried < found.known:
        typer.echo(f"{found.known - found.tried} more were not tried in that time: give --seconds more.")
