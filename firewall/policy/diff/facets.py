"""What one context means: how it is answered, what leaves, who is told what; and in what two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from firewall.model import Category, Node, Outcome, Plan, RouteId, Treatment
from firewall.policy.diff.contexts import selects
from firewall.policy.diff.tables import Context, Table
from firewall.policy.outcomes import stricter
from firewall.policy.rules import Route
from firewall.policy.view import answer_view

Categories = tuple[Category, ...]
"""What a member is declared as; mostly one."""

_NO_ROUTE = "no-route"


class Verdict(Enum):
    """Whether more gets out, less, or neither can be said."""

    LOOSER = "looser"
    STRICTER = "stricter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Form:
    """How a member leaves: whole, made coarser, or with what is found in it cut out."""

    treatment: Treatment
    cuts: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """How the exchange as a whole is answered, where everything is asked for."""

    outcome: Outcome
    status: int
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Facets:
    answer: Answer
    leaves: Mapping[Categories, Form]
    notice: str
    duties: frozenset[str]
    limits: Mapping[str, tuple[int | None, int | None]]
    said: frozenset[str]
    alike: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """``facet`` is answer, data, notice, duty, limit or alike; ``about`` is which of them."""

    facet: str
    about: str
    before: object
    after: object
    verdict: Verdict


NOTHING = Facets(Answer(Outcome.REFUSE, 404, exists=False), {}, "", frozenset(), {}, frozenset())
"""What a route means that there is not."""


class Meaning:
    """What contexts mean under one bundle; each is worked out once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._bundle = table.bundle
        self._kept: dict[tuple[int, RouteId], tuple[Plan, Facets]] = {}

    def of(self, context: Context) -> Facets:
        route = self._bundle.routes.get(context.route.id)
        if route is None:
            return NOTHING
        context = context._replace(route=route)
        plan = self.table.plan(context)
        key = (id(plan), route.id)
        if key not in self._kept:
            # The plan is kept beside it, so that its id cannot be given to another one meanwhile.
            self._kept[key] = plan, self._made(context, plan, route)
        return self._kept[key][1]

    def _made(self, context: Context, plan: Plan, route: Route) -> Facets:
        protected = self._bundle.hides(route.id)
        return Facets(
            answer=Answer(plan.outcome, _status(plan.outcome, is_protected=protected)),
            leaves=self._leaves(context, plan, route),
            notice=next((n for n in self._notices(plan) if n), ""),
            duties=frozenset(owed.duty for owed in plan.duties),
            limits={limit.agreement: (limit.per_request, limit.per_day) for limit in plan.limits},
            said=frozenset({*plan.said, *plan.met}),
            alike=plan.alike,
        )

    def _leaves(self, context: Context, plan: Plan, route: Route) -> dict[Categories, Form]:
        """What leaves where everything is asked for; else what does where a request leaves out what closes it."""
        if plan.outcome is not Outcome.RELEASE and selects(route):
            open_ = frozenset(c for c in plan.asked if plan.of(c).outcome < Outcome.HOLD)
            plan = self.table.plan(context, open_) if open_ else plan
        if plan.outcome is not Outcome.RELEASE:
            return {}
        # As with a model that reads names: without one less leaves, and nothing that is looser must stay hidden.
        view = answer_view(plan, route, self._bundle.vocabulary, frozenset(), reads_names=True)
        return dict(_kept(view.root))

    def _notices(self, plan: Plan) -> Iterator[str]:
        rules = self._bundle.rules_by_id
        if plan.outcome is not Outcome.RELEASE:
            yield from (rules[id_].notice for id_ in plan.said if id_ in rules)


def _kept(node: Node) -> Iterator[tuple[Categories, Form]]:
    place = node.place
    if place is not None:
        if not place.is_withheld:
            yield place.categories, Form(place.treatment, place.cuts)
        return
    for below in (*node.members.values(), *([node.any] if node.any is not None else [])):
        yield from _kept(below)


def _status(outcome: Outcome, *, is_protected: bool) -> int:
    if outcome is Outcome.RELEASE:
        return 200
    return 202 if outcome is not Outcome.REFUSE else 404 if is_protected else 403


# ---- in what two differ


def changes(before: Facets, after: Facets) -> Iterator[Change]:
    if before.answer != after.answer:
        yield Change("answer", "", before.answer, after.answer, _of_answer(before.answer, after.answer))
    for categories in sorted(before.leaves.keys() | after.leaves.keys()):
        one, other = before.leaves.get(categories), after.leaves.get(categories)
        if one != other:
            yield Change("data", " with ".join(categories), one, other, _of_form(one, other))
    if before.notice != after.notice:
        yield Change("notice", "", before.notice, after.notice, Verdict.OTHER)
    for duty in sorted(before.duties ^ after.duties):
        gone = duty in before.duties
        yield Change("duty", duty, gone, not gone, Verdict.LOOSER if gone else Verdict.STRICTER)
    for id_ in sorted(before.limits.keys() & after.limits.keys()):
        if before.limits[id_] != after.limits[id_]:
            verdict = _of_limits(before.limits[id_], after.limits[id_])
            yield Change("limit", id_, before.limits[id_], after.limits[id_], verdict)
    if before.alike != after.alike:
        verdict = Verdict.LOOSER if after.alike < before.alike else Verdict.STRICTER
        yield Change("alike", "", before.alike, after.alike, verdict)


def _of_answer(before: Answer, after: Answer) -> Verdict:
    if before.outcome == after.outcome:
        if before.status == after.status:
            return Verdict.OTHER
        return Verdict.STRICTER if after.status > before.status else Verdict.LOOSER  # 404 tells less than 403
    return Verdict.LOOSER if after.outcome < before.outcome else Verdict.STRICTER


def _of_form(before: Form | None, after: Form | None) -> Verdict:
    if before is None or after is None:
        return Verdict.LOOSER if before is None else Verdict.STRICTER
    if before.treatment == after.treatment:
        return Verdict.STRICTER if after.cuts else Verdict.LOOSER
    # What is no plain tightening is for a second person: a year of a date and a mask of it are not degrees, and the
    # stricter of them is neither of the two.
    tightens = stricter(before.treatment, after.treatment) == after.treatment and (
        after.cuts or not before.cuts
    )
    return Verdict.STRICTER if tightens else Verdict.LOOSER


def _of_limits(before: tuple[int | None, int | None], after: tuple[int | None, int | None]) -> Verdict:
    pairs = list(zip(before, after, strict=True))
    wider = any(old is not None and (new is None or new > old) for old, new in pairs)
    return Verdict.LOOSER if wider else Verdict.STRICTER
