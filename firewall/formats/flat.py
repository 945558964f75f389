"""
JSON a line, where all lines are objects of the same names without parts: read at once, as columns.

What is read here, the reader of single lines reads alike; whatever could be otherwise is left to it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable, check_size
from firewall.formats.json import DECODER, ENCODER, EXACT, LONG, ODD, has_spaced_colon
from firewall.grid import Grid, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firewall.model import Tree

_BETWEEN = b"}\n{"
_LEAST_DEPTH = 4
_PLAIN = frozenset({str, int, Decimal, bool, type(None)})


def grid(body: bytes, limits: Limits) -> Grid | None:
    """Returns None where the lines have to be read one by one.  Raises :class:`Unreadable`."""
    check_size(body, limits)
    text = body.removesuffix(b"\n")
    # Carriage returns and blanks at the ends of lines are for the reader of lines to judge.
    lines = text.count(b"\n") + 1
    if not (text.startswith(b"{") and text.endswith(b"}") and text.count(_BETWEEN) == lines - 1):
        return None
    if limits.number < LONG or limits.depth < _LEAST_DEPTH or lines > limits.fields or b"\r" in text:
        return None
    records = _decoded(text)
    # INVARIANT: each line is one record.  A line feed stands in no text, for JSON allows none there; so each one stands
    # between two objects of one list, and where no value is a list, that is the list of records.  As many as lines:
    # so nothing else parts two of them.
    if records is None or len(records) != lines:
        return None
    found = _columns(records)
    if found is None or not _is_plain(found, text, limits):
        return None
    if lines * (1 + len(found.names)) > limits.fields:
        raise Unreadable("too-many-fields")
    return found


def written(found: Grid) -> bytes:
    return ENCODER.encode_lines(found.rows())


def _decoded(text: bytes) -> list[Tree] | None:
    array = b"[" + text.replace(b"\n", b",\n") + b"]"
    if ODD.search(array) is not None:
        return None
    try:
        decoded: list[Tree] = DECODER.decode(array)
    except (ValueError, ArithmeticError, RecursionError):
        return None  # the reader of lines says why
    return decoded


def _columns(records: Sequence[Tree]) -> Grid | None:
    first = records[0]
    if not isinstance(first, dict) or not first or not {dict}.issuperset(map(type, records)):
        return None
    names = tuple(first)
    if not {names}.issuperset(map(tuple, records)):  # type: ignore[arg-type]  # objects, as was just asked
        return None
    each = zip(*(record.values() for record in records), strict=True)  # type: ignore[union-attr]  # as above
    return Grid(names, tuple(each), len(records))


def _is_plain(found: Grid, text: bytes, limits: Limits) -> bool:
    """Whether there are texts, small whole numbers and the like alone, under names that none of them repeats."""
    for column in map(values_of, found.columns):
        types = set(map(type, column))
        if not _PLAIN.issuperset(types) or (int in types and not all(map(_is_exact, column))):
            return False
    if len(max(found.names, key=len)) > limits.key:
        return False
    members = len(found.names) * found.records
    return text.count(b'":') == members and not has_spaced_colon(text)


def _is_exact(value: Tree) -> bool:
    return not isinstance(value, int) or -EXACT < value < EXACT
