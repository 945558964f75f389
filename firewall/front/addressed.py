"""
The target of a request, where its route may take a column twice: only the route knows that.

INVARIANT: no query in which a name comes twice goes on from here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from firewall.formats import Unreadable, target
from firewall.inspection.dialects import at_once

if TYPE_CHECKING:
    from firewall.formats.target import Query, Segments
    from firewall.front.parts import Match

_TWICE = "duplicate-name"
_NOTHING: tuple[Segments, Query] = ((), ())


def read(raw: str, match: Callable[[Segments], Match | None]) -> tuple[Segments, Query, str]:
    """Return path and query, and nothing; or nothing, and why it could not be read."""
    path, query, failure = target.read(raw)
    if failure != _TWICE:
        return path, query, failure
    try:
        path, query = target.parse(raw, may_repeat=True)
    except Unreadable as error:
        return *_NOTHING, error.why
    found = match(path)
    once = None if found is None else at_once(found.dialect, query)
    return (*_NOTHING, _TWICE) if once is None else (path, once, "")
