"""``firewall policy diff --replay``: the record decided again, for ``differing``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from firewall.cli.common import counted, settings_of, table

if TYPE_CHECKING:
    from firewall.audit.stores import Reads
    from firewall.policy.compiled import Compiled

_COLUMNS = (
    "exchanges",
    "requester",
    "route",
    "purpose",
    "before",
    "after",
    "gone",
    "come",
    "otherwise",
    "rules",
)


def decided_again(
    old: Compiled, new: Compiled, on: date, record: AbstractContextManager[Reads], days: int | None
) -> dict[str, Any]:
    """Read the record, beside whoever writes it, and decide it again.  Raises AuditError."""
    from firewall.policy.diff.contexts import boundaries
    from firewall.replay.deciding import Replaying
    from firewall.replay.entries import gathered
    from firewall.replay.report import made, plain

    turns = sorted({day for compiled in (old, new) for day in boundaries(compiled.bundle)})
    with record as reader:
        found = gathered(_entries(reader, days), turns, _progress, old.bundle.city)
    return plain(made(found, Replaying(old, new, on)))


@contextmanager
def reading(data: Path | None, config: Path) -> Iterator[Reads]:
    """The record of a data directory, else of a configuration, beside whoever writes it.  Raises AuditError."""
    from firewall.audit.places import place
    from firewall.audit.store import DATABASE
    from firewall.errors import AuditError

    settings = settings_of(config) if data is None else None
    directory = settings.data if settings is not None else data or Path()
    database = settings.record.database if settings is not None else None
    if database is None and not (directory / DATABASE).exists():
        raise AuditError(f"There is no audit log in {directory}. Name the data directory with --data.")
    reader = place(directory, database).reader()
    try:
        yield reader
    finally:
        reader.close()


def _entries(reader: Reads, days: int | None) -> Iterator[tuple[int, bytes]]:
    if days is None:
        return reader.entries(0, 2**62)
    now = datetime.now(UTC)
    return reader.during(now - timedelta(days=days), now + timedelta(days=1))


def _progress(entries: int) -> None:
    if sys.stderr.isatty():
        typer.echo(f"\r{entries} entries read\r", err=True, nl=False)


def tell(again: dict[str, Any], on: date, *, looser: bool) -> None:
    from firewall.replay.report import is_looser
    from firewall.shadow.report import SAYS

    totals = again["totals"]
    typer.echo(f"\nOf the record, {counted(again['exchanges'], 'exchange')}, as if they came again on {on}:")
    for change, says in SAYS.items():
        rows = [r for r in again["differences"] if r["change"] == change and (not looser or is_looser(r))]
        if rows:
            typer.echo(f"\n{says} ({sum(r['exchanges'] for r in rows)}):")
            table(list(_COLUMNS), [[_cell(row[name]) for name in _COLUMNS] for row in rows])
    typer.echo(f"\nUnchanged: {totals['unchanged']}.")
    if unread := totals["not-decided-by-a-policy"]:
        typer.echo(f"Refused because it could not be read or failed, as under any policy: {unread}.")
    if unsaid := totals["cannot-be-said"]:
        typer.echo(f"Cannot be said: {unsaid}.")
        for one in again["cannot_be_said"]:
            typer.echo(f"  {one['exchanges']}: {one['why']}")


def _cell(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
