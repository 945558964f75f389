"""Records that have all the same names and no parts, as columns: what holds for a column is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from firewall.model import Tree

LEAST = 8
"""Records, from which on columns are less work."""

DEPTH = 4
_OBJECT, _TEXT = frozenset({dict}), frozenset({str})
_PLAIN = frozenset({str, int, float, Decimal, bool, type(None)})


@dataclass(frozen=True, slots=True)
class Grid:
    """
    ``columns`` are as many as ``names``, each with a value for each of the ``records``; a value with parts is one that
    all of them have, with the same names in all, so that it is columns, too.

    Says the same as a list of objects with these names, in this order.
    """

    names: tuple[str, ...]
    columns: tuple[Column, ...] = field(repr=False)
    records: int

    @property
    def first(self) -> dict[str, Tree]:
        return {
            name: column.first if isinstance(column, Grid) else column[0]
            for name, column in zip(self.names, self.columns, strict=True)
        }

    def rows(self) -> list[dict[str, Tree]]:
        names = self.names
        if not names:
            return [{} for _ in range(self.records)]
        columns = map(values_of, self.columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def under(self, names: Sequence[str], missing: Tree) -> Grid:
        """Return the columns of these names, in their order; where there is none, one of ``missing`` alone."""
        known = dict(zip(self.names, self.columns, strict=True))
        columns: tuple[Column, ...] = tuple(
            known[name] if name in known else [missing] * self.records for name in names
        )
        return Grid(tuple(names), columns, self.records)


Column = Sequence[Tree] | Grid


def grid_of(records: Sequence[Tree], depth: int = DEPTH) -> Grid | None:
    """Return records as columns; None where they are few, or have not all the same names down to their values."""
    if len(records) < LEAST or not depth or not _OBJECT.issuperset(map(type, records)):
        return None
    names: tuple[str, ...] = tuple(records[0])  # type: ignore[arg-type]  # an object, as was just asked
    if not names or not {names}.issuperset(map(tuple, records)):  # type: ignore[arg-type]  # as above
        return None
    columns: list[Column] = []
    for values in zip(*(record.values() for record in records), strict=True):  # type: ignore[union-attr]  # as above
        column = _column(values, depth)
        if column is None:
            return None
        columns.append(column)
    return Grid(names, tuple(columns), len(records))


def _column(values: tuple[Tree, ...], depth: int) -> Column | None:
    types = set(map(type, values))
    return grid_of(values, depth - 1) if types == _OBJECT else values if _PLAIN.issuperset(types) else None


def values_of(column: Column) -> Sequence[Tree]:
    return column.rows() if isinstance(column, Grid) else column


def distinct(column: Sequence[Tree]) -> list[Tree]:
    """Return each value once, in their order.  What is spelled otherwise, or of another type, is another value."""
    if is_text(column):
        return list(dict.fromkeys(column))
    return list({(type(value), str(value)): value for value in column}.values())


def is_text(column: Sequence[Tree]) -> bool:
    return _TEXT.issuperset(map(type, column))
