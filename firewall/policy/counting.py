"""Which counts of a route of statistics leave with the small ones kept back, and what else of its table leaves."""

from __future__ import annotations

from firewall.counted import Table
from firewall.model import Outcome, Path, Plan, Treatment
from firewall.policy.outcomes import REMOVE, suppression
from firewall.policy.rules import Route

_SEVERAL = "several"
"""Where a table is shared by two profiles: no profile is called so, and nothing of the table leaves."""


def profile_of(plan: Plan, route: Route) -> str:
    """Return the profile by which the small counts of a route are kept back; empty where none are."""
    table = route.table
    places = _places(table) if table is not None else frozenset()
    named = {suppression(plan.of(c)) for path in places for c in route.fields.get(path, ())} - {""}
    return next(iter(named)) if len(named) == 1 else _SEVERAL if named else ""


def in_table(treatment: Treatment, path: Path, table: Table | None, profile: str) -> Treatment:
    """
    Return what happens at a place, once small counts are kept back where they stand.

    INVARIANT: beside what is counted and what it is counted by nothing of a row leaves: a share, a rate or a mean
    of the row would give the count away.
    """
    is_there = table is not None and path in _places(table)
    if table is not None and profile and not is_there and path[: len(table.rows)] == table.rows:
        return REMOVE
    if suppression(treatment):
        return Treatment(Outcome.RELEASE) if is_there and profile != _SEVERAL else REMOVE
    return treatment


def _places(table: Table) -> frozenset[Path]:
    cells = ((*table.rows, "*", name) for name in (*table.by, *table.counts))
    return frozenset((*cells, *table.totals))
