"""Verdicts added up: by class, category, language and origin, for each half and kind of set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.judge import Verdict, family, judge
from evaluation.look import Look

Key = tuple[str, str, str, str, str]
"""Half (one of ``EXAMS``), kind of set, texts or documents, what is grouped by, and the name of the group."""

TEXTS, DOCUMENTS = "texts", "documents"
BY = ("class", "category", "language", "origin", "trap")


@dataclass(slots=True)
class Tally:
    """Counts of one group."""

    cases: int = 0
    labels: int = 0
    found: int = 0
    false: int = 0
    failed: int = 0
    passed: int = 0

    def add(self, verdict: Verdict, false: int) -> None:
        self.cases += 1
        self.labels += len(verdict.case.labels)
        self.found += verdict.found
        self.false += false
        self.failed += verdict.failed
        self.passed += verdict.passed

    @property
    def recall(self) -> float | None:
        """Return the share of labels that were found; None where there is no label."""
        return self.found / self.labels if self.labels else None

    @property
    def precision(self) -> float | None:
        """Return the share of what was found that is right; None where nothing was found at all."""
        reported = self.found + self.false
        return self.found / reported if reported else None


Results = Mapping[Key, Tally]


def verdicts(looks: Iterable[Look]) -> list[Verdict]:
    """Return the verdicts on what could be looked at."""
    looked = [look for look in looks if not look.skipped]
    classes: dict[tuple[str, str], list[Look]] = defaultdict(list)
    for look in looked:
        classes[look.case.kind, look.case.name].append(look)
    families = {key: family(look.case for look in some) for key, some in classes.items()}
    return [judge(look, families[look.case.kind, look.case.name]) for look in looked]


def tally(judged: Sequence[Verdict]) -> dict[Key, Tally]:
    """Return the sums."""
    results: dict[Key, Tally] = defaultdict(Tally)
    for verdict in judged:
        front = _front(verdict)
        for by, name in _groups(verdict):
            results[(*front, by, name)].add(verdict, verdict.false)
        if verdict.case.positive:
            results[(*front, "category", verdict.case.category)].add(verdict, 0)
        for category in verdict.wrong:
            results[(*front, "category", category)].false += 1
    return dict(sorted(results.items()))


def _front(verdict: Verdict) -> tuple[str, str, str]:
    case = verdict.case
    return case.half, case.kind, DOCUMENTS if case.text is None else TEXTS


def _groups(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """Yield the groups to which a verdict belongs whole."""
    case = verdict.case
    yield "class", case.name
    yield "language", case.language
    if case.origin:
        yield "origin", case.origin
    if case.trap:
        yield "trap", case.language
