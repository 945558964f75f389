"""
Links to other pages of an answer: each leads to this route at our own address, or it does not leave.

A service writes its own address into them, and whatever else it likes.  What stays is a path and a query that the
requester could have asked anyway: the same route, and of parameters those of this request and the ones that page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from firewall.formats import Unreadable, target
from firewall.inspection import cursors, paging
from firewall.inspection.cursors import Cursors, Pairs
from firewall.model import Address, Count, Outcome, Path, Tree
from firewall.ordered import Ordered
from firewall.policy.rules import Route
from firewall.policy.view import ANY, spell

_GONE = object()
_Change = Callable[[Tree], str | None]


def localized(
    tree: Tree, route: Route, address: Address, upstream: str, sealing: Cursors | None = None
) -> tuple[Tree, tuple[tuple[Path, Count], ...]]:
    """
    Return the tree with its links as they may leave, and by their places how many are sealed or taken out.

    Without ``sealing`` no cursor leaves.
    """
    changed: Counter[tuple[Path, Outcome]] = Counter()
    for path in route.links:
        seal = None if sealing is None else sealing.at(path, route)
        one = _Links(route, address, upstream, seal)
        found = _at(tree, path, one.local)
        tree = {} if found is _GONE else found  # type: ignore[assignment]  # what is not gone is a tree
        changed[path, Outcome.PSEUDONYMIZE] += one.sealed
        changed[path, Outcome.REMOVE] += one.gone
    return tree, tuple(
        (path, Count(spell(path), category, outcome, times))
        for (path, outcome), times in changed.items()
        for category in (route.fields[path] if times else ())
    )


class _Links:
    """Those of one place.  ``sealed`` and ``gone`` are how many of them were changed so."""

    def __init__(self, route: Route, address: Address, upstream: str, sealing: Cursors | None) -> None:
        self._route = route
        self._path, self._asked = address
        self._upstream = upstream
        self._sealing = sealing
        self.sealed = 0
        self.gone = 0

    def local(self, link: Tree) -> str | None:
        """Return what leaves in the place of a link, if anything."""
        try:
            left = self._local(link) if isinstance(link, str) and self._path else None
        except Unreadable:
            left = None
        self.gone += left is None
        return left

    def _local(self, text: str) -> str | None:
        reference = _reference(text, self._path, self._upstream)
        if reference is None:
            return None
        segments, pairs = target.parse(reference)
        if segments != self._path[1:]:
            return None
        told = [pair for pair in pairs if cursors.is_told(*pair, self._route)]
        if not all(pair in self._asked or paging.is_open(*pair, self._route) for pair in told):
            return None
        if len(told) == len(pairs):
            return target.write(self._path, pairs)
        sealed = self._with_cursors(pairs)
        if sealed is None:
            return None
        self.sealed += 1
        return target.write(self._path, sealed)

    def _with_cursors(self, pairs: Pairs) -> Pairs | None:
        """A cursor may stand for the whole question, so the link must ask all that was asked, where we judge it."""
        asked = cursors.asked_alone(self._asked, self._route)
        if self._sealing is None or cursors.asked_alone(pairs, self._route) != asked:
            return None
        return cursors.sealed(pairs, self._route, self._path, self._sealing)


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


def _at(tree: Tree, path: Path, change: _Change) -> object:
    if not path:
        if tree is None:
            return None  # there is no such page
        kept = change(tree)
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
