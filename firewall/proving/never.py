"""
Whether there is an exchange in which somebody receives what nobody is to receive.

Everything that can be asked is gone through, in two steps.  First, for one category by itself: is there an opener
that lowers it, and no rule that raises it again?  That hangs on few rules and agreements, so most exchanges have
the same answer, and it is kept.  Only where it is yes the exchange as a whole is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from firewall.model import Category, Direction, Purpose
from firewall.policy.decide import plan
from firewall.policy.files.promises import places
from firewall.policy.outcomes import REMOVE
from firewall.policy.rules import Bundle, Promise, Route, Says
from firewall.policy.words import SELECTION
from firewall.proving.askers import Asker, Askers, bits, least
from firewall.proving.broken import Broken, Question
from firewall.proving.papers import Papers, sets_of
from firewall.proving.reach import Family, Reach, Touch, both
from firewall.proving.receiving import broken, exceeds, excepted, sensitive


def never(reach: Reach, askers: Askers, promise: Promise) -> Broken | None:
    """Return how the promise is broken, or None where it is kept in every exchange."""
    return next(_Search(reach, promise).found(askers.about(promise)), None)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Who asks where; ``touch`` are the rules and agreements that this can have to do with."""

    asker: Asker
    route: Route
    direction: Direction

    @property
    def touch(self) -> Touch:
        return self.asker.rules, self.asker.agreements

    @property
    def asks(self) -> frozenset[Category]:
        """What an agreement has to let it be asked by; of an intake nobody asks that."""
        return frozenset() if self.route.is_intake else frozenset(self.route.path.values())


@dataclass(frozen=True, slots=True)
class _Moment:
    """When, and with which purpose stated."""

    day: date
    purpose: Purpose | None


class _Search:
    def __init__(self, reach: Reach, promise: Promise) -> None:
        self._reach = reach
        self._promise = promise
        self._papers = Papers(reach.bundle, promise)
        # Whoever is never to be answered is answered once anything at all goes out.
        self._bound = REMOVE if promise.what is Says.NEVER_ANSWERED else promise.bound
        excused = {a.id for a in excepted(reach.bundle, promise)}
        counted = bits(a.id not in excused for a in reach.bundle.agreements)
        self._counted = -1, counted
        self._known: dict[tuple[object, ...], bool] = {}
        self._local: dict[tuple[object, ...], Bundle] = {}

    def found(self, askers: list[Asker]) -> Iterator[Broken]:
        few = least(askers)
        routes = [route for service in self._reach.bundle.services for route in service.routes]
        for route in places(self._promise, routes):
            for direction in Direction if self._promise.direction is None else (self._promise.direction,):
                place = self._reach.place(route, direction)
                if direction is Direction.OUTBOUND and not place[1]:
                    continue  # no paper opens what the city itself sends
                here = [replace(a, rules=a.rules & place[0], agreements=a.agreements & place[1]) for a in few]
                for asker in least(here):
                    yield from self._at(_Spot(asker, route, direction))

    def _at(self, spot: _Spot) -> Iterator[Broken]:
        if self._promise.what is Says.NEVER_ANSWERED and spot.route.is_intake:
            # An intake with an opener needs nothing opened.
            yield from self._asked(spot, None)
            return
        for category in sensitive(self._reach.bundle, self._promise, spot.route):
            family = self._reach.family(category)
            if self._may(spot, family):
                yield from self._asked(spot, family)

    # ---- one category by itself

    def _may(self, spot: _Spot, family: Family) -> bool:
        """Whether the category can be open, whatever else there is."""
        touch = both(both(spot.touch, self._counted), family.touch)
        return any(self._is_open(spot, family, moment) for moment in self._moments(spot, touch))

    def _moments(self, spot: _Spot, touch: Touch) -> Iterator[_Moment]:
        """Yield one moment for each class that these rules and agreements tell apart."""
        for day in self._reach.days(touch, self._promise, spot.asker):
            stated = self._reach.stated(both(touch, self._reach.on(day, spot.asker)), self._promise)
            yield from (_Moment(day, purpose) for purpose in stated)
            if spot.asker.may_have_papers:  # nothing is stated only where a paper then says it
                yield _Moment(day, None)

    def _is_open(self, spot: _Spot, family: Family, moment: _Moment) -> bool:
        touch = both(
            both(spot.touch, self._counted), both(family.touch, self._reach.on(moment.day, spot.asker))
        )
        if moment.purpose is not None:
            touch = both(touch, self._reach.purposes[moment.purpose])
        has_papers, is_stated = spot.asker.may_have_papers, moment.purpose is not None
        key = family.category, touch, is_stated, has_papers, spot.direction, spot.asks
        if key not in self._known:
            self._known[key] = self._opens(spot, family, moment, touch)
        return self._known[key]

    def _opens(self, spot: _Spot, family: Family, moment: _Moment, touch: Touch) -> bool:
        """Ask what the category by itself gets: each opener is looked at alone, so all papers may be there at once."""
        bundle = self._reach.bundle
        small = Bundle(
            digest="", city=bundle.city, vocabulary=family.words, services=(), cases=(), samples={},
            partners=bundle.partners,
            rules=self._reach.rules(touch[0]), agreements=self._reach.agreements(touch[1]),
        )  # fmt: skip
        question = self._question(spot, family.category, moment, self._named(touch, moment))
        found = plan(small, replace(question.exchange, asks=spot.asks))
        return exceeds(found.of(family.category), self._bound)

    # ---- the exchange as a whole

    def _asked(self, spot: _Spot, family: Family | None) -> Iterator[Broken]:
        category = None if family is None else family.category
        for moment in self._moments(spot, spot.touch):
            if family is not None and not self._is_open(spot, family, moment):
                continue
            now = both(spot.touch, self._reach.on(moment.day, spot.asker))
            named = self._named(now, moment)
            for purposes in sets_of(named) if moment.purpose is None else [named]:
                question = self._question(spot, category, moment, purposes)
                yield from self._broken(question, now)

    def _named(self, touch: Touch, moment: _Moment) -> list[Purpose]:
        """Return what papers can say that they are for."""
        if moment.purpose is not None:
            return [moment.purpose]
        return list(self._reach.stated(touch, self._promise))

    def _broken(self, question: Question, touch: Touch) -> Iterator[Broken]:
        for selects in _selections(question.route):
            asked = replace(question, selects=selects)
            if broken(self._bundle_of(touch, question.route), self._promise, asked) is None:
                continue
            found = broken(self._reach.bundle, self._promise, asked)
            if found is not None:
                yield found

    def _bundle_of(self, touch: Touch, route: Route) -> Bundle:
        """The policy without what does not touch the exchange."""
        key = touch, route.id
        if key not in self._local:
            service = self._reach.bundle.service_of[route.id]
            self._local[key] = replace(
                self._reach.bundle,
                rules=self._reach.rules(touch[0]),
                agreements=self._reach.agreements(touch[1]),
                services=(replace(service, routes=(route,)),),
            )
        return self._local[key]

    def _question(
        self, spot: _Spot, category: Category | None, moment: _Moment, purposes: Iterable[Purpose]
    ) -> Question:
        about = None if self._promise.what is Says.NEVER_ANSWERED else category
        return Question(
            word=spot.asker.word,
            behind=spot.asker.behind,
            requester=spot.asker.requester,
            route=spot.route,
            direction=spot.direction,
            purpose=moment.purpose,
            day=moment.day,
            papers=self._papers.held(about, purposes) if spot.asker.may_have_papers else (),
        )


def _selections(route: Route) -> Iterator[frozenset[Category] | None]:
    """All that is declared, or where a request can say which: one member alone."""
    yield None
    if SELECTION in route.query.values() or any(SELECTION in words for words in route.body.values()):
        yield from sorted({frozenset(categories) for categories in route.fields.values()}, key=sorted)
