"""``firewall case``: exchanges that wait for a person."""

from __future__ import annotations

import sys
from pathlib import Path
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
    content,
    end,
    known,
    opened,
    show,
    words,
)

if TYPE_CHECKING:
    from firewall.model import LegalProcess
    from firewall.policy.compiled import Compiled
    from firewall.review.cases import Case

app = typer.Typer(help="Cases that wait for a person: list, show, match, grant, deny.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="CASE", help="The reference, such as C-7F3K-2M9Q.")]
Body = Annotated[Path | None, typer.Option("--body", help="The body that was sent with it, if any.")]


@app.command("list")
def list_(
    config: ConfigFile = DEFAULT_CONFIG,
    everything: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False,
    as_json: Json = False,
) -> None:
    """List the open cases, the one that has waited longest first."""
    from firewall.app import now
    from firewall.review.cases import CaseState

    with closing(config) as books:
        found = books.persons.cases.list(now(), None if everything else CaseState.OPEN)
    show([_row(case) for case in found], as_json=as_json, empty="No case is open.", brief=_brief)


@app.command("show")
def show_(id_: Id, config: ConfigFile = DEFAULT_CONFIG, as_json: Json = False) -> None:
    """Show one case: who asked for what, how often, and what was decided. Never the data."""
    from firewall.app import now
    from firewall.model import CaseId

    with closing(config) as books:
        case = books.persons.cases.show(CaseId(id_), now())
    facts = {
        **_row(case),
        "asks": sorted(case.asks),
        "decision": case.exchange,
        "closed by": case.closed_by,
        "why": case.why,
    }
    if as_json:
        show([facts], as_json=True, empty="")
    else:
        for name, value in facts.items():
            if value:
                typer.echo(f"{name:12} {', '.join(value) if isinstance(value, list) else value}")


@app.command()
def match(
    id_: Id,
    target: Annotated[
        str, typer.Option("--target", help="What the letter names, as it is asked for: /clinic/patients/77")
    ],
    body: Body = None,
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Tell whether a letter is about the same target, without either being stored."""
    from firewall.app import now
    from firewall.model import CaseId
    from firewall.targets import digest_of

    with opened(config) as (compiled, books):
        case = books.persons.cases.show(CaseId(id_), now())
        digest = digest_of(compiled, books.house.digest, target, content(body), route=case.route)
        same = books.persons.cases.match(CaseId(id_), digest)
        books.staffed(now(), actor(""), "case match", id_, {"same": int(same)})
    typer.echo("It is the same target." if same else "It is another target.")
    sys.exit(0 if same else 1)


@app.command()
def grant(
    id_: Id,
    why: Why,
    categories: Annotated[
        str, typer.Option("--categories", help="What may go out: identity.name,contact.address")
    ],
    until: Annotated[str, typer.Option("--until", help="The last day on which it may be used, 2026-12-31.")],
    uses: Annotated[int, typer.Option("--uses", help="How often it may be used.")] = 1,
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Let the one request of this case through, once it is asked again."""
    import secrets

    from firewall.app import now
    from firewall.model import CaseId, Category

    with opened(config) as (compiled, books):
        found = known(words(categories), [*compiled.bundle.vocabulary.categories], "a category")
        process = books.persons.cases.grant(
            CaseId(id_),
            by=actor(by),
            why=why,
            categories=frozenset(map(Category, found)),
            until=end(until, "--until", compiled.bundle.city.zone),
            uses=uses,
            at=now(),
            entropy=secrets.token_bytes,
        )
        facts: dict[str, str | int | list[str]] = {
            "why": why,
            "categories": sorted(found),
            "until": until,
            "uses": uses,
            "process": process.id,
        }
        index = books.staffed(now(), actor(by), "case grant", id_, facts)
        closed = _still_closed(compiled, books.persons.cases.show(CaseId(id_), now()), process)
    for sentence in closed:
        typer.echo(f"warning: {sentence}", err=True)
    typer.echo(f"Granted as {process.id}, recorded as {index}. Tell the requester to ask again.")


def _still_closed(compiled: Compiled, case: Case, process: LegalProcess) -> list[str]:
    """What the grant does not open after all: a law may yield to a judge and not to counsel."""
    from firewall import partners
    from firewall.identity import introduce
    from firewall.model import Exchange
    from firewall.policy.decide import plan
    from firewall.policy.explain import still_closed

    asks_again = Exchange(
        id=case.exchange,
        at=process.starts,
        requester=introduce.requester(case.chain[0].id, partners.facts(compiled.bundle), "case"),
        method="GET",
        route=case.route,
        direction=case.direction,
        purpose=case.purpose,
        asks=case.asks,
        target=case.target,
        processes=(process,),
    )
    return still_closed(plan(compiled.bundle, asks_again), process.categories)


@app.command()
def deny(id_: Id, why: Why, by: By = "", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Close the case; nothing goes out."""
    from firewall.app import now
    from firewall.model import CaseId

    with closing(config) as books:
        books.persons.cases.deny(CaseId(id_), by=actor(by), why=why, at=now())
        index = books.staffed(now(), actor(by), "case deny", id_, {"why": why})
    typer.echo(f"Denied, recorded as {index}. Nothing goes out; who asks again gets a new case.")


def _brief(row: dict[str, object]) -> dict[str, object]:
    who, whom, wants = row["who"], row["for whom"], row["wants"]
    return {
        "case": row["case"],
        "state": row["state"],
        "who": who if who == whom else f"{who}\nfor {whom}",
        "asks": f"{row['purpose'] or 'says no purpose'}\n{row['route']}",
        "wants": "\n".join(wants) if isinstance(wants, list) else "",
        "times": row["times"],
        "since": str(row["first"]).partition(" ")[0],
    }


def _row(case: Case) -> dict[str, object]:
    return {
        "case": case.id,
        "state": case.state.value,
        "outcome": case.outcome.name.lower(),
        "who": case.chain[0].id or case.chain[0].kind,
        "for whom": case.principal.id or case.principal.kind,
        "purpose": case.purpose,
        "route": case.route,
        "wants": sorted(case.wants),
        "times": case.times,
        "first": f"{case.first:%Y-%m-%d %H:%M}",
        "last": f"{case.last:%Y-%m-%d %H:%M}",
    }
