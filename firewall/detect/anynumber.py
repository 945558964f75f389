"""
What a sentence weighs at most, whichever numbers stand in it.

Records hold the same sentences with other dates, times and counts.  Where no number could make such a sentence tell,
it is weighed once for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from firewall.detect.sentence import APART

ANY = "#"
"""Stands for each digit of a number.  Words have none."""

_ONE_DIGIT = bytes(ord("0") if chr(code) in "123456789" else code for code in range(256))
_MIXED = re.compile(f"{ANY}(?:[a-z]|(?<=[a-z]{ANY}))")  # begins with what is rare

Pair = tuple[str, str]
_Key = TypeVar("_Key", str, Pair)


def kinds_of(texts: Iterable[str]) -> list[str]:
    """Return ASCII texts, in none of which is what parts them, with one digit in place of all."""
    return APART.join(texts).encode().translate(_ONE_DIGIT).decode().split(APART)


def has_mixed_words(sentence: str) -> bool:
    """Tell whether a sentence has words that are no numbers but have digits: with others it says something else."""
    return _MIXED.search(sentence) is not None


def most_of_numbers(parts: Mapping[str, complex]) -> dict[str, complex]:
    """Return what a number of so many digits adds at most; they are written among the parts with a blank."""
    return _most(
        (_any(part[:-1]), added) for part, added in parts.items() if part[:-1].isdecimal() and part[-1] == " "
    )


def most_of_pairs(pairs: Mapping[Pair, complex]) -> dict[Pair, complex]:
    """Return what a pair adds at most in which there is a number."""
    numbered = [pair for pair in pairs if pair[0].isdecimal() or pair[1].isdecimal()]  # a few of very many
    return _most(((_any(first), _any(second)), pairs[first, second]) for first, second in numbered)


def _any(word: str) -> str:
    return ANY * len(word) if word.isdecimal() else word


def _most(weights: Iterable[tuple[_Key, complex]]) -> dict[_Key, complex]:
    """A number that nobody learned from adds nothing at all: less than nothing is not the most, nor is a longer sum."""
    most: dict[_Key, complex] = {}
    for key, added in weights:
        if added.real > most.get(key, 0j).real:
            most[key] = complex(added.real)
    return most
