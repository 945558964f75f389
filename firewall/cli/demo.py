"""``firewall demo``: a small city, and some who ask it for data; ``demo-city``: the city alone."""

from __future__ import annotations

import asyncio
import json
import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import Json, cache_folder, preparing, program, table

if TYPE_CHECKING:
    from firewall.demo.stage import Row, Stage

_DIRECTORY = Path("demo-city")


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)
    app.command("demo-city")(city)


def demo(
    directory: Annotated[
        Path, typer.Option("--dir", help="The one directory that everything is written to.")
    ] = _DIRECTORY,
    once: Annotated[bool, typer.Option("--once", help="End after the table.")] = False,
    as_json: Json = False,
) -> None:
    """Start the services of a city and the firewall, play some exchanges, and show what happened."""
    from firewall import logs

    _check_names()
    logs.configure()
    asyncio.run(_play(directory.resolve(), once=once, as_json=as_json))


def city(
    directory: Annotated[
        Path, typer.Option("--dir", help="The directory for the databases; they are made anew.")
    ] = _DIRECTORY,
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
) -> None:
    """Run the services of the demo alone, on ports 9101 to 9107, for a firewall that runs elsewhere."""
    _check_names()
    asyncio.run(_open_city(directory.resolve(), host))


def _check_names() -> None:
    """Raises ConfigError where the names of the demo's residents cannot be made up."""
    from importlib.util import find_spec

    from firewall.errors import ConfigError

    if find_spec("faker") is None:
        raise ConfigError(
            "The demo needs Faker for its residents. Run: pip install 'data-sharing-firewall[demo]'"
        )


async def _open_city(directory: Path, host: str) -> None:
    from firewall.demo.city import USUAL_PORTS, City

    async with City.start(directory, ports=USUAL_PORTS, host=host) as opened:
        for name, address in opened.upstreams.items():
            typer.echo(f"{name} is open at {address}", err=True)
        await _interrupted()


async def _play(directory: Path, *, once: bool, as_json: bool) -> None:
    from firewall.app import detectors
    from firewall.demo.stage import started

    typer.echo(f"Everything is written to {directory}", err=True)
    async with started(directory, policies(), detectors(cache_folder(), preparing)) as stage:
        rows = []
        async for row in stage.play():
            rows.append(row)
            _progress(len(rows))
        if as_json:
            typer.echo(json.dumps([_object(row) for row in rows], ensure_ascii=False, indent=2))
        else:
            table(COLUMNS, [cells(row) for row in rows], _MOST)
            _next(stage)
        if not once:
            typer.echo("The city is open until Ctrl-C.", err=True)
            await _interrupted()


def _progress(exchanges: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{exchanges} exchanges\r", err=True, nl=False)


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


COLUMNS = [
    "audit",
    "who, for whom",
    "for what, asks",
    "outcome",
    "what was removed",
    "rule and citation",
]


_MOST = {"what was removed": 25}
"""Leaves the rules room enough for their names where there are 120 columns."""


def cells(row: Row) -> list[str]:
    """Tell one exchange in the cells of a table that 120 columns can hold."""
    who = [row.ask.partner or "unknown", *(f"for {one}" for one in row.on_behalf_of)]
    what = [row.ask.purpose or "says no purpose", f"{row.ask.method} {row.route or row.ask.service}"]
    removed = [_member(row, place) for place in row.removed] if row.outcome == "release" else []
    return [
        str(row.audit_index),
        "\n".join(who),
        "\n".join(what),
        f"{row.outcome}\n{row.status}",
        " ".join(dict.fromkeys(removed)),
        "\n".join(_why(row)),
    ]


def _member(row: Row, place: str) -> str:
    from firewall.transform.pruned import UNDECLARED

    name = "undeclared" if place == UNDECLARED else place.rpartition("/")[2]
    return f"{name} (part)" if place in row.cut else name


def _why(row: Row) -> list[str]:
    """What decided: a code of the engine's own goes before rules that only closed a category on the way."""
    from firewall.policy.reasons import reason

    if row.reasons:
        return [reason(code) for code in row.reasons]
    if row.rules:
        return [row.rules[0].rpartition("/")[2], row.citation]
    return ["No agreement shares it."] if row.removed else []


def _next(stage: Stage) -> None:
    from firewall.demo import clinic
    from firewall.demo.partners import COUNTY, ICE

    here = program()
    config = shlex.quote(str(stage.directory / "firewall.toml"))
    patient = f"{stage.url}/clinic/patients/{clinic.WITH_STATUS}"
    typer.echo("\nTry it:\n")
    for partner, purpose in ((COUNTY, "public-health"), (ICE, "immigration-enforcement")):
        typer.echo(
            f"  curl -s -H 'Authorization: Bearer {stage.keys[partner]}' -H 'Purpose-Of-Use: {purpose}' {patient}"
        )
    typer.echo(f"  curl -s {stage.admin_url}/metrics | grep firewall_decisions")
    typer.echo(f"  {here} case list --config {config}")
    typer.echo(f"  {here} audit verify {shlex.quote(str(stage.directory / 'data'))}\n")
