"""
The target of a request: one canonical path, decided on and sent.

A target that two servers could read differently is Unreadable (threats B01, B02, B08), and what
goes upstream is written anew from the decoded segments and pairs.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from firewall.formats.base import Limits, Unreadable
from firewall.formats.form import parse_pairs, unquote_strictly, write_pairs

Segments = tuple[str, ...]
Query = tuple[tuple[str, str], ...]

MAX_LENGTH = 8000
"""In characters.  RFC 9110 section 4.1 asks for 8000 at least; more is a payload."""

_PATH = re.compile(r"/(?:[A-Za-z0-9\-._~!$&'()*+,=:@/]|%[0-9A-Fa-f]{2})*")
"""RFC 3986 section 3.3, without ``;``, which starts a parameter for some servers."""

_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._~-]*)+")
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._~-]*")
"""What needs no decoding and no second look: nearly all that comes."""

_AMBIGUOUS = re.compile(r"[/\\;?#]|%[0-9A-Fa-f]{2}|[\x00-\x1f\x7f-\x9f]")
"""What a decoded segment must not hold: it would split, cut or decode once more further on."""

_QUERY_LIMITS = Limits(fields=128)


def parse(raw: str, *, may_repeat: bool = False) -> tuple[Segments, Query]:
    """
    Returns decoded segments and pairs.  Raises :class:`Unreadable`.

    With ``may_repeat`` a name may come more than once: nothing that it returns then may go on as it is.
    """
    if len(raw) > MAX_LENGTH:
        raise Unreadable("target-too-long")
    path, question_mark, query = raw.partition("?")
    if question_mark and not query:
        raise Unreadable("empty-query")
    if not _PATH.fullmatch(path):
        raise Unreadable("malformed-target")
    pairs = parse_pairs(query, _QUERY_LIMITS, families=True, may_repeat=may_repeat)
    for name, value in pairs:
        _check_pair(name, value)
    return _segments(path), pairs


def write(segments: Segments, query: Query) -> str:
    """Returns the canonical target.  Raises :class:`Unreadable` for what :func:`parse` would not give."""
    path = "/" + "/".join(map(_written, segments))
    return f"{path}?{write_pairs(query)}" if query else path


def _segments(path: str) -> Segments:
    if path == "/":
        return ()
    if _PLAIN_PATH.fullmatch(path):
        return tuple(path[1:].split("/"))
    segments = tuple(unquote_strictly(raw) for raw in path[1:].split("/"))
    for segment in segments:
        _check_segment(segment)
    return segments


def _written(segment: str) -> str:
    if _PLAIN.fullmatch(segment):
        return segment
    _check_segment(segment)
    return quote(segment, safe="")


def _check_segment(segment: str) -> None:
    # Some servers fold full-width characters before they split, so both spellings must be plain.
    for text in {segment, unicodedata.normalize("NFKC", segment)}:
        if not text:
            raise Unreadable("empty-segment")
        if not text.strip("."):  # more than two of them are still a step upwards to some
            raise Unreadable("dot-segment")
        if _AMBIGUOUS.search(text):
            raise Unreadable("ambiguous-segment")


def _check_pair(name: str, value: str) -> None:
    if not (name + value).isprintable():
        raise Unreadable("control-character")


def read(raw: str) -> tuple[Segments, Query, str]:
    """Return what ``parse`` does, and nothing; or nothing, and why it could not be read."""
    try:
        return *parse(raw), ""
    except Unreadable as error:
        return (), (), error.why
