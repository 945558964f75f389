"""Letters for digits, and digits for letters, as scanners of paper read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import re2

from firewall.detect.view import Edit

_SHORT = 512
"""Characters of a row that are looked at together on the way back to where it begins."""
# The I of "I-94" is none of them.
_MIXED = re.compile(r"(?:[0-9]|[OoIl](?=[0-9OoIl]))(?:[-. /]?[0-9OoIl]){6,}")
_ONE, _TWO = "[0-9OoIl][-. /]?", "(?:[0-9][-. /]?[OoIl]|[OoIl][-. /]?[0-9])[-. /]?"
# Beside a digit stands a letter, or none is read as one, and five more around them; and all of the row of any of these.
_TELLS_MIXED = re2.compile(
    "|".join(f"(?:{_ONE}){{{before}}}{_TWO}(?:{_ONE}){{{5 - before}}}" for before in range(6)).encode()
)
_ROW = re.compile(r"[0-9OoIl](?:[-. /]?[0-9OoIl])*+")
_ROW_BACKWARDS = re.compile(r"(?:[-. /]?[0-9OoIl])*+")
_FEW = 1 << 12
"""Rows, or words, up to which RE2 is asked where the next one is; where they are many, Python is as fast."""
_FEWEST_SURE = 4
_NOT_DIGITS = re.compile("[^0-9]+")
_AS_DIGITS = str.maketrans("OoIl", "0011")
_MIXED_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,32}(?:[I01][a-z]{0,32}){1,8}(?![A-Za-z0-9])")
_TELLS_WORD = re2.compile(b"[a-z](?:[I01][a-z]|I(?:[^A-Za-z0-9]|$))")
_LONGEST_WORD = 32 + 8 * 33
_REST_OF_WORD = re.compile("[A-Za-z0-9]*+")
_LETTER_LIKE = re.compile("(?<=[a-z])(?:[I01](?=[a-z])|I(?![A-Za-z0-9]))")
_AS_LETTER = {"I": "l", "0": "o", "1": "l"}


def unswap(text: str) -> Sequence[Edit]:
    """A number has digits enough; a word has letters enough."""
    numbers = ((m.start(), m.end(), m[0].translate(_AS_DIGITS)) for m in _mixed(text))
    words = (
        (m.start(), m.end(), _LETTER_LIKE.sub(lambda letter: _AS_LETTER[letter[0]], m[0]))
        for m in _mixed_words(text)
    )
    likely = (edit for edit in numbers if len(_NOT_DIGITS.sub("", text[edit[0] : edit[1]])) >= _FEWEST_SURE)
    changed = (edit for edit in (*likely, *words) if text[edit[0] : edit[1]] != edit[2])
    return _apart(sorted(changed))


def _mixed(text: str) -> Iterator[re.Match[str]]:
    """Yield what ``_MIXED`` finds, without most of the rows that have digits alone."""
    data, at = text.encode("ascii", "replace"), 0
    for _ in range(_FEW):
        told = _TELLS_MIXED.search(data, at)
        if told is None:
            return
        start = _row_begins(text, told.start(), at)
        row = _ROW.match(text, start)
        end = told.end() if row is None else row.end()
        yield from _MIXED.finditer(text, start, end)
        at = end
    yield from _MIXED.finditer(text, at)


def _mixed_words(text: str) -> Iterator[re.Match[str]]:
    """Yield what ``_MIXED_WORD`` finds, but for words in which nothing would be read as a letter."""
    data, at = text.encode("ascii", "replace"), 0
    for _ in range(_FEW):
        told = _TELLS_WORD.search(data, at)
        if told is None:
            return
        here = told.start()
        before = _REST_OF_WORD.match(text[max(at, here - _LONGEST_WORD) : here][::-1])
        word = _MIXED_WORD.match(text, here - (before.end() if before else 0))
        if word is not None:
            yield word
        rest = _REST_OF_WORD.match(text, here)
        at = max(told.end() - 1, rest.end() if rest else 0)
    yield from _MIXED_WORD.finditer(text, at)


def _row_begins(text: str, at: int, least: int) -> int:
    """Return where the row begins to which the character at ``at`` belongs, but not before ``least``."""
    while True:
        before = text[max(least, at - _SHORT) : at][::-1]
        row = _ROW_BACKWARDS.match(before)
        length = 0 if row is None else row.end()
        at -= length
        if not length or length + 1 < len(before):
            return at


def _apart(edits: Iterable[Edit]) -> Sequence[Edit]:
    """Leave out what overlaps an edit before it."""
    kept: list[Edit] = []
    for edit in edits:
        if not kept or kept[-1][1] <= edit[0]:
            kept.append(edit)
    return kept
