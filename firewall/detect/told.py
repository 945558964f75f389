"""Sentences that tell of somebody's status, whatever words they take for it; and those that need a closer look."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise, takewhile

from firewall.detect.meaning import Judge
from firewall.detect.recognizer import Span
from firewall.detect.sentence import (
    APART,
    LONGEST_SENTENCE,
    cuts_of,
    kinds_of,
    scraps_of,
    sentences,
    stops_in,
    stops_of,
    windows_of,
)
from firewall.detect.weighing import Learned, in_small_letters
from firewall.detect.windows import WHOLE
from firewall.model import Category

TOLD = "status.told"
FEWEST_BLANKS = 3
"""Below, a text is a value or a heading: weights were learned from sentences, and a list knows better."""
MOST_SENTENCES, MOST_STRANGERS = 1_000, 2_500
"""Sentences of one text that are weighed (twenty pages), and unknown words: 20 ms.  Of more, all counts as told."""

TELLS = Category("immigration")
"""What a telling sentence tells."""
_SURE, _POSSIBLE = 0.75, 0.3
Place = tuple[int, int]
"""Where a sentence begins and ends."""
_MANY_STOPS = 10 * MOST_SENTENCES
_LIGHT, _POSSIBLY = -math.inf, -1e9
"""The odds of what is no sentence; and of a scrap that may tell, on which lists decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Weighs sentences."""

    id: str
    category: Category
    judge: Judge
    sure: float
    possible: float
    fewest_blanks: int = FEWEST_BLANKS

    def find(self, text: str) -> Iterator[Span]:
        """Yield the sentences that tell of a status; below ``ACTS``, those that may."""
        return (span for _, span in self.find_all([(0, text)]))

    def find_all(self, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[int, Span]]:
        """Do so in many texts of one message, each with its number; in no promised order of the numbers."""
        listed = list(texts)
        notes = [
            (number, text)
            for number, text in listed
            if (text.isascii() and 0 < len(text) <= LONGEST_SENTENCE and APART not in text)
            or _is_long_note(text)
        ]
        strangers: dict[str, int] = {}
        if notes:
            yield from self._in_notes(notes, strangers)
        if len(notes) == len(listed):
            return
        known, weighed = set(notes), dict[str, float]()
        for number, text in listed:
            if (number, text) not in known:
                yield from ((number, span) for span in self._with_a_limit(text, weighed, strangers))

    def _in_notes(
        self, notes: Sequence[tuple[int, str]], strangers: dict[str, int]
    ) -> Iterator[tuple[int, Span]]:
        """Look once at notes that differ in digits alone: they weigh the same, and end at the same places."""
        kinds = kinds_of([text for _, text in notes])
        telling = self._telling(list(dict.fromkeys(kinds)), strangers)
        for number, kind in [
            (note[0], kind) for note, kind in zip(notes, kinds, strict=True) if kind in telling
        ]:
            for span in telling[kind]:
                yield number, span

    def _telling(self, kinds: Sequence[str], strangers: dict[str, int]) -> dict[str, dict[Span, None]]:
        """Return the sentences of each kind of note that may tell."""
        joined = APART.join(kinds)
        stops = stops_of(joined)
        cuts = list(cuts_of(kinds, stops))
        small = in_small_letters(joined)
        whole = list(pairwise(cuts))
        begins = [0, *accumulate(len(kind) + 1 for kind in kinds)]
        ends = set(begins)  # the last sentence of each has what parts it from the next
        texts = [(start, end - 1 if end in ends else end) for start, end in whole]
        places = [*whole, *_windows(small, texts)]
        sentences = [small[start:end] for start, end in places]
        scraps = scraps_of(joined, texts, stops)
        briefly = [small[start:end] for start, end in scraps]
        odds, of_scraps = self._possible(sentences, strangers), self._briefly(briefly, strangers)
        telling: dict[str, dict[Span, None]] = {}
        found = [(place, odds[one]) for place, one in zip(places, sentences, strict=True) if one in odds]
        found += [(place, _POSSIBLY) for place, one in zip(scraps, briefly, strict=True) if one in of_scraps]
        for (start, end), one in found:
            number = bisect_right(begins, start) - 1
            kind, begin = kinds[number], begins[number]
            if one == _LIGHT:
                span = Span(0, len(kind), self.category, _POSSIBLE)  # whatever else stands there
            else:
                span = self._span(kind[start - begin : end - begin], start - begin, one)
            telling.setdefault(kind, {})[span] = None
        return telling

    def _briefly(self, scraps: Iterable[str], strangers: dict[str, int]) -> set[str]:
        """Return those of scraps that may tell: beside a long sentence they weigh nothing, and lists know better."""
        return set(self.judge.heavy(dict.fromkeys(scraps), self.possible, strangers))

    def _possible(self, sentences: Iterable[str], strangers: dict[str, int]) -> dict[str, float]:
        """Return the odds of those that may tell; a name or a value is left to who reads closely."""
        different = dict.fromkeys(sentences)
        heavy = [sentence for sentence in different if sentence.count(" ") >= FEWEST_BLANKS]
        telling = self.judge.heavy(heavy, self.possible, strangers)
        if len(heavy) == len(different):
            return telling
        return dict.fromkeys(different.keys() - heavy, _LIGHT) | telling

    def _with_a_limit(
        self, text: str, weighed: dict[str, float], strangers: dict[str, int]
    ) -> Iterator[Span]:
        """Weigh sentence by sentence, and no more of them than anybody would."""
        whole: list[Place] = []
        heavy = list(islice(_heavy(text, whole), MOST_SENTENCES + 1))
        if len(heavy) > MOST_SENTENCES:
            yield self._all_of(text)
            return
        most = len(strangers) + MOST_STRANGERS
        for start, end in (*heavy, *_windows(text, heavy)):
            odds = self._odds(text[start:end], weighed, strangers)
            if odds >= self.possible:
                yield self._span(text[start:end], start, odds)
            if len(strangers) > most:
                yield self._all_of(text)
                return
        scraps = _first_scraps(text, whole)
        for start, end in scraps[:MOST_SENTENCES]:
            if self._odds(text[start:end], weighed, strangers) >= self.possible:
                yield self._span(text[start:end], start, _POSSIBLY)
        if len(heavy) < len(whole) or len(scraps) > MOST_SENTENCES:
            yield Span(0, len(text), self.category, _POSSIBLE)

    def _odds(self, sentence: str, weighed: dict[str, float], strangers: dict[str, int]) -> float:
        """Return what a sentence weighs; ``weighed`` keeps it, since the same ones stand in many texts of a message."""
        if sentence not in weighed:
            weighed[sentence] = self.judge.weigh(sentence, strangers)
        return weighed[sentence]

    def _all_of(self, text: str) -> Span:
        return Span(0, len(text), self.category, _SURE)

    def _span(self, sentence: str, start: int, odds: float) -> Span:
        """The blank between two sentences belongs to neither."""
        confidence = _SURE if odds >= self.sure else _POSSIBLE
        return Span(start, start + len(sentence.rstrip()), self.category, confidence)


def _windows(text: str, whole: Iterable[Place]) -> list[Place]:
    """Return the parts of the long ones of sentences that are more than a name or a value."""
    parts = [part for start, end in whole for part in windows_of(text, start, end)]
    return [(start, end) for start, end in parts if _is_heavy(text[start:end])]


def _heavy(text: str, whole: list[Place]) -> Iterator[Place]:
    """Yield the sentences that are more than a name or a value; keep all on the way."""
    for place in sentences(text):
        whole.append(place)
        if _is_heavy(text[place[0] : place[1]]):
            yield place


def _first_scraps(text: str, whole: Sequence[Place]) -> list[Place]:
    """Return the scraps of a text; of a very long one more than ``MOST_SENTENCES`` from its beginning are enough."""
    stops = list(islice(stops_in(text), _MANY_STOPS))
    if len(stops) == _MANY_STOPS:
        reach = stops[-1]
        some = scraps_of(text, takewhile(lambda place: place[0] <= reach, whole), stops)
        first = [place for place in some if place[1] <= reach]
        if len(first) > MOST_SENTENCES:
            return first
        stops = stops_of(text)
    return scraps_of(text, whole, stops)


def _is_heavy(sentence: str) -> bool:
    """A name or a value, as in a document that is read as one text, is no sentence."""
    return sentence.count(" ") >= FEWEST_BLANKS


def _is_long_note(text: str) -> bool:
    """ASCII in which no sentence is read in parts, and too short to hold more than anybody would weigh."""
    return (
        LONGEST_SENTENCE < len(text) <= WHOLE
        and text.isascii()
        and APART not in text
        and all(end - start <= LONGEST_SENTENCE for start, end in pairwise(cuts_of([text], stops_of(text))))
    )


def compile_told(judge: Judge, head: Learned) -> Told:
    """``head`` says from which odds on, as ``judge`` gives them, a sentence may tell, and tells."""
    return Told(id=TOLD, category=TELLS, judge=judge, sure=head.sure, possible=head.possible)
