"""Verdicts added up: by class, category, language and origin, for each half and kind of set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.judge import Verdict, family, judge
from evaluation.look import Look

Key = tuple[str, str, str, str, str]
"""Half, kind of set, texts or documents, what is grouped by, and the name of the group."""

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

    def add(self, verdict: Verdict) -> None:
        self.cases += 1
        self.labels += len(verdict.case.labels)
        self.found += verdict.found
        self.false += verdict.false
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
        for key in _keys(verdict):
            results[key].add(verdict)
    return dict(sorted(results.items()))


def _keys(verdict: Verdict) -> Iterator[Key]:
    case = verdict.case
    medium = DOCUMENTS if case.text is None else TEXTS
    groups = {
        "class": case.name,
        "category": case.category,
        "language": case.language,
        "origin": case.origin,
        "trap": case.language if case.trap else None,
    }
    for by, name in groups.items():
        if name is not None:
            yield case.half, case.kind, medium, by, name
