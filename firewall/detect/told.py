"""Sentences that tell of somebody's status, whatever words they take for it; and those that need a closer look."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firewall.detect.recognizer import Span
from firewall.detect.sentence import sentences
from firewall.detect.weighing import Weigher, Weights, topical
from firewall.model import Category

TOLD = "status.told"
_CATEGORY = Category("immigration")
_SURE, _POSSIBLE = 0.75, 0.3
FEWEST_BLANKS = 3
"""Below which a text is a value or a heading: weights were learned from sentences, and a list knows better."""
MOST_WEIGHED = 4_000
"""Sentences of one text that are weighed, which takes 30 ms.  Of a text with more, all counts as told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Weighs sentences."""

    id: str
    category: Category
    prefilter: str
    weigher: Weigher
    sure: float
    possible: float
    fewest_blanks: int = FEWEST_BLANKS

    def find_at(self, text: str, places: Sequence[int]) -> Iterator[Span]:
        """Yield the sentences at the places (ascending) that tell of a status; below ``ACTS``, those that may."""
        weighed = 0
        for start, end in sentences(text):
            first = bisect_left(places, start)
            if first == len(places) or places[first] >= end:
                continue
            weighed += 1
            if weighed > MOST_WEIGHED:
                yield Span(0, len(text), self.category, _SURE)
                return
            odds = self.weigher.weigh(text[start:end])
            if odds >= self.possible:
                # The blank between two sentences belongs to neither.
                last = start + len(text[start:end].rstrip())
                yield Span(start, last, self.category, _SURE if odds >= self.sure else _POSSIBLE)


def compile_told(weights: Weights) -> Told:
    return Told(
        id=TOLD,
        category=_CATEGORY,
        prefilter=topical(weights.topics),
        weigher=Weigher(weights),
        sure=weights.sure,
        possible=weights.possible,
    )
