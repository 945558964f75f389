"""
A PDF written anew: of files with objects in streams, streams that are packed twice, pictures, or two tables of objects.

From outside nobody can tell what else stands in such a file.  So it does not leave: what leaves is a plain one, with
the objects to which its end leads and no others, each written here.  It is then read as strictly as any.  Of pictures
their pixels are written (:mod:`firewall.formats.pdf.pictures`); profiles of colours, and names of programs, are not.
"""

from __future__ import annotations

import base64
import re
import zlib
from io import BytesIO
from typing import Any

from firewall.formats.base import Limits, Unreadable
from firewall.formats.pdf import pictures

_PACKED = re.compile(
    rb"/(?:ObjStm|XRef|ASCII85Decode|ASCIIHexDecode|Linearized|Image|ICCBased|OutputIntents|Creator|Producer)(?![A-Za-z0-9])"
    rb"|/[A-Za-z]*#[0-9A-Fa-f]{2}"
)
"""Where one of these stands; a name that is spelt so that nobody finds it is written as it is."""
_LINEARIZED = re.compile(rb"%PDF-[12]\.[0-9]\s[^<>]{0,64}?[0-9]+\s+0\s+obj\s*<<([^<>]{0,400})>>")
_SAYS_LENGTH = re.compile(rb"/L\s+([0-9]+)(?![0-9])")
_BEFORE = re.compile(rb"/Prev\s+([0-9]+)(?![0-9])")
_STREAM = re.compile(rb"/XRefStm\s+([0-9]+)(?![0-9])")
_TWOFOLD = re.compile(
    rb"startxref\s+([0-9]+)\s+%%EOF\s*xref\s+0\s+0\s+trailer\s*<<((?:[^<>]|<[0-9A-Fa-f]*>)*)>>"
    rb"\s*startxref\s+[0-9]+\s+%%EOF\s?\s?\Z"
)
_LONGEST_TWOFOLD = 2048
_FLATE, _ASCII85, _HEX = pictures.FLATE, "/ASCII85Decode", "/ASCIIHexDecode"
_ALLOWED = tuple([*letters, *rest] for letters in ([], [_ASCII85], [_HEX]) for rest in ([], [_FLATE]))
_PIECE = 64 * 1024
_OF_STREAMS = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})
_LEFT_BEHIND = frozenset({"/OutputIntents"})
"""For which printer a file was made, with a profile of its colours."""
_PROGRAMS = frozenset({"/Creator", "/Producer"})
"""With which programs, in what is said of the whole file."""


def is_packed(body: bytes) -> bool:
    return _PACKED.search(body) is not None


def is_linearized(body: bytes) -> bool:
    """Whether it says of itself that it was written for reading from its front, and is as long as it was then."""
    said = _LINEARIZED.match(body)
    if said is None or b"/Linearized" not in said[1]:
        return False
    length = _SAYS_LENGTH.search(said[1])
    return length is not None and int(length[1]) == len(body)


def is_twofold(body: bytes) -> bool:
    """Whether it ends with an empty table for new readers behind one for old ones, of one version, as Word has it."""
    return _tables_of_two(body) is not None


def _tables_of_two(body: bytes) -> tuple[int, int] | None:
    """Return where the table for old readers begins, and what new ones read besides."""
    ends = _TWOFOLD.search(body, max(len(body) - _LONGEST_TWOFOLD, 0))
    before, stream = (found.search(ends[2]) if ends else None for found in (_BEFORE, _STREAM))
    if ends is None or before is None or stream is None or int(before[1]) != int(ends[1]):
        return None
    return int(before[1]), int(stream[1])


def check_only(body: bytes) -> None:
    """
    Raises :class:`Unreadable` where the last table of objects says that there is another one before it.

    Of a file that is read from its front this is the first of two, and the second, which stands at its end, the last.
    """
    two = _tables_of_two(body)
    tables = [_table_at(body, int(body[body.rindex(b"startxref") + len(b"startxref") :].split()[0]))]
    before = _BEFORE.search(tables[0])
    if two is not None:
        tables = [_table_at(body, at) for at in two]
    elif before is not None and is_linearized(body):
        tables = [_table_at(body, int(before[1]))]
    if any(b"/Prev" in table for table in tables) or body.count(b"/XRefStm") > (two is not None):
        raise Unreadable("pdf-older-versions")


def _table_at(body: bytes, at: int) -> bytes:
    ends = [end for word in (b"stream", b"startxref") if (end := body.find(word, at)) > 0]
    return body[at : min(ends, default=len(body))]


def anew(reader: Any, limits: Limits, most_objects: int) -> bytes:  # noqa: ANN401  # pypdf's, which may be missing
    """Raises :class:`Unreadable`, and whatever pypdf raises."""
    return _Writer(reader, limits, most_objects).written()


class _Writer:
    def __init__(self, reader: Any, limits: Limits, most_objects: int) -> None:  # noqa: ANN401  # as above
        from pypdf import generic  # noqa: PLC0415  # loaded by then

        self._kinds = generic
        self._trailer = reader.trailer
        self._most = most_objects
        self._left = limits.body_bytes
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[Any] = []
        self._info = id(reader.trailer["/Info"]) if "/Info" in reader.trailer else 0

    def written(self) -> bytes:
        ends = b"".join(
            name.encode() + b" " + self._plain(dict.__getitem__(self._trailer, name)) + b" "
            for name in ("/Root", "/Info")
            if name in self._trailer
        )
        out, offsets = bytearray(b"%PDF-1.7\n"), list[int]()
        for one in self._waiting:  # which grows while it is gone through
            offsets.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (len(offsets), self._whole(one.get_object()))
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        out += b"".join(b"%010d 00000 n \n" % at for at in offsets)
        out += b"trailer\n<< /Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, ends, start)
        return bytes(out)

    def _whole(self, value: Any) -> bytes:  # noqa: ANN401  # as above
        if id(value) == self._info and isinstance(value, dict):
            said = {name: dict.__getitem__(value, name) for name in value if name not in _PROGRAMS}
            return self._members(said, b"")
        if not isinstance(value, self._kinds.StreamObject):
            return self._plain(value)
        if pictures.is_picture(value):
            return self._picture(value)
        if value.get("/DecodeParms"):
            raise Unreadable("pdf-form")
        data = zlib.compress(self._unpacked(value, _filters(value)))
        head = self._members(value, b"/Filter /FlateDecode /Length %d " % len(data))
        return head + b"\nstream\n" + data + b"\nendstream"

    def _picture(self, stream: Any) -> bytes:  # noqa: ANN401  # as above
        filters, said = _filters(stream), _parameters(stream)
        if filters[-1:] == [pictures.JPEG]:
            data, way = pictures.plain_jpeg(self._unpacked(stream, filters[:-1])), pictures.JPEG
            if set(said) - pictures.PARAMETERS:
                raise Unreadable("pdf-form")
            said = {}  # of another way to pack, and nobody asks for them
        else:
            data, way = zlib.compress(self._unpacked(stream, filters)), _FLATE
        out = [b"<< /Type /XObject /Subtype /Image "]
        for name in pictures.KEPT:
            if name in stream:
                value = stream[name] if name == "/ColorSpace" else dict.__getitem__(stream, name)
                out += [name.encode(), b" ", self._plain(value), b" "]
        out += [b"/DecodeParms ", self._plain(said), b" "] if said else []
        out.append(b"/Filter %s /Length %d >>\nstream\n" % (way.encode(), len(data)))
        return b"".join((*out, data, b"\nendstream"))

    def _plain(self, value: Any, depth: int = 0) -> bytes:  # noqa: ANN401  # as above
        if depth > 64:  # noqa: PLR2004  # deeper than any
            raise Unreadable("too-deep")
        if isinstance(value, self._kinds.IndirectObject):
            return b"%d 0 R" % self._number(value)
        if isinstance(value, self._kinds.StreamObject):
            raise Unreadable("pdf-form")  # it has no place but as an object
        if isinstance(value, dict):
            return self._members(value, b"", depth)
        if isinstance(value, list):
            colours = self._colours(value, depth)
            if colours:
                return colours
            return b"[" + b" ".join(self._plain(one, depth + 1) for one in list.__iter__(value)) + b"]"
        out = BytesIO()
        value.write_to_stream(out)
        return out.getvalue()

    def _members(self, value: dict[Any, Any], first: bytes, depth: int = 0) -> bytes:
        out = [b"<< ", first]
        for name in value:
            if (first and name in _OF_STREAMS) or name in _LEFT_BEHIND:
                continue
            out += [self._plain(name), b" ", self._plain(dict.__getitem__(value, name), depth + 1), b" "]
        return b"".join((*out, b">>"))

    def _colours(self, value: list[Any], depth: int) -> bytes:
        """Return colours without their profile, and with their palette beside them; nothing of any other list."""
        kind = value[0] if value else None
        if kind == "/ICCBased" and len(value) == 2:  # noqa: PLR2004  # the kind and the profile
            return pictures.device_of(value[1].get_object())
        if kind != "/Indexed" or len(value) != 4:  # noqa: PLR2004  # the kind, a base, the last, the palette
            return b""
        palette = value[3].get_object()
        if isinstance(palette, self._kinds.StreamObject):
            said = self._unpacked(palette, _filters(palette))
        else:
            said = pictures.colours(palette)
        base = self._plain(value[1].get_object(), depth + 1)
        return b"[/Indexed %s %d <%s>]" % (base, int(value[2].get_object()), said.hex().encode())

    def _number(self, reference: Any) -> int:  # noqa: ANN401  # as above
        known = (reference.idnum, reference.generation)
        if known not in self._numbers:
            if len(self._waiting) >= self._most:
                raise Unreadable("too-many-members")
            self._waiting.append(reference)
            self._numbers[known] = len(self._waiting)
        return self._numbers[known]

    def _unpacked(self, stream: Any, filters: list[str]) -> bytes:  # noqa: ANN401  # as above
        data = bytes(stream._data)  # noqa: SLF001  # as it stands in the file: pypdf unpacks without a limit of ours
        if filters not in _ALLOWED or "/F" in stream:
            raise Unreadable("pdf-form")
        if _HEX in filters:
            data = bytes.fromhex(data.strip().removesuffix(b">").decode("ascii"))
        if _ASCII85 in filters:
            data = base64.a85decode(data.strip().removesuffix(b"~>"))
        if _FLATE in filters:
            data = self._inflated(data)
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable("coding-ratio")
        return data

    def _inflated(self, data: bytes) -> bytes:
        stream, out = zlib.decompressobj(), bytearray()
        while data and not stream.eof:
            out += stream.decompress(data, _PIECE)
            data = stream.unconsumed_tail
            if len(out) > self._left:
                raise Unreadable("coding-ratio")
        return bytes(out)


def _filters(stream: Any) -> list[str]:  # noqa: ANN401  # as above
    said = stream.get("/Filter", [])
    return [str(one) for one in said] if isinstance(said, list) else [str(said)]


def _parameters(stream: Any) -> Any:  # noqa: ANN401  # as above
    """Return those of the last filter, where the others have none."""
    said = stream.get("/DecodeParms", {})
    if isinstance(said, dict):
        return said
    found = [one for one in said if isinstance(one, dict) and one]
    if len(found) > 1 or (found and said[-1] != found[0]):
        raise Unreadable("pdf-form")
    return found[0] if found else {}
