"""
Whether what was reported is right: the rules by which the figures of ``RESULTS.md`` are counted.

1. Only findings at the acting level count (confidence 0.4): the proxy ignores what is less sure.
2. A label is found when such a finding overlaps it (in a document: stands at its member, in it, or at what holds it)
   and its category is related. Related is, in sets of identifiers, any category of `immigration` or `government_id`:
   every one of them takes the value out. In sets of phrases it is any category of status (``STATUS``), which are
   withheld by the same rules, as sets/PHRASES.md says; in other sets, and for other categories, any of the same root.
3. Judged for precision are the findings whose category has a root of the class's family: the roots of the categories of
   its cases, and in sets of identifiers always both of the roots above. In the texts of sets of identifiers a finding
   that covers no digit, and one of a whole sentence (``SENTENCE``), neither finds a label nor is it judged: the sets of
   phrases measure those.
4. A judged finding is false when it overlaps no label, and nothing that is `also` true. What is also true has to be met
   more exactly in sets of identifiers, by an equal category, or by one above or below it: a California licence taken
   for an A-number is a mistake. Findings that overlap are of one place, and count once.
5. Recall is labels found / labels. Precision is labels found / (labels found + false findings): two detectors that find
   one label do not make it better, and neither does what is also true. In the tables by category a false finding counts
   against the category as which it was reported.
6. In sets of names a label is found only when findings cover it whole: half of a name is a name. What is found as a
   place covers a person too, and the other way round, since both are cut out; and what is found as either is judged.
7. Where a detector raises, the labels are missed, and a negative case has one false finding: that text would have been
   refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evaluation.cases import Case, Label
from evaluation.look import NAMES, Look, Seen

ACTING = 0.4
IDENTIFIERS, PHRASES = "identifiers", "phrases"
IDENTIFYING = frozenset({"immigration", "government_id"})
SENTENCE = "immigration"
"""What sentences are found as that tell of a status; numbers are always found as something more exact."""
NAMING = frozenset({"identity", "contact"})
STATUS = ("immigration", "child.unaccompanied", "government_id.tax", "government_id.consular")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One case, counted."""

    case: Case
    found: int
    wrong: tuple[str, ...]
    """What false findings were reported as, one a place."""
    failed: bool

    @property
    def false(self) -> int:
        return len(self.wrong)

    @property
    def passed(self) -> bool:
        return self.found == len(self.case.labels) and not self.wrong


def root(category: str) -> str:
    return category.partition(".")[0]


def in_one_line(one: str, other: str) -> bool:
    """Whether two categories are equal, or one stands above the other."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def family(cases: Iterable[Case]) -> frozenset[str]:
    """Return the roots of the categories that are judged in a class."""
    cases = tuple(cases)
    roots = frozenset(root(label.category) for case in cases for label in case.labels)
    roots |= frozenset(root(case.category) for case in cases)
    kinds = {case.kind for case in cases}
    return roots | (IDENTIFYING if IDENTIFIERS in kinds else NAMING if NAMES in kinds else frozenset())


def judge(look: Look, judged: frozenset[str]) -> Verdict:
    """Return the verdict on what was reported; ``judged`` is the family of the class."""
    case = look.case
    if look.failed:
        return Verdict(case, 0, () if case.positive else (case.category,), failed=True)
    acting = [seen for seen in look.seen if seen.confidence >= ACTING and not _is_of_sentence(case, seen)]
    found = sum(_is_found(case, acting, label) for label in case.labels)
    wrong = [
        seen
        for seen in acting
        if _is_judged(case, seen, judged)
        and not any(_meets(case, seen, label) for label in case.labels)
        and not any(_excuses(case, seen, label) for label in case.also)
    ]
    return Verdict(case, found, tuple(_by_place(wrong)), failed=False)


def _by_place(wrong: list[Seen]) -> Iterator[str]:
    """Yield what was reported, once for findings that overlap: they cut out one place."""
    last: Seen | None = None
    end = 0
    for seen in sorted(wrong, key=lambda seen: (seen.pointer or (), seen.start, -seen.end)):
        if last is not None and seen.pointer == last.pointer and seen.start < max(end, 1):
            end = max(end, seen.end)
        else:
            yield seen.category
            last, end = seen, seen.end


def _is_of_sentence(case: Case, seen: Seen) -> bool:
    return case.kind == IDENTIFIERS and case.text is not None and seen.category == SENTENCE


def _is_found(case: Case, acting: list[Seen], label: Label) -> bool:
    meeting = [seen for seen in acting if _meets(case, seen, label)]
    if case.kind != NAMES or case.text is None:
        return bool(meeting)
    covered = {place for seen in meeting for place in range(seen.start, seen.end)}
    return all(place in covered for place in range(label.start, label.end) if case.text[place].isalnum())


def _is_judged(case: Case, seen: Seen, judged: frozenset[str]) -> bool:
    if root(seen.category) not in judged:
        return False
    if case.kind != IDENTIFIERS or case.text is None:
        return True
    return any(character.isdigit() for character in case.text[seen.start : seen.end])


def _meets(case: Case, seen: Seen, label: Label) -> bool:
    if not _overlap(seen, label):
        return False
    if case.kind == IDENTIFIERS:
        return root(seen.category) in IDENTIFYING
    if case.kind == NAMES:
        return root(seen.category) in NAMING
    return _is_related(case, seen.category, label.category)


def _is_related(case: Case, one: str, other: str) -> bool:
    return root(one) == root(other) or (case.kind == PHRASES and _is_status(one) and _is_status(other))


def _is_status(category: str) -> bool:
    return any(f"{category}.".startswith(f"{status}.") for status in STATUS)


def _excuses(case: Case, seen: Seen, label: Label) -> bool:
    if not _overlap(seen, label):
        return False
    if case.kind == IDENTIFIERS:
        return in_one_line(seen.category, label.category)
    if case.kind == NAMES:
        return root(seen.category) in NAMING
    return _is_related(case, seen.category, label.category)


def _overlap(seen: Seen, label: Label) -> bool:
    if seen.pointer is None or label.pointer is None:
        return seen.pointer is label.pointer and seen.start < label.end and label.start < seen.end
    shared = min(len(seen.pointer), len(label.pointer))
    return seen.pointer[:shared] == label.pointer[:shared]
