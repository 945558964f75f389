"""
Numbers that keep their spelling.

Most are a Decimal, which is written as it was read.  The few that it would write otherwise (``1E2``, ``1e400``,
``0.0000001``, ``-0``) carry their own spelling, so that what leaves is what came.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

_SHORT = 8
"""Characters: a number without an exponent is written as it came, where it is too short for seven zeros."""


class Spelt(Decimal):
    """A number that Decimal would spell in its own way."""

    __slots__ = ("spelling",)

    spelling: str

    def __str__(self) -> str:
        return self.spelling


def number(text: str) -> Decimal:
    """Read a number with a point or an exponent.  This is the hot path: most are short and plain."""
    plain = Decimal(text)
    if (len(text) <= _SHORT and "e" not in text and "E" not in text) or str(plain) == text:
        return plain
    return spelt(text)


def whole(text: str) -> int | Decimal:
    """Read a number without either: of those only the negative zero is spelled otherwise."""
    return spelt(text) if text == "-0" else int(text)


def spelt(text: str) -> Spelt:
    made = Spelt(text)
    made.spelling = text
    return made


def written(value: object) -> msgspec.Raw:
    """How the encoder writes what it does not know."""
    if isinstance(value, Spelt):
        return msgspec.Raw(value.spelling.encode())
    raise TypeError
