"""
The messages of an Arrow stream, looked at before anything is built: how many values they say they hold.

Their heads are FlatBuffers.  Only what is needed is read: the kind, the lengths of the columns, and whether the body is
compressed, which nobody could bound.
"""

from __future__ import annotations

import struct

from firewall.formats.base import Limits, Unreadable

_DICTIONARY, _RECORDS = 2, 3
_NODE = 16
"""A column's length and its number of nulls, eight bytes each."""


def check(head: bytes, limits: Limits) -> int:
    """Returns how many values the message says it has.  Raises :class:`Unreadable`."""
    try:
        return _checked(head, limits)
    except (struct.error, IndexError):
        raise Unreadable("not-arrow") from None


def _checked(head: bytes, limits: Limits) -> int:
    message = _Table(head, _offset(head, 0))
    kind = message.byte(1)
    if kind not in {_DICTIONARY, _RECORDS}:
        return 0
    batch = message.table(2)
    if kind == _DICTIONARY:
        batch = batch.table(1)
    if batch.has(3):
        raise Unreadable("arrow-compressed")
    start = batch.vector(1)
    (count,) = struct.unpack_from("<I", head, start)
    if count > limits.fields:
        raise Unreadable("too-many-fields")
    lengths = [struct.unpack_from("<q", head, start + 4 + _NODE * number)[0] for number in range(count)]
    if any(length < 0 for length in lengths) or sum(lengths) > limits.fields:
        raise Unreadable("too-many-fields")
    return sum(lengths)


def _offset(head: bytes, at: int) -> int:
    (relative,) = struct.unpack_from("<I", head, at)
    return at + int(relative)


class _Table:
    """One table: where its fields stand its own small table says."""

    def __init__(self, head: bytes, at: int) -> None:
        (back,) = struct.unpack_from("<i", head, at)
        self._head, self._at, self._fields = head, at, at - back
        if self._fields < 0:
            raise Unreadable("not-arrow")
        (self._length,) = struct.unpack_from("<H", head, self._fields)

    def _place(self, number: int) -> int:
        where = 4 + 2 * number
        if where + 2 > self._length:
            return 0
        (relative,) = struct.unpack_from("<H", self._head, self._fields + where)
        return self._at + int(relative) if relative else 0

    def has(self, number: int) -> bool:
        return self._place(number) != 0

    def _needed(self, number: int) -> int:
        place = self._place(number)
        if not place:
            raise Unreadable("not-arrow")
        return place

    def byte(self, number: int) -> int:
        return self._head[self._needed(number)]

    def table(self, number: int) -> _Table:
        return _Table(self._head, _offset(self._head, self._needed(number)))

    def vector(self, number: int) -> int:
        return _offset(self._head, self._needed(number))
