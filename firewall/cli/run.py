"""``firewall run``: put it between the city's services and whoever asks."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import DEFAULT_CONFIG, ConfigFile, cache_folder, kept, preparing, settings_of, tell
from firewall.errors import FirewallError, PolicyError

if TYPE_CHECKING:
    from firewall.app import Application
    from firewall.books import Books
    from firewall.config import Config
    from firewall.detect import Detectors
    from firewall.policy.compiled import Compiled
    from firewall.processes.nursery import Nursery
    from firewall.several import Several
    from firewall.shadow.watching import Shadow
    from firewall.sources.held import Source

EX_SOFTWARE = 70
"""sysexits.h: the record failed, so the process ended itself; a supervisor must not take it for a clean stop."""

EX_OSERR = 71
"""sysexits.h: what starts the workers is gone, which a new start puts right."""

EX_CONFIG = 78
"""sysexits.h: the policies cannot be used.  To start again changes nothing: a supervisor should leave it at that."""


def register(app: typer.Typer) -> None:
    app.command("run")(run)


def run(
    config: ConfigFile = DEFAULT_CONFIG,
    create: Annotated[
        bool, typer.Option("--create", help="Start a new data directory where there is none.")
    ] = False,
) -> None:
    """Run the firewall until SIGTERM or Ctrl-C; it then finishes what is in flight."""
    import uvloop

    from firewall import books, logs
    from firewall.app import detectors, now
    from firewall.shadow.starting import shadowed

    # Until there is somebody to reload it would end the process, and what it asks for is done at the start anyway.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    settings = settings_of(config)
    logs.configure(settings.logs.level, settings.logs.file, access=settings.logs.access)
    source, compiled = _policies(settings)

    def load() -> Detectors:
        words = compiled.bundle.vocabulary.categories
        with uncollected():
            found = detectors(cache_folder(), preparing, settings.detectors, words)
        tune()
        return found

    with ExitStack() as stack:
        # What is forked must not have opened a file or started a thread: so there the books come last.
        found = load() if settings.processes.count > 1 else None
        nursery = None if found is None else stack.enter_context(closing(_nursery(settings, compiled, found)))
        opened = stack.enter_context(
            books.opened(settings.data, compiled.bundle, now(), create=create, serving=True, **kept(settings))
        )
        compiled = _begun(source, compiled, opened)
        found = found or load()
        shadow = stack.enter_context(
            shadowed(settings.draft, settings.data, compiled.bundle.city.day(now()), _warn)
        )
        failed = uvloop.run(_serve(settings, compiled, opened, found, nursery, shadow=shadow, source=source))
        has_record, size = not opened.record.failed, opened.record.size
    if failed and has_record:
        typer.echo("firewall: the process that starts the workers ended. Start the firewall again.", err=True)
        sys.exit(EX_OSERR)
    if failed:
        typer.echo("firewall: the audit log failed, so nothing more may leave. Look at the disk.", err=True)
        sys.exit(EX_SOFTWARE)
    logs.flush()  # what follows is the last line
    typer.echo(f"stopped, {size} entries", err=True)


def _policies(settings: Config) -> tuple[Source, Compiled]:
    """Ends the process where there are none that can be used."""
    from firewall import sources
    from firewall.app import now
    from firewall.folder import proved_of

    try:
        source = sources.of(settings)
        return source, proved_of(sources.read(source, now()).texts)
    except FirewallError as error:
        tell(error)
        sys.exit(EX_CONFIG)


def _begun(source: Source, first: Compiled, opened: Books) -> Compiled:
    """What will be in force after what the record says.  Ends the process where nothing may be."""
    from firewall.app import now
    from firewall.sources.recording import begin

    try:
        return begin(source, first, opened.record, now())
    except PolicyError as error:
        tell(error)
        sys.exit(EX_CONFIG)


def _nursery(settings: Config, compiled: Compiled, found: Detectors) -> Nursery:
    from firewall import logs
    from firewall.processes.nursery import Nursery
    from firewall.working import born

    logs.close()  # a thread writes them; each process begins its own
    nursery = Nursery.start(born(settings, compiled, found))
    logs.configure(settings.logs.level, settings.logs.file, access=settings.logs.access)
    return nursery


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage in what is being loaded: all of it stays, and to look takes a sixth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def tune() -> None:
    """Set up the interpreter for a process that answers requests and keeps what it has loaded."""
    # The log's writer needs Python's lock a few times a batch, and everybody waits for the batch: at the default
    # of 5 ms a busy loop would keep it waiting longer than the disk does.
    sys.setswitchinterval(0.0005)
    # What is loaded now stays: looking through it for garbage again and again costs each exchange a few per cent.
    gc.collect()
    gc.freeze()
    # Of a long stream, what was in use while the collector looked is garbage that it only sees when it looks at all:
    # so that is every second million of them and not every twenty-second.
    gc.set_threshold(50_000, 5, 4)


def _warn(sentence: str) -> None:
    typer.echo(f"warning: {sentence}", err=True)


async def _serve(
    settings: Config,
    compiled: Compiled,
    opened: Books,
    found: Detectors,
    nursery: Nursery | None,
    *,
    shadow: Shadow | None,
    source: Source,
) -> bool:
    """Serve until told to stop; returns whether it had to end by itself."""
    from firewall.app import Application, now, reading_names
    from firewall.audit.soundness import keep_proving
    from firewall.beside import alongside, threads
    from firewall.keeping.halting import keep_telling
    from firewall.keeping.retaining import keep_retaining
    from firewall.notify import Notify
    from firewall.several import Several

    notify, watchdog_usec = Notify(os.environ.get("NOTIFY_SOCKET", "")), os.environ.get("WATCHDOG_USEC", "")
    asyncio.get_running_loop().set_default_executor(threads())
    async with AsyncExitStack() as running:
        firewall: Application | Several
        if nursery is None:
            names = await running.enter_async_context(reading_names(settings.names))
            firewall = Application(
                settings, compiled, opened, found, names, notify=notify, shadow=shadow, source=source
            )
        else:
            firewall = Several(settings, compiled, opened, found, nursery, notify=notify, source=source)
        stop = _heard(firewall)
        await running.enter_async_context(firewall.serving())
        beats = int(watchdog_usec) if watchdog_usec.isdecimal() else 0
        await running.enter_async_context(alongside(notify.beat(beats)))
        typer.echo(f"listening on {settings.listen.host}:{firewall.port}", err=True)
        typer.echo(f"metrics and health on {settings.admin.host}:{firewall.admin_port}", err=True)
        typer.echo(f"policy {compiled.bundle.digest[:12]}, data in {settings.data}", err=True)
        notify.ready()
        async with asyncio.TaskGroup() as tasks:
            beside = [
                tasks.create_task(keep_proving(settings.data, opened.record.condemn, _verifies(settings))),
                tasks.create_task(keep_telling(opened.record)),
                tasks.create_task(
                    keep_retaining(settings.data, opened.record, settings.retention.cases_days, now)
                ),
            ]
            ends = [tasks.create_task(stop.wait()), tasks.create_task(firewall.has_failed.wait())]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for end in (*ends, *beside):
                end.cancel()
        notify.stopping()
        return firewall.has_failed.is_set()


def _verifies(settings: Config) -> list[str]:
    """What a verifier is told about a record that is in a database."""
    record = settings.record
    files = {"--password-file": record.password_file, "--ca": record.ca}
    named = [word for option, path in files.items() if path is not None for word in (option, str(path))]
    return ["--postgres", record.postgresql, *named] if record.postgresql else []


def _heard(firewall: Application | Several) -> asyncio.Event:
    """Listen for signals; returns what is set when it is to stop.  A second such signal stops it at once."""
    stop = asyncio.Event()

    def ends() -> None:
        if stop.is_set():
            firewall.hurry()
        stop.set()

    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, ends)
    loop.add_signal_handler(signal.SIGHUP, firewall.reload)
    return stop
