"""``firewall policy format``: policy files laid out alike, with their comments."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from firewall.cli.common import counted
from firewall.cli.languages import Lang, chosen

_POLICIES = Path("policies")


def register(app: typer.Typer) -> None:
    app.command("format")(format_)


def format_(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The policy folder.")] = _POLICIES,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; 1 where a file would change.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    lang: Lang = "",
) -> None:
    """
    Lay the files of a policy folder out alike: how far lines stand in, blank lines, spaces at their ends.

    Comments stay, and so does every word: a file that the firewall would read in another way afterwards is left as it
    is, and so is one with faults. Samples are not touched.

    Examples:
      firewall policy format --diff
      firewall policy format draft
      firewall policy format --check

    """
    from firewall.app import read_policies
    from firewall.errors import PolicyError
    from firewall.layout import LayoutError, formatted
    from firewall.policy.faults.hiding import SAMPLES
    from firewall.policy.faults.telling import told

    changed: dict[str, str] = {}
    left = 0
    sources = {
        n: t for n, t in read_policies(folder).items() if n.endswith(".yaml") and (folder / n).exists()
    }
    for name, text in sources.items():
        if name.startswith(SAMPLES):
            continue
        try:
            made = formatted(name, text)
        except PolicyError as error:
            left += 1
            for fault in error.faults:
                typer.echo(told(fault, chosen(lang)), err=True)
        except LayoutError as error:
            left += 1
            typer.echo(f"firewall: {error}", err=True)
        else:
            changed |= {} if made == text else {name: made}
    for name, made in changed.items():
        if diff:
            typer.echo(_difference(name, sources[name], made), nl=False)
        elif check:
            typer.echo(name)
        else:
            _write(folder / name, made)
    _sum_up(changed, left, is_written=not (check or diff))
    sys.exit(1 if left or (changed and (check or diff)) else 0)


def _sum_up(changed: dict[str, str], left: int, *, is_written: bool) -> None:
    done = "laid out anew" if is_written else "would be laid out anew"
    typer.echo(f"{counted(len(changed), 'file')} {done}.", err=True)
    if left:
        typer.echo(f"{counted(left, 'file')} left as it is.", err=True)


def _difference(name: str, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{name}", f"b/{name}"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _write(path: Path, text: str) -> None:
    """Put the file in place in one step: a firewall may be looking, and would read half of one."""
    from firewall.errors import ConfigError

    beside = path.with_name(f".{path.name}.new")  # hidden: the loader passes it over
    try:
        beside.write_text(text, "utf-8")
        beside.chmod(path.stat().st_mode & 0o777)
        os.replace(beside, path)  # noqa: PTH105 - the one step
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}). Nothing else was changed in it."
        ) from None
