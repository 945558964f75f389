"""``firewall policy test``: the tests that legal staff write, and what they say of each failure."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import Json, cache_folder, counted, day_of, preparing
from firewall.cli.policies import POLICIES, Configured, Folder, with_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from firewall.cli.tested import Found
    from firewall.detect import Detectors
    from firewall.means import Names
    from firewall.policy.compiled import Compiled
    from firewall.policy.rules import Case

_MANY = 50
"""From so many tests on, a bar shows how far they are."""


def register(app: typer.Typer) -> None:
    app.command("test")(test)


def test(
    folder: Folder = POLICIES,
    config: Configured = None,
    select: Annotated[
        str, typer.Option("-k", "--select", help="Only tests whose name, file, rule or agreement holds this.")
    ] = "",
    on: Annotated[
        str, typer.Option("--on", help="The day of tests that name none, as 2026-12-31. Default: today.")
    ] = "",
    with_coverage: Annotated[
        bool,
        typer.Option(
            "--coverage",
            help="Tell what no test shows: of each rule, agreement and category of a service.",
        ),
    ] = False,
    min_coverage: Annotated[
        int | None,
        typer.Option(
            "--min-coverage", min=0, max=100, help="End with 1 where less than so many percent are shown."
        ),
    ] = None,
    mutate: Annotated[
        bool,
        typer.Option(
            "--mutate", help="Change one thing of the policy after the other, and tell what no test notices."
        ),
    ] = False,
    seconds: Annotated[
        int, typer.Option("--seconds", min=1, help="For how long --mutate tries changes, at most.")
    ] = 120,
    max_unnoticed: Annotated[
        int | None,
        typer.Option("--max-unnoticed", min=0, help="End with 1 where more changes are noticed by no test."),
    ] = None,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="Write the results into this file, as JUnit XML.")
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell of each test, also of those that pass.")
    ] = False,
    as_json: Json = False,
) -> None:
    """
    Run every test in the policy files, through the real engine, with nothing real behind it.

    Each test that fails is told with what was expected, what happened, why, and what to do. A warning tells of tests
    that will fail in the next 90 days, because an agreement or a rule begins or ends. Ends with 0 where all passed,
    with 1 where one failed or there are none, and with 2 where the folder cannot be read.

    Examples: firewall policy test policies; firewall policy test policies -k welcoming-city --verbose;
    firewall policy test policies --coverage --min-coverage 80; firewall policy test policies --junit results.xml
    """
    from firewall.app import detectors, load_policies
    from firewall.cli.tested import coverage_of, tell, to_json, write_junit

    compiled = load_policies(folder, proves=False)
    asked = _Asked(
        cases=_selected(compiled.bundle.cases, select),
        today=day_of(on, compiled.bundle.city),
        seconds=seconds if mutate or max_unnoticed is not None else 0,
    )
    found = _with_bars(compiled, detectors(cache_folder(), preparing), asked, config)
    if with_coverage or min_coverage is not None:
        found = replace(found, coverage=coverage_of(compiled, found))
    if junit is not None:
        write_junit(junit, found)
    if as_json:
        typer.echo(to_json(found))
    else:
        tell(found, verbose=verbose)
    sys.exit(_code(found, min_coverage, max_unnoticed))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """``seconds`` is for how long changes are tried; 0 where nobody asks for them."""

    cases: list[Case]
    today: date
    seconds: int


def _selected(cases: Sequence[Case], text: str) -> list[Case]:
    """Those that ``-k`` means, in the order of files and lines.  Raises typer.BadParameter where there is none."""
    words = text.casefold()
    found = [case for case in cases if words in _about(case).casefold()]
    if text and not found:
        raise typer.BadParameter(f"-k: no test's name, file, rule or agreement holds `{text}`.")
    return sorted(found, key=lambda case: case.at)


def _about(case: Case) -> str:
    return "\n".join((case.name, case.at.file, case.rule or "", case.agreement or ""))


def _with_bars(compiled: Compiled, detectors: Detectors, asked: _Asked, config: Path | None) -> Found:
    """Run the tests, and show on standard error how far they are."""
    from firewall.cli.tested import Found
    from firewall.rehearsing.days import ahead
    from firewall.rehearsing.noticing import noticing
    from firewall.rehearsing.running import run

    async def all_of_them(names: Names | None) -> Found:
        verdicts = []
        with _bar("Running the tests", len(asked.cases)) as step:
            for case in asked.cases:
                verdicts.append(await run(compiled, detectors, case, asked.today, names))
                step(len(verdicts), len(asked.cases))
        coming = await ahead(compiled, detectors, verdicts, asked.today, names)
        if not asked.seconds:
            return Found(verdicts, coming)
        until = monotonic() + asked.seconds
        with _bar("Trying changes of the policy", _MANY) as step:

            def may_go_on(tried: int, known: int) -> bool:
                step(tried, known)
                return tried == 0 or monotonic() < until

            tried = await noticing(
                compiled, detectors, verdicts, asked.today, names=names, may_go_on=may_go_on
            )
        return Found(verdicts, coming, noticing=tried)

    return with_names(config, all_of_them)


@contextmanager
def _bar(said: str, total: int) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how far long work is, where somebody is there to see it."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=total < _MANY or not console.is_terminal) as bar:
        task = bar.add_task(said, total=total)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _code(found: Found, min_coverage: int | None, max_unnoticed: int | None) -> int:
    """0 where everything is as it was asked for; what is not is told on standard error."""
    if not found.verdicts:
        typer.echo("There are no tests, so nothing is proved. Write one beside each rule.", err=True)
        return 1
    code = 0 if all(verdict.is_good for verdict in found.verdicts) else 1
    if min_coverage is not None and found.coverage is not None and found.coverage.percent < min_coverage:
        typer.echo(
            f"The tests show {found.coverage.percent} % of the policy, and {min_coverage} % are asked for. See "
            "--coverage.",
            err=True,
        )
        code = 1
    unnoticed = len(found.noticing.unnoticed) if found.noticing is not None else 0
    if max_unnoticed is not None and unnoticed > max_unnoticed:
        typer.echo(
            f"{counted(unnoticed, 'change')} would be noticed by no test, and {max_unnoticed} may be.",
            err=True,
        )
        code = 1
    return code
