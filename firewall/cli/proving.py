"""``firewall policy prove``: whether the promises about the whole policy are kept, and where not, in which exchange."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import Json, counted
from firewall.cli.languages import Lang, chosen

if TYPE_CHECKING:
    from firewall.policy.rules import Bundle, Promise
    from firewall.proving import Broken

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The policy folder.")]
_POLICIES = Path("policies")


def register(app: typer.Typer) -> None:
    app.command("prove")(prove)


def prove(folder: Folder = _POLICIES, lang: Lang = "", as_json: Json = False) -> None:
    """
    Prove every promise in promises.yaml, or show an exchange in which it is broken.

    Goes through everybody who can ask, alone or behind others, for every purpose, with every paper, at every
    route, on every day on which something changes. Ends with 0 where all promises are kept, with 1 where
    one is not, and with 2 where there is nothing to prove.

    Examples:
        firewall policy prove

        firewall policy prove drafts/2027 --json

    """
    from firewall.app import load_policies
    from firewall.proving import prove as proving

    bundle = load_policies(folder, proves=False).bundle
    told = []
    for promise, found in proving(bundle):
        told.append(_object(bundle, promise, found, folder))
        if not as_json:
            _tell(bundle, promise, found, folder, chosen(lang))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    if not told:
        typer.echo(f"There are no promises. Write them into {folder / 'promises.yaml'}.", err=True)
        sys.exit(2)
    broken = sum(not one["kept"] for one in told)
    if not as_json:
        typer.echo(f"{counted(len(told), 'promise')}, {broken} not kept.")
    sys.exit(1 if broken else 0)


def _tell(bundle: Bundle, promise: Promise, found: Broken | None, folder: Path, language: str) -> None:
    from firewall.proving.pasting import test_of, try_of
    from firewall.proving.telling import sentences

    if found is None:
        typer.echo(f"{promise.id}: kept.")
        return
    typer.echo(f"{promise.at.file}:{promise.at.line}: {promise.id}: NOT KEPT.")
    for sentence in sentences(bundle, found, language):
        typer.echo(f"  {sentence}")
    typer.echo("  As a test, for a file below tests/ (it passes once this is mended; look at the outcome):")
    for line in test_of(found).splitlines():
        typer.echo(f"    {line}")
    typer.echo(f"  To see it: {try_of(found, str(folder))}")


def _object(bundle: Bundle, promise: Promise, found: Broken | None, folder: Path) -> dict[str, object]:
    from firewall.proving.pasting import answer_of, expect_of, given_of, try_of
    from firewall.proving.telling import sentences

    told: dict[str, object] = {
        "promise": promise.id,
        "says": promise.says,
        "file": promise.at.file,
        "line": promise.at.line,
        "kept": found is None,
    }
    if found is None:
        return told
    return told | {
        "how": sentences(bundle, found),
        "member": found.member,
        "category": found.category,
        "given": given_of(found),
        "expect": expect_of(found),
        "answer": answer_of(found),
        "try": try_of(found, str(folder)),
    }
