"""What somebody would receive: the real plan of an exchange, laid over the real route."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.model import Category, Exchange, Node, Outcome, Place, Plan, Treatment
from firewall.policy.decide import plan
from firewall.policy.files.promises import declared
from firewall.policy.outcomes import stricter
from firewall.policy.rules import Agreement, Bundle, Promise, Route, Says
from firewall.policy.view import answer_view, spell
from firewall.policy.words import akin, covered
from firewall.proving.broken import Broken, Question


def exceeds(treatment: Treatment, bound: Treatment) -> bool:
    """Whether more goes out than a promise allows."""
    return stricter(treatment, bound) != treatment


def falls_short(treatment: Treatment, bound: Treatment) -> bool:
    """Whether less goes out than a promise asks for."""
    return stricter(treatment, bound) != bound


def sensitive(bundle: Bundle, promise: Promise, route: Route) -> list[Category]:
    """Return the categories that could go out at a route and that a promise is about."""
    held = declared(route)
    if promise.what is Says.NEVER_ANSWERED:
        return sorted(held)
    found = {category for category in held if any(akin(category, word) for word in promise.data)}
    if bundle.vocabulary.free_texts & held:  # where people write whatever they like
        found |= {category for category in bundle.vocabulary.categories if covered(category, promise.data)}
    return sorted(found)


def broken(bundle: Bundle, promise: Promise, question: Question) -> Broken | None:
    """Ask the policy.  Returns how the promise is broken in this exchange, or None."""
    exchange = question.exchange
    found = plan(bundle, exchange)
    if promise.what is Says.ALWAYS_RECEIVES:
        return _short(bundle, promise, question, found)
    if found.outcome is not Outcome.RELEASE:
        return None
    if promise.what is Says.NEVER_ANSWERED:
        is_excused = any(_excuses(promise, exchange, None)) or _is_named(bundle, promise, found.met)
        return None if is_excused else Broken(promise=promise, question=question, plan=found)
    view = answer_view(found, question.route, bundle.vocabulary, frozenset(), reads_names=True)
    for place in leaving(view.root):
        for category in _goes_out(bundle, promise, place, found):
            if not _is_excused(bundle, promise, exchange, found, category):
                return Broken(
                    promise=promise, question=question, plan=found, member=place.pattern, category=category
                )
    return None


def leaving(node: Node) -> Iterator[Place]:
    """The declared members of which something leaves."""
    if node.place is not None:
        if node.place.is_withheld and not node.place.cuts:
            return
        yield node.place
    for below in (*node.members.values(), *((node.any,) if node.any is not None else ())):
        yield from leaving(below)


def _goes_out(bundle: Bundle, promise: Promise, place: Place, found: Plan) -> Iterator[Category]:
    if exceeds(place.treatment, promise.bound):
        yield from (c for c in place.categories if any(akin(c, word) for word in promise.data))
    if bundle.vocabulary.free_texts.intersection(place.categories):
        for category in bundle.vocabulary.categories:
            if covered(category, promise.data) and exceeds(found.of(category), promise.bound):
                yield category


def _is_excused(
    bundle: Bundle, promise: Promise, exchange: Exchange, found: Plan, category: Category
) -> bool:
    standing = found.categories.get(category)
    return any(_excuses(promise, exchange, category)) or (
        standing is not None and _is_named(bundle, promise, standing.openers)
    )


def _excuses(promise: Promise, exchange: Exchange, category: Category | None) -> Iterator[bool]:
    """Whether each verified paper is one that the promise excepts, and covers what goes out."""
    for process in exchange.processes:
        is_meant = bool(promise.unless & (process.bases | {process.kind}))
        yield is_meant and (category is None or covered(category, process.categories))


def _is_named(bundle: Bundle, promise: Promise, openers: tuple[str, ...]) -> bool:
    return any(a.id in openers for a in excepted(bundle, promise))


def excepted(bundle: Bundle, promise: Promise) -> Iterator[Agreement]:
    """Yield the agreements that a promise excepts, by name or by what they stand on."""
    return (a for a in bundle.agreements if a.id in promise.unless or a.basis in promise.unless)


def _short(bundle: Bundle, promise: Promise, question: Question, found: Plan) -> Broken | None:
    """Find the first member that somebody does not receive who always should."""
    route = question.route
    members = {p: c for p, c in route.fields.items() if any(covered(one, promise.data) for one in c)}
    going: dict[str, Place] = {}
    if found.outcome is Outcome.RELEASE:
        view = answer_view(found, route, bundle.vocabulary, frozenset())
        going = {place.pattern: place for place in leaving(view.root)}
    for path, categories in members.items():
        pattern = spell(path)
        place = going.get(pattern)
        if place is None or falls_short(place.treatment, promise.bound):
            category = next(one for one in categories if covered(one, promise.data))
            return Broken(promise=promise, question=question, plan=found, member=pattern, category=category)
    return None
