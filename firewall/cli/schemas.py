"""``firewall policy schema``: what editors need to complete the words of the policy files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from firewall.cli.common import counted

_POLICIES = Path("policies")


def register(app: typer.Typer) -> None:
    app.command("schema")(schema)


def schema(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The policy folder.")] = _POLICIES,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Where to write. Default: .schemas in the folder."),
    ] = None,
) -> None:
    """
    Write JSON Schemas with the words of this city, so that an editor completes and explains them.

    Write them anew after the vocabulary, services or partners were changed. VS Code (with its YAML extension) and other
    editors use the schema that the first line of a file names, as `firewall init` writes it:

      # yaml-language-server: $schema=../.schemas/agreement.schema.json

    Examples:
      firewall policy schema
      firewall policy schema draft -o draft/.schemas

    """
    from firewall.app import load_policies
    from firewall.errors import ConfigError
    from firewall.policy.schemas import texts

    written = texts(load_policies(folder).bundle)
    target = out or folder
    try:
        for name, text in written.items():
            path = target / (Path(name).name if out else name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigError(
            f"The schemas cannot be written to {target} ({error.strerror}). Name another with -o."
        ) from None
    typer.echo(f"{counted(len(written), 'schema')} written to {out or folder / '.schemas'}.")
