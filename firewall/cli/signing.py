"""``firewall policy keygen``, ``build`` and ``sign``: policies become a file that people sign."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from firewall.cli.bundled import (
    BundleFile,
    KeyFile,
    Out,
    Reason,
    added,
    header,
    next_version,
    proven,
    read_bundle,
    read_glass,
    tell_made,
    write,
    write_new,
)
from firewall.cli.common import DEFAULT_CONFIG, ConfigFile, Json, counted


def register(app: typer.Typer) -> None:
    app.command("keygen")(keygen)
    app.command("build")(build)
    app.command("sign")(sign)


def keygen(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who will sign with it: maria-gomez.")],
    output: Out,
    as_json: Json = False,
) -> None:
    """
    Make a key to sign policies with: a private file for its owner alone, and a public one beside it to hand out.

    Example: firewall policy keygen maria-gomez -o maria-gomez.pem
    """
    from firewall.signed import keys

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name, re.ASCII):
        raise typer.BadParameter("NAME: use small letters, digits and hyphens, as in maria-gomez.")
    public = keys.generate(name, output)
    file = keys.public_file(output)
    if as_json:
        told = {"name": name, "key": public.id, "private": str(output), "public": str(file)}
        typer.echo(json.dumps(told))
        return
    typer.echo(f"{output}: the private key. Keep it where nobody else can read it, and give it to nobody.")
    typer.echo(f"{file}: the public key {public.id}. Give it to whoever keeps firewall.toml.")


def build(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The policy folder.")],
    output: Out,
    version: Annotated[int, typer.Option("--version", help="Its number: higher than every one before.")] = 0,
    since_record: Annotated[
        bool, typer.Option("--since-record", help="Take the number after the last one in the record.")
    ] = False,
    config: ConfigFile = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """
    Make one file of a policy folder, to be signed. First everything is checked and tested.

    The same folder and number make the same file, byte for byte. Example:
    firewall policy build policies -o city.bundle --version 7
    """
    from firewall.app import read_policies
    from firewall.folder import proved_of
    from firewall.signed import form

    if since_record == bool(version):
        raise typer.BadParameter("Give either --version NUMBER or --since-record.")
    texts = read_policies(folder)
    compiled = proved_of(texts)
    number = next_version(config) if since_record else version
    bundle = form.made(compiled.bundle.city.name, number, texts)
    proven(compiled)
    write_new(output, form.encoded(bundle))
    if as_json:
        typer.echo(json.dumps(header(bundle), indent=2))
        return
    typer.echo(f"{output}: version {bundle.version} of {bundle.city}, {counted(len(bundle.files), 'file')}.")
    typer.echo(f"Digest {bundle.digest}")
    typer.echo("Nobody has signed it yet: firewall policy sign BUNDLE --key FILE --as author", err=True)


def sign(
    bundle: BundleFile,
    key: KeyFile,
    role: Annotated[str, typer.Option("--as", help="author or approver.")],
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """
    Sign a bundle, or an emergency that `break-glass` made, as its author or as its approver.

    Look at what you sign first: `firewall policy show`. Example:
    firewall policy sign city.bundle --key maria-gomez.pem --as author
    """
    import msgspec

    from firewall.signed import form, glass
    from firewall.signed.exact import ROLES, canonical
    from firewall.signed.keys import key_id, private_key
    from firewall.signed.statement import of_bundle, signed

    if role not in ROLES:
        raise typer.BadParameter("--as: write author or approver.")
    private = private_key(key)
    own = key_id(private.public_key())
    now = datetime.now(UTC)
    if bundle.name.endswith(glass.ENDING):
        emergency = read_glass(bundle)
        made = signed(glass.of_glass(emergency), private, own, role, now, reason)
        emergency = msgspec.structs.replace(emergency, signatures=added(emergency.signatures, made))
        write(bundle, canonical(emergency))
        said = f"Signed as {role}: {emergency.name}, from {emergency.begins} until {emergency.ends}."
        tell_made(said, {"role": role, "key": own, **glass.published(emergency)}, as_json=as_json)
        return
    found = read_bundle(bundle)
    made = signed(of_bundle(found), private, own, role, now, reason)
    write(bundle, form.encoded(msgspec.structs.replace(found, signatures=added(found.signatures, made))))
    said = f"Signed as {role}: version {found.version} of {found.city}, digest {found.digest}."
    tell_made(
        said, {"role": role, "key": own, "version": found.version, "digest": found.digest}, as_json=as_json
    )
