"""
Whether a sentence tells of somebody's status, by what its words mean, and by that and its letters together.

Letters are looked at first (``weighing.py``), which takes a few millionths of a second.  Where they make it possible,
and not sure, what the words mean is weighed, too, and the mean of both decides: each is wrong about other sentences.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from sys import intern

from firewall.detect.senses import Feature, Senses, features
from firewall.detect.weighing import Learned, Line, Weigher, as_whole, odds_of, read_as, split, words
from firewall.detect.weighing import Weights as Letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What was learned: with each feature what it adds to both sums, as one whole number."""

    head: Learned
    """What is possible or sure is so by the mean of letters and meanings."""
    added: Mapping[Feature, int]

    def __len__(self) -> int:
        return len(self.added)


def read(text: bytes) -> Weights:
    """Return the weights of meanings.  Raises ConfigError where these are none."""
    return read_as(Learned, text, gathered)


def gathered(head: Learned, lines: Iterable[Line]) -> Weights:
    """Return the weights of all lines; a feature of several parts has blanks between them."""
    return Weights(head=head, added={_feature(written): whole for written, whole in as_whole(lines)})


def _feature(written: str) -> Feature:
    first, *others = map(intern, written.split())
    return (first, *others) if others else first


class Judge:
    """Weighs sentences by their letters and by what they mean.  Safe to share between threads."""

    def __init__(self, letters: Letters, senses: Senses, weights: Weights) -> None:
        self._letters = Weigher(letters)
        self._possible, self._sure = letters.head.possible, letters.head.sure
        self._senses = senses
        self._added = weights.added
        self._bias = weights.head.bias

    def weigh(self, sentence: str, strangers: dict[str, int]) -> float:
        """
        Return the logarithm of the odds that a sentence, folded, tells; minus infinity where letters rule it out.

        ``strangers`` is as in ``Weigher.weigh``.
        """
        listed = words(sentence)
        by_letters = self._letters.weigh_words(listed, strangers)
        return -inf if by_letters < self._possible else self._together(by_letters, listed)

    def heavy(self, sentences: Collection[str], least: float, strangers: dict[str, int]) -> dict[str, float]:
        """Do so with many sentences ``in_small_letters``, and return those that weigh ``least`` or more."""
        possible = self._letters.heavy(sentences, self._possible, strangers)
        odds = {sentence: self._together(one, split(sentence)) for sentence, one in possible.items()}
        return {sentence: one for sentence, one in odds.items() if one >= least}

    def meaning(self, listed: Sequence[str]) -> float:
        """Return the odds by what words mean alone."""
        found = features(self._senses.of(listed))
        return odds_of(sum(filter(None, map(self._added.get, found))), self._bias)

    def _together(self, by_letters: float, listed: Sequence[str]) -> float:
        if by_letters >= self._sure:
            return by_letters  # of 17,000 sentences no meaning changed what is said of such a one
        return (by_letters + self.meaning(listed)) / 2
