"""Counts that nobody wrote: what is left of one count of a row where others are a part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

MOST_COUNTS = 4
"""Of one row: each is compared with all sums of others, and a dozen would be thousands."""

Column = Sequence[int | None]


def differences(columns: Sequence[Column]) -> Iterator[Column]:
    """
    Yield what each count has beyond others, or beyond several of them together; None where one is not known.

    A hundred were asked and 98 got it, so two did not, whoever counted them.  In one row two counts may be close by
    chance; a part is never more than its whole in any row, so where it is once, nothing is a part there.
    """
    for number, whole in enumerate(columns):
        others = [column for at, column in enumerate(columns) if at != number]
        for size in range(1, len(others) + 1):
            for parts in combinations(others, size):
                left = [_beyond(one, some) for one, some in zip(whole, zip(*parts, strict=True), strict=True)]
                if all(each is None or each >= 0 for each in left) and any(left):
                    yield left


def _beyond(whole: int | None, parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return None if whole is None or len(known) < len(parts) else whole - sum(known)
