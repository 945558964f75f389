"""
One look at many values and many texts: which of the values could stand in one of the texts at all.

To look for ten thousand numbers takes longer than to see that no text has a number of that length.  What is left out
here would be found nowhere; what may be found is left to ``echo.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

_BETWEEN = "\0"
_LEAST = 6
"""Digits of a number that is looked for."""
_NUMBERS = re.compile(rf"((?:[^{_BETWEEN}0-9]*+[0-9]){{{_LEAST}}}[^{_BETWEEN}]*+)|[^{_BETWEEN}]++")
"""
A text at a time, with digits enough or not: tried at each letter, one without digits would take the square of its
length.
"""
_DIGITS = re.compile(
    rf"(?:^|(?<={_BETWEEN}))[^{_BETWEEN}0-9]{{0,4}}0{{0,9}}([1-9][0-9]{{6,}})(?=$|{_BETWEEN})"
)
_MOST = 200_000
"""Parts of texts that are compared: with more of them, everything may be found."""

Compact = Callable[[Sequence[str]], list[str]]


def _long(joined: str) -> list[str]:
    """Return those of joined texts that have digits enough."""
    return [found for found in _NUMBERS.findall(joined) if found]


class Glance:
    """The numbers that stand in texts.  ``compact`` returns the letters and digits of each text alone."""

    def __init__(self, texts: Sequence[str], compact: Compact) -> None:
        self._compact = compact
        self._long = _long(_BETWEEN.join(compact(texts)))
        self._parts: dict[int, frozenset[str]] = {}
        self._size = sum(map(len, self._long))

    def among(self, values: Sequence[str], end: int) -> list[str]:
        """
        Return the values that may stand in a text as numbers.

        That is: all their letters and digits, or the digits from the first one that counts, or the last ``end``; and
        each of these from behind.
        """
        if not self._long or not values:
            return []
        compact = self._compact(values)
        joined = _BETWEEN.join(compact)
        spelled = {*_long(joined), *_DIGITS.findall(joined)}
        spelled.update([one[-end:] for one in spelled if len(one) > end])
        spelled.update([one[::-1] for one in spelled])
        lengths = set(map(len, spelled))
        if self._size * len(lengths) > _MOST:
            return list(values)
        met = {one for length in lengths for one in self._of(length) & spelled}
        if not met:
            return []
        return [
            value
            for value, plain in zip(values, compact, strict=True)
            if any(one in plain or one[::-1] in plain for one in met)
        ]

    def _of(self, length: int) -> frozenset[str]:
        parts = self._parts.get(length)
        if parts is None:
            parts = self._parts[length] = frozenset(self._each(length))
        return parts

    def _each(self, length: int) -> Iterator[str]:
        for text in self._long:
            for start in range(len(text) - length + 1):
                yield text[start : start + length]
