"""``firewall redact``: a file instead of an answer, for who asks the city for records on paper."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import DEFAULT_CONFIG, By, ConfigFile, Json, actor, cache_folder, kept, preparing

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from typing import BinaryIO

    from firewall.books import Books
    from firewall.config import Config
    from firewall.detect import Detectors
    from firewall.files.redacting import Done, House, Job
    from firewall.formats.base import Apart, Limits
    from firewall.means import Means, Names
    from firewall.policy.compiled import Compiled

_MOST_WORKERS = 64


def register(app: typer.Typer) -> None:
    app.command("redact")(redact)


def redact(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file. It is only read.")],
    partner: Annotated[str, typer.Option("--as", help="Who asks for it: a partner of the policy folder.")],
    purpose: Annotated[str, typer.Option("--purpose", help="For what, in a word of the policy.")],
    service: Annotated[str, typer.Option("--service", help="Whose answer the file is.")],
    out: Annotated[Path, typer.Option("--output", "-o", help="The new file. It appears once it is whole.")],
    route: Annotated[str, typer.Option("--route", help="Which route it is an answer of.")] = "",
    target: Annotated[
        str, typer.Option("--target", help="What it is about, as it is asked for: /clinic/patients/77.")
    ] = "",
    process: Annotated[
        str, typer.Option("--process", help="What the letter shows: judicial-warrant ... It only claims.")
    ] = "",
    kind: Annotated[
        str, typer.Option("--type", help="json, csv, xlsx ... or a media type. Default: by the name.")
    ] = "",
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Write what was taken out into this file, as JSON; never a value."),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", min=1, max=_MOST_WORKERS, help="Processes for large files. Default: one a core."
        ),
    ] = min(os.cpu_count() or 1, _MOST_WORKERS),
    force: Annotated[bool, typer.Option("--force", help="Replace a file that stands at -o.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Release it once more, though it was done already.")
    ] = False,
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """
    Release a file to a partner as the firewall would release it over the wire: same policies, same record.

    May run beside the firewall. A run that was killed goes on where it was when it is called again.
    Ends with 0 where the new file is there, with 1 where it was refused, held or referred (with the case), and with 2
    where the command could not do its work.

    Examples: firewall redact roster.json --as state-university --purpose research --service school -o out.json;
    firewall redact patients.csv --as county-public-health --purpose public-health --service clinic --route export
    -o out.csv --report report.json
    """
    from firewall.cli.common import settings_of
    from firewall.errors import ConfigError
    from firewall.files.asking import Question
    from firewall.files.cutting import cut_of
    from firewall.files.kinds import media_type_of
    from firewall.files.places import Places, reading
    from firewall.files.redacting import Job
    from firewall.files.report import report as reported
    from firewall.files.report import sentence

    places = Places(file, out, report)
    with reading(file) as source:
        places.check()
        media_type = media_type_of(file, kind, source.read(64))
        size = os.fstat(source.fileno()).st_size
        question = Question(
            partner=partner, purpose=purpose, service=service, route=route, target=target, process=process
        )
        settings = settings_of(config)
        with _bar(size) as told:
            job = Job(
                question=question,
                places=places,
                media_type=media_type,
                cut=cut_of(source, media_type, _limits(settings)),
                by=actor(by),
                told=told,
            )
            done = _done(settings, job, source, size, workers, force=force, again=again)
    found = reported(done, question, media_type)
    text = json.dumps(found, ensure_ascii=False, indent=2)
    if report is not None:
        try:
            report.write_text(f"{text}\n", "utf-8")
        except OSError as error:
            raise ConfigError(f"--report: {report} cannot be written ({error.strerror}).") from None
    typer.echo(text if as_json else sentence(found, str(out)))
    sys.exit(0 if done.is_released else 1)


def _done(
    settings: Config, job: Job, source: BinaryIO, size: int, workers: int, *, force: bool, again: bool
) -> Done:
    from firewall import books
    from firewall.app import now
    from firewall.finders import detectors
    from firewall.separate import Separate

    compiled = _in_force(settings)
    found = detectors(cache_folder(), preparing, settings.detectors, compiled.bundle.vocabulary.categories)
    with ExitStack() as stack:
        means = _means_beside(settings, found, stack.enter_context(closing(Separate())))
        # What is forked must not have opened a file or started a thread: so the books come after it.
        is_large = job.cut.of_records and size > 2 * job.cut.unit_bytes and settings.names.model is None
        pool = _pool(stack, compiled, means, workers) if is_large and workers > 1 else None
        opened = stack.enter_context(books.opened(settings.data, compiled.bundle, now(), **kept(settings)))
        return asyncio.run(
            _run(settings, compiled, means, opened, job, source, pool, workers, force=force, again=again)
        )


async def _run(
    settings: Config,
    compiled: Compiled,
    means: Means,
    opened: Books,
    job: Job,
    source: BinaryIO,
    pool: ProcessPoolExecutor | None,
    workers: int,
    *,
    force: bool,
    again: bool,
) -> Done:
    from firewall.app import reading_names
    from firewall.files.looking import Looking
    from firewall.files.places import writing
    from firewall.files.redacting import Redacting

    async with reading_names(settings.names) as names:
        house = _house(compiled, means, opened, names)
        redacting = Redacting(house, Looking(compiled, house.means, pool, workers), job)
        if job.places.out.exists():
            before = redacting.done_before(source)
            if before is not None and not again:
                return before
            _check_may_replace(job, force=force, was_done=before is not None)
        with writing(job.places) as part:
            return await redacting.run(source, part)


def _check_may_replace(job: Job, *, force: bool, was_done: bool) -> None:
    from firewall.errors import ConfigError

    if was_done:
        job.places.forget()  # or the run would go on from the note of the one before
    elif not force:
        raise ConfigError(
            f"{job.places.out} is there already, and this command did not make it of this file. Choose another with "
            "-o, or replace it with --force."
        )


def _in_force(settings: Config) -> Compiled:
    """The policies as a firewall that starts now would have them.  Raises FirewallError."""
    from firewall import app, folder, sources

    if settings.signing is None:
        return app.load_policies(settings.policies)
    return folder.proved_of(sources.read_after(settings, app.now()).texts)


def _means_beside(settings: Config, found: Detectors, apart: Apart) -> Means:
    """What each process has: no store, no keys, no model."""
    from firewall.files.aside import Aside
    from firewall.means import Keys, Means

    nothing = Aside(frozenset())
    return Means(
        detectors=replace(found, longest=settings.limits.text),
        record=nothing,
        waiting=nothing,
        keys=Keys(digest=b"", pseudonym=b""),
        limits=replace(_limits(settings), apart=apart),
    )


def _limits(settings: Config) -> Limits:
    from firewall.formats import Limits

    set_ = settings.limits
    return Limits(body_bytes=set_.body_bytes, ratio=set_.ratio, depth=set_.depth, fields=set_.fields)


def _pool(stack: ExitStack, compiled: Compiled, means: Means, workers: int) -> ProcessPoolExecutor:
    from firewall.files.screening import beside

    return stack.enter_context(beside(compiled, means, workers))


def _house(compiled: Compiled, means: Means, opened: Books, names: Names | None) -> House:
    from dataclasses import replace

    from firewall.app import now
    from firewall.books import new_id
    from firewall.files.redacting import House
    from firewall.means import Keys

    revoked = {one.process.id for one in opened.persons.register.list() if one.revoked is not None}
    keys = Keys(digest=opened.house.digest, pseudonym=opened.house.pseudonym)
    return House(
        compiled=compiled,
        means=replace(means, record=opened.record, waiting=opened.persons, keys=keys, names=names),
        journal=opened.record,
        clock=now,
        new_id=new_id,
        is_revoked=lambda process: process.id in revoked,
    )


@contextmanager
def _bar(size: int) -> Iterator[Callable[[int], None]]:
    """Show on standard error how much of the file was looked at, where somebody is there to see it."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("Redacting"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=size or None)
        yield lambda taken: bar.update(task, completed=taken)
