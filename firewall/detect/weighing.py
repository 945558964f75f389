"""
Whether a sentence tells of somebody's status, by the weight of all its words together.

Nobody can list what people write: "the card ran out in May and the office has no appointments".  So the words, parts
of words and pairs of words of a sentence each have a weight, learned from labelled sentences in seven languages
(``training/``), and their sum decides.  Parts of words make an unknown inflection or compound weigh like its kin.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, repeat
from sys import intern
from typing import Annotated

import msgspec

from firewall.detect.anynumber import ANY, Pair, has_mixed_words, most_of_numbers, most_of_pairs
from firewall.errors import ConfigError

_QUESTION, _BLANK = "? "


def _table(digits: str) -> bytes:
    """Small letters, and an end of a line for what is neither a letter nor a digit: blanks tell how many there were."""
    kept = dict(zip("0123456789?" + _BLANK, digits + "? ", strict=True))
    letters = (chr(code) for code in range(256))
    return "".join(
        kept.get(one, one.lower() if one.isascii() and one.isalpha() else "\n") for one in letters
    ).encode()


_SMALL, _SMALL_WITH_ANY_DIGITS = _table("0123456789"), _table(ANY * 10)
# What is not ASCII is folded: most of it is letters.
_NOT_WORDS = re.compile(r"[\W_]+")
SHORTEST, LONGEST = 3, 6
"""Characters in a part of a word; where the word begins and ends counts as one."""

_PAIRS = 3.5
"""What pairs of words may add to the odds: where the words alone say so much less than is possible, none is asked."""

_LONG = 48
"""Characters of a word that are looked at: half of them at its beginning, half at its end."""

_SHORT_NUMBER = 4
"""Digits of a number that is remembered: there are eleven thousand of them, and none is anybody's."""

SHORTENED = 0.3
"""
The sum of a sentence is divided by this power of the square of its length.  By the whole length (0.5), a telling word
would weigh less in a long sentence than in a short one.
"""

_SHIFT, _SCALE = 36, 1_000
"""
What a word adds to both sums is kept as one whole number, in thousandths: to the odds above so many bits, to the square
below.  Such numbers are added in a fraction of the time that two take.

INVARIANT: the squares of a sentence are less than 2**36 together, so that none runs into the other sum: of 240
characters there are less than 1,950 parts, each within ``_LARGEST``.
"""
_LOW = (1 << _SHIFT) - 1
_LARGEST = 20_000
_UNKNOWN = 1 << 80
"""Stands for what a word adds that is not known: no sentence of known ones comes near."""

Weight = tuple[
    Annotated[float, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)],
    Annotated[float, msgspec.Meta(ge=0, le=_LARGEST)],
]
"""What a feature adds to the sum, and to the square of the length of a sentence."""


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


def in_small_letters(text: str, *, with_any_digits: bool = False) -> str:
    """
    Return an ASCII text as its words are looked up, as long as it was, and with the same blanks.

    ``with_any_digits``: a number is any of as many digits.
    """
    return text.encode().translate(_SMALL_WITH_ANY_DIGITS if with_any_digits else _SMALL).decode()


def words(sentence: str) -> list[str]:
    """Return the words of a folded text in lower case, and its question mark."""
    if sentence.isascii():
        return _split(in_small_letters(sentence))
    listed = _NOT_WORDS.sub(" ", sentence.lower()).split()
    if _QUESTION in sentence:
        listed.append(_QUESTION)
    return listed


def _split(small: str) -> list[str]:
    """Return the words of a text in small letters, and its question mark."""
    return small.split() if _QUESTION not in small else [*small.replace(_QUESTION, " ").split(), _QUESTION]


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


class _Known(dict[str, int]):
    """What words add that were weighed before; and numbers, of which there are too many to remember all."""

    def __init__(self, parts: Mapping[str, complex]) -> None:
        super().__init__()
        self._parts = parts
        self._most = most_of_numbers(parts)

    def __missing__(self, word: str) -> int:
        if word[0] == ANY:
            found = _whole(self._most.get(word, 0j))
        elif word.isdecimal():
            found = _whole(self._parts.get(f"{word} ", 0j))
        else:
            return _UNKNOWN
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
        # So what adds more, or divides by less, is never less possible: neither with its pairs, nor where nothing is
        # asked of pairs.  Below the bias, what divides by less says less.
        self._rises = self._hopeless >= weights.bias
        # Both sums at once: a complex number is two.
        self._parts = {part: complex(*weight) for part, weight in weights.parts.items()}
        self._pairs = {_pair(pair): complex(*weight) for pair, weight in weights.pairs.items()}
        # Apart: together they would just exceed what a table of this size holds, and the next one takes twice as much.
        self._most_of_pairs = most_of_pairs(self._pairs)
        self._words = frozenset(weights.words)
        self._known = _Known(self._parts)

    def weigh(self, sentence: str, strangers: dict[str, int]) -> float:
        """
        Return the logarithm of the odds that a sentence, folded, tells of somebody's status.

        ``strangers`` keeps the words of one text that are not known, each of which takes as long as thirty that are.
        """
        return self._weigh(words(sentence), strangers)

    def weigh_all(self, sentences: Sequence[str], strangers: dict[str, int]) -> Iterator[float]:
        """Do so with each of many sentences ``in_small_letters``."""
        return map(self._weigh, map(_split, sentences), repeat(strangers))

    def weigh_at_most(self, kinds: Sequence[str], strangers: dict[str, int]) -> Iterator[float]:
        """
        Return of sentences ``in_small_letters`` ``with_any_digits`` what each weighs at most.

        What reaches what is possible may be any of many sentences, and does not say which.
        """
        for kind in kinds:
            if ANY not in kind:
                yield self._weigh(_split(kind), strangers)
            elif self._rises and not has_mixed_words(kind):
                yield self._weigh(_split(kind), strangers, self._most_of_pairs)
            else:
                yield math.inf

    def _weigh(
        self,
        listed: Sequence[str],
        strangers: dict[str, int],
        more_pairs: Mapping[Pair, complex] | None = None,
    ) -> float:
        total = sum(map(self._known.__getitem__, listed))
        if total > _UNKNOWN >> 1:
            total = sum(map(self._sum, listed, repeat(strangers)))
        added, square = total >> _SHIFT, total & _LOW
        odds = self._odds(added / _SCALE, square / _SCALE)
        if odds < self._hopeless:
            return odds
        both = sum(filter(None, map(self._pairs.get, pairwise(listed))), complex(added, square) / _SCALE)
        if more_pairs is not None:
            both = sum(filter(None, map(more_pairs.get, pairwise(listed))), both)
        return self._odds(both.real, both.imag)

    def _odds(self, added: float, square: float) -> float:
        if not square:
            return self._without_squares(added)
        length: float = square**SHORTENED
        return self._bias + added / length

    def _without_squares(self, added: float) -> float:
        """Nothing is known of the words; unless it is what numbers add at most, of which no square is known."""
        return math.inf if added else self._bias

    def _sum(self, word: str, strangers: dict[str, int]) -> int:
        found = strangers.get(word)
        if found is None:
            found = self._known[word]
        if found != _UNKNOWN:
            return found
        memory = self._known if word in self._words else strangers
        memory[word] = found = _whole(sum(filter(None, map(self._parts.get, parts(word))), 0j))
        return found


def _whole(weight: complex) -> int:
    """Return both sides of a weight as one number."""
    return (round(weight.real * _SCALE) << _SHIFT) + round(weight.imag * _SCALE)


def _pair(written: str) -> tuple[str, str]:
    first, _, second = written.partition(" ")
    return intern(first), intern(second)
