"""
How one file is cut: as one message where it can be one, by units where it is a list that has too much for one.

A list may be too long for a message, and it may be short and have too many members.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from firewall.files.arrays import is_list
from firewall.files.units import UNIT_BYTES, Cut, cut_for
from firewall.formats import Unreadable, format_of
from firewall.formats.json import Json
from firewall.formats.xml import Xml

if TYPE_CHECKING:
    from firewall.files.units import Seekable
    from firewall.formats import Limits

_BEGINNING = 64
_LEAST_BYTES = 2
"""Of a member: the value, and the comma or the bracket before it."""


def cut_of(source: Seekable, media_type: str, limits: Limits) -> Cut:
    """
    Return how to cut the file that ``source`` reads, which is read from its beginning again afterwards.

    A unit is a message, too: where few members are allowed it is short.
    """
    source.seek(0)
    is_array = is_list(source.read(_BEGINNING))
    cut = cut_for(media_type, is_array=is_array, is_enclosed=True)
    if (cut.is_array or cut.is_enclosed) and not _has_too_much(source, media_type, limits):
        cut = cut_for(media_type)
    source.seek(0)
    return replace(cut, unit_bytes=min(UNIT_BYTES, _LEAST_BYTES * limits.fields))


def _has_too_much(source: Seekable, media_type: str, limits: Limits) -> bool:
    """Whether it is longer than a message, or the reader of messages refuses it for how many members it has."""
    source.seek(0)
    body = source.read(limits.body_bytes + 1)
    if len(body) > limits.body_bytes:
        return True
    read = format_of(media_type)
    if len(body) <= limits.fields or not isinstance(read, (Json, Xml)):
        return False  # most are small: none of them is read twice
    try:
        read.parse(body, limits)
    except Unreadable as unreadable:
        return unreadable.why == "too-many-fields"
    return False
