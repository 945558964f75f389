"""What may leave of a tree: by declaration first, then by what is found in what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Generic, TypeVar

from firewall.detect import Detectors, Span
from firewall.detect.echo import Values
from firewall.inspection.alike import alike
from firewall.inspection.counting import counted
from firewall.inspection.echoes import Named, is_name, met_again, named_again, values_gone
from firewall.inspection.naming import taken_by_name
from firewall.inspection.reading import Failure, scan
from firewall.inspection.together import said_inside, said_together, telling
from firewall.model import Category, Count, Outcome, Place, Tree, View
from firewall.policy.people import outcome_in_text
from firewall.policy.words import akin, covered
from firewall.transform.cut import cut
from firewall.transform.grid import Columns
from firewall.transform.prune import Accepts, prune
from firewall.transform.pruned import UNDECLARED, Pruned
from firewall.transform.values import Pseudonymize

T = TypeVar("T")

_NOBODY_LOOKED: Named = {}


@dataclass(frozen=True, slots=True)
class Screened:
    """
    What may leave of a tree, what happened to the rest, and which declared places were caught out.

    ``closed`` are those that were removed for this message, beside those that are latched.
    """

    tree: Tree = field(repr=False)
    counts: tuple[Count, ...]
    latched: frozenset[str]
    expected: frozenset[str]
    removed: bool
    view: View = field(repr=False)
    closed: frozenset[str] = frozenset()


def withhold(
    tree: Tree,
    view_of: Callable[[frozenset[str]], View],
    latched: frozenset[str],
    detectors: Detectors,
    pseudonymize: Pseudonymize,
    *,
    named: Named = _NOBODY_LOOKED,
) -> Screened:
    """
    Build what may leave of ``tree``: by declaration first, then by what is found in what is left.

    A finding where none was declared latches its place, and everything is done again under
    the stricter view, so that all records of the message are treated alike.  A place where only
    something was met again that was taken out elsewhere is closed for this message alone: what it
    is declared as is right.  Ends, since each round closes at least one more declared place.
    Raises :class:`Failure`.
    """
    tree, kept_back = counted(tree, view_of(latched))
    found = settled_tree(tree, view_of, latched, detectors, pseudonymize, named=named)
    left, taken_out = alike(found.pruned.tree, found.view)
    return screened_of(found, left, kept_back, taken_out)


def settled_tree(
    tree: Tree,
    view_of: Callable[[frozenset[str]], View],
    latched: frozenset[str],
    detectors: Detectors,
    pseudonymize: Pseudonymize,
    *,
    named: Named = _NOBODY_LOOKED,
) -> Settled[None]:
    """Do as ``withhold`` does, but for what follows from all records together.  Raises as it does."""

    def pruned_by(view: View, closed: frozenset[str]) -> tuple[Pruned, None]:
        # Once a member that only its name let in was caught out, the intake takes declared ones alone.
        accepts = None if UNDECLARED in closed else _accepts(view, detectors)
        return _pruned(tree, view, accepts, detectors, pseudonymize), None

    return settled(pruned_by, view_of, latched, detectors, named)


def _pruned(
    tree: Tree, view: View, accepts: Accepts | None, detectors: Detectors, pseudonymize: Pseudonymize
) -> Pruned:
    columns, tells = None, telling(detectors)
    if not view.needs_names and view.table is None:
        columns = Columns(pseudonymize, tells, is_name)
    return prune(tree, view, accepts, pseudonymize, tells, columns)


def values_withheld(
    tree: Tree, view: View, detectors: Detectors, pseudonymize: Pseudonymize
) -> Iterator[Values]:
    """Return what its declaration alone takes out of a tree.  Raises as ``withhold`` does."""
    tree, _ = counted(tree, view)
    return values_gone(_pruned(tree, view, None, detectors, pseudonymize), detectors)


@dataclass(frozen=True, slots=True)
class Settled(Generic[T]):
    """What was pruned under the view that holds in the end, with what goes with it, and what was found in it."""

    pruned: Pruned
    left: T
    judged: _Judged
    view: View
    latched: frozenset[str]
    closed: frozenset[str]


def settled(
    pruned_by: Callable[[View, frozenset[str]], tuple[Pruned, T]],
    view_of: Callable[[frozenset[str]], View],
    latched: frozenset[str],
    detectors: Detectors,
    named: Named,
) -> Settled[T]:
    """Prune and judge until nothing more is found.  What is found in spans is cut.  Raises :class:`Failure`."""
    closed = latched
    while True:
        view = view_of(closed)
        pruned, left = pruned_by(view, closed)
        judged = judge(pruned, view, detectors, named)
        if judged.latched | judged.echoed <= closed:
            break
        latched = latched | judged.latched
        closed = closed | judged.latched | judged.echoed
    cut(pruned, judged.spans)
    if judged.spans:
        for rows, once_cut in pruned.by_column:
            rows[:] = once_cut().rows()
    # What the requester is told to be withheld follows from the question, not from what was met again.
    view = replace(view, withheld=view_of(latched).withheld)
    return Settled(pruned, left, judged, view, latched, closed)


def screened_of(
    found: Settled[T], tree: Tree, kept_back: tuple[Count, ...] = (), taken_out: tuple[Count, ...] = ()
) -> Screened:
    judged = found.judged
    counts = (*found.pruned.counts(), *kept_back, *judged.counts(), *taken_out)
    removed = found.pruned.has_dropped or bool(judged.spans or taken_out)
    expected = frozenset(judged.expected)
    return Screened(tree, counts, found.latched, expected, removed, found.view, found.closed)


def to_be_named(tree: Tree, view: View, pseudonymize: Pseudonymize) -> tuple[str, ...]:
    """
    Return the texts in which a model must have looked for people before they may leave, each once.

    INVARIANT: a stricter view of the same plan has no others, so that what ``withhold`` closes on its way
    never makes it ask again.
    """
    pruned = prune(tree, view, None, pseudonymize)
    texts = zip(pruned.texts, pruned.places, strict=True)
    return tuple(dict.fromkeys(text for text, place in texts if place.needs_names))


def _accepts(view: View, detectors: Detectors) -> Accepts | None:
    accepts = view.accepts
    if accepts is None:
        return None

    return lambda name: taken_by_name(name, accepts, detectors)


@dataclass(slots=True)
class _Judged:
    latched: set[str] = field(default_factory=set)
    echoed: set[str] = field(default_factory=set)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)
    cuts: dict[tuple[str, Category], int] = field(default_factory=dict)

    def counts(self) -> tuple[Count, ...]:
        return tuple(Count(p, c, Outcome.REMOVE, times) for (p, c), times in self.cuts.items())


def judge(pruned: Pruned, view: View, detectors: Detectors, named: Named) -> _Judged:
    judged = _Judged()
    _judge_texts(judged, pruned, view, detectors)
    if view.needs_names:
        _judge_names(judged, pruned, view, named)
    for place, category in said_together(pruned, detectors):
        if outcome_at(place, category, view) > place.treatment.outcome:
            judged.latched.add(place.pattern)
    for number, span in said_inside(pruned, detectors):
        if outcome_at(pruned.places[number], span.category, view) > pruned.places[number].treatment.outcome:
            _cut_or_close(judged, pruned, number, span, judged.latched)
    for number, span in met_again(pruned, detectors):
        _cut_or_close(judged, pruned, number, span, judged.echoed)
    for name, place in pruned.keys:
        if view.accepts is None and name in view.absent:
            judged.latched.add(place.pattern)  # what goes by a name that must not leave, goes
        if any(
            outcome_at(place, c, view) > place.treatment.outcome for c in detectors.names.categories(name)
        ):
            judged.latched.add(place.pattern)
    return judged


def _judge_texts(judged: _Judged, pruned: Pruned, view: View, detectors: Detectors) -> None:
    places = pruned.places
    welcome = {place: _welcome(detectors, place.categories, cuts=place.cuts) for place in set(places)}

    def is_welcome(number: int, recognizer: str) -> bool:
        """A number that stands where numbers of its kind are declared needs no second look."""
        if recognizer not in welcome[places[number]]:
            return False
        judged.expected.add(recognizer)
        return True

    for number, span, recognizer in scan(detectors, pruned.texts, is_welcome):
        place = places[number]
        if outcome_at(place, span.category, view) <= place.treatment.outcome:
            judged.expected.add(recognizer)
        elif place.cuts:
            _cut_or_close(judged, pruned, number, span, judged.latched)
        else:
            judged.latched.add(place.pattern)


def _judge_names(judged: _Judged, pruned: Pruned, view: View, named: Named) -> None:
    for number, span in chain(_named(pruned, named), named_again(pruned, named)):
        place = pruned.places[number]
        if outcome_at(place, span.category, view) > place.treatment.outcome:
            # A model takes a word for a name now and then: that closes a place for this message, and not for
            # everybody until a person has looked at it.
            _cut_or_close(judged, pruned, number, span, judged.echoed)


def _named(pruned: Pruned, named: Named) -> Iterator[tuple[int, Span]]:
    for number, (text, place) in enumerate(zip(pruned.texts, pruned.places, strict=True)):
        if place.needs_names:
            if text not in named:
                raise Failure("names-not-read")
            yield from ((number, span) for span in named[text])


@lru_cache(maxsize=4096)
def _welcome(detectors: Detectors, categories: tuple[Category, ...], *, cuts: bool) -> frozenset[str]:
    """The recognizers whose only category is declared there."""
    if cuts:
        return frozenset()
    known = detectors.scanner.ids.items()
    return frozenset(i for i, own in known if own is not None and any(akin(c, own) for c in categories))


def _cut_or_close(judged: _Judged, pruned: Pruned, number: int, span: Span, closed: set[str]) -> None:
    place = pruned.places[number]
    if number not in pruned.spots:  # a number, a key, a member that goes whole: it cannot be cut
        closed.add(place.pattern)
        return
    judged.spans.append((number, span.start, span.end))
    key = (place.pattern, span.category)
    judged.cuts[key] = judged.cuts.get(key, 0) + pruned.times.get(number, 1)


def outcome_at(place: Place, category: Category, view: View) -> Outcome:
    """Return what a finding of ``category`` asks for there; RELEASE where it was to be expected."""
    if not place.cuts and any(akin(declared, category) for declared in place.categories):
        return Outcome.RELEASE
    if view.accepts is not None:
        return Outcome.RELEASE if covered(category, view.accepts) else Outcome.REMOVE
    return outcome_in_text(view.plan, category) if place.cuts else view.plan.of(category).outcome
