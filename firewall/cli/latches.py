"""``firewall latch``: members that are removed until a person has classified them."""

from __future__ import annotations

from typing import Annotated

import typer

from firewall.cli.common import DEFAULT_CONFIG, By, ConfigFile, Json, Why, actor, closing, opened, show

app = typer.Typer(help="Members in which something undeclared was found: list, clear.", no_args_is_help=True)


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """List what is latched."""
    with closing(config) as books:
        found = books.persons.latches.list()
    rows: list[dict[str, object]] = [
        {
            "route": one.route,
            "member": one.pattern,
            "declared": sorted(one.declared),
            "since": f"{one.since:%Y-%m-%d %H:%M}",
        }
        for one in found
    ]
    show(rows, as_json=as_json, empty="Nothing is latched.")


@app.command()
def clear(
    route: Annotated[
        str, typer.Argument(metavar="ROUTE", help="The route, as the list shows it: clinic:patient")
    ],
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="The member, as the list shows it.")],
    why: Why,
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Let a member go as it is declared again; the next such finding latches it again."""
    from firewall.app import now
    from firewall.model import RouteId

    with opened(config) as (_, books):
        books.persons.latches.clear(RouteId(route), member, by=actor(by), why=why, at=now())
        index = books.staffed(now(), actor(by), "latch clear", f"{route} {member}", {"why": why})
    typer.echo(f"Cleared, recorded as {index}.")
