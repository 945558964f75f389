"""``firewall run``: put it between the city's services and whoever asks."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import DEFAULT_CONFIG, ConfigFile, cache_folder, preparing, settings_of

if TYPE_CHECKING:
    from firewall.books import Books
    from firewall.config import Config
    from firewall.detect import Detectors
    from firewall.policy.compiled import Compiled

EX_SOFTWARE = 70
"""sysexits.h: the record failed, so the process ended itself; a supervisor must not take it for a clean stop."""


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
    from firewall.app import detectors, load_policies, now

    settings = settings_of(config)
    compiled = load_policies(settings.policies)
    with books.opened(settings.data, compiled.bundle, now(), create=create) as opened:
        words = compiled.bundle.vocabulary.categories
        logs.configure(
            settings.logs.level,
            settings.logs.file,
            access=settings.logs.access,
            address_key=opened.house.address if settings.logs.address_digest else b"",
        )
        found = detectors(cache_folder(), preparing, settings.detectors, words)
        tune()
        failed = uvloop.run(_serve(settings, compiled, opened, found))
    if failed:
        typer.echo("firewall: the audit log failed, so nothing more may leave. Look at the disk.", err=True)
        sys.exit(EX_SOFTWARE)


def tune() -> None:
    """Set up the interpreter for a process that answers requests and keeps what it has loaded."""
    # The log's writer needs Python's lock a few times a batch, and everybody waits for the batch: at the default
    # of 5 ms a busy loop would keep it waiting longer than the disk does.
    sys.setswitchinterval(0.0005)
    # What is loaded now stays: looking through it for garbage again and again costs each exchange a few per cent.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


async def _serve(settings: Config, compiled: Compiled, opened: Books, found: Detectors) -> bool:
    """Serve until told to stop; returns whether the record failed."""
    from firewall.app import Application, reading_names

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    async with (
        reading_names(settings.names) as names,
        Application(settings, compiled, opened, found, names).serving() as firewall,
    ):
        loop.add_signal_handler(signal.SIGHUP, firewall.reload)
        typer.echo(f"listening on {settings.listen.host}:{firewall.port}", err=True)
        typer.echo(f"metrics and health on {settings.admin.host}:{firewall.admin_port}", err=True)
        typer.echo(f"policy {compiled.bundle.digest[:12]}, data in {settings.data}", err=True)
        async with asyncio.TaskGroup() as tasks:
            ends = [tasks.create_task(stop.wait()), tasks.create_task(firewall.has_failed.wait())]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            for end in ends:
                end.cancel()
        return firewall.has_failed.is_set()
