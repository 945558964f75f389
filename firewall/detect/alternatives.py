"""The alternatives of a regular expression, one by one: what finds one of several things is several expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator

# An escape, a class, a bracket, or an alternative; `]` may be the first character of a class.
_TOKENS = re.compile(rb"\\.|\[\^?\]?[^\]\\]*(?:\\.[^\]\\]*)*\]|[()|]|[^\\\[()|]+|.", re.DOTALL)
_FLAGS = re.compile(rb"\(\?[a-zA-Z]+\)")
_BRACKET = b"(?:"


def alternatives(expression: bytes) -> list[bytes]:
    """
    Return expressions one of which matches wherever ``expression`` matches, and none elsewhere.

    Flags at its beginning are those of each.  ``(?i)(?:a|b)`` is one alternative; so is all of an
    expression that cannot be read.
    """
    flags = _FLAGS.match(expression)
    head = flags[0] if flags else b""
    parts = list(_parts(expression[len(head) :]))
    return [head + part for part in parts] if all(parts) else [expression]


def _parts(expression: bytes) -> Iterator[bytes]:
    part = b""
    depth = 0
    for token in _TOKENS.findall(expression):
        depth += (token == b"(") - (token == b")")
        if token == b"|" and not depth:
            yield part
            part = b""
        else:
            part += token
    yield part


def unwrapped(expression: bytes) -> bytes | None:
    """Return an expression without the brackets around all of it but its flags; None where it has none."""
    flags = _FLAGS.match(expression)
    head = flags[0] if flags else b""
    body = expression[len(head) :]
    if not body.startswith(_BRACKET):
        return None
    depth = 0
    tokens = _TOKENS.findall(body)
    for token in tokens[:-1]:
        depth += (token == b"(") - (token == b")")
        if not depth:
            return None
    return head + body[len(_BRACKET) : -1] if depth == 1 and tokens[-1] == b")" else None
