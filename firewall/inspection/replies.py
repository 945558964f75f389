"""
Answers in GraphQL: what of one may be looked at, before anything of it is withheld.

The service's own words (errors, extensions) are left out, and what a schema says of itself must be what our copy of
it says: a service that answers ``__typename`` with something else would have a way out beside all declarations.
"""

from __future__ import annotations

from collections.abc import Sequence

from firewall.inspection.reading import Failure
from firewall.model import Path, Tree
from firewall.policy.graphs import said_of_itself, type_names
from firewall.policy.rules import Route
from firewall.policy.view import ANY

TYPE_NAME = "/__typename"
SCHEMA = "/__schema"


def data_alone(tree: Tree, route: Route) -> Tree:
    """
    Return what an answer holds beside the words of the service; one to several questions by their numbers.

    Raises :class:`Failure` where there is nothing.
    """
    if not is_batch(route):
        return _known_alone(_data(tree), route)
    if not isinstance(tree, list):
        raise Failure("graphql-no-data")
    return _known_alone({str(number): _data(item) for number, item in enumerate(tree)}, route)


def is_batch(route: Route) -> bool:
    """Whether the request put several questions: then the members of its answer stand under their numbers."""
    return bool(route.members) and route.members[0].path[0] != "data"


def replied(left: Tree, asked: Tree, route: Route) -> Tree:
    """
    Return what is left of an answer as its question has it: each part that was asked for is there.

    A part of which nothing is left is `null`, or an empty list, as one that there never was.  Of several questions
    each has its answer, in their order.
    """
    if not is_batch(route):
        return _completed(left, [member.path for member in route.members])
    answers = left if isinstance(left, dict) else {}
    return [
        _completed(answers.get(number), [m.path[1:] for m in route.members if m.path[0] == number])
        for number in (asked if isinstance(asked, dict) else {})
    ]


def _completed(tree: Tree, paths: Sequence[Path]) -> Tree:
    data = tree.get("data") if isinstance(tree, dict) else None
    whole: dict[str, Tree] = {"data": data if isinstance(data, dict) else {}}
    parts = {
        path[:end]: path[end] == ANY for path in paths for end in range(2, len(path)) if path[end - 1] != ANY
    }
    for path, is_list in sorted(parts.items(), key=lambda part: len(part[0])):
        _fill(whole, path, is_list=is_list)
    return whole


def _fill(tree: Tree, path: Path, *, is_list: bool) -> None:
    step, rest = path[0], path[1:]
    if isinstance(tree, list):
        for item in tree:
            _fill(item, rest if step == ANY else path, is_list=is_list)
    elif isinstance(tree, dict):
        if not rest:
            tree.setdefault(step, [] if is_list else None)
        elif step in tree:
            _fill(tree[step], rest, is_list=is_list)


def _data(tree: Tree) -> dict[str, Tree]:
    data = tree.get("data") if isinstance(tree, dict) else None
    if not isinstance(data, dict):
        raise Failure("graphql-no-data")
    return {"data": data}


def _known_alone(tree: Tree, route: Route) -> Tree:
    known = [
        m for m in route.members if m.pattern in {TYPE_NAME, SCHEMA} or m.pattern.endswith(".__typename")
    ]
    for member in known:
        words = said_of_itself(route.graphql) if member.pattern == SCHEMA else type_names(route.graphql)
        steps = frozenset(step for one in known for step in one.path)
        tree = _checked(tree, member.path, words, steps)
    return tree


def _checked(tree: Tree, path: Path, words: frozenset[str], names: frozenset[str]) -> Tree:
    """Leave at a place what is one of these words, under these names; nothing of all else."""
    if not path:
        return _words_alone(tree, words, names)
    step, rest = path[0], path[1:]
    if isinstance(tree, list):
        below = rest if step == ANY else path  # a list where none was declared: each item of it
        return [_checked(item, below, words, names) for item in tree]
    if isinstance(tree, dict) and step in tree:
        return tree | {step: _checked(tree[step], rest, words, names)}
    return tree


def _words_alone(tree: Tree, words: frozenset[str], names: frozenset[str]) -> Tree:
    if isinstance(tree, dict):
        return {name: _words_alone(value, words, names) for name, value in tree.items() if name in names}
    if isinstance(tree, list):
        return [_words_alone(item, words, names) for item in tree]
    is_word = isinstance(tree, str) and tree in words
    return tree if is_word or isinstance(tree, bool) else None
