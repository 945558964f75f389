"""
What stands in a tree for what no tree can hold: the pixels of a picture.

The name of a picture is made of its digest, so that a request with another picture is another request, and of
letters that no word and no number is made of, so that nothing is ever found in it.
"""

from __future__ import annotations

import re

FACELESS = "faceless "
"""Before a picture's name once its faces are to be covered (``coarsen: faces``)."""

_PICTURE = "picture "
_LETTERS = "bcdfghjklmnpqrst"
_NAMED = re.compile(rf"{_PICTURE}[{_LETTERS}]{{8}}(?:-[{_LETTERS}]{{8}}){{3}}")


def picture(digest: bytes) -> str:
    """Return the name of a picture with this SHA-256: 128 bits of it, in four groups."""
    letters = "".join(_LETTERS[byte >> 4] + _LETTERS[byte & 15] for byte in digest[:16])
    return _PICTURE + "-".join(letters[at : at + 8] for at in range(0, len(letters), 8))


def without_faces(text: str) -> str | None:
    """Return the name of the same picture with its faces covered; nothing for any text that names no picture."""
    return FACELESS + text if _NAMED.fullmatch(text) else None
