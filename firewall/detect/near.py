"""Whether a word stands near a place in a text: what explains a number, or a phrase with two meanings."""

from __future__ import annotations

import re

# How far a word may stand away.
_NEAR = 40
# Where one JSON member ends and the next begins. Text that is about to leave is searched as it stands, and
# a word in another member explains another value.
_MEMBER_ENDS = re.compile(r'"\s?[:,}\]]|[:,{\[]\s?"')

_FIRST_WORD = re.compile(r"\A[A-Za-z0-9]+")
_LAST_WORD = re.compile(r"[A-Za-z0-9]+\Z")


def is_near(words: re.Pattern[str], text: str, start: int, end: int, within: int = _NEAR) -> bool:
    """Tell whether one of the words stands within so many characters (forty) of ``text[start:end]``."""
    before = _MEMBER_ENDS.split(_before(text, start, within))[-1]
    after = _MEMBER_ENDS.split(_after(text, end, within), maxsplit=1)[0]
    return bool(words.search(before) or words.search(after))


def _before(text: str, start: int, within: int) -> str:
    """
    So many characters, and the first of the place itself, so that a word ends where it ends.

    A word that the window would cut in two is left out: half of it is another word.
    """
    near = text[max(0, start - within) : start + 1]
    return near if start <= within else _FIRST_WORD.sub("", near)


def _after(text: str, end: int, within: int) -> str:
    """The last character of the place itself, and so many more."""
    near = text[end - 1 : end + within]
    return near if end + within >= len(text) else _LAST_WORD.sub("", near)
