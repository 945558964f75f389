"""Sentences that tell of somebody's status, whatever words they take for it; and those that need a closer look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
        return (span for _, span in self.find_all([(0, text)]))

    def find_all(self, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Span]]:
        """Do so in many texts of one message, each with its number."""
        strangers: dict[str, complex] = {}
        for number, text in texts:
            for span in self._found(text, strangers):
                yield number, span

    def _found(self, text: str, strangers: dict[str, complex]) -> list[Span]:
        parts = sentences(text)
        # A name or a value, as in a document that is read as one text, is left to who reads closely.
        heavy = [part for part in parts if text.count(" ", *part) >= FEWEST_BLANKS]
        spans = []
        most = len(strangers) + MOST_STRANGERS
        for start, end in heavy[:MOST_SENTENCES]:
            sentence = text[start:end]
            odds = self.weigher.weigh(sentence, strangers)
            if odds >= self.possible:
                # The blank between two sentences belongs to neither.
                last = start + len(sentence.rstrip())
                spans.append(Span(start, last, self.category, _SURE if odds >= self.sure else _POSSIBLE))
            if len(strangers) > most:
                break
        if len(heavy) > MOST_SENTENCES or len(strangers) > most:
            spans.append(Span(0, len(text), self.category, _SURE))
        elif len(heavy) < len(parts):
            spans.append(Span(0, len(text), self.category, _POSSIBLE))
        return spans


def compile_told(weights: Weights) -> Told:
    return Told(
        id=TOLD,
        category=_CATEGORY,
        weigher=Weigher(weights),
        sure=weights.sure,
        possible=weights.possible,
    )
