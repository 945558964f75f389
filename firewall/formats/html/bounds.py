"""
What a page may have before it is parsed.

A parser that does as browsers do is slow where tags are long (each attribute is compared with all others) or stay
open (each tag looks through those around it, and each block opens again what was bold).  So both are bounded by a look
at the text alone, which need not know what is a comment or a script: it only ever counts too much.
"""

from __future__ import annotations

import re

from firewall.formats.base import Unreadable

_MOST_TAGS = 20_000
_LONGEST_TAG = 64 * 1024
_SHORT = 64
_MOST_WORK = 40_000_000
"""Comparisons of attributes: about 60 ms."""
_MOST_STEPS = 10_000_000
_MOST_COPIES = 100_000
"""Elements that may come of opening again what was left open: about 18 MiB."""

_BLANK = r"[ \t\n\r\f/]"
_ATTRIBUTE = (
    r"[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+"
    r"(?:[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r\f>\"'][^ \t\n\r\f>]*+|(?=>)))?+"
)
_TAG = re.compile(rf"<[A-Za-z][^ \t\n\r\f/>]*+(?:{_BLANK}++|{_ATTRIBUTE})*+")
"""As the standard has it, up to the end; quotes are quotes only behind an equals sign."""
_OPENING = re.compile(r"<[A-Za-z]")
_BETWEEN = re.compile(r"[ \t\n\r\f/\"']")

_INSIDE = r"(?:[ \t\n\r]+[A-Za-z][\w:-]*+(?:=(?:\"[^\"<>]*+\"|'[^'<>]*+'|[\w#.:%-]++))?+)*+[ \t\n\r]*+"
_ALONE = re.compile(rf"(?i)<(?:br|hr|img|input|meta|link|col|wbr){_INSIDE}/?>")
_FORMATTING = r"b|big|code|em|font|i|s|small|strike|strong|tt|u"
_CLOSED = re.compile(
    rf"(?i)<({_FORMATTING}|a|abbr|button|dd|div|dl|dt|footer|form|h[1-6]|header|label|li|main|nav|ol|option|p|section|select|span"
    rf"|table|tbody|td|tfoot|th|thead|tr|ul){_INSIDE}>[^<]*+</\1[ \t\n\r]*+>"
)
"""A tag, text, and its end: whatever stands around it, it leaves nothing open."""
_LEFT_BOLD = re.compile(rf"(?i)<(?:{_FORMATTING})(?=[ \t\n\r\f/>])")
_PASSES = 12


def check_bounds(text: str) -> None:
    """Raises :class:`Unreadable`."""
    if text.count("<") > _MOST_TAGS:
        raise Unreadable("too-many-fields")  # nested, tags cost more than they weigh
    _check_tags(text)
    _check_open(text)


def _check_tags(text: str) -> None:
    """
    Take every ``<`` before a letter for a tag, up to where that would end.

    Those that overlap (quotes with tags in them, scripts) are read more than once, so how much is read is bounded too.
    """
    work, budget = 0, 2 * len(text) + _LONGEST_TAG
    for opening in _OPENING.finditer(text):
        start = opening.start()
        matched = _TAG.match(text, start, start + _LONGEST_TAG)
        length = matched.end() - start if matched else 0
        budget -= length
        if length >= _LONGEST_TAG or budget < 0 or matched is None:
            raise Unreadable("tag-too-long")
        # Between two attributes stands one of these; of a short tag each takes two letters, which is quicker to count.
        attributes = length // 2 if length < _SHORT else len(_BETWEEN.findall(matched[0]))
        work += attributes * attributes
        if work > _MOST_WORK:
            raise Unreadable("tag-too-long")


def _check_open(text: str) -> None:
    total = text.count("<") + 1
    left = _ALONE.sub("", text)
    for _ in range(_PASSES):
        found = _CLOSED.sub("", left)
        if len(found) == len(left):
            break
        left = found
    if (
        total * len(_OPENING.findall(left)) > _MOST_STEPS
        or total * len(_LEFT_BOLD.findall(left)) > _MOST_COPIES
    ):
        raise Unreadable("too-deep")
