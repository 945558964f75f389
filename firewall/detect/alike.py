"""
Lines that differ in digits alone, looked at once: which of them could hold anything at all.

Records hold the same sentences with other dates, and columns of numbers.  With one digit in place of all, most of that
is the same.  An expression that makes no difference between digits occurs in all such texts or in none, and at the same
places; where one that does make a difference may occur, each text is looked at as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from firewall.detect.alternatives import alternatives, unwrapped
from firewall.detect.by_re2 import ByRE2
from firewall.detect.lines import END, ONE_DIGIT, Lines, as_lines, grouped

_MOST, _FEWEST = 1 << 15, 8
"""Bytes of the kinds of lines, and lines: more are left to who reads fast, and fewer have no kinds."""
_SHORT = 16
"""Bytes of a line, on average, which are looked at sooner than put beside others like it."""
_MOSTLY = 0.5
"""Share of the bytes in kinds above which it does not pay to look twice."""

# An escape, a class, what is repeated how often, or a digit; `]` may be the first character of a class.
_TOKENS = re.compile(
    rb"\\x[0-9A-Fa-f]{2}|\\.|\[\^?\]?[^\]\\]*(?:\\.[^\]\\]*)*\]|\{[0-9]+(?:,[0-9]*)?\}|[0-9]|[^\\\[{0-9]+|.",
    re.DOTALL,
)
_UNREAD = re.compile(rb"\\(?:x3[0-9]|x\{|[0-7QEpPC])|\[\[?:[^\]]*:\]|\(\?P?<")
"""Ways to write a digit, or a text, that are not read here."""
_DIGITS, _ANY = tuple(b"%d" % digit for digit in range(10)), b"[0-9]"


class Alike:
    """Tells which texts are alike to all of these expressions, and to those of the codes."""

    def __init__(self, expressions: Iterable[bytes], codes: Sequence[bytes] = ()) -> None:
        # All others make no difference between digits.
        choosy = list(dict.fromkeys(chain.from_iterable(map(_choosy, [*expressions, *codes]))))
        self._choosy = len(choosy)
        self._asked = ByRE2([*choosy, *map(of_any_digit, codes)])

    def lines(self, texts: Sequence[str]) -> Lines:
        """Return lines that stand for texts: for many of them one, where that pays."""
        data = as_lines(texts)
        if len(texts) < _FEWEST or len(data) < _SHORT * len(texts):
            return Lines(data)
        kinds = data.translate(ONE_DIGIT).split(END)
        groups = grouped(kinds)
        shown = END.join(groups)
        if len(shown) > min(_MOSTLY * len(data), _MOST):
            return Lines(data)
        touched = self._asked.touched(shown)
        is_plain = all(number < self._choosy for number in touched)
        choosy = frozenset(
            chain.from_iterable(touched[number] for number in touched if number < self._choosy)
        )
        if not choosy:
            return Lines(shown, list(groups.values()), is_plain)
        # In which an expression may occur, or not, as the digits are, are looked at as they stand.
        exact, together = data.split(END), list(groups.items())
        kept = [group for number, group in enumerate(together) if number not in choosy]
        kept += [(exact[text], [text]) for number in choosy for text in together[number][1]]
        return Lines(END.join([line for line, _ in kept]), [some for _, some in kept], is_plain)


def _choosy(expression: bytes) -> Iterator[bytes]:
    """Yield those alternatives of an expression that tell digits apart, made to tell none."""
    for piece in alternatives(expression):
        wide = of_any_digit(piece)
        inside = unwrapped(piece)
        if wide != piece:
            yield from (wide,) if inside is None else _choosy(inside)


def of_any_digit(expression: bytes) -> bytes:
    """
    Return an expression that makes no difference between digits, and matches wherever this one does.

    The same one where it makes none itself; one that matches anything where it cannot be read.
    """
    if _UNREAD.search(expression):
        return b""
    return b"".join(map(_of_any_digit, _TOKENS.findall(expression)))


def _of_any_digit(token: bytes) -> bytes:
    if token.isdigit():
        return _ANY
    if token[:1] == b"[":
        taken = sum(map(bool, map(re.compile(token).match, _DIGITS)))
        return token if taken in (0, len(_DIGITS)) else b"(?:" + token + b"|" + _ANY + b")"
    return token
