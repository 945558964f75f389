"""
XML: elements and attributes to a tree, and back.

A text element is its text.  Any other is an object: ``@name`` is an attribute, ``#text`` the text, everything else a
child; children of one name are a list.  Where children do not stand together by name, or text stands between
them, the element is a list of objects with one member each (:class:`~firewall.model.Ordered`), and always stands
in a list under its own name, so that nothing else looks like it.  Names are those of ``firewall.namespaces``.

The same XML is what canonical XML (C14N 2.0) writes alike, prefixes renamed, without comments, processing
instructions, and white space beside child elements where there is no other text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable, check_size
from firewall.formats.xml.reading import Reader
from firewall.formats.xml.writing import spelt, written

if TYPE_CHECKING:
    from firewall.model import Tree

__all__ = ["Xml"]


@dataclass(frozen=True, slots=True)
class Xml:
    """Reads any XML without a document type and writes it under ``media_type``."""

    media_type: str

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        if body.count(b"<") - body.count(b"</") - body.count(b"<!") > limits.fields:
            raise Unreadable("too-many-fields")  # before they are built
        reader = Reader(limits)
        reader.feed(body)
        return reader.close()

    def write(self, tree: Tree) -> bytes:
        return written(tree)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return spelt(name)

    def exposed(self, body: bytes, _: Limits) -> bytes:
        return body
