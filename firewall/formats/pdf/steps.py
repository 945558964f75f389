"""
The operators of a page, where it is written as nearly all are: each token as plain as it can be.

pypdf reads a page byte by byte.  Here one expression reads what no two readers understand in two ways: names and
numbers in ASCII, texts without brackets in them, lists of texts and numbers.  A page with anything else in it is left
to pypdf.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

from firewall.formats.base import Unreadable
from firewall.formats.pdf.effort import Effort

Step = tuple[Any, bytes]
"""Operands, and an operator: of ``Tf`` a lettering and a size, of ``Do`` what a form draws."""

MOST_STEPS, MOST_TOKENS = 100_000, 300_000
"""
Operators of a page or a form, and all with their operands: each takes a hundred bytes, and two in the file.  Only maps
drawn with lines have more.
"""
_BLANK = rb"[ \t\r\n]*+"
_ENDS = rb"(?=[ \t\r\n\[\]<>/()]|\Z)"
_NUMBER = rb"[-+]?(?:[0-9]{1,6}(?:\.[0-9]{0,12})?+|\.[0-9]{1,12})" + _ENDS
"""Less than a million: what is larger may be a number of somebody."""
_NAME = rb"/[A-Za-z0-9_.+-]{1,64}+" + _ENDS
_TEXT = rb"\((?:[^()\\]|\\(?:[nrtbf()\\]|[0-3][0-7]{2}))*+\)"
_CODES = rb"<(?:[0-9A-Fa-f][ \t\r\n]*+)*+>"
_VALUE = rb"%s|%s|%s" % (_TEXT, _CODES, _NUMBER)
_TOKEN = re.compile(
    _BLANK
    + rb"(?:(?P<numbers>%s(?:[ \t\r\n]++%s)*+)|(?P<operator>[A-Za-z'\"][A-Za-z0-9*]{0,2}+%s)"
    % (_NUMBER, _NUMBER, _ENDS)
    + rb"|(?P<text>%s)|(?P<name>%s)" % (_TEXT, _NAME)
    + rb"|\[(?P<list>(?:%s(?:%s))*+)%s\]|(?P<codes>%s)" % (_BLANK, _VALUE, _BLANK, _CODES)
    + rb"|<<(?P<marks>(?:%s%s%s(?:%s|%s))*+)%s>>|)" % (_BLANK, _NAME, _BLANK, _NAME, _VALUE, _BLANK)
)
"""Nothing is one too: tried at each blank before what is none, many blanks would take the square of their number."""
_ITEM = re.compile(
    rb"(?P<text>%s)|(?P<codes>%s)|(?P<number>%s)|(?P<name>%s)" % (_TEXT, _CODES, _NUMBER, _NAME)
)
ODD_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*+\\(?:[4-7][0-7]{2}|[^nrtbf()\\0-7\r\n]|\Z)")
"""Of a number beyond 255 only the end counts, and a backslash before anything else not at all: pypdf keeps it."""
_ESCAPE = re.compile(rb"\\([nrtbf()\\]|[0-7]{3})")
_MEANS = {
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"(": b"(",
    b")": b")",
    b"\\": b"\\",
}


def steps_of(data: bytes, known: frozenset[bytes], effort: Effort) -> list[Step] | None:
    """
    Return what a page does, with the operators that are ``known``; nothing where it is to be read more closely.

    INVARIANT: what is returned is what pypdf reads.  Raises :class:`Unreadable` where it is too much.
    """
    steps: list[Step] = []
    operands: list[Any] = []
    at, most = 0, effort.tokens(MOST_TOKENS)
    left = most
    try:
        for found in _TOKEN.finditer(data):
            at, kind = found.end(), found.lastgroup
            if kind is None:
                break
            written = found[kind]
            left -= 1
            if kind == "operator":
                if written not in known:
                    return None
                steps.append((operands, written))
                operands = []
            elif kind in _SEVERAL:
                values = _SEVERAL[kind](written, left + 1)
                left -= len(values)
                operands += [] if left < 0 else values if kind == "numbers" else [_whole(kind, values)]
            else:
                operands.append(_READ[kind](written))
            if left < 0 or len(steps) > MOST_STEPS:
                raise Unreadable("too-many-fields")
    finally:
        effort.spend(tokens=most - left)
    return steps if not operands and at == len(data) else None


def _numbers(written: bytes, most: int) -> list[Any]:
    """Only where there are no more than that."""
    numbers = written.split(maxsplit=most)
    return list(map(_number, numbers)) if len(numbers) <= most else numbers


def _number(written: bytes) -> int | float:
    return float(written) if b"." in written else int(written)


def _text(written: bytes) -> bytes:
    said = written[1:-1]
    return _ESCAPE.sub(_meant, said) if b"\\" in said else said


def _meant(escape: re.Match[bytes]) -> bytes:
    code = escape[1]
    return _MEANS[code] if code in _MEANS else bytes([int(code, 8)])


def _codes(written: bytes) -> bytes:
    digits = b"".join(written[1:-1].split()).decode()
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


def _items(written: bytes, most: int) -> list[Any]:
    return [_READ[found.lastgroup or ""](found[0]) for found in islice(_ITEM.finditer(written), most)]


def _whole(kind: str, values: list[Any]) -> Any:  # noqa: ANN401  # a list of texts and numbers, or marks
    return values if kind == "list" else dict(zip(values[::2], values[1::2], strict=True))


_READ: dict[str, Callable[[bytes], Any]] = {
    "number": _number,
    "text": _text,
    "codes": _codes,
    "name": bytes.decode,
}
_SEVERAL: dict[str, Callable[[bytes, int], list[Any]]] = {
    "numbers": _numbers,
    "list": _items,
    "marks": _items,
}
"""What is as many operands as stand in it, and is read up to so many."""
