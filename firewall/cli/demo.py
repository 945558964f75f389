"""``firewall demo``: a small city, and some who ask it for data."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import Json, table

if TYPE_CHECKING:
    from firewall.demo.stage import Row, Stage

_DIRECTORY = Path("demo-city")


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    directory: Annotated[
        Path, typer.Option("--dir", help="The one directory that everything is written to.")
    ] = _DIRECTORY,
    once: Annotated[bool, typer.Option("--once", help="End after the table.")] = False,
    as_json: Json = False,
) -> None:
    """Start three city services and the firewall, play some exchanges, and show what happened."""
    from firewall import logs

    logs.configure()
    asyncio.run(_play(directory.resolve(), once=once, as_json=as_json))


async def _play(directory: Path, *, once: bool, as_json: bool) -> None:
    from firewall.demo.stage import started

    typer.echo(f"Everything is written to {directory}", err=True)
    async with started(directory, policies()) as stage:
        rows = []
        async for row in stage.play():
            rows.append(row)
            if not as_json:
                typer.echo(f"\r{len(rows)} exchanges", err=True, nl=False)
        typer.echo("", err=True)
        if as_json:
            typer.echo(json.dumps([_object(row) for row in rows], ensure_ascii=False, indent=2))
        else:
            _show(rows)
            _next(stage)
        if not once:
            typer.echo("The city is open until Ctrl-C.", err=True)
            await _interrupted()


def policies() -> Path:
    """The policy folder that comes with the program: in a wheel beside the demo, in a checkout at its root."""
    import firewall

    package = Path(firewall.__file__).parent
    packaged = package / "demo" / "policies"
    return packaged if packaged.is_dir() else package.parent / "policies"


async def _interrupted() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    await stop.wait()


def _object(row: Row) -> dict[str, object]:
    return {
        "partner": row.ask.partner or "unknown",
        "on_behalf_of": list(row.on_behalf_of),
        "purpose": row.ask.purpose or None,
        "route": row.route,
        "outcome": row.outcome,
        "status": row.status,
        "removed": list(row.removed),
        "rules": list(row.rules),
        "audit_index": row.audit_index,
    }


def _show(rows: list[Row]) -> None:
    columns = [
        "audit",
        "who",
        "for whom",
        "for what",
        "asks",
        "outcome",
        "what was removed",
        "rule and citation",
    ]
    table(columns, [_cells(row) for row in rows])


def _cells(row: Row) -> list[str]:
    removed = [place.rpartition("/")[2] if place != "?" else "undeclared" for place in row.removed]
    rule = f"{row.rules[0].rpartition('/')[2]}: {row.citation}" if row.rules else ""
    return [
        str(row.audit_index),
        row.ask.partner or "unknown",
        ", ".join(row.on_behalf_of),
        row.ask.purpose,
        f"{row.ask.method} {row.route or row.ask.service}",
        f"{row.outcome} {row.status}",
        " ".join(dict.fromkeys(removed)) if row.outcome == "release" else "",
        rule,
    ]


def _next(stage: Stage) -> None:
    from firewall.demo import clinic
    from firewall.demo.partners import COUNTY, ICE

    here = shutil.which("firewall") or "firewall"
    config = stage.directory / "firewall.toml"
    patient = f"{stage.url}/clinic/patients/{clinic.WITH_STATUS}"
    typer.echo("\nTry it:\n")
    for partner, purpose in ((COUNTY, "public-health"), (ICE, "immigration-enforcement")):
        typer.echo(
            f"  curl -s -H 'Authorization: Bearer {stage.keys[partner]}' -H 'Purpose-Of-Use: {purpose}' {patient}"
        )
    typer.echo(f"  curl -s {stage.admin_url}/metrics | grep firewall_decisions")
    typer.echo(f"  {here} case list --config {config}")
    typer.echo(f"  {here} audit verify {stage.directory / 'data'}\n")
