"""
Which papers somebody may hold, as few as stand for all.

A paper that covers more opens more and closes nothing, and so does one paper more: each opener is looked at by
itself and the loosest result counts.  So it is enough to look at whoever holds one paper of each sort, each covering
everything, but for those that excuse: these cover everything except what the promise is about.

A paper that says what it is for escapes the rules about other purposes; one that says several escapes fewer.  Where
the request states a purpose, every paper therefore says that one, and all that is open is open for it.  Where it
states none, papers may say different ones, and a rule about one of them then closes the exchange for all: so each
set of purposes is looked at for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from firewall.model import Category, ProcessKind, Purpose
from firewall.policy.rules import Agreement, Bundle, Promise, Rule
from firewall.policy.words import ProcessWord, covers, tops
from firewall.proving.broken import Paper
from firewall.review.register import COUNSEL_APPROVAL

_COUNSEL = ProcessWord("", "counsel", "counsel", opens=True)
"""What granting a case makes, whether the vocabulary has a word for it or not."""

MANY = 6
"""Of more purposes than these, only sets of up to two are looked at where a request states none."""


class Papers:
    """The papers that matter for one promise."""

    def __init__(self, bundle: Bundle, promise: Promise) -> None:
        self._words = bundle.vocabulary.categories
        self._everything = tops(self._words)
        self._beside: dict[Category | None, frozenset[Category]] = {None: frozenset()}
        words = {**bundle.vocabulary.processes, COUNSEL_APPROVAL: _COUNSEL}
        seen: set[tuple[object, ...]] = set()
        self._kinds: list[tuple[Paper, bool]] = []
        for kind, word in words.items():
            excuses = bool({kind, word.basis} & promise.unless)
            sort = (_sort(kind, word, bundle.agreements, bundle.rules), excuses)
            if sort in seen or not (word.opens or _is_needed(kind, bundle.agreements)):
                continue
            seen.add(sort)
            paper = Paper(
                kind=kind, bases=frozenset({word.basis} - {"none"}), opens=word.opens, covers=self._everything
            )
            self._kinds.append((paper, excuses))

    def held(self, category: Category | None, purposes: Iterable[Purpose]) -> tuple[Paper, ...]:
        """Return one paper of each sort for each purpose; those that excuse do not cover the category."""
        beside = self._all_but(category)
        return tuple(
            Paper(
                kind=paper.kind,
                bases=paper.bases,
                opens=paper.opens,
                covers=beside if excuses else paper.covers,
                purposes=frozenset({purpose}),
            )
            for purpose in purposes
            for paper, excuses in self._kinds
            if not excuses or beside
        )

    def _all_but(self, category: Category | None) -> frozenset[Category]:
        """Every word that does not cover the category; none where the promise is about the exchange."""
        if category not in self._beside:
            self._beside[category] = tops([word for word in self._words if not covers(word, category or "")])
        return self._beside[category]


def paper_of(
    bundle: Bundle, kind: ProcessKind, covers: frozenset[Category], purposes: frozenset[Purpose]
) -> Paper:
    """Return a verified paper of a kind, with what the vocabulary says of the kind."""
    word = bundle.vocabulary.processes.get(kind, _COUNSEL)
    return Paper(
        kind=kind,
        bases=frozenset({word.basis} - {"none"}),
        opens=word.opens,
        covers=covers,
        purposes=purposes,
    )


def sets_of(purposes: list[Purpose]) -> Iterator[tuple[Purpose, ...]]:
    """Yield every set of purposes that papers may say together, the smallest first."""
    most = len(purposes) if len(purposes) <= MANY else 2
    for size in range(1, most + 1):
        yield from combinations(purposes, size)


def _sort(
    kind: ProcessKind, word: ProcessWord, agreements: Iterable[Agreement], rules: Iterable[Rule]
) -> tuple[object, ...]:
    """Tell what there is to tell kinds of paper apart."""
    return (
        word.basis,
        word.opens,
        kind == COUNSEL_APPROVAL,
        frozenset(agreement.id for agreement in agreements if kind in agreement.needs.process),
        frozenset(rule.id for rule in rules if kind in rule.yields_to),
    )


def _is_needed(kind: ProcessKind, agreements: Iterable[Agreement]) -> bool:
    return any(kind in agreement.needs.process for agreement in agreements)
