"""What MessagePack and CBOR have in common: values with their lengths before them, read once and counted on the way."""

from __future__ import annotations

import math
import struct
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable, check_size
from firewall.formats.naming import check_count

if TYPE_CHECKING:
    from firewall.model import Tree


class Reader(ABC):
    """
    Reads one body.  Nothing is built before it is known to be there.

    Depth is checked on the way down, so that Python's own limit is never met.
    """

    def __init__(self, body: bytes, limits: Limits, code: str) -> None:
        check_size(body, limits)
        self._body = body
        self._limits = limits
        self._code = code
        self._at = 0
        self._fields = 0

    def read(self) -> Tree:
        """Raises :class:`Unreadable`."""
        tree = self.value(0)
        if self._at != len(self._body):
            raise Unreadable(self._code)
        return tree

    @abstractmethod
    def value(self, depth: int) -> Tree:
        """Read the next value."""

    def take(self, length: int) -> bytes:
        end = self._at + length
        if end > len(self._body):
            raise Unreadable(self._code)
        taken = self._body[self._at : end]
        self._at = end
        return taken

    def number(self, length: int) -> int:
        return int.from_bytes(self.take(length))

    def real(self, layout: str, length: int) -> float:
        (value,) = struct.unpack(layout, self.take(length))
        if not math.isfinite(value):
            raise Unreadable("number-out-of-range")
        return float(value)

    def text(self, length: int) -> str:
        try:
            return self.take(length).decode()
        except UnicodeDecodeError:
            raise Unreadable("not-utf-8") from None

    def items(self, length: int, depth: int) -> Tree:
        self._enter(length, length, depth)
        return [self.value(depth + 1) for _ in range(length)]

    def members(self, length: int, depth: int) -> Tree:
        self._enter(length, 2 * length, depth)
        check_count(length, self._limits)
        found: dict[str, Tree] = {}
        for _ in range(length):
            name = self.value(depth + 1)
            if not isinstance(name, str):
                raise Unreadable("key-not-text")
            if name in found:
                raise Unreadable("duplicate-key")
            if len(name) > self._limits.key:
                raise Unreadable("key-too-long")
            found[name] = self.value(depth + 1)
        return found

    def check_depth(self, depth: int) -> None:
        if depth >= self._limits.depth:
            raise Unreadable("too-deep")

    def _enter(self, length: int, least: int, depth: int) -> None:
        """Each value is a byte at least: a length of which the bytes are not there is a lie."""
        self._fields += length
        self.check_depth(depth)
        if self._fields > self._limits.fields:
            raise Unreadable("too-many-fields")
        if self._at + least > len(self._body):
            raise Unreadable(self._code)
