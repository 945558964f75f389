"""Scripts without blanks between words, in which a whole name is one."""

from __future__ import annotations

FIRST_IDEOGRAPH = "\u2e80"
_FEWEST = 3
"""With two, a name would be met within words that are nobody's."""


def is_whole_name(text: str) -> bool:
    """Whether a text, if it is a name, is more than a part of one."""
    return sum(letter >= FIRST_IDEOGRAPH and letter.isalpha() for letter in text) >= _FEWEST
