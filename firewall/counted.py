"""What is counted in an answer, its records or what a table of statistics says: nouns beside those of ``model``."""

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


@dataclass(frozen=True, slots=True)
class Limit:
    """How many records an agreement that was met gives in one request and in one day, and how many must look alike."""

    agreement: str
    per_request: int | None
    per_day: int | None
    alike: int | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """
    Of the list at ``records`` only what ``least`` of them have in common leaves.

    They look alike by everything but what is of the categories ``unseen``: nobody outside can see that of a person.
    """

    least: int
    records: Steps
    unseen: frozenset[str]
