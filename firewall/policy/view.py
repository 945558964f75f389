"""
A Plan laid over a route: what happens to each declared member, in every record alike.

Decided by the question, not by the answer: a view is complete before the service is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from firewall.counted import Alike
from firewall.model import Category, Member, Node, Outcome, Path, Place, Plan, Treatment, View
from firewall.policy.alike import alike_of, within
from firewall.policy.counting import in_table, profile_of
from firewall.policy.outcomes import REMOVE, stricter
from firewall.policy.people import may_not_name
from firewall.policy.rules import Route
from firewall.policy.words import Vocabulary, covered

ANY = "*"


def answer_view(
    plan: Plan, route: Route, vocabulary: Vocabulary, latched: frozenset[str], *, reads_names: bool = False
) -> View:
    """
    What leaves of a service's answer.

    ``reads_names`` tells that a model looks for people in free text; without one, nobody does.
    """
    open_wide = all(s.treatment.outcome is Outcome.RELEASE for s in plan.categories.values())
    answer = _Answer(
        plan=plan,
        vocabulary=vocabulary,
        route=route,
        open_wide=open_wide,
        reads_names=reads_names,
        profile=profile_of(plan, route),
        called={one.path: one.pattern for one in route.members},
        alike=alike_of(plan, route, vocabulary),
    )
    places = [_latch(answer.place(path, categories), latched) for path, categories in route.fields.items()]
    view = _view(route.fields, places, plan, None)
    _keep_way(view.root, route.records or ())
    for member in route.members:
        _call(view.root, member)
    if answer.alike is not None:
        view = replace(view, alike=answer.alike)
    return replace(view, table=route.table, profile=answer.profile) if answer.profile else view


def intake_view(plan: Plan, route: Route, vocabulary: Vocabulary, latched: frozenset[str]) -> View:
    """What of a request reaches a service that says what it accepts."""
    accepts = route.accepts or ()
    declared = {**route.fields, **{p: tuple(map(Category, c)) for p, c in route.body.items()}}
    places = [
        _latch(_accepted(path, categories, accepts, vocabulary, route), latched)
        for path, categories in declared.items()
    ]
    return _view(declared, places, plan, accepts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    plan: Plan
    vocabulary: Vocabulary
    route: Route
    open_wide: bool
    reads_names: bool
    profile: str
    called: Mapping[Path, str]
    alike: Alike | None

    def place(self, path: Path, categories: tuple[Category, ...]) -> Place:
        plan = self.plan
        treatment = reduce(stricter, map(plan.of, categories), Treatment(Outcome.RELEASE))
        treatment = in_table(treatment, path, self.route.table, self.profile)
        treatment = within(treatment, path, self.route, self.alike)
        free = [c for c in categories if c in self.vocabulary.free_texts]
        may_be_cut = bool(free) and treatment.outcome is Outcome.RELEASE and plan.cuts_spans.issuperset(free)
        needs_names = may_be_cut and may_not_name(plan)
        cuts = may_be_cut and (self.reads_names or not needs_names)
        if free and not cuts and not (self.open_wide and treatment.outcome is Outcome.RELEASE):
            # Free text may hold anything: where anything would be stricter, the whole member goes, in every record.
            treatment = stricter(treatment, REMOVE)
        rules = tuple(
            dict.fromkeys(r for c in categories if c in plan.categories for r in plan.categories[c].rules)
        )
        return Place(
            self.called.get(path) or spell(path),
            categories,
            treatment,
            rules,
            cuts,
            self.route.markers.get(path),
            needs_names,
        )


def _accepted(
    path: Path,
    categories: tuple[Category, ...],
    accepts: tuple[Category, ...],
    vocabulary: Vocabulary,
    route: Route,
) -> Place:
    accepted = all(covered(c, accepts) for c in categories)
    free = any(c in vocabulary.free_texts for c in categories)
    treatment = Treatment(Outcome.RELEASE if accepted else Outcome.REMOVE)
    return Place(spell(path), categories, treatment, (), accepted and free, _stored(path, route))


_STORED = frozenset({"text", "null", "list", "object", "masked", "masked-list"})
"""Markers that say of themselves that nothing is told: zero and false would be an answer that nobody gave."""


def _stored(path: Path, route: Route) -> str | None:
    """
    Return the marker that a service stores in the place of what it is not to have.

    None by PATCH: it would stand where an answer stands, and null deletes it (RFC 7396).
    """
    marker = route.markers.get(path) if route.method != "PATCH" else None
    return marker if marker in _STORED else None


def _latch(place: Place, latched: frozenset[str]) -> Place:
    if place.is_withheld or latched.isdisjoint(parts(place.pattern)):
        return place
    return Place(place.pattern, place.categories, REMOVE, place.rules, cuts=False, marker=place.marker)


def _view(
    paths: Iterable[Path], places: list[Place], plan: Plan, accepts: tuple[Category, ...] | None
) -> View:
    root = Node()
    for path, place in zip(paths, places, strict=True):
        _insert(root, path, place)
    _close_around_items(root)
    needs_names = any(place.needs_names and not place.is_withheld for place in places)
    return View(root, plan, sum(p.is_withheld for p in places), _absent(paths, places), accepts, needs_names)


def _insert(node: Node, path: Path, place: Place) -> None:
    for step in path:
        if step == ANY:
            node.any = node.any or Node()
            node = node.any
        else:
            node = node.members.setdefault(step, Node())
    node.place = place


def _call(node: Node | None, member: Member) -> None:
    """Keep what a member is called by itself, where its request calls it otherwise: what it says is said by that."""
    *way, name = member.path
    for step in way:
        node = None if node is None else node.any if step == ANY else node.members.get(step)
    if node is not None and member.own not in {(), (name,)}:
        node.own[name] = member.own


def _keep_way(node: Node, records: Path) -> None:
    """No records are an answer too: the list of them is there, and empty."""
    for step in records:
        if step not in node.members:
            return
        node = node.members[step]
        node.stays = True


def _close_around_items(node: Node) -> None:
    """For items and data-bearing keys the enclosing member goes: their number and names would tell."""
    for below in (*node.members.values(), *((node.any,) if node.any else ())):
        _close_around_items(below)
    inner = node.any.place if node.any is not None else None
    if node.place is None and inner is not None and inner.is_withheld:
        # Without its marker: what stands for an item is nothing that can stand for the list of them.
        node.place = Place(inner.pattern, inner.categories, inner.treatment, inner.rules)


def _absent(paths: Iterable[Path], places: list[Place]) -> tuple[str, ...]:
    """Member names that stand nowhere in what leaves: the exit check looks for them."""
    kept: set[str] = set()
    gone: set[str] = set()
    for path, place in zip(paths, places, strict=True):
        if place.is_withheld and place.marker is None:
            gone.update(path[-1:])
            kept.update(path[:-1])
        else:
            kept.update(path)
    return tuple(sorted(gone - kept - {ANY}))


def spell(path: Path) -> str:
    """Write a place as JSON Pointer (RFC 6901), as it stands in the service file."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def parts(pattern: str) -> tuple[str, ...]:
    """Return what a pattern stands for: itself, and where it is of several places (``Member``), each of them."""
    return (pattern, *pattern.split("|"))


def leaves_at(view: View, path: Path) -> bool:
    """Whether what stands at a declared place leaves as it is."""
    node: Node | None = view.root
    for step in path:
        node = None if node is None else node.any if step == ANY else node.members.get(step)
    return node is not None and node.place is not None and node.place.treatment.outcome is Outcome.RELEASE
