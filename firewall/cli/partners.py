"""``firewall partner``: the keys that requesters show."""

from __future__ import annotations

from typing import Annotated

import typer

from firewall.cli.common import (
    DEFAULT_CONFIG,
    By,
    ConfigFile,
    Json,
    actor,
    closing,
    end,
    harmless,
    known,
    opened,
    show,
)

app = typer.Typer(help="Keys of partners: add, rotate, revoke, list.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The eight characters that name the key.")]


@app.command("add-key")
def add_key(
    partner: Annotated[str, typer.Argument(metavar="PARTNER", help="A partner of the policy folder.")],
    note: Annotated[
        str, typer.Option("--note", callback=harmless, help="What it is for. No names, no numbers of people.")
    ] = "",
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Make a key for a partner. It is printed once, and only its hash is kept."""
    import secrets

    from firewall.app import now
    from firewall.model import PartnerId

    with opened(config) as (compiled, books):
        known(frozenset({partner}), [*compiled.bundle.partners], "a partner")
        issued = books.keys.add(
            PartnerId(partner), by=actor(by), at=now(), entropy=secrets.token_bytes, note=note
        )
        index = books.staffed(now(), actor(by), "partner add-key", partner, {"key": issued.key_id})
    typer.echo(issued.text)
    typer.echo(f"Key {issued.key_id} of {partner}, recorded as {index}. It is not shown again.", err=True)


@app.command()
def rotate(
    key: Key,
    until: Annotated[
        str, typer.Option("--until", help="The last day of the old key. Default: in a week.")
    ] = "",
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Make a new key for the same partner; the old one ends after a week, or when you say."""
    import secrets

    from firewall.app import now

    with opened(config) as (compiled, books):
        issued = books.keys.rotate(
            key,
            by=actor(by),
            at=now(),
            entropy=secrets.token_bytes,
            keep_until=end(until, "--until", compiled.bundle.city.zone) if until else None,
        )
        index = books.staffed(now(), actor(by), "partner rotate", key, {"key": issued.key_id})
    typer.echo(issued.text)
    typer.echo(f"Key {issued.key_id} follows {key}, recorded as {index}. It is not shown again.", err=True)


@app.command()
def revoke(key: Key, by: By = "", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """End a key now; whoever shows it is unknown from here on."""
    from firewall.app import now

    with closing(config) as books:
        books.keys.revoke(key, by=actor(by), at=now())
        index = books.staffed(now(), actor(by), "partner revoke", key, {})
    typer.echo(f"Revoked, recorded as {index}. Whoever shows it is unknown from now on.")


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """List the keys, and never the keys themselves."""
    from firewall.app import now

    with closing(config) as books:
        found = books.keys.list()
    rows: list[dict[str, object]] = [
        {
            "key": one.key_id,
            "partner": one.partner,
            "created": f"{one.created:%Y-%m-%d}",
            "by": one.created_by,
            "expires": "" if one.expires is None else f"{one.expires:%Y-%m-%d}",
            "state": "valid" if one.is_valid(now()) else "ended",
            "note": one.note,
        }
        for one in found
    ]
    show(rows, as_json=as_json, empty="No partner has a key.")
