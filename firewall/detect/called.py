"""Which lists and rules mean a member, by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from firewall.detect import lists
from firewall.detect.spelling import Words, split
from firewall.model import Category

Owner = TypeVar("Owner")

_SKIP = frozenset({"of", "the", "de", "del", "di", "du", "der", "van", "do", "da"})


@dataclass(frozen=True, slots=True)
class Called:
    """
    Names of members, compared word by word, never letter by letter.

    ``inside`` may stand anywhere in a longer name, ``whole`` must be all of it.  Written without a
    separator (``classofadmission``) a name must be all of it in either case.
    """

    inside: frozenset[Words]
    whole: frozenset[str]
    categories: frozenset[Category]


class CalledIndex(Generic[Owner]):
    """Who means a name, for many at once: the cost of asking does not grow with their number."""

    def __init__(self, called: Iterable[tuple[Owner, Called]], *, outranks: bool = False) -> None:
        """``outranks``: a longer name outranks the shorter ones in it, so ``ssn_quality`` is no ``ssn``."""
        self._outranks = outranks
        inside: defaultdict[Words, set[Owner]] = defaultdict(set)
        whole: defaultdict[str, set[Owner]] = defaultdict(set)
        categories: defaultdict[Category, set[Owner]] = defaultdict(set)
        for owner, names in called:
            for words in names.inside:
                inside[words].add(owner)
            for word in names.whole:
                whole[word].add(owner)
            for category in names.categories:
                categories[category].add(owner)
        self._inside: Mapping[Words, set[Owner]] = dict(inside)
        self._whole: Mapping[str, set[Owner]] = dict(whole)
        self._categories: Mapping[Category, set[Owner]] = dict(categories)
        self._longest = max(map(len, self._inside), default=0)
        self._first = frozenset(words[0] for words in self._inside)

    def by_name(self, name: str) -> set[Owner]:
        """Return whose name it is."""
        words = words_of(name)
        found = set(self._whole.get("".join(words), ()))
        reach = 0
        for start, word in enumerate(words):
            if word not in self._first:
                continue
            for end in range(min(start + self._longest, len(words)), start, -1):
                owners = self._inside.get(words[start:end])
                if owners and end > reach:
                    found |= owners
                    if self._outranks:
                        reach = end
                        break
        return found

    def by_category(self, categories: Iterable[Category]) -> set[Owner]:
        """Return who means names of these categories, whatever the names are."""
        found: set[Owner] = set()
        for category in categories:
            found |= self._categories.get(category, set())
        return found


def words_of(name: str) -> Words:
    """Return the words of a name that carry meaning."""
    return tuple(word for word in split(name) if word not in _SKIP)


def compile_called(data: object) -> Called:
    """Return what ``{names: [...], whole: [...], categories: [...]}`` means; each part may be missing."""
    parts = lists.section(data)
    names = tuple(_listed(parts, "names"))
    inside = frozenset(map(words_of, names))
    whole = frozenset(_runs((*names, *_listed(parts, "whole"))))
    return Called(inside, whole, frozenset(map(Category, _listed(parts, "categories"))))


def _listed(parts: Mapping[str, object], key: str) -> Iterable[str]:
    return lists.words(parts.get(key, []))


def _runs(names: Iterable[str]) -> Iterator[str]:
    """Yield names written as one word, with the words that carry no meaning and without them."""
    for name in names:
        yield "".join(words_of(name))
        yield "".join(split(name))
