"""``firewall policy rollback``, ``revoke`` and ``break-glass``: what cannot wait for the next bundle."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.bundled import (
    KeyFile,
    Out,
    Reason,
    header,
    next_version,
    proven,
    read_bundle,
    read_glass,
    signers_in,
    tell_made,
    write,
    write_new,
)
from firewall.cli.common import DEFAULT_CONFIG, ConfigFile, Json, end, settings_of, start
from firewall.errors import FirewallError

if TYPE_CHECKING:
    from firewall.config import Config

_KEY_ID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNKNOWN = (
    "No bundle and no emergency with this digest is known here, so it was revoked as either. "
    "Compare all 64 characters: where one is wrong, nothing was taken back. Then revoke it again, or name its file."
)


def register(app: typer.Typer) -> None:
    app.command("rollback")(rollback)
    app.command("revoke")(revoke)
    app.command("break-glass")(break_glass)


def rollback(
    to: Annotated[int, typer.Option("--to", help="The version to go back to.")],
    reason: Reason,
    output: Out,
    old: Annotated[
        Path | None,
        typer.Option("--from", help="The file of that version. Default: the copy in the data directory."),
    ] = None,
    version: Annotated[
        int, typer.Option("--version", help="Its number. Default: the one after the last in the record.")
    ] = 0,
    config: ConfigFile = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """
    Make a bundle that brings an older version back, under a new number. Two people sign it like any other.

    Since it has a number of its own, the old file and this one can never be put back later. Example:
    firewall policy rollback --to 6 --reason "Version 7 refuses the clinic" -o back.bundle
    """
    from firewall.errors import ConfigError
    from firewall.folder import proved_of
    from firewall.signed import form, shelf

    if not reason.strip():
        raise typer.BadParameter("--reason: say why. It goes into the record.")
    found = shelf.find(settings_of(config).data, to) if old is None else read_bundle(old)
    if found.version != to:
        raise ConfigError(f"{old} is version {found.version}, not {to}. Name another file.")
    bundle = form.made(found.city, version or next_version(config), found.files, to, reason)
    proven(proved_of(found.files))
    write_new(output, form.encoded(bundle))
    said = f"{output}: version {bundle.version}, which brings back version {to}. Digest {bundle.digest}"
    tell_made(said, {"file": str(output), **header(bundle)}, as_json=as_json)
    typer.echo("Nobody has signed it yet: firewall policy sign BUNDLE --key FILE --as author", err=True)


def revoke(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="A bundle or emergency (file or digest), or a key's id.")
    ],
    key: KeyFile,
    reason: Reason,
    config: ConfigFile = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """
    Take back a bundle, an emergency or a key. One person is enough, and it cannot be undone.

    A running firewall sees it within seconds: if what is in force is revoked, nobody is let in until there is a newer
    bundle. Example: firewall policy revoke city.bundle --key jose.pem --reason "The wrong file was signed"
    """
    from firewall.errors import ConfigError
    from firewall.signed import revocations
    from firewall.signed.keys import key_id, private_key
    from firewall.sources.beside import content, revoked_file

    if not reason.strip():
        raise typer.BadParameter("--reason: say why. It goes into the record.")
    private = private_key(key)
    person = signers_in(config).by_key(key_id(private.public_key()))
    if person is None:
        raise ConfigError(
            f"{key} is the key of nobody in {config}: whoever signs can revoke, and nobody else."
        )
    settings = settings_of(config)
    kinds, which = _meant(what, settings)
    at = datetime.now(UTC)
    made = b"".join(
        revocations.line(revocations.made(kind, which, private, person, at, reason)) for kind in kinds
    )
    path = revoked_file(settings.policies)
    try:
        before = content(path, revocations.MOST_BYTES)
    except FileNotFoundError:
        before = b""
    whole = before if before.endswith(b"\n") or not before else before + b"\n"
    write(path, whole + made)
    kind = " or ".join(kinds)
    said = f"Revoked: {kind} {which}. {path} says so; put that file beside the bundle of every firewall."
    tell_made(said, {"kind": kind, "revoked": which, "by": person.name, "file": str(path)}, as_json=as_json)
    if len(kinds) > 1:
        typer.echo(f"warning: {_UNKNOWN}", err=True)


def _meant(what: str, settings: Config) -> tuple[tuple[str, ...], str]:
    """Return the kinds of what is to be revoked, and by what it is known.  Raises FirewallError."""
    from firewall.signed import glass

    if _KEY_ID.fullmatch(what):
        return ("key",), what
    if _DIGEST.fullmatch(what):
        # Who revokes may have neither file.  To revoke only ever closes, so then it is revoked as either.
        return _kinds_here(what, settings) or ("bundle", "break-glass"), what
    path = Path(what)
    if path.name.endswith(glass.ENDING) and path.exists():
        return ("break-glass",), read_glass(path).digest
    return ("bundle",), read_bundle(path).digest


def _kinds_here(digest: str, settings: Config) -> tuple[str, ...]:
    """What a digest names, as far as the record, the shelf and the files here tell.  Never raises."""
    from firewall import sources
    from firewall.signed import shelf
    from firewall.sources.beside import glass_file

    found: set[str] = set()
    with suppress(FirewallError, OSError):
        state = sources.said(settings)
        found |= {f"bundle:{state.digest}", f"break-glass:{state.glass}", *state.closed}
    with suppress(FirewallError, OSError):
        found.add(f"bundle:{read_bundle(settings.policies).digest}")
    with suppress(FirewallError, OSError):
        found.add(f"break-glass:{read_glass(glass_file(settings.policies)).digest}")
    for version in shelf.versions(settings.data):
        with suppress(FirewallError, OSError):
            found.add(f"bundle:{shelf.find(settings.data, version).digest}")
    return tuple(kind for kind in ("bundle", "break-glass") if f"{kind}:{digest}" in found)


def break_glass(
    agreement: Annotated[
        Path,
        typer.Option("--agreement", help="The agreement that is to lie on the bundle: basis: emergency."),
    ],
    until: Annotated[str, typer.Option("--until", help="When it ends: 2026-06-15T20:00, in UTC.")],
    reason: Reason,
    begins: Annotated[str, typer.Option("--from", help="When it begins. Default: now.")] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The file to write. Default: beside the bundle, where it counts."
        ),
    ] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """
    Make an emergency that lies on the bundle for some hours. It counts once two people have signed it.

    It is one agreement more, below every law that does not yield to an emergency, and it needs what every emergency
    needs. It ends by itself, is on record and is published. Example:
    firewall policy break-glass --agreement flood.yaml --until 2026-06-15T20:00 --reason "The river is over the dam"
    """
    from firewall.errors import ConfigError
    from firewall.folder import proved_of
    from firewall.signed import glass
    from firewall.signed.exact import canonical
    from firewall.signed.statement import instant
    from firewall.sources.beside import glass_file

    settings = settings_of(config)
    if settings.signing is None:
        raise ConfigError(f"{config} names nobody who signs, so an emergency is an agreement like any other.")
    base = read_bundle(settings.policies)
    try:
        text = agreement.read_text("utf-8")
    except (OSError, ValueError):
        raise ConfigError(f"{agreement} cannot be read as text. Name the file of the agreement.") from None
    made = glass.Glass(
        agreement=text,
        base=base.digest,
        begins=instant(start(begins, "--from", UTC) if begins else datetime.now(UTC)),
        city=base.city,
        ends=instant(end(until, "--until", UTC)),
        format=glass.FORMAT,
        name=glass.name_of(text),
        reason=reason,
        signatures=(),
    )
    path = output or glass_file(settings.policies)
    glass.check(made, timedelta(hours=settings.signing.break_glass_hours), path.name)
    proven(proved_of(glass.laid_over(made, base.files, path.name)))
    raw = canonical(made)
    glass.decoded(raw, path.name)  # what nobody could read again is not written
    write_new(path, raw)
    said = f"{path}: from {made.begins} until {made.ends}, on version {base.version}."
    tell_made(said, {"file": str(path), "version": base.version, **glass.published(made)}, as_json=as_json)
    typer.echo(
        "It counts once two people have signed: firewall policy sign FILE --key FILE --as author", err=True
    )
