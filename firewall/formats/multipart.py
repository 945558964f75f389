"""
Forms made of parts (``multipart/form-data``, RFC 7578): each part is read by its own type.

A form reads into an object by the names of its parts.  A plain field is its text; a part with a file name or
a type of its own is ``{"filename": ..., "content": ...}``, where the content is what its format makes of it.
Parts of one name, parts within parts and headers that could be read in two ways are Unreadable, and one part
that cannot be read makes the whole unreadable.

The same: the same parts in the same order, each with its name, its file name, its type and the same content,
as its format says it.  The boundary is ours; other headers of parts are not kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from firewall.formats import as_json
from firewall.formats.base import Format, Limits, Parametrised, Rewriting, Unreadable, check_size
from firewall.formats.images import check_few_faceless
from firewall.formats.sharing import Share
from firewall.formats.text import check_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from multipart import MultipartSegment, PushMultipartParser

    from firewall.model import Tree

BOUNDARY = "data-sharing-firewall-5f0c1d7e9a3b4826"
"""Ours.  A part in which it stands is not written: who sends can know it, and gains a refusal."""

_FILENAME, _CONTENT = "filename", "content"
_NAMELESS = "file"
"""Stands for a file name that does not leave: without one a file would become a field."""

_MOST_PARTS = 1_000
"""A form has fewer fields.  Each part costs the parser more than a member costs elsewhere."""

_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=?-]{1,70}")
"""RFC 2046 section 5.1.1, without the blank."""

_DISPOSITION = re.compile(r'form-data; name="([^"\\\x00-\x1f\x7f]+)"(?:; filename="([^"\\\x00-\x1f\x7f]*)")?')
"""The one spelling that all parsers read alike: in this order, in quotes, without escapes and without ``filename*``."""

_ESCAPE = re.compile(r"%(?:22|0[aAdD])")
"""How browsers write a quote and line ends in a name: undone by some servers only."""

_ENCODINGS = frozenset({"7bit", "8bit", "binary"})
"""Transfer encodings that change nothing."""


@dataclass(frozen=True, slots=True)
class _Part:
    """``format`` is None for a plain field."""

    name: str
    filename: str | None
    format: Format | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Multipart(Parametrised, Rewriting):
    """``format_of`` is how the type of a part is looked up: in the table where this stands."""

    format_of: Callable[[str], Format]
    boundary: str = ""

    @property
    def media_type(self) -> str:
        return f"multipart/form-data; boundary={BOUNDARY}"

    def told(self, parameters: Mapping[str, str]) -> Multipart:
        if set(parameters) != {"boundary"}:
            raise Unreadable("unknown-parameter")
        if not _BOUNDARY.fullmatch(parameters["boundary"]):
            raise Unreadable("boundary")
        return replace(self, boundary=parameters["boundary"])

    def parse(self, body: bytes, limits: Limits) -> Tree:
        return self._read(body, limits)

    def write(self, tree: Tree) -> bytes:
        """Forms of plain fields alone; what else stood in it only :meth:`rewrite` knows."""
        return self._written(tree, {}, {}, Limits())

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:
        check_few_faceless(after)
        parts = {part.name: part for part in self._parts(body, limits)}
        return self._written(after, parts, before if isinstance(before, dict) else {}, limits)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return as_json.spelt(name)

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        """Without the file name that stands for one which did not leave."""
        tree = self._read(body, limits)
        return as_json.exposed({name: _without_our_name(value) for name, value in tree.items()})

    # ---- reading

    def _read(self, body: bytes, limits: Limits) -> dict[str, Tree]:
        parts = self._parts(body, limits)
        share = Share(limits, [(part.format, part.body) for part in parts if part.format is not None])
        return {part.name: _read(part, share) for part in parts}

    def _parts(self, body: bytes, limits: Limits) -> list[_Part]:
        """Raises :class:`Unreadable`."""
        check_size(body, limits)
        # What we wrote is read again under our own boundary; a sender who uses it is read, and written, by it.
        boundary = BOUNDARY if body.startswith(f"--{BOUNDARY}".encode()) else self.boundary
        if not boundary:
            raise Unreadable("boundary")
        if body == f"--{boundary}--\r\n".encode():
            return []
        parts = [
            self._part(segment, content, limits) for segment, content in _segments(body, boundary, limits)
        ]
        if len({part.name.partition("[")[0].strip().casefold() for part in parts}) != len(parts):
            raise Unreadable("duplicate-name")
        return parts

    def _part(self, segment: MultipartSegment, body: bytes, limits: Limits) -> _Part:
        headers = dict(segment.headerlist)
        if len(headers) != len(segment.headerlist):
            raise Unreadable("part-header")
        disposition = _DISPOSITION.fullmatch(headers.pop("Content-Disposition", ""))
        media_type = headers.pop("Content-Type", None)
        headers.pop("Content-Length", None)  # checked by the parser, and not passed on
        if headers.pop("Content-Transfer-Encoding", "binary").lower() not in _ENCODINGS:
            raise Unreadable("content-coding")
        if headers or disposition is None or _ESCAPE.search(disposition[0]):
            raise Unreadable("part-header")
        name, filename = disposition[1], disposition[2]
        if len(name) > limits.key:
            raise Unreadable("key-too-long")
        if media_type is None and filename is None:
            return _Part(name, None, None, body)
        part_format = self.format_of(media_type or "text/plain")
        if isinstance(part_format, Multipart):
            raise Unreadable("nested-parts")
        return _Part(name, filename, part_format, body)

    # ---- writing

    def _written(
        self, tree: Tree, parts: Mapping[str, _Part], before: Mapping[str, Tree], limits: Limits
    ) -> bytes:
        if not isinstance(tree, dict):
            raise Unreadable("not-multipart")
        out = []
        for name, value in tree.items():
            part = parts.get(name)
            if part is not None and part.format is not None:
                out += self._file(part, part.format, before.get(name), value, limits)
            elif isinstance(value, str):
                out += [_head(name), value.encode()]
            else:
                raise Unreadable("not-multipart")
        mark = f"--{BOUNDARY}".encode()
        if any(mark in piece for piece in out):
            raise Unreadable("boundary")
        pairs = zip(out[::2], out[1::2], strict=True)
        written = [mark + b"\r\n" + head + b"\r\n\r\n" + body + b"\r\n" for head, body in pairs]
        return b"".join(written) + mark + b"--\r\n"

    def _file(
        self, part: _Part, part_format: Format, before: Tree, after: Tree, limits: Limits
    ) -> list[bytes]:
        """Nothing where its content does not leave: its name alone would tell that it was there."""
        if not (isinstance(after, dict) and isinstance(before, dict)):
            raise Unreadable("not-multipart")
        if _CONTENT not in after:
            return []
        filename = None if part.filename is None else after.get(_FILENAME, _NAMELESS)
        if isinstance(part_format, Rewriting):
            content = part_format.rewrite(part.body, before[_CONTENT], after[_CONTENT], limits)
        else:
            content = part_format.write(after[_CONTENT])
        return [_head(part.name, filename, part_format.media_type), content]


def _segments(body: bytes, boundary: str, limits: Limits) -> Iterator[tuple[MultipartSegment, bytes]]:
    """Yield the parts as the strict parser sees them, where nothing stands before the first or behind the last."""
    import multipart  # noqa: PLC0415  # few services speak it

    start, end = f"--{boundary}\r\n".encode(), f"\r\n--{boundary}--".encode()
    body = body.removesuffix(b"\r\n")
    if not body.startswith(start) or body.find(end) != len(body) - len(end):
        raise Unreadable("not-multipart")  # the parser stops at the first end that it sees
    if body.count(start) > min(limits.fields, _MOST_PARTS):
        raise Unreadable("too-many-fields")
    try:
        yield from _pieces(multipart.PushMultipartParser(boundary, strict=True), body)
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001  # a library that reads hostile bytes may raise anything
        raise Unreadable("not-multipart") from None


def _pieces(parser: PushMultipartParser, body: bytes) -> Iterator[tuple[MultipartSegment, bytes]]:
    segment: MultipartSegment | None = None
    chunks: list[bytes] = []
    for event in parser.parse(body):
        if isinstance(event, bytes | bytearray):
            chunks.append(bytes(event))
        elif event is not None:
            segment, chunks = event, []
        elif segment is not None:
            yield segment, b"".join(chunks)
    parser.close()


def _read(part: _Part, share: Share) -> Tree:
    if part.format is None:
        try:
            text = part.body.decode()
        except UnicodeDecodeError:
            raise Unreadable("not-utf-8") from None
        check_controls(text)
        return text
    content = share.read(part.format, part.body)
    return {_CONTENT: content} if part.filename is None else {_FILENAME: part.filename, _CONTENT: content}


def _without_our_name(value: Tree) -> Tree:
    if isinstance(value, dict) and value.get(_FILENAME) == _NAMELESS:
        return {_CONTENT: value[_CONTENT]}
    return value


def _head(name: str, filename: Tree = None, media_type: str = "") -> bytes:
    disposition = f'form-data; name="{name}"'
    if filename is not None:
        disposition += f'; filename="{filename}"'
    if not _DISPOSITION.fullmatch(disposition):
        raise Unreadable("part-header")
    lines = [f"Content-Disposition: {disposition}"]
    if media_type:
        charset = "; charset=utf-8" if media_type.startswith("text/") else ""
        lines.append(f"Content-Type: {media_type}{charset}")
    return "\r\n".join(lines).encode()
