"""
Whether a sentence tells of somebody's status, by the weight of all its words together.

Nobody can list what people write: "the card ran out in May and the office has no appointments".  So the words, parts
of words and pairs of words of a sentence each have a weight, learned from labelled sentences in seven languages
(``training/``), and their sum decides.  Parts of words make an unknown inflection or compound weigh like its kin.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from itertools import pairwise
from sys import intern

import msgspec

from firewall.errors import ConfigError

_QUESTION = "?"
_OTHERS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
# What is not ASCII is folded: most of it is letters.
_NOT_WORDS = re.compile(r"[\W_]+")
SHORTEST, LONGEST = 3, 6
"""Characters in a part of a word; where the word begins and ends counts as one."""

_PAIRS = 2.5
"""What pairs of words may add to the odds: where the words alone say so much less than is possible, none is asked."""

_LONG = 48
"""Characters of a word that are looked at: half of them at its beginning, half at its end."""

Weight = tuple[float, float]
"""What a feature adds to the sum, and to the square of the length by which the sum is divided."""


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """What was learned."""

    learned_from: str
    """SHA-256 of the sentences, as ``training`` writes it."""
    bias: float
    sure: float
    """Logarithm of the odds from which on a sentence counts as telling."""
    possible: float
    """And from which on it is worth a closer look."""
    words: tuple[str, ...]
    """Words that occur in what was learned from.  Only what is known of these is remembered."""
    parts: Mapping[str, Weight]
    pairs: Mapping[str, Weight]


def read(text: bytes) -> Weights:
    """Raises ConfigError where these are no weights."""
    try:
        return msgspec.json.decode(text, type=Weights)
    except msgspec.MsgspecError:
        raise ConfigError(
            "The learned weights of the detectors cannot be read. Install the package again."
        ) from None


def words(sentence: str) -> list[str]:
    """Return the words of a folded text in lower case, and its question mark."""
    plain = sentence.lower()
    listed = (plain.translate(_OTHERS) if plain.isascii() else _NOT_WORDS.sub(" ", plain)).split()
    if _QUESTION in sentence:
        listed.append(_QUESTION)
    return listed


def parts(word: str) -> set[str]:
    """
    Return a word as a whole (with a blank), and its parts, which know where it begins (``^``) and ends (``$``).

    A number has none: one that is near another says nothing like it.
    """
    if word.isdecimal():
        return {f"{word} "}
    marked = f"^{word if len(word) <= _LONG else word[: _LONG // 2] + word[-_LONG // 2 :]}$"
    lengths = range(SHORTEST, min(LONGEST, len(marked)) + 1)
    return {f"{word} ", *(marked[i : i + n] for n in lengths for i in range(len(marked) - n + 1))}


class Weigher:
    """What was learned, ready to weigh."""

    def __init__(self, weights: Weights) -> None:
        self.bias = weights.bias
        self.hopeless = weights.possible - _PAIRS
        # Both sums at once: a complex number is two.
        self.parts = {part: complex(*weight) for part, weight in weights.parts.items()}
        self.pairs = {_pair(pair): complex(*weight) for pair, weight in weights.pairs.items()}
        self.words = frozenset(weights.words)
        self.known: dict[str, complex] = {}
        """The sums of words that were learned from.  Safe to share: to work one out twice does no harm."""

    def begin(self) -> Weighing:
        """Return what weighs the sentences of one text."""
        return Weighing(self)


class Weighing(dict[str, complex]):
    """
    Word -> the sum of its parts, while one text is looked at.

    Only words of the sentences that were learned from are remembered for longer.  Any other may be somebody's name.
    """

    def __init__(self, weigher: Weigher) -> None:
        super().__init__()
        self._weigher = weigher
        self.strangers = 0
        """Words so far that were not known, each of which takes as long as thirty that were."""

    def __missing__(self, word: str) -> complex:
        weigher = self._weigher
        total = weigher.known.get(word)
        if total is None:
            weights = weigher.parts
            total = sum((weights[part] for part in parts(word) if part in weights), 0j)
            if word in weigher.words:
                weigher.known[word] = total
            else:
                self.strangers += 1
        self[word] = total
        return total

    def weigh(self, sentence: str) -> float:
        """Return the logarithm of the odds that a sentence, folded, tells of somebody's status."""
        weigher = self._weigher
        listed = words(sentence)
        try:
            total = sum(map(weigher.known.__getitem__, listed), 0j)
        except KeyError:  # the first text with one of its words, or with a stranger
            total = sum(map(self.__getitem__, listed), 0j)
        odds = weigher.bias + _quotient(total)
        if odds < weigher.hopeless:
            return odds
        weights = weigher.pairs
        return weigher.bias + _quotient(
            sum([weights[pair] for pair in pairwise(listed) if pair in weights], total)
        )


def _quotient(total: complex) -> float:
    return total.real / math.sqrt(total.imag) if total.imag else 0.0


def _pair(written: str) -> tuple[str, str]:
    first, _, second = written.partition(" ")
    return intern(first), intern(second)
