"""
A PDF written anew: of files with objects in streams, or with streams that are packed twice, as most writers make them.

From outside nobody can tell what else stands in such a file.  So it does not leave: what leaves is a plain one, with
the objects to which its end leads and no others, each written here.  It is then read as strictly as any.
"""

from __future__ import annotations

import base64
import re
import zlib
from io import BytesIO
from typing import Any

from firewall.formats.base import Limits, Unreadable

_PACKED = re.compile(rb"/(?:ObjStm|XRef|ASCII85Decode)(?![A-Za-z0-9])")
_FLATE, _ASCII85 = "/FlateDecode", "/ASCII85Decode"
_ALLOWED: tuple[list[str], ...] = ([], [_FLATE], [_ASCII85, _FLATE], [_ASCII85])
_PIECE = 64 * 1024
_OF_STREAMS = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})


def is_packed(body: bytes) -> bool:
    return _PACKED.search(body) is not None


def check_only(body: bytes) -> None:
    """Raises :class:`Unreadable` where the last table of objects says that there is another one before it."""
    at = int(body[body.rindex(b"startxref") + len(b"startxref") :].split()[0])
    table = body[at:end] if (end := body.find(b"stream", at)) > 0 else body[at:]
    if b"/Prev" in table or b"/XRefStm" in table:
        raise Unreadable("pdf-older-versions")


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
        if not isinstance(value, self._kinds.StreamObject):
            return self._plain(value)
        data = zlib.compress(self._unpacked(value))
        head = self._members(value, b"/Filter /FlateDecode /Length %d " % len(data))
        return head + b"\nstream\n" + data + b"\nendstream"

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
            return b"[" + b" ".join(self._plain(one, depth + 1) for one in list.__iter__(value)) + b"]"
        out = BytesIO()
        value.write_to_stream(out)
        return out.getvalue()

    def _members(self, value: dict[Any, Any], first: bytes, depth: int = 0) -> bytes:
        out = [b"<< ", first]
        for name in value:
            if first and name in _OF_STREAMS:
                continue
            out += [self._plain(name), b" ", self._plain(dict.__getitem__(value, name), depth + 1), b" "]
        return b"".join((*out, b">>"))

    def _number(self, reference: Any) -> int:  # noqa: ANN401  # as above
        known = (reference.idnum, reference.generation)
        if known not in self._numbers:
            if len(self._waiting) >= self._most:
                raise Unreadable("too-many-members")
            self._waiting.append(reference)
            self._numbers[known] = len(self._waiting)
        return self._numbers[known]

    def _unpacked(self, stream: Any) -> bytes:  # noqa: ANN401  # as above
        said = stream.get("/Filter", [])
        filters = [str(one) for one in said] if isinstance(said, list) else [str(said)]
        data = bytes(stream._data)  # noqa: SLF001  # as it stands in the file: pypdf unpacks without a limit of ours
        if filters not in _ALLOWED or stream.get("/DecodeParms") or "/F" in stream:
            raise Unreadable("pdf-form")
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
