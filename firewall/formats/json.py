"""
JSON, strictly: a document that two parsers could read differently is Unreadable.

msgspec reads and writes.  It is strict about syntax, UTF-8 and surrogates, but keeps the last
of two equal keys without a word, so that is found here, and cheaply (see ``_has_repeated_key``).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec
import re2

from firewall.formats.base import Limits, Unreadable, check_size, decode_utf8
from firewall.formats.naming import check_count
from firewall.formats.numbers import number, whole, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firewall.model import Tree

DECODER = msgspec.json.Decoder(float_hook=Decimal)
_SPELLER = msgspec.json.Decoder(float_hook=number)
ENCODER = msgspec.json.Encoder(decimal_format="number", enc_hook=written)

_MAX_EXPONENT = 999
"""
Past 308 an IEEE 754 double reads Infinity or zero, or its reader fails: the number is the service's, and kept.  Past
this it is no number that anybody measured, and a way to make arithmetic slow.
"""

_MINUS_ZERO = r"[:,\[ \t\r\n]-0[,}\] \t\r\n]|^-0[ \t\r\n]*$"
ODD = re2.compile(
    rf"[:,\[ \t\r\n]-?[0-9][0-9.]*[eE]|^-?[0-9][0-9.]*[eE]|0\.000000|[0-9.]{{40}}|{_MINUS_ZERO}".encode()
)
"""What looks like a number that Decimal would spell otherwise, or a long one.  Few bodies hold any."""

_MINUS = re2.compile(_MINUS_ZERO.encode())
LONG = 40

EXACT = 2**53
"""Below it, what every reader takes for an exact integer (RFC 8259 section 6)."""

_STRING = rb'"[^"\\]*+(?:\\.?+[^"\\]*+)*+(?:"|\Z)'
"""Possessive, and closed by the end of the input too: linear whatever the body."""

_STRINGS = re.compile(rb"(?s)" + _STRING)
_PIECE = re.compile(rb'(?s)(?:[^"]++|' + _STRING + rb"){1,16384}+")
"""So many strings, and what stands between them, that to take them out costs little."""

_LONGEST = 1_000
_ENDLESS = re2.compile(rf"[0-9.]{{{_LONGEST}}}".encode())
"""Longer than a number may be, where nobody set the limit that high."""


@dataclass(frozen=True, slots=True)
class Json:
    """Reads any JSON and writes it under ``media_type``."""

    media_type: str

    def parse(self, body: bytes, limits: Limits) -> Tree:
        return self.counted(body, limits)[0]

    def counted(self, body: bytes, limits: Limits) -> tuple[Tree, int]:
        """Returns the tree, and how many members and items it has.  Raises :class:`Unreadable`."""
        check_size(body, limits)
        _check_bare(body, limits)
        tree = _decode(body)
        is_odd = limits.number < LONG or ODD.search(body) is not None
        if is_odd:
            del tree  # two at once take twice the memory
            tree = _decode_spelt(body)
        keys, fields = _count(tree, limits, is_odd=is_odd)
        if _has_repeated_key(body, keys):
            raise Unreadable("duplicate-key")
        return tree, fields

    def write(self, tree: Tree) -> bytes:
        return ENCODER.encode(tree)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return (ENCODER.encode(name) + b":",)

    def exposed(self, body: bytes, _: Limits) -> bytes:
        return body


def counted_together(texts: list[bytes], limits: Limits) -> tuple[list[Tree], int]:
    """
    Read several JSON texts as the list of them, and return how many members and items that has.

    Each is read as strictly as alone, in a fraction of the time where they are short.  Raises :class:`Unreadable`,
    but not always for the reason for which the first of them is unreadable.
    """
    for text in texts:
        _check_bare(text, limits)
    trees = [_decode(text) for text in texts]
    body = b",".join(texts)
    is_odd = limits.number < LONG or ODD.search(body) is not None
    if is_odd:
        trees = [_decode_spelt(text) for text in texts]
    keys, fields = _count(trees, limits, is_odd=is_odd)
    if _has_repeated_key(body, keys, is_list=True):
        raise Unreadable("duplicate-key")
    return trees, fields


def _decode(body: bytes) -> Tree:
    try:
        tree: Tree = DECODER.decode(body)
    except RecursionError:
        raise Unreadable("too-deep") from None
    except (ValueError, ArithmeticError) as error:
        # msgspec's messages quote nothing, but a code is all that may go on from here.
        raise Unreadable(_why(body, error)) from None
    return tree


def _decode_spelt(body: bytes) -> Tree:
    """
    Read each number as it is spelled.

    The body was decoded, so it is strict JSON, and the other reader is asked only where a whole zero has a sign.
    """
    if _MINUS.search(body) is None:
        tree: Tree = _SPELLER.decode(body)
    else:
        tree = json.loads(body, parse_float=number, parse_int=whole)
    return tree


def _why(body: bytes, error: Exception) -> str:
    if body.startswith(b"\xef\xbb\xbf"):
        return "byte-order-mark"
    if isinstance(error, UnicodeDecodeError):
        return "not-utf-8"
    if isinstance(error, (ArithmeticError, msgspec.ValidationError)):
        return "number-too-long"
    return "not-json"


def _check_bare(body: bytes, limits: Limits) -> None:
    """
    Refuse millions of tiny values, and numbers of thousands of digits, before they are built.

    Each value follows a comma or an opening bracket or is the root, so the two together bound
    the values from above; and they are at most twice the values.  Brackets and digits in strings do not count.
    """
    if len(body) <= limits.fields:
        return
    is_many = _punctuation(body) > limits.fields
    if not is_many and _ENDLESS.search(body) is None:
        return
    found = 0
    for bare in _bare(body):
        found += _punctuation(bare)
        if found > 2 * limits.fields:
            raise Unreadable("too-many-fields")
        if 2 * limits.number < _LONGEST and _ENDLESS.search(bare) is not None:
            raise Unreadable("number-too-long")


def _bare(body: bytes) -> Iterator[bytes]:
    """Yield what stands outside of strings, a piece at a time: nobody needs all of it, and a bomb's would be large."""
    at = 0
    while (piece := _PIECE.match(body, at)) is not None:
        yield _STRINGS.sub(b"", piece[0])
        at = piece.end()


def _punctuation(body: bytes) -> int:
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def _count(tree: Tree, limits: Limits, *, is_odd: bool = True) -> tuple[int, int]:
    """
    Returns how many members the tree has, and how many members and items together.

    One pass, a level at a time, so that depth comes for free.  Texts, most of all values, are
    sieved out as early as can be: this is the hot path.
    """
    level: list[Tree] = [tree]
    count = fields = depth = 0
    names: set[str] = set()
    while level:
        below: list[Tree] = []
        for value in level:
            if isinstance(value, dict):
                count += len(value)
                check_count(len(value), limits)
                names.update(value)
                below += value.values()
            elif isinstance(value, list):
                below += value
            elif is_odd and isinstance(value, Decimal):
                _check_decimal(value, limits)
            elif type(value) is int and not -EXACT < value < EXACT:
                _check_integer(value, limits)
        fields += len(below)
        check_count(len(names), limits)
        _check_shape(fields, depth, limits)
        level = [value for value in below if type(value) is not str]
        depth += 1
    if names and len(max(names, key=len)) > limits.key:
        raise Unreadable("key-too-long")
    return count, fields


def _check_shape(fields: int, depth: int, limits: Limits) -> None:
    if depth > limits.depth:
        raise Unreadable("too-deep")
    if fields > limits.fields:
        raise Unreadable("too-many-fields")


def _check_decimal(number: Decimal, limits: Limits) -> None:
    if not -_MAX_EXPONENT <= number.adjusted() <= _MAX_EXPONENT:
        raise Unreadable("number-out-of-range")
    if len(str(number)) > 2 * limits.number:
        raise Unreadable("number-too-long")


def _check_integer(number: int, limits: Limits) -> None:
    """A number that nobody needs is a way to make arithmetic slow."""
    if len(str(number)) > limits.number:
        raise Unreadable("number-too-long")


def _has_repeated_key(body: bytes, keys: int, *, is_list: bool = False) -> bool:
    """
    Whether some object repeats a key, given how many members survived decoding.

    Every member of the text ends its key with a quote, and (no white space before a colon) the
    colon follows at once.  Quote-colon also stands where a text begins with a colon or holds an
    escaped quote and a colon, which only adds.  So there are at least as many as members written,
    and of these at least ``keys``: where the ends are equal, nothing was lost on the way.
    Everything else is counted exactly.  ``is_list``: the body is the inside of a list.
    """
    if body.count(b'":') == keys and not has_spaced_colon(body):
        return False
    return _repeats_exactly(b"[%s]" % body if is_list else body)


def has_spaced_colon(body: bytes) -> bool:
    """A search for one byte is ten times faster than for two, and the body without line ends is the rule."""
    return b" :" in body or any(space in body and space + b":" in body for space in (b"\n", b"\t", b"\r"))


def _repeats_exactly(body: bytes) -> bool:
    """Returns the same answer, slowly.  The body was decoded and is no deeper than allowed."""
    try:
        json.loads(decode_utf8(body), object_pairs_hook=_unique, parse_int=str, parse_float=str)
    except _RepeatedError:
        return True
    return False


class _RepeatedError(Exception):
    """An object has a key twice."""


def _unique(pairs: list[tuple[str, object]]) -> None:
    if len({key for key, _ in pairs}) != len(pairs):
        raise _RepeatedError
