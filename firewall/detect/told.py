"""Sentences that tell of somebody's status, whatever words they take for it; and those that need a closer look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firewall.detect.recognizer import Span
from firewall.detect.sentence import sentences
from firewall.detect.weighing import Weigher, Weights
from firewall.model import Category

TOLD = "status.told"
FEWEST_BLANKS = 3
"""Below, a text is a value or a heading: weights were learned from sentences, and a list knows better."""
MOST_SENTENCES, MOST_STRANGERS = 1_000, 2_500
"""Sentences of one text that are weighed (twenty pages), and unknown words: 20 ms.  Of more, all counts as told."""

_CATEGORY = Category("immigration")
_SURE, _POSSIBLE = 0.75, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Weighs sentences."""

    id: str
    category: Category
    weigher: Weigher
    sure: float
    possible: float
    fewest_blanks: int = FEWEST_BLANKS

    def find(self, text: str) -> Iterator[Span]:
        """Yield the sentences that tell of a status; below ``ACTS``, those that may."""
        strangers: dict[str, complex] = {}
        weighed = 0
        has_values = False
        for start, end in sentences(text):
            sentence = text[start:end]
            if sentence.count(" ") < FEWEST_BLANKS:
                # A name or a value, as in a document that is read as one text.
                has_values = True
                continue
            weighed += 1
            if weighed > MOST_SENTENCES or len(strangers) > MOST_STRANGERS:
                yield Span(0, len(text), self.category, _SURE)
                return
            odds = self.weigher.weigh(sentence, strangers)
            if odds >= self.possible:
                # The blank between two sentences belongs to neither.
                last = start + len(sentence.rstrip())
                yield Span(start, last, self.category, _SURE if odds >= self.sure else _POSSIBLE)
        if has_values:
            yield Span(0, len(text), self.category, _POSSIBLE)


def compile_told(weights: Weights) -> Told:
    return Told(
        id=TOLD,
        category=_CATEGORY,
        weigher=Weigher(weights),
        sure=weights.sure,
        possible=weights.possible,
    )
