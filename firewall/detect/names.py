"""
What the name of a field says, whatever it holds.

Names are compared word by word (``spelling.py``) with reviewed lists (``dictionary.py``, ``data/names``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from firewall.detect.dictionary import NONE, SHORTEST_STEM, Dictionary, compile_dictionary
from firewall.detect.spelling import SHORTEST_RUN, Reading, Words, aside, run, split
from firewall.model import Category

__all__ = ["Lexicon", "compile_lexicon", "split"]

_REMEMBERED = 4096
_LONGEST_REMEMBERED = 128
# "a fileno" is not the number of an A-file.
_SHORTEST_APART = 3
_LONGEST_STEM = 24
_SAYS_NOTHING = frozenset({"info", "information", "data", "detail"})
# How many words before and behind a name may change what it means. Names are shorter; texts that list names are not.
_BESIDE = 16


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Names of fields -> categories.  Asked once per key of every message, so it remembers."""

    _dictionary: Dictionary = field(repr=False)
    _known: dict[str, frozenset[Category]] = field(default_factory=dict, repr=False, compare=False)

    def categories(self, name: str) -> frozenset[Category]:
        """Return what the name says its value is about; empty where it says nothing."""
        known = self._known.get(name)
        return self._learn(name) if known is None else known

    def look_up(self, text: str) -> frozenset[Category]:
        """Return the same of a text in a message that may be a name.  Nothing of it is remembered."""
        return self._look_up(text)

    def surely(self, text: str) -> frozenset[Category]:
        """Return what the names in a text say that mean one thing wherever they stand.  Nothing is remembered."""
        return self._inside(self._dictionary.spelling.read(text))

    def leads(self, name: str) -> bool:
        """Tell whether a member of this name may say something together with one inside of it."""
        first, *others = self._dictionary.spelling.words(name) or ("",)
        return first in self._dictionary.leading and _SAYS_NOTHING.issuperset(others)

    def together(self, above: str, name: str) -> frozenset[Category]:
        """Return what two names say, one inside the other, that neither says alone: `birth`, and `country` in it."""
        words = self._dictionary.spelling.words(above)[:1] + self._dictionary.spelling.words(name)[:_BESIDE]
        names = self._dictionary.leading.get(words[0] if words else "", {})
        found = (
            names.get(words[:end], NONE) for end in range(2, len(words) + 1) if self._means_it(words, 0, end)
        )
        return NONE.union(*found)

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
        reading = self._dictionary.spelling.read(name)
        found = self._inside(reading) | self._whole(reading)
        if before := aside(name):
            found |= self._whole(self._dictionary.spelling.read(before))
        return found

    def _whole(self, reading: Reading) -> frozenset[Category]:
        """Return what the name says when it is nothing but an entry, and what is put around entries."""
        whole, anywhere = self._dictionary.whole, self._dictionary.anywhere
        found, written = NONE, NONE
        for core in self._dictionary.spelling.cores(reading):
            words = reading.words[core]
            if anywhere.get(words) == NONE:
                return NONE
            if self._means_it(reading.words, core.start, core.stop):
                found |= whole.get(words, NONE)
                written |= self._run(reading.written[core])
        return found or written

    def _run(self, words: Words) -> frozenset[Category]:
        """Return what words say that are written as one, or should be."""
        runs, letters = self._dictionary.runs, run(words)
        found = runs.get(letters)
        if found is not None or len(words) > 1 or len(letters) < SHORTEST_RUN:
            return found or NONE
        return next((runs[stem] for stem in self._dictionary.spelling.unstuck(letters) if stem in runs), NONE)

    def _inside(self, reading: Reading) -> frozenset[Category]:
        """Collect entries from left to right; one that lies inside a longer one does not count."""
        longest = self._dictionary.longest
        found: set[Category] = set()
        reach = 0
        for start, word in enumerate(reading.words):
            end, categories = self._longest_at(reading, start, longest.get(word, 0))
            if end > reach:
                found |= categories
                reach = end
        return frozenset(found)

    def _longest_at(self, reading: Reading, start: int, longest: int) -> tuple[int, frozenset[Category]]:
        """Return where the longest entry ends that begins here, and what it says."""
        words = reading.words
        for end in range(min(start + longest, len(words)), start, -1):
            categories = self._dictionary.anywhere.get(words[start:end])
            if categories is not None:
                return end, categories if self._means_it(words, start, end) else NONE
        return self._run_at(reading, start)

    def _run_at(self, reading: Reading, start: int) -> tuple[int, frozenset[Category]]:
        """Return where a name of several words ends that is written as one, or as two: `Aufenthalts-Titel`."""
        runs = self._dictionary.long_runs
        if alone := runs.get(reading.words[start]):
            return start + 1, alone
        two = reading.written[start : start + 2]
        if min(map(len, two)) >= _SHORTEST_APART and (together := runs.get(run(two))):
            return start + 2, together
        begun = self._begun(reading.written[start])
        return (start + 1, begun) if begun else (start, NONE)

    def _begun(self, word: str) -> frozenset[Category]:
        """Return what the first letters of a compound say: `Asylfolgeantrag`, `Verblijfskaart`."""
        begins = self._dictionary.begins
        for end in range(min(len(word), _LONGEST_STEM), SHORTEST_STEM - 1, -1):
            if found := begins.get(word[:end]):
                return found
        return NONE

    def _means_it(self, words: Words, start: int, end: int) -> bool:
        others = self._dictionary.beside.get(words[start:end])
        return others is None or others.isdisjoint(words[max(0, start - _BESIDE) : end + _BESIDE])


def compile_lexicon(texts: Iterable[str]) -> Lexicon:
    """Return the lexicon of the files in ``data/names``."""
    return Lexicon(compile_dictionary(texts))
