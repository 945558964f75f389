"""
The way back from a view: where a character of it comes from, worked out for those that somebody asks about.

A long text may read otherwise in ten ways, and has a few findings in each: to work out all of the way takes longer
than to look.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import overload

_INDEX = "I"
"""Four bytes each: a list takes up to nine times as much."""
_Indices = Sequence[int]


@dataclass(frozen=True, slots=True)
class Changes:
    """Of what was read otherwise, in order: where it stood in the text before, and where it stands now."""

    starts: _Indices
    ends: _Indices
    begins: _Indices
    stops: _Indices
    growth: int
    """How many characters there are more now."""


def of_edits(edits: Sequence[tuple[int, int, str]]) -> Changes:
    starts = array(_INDEX, [start for start, _, _ in edits])
    ends = array(_INDEX, [end for _, end, _ in edits])
    grown = list(accumulate((len(instead) - (end - start) for start, end, instead in edits), initial=0))
    stops = array(_INDEX, map(int.__add__, ends, grown[1:]))
    return Changes(starts, ends, array(_INDEX, map(int.__add__, starts, grown)), stops, grown[-1])


def of_pieces(pieces: Sequence[str], found: Sequence[str]) -> Changes:
    """Tell so of a text in ``pieces``, each second of which is what one that was ``found`` means."""
    widths = list(map(len, pieces))
    now = array(_INDEX, accumulate(widths))
    widths[1::2] = map(len, found)
    before = array(_INDEX, accumulate(widths))
    return Changes(before[0:-1:2], before[1::2], now[0:-1:2], now[1::2], now[-1] - before[-1])


class _Way(Sequence[int]):
    """A sequence of which nothing but its length is worked out before it is asked for."""

    def __init__(self, length: int) -> None:
        self._length = length

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[int]: ...
    def __getitem__(self, at: int | slice) -> int | Sequence[int]:
        where = range(self._length)[at]
        return self._of(where) if isinstance(where, int) else list(map(self._of, where))

    def _of(self, at: int) -> int:
        raise NotImplementedError


class _Followed(_Way):
    """Where the characters come from after changes to a text of which they are known."""

    def __init__(self, origin: _Indices, changes: Changes) -> None:
        super().__init__(len(origin) + changes.growth)
        self._origin, self._changes = origin, changes

    def _of(self, at: int) -> int:
        changes = self._changes
        last = bisect_right(changes.begins, at) - 1
        if last < 0:
            return self._origin[at]
        beyond = at - changes.stops[last]
        return self._origin[changes.starts[last] if beyond < 0 else changes.ends[last] + beyond]


class _Through(_Way):
    """One way after another."""

    def __init__(self, origin: _Indices, indices: _Indices) -> None:
        super().__init__(len(indices))
        self._origin, self._indices = origin, indices

    def _of(self, at: int) -> int:
        return self._origin[self._indices[at]]


def follow(origin: _Indices, changes: Changes) -> _Indices:
    """Return the way back from a text after these changes; ``origin`` is that from the text before."""
    return _Followed(origin, changes) if changes.starts else origin


def through(origin: _Indices, indices: _Indices) -> _Indices:
    """Return the way back by ``indices``, and from there by ``origin``."""
    return indices if isinstance(origin, range) else _Through(origin, indices)
