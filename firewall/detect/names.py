"""
What the name of a field says, whatever it holds.

Names are compared word by word.  Letter by letter would find ``imm_status`` in ``dimm_status``,
and every ``citizen_id`` of a service portal would be a citizenship.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from firewall.detect import lists
from firewall.detect.fold import fold
from firewall.model import Category

Words = tuple[str, ...]
Entries = Mapping[Words, frozenset[Category]]

# Words end at anything that is no letter or digit, where case changes, and between letters and digits.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|[0-9]+|[^\x00-\x7f]+")
_NONE: frozenset[Category] = frozenset()
_REMEMBERED = 4096
_LONGEST_REMEMBERED = 128
# `countryofbirth` is found without a separator. Shorter runs would be words of their own.
_SHORTEST_RUN = 7
_SHORTEST_PLURAL = 4
# `pcli_us_ctzn_ind` has one before and one after. A name made of nothing else would make the work quadratic.
_MOST_AROUND = 4


@dataclass(frozen=True, slots=True)
class _Spelling:
    """How names are made comparable: what counts as the same word, and what as none."""

    same: Mapping[str, str]
    skip: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]

    def words(self, name: str) -> Words:
        return tuple(self._word(word) for word in split(name) if word not in self.skip)

    def _word(self, word: str) -> str:
        return _singular(self.same.get(word, word))

    def cores(self, words: Words) -> Iterator[Words]:
        """Yield the words without more and more of what vendors and forms put around them; never none."""
        for start in range(self._around(words, self.before) + 1):
            for end in range(self._around(words[::-1], self.after) + 1):
                if start + end < len(words):
                    yield words[start : len(words) - end]

    def _around(self, words: Words, idle: frozenset[str]) -> int:
        taken = takewhile(lambda word: word in idle or word.isdigit(), words[:_MOST_AROUND])
        return sum(1 for _ in taken)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names of fields -> categories.  Asked once per key of every message, so it remembers."""

    _spelling: _Spelling
    _anywhere: Entries
    _whole: Entries
    _runs: Mapping[str, frozenset[Category]]
    _longest: int
    _known: dict[str, frozenset[Category]] = field(default_factory=dict, repr=False, compare=False)

    def categories(self, name: str) -> frozenset[Category]:
        """Return what the name says its value is about; empty where it says nothing."""
        known = self._known.get(name)
        return self._learn(name) if known is None else known

    def look_up(self, text: str) -> frozenset[Category]:
        """Return the same of a text in a message that may be a name.  Nothing of it is remembered."""
        return self._look_up(text)

    def _learn(self, name: str) -> frozenset[Category]:
        found = self._look_up(name)
        if len(name) <= _LONGEST_REMEMBERED:
            if len(self._known) >= _REMEMBERED:
                # Whoever sends keys chooses them. Starting over costs little; stopping would let them
                # push out the names that matter for good.
                self._known.clear()
            self._known[name] = found
        return found

    def _look_up(self, name: str) -> frozenset[Category]:
        words = self._spelling.words(name)
        cores = tuple(self._spelling.cores(words))
        found = self._inside(words).union(*(self._whole.get(core, _NONE) for core in cores))
        return found or found.union(*(self._runs.get("".join(core), _NONE) for core in cores))

    def _inside(self, words: Words) -> frozenset[Category]:
        """Collect entries from left to right; one that lies inside a longer one does not count."""
        found: set[Category] = set()
        reach = 0
        for start in range(len(words)):
            end, categories = self._longest_at(words, start)
            if end > reach:
                found |= categories
                reach = end
        return frozenset(found)

    def _longest_at(self, words: Words, start: int) -> tuple[int, frozenset[Category]]:
        for end in range(min(start + self._longest, len(words)), start, -1):
            categories = self._anywhere.get(words[start:end])
            if categories is not None:
                return end, categories
        return start, self._runs.get(words[start], _NONE)


def split(name: str) -> Iterator[str]:
    """Yield the words of a name, in lower case and without accents."""
    return (word.casefold() for word in _WORD.findall(fold(name)))


def compile_lexicon(texts: Iterable[str]) -> Lexicon:
    """Return the lexicon of the files in ``data/names``."""
    data = lists.merged(texts)
    spelling = _spelling(data)
    entries = tuple(_entries(data))
    anywhere = _index(
        (spelling.words(name), category) for name, place, category in entries if place == "anywhere"
    )
    friends = {spelling.words(name): _NONE for _, name in lists.by_language(data["false_friends"])}
    whole = _index((spelling.words(name), category) for name, place, category in entries if place == "whole")
    return Lexicon(
        spelling,
        {**anywhere, **friends},
        whole,
        _runs(entries),
        max(map(len, (*anywhere, *friends))),
    )


def _spelling(data: Mapping[str, object]) -> _Spelling:
    same = {
        spelling: word
        for word, others in lists.section(data["same_word"]).items()
        for spelling in lists.words(others)
    }
    skip, before, after = (frozenset(lists.words(data[key])) for key in ("skip", "before", "after"))
    return _Spelling(same, skip, frozenset(map(_singular, before)), frozenset(map(_singular, after)))


def _entries(data: Mapping[str, object]) -> Iterator[tuple[str, str, Category]]:
    """Yield (name, where it may stand, category)."""
    for category, places in lists.section(data["categories"]).items():
        for place, languages in lists.section(places).items():
            yield from ((name, place, Category(category)) for _, name in lists.by_language(languages))


def _index(entries: Iterable[tuple[Words, Category]]) -> Entries:
    index: defaultdict[Words, set[Category]] = defaultdict(set)
    for words, category in entries:
        index[words].add(category)
    return {words: frozenset(categories) for words, categories in index.items()}


def _runs(entries: Iterable[tuple[str, str, Category]]) -> Mapping[str, frozenset[Category]]:
    """Entries of several words, written as one: ``immigrationstatus``."""
    spelled = ((tuple(_spelled(name)), category) for name, _, category in entries)
    runs = (("".join(words), category) for words, category in spelled if len(words) > 1)
    index = _index(((run,), category) for run, category in runs if len(run) >= _SHORTEST_RUN)
    return {run: categories for (run,), categories in index.items()}


def _spelled(name: str) -> Iterator[str]:
    words = list(split(name))
    yield from words[:-1]
    yield from map(_singular, words[-1:])


def _singular(word: str) -> str:
    """Good enough for comparing, as both sides go through it: ``status`` loses its s as well."""
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith("ss"):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
