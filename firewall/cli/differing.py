"""``firewall policy diff``: what one policy would change for whom, against another."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from firewall.cli.common import DEFAULT_CONFIG, ConfigFile, Json, counted, day_of, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from firewall.policy.diff.contexts import Pair
    from firewall.policy.diff.edits import Edit
    from firewall.policy.diff.rows import Found
    from firewall.policy.diff.told import Line

_MOST = 12
"""Lines of a kind that are shown without ``--full``: what a person reads before signing."""
_HEADS = {
    "looser": "Looser: a second person must look at this",
    "stricter": "Stricter",
    "other": "Told or counted otherwise",
}


def register(app: typer.Typer) -> None:
    app.command("diff")(diff)


def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="The policy now: a folder or a bundle.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The draft: a folder or a bundle.")],
    looser: Annotated[bool, typer.Option("--looser", help="Show only what becomes looser.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Show every change, as a table.")] = False,
    on: Annotated[str, typer.Option("--on", help="From which day on. Default: today.")] = "",
    replay: Annotated[
        bool, typer.Option("--replay", help="Also decide the exchanges of the record again, under both.")
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="The data directory of the record. Default: that of the configuration."),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", min=1, help="Decide again only the last so many days.")
    ] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """
    Tell what changes for whom from policy A to policy B, and from when.

    Every partner, every kind of requester and whoever may carry for another is tried with every route, purpose,
    claim and verified process, today and on each later day on which something begins or ends. What no answer shows,
    as a certificate, an upstream, a time zone or a promise that is gone, is listed as well. Ends with 0 where nobody
    would notice anything and there is nothing of that kind to look at, else with 1, and with 2 where one of the two
    cannot be read.

    With --replay, the record is read beside a firewall that may be running: what of it would be newly refused, newly
    released or unchanged under B, as if it came again today.

    Example: firewall policy diff policies draft --replay --days 30
    """
    from firewall.folder import load_policies
    from firewall.policy.diff.edits import edits
    from firewall.policy.diff.rows import differences
    from firewall.policy.diff.told import lines
    from firewall.proving.prove import unkept
    from firewall.replay.sides import pair

    old, new = (load_policies(path, proves=False) for path in (before, after))
    both = pair(old.bundle, new.bundle)
    day = day_of(on, old.bundle.city)
    found = differences(both, day)
    said = [one for one in lines(both, found.rows, full=full) if not looser or one.verdict.value == "looser"]
    edited = edits(old.bundle, new.bundle, (old.texts, new.texts))
    broken = unkept(new.bundle)
    again = None
    if replay:
        from firewall.cli.replaying import decided_again, reading

        again = decided_again(old, new, day, reading(data, config), days)
    if as_json:
        told = (
            _object(both, edited, found, said)
            | {"broken_promises": len(broken)}
            | ({"replay": again} if again is not None else {})
        )
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"From {old.bundle.digest[:12]} to {new.bundle.digest[:12]}.")
        _tell_edits(edited, _effects(both, edited, found))
        _tell_looks(edited, full=full)
        _tell(said, edited, full=full, looser=looser)
        if broken:
            typer.echo(
                f"\nB breaks {counted(len(broken), 'promise')}, and would not be loaded. "
                f"See which: firewall policy prove {after}"
            )
        if again is not None:
            from firewall.cli.replaying import tell

            tell(again, day, looser=looser)
    sys.exit(1 if found.rows or _looks(edited) else 0)


# ---- what was edited


def _tell_edits(edited: tuple[Edit, ...], effects: Mapping[Edit, str]) -> None:
    if not edited:
        typer.echo("The files are the same.")
        return
    typer.echo(f"\nEdited ({counted(len(edited), 'thing')}):")
    for edit in edited:
        typer.echo(f"  {_said(edit)}{effects[edit]}")


def _said(edit: Edit) -> str:
    return f"{edit.file}: the {edit.kind} {edit.id} was {edit.change}. {' '.join(edit.says)}".rstrip()


def _effects(pair: Pair, edited: tuple[Edit, ...], found: Found) -> dict[Edit, str]:
    """
    Say which edits decide nothing; nothing is said of the others.

    INVARIANT: never of an edit that loosens, nor where somebody may ask for another: not every chain is tried.
    """
    has_chains = any(a.through or a.onward for bundle in pair.bundles for a in bundle.agreements)
    return {edit: _effect(edit, found, has_chains=has_chains) for edit in edited}


def _effect(edit: Edit, found: Found, *, has_chains: bool) -> str:
    if edit.is_wording:
        return " Nothing is decided by that."
    is_known = edit.kind in {"rule", "agreement"} and not edit.needs_a_look and not has_chains
    if is_known and edit.id not in found.concerned:
        return " Nothing is decided otherwise for it."
    return ""


# ---- what no answer shows


def _looks(edited: tuple[Edit, ...]) -> list[Edit]:
    return [edit for edit in edited if edit.needs_a_look]


def _tell_looks(edited: tuple[Edit, ...], *, full: bool) -> None:
    looks = _looks(edited)
    if not looks:
        return
    typer.echo(f"\nEdits that loosen, or may: a second person must look at this ({len(looks)}):")
    shown = looks if full else looks[:_MOST]
    for edit in shown:
        typer.echo(f"  {_said(edit)}")
    if len(looks) > len(shown):
        typer.echo(f"  ... and {len(looks) - len(shown)} more; see all with --full.")


# ---- what changes for whom


def _tell(said: list[Line], edited: tuple[Edit, ...], *, full: bool, looser: bool) -> None:
    for verdict, head in _HEADS.items():
        some = [line for line in said if line.verdict.value == verdict]
        if not some:
            continue
        typer.echo(f"\n{head} ({len(some)}):")
        if full:
            _table(some)
            continue
        for line in some[:_MOST]:
            typer.echo(f"  {line.sentence}")
        if len(some) > _MOST:
            typer.echo(f"  ... and {len(some) - _MOST} more; see all with --full.")
    if not said:
        typer.echo(f"\n{_nothing(edited, looser=looser)}")


def _nothing(edited: tuple[Edit, ...], *, looser: bool) -> str:
    """Say no more than is known: answers were compared, and an edit may matter elsewhere."""
    if looser:
        return "No answer that was tried becomes looser." if _looks(edited) else "Nothing becomes looser."
    is_all_wording = all(edit.is_wording for edit in edited)
    return "Nothing changes for anybody." if is_all_wording else "No answer that was tried changes."


def _table(some: list[Line]) -> None:
    columns = ["what", "who", "change", "where", "given", "when"]
    rows = [
        [one.facet, one.who, one.says, one.where.removeprefix("at "), one.given, one.when] for one in some
    ]
    table(columns, rows)


def _object(pair: Pair, edited: tuple[Edit, ...], found: Found, said: list[Line]) -> dict[str, object]:
    effects = _effects(pair, edited, found)
    before, after = pair.bundles
    looks = _looks(edited)
    return {
        "before": before.digest,
        "after": after.digest,
        "edits": [_edit(edit, effects[edit]) for edit in edited],
        "changes": [_line(line) for line in said],
        "look_at": [_edit(edit, effects[edit]) for edit in looks],
        # A gate that asks for 0 has to see either.
        "looser": sum(line.verdict.value == "looser" for line in said) + len(looks),
    }


def _edit(edit: Edit, effect: str) -> dict[str, object]:
    return {
        "file": edit.file,
        "kind": edit.kind,
        "id": edit.id,
        "change": edit.change,
        "says": list(edit.says),
        "has_effect": not effect,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "verdict": line.verdict.value,
        "what": line.facet,
        "says": line.sentence,
        "exactly": [
            {
                "about": sorted(row.about),
                "requesters": sorted(row.askers),
                "routes": sorted(row.routes),
                "purposes": sorted(row.purposes),
                "since": None if row.since is None else row.since.isoformat(),
                "until": None if row.until is None else row.until.isoformat(),
            }
            for row in line.rows
        ],
    }
