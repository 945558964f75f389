"""
Columns that a PostgREST query filters more than once (``age=gte.18&age=lt.65``), as one condition.

What goes on is ``and=(age.gte.18,age.lt.65)``, which says the same and has no name twice: services differ in which of
two they take, and so would we.
"""

from __future__ import annotations

import re
from collections import Counter

from firewall.inspection.dialects.said import Pairs

_COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:->>?[A-Za-z0-9_]+)*")
_WORDS = frozenset({
    "select", "order", "limit", "offset", "or", "and", "not", "columns", "on_conflict", "missing", "apikey",
})  # fmt: skip
"""Parameters that are no columns, in whatever case; of two of them nobody knows which counts."""

_TEST = re.compile(r"(?:not\.)?[a-z]+\.-?[A-Za-z0-9*](?:[A-Za-z0-9 _.:*+-]*[A-Za-z0-9*])?")
"""A condition that is spelt the same by itself and among others: no quotes, brackets or commas."""

_ALL = "and"


def at_once(query: Pairs) -> Pairs | None:
    """Return the query with no name twice; None where it cannot be said so."""
    times = Counter(name for name, _ in query)
    if _ALL in times:
        return None
    once = tuple(pair for pair in query if times[pair[0]] == 1)
    again = [pair for pair in query if times[pair[0]] > 1]
    if not all(_is_filter(name, test) for name, test in again):
        return None
    return (*once, (_ALL, f"({','.join(f'{name}.{test}' for name, test in again)})"))


def _is_filter(name: str, test: str) -> bool:
    is_column = _COLUMN.fullmatch(name) is not None and name.lower() not in _WORDS
    return is_column and _TEST.fullmatch(test) is not None
