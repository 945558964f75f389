"""How many values a table unfolds to: seven hundred bytes of Parquet may say a hundred thousand times the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from firewall.formats.base import Limits, Unreadable

Array = Any  # pyarrow ships no types

FREE, EACH = 20_000, 16
"""
Values of a file that may be as small as it likes, and for each of its bytes.

A value that differs from its neighbours takes a byte or more, packed as well as may be; and in nearly all tables one
column does.
"""


def check_values(pa: Any, columns: Iterable[Array], body: bytes, limits: Limits) -> None:  # noqa: ANN401  # as above
    """Raises :class:`Unreadable` where there are more values, lists and objects than such a body is likely to have."""
    left = min(2 * limits.fields, FREE // limits.among + EACH * len(body))
    for column in columns:
        for chunk in column.chunks:
            left -= _values(pa, chunk, left)
            if left < 0:
                raise Unreadable("too-many-fields")


def _values(pa: Any, array: Array, most: int) -> int:  # noqa: ANN401  # as above
    """Count them, up to some more than ``most``."""
    found, waiting = 0, [array]
    while waiting and found <= most:
        one = waiting.pop()
        found += len(one)
        if pa.types.is_struct(one.type):
            waiting += one.flatten()
        elif pa.types.is_list(one.type) or pa.types.is_large_list(one.type):
            waiting.append(one.flatten())
    return found
