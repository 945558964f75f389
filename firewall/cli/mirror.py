"""``firewall mirror``: decide on copied traffic and answer nobody; and report what would have happened."""

from __future__ import annotations

import asyncio
import json
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import (
    DEFAULT_CONFIG,
    By,
    ConfigFile,
    Json,
    actor,
    cache_folder,
    in_force,
    known,
    preparing,
    settings_of,
    table,
)

if TYPE_CHECKING:
    from firewall.config import Config
    from firewall.detect import Detectors
    from firewall.mirror.books import MirrorBooks
    from firewall.mirror.report import Report
    from firewall.policy.compiled import Compiled

app = typer.Typer(
    help="Decide on copied traffic, answering nobody: run, report.", invoke_without_command=True
)


@app.callback()
def run(
    context: typer.Context,
    config: ConfigFile = DEFAULT_CONFIG,
    create: Annotated[bool, typer.Option("--create", help="Start a new record where there is none.")] = False,
) -> None:
    """Decide on copies of requests until SIGTERM or Ctrl-C. Every answer is an empty 204."""
    if context.invoked_subcommand is not None:
        return
    import uvloop

    from firewall import logs
    from firewall.app import detectors
    from firewall.cli.run import tune
    from firewall.mirror import books

    settings = settings_of(config)
    # Without an access log: nobody was answered, and its report counts what was decided.
    logs.configure(settings.logs.level, settings.logs.file)
    compiled = in_force(settings)
    with books.opened(settings.mirror_data, compiled.bundle, create=create) as opened:
        found = detectors(
            cache_folder(), preparing, settings.detectors, compiled.bundle.vocabulary.categories
        )
        tune()
        uvloop.run(_serve(settings, compiled, opened, found))


async def _serve(settings: Config, compiled: Compiled, opened: MirrorBooks, found: Detectors) -> None:
    from firewall.app import reading_names
    from firewall.mirror.building import Mirror

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    async with (
        reading_names(settings.names) as names,
        Mirror(settings, compiled, opened, found, names).serving() as port,
    ):
        asks = "asks the services once more by GET" if settings.mirror.ask else "asks no service"
        typer.echo(f"mirror on {settings.mirror.host}:{port}, answers nobody, {asks}", err=True)
        typer.echo(f"policy {compiled.bundle.digest[:12]}", err=True)
        await stop.wait()


@app.command("add-key")
def add_key(
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help="A partner of the policy folder.")],
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Make a key by which the mirror alone knows a partner: your proxy puts it on the copies."""
    import secrets

    from firewall.app import now
    from firewall.audit import entry
    from firewall.books import new_id
    from firewall.mirror import books
    from firewall.model import PartnerId

    settings = settings_of(config)
    bundle = in_force(settings).bundle
    known(frozenset({partner}), [*bundle.partners], "a partner")
    with books.opened(settings.mirror_data, bundle, create=True) as opened:
        issued = opened.keys.add(
            PartnerId(partner), by=actor(by), at=now(), entropy=secrets.token_bytes, note="mirror"
        )
        told = entry.staffed(new_id(), now(), actor(by), "mirror add-key", partner, {"key": issued.key_id})
        opened.record.append_now(told)
    typer.echo(issued.text)
    typer.echo(f"Key {issued.key_id} of {partner}, for the mirror alone. It is not shown again.", err=True)


@app.command()
def report(config: ConfigFile = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Tell what would have left, been taken out, waited or been refused, and what to do first. Never values."""
    from firewall.audit.store import Reader
    from firewall.errors import ConfigError
    from firewall.mirror.report import made, plain

    directory = settings_of(config).mirror_data
    if not (directory / "keys").exists() or (directory / "review.sqlite").exists():
        raise ConfigError(
            f"There is no mirror in {directory}. Start it once with `firewall mirror --create`."
        )
    reader = Reader(directory)
    try:
        found = made(reader.entries(0, 2**62))
    finally:
        reader.close()
    if as_json:
        typer.echo(json.dumps(plain(found), ensure_ascii=False, indent=2))
    else:
        _show(found)


def _show(found: Report) -> None:
    from firewall.mirror.report import advice, plain

    told = plain(found)
    if not told["exchanges"]:
        typer.echo("Nothing was mirrored yet.")
        return
    typer.echo(
        f"{told['exchanges']} copied requests from {found.since} to {found.until}: "
        + ", ".join(f"{times} {outcome}" for outcome, times in found.outcomes.most_common())
        + f". {found.by_answer} with the service's answer, {found.by_request} by the request alone."
    )
    for title, rows in (
        ("What would have happened", told["by"]),
        ("What would have been taken out", told["members"]),
        ("Rules that had a part in it", told["rules"]),
    ):
        _list(title, rows)
    typer.echo("\nBefore you switch on:")
    for sentence in advice(found):
        typer.echo(f"  * {sentence}")


def _list(title: str, rows: object) -> None:
    if isinstance(rows, list) and rows:
        typer.echo(f"\n{title}:\n")
        table([*rows[0]], [[str(value) for value in row.values()] for row in rows])
