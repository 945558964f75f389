"""Sentences that tell of somebody's status, whatever words they take for it; and those that need a closer look."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from firewall.detect.recognizer import Span
from firewall.detect.sentence import sentences_of
from firewall.detect.weighing import Weigher, Weights
from firewall.model import Category

TOLD = "status.told"
FEWEST_BLANKS = 3
"""Below, a text is a value or a heading: weights were learned from sentences, and a list knows better."""
MOST_SENTENCES, MOST_STRANGERS = 1_000, 2_500
"""Sentences of one text that are weighed (twenty pages), and unknown words: 20 ms.  Of more, all counts as told."""

_CATEGORY = Category("immigration")
_SURE, _POSSIBLE = 0.75, 0.3
_LIGHT = -math.inf
"""The odds of what is no sentence."""


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
        listed = list(texts)
        strangers: dict[str, complex] = {}
        weighed: dict[str, float] = {}  # records have much in common, and so have what people write in them
        for (number, text), parts in zip(listed, sentences_of([text for _, text in listed]), strict=True):
            for span in self._found(text, parts, weighed, strangers):
                yield number, span

    def _found(
        self,
        text: str,
        parts: Sequence[tuple[int, int]],
        weighed: dict[str, float],
        strangers: dict[str, complex],
    ) -> list[Span]:
        spans = []
        most, left, is_light = len(strangers) + MOST_STRANGERS, MOST_SENTENCES, False
        for start, end in parts:
            sentence = text[start:end]
            odds = weighed.get(sentence)
            if odds is None:
                # A name or a value, as in a document that is read as one text, is left to who reads closely.
                is_heavy = sentence.count(" ") >= FEWEST_BLANKS
                odds = weighed[sentence] = self.weigher.weigh(sentence, strangers) if is_heavy else _LIGHT
            if odds == _LIGHT:
                is_light = True
                continue
            left -= 1
            if odds >= self.possible:
                # The blank between two sentences belongs to neither.
                last = start + len(sentence.rstrip())
                spans.append(Span(start, last, self.category, _SURE if odds >= self.sure else _POSSIBLE))
            if left < 0 or len(strangers) > most:
                return [*spans, Span(0, len(text), self.category, _SURE)]
        return [*spans, Span(0, len(text), self.category, _POSSIBLE)] if is_light else spans


def compile_told(weights: Weights) -> Told:
    return Told(
        id=TOLD,
        category=_CATEGORY,
        weigher=Weigher(weights),
        sure=weights.sure,
        possible=weights.possible,
    )
