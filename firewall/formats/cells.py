"""Values where a format has texts alone."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from firewall.formats.base import Unreadable

if TYPE_CHECKING:
    from firewall.model import Tree


def text_of(value: Tree) -> str:
    """Returns what stands in a cell.  Markers and what is coarsened need not be texts."""
    if isinstance(value, str):
        return value
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return str(value)
    raise Unreadable("not-a-table")
