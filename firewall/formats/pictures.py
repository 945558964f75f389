"""
How the bytes of a picture's file hang together: its size, what is said beside the picture, and where it ends.

Read before any decoder sees them.  A file that goes on behind its picture, holds several of them, or moves, is
refused: what one program shows another does not.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from firewall.formats.base import Unreadable

_MOST_SCANS = 24
"""A progressive JPEG has ten.  Each costs a pass over the whole picture, however few bytes it has."""
_MOST_PARTS = 10_000
_MOST_SAID = 256 * 1024
"""Bytes of all packed texts beside a picture, as they are unpacked."""


@dataclass(slots=True)
class Found:
    """``said`` are the texts beside the picture, and ``exif`` is a block that has a form of its own."""

    width: int = 0
    height: int = 0
    said: dict[str, list[bytes]] = field(default_factory=dict, repr=False)
    exif: bytes = field(default=b"", repr=False)
    is_exact: bool = True
    unpacked_bytes: int = 0

    def say(self, what: str, data: bytes) -> None:
        self.said.setdefault(what, []).append(data)

    def sized(self, width: int, height: int) -> None:
        if self.width or self.height:
            raise Unreadable("picture-several")
        if not width or not height:
            raise Unreadable("picture-form")
        self.width, self.height = width, height


# ---- JPEG (ITU-T T.81)

_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
_SIZES = frozenset((0xC0, 0xC1, 0xC2))
_OTHER_SIZES = frozenset((0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_START, _END, _SCAN, _HEIGHT_LATER = 0xD8, 0xD9, 0xDA, 0xDC
_NEEDED = frozenset({*_SIZES, 0xC4, 0xDB, 0xDD, _SCAN})
"""Sizes, tables and scans: what a picture needs."""
_ADOBE_BYTES = 12
_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])", re.DOTALL)


def jpeg(body: bytes) -> Found:
    if not body.startswith(b"\xff\xd8\xff"):
        raise Unreadable("picture-form")
    found, at, scans = Found(), 2, 0
    for _ in range(_MOST_PARTS):
        matched = _MARKER.match(body, at)
        if matched is None:
            raise Unreadable("picture-form")
        marker, at = matched[1][0], matched.end()
        if marker == _END:
            _check_end(body, at, has_picture=bool(scans))
            return found
        if marker in _ALONE or marker == _START:
            raise Unreadable("picture-form")
        data, at = _segment(body, at)
        _part_of_jpeg(found, marker, data)
        if marker == _SCAN:
            scans += 1
            ended = _MARKER.search(body, at)
            at = ended.start() if ended else len(body)
        if scans > _MOST_SCANS:
            raise Unreadable("picture-effort")
    raise Unreadable("too-many-members")


def _segment(body: bytes, at: int) -> tuple[bytes, int]:
    length = int.from_bytes(body[at : at + 2], "big")
    if length < 2 or at + length > len(body):  # noqa: PLR2004  # the length counts itself
        raise Unreadable("truncated")
    return body[at + 2 : at + length], at + length


def _part_of_jpeg(found: Found, marker: int, data: bytes) -> None:
    if marker in _OTHER_SIZES or marker == _HEIGHT_LATER:
        raise Unreadable("picture-form")  # lossless, arithmetic, or of a height that is told at the end
    if marker in _SIZES:
        if len(data) < 6 or data[5] not in {1, 3, 4}:  # noqa: PLR2004  # grey, colours, inks
            raise Unreadable("picture-form")
        height, width = struct.unpack_from(">HH", data, 1)
        found.sized(width, height)
    elif marker == 0xFE:  # noqa: PLR2004  # a comment
        found.say("comment", data)
    elif data.startswith(b"Exif\0\0") and marker == 0xE1:  # noqa: PLR2004  # APP1
        found.exif = found.exif or data[6:]
    elif 0xE1 <= marker <= 0xEF:  # noqa: PLR2004  # APP1 to APP15
        name, _, said = data.partition(b"\0")
        found.say("xmp" if b"adobe.com/xap" in name else "application", said)


# ---- PNG (ISO/IEC 15948)

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PICTURE = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
"""What a picture needs.  All else is said beside it."""
_MOVES = frozenset((b"acTL", b"fcTL", b"fdAT"))


def chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield kinds and contents.  Raises :class:`Unreadable`."""
    if not body.startswith(_SIGNATURE):
        raise Unreadable("picture-form")
    at = len(_SIGNATURE)
    for _ in range(_MOST_PARTS):
        length, kind = struct.unpack(">I4s", body[at : at + 8]) if at + 8 <= len(body) else (2**31, b"")
        data = body[at + 8 : at + 8 + length]
        if len(data) < length or len(body) < at + 12 + length:
            raise Unreadable("truncated")
        if zlib.crc32(kind + data) != int.from_bytes(body[at + 8 + length : at + 12 + length], "big"):
            raise Unreadable("picture-form")
        at += 12 + length
        yield kind, data
        if kind == b"IEND":
            _check_end(body, at, has_picture=not length)
            return
    raise Unreadable("too-many-members")


def png(body: bytes) -> Found:
    found = Found()
    for number, (kind, data) in enumerate(chunks(body)):
        if (number == 0) != (kind == b"IHDR") or (kind == b"IHDR" and len(data) != 13):  # noqa: PLR2004  # its length
            raise Unreadable("picture-form")
        if kind in _MOVES:
            raise Unreadable("picture-several")
        if kind == b"IHDR":
            found.sized(*struct.unpack_from(">II", data))
        elif kind not in PICTURE:
            if not kind[0] & 0x20:
                raise Unreadable("picture-form")  # what a picture needs, and nobody knows
            _said_in_png(found, kind, data)
    return found


def only_the_picture(kind: str, body: bytes) -> bytes:
    """Return a file without what is said beside its picture, so that no decoder reads it."""
    return {"PNG": _only_of_png, "JPEG": _only_of_jpeg}.get(kind, bytes)(body)


def _only_of_jpeg(body: bytes) -> bytes:
    """Without comments, what nobody knows, and applications' parts but Adobe's, which tells how to read colours."""
    out, at = [body[:2]], 2
    while True:
        matched = _MARKER.match(body, at)
        if matched is None:
            raise Unreadable("picture-form")
        marker, start = matched[1][0], matched.end()
        if marker == _END:
            return b"".join((*out, body[matched.start() :]))
        data, at = _segment(body, start)
        if marker in _NEEDED or (marker == 0xEE and data.startswith(b"Adobe") and len(data) == _ADOBE_BYTES):  # noqa: PLR2004  # APP14
            out.append(body[matched.start() : at])
        if marker == _SCAN:
            ended = _MARKER.search(body, at)
            end = ended.start() if ended else len(body)
            out.append(body[at:end])
            at = end


def _only_of_png(body: bytes) -> bytes:
    out = [_SIGNATURE]
    for kind, data in chunks(body):
        if kind in PICTURE:
            out += (struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(kind + data)))
    return b"".join(out)


def _said_in_png(found: Found, kind: bytes, data: bytes) -> None:
    name, _, rest = data.partition(b"\0")
    if kind == b"eXIf":
        found.exif = found.exif or data
    elif kind == b"tEXt":
        found.say(_word(name), rest)
    elif kind == b"zTXt":
        found.say(_word(name), _inflated(found, rest[1:]))
    elif kind == b"iTXt":
        is_packed, text = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
        found.say(_word(name), _inflated(found, text) if is_packed else text)
    elif kind not in {b"pHYs", b"gAMA", b"sRGB", b"cHRM", b"sBIT", b"bKGD", b"hIST"}:
        found.say("application", data)


def _word(name: bytes) -> str:
    return "".join(letter for letter in name[:79].decode("latin-1") if letter.isprintable()) or "text"


def _inflated(found: Found, data: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        said = stream.decompress(data, _MOST_SAID - found.unpacked_bytes + 1)
    except zlib.error:
        raise Unreadable("broken-coding") from None
    found.unpacked_bytes += len(said)
    if found.unpacked_bytes > _MOST_SAID:
        raise Unreadable("coding-ratio")
    return said


# ---- GIF (87a, 89a)


def gif(body: bytes) -> Found:
    if not body.startswith((b"GIF87a", b"GIF89a")) or len(body) < 13:  # noqa: PLR2004  # as long as its head
        raise Unreadable("picture-form")
    found, at = Found(), 13 + _table(body[10])
    found.sized(*struct.unpack_from("<HH", body, 6))
    pictures = 0
    for _ in range(_MOST_PARTS):
        kind = body[at : at + 1]
        if kind == b"\x3b":
            _check_end(body, at + 1, has_picture=pictures == 1)
            return found
        if kind == b"\x2c":
            pictures += 1
            _check_inside(found, body[at + 1 : at + 9], pictures)
            at = _blocks(body, at + 11 + _table(body[at + 9]))[1]
        elif kind == b"\x21":
            said, end = _blocks(body, at + 2)
            if body[at + 1 : at + 2] in {b"\xfe", b"\x01", b"\xff"}:
                found.say("comment" if body[at + 1] == 0xFE else "application", said)  # noqa: PLR2004  # its label
            at = end
        else:
            raise Unreadable("truncated" if not kind else "picture-form")
    raise Unreadable("too-many-members")


def _check_inside(found: Found, place: bytes, pictures: int) -> None:
    if pictures > 1:
        raise Unreadable("picture-several")
    if len(place) < 8:  # noqa: PLR2004  # four numbers
        raise Unreadable("truncated")
    left, top, width, height = struct.unpack("<HHHH", place)
    if left + width > found.width or top + height > found.height:
        raise Unreadable("picture-form")


def _table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(body: bytes, at: int) -> tuple[bytes, int]:
    said = bytearray()
    while at < len(body) and body[at]:
        said += body[at + 1 : at + 1 + body[at]]
        at += 1 + body[at]
    if at >= len(body):
        raise Unreadable("truncated")
    return bytes(said), at + 1


# ---- WebP (RFC 9649)


def webp(body: bytes) -> Found:
    if body[:4] != b"RIFF" or body[8:12] != b"WEBP":
        raise Unreadable("picture-form")
    said = int.from_bytes(body[4:8], "little") + 8
    if said > len(body):
        raise Unreadable("truncated")
    if said < len(body):
        raise Unreadable("trailing")
    found, canvas, at = Found(), (0, 0), 12
    for _ in range(_MOST_PARTS):
        if at == len(body):
            if not found.width or canvas not in {(0, 0), (found.width, found.height)}:
                raise Unreadable("picture-form")
            return found
        kind, length = struct.unpack("<4sI", body[at : at + 8]) if at + 8 <= len(body) else (b"", 2**31)
        data = body[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
        if at > len(body):
            raise Unreadable("truncated")
        if kind == b"VP8X" and length == 10:  # noqa: PLR2004  # its length
            canvas = (1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little"))
        else:
            _part_of_webp(found, kind, data)
    raise Unreadable("too-many-members")


def _part_of_webp(found: Found, kind: bytes, data: bytes) -> None:
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a" and len(data) >= 10:  # noqa: PLR2004  # as long as its head
        width, height = struct.unpack_from("<HH", data, 6)
        found.is_exact = False
        found.sized(width & 0x3FFF, height & 0x3FFF)
    elif kind == b"VP8L" and data[:1] == b"\x2f" and len(data) >= 5:  # noqa: PLR2004  # as above
        bits = int.from_bytes(data[1:5], "little")
        found.sized(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    elif kind in {b"ANIM", b"ANMF"}:
        raise Unreadable("picture-several")
    elif kind in {b"VP8X", b"VP8 ", b"VP8L"}:
        raise Unreadable("picture-form")
    elif kind == b"EXIF":
        found.exif = found.exif or data.removeprefix(b"Exif\0\0")
    elif kind == b"XMP ":
        found.say("xmp", data)
    elif kind != b"ALPH":
        found.say("application", data)


def _check_end(body: bytes, at: int, *, has_picture: bool) -> None:
    if not has_picture:
        raise Unreadable("picture-form")
    if at != len(body):
        raise Unreadable("trailing")


READ: Mapping[str, Callable[[bytes], Found]] = {"JPEG": jpeg, "PNG": png, "GIF": gif, "WEBP": webp}
