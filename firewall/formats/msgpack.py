"""
MessagePack: what JSON has, and nothing else.

The same: the same tree.  Numbers keep their value, not their width.  Binary values and extensions
(times among them) are Unreadable: nobody can say what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from firewall.formats import as_json
from firewall.formats.base import Limits, Unreadable
from firewall.formats.packed import Reader

if TYPE_CHECKING:
    from firewall.model import Tree

_ENCODER = msgspec.msgpack.Encoder(decimal_format="number")

_SIMPLE: dict[int, Tree] = {0xC0: None, 0xC2: False, 0xC3: True}
_UNSIGNED = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_SIGNED = {0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}
_REAL = {0xCA: (">f", 4), 0xCB: (">d", 8)}
_TEXTS = {0xD9: 1, 0xDA: 2, 0xDB: 4}
_LISTS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}
_BINARY = frozenset({0xC4, 0xC5, 0xC6})


@dataclass(frozen=True, slots=True)
class MessagePack:
    """One row of the table of types; there are several names for it."""

    media_type: str = "application/msgpack"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        return _Reader(body, limits, "not-msgpack").read()

    def write(self, tree: Tree) -> bytes:
        return _ENCODER.encode(tree)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return as_json.spelt(name)

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return as_json.exposed(self.parse(body, limits))


class _Reader(Reader):
    def value(self, depth: int) -> Tree:
        code = self.number(1)
        if code < 0x80:  # noqa: PLR2004  # the ranges of the specification's table
            return code
        if code < 0x90:  # noqa: PLR2004  # as above
            return self.members(code & 0x0F, depth)
        if code < 0xA0:  # noqa: PLR2004  # as above
            return self.items(code & 0x0F, depth)
        if code < 0xC0:  # noqa: PLR2004  # as above
            return self.text(code & 0x1F)
        if code >= 0xE0:  # noqa: PLR2004  # as above
            return code - 0x100
        return self._long(code, depth)

    def _long(self, code: int, depth: int) -> Tree:  # noqa: PLR0911  # one return a row of the specification's table
        if code in _SIMPLE:
            return _SIMPLE[code]
        if code in _UNSIGNED:
            return self.number(_UNSIGNED[code])
        if code in _SIGNED:
            return int.from_bytes(self.take(_SIGNED[code]), signed=True)
        if code in _REAL:
            return self.real(*_REAL[code])
        if code in _TEXTS:
            return self.text(self.number(_TEXTS[code]))
        if code in _LISTS:
            return self.items(self.number(_LISTS[code]), depth)
        if code in _MAPS:
            return self.members(self.number(_MAPS[code]), depth)
        raise Unreadable("binary-value" if code in _BINARY else "extension")
