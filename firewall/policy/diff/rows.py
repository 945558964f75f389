"""All differences of two bundles as rows, put together until a person can read them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from firewall.model import Purpose, RouteId
from firewall.policy.diff.contexts import (
    BARE,
    Condition,
    Pair,
    askers,
    conditions,
    days,
    may_be_asked_by,
)
from firewall.policy.diff.facets import Change, Meaning, Verdict, changes
from firewall.policy.diff.tables import Context, Here, Mask, Numbers, Table
from firewall.policy.rules import Bundle, Route

T = TypeVar("T")

UNSTATED = ""
"""Stands among purposes where a request states none."""


class Row(NamedTuple):
    """One change, for all to whom it comes alike.  ``until`` is its last day; ``since`` is None where it is at once."""

    facet: str
    verdict: Verdict
    before: object
    after: object
    about: frozenset[str]
    askers: frozenset[str]
    routes: frozenset[RouteId]
    purposes: frozenset[str]
    conditions: frozenset[Condition]
    since: date | None
    until: date | None


_MERGED = ("purposes", "conditions", "routes", "askers", "about")
"""In this order: first what one request could say, then whom it is about, then what of."""


@dataclass(slots=True)
class Found:
    """``rows`` as they are; ``concerned`` are the rules and agreements that stand behind any of them."""

    rows: list[Row] = field(default_factory=list)
    concerned: set[str] = field(default_factory=set)
    contexts: int = 0


def differences(pair: Pair, today: date, who: Collection[str] = ()) -> Found:
    """Go through everything, for everybody or for some alone, and put together what is alike."""
    search = _Search(pair, today, who or askers(pair))
    for route in _routes(pair):
        search.at(route)
    search.found.rows = merged(search.found.rows)
    return search.found


def _routes(pair: Pair) -> list[Route]:
    known: dict[RouteId, Route] = {}
    for bundle in pair.bundles:
        known.update(bundle.routes)
    return [known[id_] for id_ in sorted(known)]


class _Search:
    def __init__(self, pair: Pair, today: date, who: Collection[str]) -> None:
        numbers = Numbers()
        self.found = Found()
        self._pair = pair
        self._tables = tuple(Table(side, numbers) for side in (pair.before, pair.after))
        self._meanings = tuple(map(Meaning, self._tables))
        self._days = days(pair, today)
        # Whoever is alike everywhere and always is looked at once, not at each route again.
        self._classes = [(people, one == other) for (one, other), people in _alike(who, self._anywhere)]
        self._conditions = conditions(pair)
        self._uses = {c.process: tuple(t.use_of(c.process) for t in self._tables) for c in self._conditions}
        purposes = {p for bundle in pair.bundles for p in bundle.vocabulary.purposes}
        self._purposes: tuple[Purpose | None, ...] = (None, *sorted(purposes))
        self._has_same_words = _words(pair.before.bundle) == _words(pair.after.bundle)

    def at(self, route: Route) -> None:
        """Everything that anybody can ask of one route; those whom the same is about are looked at once."""
        one, other = (bundle.routes.get(route.id) for bundle in self._pair.bundles)
        is_same = (
            self._has_same_words and one is not None and other is not None and _same(self._pair, one, other)
        )
        asks = may_be_asked_by(r for r in (one, other) if r is not None)
        looked_at = (*self._conditions, *(Condition(asks=word) for word in asks))
        # For most nothing was edited anywhere: that is seen without a look at each day.
        is_unmoved = is_same and self._tables[0].where(route.id) == self._tables[1].where(route.id)
        left = [people for people, is_alike in self._classes if not (is_unmoved and is_alike)]
        for (here, days_), classes in _alike(left, lambda people: self._here(people[0], route)):
            if not (is_same and here[0] == here[1] and days_[0] == days_[1]):
                self._among(frozenset().union(*classes), route, here, looked_at)

    def _anywhere(self, asker: str) -> tuple[object, object]:
        one, other = ((t.who(asker), *(t.on(asker, day) for day in self._days)) for t in self._tables)
        return one, other

    def _here(self, asker: str, route: Route) -> tuple[tuple[Here, ...], tuple[tuple[Mask, ...], ...]]:
        """What is about somebody here at all, and what of it is in force on each of the days."""
        here = tuple(table.here(asker, route.id) for table in self._tables)
        return here, tuple(
            tuple(table.on(asker, day).both(one.mask) for day in self._days)
            for table, one in zip(self._tables, here, strict=True)
        )

    def _among(
        self, people: frozenset[str], route: Route, here: tuple[Here, ...], looked_at: tuple[Condition, ...]
    ) -> None:
        asker = min(people)
        lines: dict[tuple[Condition, Purpose | None], list[tuple[Change, ...]]] = {}
        purposes = _alike(self._purposes, lambda purpose: self._purpose_here(purpose, here))
        for _, conditions_ in _alike(
            looked_at, lambda condition: self._condition_here(condition, route, here)
        ):
            condition = conditions_[0]
            for _, alike in purposes:
                line = self._line(asker, route, alike[0], condition, here)
                lines.update(((one, alike[0]), line) for one in conditions_)
                row = Row("", Verdict.OTHER, None, None, frozenset(), people, frozenset({route.id}),
                    frozenset(str(p or UNSTATED) for p in alike), _named(conditions_), None, None)  # fmt: skip
                known = [lines[less, alike[0]] for less in _less(condition)]
                self.found.rows += self._rows(row, line, known)

    def _line(
        self, asker: str, route: Route, purpose: Purpose | None, condition: Condition, here: tuple[Here, ...]
    ) -> list[tuple[Change, ...]]:
        """What changes on each of the days."""
        known: dict[object, tuple[Change, ...]] = {}
        line = []
        for day in self._days:
            key = tuple(t.on(asker, day).both(h.mask) for t, h in zip(self._tables, here, strict=True))
            if key not in known:
                known[key] = self._look(Context(asker, route, day, purpose, condition))
            line.append(known[key])
        return line

    def _look(self, context: Context) -> tuple[Change, ...]:
        self.found.contexts += 1
        before, after = (meaning.of(context) for meaning in self._meanings)
        found = tuple(changes(before, after))
        if found:
            self.found.concerned |= before.said | after.said
        return found

    def _purpose_here(self, purpose: Purpose | None, here: tuple[Here, ...]) -> object:
        masks = [t.for_purpose(purpose).both(h.mask) for t, h in zip(self._tables, here, strict=True)]
        return (*masks, purpose is None and any(h.can_hold for h in here))

    def _condition_here(self, condition: Condition, route: Route, here: tuple[Here, ...]) -> object:
        """All of a condition that could matter to these people here."""
        found: list[object] = [condition.outbound]
        for side, (table, (mask, can_hold)) in enumerate(zip(self._tables, here, strict=True)):
            found.append(table.with_condition(route, condition).both(mask))
            found.append(table.use_of(condition.claim)[2] & mask.agreements if condition.claim else 0)
            is_what, yielding, needing = self._uses[condition.process][side]
            if can_hold:
                needing &= mask.agreements
                found += [condition.approval, needing]
                # What opens nothing by itself and nobody needs is at hand for nothing.
                found += (
                    [is_what, yielding & mask.rules] if needing or (is_what and is_what[1]) else [None, 0]
                )
        return tuple(found)

    def _rows(
        self, row: Row, line: Sequence[tuple[Change, ...]], known: Sequence[Sequence[tuple[Change, ...]]]
    ) -> Iterator[Row]:
        """A row for each change and its days; what is so with less at hand is said once, there."""
        for change in dict.fromkeys(change for found in line for change in found):
            holds = [change in found for found in line]
            if any(holds == [change in found for found in less] for less in known):
                continue
            for since, until in _spans(holds, self._days):
                yield row._replace(
                    facet=change.facet,
                    verdict=change.verdict,
                    before=change.before,
                    after=change.after,
                    about=frozenset({change.about}),
                    since=since,
                    until=until,
                )


def _alike(things: Iterable[T], key: Callable[[T], object]) -> list[tuple[Any, list[T]]]:
    """Put together the things that have the same key, in their order."""
    found: dict[object, list[T]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return list(found.items())


def _named(conditions: Iterable[Condition]) -> frozenset[Condition]:
    """What somebody without anything at hand meets is not said of those who have something."""
    return frozenset({BARE}) if BARE in conditions else frozenset(conditions)


def _less(condition: Condition) -> Iterator[Condition]:
    """What there is with a part of it at hand."""
    if condition != BARE:
        yield BARE
    if condition.process and condition.approval:
        yield Condition(process=condition.process)
        yield Condition(approval=True)


def _spans(holds: list[bool], days: tuple[date, ...]) -> Iterator[tuple[date | None, date | None]]:
    start: int | None = None
    for number, is_so in enumerate((*holds, False)):
        if is_so and start is None:
            start = number
        elif not is_so and start is not None:
            since = days[start] if start else None
            yield since, days[number] - timedelta(days=1) if number < len(days) else None
            start = None


def _words(bundle: Bundle) -> object:
    """What of the vocabulary a decision depends on."""
    words = bundle.vocabulary
    return (
        words.categories.keys(),
        words.free_texts,
        {kind: (w.basis, w.opens) for kind, w in words.processes.items()},
    )


def _same(pair: Pair, one: Route, other: Route) -> bool:
    """Whether a route is the same in both, but for where it stands."""
    hidden = [b.hides(r.id) for b, r in zip(pair.bundles, (one, other), strict=True)]
    return replace(one, at=other.at) == other and hidden[0] == hidden[1]


def merged(rows: Iterable[Row]) -> list[Row]:
    """Put rows together that differ in one thing alone."""
    left = list(rows)
    for name in _MERGED:
        groups: dict[Row, set[Any]] = {}
        for row in left:
            groups.setdefault(_with(row, name, frozenset()), set()).update(getattr(row, name))
        left = [_with(row, name, frozenset(said)) for row, said in groups.items()]
    return left


def _with(row: Row, name: str, said: frozenset[Any]) -> Row:
    changed: dict[str, Any] = {name: said}  # a field's name, as the tuple wants it
    return row._replace(**changed)
