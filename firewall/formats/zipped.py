"""
Zip archives, read strictly: what every program that opens one would find in it, and nothing beside it.

The members, the directory and its end must lie side by side and fill the file: then nothing stands before,
between or behind them, no two members share bytes (which is how the largest bombs are made), and no header
says something else than the directory.  Sizes are checked as declared, before anything is inflated.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from firewall.formats.base import Limits, Unreadable, check_size

MOST_MEMBERS = 2_000
_RATIO_FREE_BYTES = 256 * 1024
"""Small members of one repeated word exceed any ratio and harm nobody."""

_END = struct.Struct("<4sHHHHIIH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x2041
"""Bits 0, 6 and 13: ciphered, strongly, and with a directory that hides its names."""
_DESCRIBED, _UTF8 = 0x0008, 0x0800
_KNOWN_FLAGS = 0x0006 | _DESCRIBED | _UTF8
_OTHER_NAME = 0x7075
"""An extra field with another name than the header's, which some programs prefer."""
_ZIP64 = 0x0001
_DRIVE = re.compile(r"[A-Za-z]:")
_AT = (1980, 1, 1)
"""The day of everything that we write: when a file was made is nobody's business."""


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Entry:
    raw_name: bytes
    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def unpack(body: bytes, limits: Limits) -> tuple[Member, ...]:
    """Return the files of an archive, in its order.  Raises :class:`Unreadable`."""
    check_size(body, limits)
    entries, start = _directory(body)
    _check_names(entries)
    _check_sizes(entries, len(body), limits)
    return tuple(_members(body, entries, start))


def inflated_bytes(body: bytes) -> int:
    """How large an archive says its members are together.  Raises :class:`Unreadable`."""
    return sum(entry.size for entry in _directory(body)[0])


def pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Write an archive: deflated, dated 1980, with nothing in it but names and contents."""
    out, directory = bytearray(), bytearray()
    number = 0
    date = (_AT[0] - 1980) << 9 | _AT[1] << 5 | _AT[2]
    for name, data in members:
        number += 1
        raw = name.encode()
        flags = 0 if raw.isascii() else _UTF8
        # The first member of some documents says what they are to who looks at the bytes alone: it is stored.
        method = _STORED if name == "mimetype" else _DEFLATED
        packed = _deflated(data) if method == _DEFLATED else data
        common = (20, flags, method, 0, date, zlib.crc32(data), len(packed), len(data), len(raw), 0)
        directory += _CENTRAL.pack(b"PK\1\2", 20, *common, 0, 0, 0, 0, len(out)) + raw
        out += _LOCAL.pack(b"PK\3\4", *common) + raw + packed
    end = _END.pack(b"PK\5\6", 0, 0, number, number, len(directory), len(out), 0)
    return bytes(out + directory + end)


def _deflated(data: bytes) -> bytes:
    made = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return made.compress(data) + made.flush()


def _directory(body: bytes) -> tuple[tuple[_Entry, ...], int]:
    """Return the entries, and where the directory begins, which ends where its end begins."""
    at = len(body) - _END.size
    if at < 0 or body[at : at + 4] != b"PK\5\6":
        if not body.startswith(b"PK"):
            raise Unreadable("not-an-archive")
        # Something stands behind the end, be it a comment only: or the end is missing.
        raise Unreadable("archive-end")
    _, disk, first_disk, here, number, size, start, comment = _END.unpack_from(body, at)
    if disk or first_disk or here != number or comment or start + size != at:
        raise Unreadable("archive-end")
    if number > MOST_MEMBERS:
        raise Unreadable("too-many-members")
    return tuple(_entries(body[start:at], number)), start


def _entries(directory: bytes, number: int) -> Iterator[_Entry]:
    at = 0
    for _ in range(number):
        if len(directory) - at < _CENTRAL.size or directory[at : at + 4] != b"PK\1\2":
            raise Unreadable("archive-form")
        (_, _, _, flags, method, _, _, crc, packed, size, name, extra, comment, disk, _, _, offset) = (
            _CENTRAL.unpack_from(directory, at)
        )
        at += _CENTRAL.size
        raw = directory[at : at + name]
        _check_extra(directory[at + name : at + name + extra])
        at += name + extra
        if flags & _ENCRYPTED:
            raise Unreadable("encrypted")
        if comment or disk or flags & ~_KNOWN_FLAGS or method not in {_STORED, _DEFLATED}:
            raise Unreadable("archive-form")
        yield _Entry(raw, _name(raw, flags), flags, method, crc, packed, size, offset)
    if at != len(directory):
        raise Unreadable("archive-form")


def _check_extra(extra: bytes) -> None:
    at = 0
    while len(extra) - at >= 4:  # noqa: PLR2004  # a kind and a length, two bytes each
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind in {_OTHER_NAME, _ZIP64}:
            raise Unreadable("archive-form")
        at += 4 + length


def _name(raw: bytes, flags: int) -> str:
    """Without the flag a name is in the code page of whoever reads it, so that only ASCII is one name."""
    try:
        return raw.decode("utf-8" if flags & _UTF8 else "ascii")
    except UnicodeDecodeError:
        raise Unreadable("archive-name") from None


def _check_names(entries: tuple[_Entry, ...]) -> None:
    """Each name once, however it is spelt, and none that leads out of the folder where it is unpacked."""
    seen: set[str] = set()
    for entry in entries:
        name = entry.name.removesuffix("/")
        steps = name.split("/")
        if not name.isprintable() or "\\" in name or _DRIVE.match(name) or {"", ".", ".."} & set(steps):
            raise Unreadable("archive-name")
        folded = unicodedata.normalize("NFKC", name).casefold()
        if folded in seen:
            raise Unreadable("archive-name-twice")
        seen.add(folded)
    folders = {name[:at] for name in seen for at in range(len(name)) if name[at] == "/"}
    if folders & {unicodedata.normalize("NFKC", e.name).casefold() for e in entries}:
        raise Unreadable("archive-name-twice")  # one name of a file and of a folder


def _check_sizes(entries: tuple[_Entry, ...], packed: int, limits: Limits) -> None:
    whole = sum(entry.size for entry in entries)
    if whole > limits.body_bytes:
        raise Unreadable("body-too-large")
    if whole > max(_RATIO_FREE_BYTES, limits.ratio * packed):
        raise Unreadable("coding-ratio")


def _members(body: bytes, entries: tuple[_Entry, ...], start: int) -> Iterator[Member]:
    at, found = 0, {}
    lying = sorted(entries, key=lambda one: one.offset)
    for entry, following in zip(lying, (*(one.offset for one in lying[1:]), start), strict=False):
        if entry.offset + _LOCAL.size + len(entry.raw_name) + entry.packed > following:
            raise Unreadable("archive-overlap")  # known before anything is inflated
    for entry in lying:
        if entry.offset != at:
            raise Unreadable("archive-overlap" if entry.offset < at else "archive-gap")
        data, at = _member(body, entry, start)
        found[entry.name] = data
    if at != start:
        raise Unreadable("archive-overlap" if at > start else "archive-gap")
    for entry in entries:
        if not entry.name.endswith("/"):
            yield Member(entry.name, found[entry.name])
        elif entry.size:
            raise Unreadable("archive-form")


def _member(body: bytes, entry: _Entry, start: int) -> tuple[bytes, int]:
    """Return a member's bytes, and where it ends."""
    at = entry.offset + _LOCAL.size
    if at > start or body[entry.offset : entry.offset + 4] != b"PK\3\4":
        raise Unreadable("archive-form")
    _, _, flags, method, _, _, crc, packed, size, name, extra = _LOCAL.unpack_from(body, entry.offset)
    _check_extra(body[at + name : at + name + extra])
    said, sizes = (crc, packed, size), (entry.crc, entry.packed, entry.size)
    is_described = bool(flags & _DESCRIBED)
    if (flags, method) != (entry.flags, entry.method) or body[at : at + name] != entry.raw_name:
        raise Unreadable("archive-differs")
    if said != sizes and not (is_described and said == (0, 0, 0)):
        raise Unreadable("archive-differs")
    at += name + extra
    end = at + entry.packed
    if end > start:
        raise Unreadable("archive-overlap")
    data = _inflated(body[at:end], entry)
    return data, end + (_descriptor(body[end : end + 16], sizes) if is_described else 0)


def _inflated(packed: bytes, entry: _Entry) -> bytes:
    if entry.method == _STORED:
        data = packed
    else:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = stream.decompress(packed, entry.size + 1)
        except zlib.error:
            raise Unreadable("broken-coding") from None
        if not stream.eof and len(data) == entry.size:
            raise Unreadable("truncated-coding")
        if stream.unused_data:
            raise Unreadable("trailing-coding")
    if len(data) != entry.size or zlib.crc32(data) != entry.crc:
        raise Unreadable("archive-differs")
    return data


def _descriptor(found: bytes, sizes: tuple[int, int, int]) -> int:
    """How long the descriptor behind a member is: its signature may be left out."""
    plain = struct.pack("<III", *sizes)
    if found.startswith(b"PK\7\x08" + plain):
        return 16
    if found.startswith(plain):
        return 12
    raise Unreadable("archive-differs")
