"""
How much of a text tells something: a value may be spread over characters that nobody sees, and over codes.

What is read together is measured so.  In characters, whoever puts enough of those between two digits would have the one
leave before the other comes.
"""

from __future__ import annotations

import re

MOST = 4096
"""Characters of the end of a text, however little they tell."""

TAIL = 256
"""Characters in which a code would begin that ends in the next piece: more than the longest has, which is a comment."""

_SILENT = re.compile(
    r"</?[A-Za-z!][^<>]{0,204}>?"
    r"|&#?[A-Za-z0-9]{1,65};?"
    r"|[%=][0-9A-Fa-f](?:[0-9A-Fa-f]|\Z)|%u[0-9A-Fa-f]{0,4}"
    r"|\\+(?:u(?:[0-9A-Fa-f]{1,4}|\{[0-9A-Fa-f]{0,8}\}?)?|U[0-9A-Fa-f]{0,8}|x[0-9A-Fa-f]{0,2}|[0-7]{1,3}|[bfnrt])?"
    r"|(?:[^\w<&%=\\]|[_\u115f\u1160\u3164\uff9e\uff9f\uffa0])+|[<&%=\\]"
)
"""
Tags, codes of one character each, whatever is no letter and no digit, and the letters that are not seen.

As long as those are that are undone where a text is looked at (firewall/detect/escapes.py), or longer.
"""

_ODD = re.compile(r"[<&%=\\\u115f\u1160\u3164\uff9e\uff9f\uffa0]")
"""What a code or a tag begins with, and the letters that are not seen: most texts have none of these."""


def tells(text: str) -> int:
    """Return how many letters and digits it has beside its codes."""
    if _ODD.search(text) is None:
        return sum(map(str.isalnum, text))
    return len(_SILENT.sub("", text))


def adds(before: str, text: str, enough: int) -> int:
    """Return how many more it tells behind another one, in which a code of it may begin; or that it is enough."""
    tail = before[-TAIL:]
    known, size = tells(tail), 2 * enough  # of most texts no more is looked at
    told = tells(tail + text[:size]) - known
    if told < enough and len(text) > size:
        told = tells(tail + text) - known
    return max(told, 0)


def end(text: str, enough: int) -> str:
    """Return so much of the end of a text that it tells ``enough``, and not more than is kept of any."""
    size = enough
    while size < min(len(text), MOST) and tells(text[-size:]) < enough:
        size *= 2
    return text[-min(size, MOST) :]
