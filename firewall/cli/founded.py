"""What ``firewall init`` found and wrote, told to the person who has to decide next."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from firewall.cli.common import counted, known, program, table

if TYPE_CHECKING:
    from firewall.founding.mapping import Mapped
    from firewall.founding.routes import Plan
    from firewall.founding.texts import First
    from firewall.survey.proposing import Proposal

_MOST_ROWS = 40


def _state(proposal: Proposal) -> str:
    from firewall.survey.writing import is_sure

    if is_sure(proposal):
        return "declared"
    if proposal.keyed:
        return "cannot be declared"
    return "waits for you" if proposal.category else "unknown"


def tell(
    first: First,
    plan: Plan,
    mapped: Mapped,
    aside: list[str],
    directory: Path,
    port: int,
    queries: Mapping[str, str],
) -> None:
    """``queries``: how routes were asked that a person named."""
    from firewall.survey.writing import is_sure

    rows = [
        [
            route.name,
            f"GET /{first.service}{route.path}",
            str(len(mapped.sampled.answers.get(f"{first.service}:{route.name}", ()))),  # type: ignore[call-overload]  # a RouteId is a str
            *_counts(f"{first.service}:{route.name}", mapped),
        ]
        for route in plan.routes
    ]
    table(["route", "asked of the firewall as", "answers", "declared", "wait for you"], rows)
    members = {(one.pointer, one.category, is_sure(one)): one for one in mapped.proposals}
    shown = sorted(members.values(), key=lambda one: (not is_sure(one), not one.category))
    if shown:
        typer.echo("")
        table(
            ["member", "may be", "by", "state"],
            [
                [printable(one.pointer), one.category or "?", " and ".join(one.by), _state(one)]
                for one in shown[:_MOST_ROWS]
            ],
        )
    if len(shown) > _MOST_ROWS:
        typer.echo(f"... and {counted(len(shown) - _MOST_ROWS, 'member')} more, in the service's file.")
    for note in _notes(plan, mapped):
        typer.echo(f"note: {printable(note)}", err=True)
    for name in aside:
        typer.echo(f"Put aside: {name}", err=True)
    path, name = _likeliest(plan, mapped)
    _next(first, path + queries.get(name, ""), directory, port)


def _notes(plan: Plan, mapped: Mapped) -> list[str]:
    """What a person should know; first which words of their own are policy now, as one may be somebody's name."""
    steps = {step for route in plan.routes if route.asked for step in route.path.split("/")}
    words = ", ".join(sorted(step for step in steps if step[:1] not in ("", "{")))
    told = f"words of your paths that are in the policy now: {words}. Write a part that varies as {{name}}."
    return [*([told] if words else []), *mapped.sampled.notes, *plan.left_out]


def printable(text: str) -> str:
    """Return a text that a service wrote, without what a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in text)


def _counts(route: str, mapped: Mapped) -> tuple[str, str]:
    from firewall.survey.writing import is_sure

    own = [one for one in mapped.proposals if one.route == route]
    sure = sum(map(is_sure, own))
    return str(sure), str(len(own) - sure)


def _likeliest(plan: Plan, mapped: Mapped) -> tuple[str, str]:
    """Return a path to try, and its route: the one of which most is known, without parameters where there is such."""
    seen = {
        (one.route.partition(":")[2], one.category) for one in mapped.proposals if one.category and one.seen
    }
    known = Counter(route for route, _ in seen)
    best = min(plan.routes, key=lambda route: (bool(route.parameters), -known[route.name]))
    return best.path, best.name


def _next(first: First, path: str, directory: Path, port: int) -> None:
    here = program()
    listen = port or "PORT"
    go = "" if directory.resolve() == Path.cwd() else f"  cd {shlex.quote(str(directory))}\n"
    typer.echo(
        f"""
Nothing of a person leaves yet. Next:

{go}  {here} check                       # is everything ready?
  {here} run                         # leave it running, and go on in another terminal
  {here} partner add-key {first.partner}
  curl -i -H 'Authorization: Bearer KEY' -H 'Purpose-Of-Use: {first.purpose}' 'http://127.0.0.1:{listen}/{first.service}{path}'

Then decide. The firewall takes over what you change:

  policies/services/{first.service}.yaml   what each member is; what waits for you stands behind a `#`
  policies/agreements/first.yaml      what {first.partner} gets, and who signs that
  policies/laws/welcoming-city.yaml   what closes; counsel's to write
  {here} policy test policies        # still true?"""
    )


def described(directory: Path, first: First, plan: Plan, mapped: Mapped) -> dict[str, object]:
    return {
        "directory": str(directory.resolve()),
        "service": first.service,
        "routes": [{"route": route.name, "match": f"GET {route.path}"} for route in plan.routes],
        "members": [
            {
                "route": one.route,
                "path": one.pointer,
                "proposed": one.category,
                "by": list(one.by),
                "state": _state(one),
            }
            for one in mapped.proposals
        ],
        "notes": _notes(plan, mapped),
    }


def with_packs(first: First, names: list[str] | None) -> First:
    """Ask for packs where somebody can answer.  Raises typer.BadParameter for one that there is not."""
    from dataclasses import replace

    from firewall.packs import shipped

    if names is None and sys.stdin.isatty():
        said = typer.prompt("Packs with the laws of the place (see: firewall packs), or none", default="none")
        names = [word for word in said.replace(",", " ").split() if word != "none"]
    known(frozenset(names or ()), [*shipped()], "a pack")
    return replace(first, packs=tuple(dict.fromkeys(names or ())))
