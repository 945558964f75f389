"""
Choose the topics: words and parts of words that occur in sentences which tell of a status rather than in others.

A sentence without any is not even weighed.  In a round of new sentences they were in 99.3 % of those that tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from firewall.detect.weighing import every_part
from training.examples import Example

FEWEST, SHARE, SHORTEST = 15, 0.58, 5
"""
Telling sentences in which a topic occurs, their share of all in which it does, and characters of a part.

Half of the examples tell of a status, so an everyday word has a share of 0.45.
"""
_UNSEEN = 3
"""Other sentences in which a part may stand that was seen in none."""


def topics(some: Sequence[Example]) -> list[str]:
    """Return the topics of the examples: words (``^visa$``) and parts of them, without what contains another one."""
    telling: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for one in some:
        (telling if one.tells else others).update(set(every_part(one.text)))
    chosen = (
        part
        for part, times in telling.items()
        if times >= FEWEST and times / (times + others[part] + _UNSEEN) >= SHARE and _is_long(part)
    )
    return sorted(_fewest(chosen))


def _is_long(part: str) -> bool:
    return part.startswith("^") or len(part) >= SHORTEST


def _fewest(parts: Iterable[str]) -> Iterator[str]:
    kept: set[str] = set()
    for part in sorted(parts, key=lambda part: (part.startswith("^"), len(part), part)):
        word = part.strip("^$")
        lengths = range(SHORTEST, len(word) + 1)
        if not any(word[i : i + n] in kept for n in lengths for i in range(len(word) - n + 1)):
            kept.add(part)
            yield part
