"""
Read and detect: what a message says and what is in it.

Pure and total: whatever goes wrong in here, an unreadable body or a detector that breaks,
comes out as a :class:`Failure`, which nothing can release.
"""

from __future__ import annotations

from firewall.inspection.addressed import withhold_addressed
from firewall.inspection.asking import Asked, read_request, target
from firewall.inspection.cursors import Cursors
from firewall.inspection.echoes import Named
from firewall.inspection.grids import Sifted, withhold_grid
from firewall.inspection.leaving import residue
from firewall.inspection.links import localized
from firewall.inspection.reading import (
    Failure,
    count_records,
    is_document,
    parse,
    read_body,
    read_grid,
    rewrite,
    write,
    write_grid,
)
from firewall.inspection.replies import data_alone, replied
from firewall.inspection.withholding import Screened, outcome_at, to_be_named, values_withheld, withhold

__all__ = [
    "Asked",
    "Cursors",
    "Failure",
    "Named",
    "Screened",
    "Sifted",
    "count_records",
    "data_alone",
    "is_document",
    "localized",
    "outcome_at",
    "parse",
    "read_body",
    "read_grid",
    "read_request",
    "replied",
    "residue",
    "rewrite",
    "target",
    "to_be_named",
    "values_withheld",
    "withhold",
    "withhold_addressed",
    "withhold_grid",
    "write",
    "write_grid",
]
