"""``firewall policy shadow``: what the draft that is shadowed would have changed."""

from __future__ import annotations

import json

import typer

from firewall.cli.common import DEFAULT_CONFIG, ConfigFile, Json, counted, settings_of, table


def register(app: typer.Typer) -> None:
    app.command("shadow")(shadow)


def shadow(config: ConfigFile = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Tell what the draft would have changed so far: refused, referred, released, members. In counts alone."""
    from firewall.errors import ConfigError
    from firewall.shadow import store
    from firewall.shadow.report import SAYS, plain

    settings = settings_of(config)
    if settings.draft is None:
        raise ConfigError(
            "No draft is shadowed. Set policies.draft and policies.draft_until in firewall.toml."
        )
    if not (settings.data / store.FILE).exists():
        raise ConfigError("The draft was not shadowed yet. Start the firewall with it: firewall run.")
    with store.opened(settings.data, settings.draft.directory) as notes:
        told = plain(notes.all())
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    differences, totals = told["differences"], told["totals"]
    if not isinstance(differences, list) or not isinstance(totals, dict) or not told["exchanges"]:
        typer.echo("Nothing was compared yet.")
        return
    typer.echo(
        f"{told['exchanges']} exchanges from {told['since']} to {told['until']}; unchanged {totals['unchanged']}."
    )
    for change, says in SAYS.items():
        rows = [row for row in differences if row["change"] == change]
        if rows:
            typer.echo(f"\n{says} ({counted(totals[change], 'exchange')}):\n")
            _table(rows)


def _table(rows: list[dict[str, object]]) -> None:
    shown = (
        "exchanges",
        "route",
        "requester",
        "purpose",
        "enforced",
        "drafted",
        "gone",
        "come",
        "otherwise",
        "rules",
    )
    table(list(shown), [[_cell(row[name]) for name in shown] for row in rows])


def _cell(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
