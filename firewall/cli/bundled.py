"""What the commands about signed files share: reading and writing them, and what has to be so before one is made."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import cache_folder, counted, harmless, preparing, settings_of

if TYPE_CHECKING:
    from firewall.policy.compiled import Compiled
    from firewall.signed.form import Bundle, Signature
    from firewall.signed.glass import Glass
    from firewall.signed.people import Signers

BundleFile = Annotated[
    Path, typer.Argument(metavar="BUNDLE", help="The bundle: the file that `build` wrote.")
]
KeyFile = Annotated[Path, typer.Option("--key", help="Your private key, as `keygen` wrote it.")]
Reason = Annotated[
    str,
    typer.Option(
        "--reason", callback=harmless, help="Why; is kept for good. No names, no numbers of people."
    ),
]
Out = Annotated[Path, typer.Option("--output", "-o", help="The file to write.")]


def read_bundle(path: Path) -> Bundle:
    """Read a bundle, whoever signed it.  Raises FirewallError."""
    from firewall.errors import ConfigError
    from firewall.signed import form
    from firewall.sources.beside import content

    try:
        return form.decoded(content(path, form.MOST_BYTES), path.name)
    except FileNotFoundError:
        raise ConfigError(f"There is no bundle {path}. Build one: firewall policy build FOLDER.") from None


def read_glass(path: Path) -> Glass:
    """Read an emergency, whoever signed it.  Raises FirewallError."""
    from firewall.errors import ConfigError
    from firewall.signed import glass
    from firewall.sources.beside import content

    try:
        return glass.decoded(content(path, glass.MOST_BYTES), path.name)
    except FileNotFoundError:
        raise ConfigError(f"There is no file {path}. Make one: firewall policy break-glass.") from None


def write(path: Path, content: bytes) -> None:
    """Write a file whole: a firewall that looks at it reads the old one or the new one.  Raises ConfigError."""
    from firewall.errors import ConfigError
    from firewall.signed import shelf

    try:
        shelf.replace(path, content, 0o644)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error.strerror}). Choose another place.") from None


def write_new(path: Path, content: bytes) -> None:
    """Do as ``write`` does, where nothing is yet.  Raises ConfigError."""
    from firewall.errors import ConfigError

    if path.exists():
        raise ConfigError(
            f"{path} is there already, and may be signed. Choose another name, or move it away."
        )
    write(path, content)


def proven(compiled: Compiled) -> None:
    """Run the tests of the policies.  Raises ConfigError where there are none, or one fails."""
    from firewall.app import detectors
    from firewall.errors import ConfigError
    from firewall.rehearsing.running import run
    from firewall.rehearsing.verdicts import Verdict

    cases = compiled.bundle.cases
    if not cases:
        raise ConfigError("There are no tests, so no file was made. Write one beside each rule.")
    found = detectors(cache_folder(), preparing)
    today = compiled.bundle.city.day(datetime.now(UTC))

    async def all_of_them() -> list[Verdict]:
        return [await run(compiled, found, case, today) for case in cases]

    failed = [verdict for verdict in asyncio.run(all_of_them()) if verdict.faults]
    for verdict in failed:
        case = verdict.case
        typer.echo(f'{case.at.file}:{case.at.line}: "{case.name}": {verdict.faults[0]}', err=True)
    if failed:
        raise ConfigError(
            f"{counted(len(failed), 'test')} of {len(cases)} failed, so no file was made. "
            "Correct the policy, or the test: firewall policy test."
        )


def next_version(config: Path) -> int:
    """Return the number after the last one that the record tells of.  Raises FirewallError."""
    from contextlib import closing

    from firewall.audit.places import place
    from firewall.signed import history

    settings = settings_of(config)
    with closing(place(settings.data, settings.record.database).reader()) as reader:
        return history.last(reader).number + 1


def signers_in(config: Path) -> Signers:
    """Return the people of a configuration.  Raises ConfigError where it names none."""
    from firewall.errors import ConfigError
    from firewall.sources.people import signers_of

    settings = settings_of(config)
    if settings.signing is None:
        raise ConfigError(
            f"{config} names nobody who signs. Set policies.bundle and [policies.signers.NAME] in it."
        )
    return signers_of(settings.signing)


def added(signatures: tuple[Signature, ...], made: Signature) -> tuple[Signature, ...]:
    """Return the signatures with one more.  Raises ConfigError where its key signed already, in any role."""
    from firewall.errors import ConfigError
    from firewall.signed import form

    if any(one.key == made.key for one in signatures):
        raise ConfigError("This key has signed it already. Another person has to sign in the other role.")
    return form.ordered((*signatures, made))


def tell_made(sentence: str, facts: dict[str, object], *, as_json: bool) -> None:
    """Say what was done, for people or for programs."""
    typer.echo(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else sentence)


def header(bundle: Bundle) -> dict[str, object]:
    """What stands in a bundle beside its files."""
    return {
        "city": bundle.city,
        "version": bundle.version,
        "restores": bundle.restores,
        "reason": bundle.reason,
        "digest": bundle.digest,
        "files": len(bundle.files),
        "signatures": [
            {"role": one.role, "key": one.key, "at": one.at, "reason": one.reason}
            for one in bundle.signatures
        ],
    }
