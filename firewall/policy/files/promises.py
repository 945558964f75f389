"""``promises.yaml``: what holds of the whole policy, whatever its rules and agreements say one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from firewall.model import Category, Direction, ProcessKind, Purpose, Treatment
from firewall.policy.files.reading import Section
from firewall.policy.files.scope import Scope, parameterized
from firewall.policy.outcomes import RELEASE, REMOVE
from firewall.policy.rules import Agreement, Promise, Route, Says
from firewall.policy.words import BASES, akin
from firewall.policy.yaml import Node

KEYS = {
    "promise", "says", "cite", "to", "except_to", "never_receives", "more_than", "always_receives", "at_least",
    "never_answered", "at", "for", "direction", "unless", "having", "during", "from", "until",
}  # fmt: skip
_ONLY_WITH = {
    "more_than": Says.NEVER_RECEIVES,
    "at_least": Says.ALWAYS_RECEIVES,
    "having": Says.ALWAYS_RECEIVES,
    "during": Says.ALWAYS_RECEIVES,
}
_ALWAYS_NEEDS = ("to", "for", "at")
"""Nobody always receives something wherever and whatever for: an agreement says with whom, where and for what."""


def read(node: Node, scope: Scope, agreements: Iterable[Agreement]) -> tuple[Promise, ...]:
    section = Section(node, scope.faults, what="file of promises", known={"promises"}, required=["promises"])
    names = [agreement.id for agreement in agreements]
    found: list[Promise] = []
    for item in section.sections("promises"):
        promise = _promise(item, scope, names)
        if any(promise.id == other.id for other in found):
            scope.faults.add(promise.at, "POL301", word=promise.id)
        found.append(promise)
    return tuple(found)


def _promise(node: Node, scope: Scope, agreements: Collection[str]) -> Promise:
    section = Section(node, scope.faults, what="promise", known=KEYS, required=["promise", "says", "from"])
    what = _what(section)
    words = scope.vocabulary
    excuses = [*sorted(BASES), *words.processes, *agreements]
    promise = Promise(
        id=section.identifier("promise"),
        says=section.text("says"),
        cite=section.text("cite"),
        what=what,
        to=scope.requesters(section, "to"),
        except_to=scope.requesters(section, "except_to"),
        routes=scope.routes(section, "at"),
        purposes=frozenset(map(Purpose, section.words("for", words.purposes, "a purpose"))),
        direction=_direction(section),
        data=() if what is Says.NEVER_ANSWERED else scope.categories(section, what.value),
        bound=_bound(section, what, scope),
        unless=frozenset(
            section.words("unless", excuses, "a basis, a kind of legal process or an agreement")
        ),
        having=tuple(map(ProcessKind, section.words("having", words.processes, "a kind of legal process"))),
        during=section.words("during", agreements, "an agreement of this folder"),
        starts=section.day("from", date.max),
        ends=section.optional_day("until"),
        at=section.at,
    )
    _check(promise, section)
    return promise


def _what(section: Section) -> Says:
    said = [one for one in Says if one.value in section]
    if len(said) == 1:
        if said[0] is Says.NEVER_ANSWERED and not section.text_is("never_answered", "yes"):
            section.faults.add(section.place("never_answered"), "POL304")
        return said[0]
    keys = ", ".join(f"`{one.value}`" for one in Says)
    if said:
        section.faults.add(section.place(said[1].value), "POL303")
        return said[0]
    section.faults.add(section.at, "POL302", keys=keys)
    return Says.NEVER_ANSWERED


def _direction(section: Section) -> Direction | None:
    word = section.choice("direction", ("inbound", "outbound"), "a direction")
    return Direction(word) if word else None


def _bound(section: Section, what: Says, scope: Scope) -> Treatment:
    key = "more_than" if what is Says.NEVER_RECEIVES else "at_least"
    node = section.node(key)
    if node is None:
        return RELEASE if what is Says.ALWAYS_RECEIVES else REMOVE
    return parameterized(node, scope.faults)


def _check(promise: Promise, section: Section) -> None:
    for key, what in _ONLY_WITH.items():
        if key in section and promise.what is not what:
            section.faults.add(section.place(key), "POL305", key=key, other=what.value)
    if promise.what is Says.ALWAYS_RECEIVES:
        for key in _ALWAYS_NEEDS:
            if key not in section:
                section.faults.add(section.at, "POL306", key=key)
        if "unless" in section:
            section.faults.add(section.place("unless"), "POL307")
    if promise.ends is not None and date.min < promise.ends < promise.starts < date.max:
        section.faults.add(section.place("until"), "POL308")
    if promise.to and all(is_excepted(word, promise.except_to) for word in promise.to):
        section.faults.add(section.place("except_to"), "POL309")


def is_excepted(word: str, words: Iterable[str]) -> bool:
    return any(word == other or word.startswith(other + ".") for other in words)


def check_places(promises: Iterable[Promise], routes: Collection[Route], scope: Scope) -> None:
    """Somebody who always receives what no route there declares would never receive it."""
    for promise in promises:
        if promise.what is not Says.ALWAYS_RECEIVES or not promise.routes:
            continue
        held = {category for route in places(promise, routes) for category in declared(route)}
        for word in promise.data:
            if not any(akin(word, category) for category in held):
                scope.faults.add(promise.at, "POL310", word=word, places=", ".join(promise.routes))


def places(promise: Promise, routes: Iterable[Route]) -> Iterator[Route]:
    """Yield the routes that a promise is about."""
    for route in routes:
        if not promise.routes or {route.id, route.id.partition(":")[0]} & set(promise.routes):
            yield route


def declared(route: Route) -> frozenset[Category]:
    """Return what the members of a route's answer are."""
    return frozenset(category for categories in route.fields.values() for category in categories)
