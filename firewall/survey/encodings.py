"""
How the bytes of a file are text: UTF-8, or what its first bytes say, or what old spreadsheets write.

The firewall itself takes UTF-8 alone, because two readers must not differ.  A survey changes
nothing for anybody, and would rather look.
"""

from __future__ import annotations

import codecs
from typing import BinaryIO

from firewall.formats import Unreadable

UTF_8, WINDOWS = "utf-8", "cp1252"
_CHUNK = 1 << 20
_HEAD = 1 << 16
_BINARY = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"SQLite format 3",
    b"\x7fELF",
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the next
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\r\f\v\x0b\x1c\x1d\x1e\x1f")


def encoding_of(stream: BinaryIO) -> str:
    """
    Return the encoding in which all of a file can be read; the stream stands at its beginning again.

    Raises Unreadable where there is none.  What is no UTF-8 and holds no control characters is read
    as Windows-1252 (WHATWG Encoding Standard: what `latin1` means in practice).
    """
    head = stream.read(_HEAD)
    if head.startswith(_BINARY):
        raise Unreadable("binary")
    guess = _marked(head)
    stream.seek(0)
    fits = _decodes(stream, guess)
    stream.seek(0)
    if fits:
        return guess
    if guess == UTF_8 and not _CONTROLS.intersection(head) and _decodes(stream, WINDOWS):
        stream.seek(0)
        return WINDOWS
    raise Unreadable("binary" if b"\x00" in head else "not-utf-8")


def _marked(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    # ASCII in UTF-16 without a mark, as some databases export it: every other byte is zero.
    if len(head) > 1 and (head[0] == 0) != (head[1] == 0):
        return "utf-16-be" if head[0] == 0 else "utf-16-le"
    return UTF_8


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    """Whether all of it is text in this encoding, without a NUL."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := stream.read(_CHUNK):
            if "\x00" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except ValueError:
        return False
    return True
