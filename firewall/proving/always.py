"""Whether there is a day on which somebody does not receive what they always should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from firewall.model import Direction, Purpose
from firewall.policy.files.promises import declared, places
from firewall.policy.rules import Promise, Route
from firewall.policy.words import covered
from firewall.proving.askers import Asker, Askers
from firewall.proving.broken import Broken, Question
from firewall.proving.papers import paper_of
from firewall.proving.reach import Reach
from firewall.proving.receiving import broken


def always(reach: Reach, askers: Askers, promise: Promise) -> Broken | None:
    """
    Return how the promise is broken, or None where it is kept on every day that it is made for.

    Asked is as plainly as can be: by what the path names, for everything, within the limits and with no claim.
    """
    made = _in_time(reach, promise)
    if made is None:
        return None
    for asker in askers.themselves(promise):
        for question in _questions(reach, made, asker):
            found = broken(reach.bundle, promise, question)
            if found is not None:
                return found
    return None


def _in_time(reach: Reach, promise: Promise) -> Promise | None:
    """The promise for the time in which the agreements that it names are in force; None where there is none."""
    named = [agreement for agreement in reach.bundle.agreements if agreement.id in promise.during]
    starts = max((promise.starts, *(agreement.starts for agreement in named)))
    ends = min((promise.ends or date.max, *(agreement.ends for agreement in named)))
    return replace(promise, starts=starts, ends=ends) if starts <= ends else None


def _questions(reach: Reach, promise: Promise, asker: Asker) -> Iterator[Question]:
    direction = promise.direction or Direction.INBOUND
    for route in _places(reach, promise):
        place = reach.place(route, direction)
        touch = asker.rules & place[0], asker.agreements & place[1]
        for day in reach.days(touch, promise, asker):
            for purpose in sorted(promise.purposes):
                yield _question(reach, promise, asker, route, direction, purpose, day)


def _places(reach: Reach, promise: Promise) -> Iterator[Route]:
    """Routes that are named, and of a service those that have what is promised."""
    routes = [route for service in reach.bundle.services for route in service.routes]
    for route in places(promise, routes):
        if any(covered(category, promise.data) for category in declared(route)):
            yield route


def _question(  # noqa: PLR0917  # who, where, which way, what for, when
    reach: Reach,
    promise: Promise,
    asker: Asker,
    route: Route,
    direction: Direction,
    purpose: Purpose,
    day: date,
) -> Question:
    everything = frozenset(reach.bundle.vocabulary.categories)
    return Question(
        word=asker.word,
        behind=asker.behind,
        requester=asker.requester,
        route=route,
        direction=direction,
        purpose=purpose,
        day=day,
        papers=tuple(
            paper_of(reach.bundle, kind, everything, frozenset({purpose})) for kind in promise.having
        ),
    )
