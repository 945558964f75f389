"""``firewall names``: the model that finds names in free text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The model that finds names in free text: its digest.", no_args_is_help=True)


@app.callback()
def _names() -> None:
    """Make `digest` a command of its own, though it is the only one."""


@app.command()
def digest(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The model's folder.")]) -> None:
    """Print the digest of a model's folder, for `names.sha256` in firewall.toml."""
    from firewall.names import files

    typer.echo(files.digest(folder))
    typer.echo(f"The same with ordinary tools, in the folder: {files.COMMAND}", err=True)
