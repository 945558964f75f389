"""``firewall explain``: what a code means, why it matters, and how it is mended."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from firewall.cli.common import Json, table
from firewall.cli.languages import Lang, chosen

if TYPE_CHECKING:
    from firewall.policy.faults.explained import Explanation
    from firewall.policy.faults.table import Entry

_BLANK = re.compile(r"\{(?!case\}|id\})\w+\}")
"""A word that is put in where the fault is found; the two others stand in examples, as they are."""


def register(app: typer.Typer) -> None:
    app.command("explain")(explain)


def explain(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="As `firewall check` tells it, such as POL041.")
    ] = "",
    as_json: Json = False,
    lang: Lang = "",
) -> None:
    """
    Explain a fault or a warning of a policy; without a code, list all of them.

    Examples:
      firewall explain POL041
      firewall explain POL443 --lang es
      firewall explain

    """
    from firewall.policy.faults.explained import explanation
    from firewall.policy.faults.table import entries

    language = chosen(lang)
    known = entries(language)
    if not code:
        _list(list(known.values()), as_json=as_json)
        return
    found = known.get(_meant(code))
    if found is None:
        _unknown(code, {entry.name: entry.code for entry in known.values()})
    elif as_json:
        typer.echo(json.dumps(_object(explanation(found.code, language)), ensure_ascii=False, indent=2))
    else:
        typer.echo(_told(explanation(found.code, language), language))


def _meant(code: str) -> str:
    """Read a code as people write it: `pol41`, `41`, or its short name."""
    from firewall.policy.faults.table import entries

    number = re.fullmatch(r"(?:pol[ -]?)?([0-9]{1,3})", code.strip().lower())
    if number is not None:
        return f"POL{int(number[1]):03d}"
    return next((e.code for e in entries().values() if e.name == code.strip().lower()), code)


def _unknown(code: str, names: dict[str, str]) -> None:
    from firewall.policy.faults.table import nearest, offer

    codes = [one.upper() for one in nearest(code, (one.lower() for one in names.values()))[0]]
    remedy = offer(codes or nearest(code, names)[0], ()) or "`firewall explain` alone lists all."
    typer.echo(f"firewall: `{code}` is not a code. {remedy}", err=True)
    sys.exit(2)


def _list(known: list[Entry], *, as_json: bool) -> None:
    if as_json:
        rows = [{"code": e.code, "name": e.name, "says": _blank(e.says)} for e in known]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        table(["code", "name", "says"], [[e.code, e.name, _blank(e.says)] for e in known])


def _blank(text: str) -> str:
    return _BLANK.sub("...", text)


def _object(found: Explanation) -> dict[str, object]:
    from firewall.policy.faults.table import FIRST_WARNING

    entry, example = found.entry, found.example
    return {
        "code": entry.code,
        "name": entry.name,
        "level": "warning" if entry.code >= FIRST_WARNING else "fault",
        "says": _blank(entry.says),
        "why": found.why,
        "remedy": _blank(entry.remedy),
        "example": None
        if example is None
        else {"file": example.file, "before": example.before, "after": example.after},
    }


def _told(found: Explanation, language: str) -> str:
    from firewall.policy.faults.table import FIRST_WARNING, phrase

    entry, example = found.entry, found.example
    level = phrase("is-warning" if entry.code >= FIRST_WARNING else "is-fault", language)
    remedy = _blank(entry.remedy) or phrase("nearest", language)
    parts = [f"{entry.code} {entry.name} ({level})", _blank(entry.says)]
    if found.why:
        parts.append(f"{phrase('why', language)}: {found.why}")
    parts.append(f"{phrase('remedy', language)}: {remedy}")
    if example is not None:
        parts.append(f"{phrase('before', language)} {example.file}:\n{_indented(example.before)}")
        parts.append(f"{phrase('after', language)}:\n{_indented(example.after)}")
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.replace("\t", "→").splitlines())
