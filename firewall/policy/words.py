"""
The closed lists that policies are written with.

A misspelt kind of requester would make a rule that silently applies to nobody, so every
word of a policy comes from here, and a word that does not is a fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from firewall.model import Category, Kind, ProcessKind, Purpose
from firewall.suppression import NOT_YET, PROFILES

SELECTION = "selection"
PAGING = "paging"
LIMIT = "limit"
SORT = "sort"
TOTAL = "total"
CURSOR = "cursor"
CONTROLS = frozenset({SELECTION, PAGING, LIMIT, SORT, TOTAL, CURSOR})
"""
What a part of a request may be declared as beside a category: it says which members, which page, how many,
by which members the answer is ordered or grouped, and whether it is to be counted.
"""

BASES = frozenset({"judicial", "duty", "emergency", "consent", "counsel"})
"""What a law rule may yield to (DESIGN: an ordinary agreement is never among them)."""


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    says: str
    free_text: bool = False
    proxy: bool = False
    status_1373: bool = False


@dataclass(frozen=True, slots=True)
class ProcessWord:
    says: str
    basis: str
    issuer: str
    opens: bool
    forms: tuple[str, ...] = ()


SUPPRESSIONS = (*PROFILES, *NOT_YET)
"""Named ways to keep small counts from telling of single people: a threshold of one's own would be a guess."""

PERIODS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class DutyWord:
    """
    What somebody is obliged to.

    ``hours`` is how long it may take, and None where nothing is due; ``every`` is the period that has one task,
    and empty where each exchange has one.
    """

    says: str
    who: str
    hours: int | None = None
    every: str = ""

    @property
    def is_task(self) -> bool:
        """Whether it ever is done; what stands all the time is not."""
        return self.hours is not None


@dataclass(frozen=True)
class Vocabulary:
    categories: Mapping[Category, CategoryFacts]
    kinds: Mapping[Kind, str]
    purposes: Mapping[Purpose, str]
    processes: Mapping[ProcessKind, ProcessWord]
    duties: Mapping[str, DutyWord] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    declarations: Mapping[str, str] = field(default_factory=dict)
    governments: frozenset[Kind] = frozenset()
    """The kinds that are part of a government, with all below them."""

    @cached_property
    def deepest_first(self) -> tuple[Category, ...]:
        return tuple(sorted(self.categories, key=lambda c: -c.count(".")))

    @cached_property
    def below(self) -> Mapping[Category, frozenset[Category]]:
        """Each category with all that stand under it, itself included."""
        return {c: frozenset(d for d in self.categories if covers(c, d)) for c in self.categories}

    @cached_property
    def proxies(self) -> frozenset[Category]:
        return frozenset(c for c, facts in self.categories.items() if facts.proxy)

    @cached_property
    def categories_1373(self) -> tuple[Category, ...]:
        return tuple(c for c, facts in self.categories.items() if facts.status_1373)

    @cached_property
    def free_texts(self) -> frozenset[Category]:
        return frozenset(c for c, facts in self.categories.items() if facts.free_text)


def covers(word: str, other: str) -> bool:
    """Whether ``other`` is ``word`` or stands below it: ``immigration`` covers ``immigration.status``."""
    return other == word or other.startswith(word + ".")


def covered(word: str, by: Iterable[str]) -> bool:
    """Whether one of ``by`` covers a word.  Proofs ask it millions of times."""
    return not _covering(word).isdisjoint(by)


@lru_cache(maxsize=4096)
def _covering(word: str) -> frozenset[str]:
    """All words that cover this one."""
    return frozenset((word, *(word[:at] for at, letter in enumerate(word) if letter == ".")))


def tops(words: Collection[Category]) -> frozenset[Category]:
    """Leave out the words that another one covers anyway."""
    return frozenset(word for word in words if not any(word.startswith(other + ".") for other in words))


def akin(one: str, other: str) -> bool:
    """Whether one of two words covers the other."""
    return covers(one, other) or covers(other, one)


def top(word: str) -> str:
    return word.partition(".")[0]
