"""What bytes say, if they say anything: text in UTF-8, UTF-16 or UTF-32, or such text packed by gzip or zlib."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress

from firewall.detect.recognizer import TooMuchError

__all__ = ["MOST_UNPACKED", "SAMPLE", "begins_as_text", "looks_misread", "may_say", "text_of"]

SAMPLE = 64
"""Bytes, or letters of a code, that are looked at before all is read."""
_FEWEST = 6
"""Characters that a token must hold: nothing that we look for is shorter."""
MOST_UNPACKED = 1 << 20
"""Bytes that one token may be unpacked to: as many as one text may have characters."""

# What is not shown: a token that begins with much of it was no text.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
# The longer ones first: a mark of UTF-32 begins as one of UTF-16.
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"),
)  # fmt: skip
# Encoding -> bytes of one character, and which of them is not zero in ASCII.
_WIDE = (("utf-32-le", 4, 0), ("utf-32-be", 4, 3), ("utf-16-le", 2, 0), ("utf-16-be", 2, 1))
_PACKED = (b"\x1f\x8b\x08", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # RFC 1952, RFC 1950
_EITHER = zlib.MAX_WBITS | 32
# How text begins, but perhaps for one odd byte: three characters of UTF-8 (RFC 3629), or of UTF-16 in ASCII. Or two of
# UTF-32, or a mark of byte order, or what is packed.
_BEGINS_AS_TEXT = re.compile(
    rb"[\x00-\xff]?(?:(?:[\t\n\r -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){3}"
    rb"|(?:[ -~]\x00){3})|\x00{0,3}[ -~]\x00{3}[ -~]|\xff\xfe|(?:\x00\x00)?\xfe\xff|\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]"
)


def begins_as_text(codes: bytes) -> bool:
    """Tell so of the first bytes; most of what only looks like a code does not."""
    return _BEGINS_AS_TEXT.match(codes) is not None


def looks_misread(said: str) -> bool:
    """Whether there is any character near the beginning that is not shown."""
    return _NOT_TEXT.search(said, 0, SAMPLE // 2) is not None


def may_say(sample: bytes) -> bool:
    """Tell whether what begins so is text, or packed."""
    return sample.startswith(_PACKED) or _is_text(_says(sample))


def text_of(codes: bytes) -> str | None:
    """
    Return what bytes say that may say something: what follows the first of them is shown, whatever it is.

    Raises TooMuchError where more was packed than anybody would read.
    """
    return _unpacked(codes) if codes.startswith(_PACKED) else _says(codes)


def _says(codes: bytes) -> str:
    for mark, encoding in _MARKS:
        if codes.startswith(mark):
            return codes[len(mark) :].decode(encoding, "replace")
    sample = codes[:SAMPLE]
    for encoding, width, shown in _WIDE if 0 in sample else ():
        if len(sample) >= width and not any(any(sample[i::width]) for i in range(width) if i != shown):
            return codes.decode(encoding, "replace")
    return codes.decode(errors="replace")


def _is_text(sample: str) -> bool:
    """Tell from the first characters; the last of them may be half of one."""
    text = sample.rstrip("\ufffd")
    return len(text) >= _FEWEST and len(_NOT_TEXT.findall(text)) * 10 <= len(text)


def _unpacked(data: bytes) -> str | None:
    """Return the text that was packed, of one member after another (RFC 1952 section 2.2)."""
    unpacked = bytearray()
    with suppress(zlib.error):  # what comes before a fault is read
        while data.startswith(_PACKED):
            unpacker = zlib.decompressobj(_EITHER)
            unpacked += unpacker.decompress(data, MOST_UNPACKED + 1 - len(unpacked))
            if len(unpacked) > MOST_UNPACKED:
                raise TooMuchError
            data = unpacker.unused_data
    said = _says(bytes(unpacked))
    return said if _is_text(said[:SAMPLE]) else None
