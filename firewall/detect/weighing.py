"""
Whether a sentence tells of somebody's status, by the weight of all its words together.

Nobody can list what people write: "the card ran out in May and the office has no appointments".  So the words, parts
of words and pairs of words of a sentence each have a weight, learned from labelled sentences in seven languages
(``training/``).  Parts of words make an unknown inflection or compound weigh like its kin.  Where their sum makes it
possible, what the words mean (``meaning.py``) has an equal say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from itertools import groupby, pairwise
from sys import intern
from typing import Annotated, TypeVar

import msgspec

from firewall.errors import ConfigError

_QUESTION, _BLANK = "? "
DIGIT = "#"
"""
Stands for each digit.  Which number it is tells nothing, or whose it is: so sentences that differ in digits alone weigh
the same.  A word of a text has none.
"""


def _table() -> bytes:
    """Small letters, and an end of a line for what is neither a letter nor a digit: blanks tell how many there were."""
    kept = dict(zip("0123456789?" + _BLANK, DIGIT * 10 + "? ", strict=True))
    letters = (chr(code) for code in range(256))
    return "".join(
        kept.get(one, one.lower() if one.isascii() and one.isalpha() else "\n") for one in letters
    ).encode()


_SMALL = _table()
# What is not ASCII is folded: most of it is letters.
_NOT_WORDS = re.compile(r"[\W_]+")
_LINES = re.compile(rb"[^\n]+")
_DIGITS = re.compile(r"\d")
SHORTEST_PART, LONGEST_PART = 3, 6
"""Characters in a part of a word; where the word begins and ends counts as one."""

_LONG = 48
"""Characters of a word that are looked at: half of them at its beginning, half at its end."""

SHORTENED = 0.2
"""
The sum of a sentence is divided by this power of the square of its length.  By the whole length (0.5), a telling word
would weigh less in a long sentence than in a short one.
"""

_SHIFT, STEPS = 36, 100
"""
What a word adds to both sums is kept as one whole number: to the odds above so many bits, in hundredths, to the square
below.  Such numbers are added in a fraction of the time that two take.

INVARIANT: the squares of a sentence are less than 2**36 together, so that none runs into the other sum: of 240
characters there are less than 1,950 parts, each within ``_LARGEST``.
"""
_LOW = (1 << _SHIFT) - 1
_LARGEST = 20_000

_UNREADABLE = "The learned weights of the detectors cannot be read. Install the package again."

Pair = tuple[str, str]


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What was learned of all sentences together."""

    learned_from: str
    """SHA-256 of the sentences, as ``training`` writes it."""
    bias: float
    possible: float
    """Logarithm of the odds from which on a sentence is worth a closer look."""
    sure: float
    """And from which on it tells, and is not looked at more closely."""
    features: int
    """How many lines follow: a file that is cut short would tell of less."""


class Head(Learned, frozen=True, kw_only=True):
    """What was learned of letters."""

    words: str
    """Words that occur in what was learned from, sorted, with blanks.  Only what is known of these is remembered."""


H = TypeVar("H", bound=Learned)
W = TypeVar("W", bound=Sized)


class Line(msgspec.Struct, frozen=True, array_like=True):
    """
    What a feature adds to the sum, in hundredths, and to the square of the length of a sentence.

    A part of a word has a blank at its end or none, a pair of words one between them.
    """

    feature: str
    added: Annotated[int, msgspec.Meta(ge=-_LARGEST * STEPS, le=_LARGEST * STEPS)]
    square: Annotated[int, msgspec.Meta(ge=1, le=_LARGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What was learned: with each feature what it adds to both sums, as one whole number."""

    head: Head
    parts: Mapping[str, int]
    pairs: Mapping[Pair, int]

    def __len__(self) -> int:
        return len(self.parts) + len(self.pairs)


def read(text: bytes) -> Weights:
    """
    Return the weights of which the first line has what is told of all, and each other one a feature.

    Raises ConfigError where these are no weights.
    """
    return read_as(Head, text, gathered)


def read_as(head: type[H], text: bytes, gather: Callable[[H, Iterable[Line]], W]) -> W:
    """
    Return what is gathered of a file of weights.  Raises ConfigError where it is none, or not whole.

    It is read a line at a time: all at once would take more memory than what is kept.
    """
    lines = (line[0] for line in _LINES.finditer(text))
    decoder = msgspec.json.Decoder(Line)
    try:
        first = msgspec.json.decode(next(lines, b""), type=head)
        weights = gather(first, map(decoder.decode, lines))
    except msgspec.MsgspecError:
        raise ConfigError(_UNREADABLE) from None
    if len(weights) != first.features:
        raise ConfigError(_UNREADABLE)
    return weights


def gathered(head: Head, lines: Iterable[Line]) -> Weights:
    """Return the weights of all lines."""
    parts: dict[str, int] = {}
    pairs: dict[Pair, int] = {}
    for feature, whole in as_whole(lines):
        first, _, second = feature.partition(_BLANK)
        if second:
            pairs[intern(first), intern(second)] = whole
        else:
            parts[feature] = whole
    return Weights(head=head, parts=parts, pairs=pairs)


def as_whole(lines: Iterable[Line]) -> Iterator[tuple[str, int]]:
    """Yield each feature with what it adds to both sums, as one whole number."""
    same: dict[int, int] = {}  # most weights are those of other features, too
    for line in lines:
        whole = (line.added << _SHIFT) + line.square
        yield line.feature, same.setdefault(whole, whole)


def odds_of(total: int, bias: float) -> float:
    """Return the logarithm of the odds of a sentence, of which that is the sum of all whole numbers."""
    if not total:
        return bias  # nothing is known of the words
    length: float = (total & _LOW) ** SHORTENED
    return bias + (total >> _SHIFT) / (STEPS * length)


def in_small_letters(text: str) -> str:
    """Return an ASCII text as its words are looked up, as long as it was, and with the same blanks."""
    return text.encode().translate(_SMALL).decode()


def words(sentence: str) -> list[str]:
    """Return the words of a folded text in lower case, and its question mark."""
    if sentence.isascii():
        return split(in_small_letters(sentence))
    listed = _DIGITS.sub(DIGIT, _NOT_WORDS.sub(" ", sentence.lower())).split()
    if _QUESTION in sentence:
        listed.append(_QUESTION)
    return listed


def split(small: str) -> list[str]:
    """Return the words of a text that is ``in_small_letters``, and its question mark."""
    return small.split() if _QUESTION not in small else [*small.replace(_QUESTION, " ").split(), _QUESTION]


def parts(word: str) -> set[str]:
    """
    Return a word as a whole (with a blank), and its parts, which know where it begins (``^``) and ends (``$``).

    A number has none: one that is near another says nothing like it.
    """
    if not word.strip(DIGIT):
        return {f"{word} "}
    marked = f"^{word if len(word) <= _LONG else word[: _LONG // 2] + word[-_LONG // 2 :]}$"
    lengths = range(SHORTEST_PART, min(LONGEST_PART, len(marked)) + 1)
    return {f"{word} ", *(marked[i : i + n] for n in lengths for i in range(len(marked) - n + 1))}


class Weigher:
    """
    Weighs sentences.  Safe to share between threads.

    Only words of the sentences that were learned from are remembered.  Any other may be somebody's name.
    """

    def __init__(self, weights: Weights) -> None:
        self._bias = weights.head.bias
        self._parts = weights.parts
        self._pairs = weights.pairs
        self._words = _by_beginning(weights.head.words.split())
        self._known: dict[str, int] = {}

    def weigh(self, sentence: str, strangers: dict[str, int]) -> float:
        """
        Return the logarithm of the odds that a sentence, folded, tells of somebody's status.

        ``strangers`` keeps the words of one text that are not known, each of which takes as long as thirty that are.
        """
        return self.weigh_words(words(sentence), strangers)

    def heavy(self, sentences: Collection[str], least: float, strangers: dict[str, int]) -> dict[str, float]:
        """Do so with many sentences ``in_small_letters``, and return those that weigh ``least`` or more."""
        known, pairs = (
            self._known.__getitem__,
            self._pairs.get,
        )  # dozens a message: to look these up takes as long
        cut = split if any(_QUESTION in sentence for sentence in sentences) else str.split
        # Of most the sum is below nothing, which tells as much as its root does.
        floor = 0 if least > self._bias else -math.inf
        found: dict[str, float] = {}
        for sentence in sentences:
            listed = cut(sentence)
            try:
                total = sum(map(known, listed))
            except KeyError:
                total = self._total(listed, strangers)
            total = sum(filter(None, map(pairs, pairwise(listed))), total)
            if total > floor and (odds := self._odds(total)) >= least:
                found[sentence] = odds
        return found

    def weigh_words(self, listed: Sequence[str], strangers: dict[str, int]) -> float:
        """Do so with the ``words`` of a sentence."""
        total = self._total(listed, strangers)
        return self._odds(sum(filter(None, map(self._pairs.get, pairwise(listed))), total))

    def _odds(self, total: int) -> float:
        return odds_of(total, self._bias)

    def _total(self, listed: Sequence[str], strangers: dict[str, int]) -> int:
        known = self._known.get
        return sum([self._sum(word, strangers) if (one := known(word)) is None else one for word in listed])

    def _sum(self, word: str, strangers: dict[str, int]) -> int:
        found = self._known.get(word)
        if found is None:
            found = strangers.get(word)
        if found is None:
            memory = self._known if f" {word} " in self._words.get(word[:2], "") else strangers
            memory[word] = found = sum(filter(None, map(self._parts.get, parts(word))))
        return found


def _by_beginning(words: Sequence[str]) -> dict[str, str]:
    """Return sorted words with blanks around them, by two letters: each for itself would take ten times the memory."""
    return {
        beginning: f" {' '.join(group)} " for beginning, group in groupby(words, key=lambda word: word[:2])
    }
