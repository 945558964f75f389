"""``firewall check``: everything that a start needs, or every fault and warning of one policy folder."""

from __future__ import annotations

import sys
from collections.abc import Sized
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import DEFAULT_CONFIG, Json, counted, settings_of
from firewall.cli.findings import FORMATS, printed
from firewall.cli.languages import Lang, chosen

if TYPE_CHECKING:
    from firewall.config import Names
    from firewall.errors import Fault
    from firewall.policy.rules import Bundle


def register(app: typer.Typer) -> None:
    app.command("check")(check)


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="A policy folder, to look at that alone."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", "-c", help="The configuration file. With a folder: for its model for names."
        ),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="Of a folder: text, json, sarif (2.1.0) or github.")
    ] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="Of a folder: warnings count as faults.")] = False,
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """
    Try everything that a start needs, without serving; or read one policy folder.

    Tells a line for each thing that was looked at: policies and their tests, TLS, services, stores, keys, clock, disk,
    ports. Of a folder it tells every fault with its code (`firewall explain POL041` says what it means), its place and
    what to do; and warnings, which stop no start. Ends with 0 where nothing is at fault (warnings are told), with 1
    where something is, and with 2 where there is nothing to look at.

    Examples:
      firewall check
      firewall check policies --strict --lang es
      firewall check policies --format sarif > policies.sarif

    """
    language = chosen(lang)
    if form not in FORMATS:
        raise typer.BadParameter(f"--format: write one of {', '.join(FORMATS)}.")
    if folder is None:
        from firewall.cli.checked import everything

        sys.exit(everything(config or DEFAULT_CONFIG, as_json=as_json))
    sys.exit(_folder(folder, config, "json" if as_json else form, language, strict=strict))


def _folder(folder: Path, config: Path | None, form: str, language: str, *, strict: bool) -> int:
    from firewall.app import read_policies
    from firewall.checkup.papers import remarks
    from firewall.errors import PolicyError
    from firewall.policy.faults.telling import shown
    from firewall.policy.lint import warnings
    from firewall.policy.load import examine
    from firewall.proving import unkept

    names = model_of(config)
    try:
        sources = read_policies(folder)
        bundle, faults = examine(sources)
    except PolicyError as error:  # a file that is no text
        sources, bundle, faults = {}, None, error.faults
    if bundle is not None and (broken := unkept(bundle)):
        bundle, faults = None, tuple(shown(one, sources) for one in broken)
    if bundle is not None and (unknown := _unknown(bundle, config)):
        bundle, faults = None, unknown
    warned = () if bundle is None else warnings(bundle, sources, bundle.city.day(datetime.now(UTC)))
    if text := printed((*faults, *warned), form, folder.as_posix(), language):
        typer.echo(text)
    if form == "text":
        _sum_up(bundle, len(faults), len(warned))
    for sentence in remarks(bundle, names) if bundle is not None and form == "text" else ():
        typer.echo(f"note: {sentence}", err=True)
    return 1 if faults or (warned and strict) else 0


def _sum_up(bundle: Bundle | None, faults: int, warned: int) -> None:
    if bundle is None:
        typer.echo(f"{counted(faults, 'fault')}. Nothing of this folder would be loaded.", err=True)
        return
    holds = ", ".join(f"{len(part)} {what}" for what, part in _parts(bundle))
    told = f", {counted(warned, 'warning')}" if warned else ""
    typer.echo(f"{holds}: no faults{told}. Digest {bundle.digest[:12]}.")


def _parts(bundle: Bundle) -> list[tuple[str, Sized]]:
    return [
        ("services", bundle.services),
        ("partners", bundle.partners),
        ("agreements", bundle.agreements),
        ("rules", bundle.rules),
        ("tests", bundle.cases),
        ("promises", bundle.promises),
    ]


def _unknown(bundle: Bundle, config: Path | None) -> tuple[Fault, ...]:
    """Names of issuers and authorities that the configuration does not have."""
    from firewall.partners import unknown_names

    if config is None:
        return ()
    settings = settings_of(config)
    return tuple(unknown_names(bundle, [issuer.name for issuer in settings.issuers], settings.client_cas))


def model_of(config: Path | None) -> Names:
    """Return which model for names is set up, after a look at its digest.  Raises ConfigError."""
    from firewall.config import Names
    from firewall.names.files import check as check_model

    if config is None:
        return Names()
    names = settings_of(config).names
    if names.model is not None:
        check_model(names.model, names.sha256)
    return names
