"""Where counts stand in an answer that is a table of statistics: a noun beside those of ``model``."""

from __future__ import annotations

from dataclasses import dataclass

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    Of each of ``rows``, how many (``counts``) by what (``by``); ``totals`` are those of all rows.

    ``derived`` is worked out from counts.  ``totals_by`` are those of ``by`` whose totals alone are known to anybody:
    none where all may be.  ``total_word`` is what a row says that is the total of others.  ``marker`` stands where a
    count was kept back.
    """

    rows: Steps
    by: tuple[str, ...]
    counts: tuple[str, ...]
    derived: tuple[str, ...] = ()
    totals: tuple[Steps, ...] = ()
    totals_by: tuple[str, ...] = ()
    total_word: str | None = None
    marker: str | None = None
