"""
The pages of a Parquet file, walked before anything is unpacked: how much they say they hold.

The footer of a file says how large everything is, and may lie.  What a reader makes room for is told in the
header of each page (Thrift, in its compact spelling), so that is added up first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firewall.formats.base import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA, _INDEX, _DICTIONARY, _DATA_2 = 0, 1, 2, 3
_SHARED_PREFIXES = 7
"""DELTA_BYTE_ARRAY: each text repeats the beginning of the last, so that a few bytes become any number."""

_BOOLEANS = frozenset({1, 2})
_BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 3, 7, 8, 9, 10, 11, 12
_INTEGERS = frozenset({4, 5, 6})
_DEEPEST = 8
_LONG_LIST = 15

Value = int | dict[int, "Value"] | None


@dataclass(slots=True)
class Sizes:
    """What the pages of one column say: bytes once unpacked, values, and the largest dictionary."""

    plain: int = 0
    values: int = 0
    dictionary: int = 0
    encodings: set[int] = field(default_factory=set)


def sizes(body: bytes, start: int, length: int) -> Sizes:
    """Add up one column of one row group.  Raises :class:`Unreadable`."""
    found = Sizes()
    end = start + length
    if start < 0 or length < 0 or end > len(body):
        raise Unreadable("not-parquet")
    for kind, header in _pages(body, start, end):
        found.plain += _whole(header.get(2))
        if kind == _DICTIONARY:
            found.dictionary = max(found.dictionary, _whole(header.get(2)))
            continue
        said = header.get(5 if kind == _DATA else 8)
        if not isinstance(said, dict):
            raise Unreadable("not-parquet")
        found.values += _whole(said.get(1))
        found.encodings.add(_whole(said.get(2 if kind == _DATA else 4)))
    if _SHARED_PREFIXES in found.encodings:
        raise Unreadable("parquet-encoding")
    return found


def _pages(body: bytes, at: int, end: int) -> Iterator[tuple[int, dict[int, Value]]]:
    while at < end:
        thrift = _Thrift(body, at, end)
        header = thrift.struct(0)
        kind = _whole(header.get(1))
        if kind not in {_DATA, _DICTIONARY, _DATA_2}:
            raise Unreadable("not-parquet")
        at = thrift.at + _whole(header.get(3))
        if at > end:
            raise Unreadable("not-parquet")
        yield kind, header


def _whole(value: Value) -> int:
    if not isinstance(value, int) or value < 0:
        raise Unreadable("not-parquet")
    return value


class _Thrift:
    """As much of the compact protocol as page headers need; texts and lists are passed over."""

    def __init__(self, body: bytes, at: int, end: int) -> None:
        self._body = body
        self._end = end
        self.at = at

    def struct(self, depth: int) -> dict[int, Value]:
        """Returns the fields that are numbers or structs."""
        if depth > _DEEPEST:
            raise Unreadable("not-parquet")
        found: dict[int, Value] = {}
        number = 0
        while (head := self._byte()) != 0:
            number = number + (head >> 4) if head >> 4 else _zigzag(self._varint())
            found[number] = self._value(head & 15, depth)
        return found

    def _value(self, kind: int, depth: int) -> Value:
        if kind in _BOOLEANS:
            return None
        if kind in _INTEGERS:
            return _zigzag(self._varint())
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind in {_LIST, _SET}:
            self._list(depth)
        elif kind == _BYTE:
            self._skip(1)
        elif kind == _DOUBLE:
            self._skip(8)
        elif kind == _BINARY:
            self._skip(self._varint())
        else:
            raise Unreadable("not-parquet")
        return None

    def _list(self, depth: int) -> None:
        if depth > _DEEPEST:
            raise Unreadable("not-parquet")
        head = self._byte()
        length = self._varint() if head >> 4 == _LONG_LIST else head >> 4
        if length > self._end - self.at:
            raise Unreadable("not-parquet")
        for _ in range(length):
            if head & 15 in _BOOLEANS:
                self._skip(1)
            else:
                self._value(head & 15, depth + 1)

    def _byte(self) -> int:
        self._skip(1)
        return self._body[self.at - 1]

    def _skip(self, length: int) -> None:
        if length > self._end - self.at:
            raise Unreadable("not-parquet")
        self.at += length

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004  # the last one
                return value
            shift += 7
            if shift > 63:  # noqa: PLR2004  # no number is longer
                raise Unreadable("not-parquet")


def _zigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)
