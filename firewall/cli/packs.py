"""``firewall packs``: the laws of places that come with the program, and what each leaves to counsel."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import Json, known, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firewall.packs.telling import Said
    from firewall.policy.packs import Choice, Pack

_WIDTH = 100

app = typer.Typer(help="The laws of places that come with the program: which there are, what each says.")


@app.callback(invoke_without_command=True)
def list_(context: typer.Context, as_json: Json = False) -> None:
    """
    List the packs, or show one in words.

    A city includes a pack in city.yaml, by name and dates, with counsel's choices. None is legal advice.
    Examples: firewall packs; firewall packs show us-il-chicago
    """
    if context.invoked_subcommand is not None:
        return
    from firewall.packs import shipped

    rows = [
        {
            "pack": pack.name,
            "title": pack.title,
            "jurisdiction": pack.jurisdiction,
            "includes": list(pack.includes),
        }
        for pack in shipped().values()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        cells = [[str(row["pack"]), str(row["title"]), str(row["jurisdiction"])] for row in rows]
        table(["pack", "title", "jurisdiction"], cells)
        typer.echo("\nThey are a starting point for the city's counsel, and no legal advice.")


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of a pack, such as us-il-chicago.")],
    as_json: Json = False,
) -> None:
    """Show a pack in words: its rules, its duties, what counsel must choose, what it leaves out."""
    from firewall.packs import shipped
    from firewall.packs.telling import duties, rules

    known(frozenset({name}), [*shipped()], "a pack")
    pack = shipped()[name]
    if as_json:
        typer.echo(json.dumps(_object(pack, rules(name), duties(name)), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{pack.title} ({pack.jurisdiction})\n")
    _paragraph(pack.says)
    _paragraph(pack.advice)
    if pack.includes:
        typer.echo(f"It includes: {', '.join(pack.includes)}.\n")
    for of, choice in _choices(pack):
        typer.echo(
            f"Counsel chooses: {choice.name}{'' if of == name else f' (asked by {of}, which it includes)'}"
        )
        _paragraph(choice.says, "  ")
        for word, says in choice.words.items():
            _paragraph(f"{word}: {says}", "    ")
    for said in (*rules(name), *duties(name)):
        _tell(said)
    if pack.leaves_out:
        typer.echo("What it leaves out:")
        for sentence in pack.leaves_out:
            _paragraph(f"- {sentence}", "  ")


def _choices(pack: Pack) -> Iterator[tuple[str, Choice]]:
    """All that counsel is asked where a city takes this pack: its own questions, and those of what it includes."""
    from firewall.packs import shipped
    from firewall.policy.packs import closure

    for name in closure(pack.name, shipped()):
        yield from ((name, choice) for choice in shipped()[name].choices.values())


def _tell(said: Said) -> None:
    typer.echo(f"{said.id}  (from {said.since})")
    _paragraph(said.says, "  ")
    for sentence in said.about:
        _paragraph(sentence, "    ", end="")
    if said.cite:
        quoted = "" if said.quote == "unconfirmed" else f' "{said.quote}"'
        found = "" if said.url == "unconfirmed" else f" ({said.url})"
        _paragraph(f"{said.cite}.{quoted}{found}", "    ", end="")
    typer.echo("")


def _paragraph(text: str, indent: str = "", end: str = "\n") -> None:
    lines = textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
    typer.echo("\n".join(lines) + end)


def _object(pack: Pack, closing: list[Said], opening: list[Said]) -> dict[str, object]:
    return {
        "pack": pack.name,
        "title": pack.title,
        "jurisdiction": pack.jurisdiction,
        "says": pack.says,
        "advice": pack.advice,
        "includes": list(pack.includes),
        "choices": {
            c.name: {"says": c.says, "words": dict(c.words), "asked_by": of} for of, c in _choices(pack)
        },
        "rules": [_said(one) for one in closing],
        "duties": [_said(one) for one in opening],
        "leaves_out": list(pack.leaves_out),
    }


def _said(said: Said) -> dict[str, object]:
    return {
        "id": said.id,
        "says": said.says,
        "cite": said.cite,
        "quote": said.quote,
        "url": said.url,
        "from": said.since,
        "about": list(said.about),
    }
