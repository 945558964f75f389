"""
What the words of a sentence mean, in seven languages at once.

Letters say nothing of what a word means: that *parking* and *aparcamiento* are one thing, and neither a *border* nor a
*frontera*.  A list does (``data/senses/<language>.txt``): with each word its concept, an English word that is the same
in all languages, and its kind, one of forty.  So what is learned of a trap in one language is known in the others, and
of a word that never stood in what was learned from, its kind is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from sys import intern

from firewall.detect.weighing import DIGIT
from firewall.errors import ConfigError

Sense = tuple[str, str]
"""A concept and its kind; a number is a concept without one."""
Feature = str | tuple[str, ...]
"""A concept or a kind alone; two or three that follow one another; or ``(concept, NEAR, kind)``."""

NEAR = "&"
_KEY_KINDS = frozenset({"APP", "EXP", "GET", "IMP", "LAW", "MOV", "NEG", "OFF", "PPR", "REF", "WAI"})
"""Papers, offices, law, and what happens to an application: what these tell depends on what is said beside them."""
_EMPTY_KINDS = frozenset({"FUN", "HAV", ""})
"""Articles, prepositions, auxiliaries and numbers: between what follows one another they are left out."""
_REACH = 6
"""How many words of a meaning beside a key word on each side count as near it."""


class Senses:
    """The words of all languages.  Immutable, and safe to share between threads."""

    def __init__(self, languages: Sequence[Mapping[str, Sense]]) -> None:
        self._languages = tuple(languages)

    def of(self, words: Sequence[str]) -> list[Sense]:
        """
        Return what words mean, in their order, by the language that knows most of them; of others nothing.

        Words are as ``weighing.words`` returns them.
        """
        known = max(self._languages, key=lambda language: sum(map(language.__contains__, words)))
        return [
            sense or (word, "")
            for word, sense in zip(words, map(known.get, words), strict=True)
            if sense or not word.strip(DIGIT)
        ]


def read(texts: Sequence[str]) -> Senses:
    """Return the senses of one list a language: ``word concept KIND``, a word a line.  Raises ConfigError."""
    same: dict[Sense, Sense] = {}
    return Senses([_language(text, same) for text in texts])


def _language(text: str, same: dict[Sense, Sense]) -> dict[str, Sense]:
    found: dict[str, Sense] = {}
    for line in text.splitlines():
        word, _, sense = line.partition(" ")
        concept, _, kind = sense.partition(" ")
        if not (word and concept and kind.isalpha() and kind.isupper()) or word in found:
            raise ConfigError("The lists of what words mean cannot be read. Install the package again.")
        one = (intern(concept), intern(kind))
        found[word] = same.setdefault(one, one)
    return found


def features(senses: Sequence[Sense]) -> set[Feature]:
    """Return what is weighed of a sentence: what is in it, what follows one another in it, and what is near what."""
    found: set[Feature] = set(chain.from_iterable(senses))
    found.discard("")
    telling = [sense for sense in senses if sense[1] not in _EMPTY_KINDS]
    if not telling:
        return found
    concepts, kinds = zip(*telling, strict=True)
    next_concepts, next_kinds = concepts[1:], kinds[1:]
    # Each of these runs without a step of Python's own for each word: this is asked of every sentence that may tell.
    found.update(zip(concepts, next_concepts, strict=False))
    found.update(zip(kinds, next_kinds, strict=False))
    found.update(zip(concepts, next_kinds, strict=False))
    found.update(zip(kinds, next_concepts, strict=False))
    found.update(zip(kinds, next_kinds, kinds[2:], strict=False))
    found.update(_near(concepts, kinds))
    return found


def _near(concepts: tuple[str, ...], kinds: tuple[str, ...]) -> Iterator[Feature]:
    for place, kind in enumerate(kinds):
        if kind in _KEY_KINDS:
            around = kinds[max(0, place - _REACH) : place] + kinds[place + 1 : place + 1 + _REACH]
            yield from zip(repeat(concepts[place]), repeat(NEAR), around)
