"""
What texts of a PDF say that stand beside its pages, as whoever reads them does.

A text may tell in its midst in which language it goes on, and XMP may have a remark in a number, or a letter by its
number: nobody sees that, and a reader along the bytes meets no number.
"""

from __future__ import annotations

import re
from html import unescape

from firewall.formats.base import Unreadable

_LANGUAGE = re.compile("\x1b[A-Za-z]{2}(?:[A-Za-z]{2})?\x1b")
"""ISO 32000-2, 7.9.2.2."""
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")
_WIDE = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_PACKET = re.compile(r"\A\s*<\?xpacket [^<>]*\?>|<\?xpacket [^<>]*\?>\s*\Z")
_REMARKS = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[|\]\]>", re.DOTALL)
_NAMES_OTHER = re.compile(
    r"<!DOCTYPE|<!ENTITY|encoding\s*=\s*[\"'](?!(?i:utf-8|utf-16|utf-32|us-ascii)[\"'])"
)


def read_of(text: str) -> list[str]:
    """Return a text, and what is left of it without what nobody sees, where that is another one."""
    seen = _UNSEEN.sub("", _LANGUAGE.sub("", text))
    return [text] if seen == text else [text, seen]


def xmp(data: bytes) -> list[str]:
    """
    Return XMP as it is written, and as it reads, where that is another text.

    It may be written in wide letters, too (ISO 16684-1, 7.1).  Raises :class:`Unreadable`.
    """
    written = _decoded(data)
    if _NAMES_OTHER.search(written):
        raise Unreadable("pdf-form")  # it stands for what is not there, or is to be read otherwise
    bare = _PACKET.sub("", written)
    read = unescape(_REMARKS.sub("", bare))
    return [written] if read == bare else [written, read]


def _decoded(data: bytes) -> str:
    if b"\0" not in data:
        return data.decode("utf-8", "replace")
    for mark, name in _WIDE.items():
        if data.startswith(mark):
            return data.decode(name).removeprefix("\ufeff")
    raise Unreadable("pdf-form")
