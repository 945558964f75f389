"""
The XML inside of documents, event by event: what is not wanted is never built.

Expat and not a tree: a sheet of a million empty cells costs nothing that way, and one can stop at any of them.
No document type, so no entities; UTF-8 whatever the declaration says; names without their namespace, since
nobody but us writes what leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

from firewall.formats.base import Limits, Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHUNK = 16 * 1024
_LONGEST_TAG = 128 * 1024
"""Bytes that may stand unread: a tag of a million attributes would be built whole before anybody sees it."""

_ELEMENTS_A_FIELD = 4
"""Formatting is most of a document."""


class Reader(Protocol):
    """Takes the events of one document."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Characters, in pieces of any size."""


def walk(body: bytes, reader: Reader, limits: Limits) -> None:
    """Raises :class:`Unreadable`, and whatever ``reader`` raises."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("not-utf-8")
    if body.count(b"<") > 2 * _ELEMENTS_A_FIELD * limits.fields:
        raise Unreadable("too-many-fields")  # at once, and not after a second of counting them
    parser = expat.ParserCreate("utf-8", " ")
    depth = elements = 0
    local = _Local().__getitem__
    begins, ends = reader.start, reader.end
    deepest, most = 2 * limits.depth, _ELEMENTS_A_FIELD * limits.fields

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > deepest:
            raise Unreadable("too-deep")
        if elements > most:
            raise Unreadable("too-many-fields")
        for key in attributes:
            if " " in key:  # it has a namespace
                attributes = {local(key): value for key, value in attributes.items()}
                break
        begins(local(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        ends(local(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    _feed(parser, body)


def _feed(parser: expat.XMLParserType, body: bytes) -> None:
    try:
        for at in range(0, len(body), _CHUNK):
            parser.Parse(body[at : at + _CHUNK], False)  # noqa: FBT003  # the library knows it by its place
            if at - parser.CurrentByteIndex > _LONGEST_TAG:
                raise Unreadable("too-long")
        parser.Parse(b"", True)  # noqa: FBT003  # as above
    except expat.ExpatError:
        raise Unreadable("broken-xml") from None


def _refuse(*_: object) -> None:
    raise Unreadable("document-type")


_REMEMBERED = 256


class _Local(dict[str, str]):
    """A name -> the same without its namespace.  Bounded: whoever sends a document chooses its names."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(" ")[2]
        if len(self) < _REMEMBERED:
            self[name] = local
        return local


def escaped(text: str) -> str:
    """How a text stands in XML that we write, as content and between double quotes."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("\r", "&#13;")
    )
