"""``firewall policy verify``, ``show`` and ``unpack``: who signed a bundle, and what stands in it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.bundled import BundleFile, Out, header, read_bundle, read_glass, signers_in, tell_made
from firewall.cli.common import DEFAULT_CONFIG, ConfigFile, Json, counted, settings_of, table, tell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from firewall.signed.form import Bundle, Signature
    from firewall.signed.people import Signers
    from firewall.signed.statement import About


def register(app: typer.Typer) -> None:
    app.command("verify")(verify)
    app.command("show")(show)
    app.command("unpack")(unpack)


def verify(bundle: BundleFile, config: ConfigFile = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """
    Tell who signed a bundle, and whether that is enough for this firewall. Ends with 1 where it is not.

    What the record says (a newer version, a revocation) is judged by the firewall alone. Example:
    firewall policy verify city.bundle
    """
    from firewall.errors import PolicyError
    from firewall.folder import proved_of
    from firewall.signed import glass, people
    from firewall.signed.faults import SignedError, Why
    from firewall.signed.people import Standing
    from firewall.signed.statement import of_bundle
    from firewall.sources.bundle import city_of, zone_of

    if bundle.name.endswith(glass.ENDING):
        _verify_glass(bundle, config, as_json=as_json)
        return
    found, signers = read_bundle(bundle), signers_in(config)
    fault: PolicyError | None = None
    try:
        today = Standing(day=datetime.now(zone_of(found.files)).date())
        people.judged(of_bundle(found), found.signatures, signers, today, bundle.name)
        if city_of(found.files) != found.city:
            raise SignedError(bundle.name, Why.OTHER_CITY, city=found.city)
        proved_of(found.files)
    except PolicyError as error:
        fault = error
    if as_json:
        told = {**header(found), "signatures": _signed(found, signers), "ok": fault is None}
        typer.echo(json.dumps({**told, "fault": "" if fault is None else str(fault)}, indent=2))
    else:
        _head(found)
        _table(_signed(found, signers))
        typer.echo("ok" if fault is None else "not ok")
    if fault is not None:
        if not as_json:
            tell(fault)
        sys.exit(1)


def _verify_glass(path: Path, config: Path, *, as_json: bool) -> None:
    """Tell what an emergency opens and who signed it, and end with 1 where it could not be in force."""
    from datetime import timedelta

    from firewall.errors import PolicyError
    from firewall.signed import glass, people
    from firewall.signed.people import Standing

    settings, signers = settings_of(config), signers_in(config)
    found = read_glass(path)
    about = glass.of_glass(found)
    rows = [_row(one, _name(about, one, signers)) for one in found.signatures]
    fault: PolicyError | None = None
    try:
        hours = 0 if settings.signing is None else settings.signing.break_glass_hours
        glass.check(found, timedelta(hours=hours), path.name)
        people.judged(about, found.signatures, signers, Standing(day=datetime.now(UTC).date()), path.name)
    except PolicyError as error:
        fault = error
    if as_json:
        told = {**glass.published(found), "signatures": rows, "ok": fault is None}
        typer.echo(json.dumps({**told, "fault": "" if fault is None else str(fault)}, indent=2))
    else:
        for what, says in glass.published(found).items():
            typer.echo(f"{what:<10} {says}")
        _table(rows)
        typer.echo("ok" if fault is None else "not ok")
    if fault is not None:
        if not as_json:
            tell(fault)
        sys.exit(1)


def show(
    bundle: BundleFile,
    file: Annotated[
        str, typer.Option("--file", help="Print one of its files: laws/welcoming-city.yaml")
    ] = "",
    as_json: Json = False,
) -> None:
    """
    Tell what stands in a bundle: its version, digest, files, and who signed. Whether that is enough, `verify` says.

    Example: firewall policy show city.bundle
    """
    from firewall.errors import ConfigError

    found = read_bundle(bundle)
    if file:
        if file not in found.files:
            raise ConfigError(
                f"There is no file {file} in it. Look at its files with: firewall policy show BUNDLE"
            )
        typer.echo(found.files[file], nl=False)
        return
    if as_json:
        typer.echo(json.dumps({**header(found), "files": sorted(found.files)}, indent=2))
        return
    _head(found)
    _table([_row(one, "") for one in found.signatures])
    typer.echo("")
    table(["file", "lines"], [[name, str(text.count("\n"))] for name, text in sorted(found.files.items())])


def unpack(bundle: BundleFile, output: Out, as_json: Json = False) -> None:
    """
    Write the files of a bundle into a new folder, to be read, compared or changed.

    Packs that come with this program are left out, for whoever reads the folder again gets them from there.
    Example: firewall policy unpack city.bundle -o policies-7
    """
    from firewall.errors import ConfigError

    found = read_bundle(bundle)
    files = _without_shipped(found.files)
    try:
        output.mkdir(parents=True)
        for name, text in files.items():
            path = output / name  # which names may stand in a bundle, reading it has checked
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
    except OSError as error:
        raise ConfigError(f"{output} cannot be written ({error.strerror}). Name a new folder.") from None
    said = f"{counted(len(files), 'file')} of version {found.version} in {output}."
    tell_made(
        said, {"version": found.version, "folder": str(output), "files": sorted(files)}, as_json=as_json
    )


def _without_shipped(files: Mapping[str, str]) -> Mapping[str, str]:
    """Leave out the packs of this program, where reading the rest again brings the same files back."""
    from firewall.packs import shipped, with_shipped

    own = {
        name: text
        for name, text in files.items()
        if not (name.startswith("packs/") and name.split("/")[1] in shipped())
    }
    if with_shipped(own) == files:
        return own
    typer.echo("A pack in it is of another version of the program, and stands in the folder.", err=True)
    return files


def _head(bundle: Bundle) -> None:
    restores = f", which brings back version {bundle.restores} ({bundle.reason})" if bundle.restores else ""
    typer.echo(f"Version {bundle.version} of {bundle.city}{restores}, {counted(len(bundle.files), 'file')}.")
    typer.echo(f"Digest {bundle.digest}")


def _signed(bundle: Bundle, signers: Signers) -> list[dict[str, str]]:
    from firewall.signed.statement import of_bundle

    return [_row(one, _name(of_bundle(bundle), one, signers)) for one in bundle.signatures]


def _name(about: About, one: Signature, signers: Signers) -> str:
    from firewall.signed.statement import holds

    person = signers.by_key(one.key)
    if person is None:
        return "nobody in firewall.toml"
    return person.name if holds(about, one, person.key) else f"false: not by {person.name}"


def _row(one: Signature, name: str) -> dict[str, str]:
    named = {"name": name} if name else {}
    return {"role": one.role, **named, "key": one.key, "at": one.at, "reason": one.reason}


def _table(rows: list[dict[str, str]]) -> None:
    if not rows:
        typer.echo("Nobody has signed it.")
        return
    table(list(rows[0]), [list(row.values()) for row in rows])
