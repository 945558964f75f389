"""What may leave of records that are one table: as ``withholding`` does it, a column at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firewall.detect import Detectors
from firewall.grid import Grid
from firewall.inspection.echoes import is_name
from firewall.inspection.together import telling
from firewall.inspection.withholding import Screened, screened_of, settled
from firewall.model import View
from firewall.transform.grid import Left, prune_grid
from firewall.transform.pruned import Pruned
from firewall.transform.values import Pseudonymize


@dataclass(frozen=True, slots=True)
class Sifted:
    """``screened`` says what happened, and has no tree: ``grid`` is what may leave."""

    grid: Grid
    screened: Screened


class _OneByOneError(Exception):
    """The records have to be looked at one by one."""


def withhold_grid(
    given: Grid,
    view_of: Callable[[frozenset[str]], View],
    latched: frozenset[str],
    detectors: Detectors,
    pseudonymize: Pseudonymize,
) -> Sifted | None:
    """
    Do as ``withhold`` does with a list of these records.  Raises :class:`Failure`.

    None where it cannot be done by columns: what is said of records together, or read by a model, is not.
    """
    view, tells = view_of(latched), telling(detectors)
    if view.needs_names or view.alike is not None or view.table is not None:
        return None

    def pruned_by(view: View, _closed: frozenset[str]) -> tuple[Pruned, Left]:
        found = prune_grid(given, view, pseudonymize, tells, is_name)
        if found is None:
            raise _OneByOneError
        return found

    try:
        found = settled(pruned_by, view_of, latched, detectors, {})
    except _OneByOneError:
        return None
    return Sifted(found.left.grid(), screened_of(found, None))
