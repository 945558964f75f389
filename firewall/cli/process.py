"""``firewall process``: the register of warrants, orders, consents and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import (
    DEFAULT_CONFIG,
    By,
    ConfigFile,
    Json,
    Why,
    actor,
    closing,
    end,
    form_number,
    harmless,
    known,
    last_day,
    office,
    opened,
    show,
    start,
    words,
)

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from firewall.review.register import Entry

app = typer.Typer(help="Legal process: enter it, verify it, revoke it, list it.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="PROCESS", help="The number in the register.")]


@app.command()
def add(
    kind: Annotated[str, typer.Option("--kind", help="What it is: judicial-warrant, consent ...")],
    partner: Annotated[str, typer.Option("--partner", help="Who shows it: a partner.")],
    issuer: Annotated[
        str,
        typer.Option(
            "--issuer",
            callback=office,
            help="Who signed it, as it stands on the paper, by office; of a consent, only `the patient` or the like.",
        ),
    ],
    issuer_kind: Annotated[
        str, typer.Option("--issuer-kind", help="judicial, administrative, subject, official ...")
    ],
    categories: Annotated[
        str, typer.Option("--categories", help="What it covers: identity.name,contact.address")
    ],
    target: Annotated[
        list[str], typer.Option("--target", help="What it is about, as it is asked for; may be repeated.")
    ],
    until: Annotated[str, typer.Option("--until", help="Its last day, 2026-12-31.")],
    since: Annotated[str, typer.Option("--from", help="Its first day. Default: today.")] = "",
    purposes: Annotated[str, typer.Option("--purposes", help="For what. Default: any.")] = "",
    through: Annotated[
        str, typer.Option("--through", help="Agents who may carry it, and who may receive it onward.")
    ] = "",
    court: Annotated[
        str, typer.Option("--court", callback=office, help="The court; a judicial kind needs one.")
    ] = "",
    docket: Annotated[
        str,
        typer.Option(
            "--docket",
            callback=harmless,
            help="The docket number; a judicial kind needs one. No number of a person.",
        ),
    ] = "",
    form: Annotated[
        str,
        typer.Option("--form", callback=form_number, help="The form's number, if it is one: I-200 ..."),
    ] = "",
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Enter a paper. It is a claim, and opens nothing, until somebody verifies it."""
    import secrets

    from firewall.app import now
    from firewall.model import Category, PartnerId, ProcessKind, Purpose
    from firewall.review.judicial import IssuerKind
    from firewall.review.register import Paper
    from firewall.targets import digest_of

    known(frozenset({issuer_kind}), [one.value for one in IssuerKind], "a kind of issuer")
    with opened(config) as (compiled, books):
        bundle = compiled.bundle
        known(frozenset({kind}), [*bundle.vocabulary.processes], "a kind of legal process")
        known(frozenset({partner}) | words(through), [*bundle.partners], "a partner")
        paper = Paper(
            kind=ProcessKind(kind),
            issuer=issuer,
            issuer_kind=IssuerKind(issuer_kind),
            partner=PartnerId(partner),
            categories=frozenset(
                map(Category, known(words(categories), [*bundle.vocabulary.categories], "a category"))
            ),
            targets=frozenset(digest_of(compiled, books.house.digest, one) for one in target),
            starts=start(since, "--from", bundle.city.zone) if since else now(),
            ends=end(until, "--until", bundle.city.zone),
            purposes=frozenset(
                map(Purpose, known(words(purposes), [*bundle.vocabulary.purposes], "a purpose"))
            ),
            through=frozenset(map(PartnerId, words(through))),
            court=court,
            docket=docket,
            form=form,
        )
        found = books.persons.register.add(paper, by=actor(by), at=now(), entropy=secrets.token_bytes)
        index = books.staffed(now(), actor(by), "process add", found.process.id, _facts(found))
    number = found.process.id
    typer.echo(
        f"Entered as {number}, recorded as {index}. It opens nothing until: firewall process verify {number}"
    )


@app.command()
def verify(id_: Id, by: By = "", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Say that you have seen the paper and that it is what it says."""
    from firewall.app import now

    with opened(config) as (compiled, books):
        found = books.persons.register.verify(
            id_, by=actor(by), at=now().astimezone(compiled.bundle.city.zone)
        )
        index = books.staffed(now(), actor(by), "process verify", id_, _facts(found))
    typer.echo(f"Verified, recorded as {index}. It opens what it covers until it ends or is revoked.")


@app.command()
def revoke(id_: Id, why: Why, by: By = "", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """End it now."""
    from firewall.app import now

    with closing(config) as books:
        books.persons.register.revoke(id_, by=actor(by), why=why, at=now())
        index = books.staffed(now(), actor(by), "process revoke", id_, {"why": why})
    typer.echo(f"Revoked, recorded as {index}. It opens nothing from now on.")


@app.command("list")
def list_(config: ConfigFile = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """List everything in the register, with who verified it."""
    found, zone = _listed(config)
    show(
        [_row(entry, zone) for entry in found], as_json=as_json, empty="The register is empty.", brief=_brief
    )


def _listed(config: Path) -> tuple[tuple[Entry, ...], tzinfo]:
    """Read the register, whatever is wrong with the policies: who has to revoke something looks for its number."""
    from datetime import UTC

    from firewall.errors import ConfigError, PolicyError

    try:
        with opened(config) as (compiled, books):
            return books.persons.register.list(), compiled.bundle.city.zone
    except (ConfigError, PolicyError):
        with closing(config) as books:
            found = books.persons.register.list()
        typer.echo("warning: the policies cannot be used now, so days are told in UTC", err=True)
        return found, UTC


def _facts(found: Entry) -> dict[str, str | int | list[str]]:
    process = found.process
    return {
        "kind": process.kind,
        "partner": process.partner,
        "issuer_kind": found.issuer_kind.value,
        "categories": sorted(process.categories),
        "targets": sorted(process.targets),
        "purposes": sorted(process.purposes),
        "from": process.starts.isoformat(),
        "until": process.ends.isoformat(),
    }


def _row(found: Entry, zone: tzinfo) -> dict[str, object]:
    process = found.process
    return {
        "process": process.id,
        "kind": process.kind,
        "partner": process.partner,
        "issuer": found.issuer,
        "docket": found.docket,
        "categories": sorted(process.categories),
        "until": last_day(process.ends, zone),
        "verified by": process.verified_by,
        "state": _state(found),
    }


def _brief(row: dict[str, object]) -> dict[str, object]:
    categories, by = row["categories"], row["verified by"]
    return {
        "process": row["process"],
        "kind, for whom": f"{row['kind']}\n{row['partner']}",
        "issuer, docket": f"{row['issuer']}\n{row['docket']}",
        "covers": "\n".join(categories) if isinstance(categories, list) else "",
        "last day": row["until"],
        "state": f"{row['state']}\nverified by {by}" if by else row["state"],
    }


def _state(found: Entry) -> str:
    if found.revoked is not None:
        return "revoked"
    return "in force" if found.is_active else "claimed" if found.verified is None else "used up"
