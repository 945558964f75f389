"""What one value says as text, and which values stand for the value of a member."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal

from firewall.detect.fold import fold
from firewall.model import Tree

Steps = tuple[str | int, ...]

# Python refuses to spell integers of more than 4300 digits (sys.set_int_max_str_digits).
_SPELLABLE_BITS = 14_000
# Beyond, a number is written with its exponent: it is no identifier.
_LONGEST_NUMBER = 40
_DEEPEST = 4
_MOST_VALUES = 1_000
_INSIDE = frozenset(
    {
        "value", "code", "codevalue", "coding", "text", "display", "id", "identifier", "key", "label", "description",
        "omschrijving", "aanduiding", "shortdescription", "type", "name", "content", "$", "#text", "@value", "_", "v",
    }
)  # fmt: skip
"""Members that say what the member around them is: FHIR Coding, Ed-Fi descriptors, XML read as JSON."""

_NOT_PLAIN = re.compile(r"[^A-Z0-9]+")


def text_of(value: str | float | Decimal) -> str:
    """Return a text or a number as somebody would write it: no exponent, and no ``.0``."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value) if value.bit_length() < _SPELLABLE_BITS else str(Decimal(value))
    if isinstance(value, float):
        return _number(Decimal(str(value))) if math.isfinite(value) else str(value)
    return _number(value) if value.is_finite() else str(value)


def _number(number: Decimal) -> str:
    if abs(number.adjusted()) > _LONGEST_NUMBER:
        return str(number)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(text: str) -> str:
    """Return the letters and digits of a text, in upper case: ``(c)(9)`` is ``C9``."""
    return _NOT_PLAIN.sub("", fold(text).upper())


def values_of(value: Tree) -> Iterator[tuple[Steps, str | int | float | Decimal]]:
    """
    Yield the texts and numbers that say what a member is, with their place below it.

    That is the value itself, the items of a list, and members such as ``code`` or ``display``, a few levels deep.
    """
    waiting: list[tuple[Steps, Tree]] = [((), value)]
    looked_at = 0
    while waiting and looked_at < _MOST_VALUES:
        looked_at += 1
        steps, value = waiting.pop()
        if isinstance(value, str | float | Decimal) or (
            isinstance(value, int) and not isinstance(value, bool)
        ):
            yield steps, value
        elif len(steps) < _DEEPEST:
            waiting.extend(reversed([((*steps, step), below) for step, below in _below(value)]))


def _below(value: Tree) -> list[tuple[str | int, Tree]]:
    if isinstance(value, list):
        return list(enumerate(value[:_MOST_VALUES]))
    if isinstance(value, dict):
        return [(key, below) for key, below in value.items() if key.lower() in _INSIDE]
    return []
