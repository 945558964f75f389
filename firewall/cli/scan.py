"""``firewall scan``: what files, folders, addresses and services hold, without changing or sending any of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import cache_folder, counted, known, pair, preparing

if TYPE_CHECKING:
    from firewall.cli.scanned import Tally
    from firewall.survey.looking import Finding, Looker
    from firewall.survey.parts import Unread
    from firewall.survey.proposing import Proposal
    from firewall.survey.scanning import Wanted
    from firewall.survey.sources import Source

_POLICIES = Path("policies")
_KINDS = "json, ndjson, form, csv, tsv, xml or text"


def register(app: typer.Typer) -> None:
    app.command("scan")(scan)


def scan(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|DIR|URL|-]...",
            help="What to look into; - is standard input. Folders are read whole. An address is asked once, "
            "and only because you name it.",
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="Print a JSON list of {path, category, detector, confidence, start, end}; path is a JSON Pointer. "
            "Where more than one file is scanned each has `file` as well, with --show `value`.",
        ),
    ] = False,
    show: Annotated[
        bool,
        typer.Option("--show", help="Print the values that were found as well, and keys that are values."),
    ] = False,
    least: Annotated[
        float,
        typer.Option(
            "--least", min=0, max=1, help="Leave out what is less certain. The firewall acts from 0.4 on."
        ),
    ] = 0.0,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Only this category and those below it; may be repeated."),
    ] = None,
    kind: Annotated[
        str,
        typer.Option("--as", help=f"Read everything as {_KINDS}. Default: by its name, else by its look."),
    ] = "",
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, help="Seconds that an address may take to answer.")
    ] = 15.0,
    service: Annotated[
        str,
        typer.Option(
            "--service",
            help="Ask this service of the policy folder through its GET routes, and print its file for "
            "policies/services/ with a field map proposed. Nothing is written.",
        ),
    ] = "",
    ids: Annotated[
        list[str] | None,
        typer.Option(
            "--id", help="With --service: a value for a parameter of a path, name=value. May be repeated."
        ),
    ] = None,
    saved: Annotated[
        Path | None,
        typer.Option("--from", help="With --service: a folder of saved answers, ROUTE.json or ROUTE/*.json."),
    ] = None,
    samples: Annotated[
        int,
        typer.Option("--samples", min=1, max=1000, help="With --service: how many records to ask for by id."),
    ] = 20,
    folder: Annotated[
        Path, typer.Option("--policies", help="With --service: the policy folder.")
    ] = _POLICIES,
) -> None:
    """
    Say what personal data files, folders, addresses or a service hold, and where.

    Never the values, unless with --show.

    Ends with 0 where nothing was found, 1 where something was, or was not to be looked into, and 2 where a
    place that you named could not be looked into.
    """
    from firewall.survey.reading import KINDS

    known(frozenset({kind} - {""}), KINDS, "a kind of file")
    if bool(places) == bool(service):
        raise typer.BadParameter("Name files, folders or addresses, or a service with --service; not both.")
    if service:
        _service(service, folder, ids or [], saved, samples, timeout, as_json)
    elif ids or saved:
        raise typer.BadParameter("--id and --from belong to --service.")
    else:
        _places(places or [], _wanted(least, only or []), kind, timeout, show=show, as_json=as_json)


def _wanted(least: float, only: list[str]) -> Wanted:
    from firewall.cli.demo import policies
    from firewall.survey.scanning import Wanted

    words = (policies() / "vocabulary" / "data.yaml").read_text("utf-8")
    return Wanted(least=least, only=known(frozenset(only), _categories(words), "a category"))


def _categories(text: str) -> list[str]:
    """The words of the vocabulary that the program brings along."""
    from firewall.policy.yaml import Block, Faults, parse

    node = parse("data.yaml", text, Faults())
    inside = node.members.get("categories") if isinstance(node, Block) else None
    return ["uninspectable", *(inside.members if isinstance(inside, Block) else ())]


# ---- files


def _places(
    named: list[str], wanted: Wanted, kind: str, timeout_s: float, *, show: bool, as_json: bool
) -> None:
    from functools import partial

    from firewall.app import detectors
    from firewall.cli import scanned
    from firewall.survey.fetching import fetch
    from firewall.survey.looking import Looker
    from firewall.survey.places import Places
    from firewall.survey.sources import sources

    asking = partial(fetch, timeout_s=timeout_s)
    found = [source for place in named for source in sources(place, asking, sys.stdin.buffer)]
    ready = detectors(cache_folder(), preparing)
    looker = Looker(ready, Places(ready, show))
    # In a terminal, results would run into the bar: a table waits until it is gone, a list has none.
    is_quiet = as_json and sys.stdout.isatty()
    with _progress([] if is_quiet else found) as steps:
        looked = _looked(found, looker, wanted, kind, steps)
        if as_json:
            sys.exit(_tell_json(looked, len(found)))
        tallies = [(source, scanned.tallied(findings)) for source, findings in looked]
    sys.exit(_tell_table(tallies))


Looked = Iterator[tuple["Source", Iterator["Finding"]]]
_Steps = Callable[["Source"], Callable[[int], None]]


def _looked(found: list[Source], looker: Looker, wanted: Wanted, kind: str, steps: _Steps) -> Looked:
    from firewall.survey.scanning import scan as scanned

    for source in found:
        yield source, wanted.among(scanned(source, looker, kind, steps(source)))


@contextmanager
def _progress(found: list[Source]) -> Iterator[_Steps]:
    """Draw, on standard error, how much of everything was read; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal or not found:
        yield lambda _source: lambda _bytes: None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    done = 0
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=sum(source.size for source in found) or None)

        def begin(source: Source) -> Callable[[int], None]:
            nonlocal done
            before, done = done, done + source.size
            bar.update(task, description=source.name[-40:], completed=before)
            return lambda read: bar.update(task, completed=before + read)

        yield begin


def _ending(*, has_found: bool, has_failed: bool) -> int:
    return 2 if has_failed else int(has_found)


def _tell_json(looked: Looked, count: int) -> int:
    """Print one finding a line, as they come: a file may hold millions."""
    has_found = has_failed = False
    for source, findings in looked:
        for finding in findings:
            row = {"file": source.name} if count > 1 else {}
            typer.echo(
                f"{',' if has_found else '['}\n  {json.dumps(row | _object(finding), ensure_ascii=False)}",
                nl=False,
            )
            has_found = True
            if finding.unread is not None:
                has_failed |= source.is_named
                _explain(source, finding.unread, err=True)
    typer.echo("\n]" if has_found else "[]")
    return _ending(has_found=has_found, has_failed=has_failed)


def _object(finding: Finding) -> dict[str, object]:
    shown = {} if finding.value is None else {"value": finding.value}
    return {
        "path": finding.path,
        "category": finding.category,
        "detector": finding.detector,
        "confidence": round(finding.confidence, 4),
        "start": finding.start,
        "end": finding.end,
        **shown,
    }


def _explain(source: Source, unread: Unread, *, err: bool) -> None:
    from firewall.survey.parts import place, sentence

    typer.echo(f"{place(source.name, unread)}: uninspectable ({unread.why}). {sentence(unread.why)}", err=err)


def _tell_table(tallies: list[tuple[Source, Tally]]) -> int:
    from firewall.cli import scanned

    for source, tally in tallies:
        if tally.unread:
            typer.echo("")
        for unread in tally.unread:
            _explain(source, unread, err=False)
        if tally.unread_left_out:
            typer.echo(f"... and {counted(tally.unread_left_out, 'place')} more. --json lists all of them.")
        scanned.draw(source.name, tally)
    findings = sum(tally.found for _, tally in tallies)
    unread_files = sum(bool(tally.unread) for _, tally in tallies)
    typer.echo(_summary(len(tallies), sum(bool(tally.found) for _, tally in tallies), unread_files, findings))
    has_failed = any(tally.unread and source.is_named for source, tally in tallies)
    return _ending(has_found=bool(findings or unread_files), has_failed=has_failed)


def _summary(count: int, files: int, unread: int, findings: int) -> str:
    if unread == count and unread and not findings:
        return f"{counted(count, 'file')} could not be looked into."
    found = f"Nothing was found in {counted(count - unread, 'file')}"
    if findings:
        found = f"{counted(findings, 'finding')} in {files} of {counted(count, 'file')}"
    return f"{found}; {unread} could not be looked into whole." if unread else f"{found}."


# ---- a service


def _service(
    name: str, folder: Path, ids: list[str], saved: Path | None, samples: int, timeout_s: float, as_json: bool
) -> None:
    from functools import partial

    from firewall.app import detectors, load_policies, read_policies
    from firewall.survey.fetching import fetch
    from firewall.survey.proposing import propose
    from firewall.survey.sampling import Sampler, read_saved
    from firewall.survey.writing import file_of

    compiled = load_policies(folder, proves=False)
    services = {service.name: service for service in compiled.bundle.services}
    known(frozenset({name}), [*services], "a service")
    service = services[name]
    given = dict(pair(text) for text in ids)
    parameters = {s.text for route in service.routes for s in route.segments if s.is_parameter}
    known(frozenset(given), [*parameters], "a parameter of a path of this service")
    answers = {} if saved is None else read_saved(saved, service)
    ready = detectors(cache_folder(), preparing)
    sampler = Sampler(
        service=service,
        fetch=partial(fetch, timeout_s=timeout_s),
        detectors=ready,
        given=given,
        saved=answers,
        most=samples,
    )
    sampled = sampler.run()
    proposals = propose(service, sampled, ready, compiled.bundle.vocabulary)
    for note in sampled.notes:
        typer.echo(f"note: {note}", err=True)
    if as_json:
        rows = [_proposed(proposal) for proposal in proposals]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        typer.echo(file_of(service, read_policies(folder), sampled, proposals), nl=False)
    if not any(sampled.answers.values()):
        typer.echo("No route gave an answer, so nothing is proposed.", err=True)
        sys.exit(2)
    sys.exit(1 if any(proposal.needs_a_look for proposal in proposals) else 0)


def _proposed(proposal: Proposal) -> dict[str, object]:
    return {
        "route": proposal.route,
        "path": proposal.pointer,
        "declared": list(proposal.declared),
        "proposed": proposal.category,
        "by": list(proposal.by),
        "confidence": round(proposal.confidence, 4),
        "seen": proposal.seen,
        "of": proposal.of,
        "examples": list(proposal.examples),
        "also": list(proposal.also),
        "together": list(proposal.together),
        "says": proposal.says,
    }
