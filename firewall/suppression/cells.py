"""
Which cells of a table have to go so that no small one can be worked out from the others and from the totals.

A small cell is safe if there is a box around it (one other value in each dimension that is summed) all of whose corners
are kept back: adding to one half of the corners what is taken from the other half changes no total, so that whoever has
all totals and all published cells cannot tell the one table from the other.  The box must give way far enough for the
cell to have been any small number.  No equations are solved: the corners are looked at, and that is the proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

Key = tuple[str, ...]
"""What a cell counts by, one word a dimension."""

WORK = 100_000
"""Boxes that are looked at for one table."""


class TooLargeError(ValueError):
    """There is more to be tried than anybody would wait for."""


@dataclass(frozen=True, slots=True)
class Cells:
    """
    ``summed`` are the numbers of the dimensions whose totals are known, or may be.

    ``total`` is the word under which a dimension holds its own total; ``unknown`` are cells that the service left out.
    """

    values: Mapping[Key, int]
    summed: tuple[int, ...]
    most: int
    total: str | None = None
    unknown: frozenset[Key] = frozenset()

    def is_small(self, key: Key) -> bool:
        return 0 < self.values[key] <= self.most and key not in self.unknown


def hidden(cells: Cells) -> frozenset[Key]:
    """
    Return the cells that are kept back.  Raises TooLargeError.

    INVARIANT: parts of a table that differ in a dimension which is not summed are treated each by itself, so that
    somebody who asks for one of them gets what somebody gets who asks for all.
    """
    found: set[Key] = set()
    tries = _Tries()
    for part in _parts(cells):
        found |= _Part(cells, part, tries).hidden()
    return frozenset(found)


class _Tries:
    def __init__(self) -> None:
        self._left = WORK

    def spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooLargeError


def _parts(cells: Cells) -> Iterator[list[Key]]:
    parts: dict[Key, list[Key]] = {}
    for key in sorted(cells.values):
        apart = tuple(word for number, word in enumerate(key) if number not in cells.summed)
        parts.setdefault(apart, []).append(key)
    yield from parts.values()


class _Part:
    """One part of a table; ``keys`` are sorted, so that no order of rows ever matters."""

    def __init__(self, cells: Cells, keys: list[Key], tries: _Tries) -> None:
        self._cells = cells
        self._keys = keys
        self._tries = tries
        self._words = {n: sorted({key[n] for key in keys} - {cells.total}) for n in cells.summed}

    def hidden(self) -> set[Key]:
        small = [key for key in self._keys if self._cells.is_small(key)]
        gone = {*small, *(key for key in self._keys if key in self._cells.unknown)}
        for key in small:
            box = self._box(key, gone)
            if box is None:
                return set(self._keys)  # nothing in it can be left that would not tell
            gone |= box
        self._add_up(gone)
        return gone

    def _box(self, key: Key, gone: set[Key]) -> set[Key] | None:
        """
        Return the box that costs least: the fewest cells, then the smallest, then the first by name.

        Sizes are compared roughly, so that one more person somewhere does not change which cells go.
        """
        best: tuple[int, int, Key] | None = None
        found: set[Key] | None = None
        for others in product(*(self._others(key, number) for number in self._cells.summed)):
            self._tries.spend()
            box = self._corners(key, others)
            if box is None:
                continue
            new = [corner for corner in box if corner not in gone]
            cost = len(new), sum(self._cells.values[corner].bit_length() for corner in new), others
            if best is None or cost < best:
                best, found = cost, set(box)
            if not new:
                break
        return found

    def _others(self, key: Key, number: int) -> list[str]:
        return [word for word in self._words[number] if word != key[number]]

    def _corners(self, key: Key, others: Key) -> list[Key] | None:
        """Return the corners of a box that gives way far enough; None where it does not, or has not all of them."""
        values, corners = self._cells.values, [(key, True)]
        for number, other in zip(self._cells.summed, others, strict=True):
            # A total goes up with a part of it; of two parts of one total, one goes up as the other goes down.
            is_total = key[number] == self._cells.total
            corners += [
                ((*corner[:number], other, *corner[number + 1 :]), rises is is_total)
                for corner, rises in corners
            ]
        if any(corner not in values for corner, _ in corners):
            return None
        own, most = values[key], self._cells.most
        falls = [values[corner] for corner, rises in corners if not rises]
        down, up = min(values[corner] for corner, rises in corners if rises), min(falls, default=most)
        return [corner for corner, _ in corners] if own - down <= 1 and own + up >= most else None

    def _add_up(self, gone: set[Key]) -> None:
        """What is kept back on one line adds up to what the total leaves: that must be no small number either."""
        has_changed = True
        while has_changed:
            has_changed = False
            for line in self._lines():
                held = sum(self._cells.values[key] for key in line if key in gone)
                left = [key for key in line if key not in gone]
                if 0 < held <= self._cells.most and left:
                    gone.add(min(left, key=self._worth))
                    has_changed = True

    def _worth(self, key: Key) -> tuple[bool, int, Key]:
        value = self._cells.values[key]
        return value == 0, value.bit_length(), key

    def _lines(self) -> Iterable[list[Key]]:
        lines: dict[tuple[int, Key], list[Key]] = {}
        for key in self._keys:
            for number in self._cells.summed:
                if key[number] != self._cells.total:
                    lines.setdefault((number, (*key[:number], *key[number + 1 :])), []).append(key)
        return lines.values()
