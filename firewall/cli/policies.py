"""``firewall try``: what would happen, and why, for the people who write the rules."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from firewall.cli.checking import model_of
from firewall.cli.common import (
    Json,
    cache_folder,
    content,
    day_of,
    known,
    preparing,
    table,
    words,
)

if TYPE_CHECKING:
    from firewall.means import Names as NamesFinder
    from firewall.policy.compiled import Compiled
    from firewall.rehearsal import Rehearsal, Scene

T = TypeVar("T")

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The policy folder.")]
Configured = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help="With the names, and the model for names, that this configuration file sets up.",
    ),
]
POLICIES = Path("policies")

tests = typer.Typer(
    help="The policy files: run their tests, see what a draft would change.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    app.command("try")(try_)


def with_names(config: Path | None, work: Callable[[NamesFinder | None], Awaitable[T]]) -> T:
    """Do what needs the model, if one is set up."""
    from firewall.app import reading_names

    async def done() -> T:
        async with reading_names(model_of(config)) as names:
            return await work(names)

    return asyncio.run(done())


def try_(
    requester: Annotated[str, typer.Option("--as", help="A partner, or a kind of requester.")],
    route: Annotated[str, typer.Option("--route", help="What is asked for: clinic:patient")],
    purpose: Annotated[str, typer.Option("--purpose", help="What the requester says it is for.")] = "",
    body: Annotated[
        Path | None, typer.Option("--body", help="A sample of what the service answers, JSON.")
    ] = None,
    sends: Annotated[Path | None, typer.Option("--sends", help="What the requester sends, JSON.")] = None,
    behind: Annotated[
        list[str] | None,
        typer.Option(
            "--behind", help="For whom the requester acts, as a signed token says; may be repeated."
        ),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            help="Verified process and what it covers: judicial-warrant:identity.name,contact; may be repeated.",
        ),
    ] = None,
    claims: Annotated[
        str, typer.Option("--claims", help="Process the requester only claims: admin-warrant")
    ] = "",
    asks: Annotated[
        list[str] | None, typer.Option("--ask", help="A query parameter, name=value; may be repeated.")
    ] = None,
    on: Annotated[str, typer.Option("--on", help="On which day. Default: today.")] = "",
    folder: Annotated[Path, typer.Option("--policies", help="The policy folder.")] = POLICIES,
    config: Configured = None,
    as_json: Json = False,
) -> None:
    """Say what would happen, and why, without asking anybody."""
    from firewall.app import detectors, load_policies
    from firewall.model import ProcessKind, Purpose, RouteId
    from firewall.rehearsal import Scene, paper_in, rehearse

    compiled = load_policies(folder, proves=False)
    vocabulary, bundle = compiled.bundle.vocabulary, compiled.bundle
    papers = [paper_in(bundle, text) for text in with_ or ()]
    known(
        frozenset({requester, *(behind or ())}),
        [*bundle.partners, *vocabulary.kinds],
        "a partner or a kind of requester",
    )
    known(frozenset({route}), [*bundle.routes], "a route")
    known(words(purpose).union(*(p.purposes for p in papers)), [*vocabulary.purposes], "a purpose")
    known(words(claims).union(p.kind for p in papers), [*vocabulary.processes], "a kind of legal process")
    known(frozenset().union(*(p.covers for p in papers)), [*vocabulary.categories], "a category")
    scene = Scene(
        requester=requester,
        route=RouteId(route),
        purpose=Purpose(purpose) if purpose else None,
        behind=tuple(behind or ()),
        papers=tuple(papers),
        claims=frozenset(map(ProcessKind, words(claims))),
        asks=tuple(_pair(text) for text in asks or ()),
        sends=content(sends),
        body=content(body),
        on=day_of(on, compiled.bundle.city),
    )
    looking = detectors(cache_folder(), preparing)
    played = with_names(config, lambda names: rehearse(compiled, looking, scene, names))
    if as_json:
        typer.echo(json.dumps(_played(played), ensure_ascii=False, indent=2, default=str))
    else:
        _explain(compiled, scene, played, reads_names=model_of(config).model is not None)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter("--ask: write name=value.")
    return name, value


def _played(played: Rehearsal) -> dict[str, object]:
    ruling = played.last
    return {
        "outcome": ruling.decision.outcome.name.lower(),
        "status": ruling.status,
        "rules": list(ruling.decision.rules),
        "openers": list(ruling.decision.openers),
        "reasons": list(ruling.decision.reasons),
        "out": played.after,
    }


def _taken_out(played: Rehearsal) -> list[str]:
    from firewall.model import Outcome

    counts = played.request.decision.counts
    return list(dict.fromkeys(c.pattern for c in counts if c.outcome >= Outcome.REMOVE and c.pattern))


def _explain(compiled: Compiled, scene: Scene, played: Rehearsal, *, reads_names: bool) -> None:
    from firewall.model import Outcome
    from firewall.policy.explain import members, sentences
    from firewall.policy.reasons import reason

    exchange = played.request.exchange
    plan = compiled.plan(exchange)
    for sentence in sentences(compiled.bundle, exchange, plan):
        typer.echo(sentence)
    ruling = played.last
    if taken := _taken_out(played):
        typer.echo(f"Taken out of what is sent: {', '.join(taken)}.")
    if ruling.decision.outcome is not plan.outcome:
        typer.echo(f"In the end the outcome is {ruling.decision.outcome.name.lower()}:")
    for code in ruling.decision.reasons:
        if code not in plan.reasons:
            typer.echo(reason(code))
    typer.echo(f"The requester is answered with {ruling.status}.")
    if ruling.decision.outcome is Outcome.RELEASE:
        route = compiled.bundle.routes[scene.route]
        view = compiled.answer_view(plan, route, frozenset(), reads_names=reads_names)
        typer.echo("")
        table(["member", "is", "what happens", "by rule"], [list(row) for row in members(view)])
        if scene.body:
            typer.echo("\nThis would go out:")
            typer.echo(json.dumps(played.after, ensure_ascii=False, indent=2, default=str))
