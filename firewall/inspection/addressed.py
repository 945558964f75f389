"""What an intake is sent in its address is one message with its body: read together, and looked for in each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from firewall.detect import Detectors
from firewall.detect.echo import echoes_of
from firewall.detect.recognizer import TooManyError
from firewall.inspection.asking import Asked
from firewall.inspection.echoes import values_gone
from firewall.inspection.reading import Failure
from firewall.inspection.withholding import Screened, screened_of, settled_tree
from firewall.model import Category, Message, Node, Outcome, Place, Treatment, Tree, View
from firewall.policy.rules import Route
from firewall.policy.words import CONTROLS, akin
from firewall.transform.pruned import Pruned
from firewall.transform.values import Pseudonymize

_QUERY, _BODY = "?", "="
"""No names of members: what is said of them is said of no member, and pairs are looked for within each alone."""

_GOES = Treatment(Outcome.RELEASE)
_STAYS = Treatment(Outcome.REMOVE)


@dataclass(frozen=True, slots=True)
class Addressed:
    """
    What an intake takes of a request.  ``screened`` is what it takes of the body, ``query`` what goes on of the query.

    ``is_stray`` tells that its path says what it does not accept, together with the rest.
    """

    screened: Screened
    query: tuple[tuple[str, str], ...] = field(repr=False)
    is_stray: bool


def withhold_addressed(  # noqa: PLR0917  # what is taken follows from all of it
    message: Message,
    asked: Asked,
    route: Route,
    view_of: Callable[[frozenset[str]], View],
    latched: frozenset[str],
    detectors: Detectors,
    pseudonymize: Pseudonymize,
) -> Addressed:
    """
    Do as ``withhold`` does with a body and with what stands beside it in the address.

    Each part of the address was looked at by itself before; here counts what several say together
    (``field=ssn&value=...``), and what was taken out in one place and stands in another.  A part is never cut: it
    goes whole or not at all.  Raises :class:`Failure`.
    """
    taken = dict(asked.query)
    # What was left out by itself goes in no case, and is looked for in all that does.
    query = {**dict(message.query), **taken}
    words = {name: _said(name, route, detectors) for name in query}

    def with_query(closed: frozenset[str]) -> View:
        view = view_of(closed)
        members = {name: _node(name, words[name], closed, is_taken=name in taken) for name in query}
        body = replace(view.root, place=None, shapes={})
        return replace(view, root=Node(members={_QUERY: Node(members=members), _BODY: body}))

    tree: dict[str, Tree] = {_QUERY: dict(query)}
    if asked.format is not None:
        tree[_BODY] = asked.tree
    found = settled_tree(tree, with_query, latched, detectors, pseudonymize)
    screened = screened_of(found, found.pruned.tree)
    left = _object(screened.tree)
    kept = _object(left.get(_QUERY))
    names = {name: name for name in taken if name not in route.query}
    said_again = {name for name, _ in _again(names, found.pruned, detectors)}
    counts = tuple(count for count in screened.counts if not count.pattern.startswith(_QUERY + _QUERY))
    path = _parameters(message.path[1:], route)
    is_stray = _is_met_again(path, route, found.pruned, detectors) or _says_more(
        path, route, view_of, detectors, pseudonymize
    )
    return Addressed(
        replace(screened, tree=left.get(_BODY), counts=counts),
        tuple(pair for pair in asked.query if kept.get(pair[0]) == pair[1] and pair[0] not in said_again),
        is_stray,
    )


def _object(tree: Tree) -> dict[str, Tree]:
    return tree if isinstance(tree, dict) else {}


def _said(name: str, route: Route, detectors: Detectors) -> tuple[Category, ...]:
    """What was let through by its name is what its name says; a page is nothing."""
    word = route.query.get(name)
    if word is None:
        return tuple(sorted(detectors.names.categories(name)))
    return () if word in CONTROLS else (Category(word),)


def _node(
    name: str, categories: tuple[Category, ...], closed: frozenset[str], *, is_taken: bool = True
) -> Node:
    """In the record none of it has a name: those of a query may be anybody's."""
    pattern = f"{_QUERY}{_QUERY}{name}"
    is_open = is_taken and pattern not in closed
    return Node(place=Place(pattern, categories, _GOES if is_open else _STAYS))


# ---- the path, of which nothing can be left out


def _parameters(segments: tuple[str, ...], route: Route) -> dict[str, str]:
    steps = zip(route.segments, segments, strict=True)
    return {step.text: text for step, text in steps if step.is_parameter}


def _says_more(
    path: Mapping[str, str],
    route: Route,
    view_of: Callable[[frozenset[str]], View],
    detectors: Detectors,
    pseudonymize: Pseudonymize,
) -> bool:
    """Whether its parts together are more than what each is declared as."""

    def of_path(closed: frozenset[str]) -> View:
        members = {name: _node(name, (route.path[name],), closed) for name in path}
        return replace(view_of(closed), root=Node(members=members))

    tree: Tree = dict(path)
    return settled_tree(tree, of_path, frozenset(), detectors, pseudonymize).pruned.tree != tree


def _is_met_again(path: Mapping[str, str], route: Route, pruned: Pruned, detectors: Detectors) -> bool:
    """Whether it has what was taken out beside it, and is not declared as that: a record has its own number."""
    return any(not akin(route.path[name], category) for name, category in _again(path, pruned, detectors))


def _again(texts: Mapping[str, str], pruned: Pruned, detectors: Detectors) -> list[tuple[str, Category]]:
    known = echoes_of(values_gone(pruned, detectors), list(texts.values()))
    try:
        return [
            (name, span.category) for name, text in texts.items() for span in known.find(text, is_free=False)
        ]
    except TooManyError:
        raise Failure("too-many-findings") from None
