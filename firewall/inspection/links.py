"""
Links to other pages of an answer: each leads to this route at our own address, or it does not leave.

A service writes its own address into them, and whatever else it likes.  What stays is a path and a query that the
requester could have asked anyway: the same route, and of parameters those of this request and the ones that page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from firewall.formats import Unreadable, target
from firewall.inspection import cursors
from firewall.inspection.cursors import Cursors, Pairs
from firewall.inspection.dialects.said import SKIPTOKEN, called_so, named_in
from firewall.model import Address, Path, Tree
from firewall.ordered import Ordered
from firewall.policy.rules import Route
from firewall.policy.view import ANY
from firewall.policy.words import CURSOR

MAX_PAGE = 64
"""Characters of a page number or cursor, as in a request."""

_GONE = object()
_Change = Callable[[str], str | None]


def localized(
    tree: Tree,
    route: Route,
    address: Address,
    upstream: str,
    leaves: Callable[[Path], bool],
    *,
    sealing: Cursors | None = None,
) -> Tree:
    """
    Return the tree with its links as they may leave; those that may not are taken out.

    ``leaves`` tells whether what stands at a declared place leaves as it is.  Without ``sealing`` no cursor leaves.
    """

    def local(text: str, sealing: Cursors | None) -> str | None:
        return _local(text, route, address, upstream, leaves, sealing=sealing)

    for path in route.links:
        found = _at(tree, path, partial(local, sealing=None if sealing is None else sealing.at(path, route)))
        tree = {} if found is _GONE else found  # type: ignore[assignment]  # what is not gone is a tree
    return tree


def _local(
    text: str,
    route: Route,
    address: Address,
    upstream: str,
    leaves: Callable[[Path], bool],
    *,
    sealing: Cursors | None,
) -> str | None:
    path, asked = address
    reference = _reference(text, path, upstream) if path else None
    if reference is None:
        return None
    try:
        segments, pairs = target.parse(reference)
        if segments != path[1:]:
            return None
        rest = [pair for pair in pairs if route.query.get(pair[0]) != CURSOR]
        if len(rest) < len(pairs):
            found = _with_cursors(pairs, route, address, sealing)
            if found is None:
                return None
            pairs = found
        is_same = all(pair in asked or _pages(pair, route, leaves) for pair in rest)
        return target.write(path, pairs) if is_same else None
    except Unreadable:
        return None


def _with_cursors(pairs: Pairs, route: Route, address: Address, sealing: Cursors | None) -> Pairs | None:
    """A cursor may stand for the whole question, so the link must ask all that was asked, where we judge it."""
    path, asked = address
    if sealing is None or cursors.asked_alone(pairs, route) != cursors.asked_alone(asked, route):
        return None
    return cursors.sealed(pairs, route, path, sealing)


def _reference(text: str, path: tuple[str, ...], upstream: str) -> str | None:
    """Return path and query of a link to that service, whose address is spelt as we spell it; None of any other."""
    own = "/" + "/".join(path[1:])
    if text.startswith((f"{upstream}/", f"{upstream}?")):
        text = text.removeprefix(upstream)
    if text.startswith("/"):
        return text
    name, question_mark, query = text.partition("?")
    if question_mark and (not name or name == path[-1]):
        return f"{own}?{query}"
    return None


def _pages(pair: tuple[str, str], route: Route, leaves: Callable[[Path], bool]) -> bool:
    name, value = pair
    if not (cursors.is_of_pages(name, route) and len(value) <= MAX_PAGE and value.isascii()):
        return False
    named = [called_so(steps, route.fields) for steps in named_in(value)]
    if name == SKIPTOKEN and not all(named):
        return False  # who asked so would ask for what nobody declared
    # It says what the last record of this page has there, however short that is.
    return all(leaves(path) for paths in named for path in paths)


def _at(tree: Tree, path: Path, change: _Change) -> object:
    if not path:
        if tree is None:
            return None  # there is no such page
        kept = change(tree) if isinstance(tree, str) else None
        return _GONE if kept is None else kept
    if isinstance(tree, dict):
        return _in_members(tree, path, change)
    if isinstance(tree, list):
        return _in_items(tree, path, change)
    return tree


def _in_members(tree: dict[str, Tree], path: Path, change: _Change) -> object:
    step, *rest = path
    changed = {
        name: _at(value, tuple(rest), change) if step in {name, ANY} else value
        for name, value in tree.items()
    }
    return {name: value for name, value in changed.items() if value is not _GONE}


def _in_items(tree: list[Tree], path: Path, change: _Change) -> object:
    """An item whose link is gone goes with it: it would say where to, and then nothing."""
    if path[0] != ANY or isinstance(tree, Ordered):
        return _GONE  # where no list was declared, nobody tells what stands in one
    changed = [(item, _at(item, path[1:], change)) for item in tree]
    return [now for was, now in changed if now is not _GONE and not _has_lost(was, now, path[1:])]


def _has_lost(was: Tree, now: object, path: Path) -> bool:
    return (
        len(path) == 1
        and isinstance(was, dict)
        and isinstance(now, dict)
        and path[0] in was
        and path[0] not in now
    )
