"""``firewall backup`` and ``restore``: a lost disk is no lost record, and an old copy is not taken for it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import DEFAULT_CONFIG, By, ConfigFile, Json, Why, actor, counted, kept, settings_of

if TYPE_CHECKING:
    from firewall.config import Config
    from firewall.keeping.copying import Progress
    from firewall.keeping.manifest import Manifest
    from firewall.keeping.migrate_record import RecordStep

To = Annotated[Path, typer.Argument(metavar="TO", help="The new folder of the backup, best on another disk.")]
KeysTo = Annotated[
    Path | None,
    typer.Option("--keys-to", help="A new folder for the keys, in another place than the backup."),
]
From = Annotated[Path, typer.Argument(metavar="FROM", help="The folder of a backup.")]
Into = Annotated[
    Path, typer.Option("--into", help="The data directory to put it into: empty, or not there yet.")
]
Keys = Annotated[Path, typer.Option("--keys", help="The folder of the keys that were backed up.")]
Known = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", help="A checkpoint that was kept elsewhere. May be repeated."),
]
Older = Annotated[
    bool,
    typer.Option("--older", help="Restore though a later checkpoint is known; it is recorded. Needs --why."),
]


def register(app: typer.Typer) -> None:
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("migrate")(migrate)


def backup(
    to: To, keys_to: KeysTo = None, by: By = "", config: ConfigFile = DEFAULT_CONFIG, as_json: Json = False
) -> None:
    """Copy the data directory, beside a firewall that may be running, and verify the copy."""
    from firewall import occupied
    from firewall.app import now
    from firewall.keeping.backup import back_up

    settings = settings_of(config)
    with occupied.using(settings.data), bar(as_json=as_json) as progress:
        made = back_up(settings.data, to, keys_to, now(), progress, settings.record.database)
    told = _recorded(settings, made, actor(by), to)
    if as_json:
        typer.echo(
            json.dumps({**_object(made), "to": str(to), "keys_to": keys_to and str(keys_to)}, indent=2)
        )
    else:
        typer.echo(
            f"{counted(made.entries, 'entry').replace('entrys', 'entries')} in {to}, verified. "
            f"Checkpoint: {counted(made.size, 'entry').replace('entrys', 'entries')}, root {made.root}"
        )
    if keys_to is None:
        typer.echo(
            "The keys are not in it. Without them it cannot be restored: back them up with --keys-to.",
            err=True,
        )
    if told:
        typer.echo(f"The backup is whole, but it could not be recorded: {told}", err=True)
        sys.exit(1)


def restore(
    source: From,
    into: Into,
    keys: Keys,
    checkpoints: Known = None,
    older: Older = False,
    why: Why = "",
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Put a backup into an empty data directory; the record says so from then on."""
    from firewall.app import now
    from firewall.books import new_id
    from firewall.keeping.restore import Order
    from firewall.keeping.restore import restore as restoring
    from firewall.review.store import said, signed

    # Without a configuration there is no witness to ask: a restore must work where nothing else is left.
    record = settings_of(config).record if config.exists() else None
    order = Order(
        source=source,
        into=into,
        keys=keys,
        at=now(),
        by=signed(actor(by)),
        why=said(why, "why", needed=older),
        is_older_right=older,
        checkpoints=tuple(checkpoints or ()),
        witness=None if record is None else record.witness,
        database=None if record is None else record.database,
    )
    with bar(as_json=as_json) as progress:
        done = restoring(order, new_id(), progress)
    if as_json:
        told = {**_object(done.manifest), "into": str(into), "missing": done.missing, "index": done.index}
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(f"Restored into {into}, recorded as {done.index}. The backup is of {done.manifest.made_at}.")
    if done.missing:
        typer.echo(
            f"{counted(done.missing, 'entry').replace('entrys', 'entries')} that a later checkpoint vouches for are "
            "missing. `firewall audit verify` says so from now on: tell your auditor.",
            err=True,
        )


def migrate(
    backup_to: Annotated[
        Path | None,
        typer.Option("--backup-to", help="Where the backup goes. Default: beside the data directory."),
    ] = None,
    look: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be done, and change nothing.")
    ] = False,
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Bring the data directory of an older version to this one; the firewall must be stopped."""
    from firewall import occupied
    from firewall.app import now
    from firewall.keeping import migrate as migrating
    from firewall.keeping import migrate_record
    from firewall.keeping.backup import back_up

    settings = settings_of(config)
    data, database = settings.data, settings.record.database
    steps = migrating.pending(data, migrating.books(database))
    of_record = [] if database is None else migrate_record.pending(database)
    if not steps and not of_record:
        typer.echo("Nothing is to be done: the data directory is of this version.")
        return
    if look:
        typer.echo("\n".join([*map(migrating.written, steps), *map(migrate_record.written, of_record)]))
        return
    with occupied.alone(data):
        at = now()
        target = backup_to or data.with_name(f"{data.name}.before-{at:%Y%m%dT%H%M%SZ}")
        with bar(as_json=False) as progress:
            back_up(data, target, None, at, progress, settings.record.database)
        typer.echo(f"backed up to {target}", err=True)
        for step in steps:
            migrating.migrate(data, step)
            typer.echo(str(step))
        for done in of_record:
            migrate_record.migrate(done)
            typer.echo(str(done))
    told = _noted(
        settings, "migrated", {"by": actor(by), "steps": [*map(str, steps), *map(_unnamed, of_record)]}
    )
    if told:
        typer.echo(f"The data directory is of this version, but that could not be recorded: {told}", err=True)
        sys.exit(1)


def _unnamed(step: RecordStep) -> str:
    """Tell a step as the record keeps it: without the server's name."""
    return f"record in PostgreSQL: schema {step.found} to {step.version}"


def _object(made: Manifest) -> dict[str, object]:
    import msgspec

    found: dict[str, object] = msgspec.to_builtins(made)
    return found


def _recorded(settings: Config, made: Manifest, by: str, to: Path) -> str:
    """Enter the backup into the record: it went somewhere. Returns why that could not be done, or nothing."""
    from firewall.app import now
    from firewall.audit import entry
    from firewall.books import new_id

    facts: dict[str, entry.Fact] = {"size": made.size, "root": made.root, "entries": made.entries}
    return _entered(settings, entry.staffed(new_id(), now(), by, "backup", to.name, facts))


def _noted(settings: Config, what: str, facts: dict[str, str | int | list[str]]) -> str:
    from firewall.app import now
    from firewall.audit import entry
    from firewall.books import new_id

    return _entered(settings, entry.noted(new_id(), now(), what, facts))


def _entered(settings: Config, entry: bytes) -> str:
    from firewall.errors import FirewallError
    from firewall.keeping.backup import record_of

    try:
        with record_of(settings.data, **kept(settings)) as record:
            record.append_now(entry)
    except FirewallError as error:
        return str(error)
    return ""


@contextmanager
def bar(*, as_json: bool) -> Iterator[Progress]:
    """Show how far it is, on standard error, where somebody looks."""
    if as_json or not sys.stderr.isatty():
        yield lambda _what, _done, _all: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def show(what: str, done: int, all_: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=all_)
            bar.update(tasks[what], completed=done, total=all_)

        yield show
