"""Whether a word stands near a place in a text: what explains a number, or a phrase with two meanings."""

from __future__ import annotations

import re

# How far a word may stand away.
_NEAR = 40
# Where one JSON member ends and the next begins. Text that is about to leave is searched as it stands, and
# a word in another member explains another value.
_MEMBER_ENDS = re.compile(r'"\s?[:,}\]]|[:,{\[]\s?"')


def is_near(words: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Tell whether one of the words stands within forty characters of ``text[start:end]``."""
    before = _MEMBER_ENDS.split(text[max(0, start - _NEAR) : start])[-1]
    after = _MEMBER_ENDS.split(text[end : end + _NEAR], maxsplit=1)[0]
    return bool(words.search(before) or words.search(after))
