"""Records that have all the same names and no parts, as columns: what holds for a column is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from firewall.model import Tree


@dataclass(frozen=True, slots=True)
class Grid:
    """
    ``columns`` are as many as ``names``, each with a value for each of the ``records``; no value has parts.

    Says the same as a list of objects with these names, in this order.
    """

    names: tuple[str, ...]
    columns: tuple[Sequence[Tree], ...] = field(repr=False)
    records: int

    @property
    def first(self) -> dict[str, Tree]:
        return {name: column[0] for name, column in zip(self.names, self.columns, strict=True)}

    def rows(self) -> list[dict[str, Tree]]:
        names = self.names
        if not names:
            return [{} for _ in range(self.records)]
        return [dict(zip(names, row, strict=True)) for row in zip(*self.columns, strict=True)]

    def under(self, names: Sequence[str], missing: Tree) -> Grid:
        """Return the columns of these names, in their order; where there is none, one of ``missing`` alone."""
        known = dict(zip(self.names, self.columns, strict=True))
        columns = tuple(known[name] if name in known else [missing] * self.records for name in names)
        return Grid(tuple(names), columns, self.records)


def distinct(column: Sequence[Tree]) -> list[Tree]:
    """Return each value once, in their order.  What is spelled otherwise, or of another type, is another value."""
    if is_text(column):
        return list(dict.fromkeys(column))
    return list({(type(value), str(value)): value for value in column}.values())


def is_text(column: Sequence[Tree]) -> bool:
    return _TEXT.issuperset(map(type, column))


_TEXT = frozenset({str})
