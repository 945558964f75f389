"""
CBOR (RFC 8949): what JSON has, big numbers and decimal fractions, and nothing else.

The same: the same tree.  Numbers keep their value, not their width; a text that is tagged as a date
stays as text.  It is written in the deterministic encoding of section 4.2.  Byte strings, other tags and lengths that
are not told in advance are Unreadable.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from firewall.formats import as_json
from firewall.formats.base import Limits, Unreadable
from firewall.formats.packed import Reader

if TYPE_CHECKING:
    from firewall.model import Tree

_SIMPLE: dict[int, Tree] = {0xF4: False, 0xF5: True, 0xF6: None}
_REAL = {0xF9: (">e", 2), 0xFA: (">f", 4), 0xFB: (">d", 8)}
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _OTHER = range(8)
_DATE_TEXT, _BIG, _BIG_NEGATIVE, _FRACTION, _SELF_DESCRIBED = 0, 2, 3, 4, 55799
_SHORT = 24
"""Below it a length stands in the first byte itself."""
_LONGEST = 27
_INDEFINITE = 31
_BIG_BYTES = 26
"""What 64 digits need."""
_MAX_EXPONENT = 308
_FRACTION_PARTS = 2


@dataclass(frozen=True, slots=True)
class Cbor:
    media_type: str = "application/cbor"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        return _Reader(body, limits, "not-cbor").read()

    def write(self, tree: Tree) -> bytes:
        import cbor2  # noqa: PLC0415  # heavy, and few services speak it

        return cbor2.dumps(tree, canonical=True)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return as_json.spelt(name)

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return as_json.exposed(self.parse(body, limits))


class _Reader(Reader):
    def value(self, depth: int) -> Tree:  # noqa: PLR0911  # one return a kind
        first = self.number(1)
        kind = first >> 5
        if kind == _OTHER:
            return self._other(first)
        length = self._length(first & 31)
        match kind:
            case 0:
                return length
            case 1:
                return -1 - length
            case 3:
                return self.text(length)
            case 4:
                return self.items(length, depth)
            case 5:
                return self.members(length, depth)
            case 6:
                return self._tagged(length, depth)
            case _:
                raise Unreadable("binary-value")

    def _other(self, first: int) -> Tree:
        if first in _SIMPLE:
            return _SIMPLE[first]
        if first in _REAL:
            return self.real(*_REAL[first])
        raise Unreadable("not-cbor")  # undefined, a break out of place, or simple values that nobody knows

    def _length(self, told: int) -> int:
        if told < _SHORT:
            return told
        if told <= _LONGEST:
            return self.number(1 << (told - _SHORT))
        raise Unreadable("indefinite-length" if told == _INDEFINITE else "not-cbor")

    def _tagged(self, tag: int, depth: int) -> Tree:
        self.check_depth(depth)
        if tag == _SELF_DESCRIBED and depth == 0:
            return self.value(depth + 1)
        if tag in {_BIG, _BIG_NEGATIVE}:
            number = self._big()
            return number if tag == _BIG else -1 - number
        if tag == _FRACTION:
            return self._fraction(depth)
        if tag == _DATE_TEXT:
            value = self.value(depth + 1)
            if isinstance(value, str):
                return value
        raise Unreadable("extension")

    def _big(self) -> int:
        first = self.number(1)
        length = self._length(first & 31)
        if first >> 5 != _BYTES:
            raise Unreadable("not-cbor")
        if length > _BIG_BYTES:
            raise Unreadable("number-too-long")
        return self.number(length)

    def _fraction(self, depth: int) -> Decimal:
        parts = self.value(depth + 1)
        if not isinstance(parts, list) or len(parts) != _FRACTION_PARTS:
            raise Unreadable("not-cbor")
        exponent, digits = parts
        if type(exponent) is not int or type(digits) is not int:
            raise Unreadable("not-cbor")
        if not -_MAX_EXPONENT <= exponent <= _MAX_EXPONENT:
            raise Unreadable("number-out-of-range")
        return Decimal((int(digits < 0), tuple(map(int, str(abs(digits)))), exponent))
