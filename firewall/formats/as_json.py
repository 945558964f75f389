"""
What a reader of a packed body sees, spelled as JSON: for the exit check.

Between texts of a packed body stand lengths and types, and some of these bytes are letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from firewall.formats.numbers import written

if TYPE_CHECKING:
    from firewall.model import Tree

_ENCODER = msgspec.json.Encoder(decimal_format="number", enc_hook=written)


def exposed(tree: Tree) -> bytes:
    return _ENCODER.encode(tree)


def spelt(name: str) -> tuple[bytes, ...]:
    return (_ENCODER.encode(name) + b":",)
