"""Small counts of a table, kept back before anything else is done with an answer."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.inspection.reading import Failure
from firewall.model import Category, Count, Node, Outcome, Path, Tree, View
from firewall.suppression import UntabularError, suppress

_ITEM = "*"


def counted(tree: Tree, view: View) -> tuple[Tree, tuple[Count, ...]]:
    """
    Return a tree with its small counts kept back, and how many they were; as it is where none are to be.

    Raises :class:`Failure` where it is not the table that its route declares.
    """
    table = view.table
    if table is None or not view.profile:
        return tree, ()
    try:
        found = suppress(tree, table, view.profile)
    except UntabularError as error:
        raise Failure(error.why) from None
    each = found.cells // max(len(table.counts), 1)
    gone = [((*table.rows, _ITEM, name), each) for name in table.counts]
    gone += [(path, 1) for path in found.totals]
    return found.tree, tuple(count for path, times in gone if times for count in _counts(view, path, times))


def _counts(view: View, path: Path, times: int) -> Iterator[Count]:
    node: Node | None = view.root
    for step in path:
        node = None if node is None else node.any if step == _ITEM else node.members.get(step)
    if node is not None and node.place is not None:
        for category in node.place.categories:
            yield Count(node.place.pattern, Category(category), Outcome.REMOVE, times)
