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
from itertools import pairwise, repeat
from sys import intern

import msgspec

from firewall.errors import ConfigError

_QUESTION = "?"
# Small letters, and a blank for what is neither a letter nor a digit.
_SMALL = bytes(ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else 32 for code in range(256))  # noqa: PLR2004
# What is not ASCII is folded: most of it is letters.
_NOT_WORDS = re.compile(r"[\W_]+")
SHORTEST, LONGEST = 3, 6
"""Characters in a part of a word; where the word begins and ends counts as one."""

_PAIRS = 2.5
"""What pairs of words may add to the odds: where the words alone say so much less than is possible, none is asked."""

_LONG = 48
"""Characters of a word that are looked at: half of them at its beginning, half at its end."""

_SHORT_NUMBER = 4
"""Digits of a number that is remembered: there are eleven thousand of them, and none is anybody's."""

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
    if sentence.isascii():
        listed = sentence.encode().translate(_SMALL).decode().split()
    else:
        listed = _NOT_WORDS.sub(" ", sentence.lower()).split()
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


class _Known(dict[str, complex]):
    """What words weigh that were weighed before; and numbers, of which there are too many to remember all."""

    def __init__(self, parts: Mapping[str, complex]) -> None:
        super().__init__()
        self._parts = parts

    def __missing__(self, word: str) -> complex:
        if not word.isdecimal():
            raise KeyError(word)
        found = self._parts.get(f"{word} ", 0j)
        if len(word) <= _SHORT_NUMBER and word.isascii():
            self[word] = found
        return found


class Weigher:
    """
    Weighs sentences.  Safe to share between threads.

    Only words of the sentences that were learned from are remembered.  Any other may be somebody's name.
    """

    def __init__(self, weights: Weights) -> None:
        self._bias = weights.bias
        self._hopeless = weights.possible - _PAIRS
        # Both sums at once: a complex number is two.
        self._parts = {part: complex(*weight) for part, weight in weights.parts.items()}
        self._pairs = {_pair(pair): complex(*weight) for pair, weight in weights.pairs.items()}
        self._words = frozenset(weights.words)
        self._known = _Known(self._parts)

    def weigh(self, sentence: str, strangers: dict[str, complex]) -> float:
        """
        Return the logarithm of the odds that a sentence, folded, tells of somebody's status.

        ``strangers`` keeps the words of one text that are not known, each of which takes as long as thirty that are.
        """
        listed = words(sentence)
        try:
            total = sum(map(self._known.__getitem__, listed), 0j)
        except KeyError:
            total = sum(map(self._sum, listed, repeat(strangers)), 0j)
        odds = self._odds(total)
        if odds < self._hopeless:
            return odds
        return self._odds(sum(filter(None, map(self._pairs.get, pairwise(listed))), total))

    def _odds(self, total: complex) -> float:
        return self._bias + (total.real / math.sqrt(total.imag) if total.imag else 0.0)

    def _sum(self, word: str, strangers: dict[str, complex]) -> complex:
        found = strangers.get(word)
        if found is None:
            found = self._known.get(word)
        if found is not None:
            return found
        if word.isdecimal():
            return self._known[word]
        memory = self._known if word in self._words else strangers
        memory[word] = found = sum(filter(None, map(self._parts.get, parts(word))), 0j)
        return found


def _pair(written: str) -> tuple[str, str]:
    first, _, second = written.partition(" ")
    return intern(first), intern(second)
