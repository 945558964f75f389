"""A table of statistics in an answer: read, looked at, and written again with the small counts kept back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import permutations

from firewall.counted import Table
from firewall.model import Path, Tree
from firewall.suppression.cells import Cells, Key, TooLargeError, hidden
from firewall.suppression.differing import differences
from firewall.suppression.profiles import PROFILES, Profile

ROWS = 5_000
"""Nobody reads a table of more, and the work grows with the square of its longest line."""


class UntabularError(ValueError):
    """What the answer holds is not the table that its route declares.  ``why`` is a short stable code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Suppressed:
    """``cells`` tells how many counts of rows were kept back, ``totals`` which of the totals."""

    tree: Tree = field(repr=False)
    cells: int
    totals: tuple[Path, ...]


def suppress(tree: Tree, table: Table, name: str) -> Suppressed:
    """Keep the small counts of ``table`` back, as the profile ``name`` says.  Raises UntabularError."""
    profile = PROFILES.get(name)
    if profile is None:
        raise UntabularError("unknown-suppression")
    rows = list(_rows(tree, table))
    keys = [_key(row, table) for row in rows]
    if len(set(keys)) < len(keys):
        raise UntabularError("table-not-unique")  # which of the two is the cell?
    gone = _hidden(table, profile, rows, keys)
    totals = {path: _count(value) for path in table.totals for value in _found(tree, path)}
    known = [n for n in totals.values() if n is not None]
    small = {p for p, n in totals.items() if n is not None and 0 < n <= profile.most}
    if any(0 < one - other <= profile.most for one, other in permutations(known, 2)):
        small = set(totals)  # of two totals that nearly agree one may be a part of the other
    if small or (rows and len(gone) == len(rows)):
        # Of a table of which nothing is left no total is left; and a small total says that each cell is small.
        gone, small = frozenset(keys), set(totals)
    ordered = sorted(zip(keys, rows, strict=True), key=lambda one: [_rank(word, table) for word in one[0]])
    after = _put(tree, table.rows, [_row(row, table, profile, is_gone=key in gone) for key, row in ordered])
    for path, total in totals.items():
        after = _put(
            after, path, table.marker if path in small or total is None else _rounded(total, profile)
        )
    return Suppressed(after, len(gone) * len(table.counts), tuple(sorted(small)))


def _rows(tree: Tree, table: Table) -> Iterator[Mapping[str, Tree]]:
    for step in table.rows:
        tree = tree.get(step) if isinstance(tree, dict) else None
    if not isinstance(tree, list):
        raise UntabularError("not-the-table")
    if len(tree) > ROWS:
        raise UntabularError("table-too-large")
    for row in tree:
        if not isinstance(row, dict):
            raise UntabularError("not-the-table")
        yield row


def _key(row: Mapping[str, Tree], table: Table) -> Key:
    """Return what a row counts by.  A word and a number that read alike are one to whoever reads them."""
    if any(name not in row or isinstance(row[name], dict | list) for name in table.by):
        raise UntabularError("not-the-table")
    return tuple(str(row[name]).strip() for name in table.by)


def _rank(word: str, table: Table) -> tuple[bool, list[tuple[int, str]], str]:
    """
    Where a row stands: by what it counts by, as people read that, and totals behind what they are the totals of.

    Services like to list the largest first.  Between nine and seven there is an eight, whether or not it is shown.
    """
    return word == table.total_word, [_part(part) for part in _NUMBERS.split(word)], word


def _part(text: str) -> tuple[int, str]:
    """A longer number is a larger one."""
    digits = text.lstrip("0")
    return (len(digits), digits) if text.isdigit() else (0, text.casefold())


def _hidden(
    table: Table, profile: Profile, rows: list[Mapping[str, Tree]], keys: list[Key]
) -> frozenset[Key]:
    if len(table.by) > 1 and not profile.crosses:
        return frozenset(keys)
    gone: frozenset[Key] = frozenset()
    columns = [[_count(row.get(name)) for row in rows] for name in table.counts]
    for column in (*columns, *differences(columns)):
        counts = dict(zip(keys, column, strict=True))
        cells = Cells(
            values={key: count or 0 for key, count in counts.items()},
            summed=_summed(table, keys),
            most=profile.most,
            total=table.total_word,
            unknown=frozenset(key for key, count in counts.items() if count is None),
        )
        try:
            gone |= hidden(cells)  # a row goes as one: what it counts is often one thing, counted twice
        except TooLargeError:
            raise UntabularError("table-too-large") from None
    return gone


def _summed(table: Table, keys: list[Key]) -> tuple[int, ...]:
    """Return the dimensions whose sums are known: all, but those by which alone totals are known elsewhere."""
    return tuple(
        number
        for number, name in enumerate(table.by)
        if name not in table.totals_by or any(key[number] == table.total_word for key in keys)
    )


def _count(value: Tree) -> int | None:
    """Return how many; None where the service left it out.  Raises UntabularError on what counts nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        return int(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and 0 <= value < 10**_DIGITS:
        whole = int(value)
        if whole == value:
            return whole
    raise UntabularError("not-a-count")


def _row(row: Mapping[str, Tree], table: Table, profile: Profile, *, is_gone: bool) -> Tree:
    written = dict(row)
    for name in table.counts:
        count = _count(row.get(name))
        written[name] = table.marker if is_gone or count is None else _rounded(count, profile)
    return written


def _rounded(count: int, profile: Profile) -> int:
    base = profile.base
    return (2 * count + base) // (2 * base) * base


def _found(tree: Tree, path: Path) -> Iterator[Tree]:
    for step in path:
        if not isinstance(tree, dict) or step not in tree:
            return
        tree = tree[step]
    yield tree


def _put(tree: Tree, path: Path, value: Tree) -> Tree:
    """Return ``tree`` with another value at a place that it has."""
    if not path:
        return value
    held = tree if isinstance(tree, dict) else {}
    return {**held, path[0]: _put(held.get(path[0]), path[1:], value)}


_NUMBERS = re.compile(r"([0-9]+)")

_DIGITS = 15
"""A count of more digits counts no people."""
