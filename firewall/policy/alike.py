"""Records that leave only if they look like several others, and beside which nothing of an answer leaves."""

from __future__ import annotations

from firewall.counted import Alike
from firewall.model import Path, Plan, Treatment
from firewall.policy.outcomes import REMOVE
from firewall.policy.rules import Route
from firewall.policy.words import Vocabulary, akin, covered

UNSEEN = (
    "aggregate", "financial", "health.coverage", "health.immunization", "health.notifiable", "health.record", "record",
)  # fmt: skip
"""
What nobody who knows a person sees of them from outside.

INVARIANT: everything else counts, so that a word that a city adds, or one that is broader than these, is not
forgotten.
"""


def alike_of(plan: Plan, route: Route, vocabulary: Vocabulary) -> Alike | None:
    """Return what the records of a route must have in common; None where no agreement asks for it."""
    if not plan.alike:
        return None
    return Alike(plan.alike, route.records or (), unseen(vocabulary))


def unseen(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the categories by which nobody is told apart.  A proxy is never one, nor what is above one."""
    return frozenset(
        category
        for category in vocabulary.categories
        if covered(category, UNSEEN)
        and category not in vocabulary.free_texts
        and not any(akin(category, proxy) for proxy in vocabulary.proxies)
    )


def within(treatment: Treatment, path: Path, route: Route, alike: Alike | None) -> Treatment:
    """
    Return what happens at a place, once only records that look alike leave.

    INVARIANT: what stands beside the list does not leave: a total or a second list would tell how many were taken
    out, or show them.
    """
    if alike is None:
        return treatment
    is_inside = path[:1] == ("*",) if route.records is None else path[: len(route.records)] == route.records
    return treatment if is_inside else REMOVE
