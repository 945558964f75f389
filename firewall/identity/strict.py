"""JSON that can be read in one way only: no repeated members, no NaN, an object at the top."""

from __future__ import annotations

import json
from typing import Any


def read(raw: bytes) -> dict[str, Any]:  # Any: what JSON holds; whoever takes a member checks its type
    """Raise ValueError where two readers could understand two things, or it is no object."""
    try:
        found = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(found, dict):
        raise ValueError("no object")  # noqa: TRY004 - one error for whatever cannot be read
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_constant(_: str) -> float:
    raise ValueError("no number of JSON's")
