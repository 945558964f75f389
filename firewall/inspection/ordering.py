"""
By what an answer is to be ordered or grouped: names of declared members, with a direction.

The order of records tells of what they are ordered by, and a group tells who is in it, also where the
member itself does not leave.  So whatever is not plainly the name of a member is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from firewall.model import Tree

_STEP = re.compile(r"(?i)\s*([+-]?)([^\s+,:-][^\s,:]*?)(?:[ :.](?:asc|desc|ascending|descending))?\s*")
"""A name, with a sign before it or a direction behind it."""

_WORDS = frozenset({"asc", "desc", "ascending", "descending"})
"""Servers that take the direction as a parameter of its own are told no more by it."""

_DIRECTIONS = _WORDS | {"1", "-1"}

_COUNTED = frozenset({"", "true", "false", "yes", "no", "1", "0", "exact", "planned", "estimated", "none"})
"""What a request may say where it says whether it wants a total: anything else could carry data."""


def names(tree: Tree) -> Iterator[str | None]:
    """Yield the members that are named; None for whatever is no name."""
    if isinstance(tree, str):
        steps = (step for step in tree.split(",") if step.strip().lower() not in _WORDS)
        yield from map(_name, steps)
    elif isinstance(tree, list):
        for item in tree:
            yield from names(item)
    elif isinstance(tree, dict):
        for name, direction in tree.items():
            yield name if str(direction).lower() in _DIRECTIONS else None
    else:
        yield None


def _name(text: str) -> str | None:
    step = _STEP.fullmatch(text)
    return step[2] if step is not None else None


def is_plain_total(text: str) -> bool:
    """Whether it says no more than that a total is wanted, or is not."""
    return text.lower() in _COUNTED
