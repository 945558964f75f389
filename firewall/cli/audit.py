"""``firewall audit``: what was decided, and whether anybody touched the record."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from firewall.cli.common import DEFAULT_CONFIG, By, ConfigFile, Json, actor, kept, settings_of, start

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from firewall.audit.postgres.address import Address
    from firewall.audit.verify import Report, Source
    from firewall.config import Config

app = typer.Typer(help="The record: show an entry, verify all of it.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="ID", help="A decision id, or an index of the log.")]
Data = Annotated[
    Path | None,
    typer.Argument(
        metavar="PATH",
        help="The data directory, its audit.sqlite, or the directory that holds `data`. "
        "Default: that of the configuration.",
    ),
]
Key = Annotated[
    Path | None,
    typer.Option("--key", help="The verifier key. Default: keys/audit-public.txt of the data directory."),
]
Known = Annotated[
    Path | None,
    typer.Option("--checkpoint", help="A checkpoint that was kept elsewhere, to compare the record with."),
]
Part = Annotated[
    bool, typer.Option("--part", help="An archive: entries before it stand in archives before it.")
]
Postgres = Annotated[
    str,
    typer.Option(
        "--postgres",
        metavar="ADDRESS",
        help="The entries are in this database of PostgreSQL. Default: that of the configuration, if no PATH is given.",
    ),
]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", help="What holds the password of --postgres.")
]
Ca = Annotated[Path | None, typer.Option("--ca", help="Who signed the certificate of --postgres, PEM.")]


@app.command()
def show(id_: Id, config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Show what the record says of one exchange."""
    from firewall.audit.places import place

    settings = settings_of(config)
    reader = place(settings.data, settings.record.database).reader()
    try:
        found = reader.get(id_)
        if found is None and id_.isascii() and id_.isdigit():
            found = next(reader.entries(int(id_), int(id_) + 1), None)
    finally:
        reader.close()
    if found is None:
        typer.echo("The record has no such entry. Take the decision id of an answer, or an index.", err=True)
        sys.exit(1)
    index, raw = found
    said = json.loads(raw)
    typer.echo(json.dumps({"index": index, **said}, ensure_ascii=False, indent=2))
    for sentence in _explained(said):
        typer.echo(sentence, err=True)


def _explained(said: dict[str, Any]) -> list[str]:
    """Say the codes of an entry in sentences, beside the entry itself."""
    from firewall.model import UNCLASSIFIED
    from firewall.policy.reasons import reason

    told = [reason(code) for code in said.get("reasons", [])]
    if UNCLASSIFIED in said.get("asks", []):
        told.append(
            "It asks by something that the service's file does not declare (a parameter, a member of the body), and no "
            "agreement shares by that. Declare it under `query:` or `body:`, if it may be asked by."
        )
    if latched := said.get("latched", []):
        told.append(
            f"Something undeclared was found in {', '.join(latched)}: removed here and in every answer from now on, "
            "until a person has looked and cleared it (`firewall latch list`, `firewall latch clear`)."
        )
    return told


@app.command()
def verify(
    data: Data = None,
    key: Key = None,
    known: Known = None,
    part: Part = False,
    postgres: Postgres = "",
    password_file: PasswordFile = None,
    ca: Ca = None,
    config: ConfigFile = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Read every entry again and compare it with the signed checkpoint."""
    from firewall.audit import checkpoint
    from firewall.audit import verify as verifying
    from firewall.audit.checkpoint import read_verifier
    from firewall.cli.common import content
    from firewall.errors import AuditError
    from firewall.keeping.backup import key_file

    if data is None:
        settings = settings_of(config)
        directory, database = settings.data, settings.record.database
    else:
        directory, database = _record_at(data), None
    if postgres:
        database = _address(postgres, password_file, ca)
    path = key or key_file(directory)
    try:
        verifier = read_verifier(path.read_text("utf-8").strip())
    except (OSError, ValueError) as error:
        raise AuditError(
            f"The verifier key {path} cannot be used ({type(error).__name__}). Name it with --key."
        ) from None
    elsewhere = None if known is None else checkpoint.verify(content(known), verifier)
    report = verifying.verify(
        directory,
        verifier,
        None if as_json else _progress,
        known=elsewhere,
        is_part=part,
        source=None if database is None else _source(database),
    )
    if as_json:
        typer.echo(json.dumps(_object(report), indent=2))
    else:
        _tell(report)
    sys.exit(0 if report.ok else 1)


@app.command()
def archive(
    to: Annotated[Path, typer.Option("--to", help="The new folder of the archive.")],
    before: Annotated[
        str,
        typer.Option("--before", help="Entries from before this day. Default: retention.log_days ago."),
    ] = "",
    prune: Annotated[
        bool, typer.Option("--prune", help="Take them out of the record, once the archive was verified.")
    ] = False,
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Copy old entries into an archive that verifies by itself, beside a firewall that may be running."""
    from firewall import occupied
    from firewall.app import now
    from firewall.books import new_id
    from firewall.cli.keeping import bar
    from firewall.keeping import archive as archiving
    from firewall.keeping.backup import record_of

    settings = settings_of(config)
    with occupied.using(settings.data), bar(as_json=False) as progress:
        done = archiving.archive(
            settings.data, to, _before(settings, before, now()), progress, settings.record.database
        )
        typer.echo(f"Entries {done.start} to {done.stop - 1} are in {to}, verified. SHA-256 {done.sha256}")
        if prune:
            said = archiving.archived_entry(new_id(), now(), actor(by), done)
            with record_of(settings.data, **kept(settings)) as record:
                index = archiving.prune(settings.data, record, said, done, progress, settings.record.database)
            typer.echo(f"They were taken out of the record, recorded as {index}. Keep the archive.")


def _before(settings: Config, day: str, at: datetime) -> datetime:
    from datetime import UTC, timedelta

    from firewall.errors import ConfigError

    if day:
        return start(day, "--before", UTC)  # the record counts in UTC, and no policy is read here
    if settings.retention.log_days is None:
        raise ConfigError(
            "Say --before, or set retention.log_days in firewall.toml: without it, everything is kept."
        )
    return at - timedelta(days=settings.retention.log_days)


def _address(text: str, password_file: Path | None, ca: Path | None) -> Address:
    from firewall.audit.postgres.address import AddressError, read

    try:
        return read(text, password_file, ca)
    except AddressError as error:
        raise typer.BadParameter(f"--postgres {error}") from None


def _source(database: Address) -> AbstractContextManager[Source]:
    from firewall.audit.postgres.checked import source

    return source(database)


def _record_at(path: Path) -> Path:
    """The data directory that somebody means by a path: itself, its database, or the house around it."""
    from firewall.audit.keeper import CHECKPOINT
    from firewall.audit.store import DATABASE

    if path.name == DATABASE:
        return path.parent
    # What is left of a record is the record: beside its checkpoint, no other is looked for.
    is_record = any((path / name).exists() for name in (DATABASE, CHECKPOINT))
    inside = path / "data"
    return inside if inside.is_dir() and not is_record else path


def _progress(entries: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{entries} entries read\r", err=True, nl=False)


def _object(report: Report) -> dict[str, object]:
    return {
        "ok": report.ok,
        "entries": report.entries,
        "size": report.size,
        "unsigned": report.unsigned,
        "root": report.root,
        "faults": list(report.faults),
        "notes": list(report.notes),
    }


def _tell(report: Report) -> None:
    for note in report.notes:
        typer.echo(f"NOTE: {note}")
    for fault in report.faults:
        typer.echo(f"FAULT: {fault}")
    if report.ok:
        newer = f"{report.unsigned} of them newer than the signed checkpoint"
        typer.echo(f"{report.entries} entries, intact; {newer}. Root {report.root}")
    else:
        typer.echo(
            "The record was changed. Stop the firewall, keep a copy, and compare it with the last backup.",
            err=True,
        )
