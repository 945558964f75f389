"""
A unit of a table in which a column was closed, under the names that stand in the new file already.

What was taken out elsewhere and is met again closes a column for one unit: there its cells are empty, as they are in a
stream from there on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from firewall.formats import Unreadable, format_of
from firewall.formats.csv import Csv

if TYPE_CHECKING:
    from firewall.formats import Limits


def under(head: bytes, body: bytes, media_type: str, limits: Limits) -> bytes | None:
    """
    Return the rows of ``body``, which we wrote, under the names of ``head``, without names of their own.

    None where it has a column that the file has not.
    """
    table = format_of(media_type)
    try:
        if not body:
            return b""
        if not isinstance(table, Csv) or (grid := table.grid(body, limits)) is None:
            return None
        names = table.read_row(head.decode(), limits)
        return table.write_cells(grid.under(names, "")) if set(grid.names) <= set(names) else None
    except Unreadable:
        return None
