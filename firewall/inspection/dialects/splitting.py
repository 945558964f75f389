"""A text cut at what separates its parts, but not inside of brackets and quotes."""

from __future__ import annotations

from firewall.inspection.reading import Failure

_PAIRS = {"(": ")", "[": "]", "{": "}"}


def split(text: str, separator: str, quote: str, *, escape: str = "") -> list[str]:
    """
    Return the parts; an empty one, or a bracket without its other, raises :class:`Failure`.

    ``quote`` is what texts stand in, and ``escape`` what makes the next sign of one a plain sign.
    """
    parts: list[str] = []
    open_: list[str] = []
    start = at = 0
    while at < len(text):
        sign = text[at]
        if sign == quote:
            at = _end_of_quoted(text, at, quote, escape)
        elif sign in _PAIRS:
            open_.append(_PAIRS[sign])
        elif sign in _PAIRS.values():
            if not open_ or open_.pop() != sign:
                raise Failure("query-syntax")
        elif sign == separator and not open_:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    parts.append(text[start:])
    if open_ or not all(parts):
        raise Failure("query-syntax")
    return parts


def _end_of_quoted(text: str, start: int, quote: str, escape: str) -> int:
    at = start + 1
    while at < len(text):
        if escape and text[at] == escape:
            at += 2
        elif text[at] == quote:
            return at
        else:
            at += 1
    raise Failure("query-syntax")
