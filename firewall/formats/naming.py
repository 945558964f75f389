"""How many names a tree has: each different one is read for what it says, which takes longer than to read a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable
from firewall.grid import Grid

if TYPE_CHECKING:
    from firewall.model import Tree


def check_names(tree: Tree, limits: Limits) -> None:
    """Raises :class:`Unreadable` where there are more different names than anybody would look at."""
    names: set[str] = set()
    level = [tree]
    while level:
        below: list[Tree] = []
        for value in level:
            if isinstance(value, dict):
                if not names.issuperset(value):
                    names.update(value)
                    check_count(len(names), limits)
                below += value.values()
            elif isinstance(value, list):
                below += value
        level = [value for value in below if isinstance(value, dict | list)]


def check_columns(grid: Grid, limits: Limits) -> None:
    """Do as ``check_names`` does."""
    names: set[str] = set()
    level = [grid]
    for one in level:
        names.update(one.names)
        check_count(len(names), limits)
        level += [column for column in one.columns if isinstance(column, Grid)]


def check_count(names: int, limits: Limits) -> None:
    if names > limits.names:
        raise Unreadable("too-many-fields")
