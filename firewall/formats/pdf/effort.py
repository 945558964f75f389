"""
How much work a PDF may be: what it draws, for each byte of its file.

Of a few bytes that repeat a page draws a hundred times as many.  Files that people make draw up to seven, with an
operator or a number in every three of them: to read one costs up to nine microseconds for each byte of its file.
"""

from __future__ import annotations

from firewall.formats.base import Limits, Unreadable

_FREE, _FOR_EACH_BYTE, _MOST = 32 * 1024, 16, 4 * 1024 * 1024
_MOST_TRIED, _OF_A_TRY = 3_000_000, 4
"""How often things are held against each other, and how often for what it takes to read a token."""
MOST_PIECES = 50_000
"""Of a page, strings and letters that are put in their places one by one: three hundred bytes each."""
_OF_A_TOKEN = 2
"""Bytes that it takes as long to look at as an operator, or one of its operands, takes to be read and placed."""


class Effort:
    """What is left of it.  Of several files in one body each has its share of what is free."""

    def __init__(self, file_bytes: int, limits: Limits) -> None:
        self.left = min(_MOST, _FREE // limits.among + _FOR_EACH_BYTE * file_bytes)

    def spend(self, drawn_bytes: int = 0, tokens: int = 0) -> int:
        """Return what that costs.  Raises :class:`Unreadable` where there is no more left."""
        cost = drawn_bytes + _OF_A_TOKEN * tokens
        self.left -= cost
        if self.left < 0:
            raise Unreadable("too-many-fields")
        return cost

    def tokens(self, most: int) -> int:
        """Return how many there may be, with one more by which it is known that there are too many."""
        return min(most, self.left // _OF_A_TOKEN) + 1

    def letters(self) -> Count:
        """Return a new count of letters that are put in their places one by one, each at the cost of a token."""
        return Count(self, MOST_PIECES, 1)

    def tries(self) -> Count:
        """Return a new count of how often one thing is held against another: four at the cost of a token."""
        return Count(self, _MOST_TRIED, _OF_A_TRY)


class Count:
    """How many of something there still may be, each of which costs effort, too."""

    def __init__(self, effort: Effort, most: int, for_a_token: int) -> None:
        self._effort, self._left, self._for_a_token = effort, most, for_a_token

    def count(self, number: int) -> None:
        """Raises :class:`Unreadable` where there are too many, or where they are too much work."""
        self._left -= number
        if self._left < 0:
            raise Unreadable("too-many-fields")
        self._effort.spend(tokens=number // self._for_a_token)
