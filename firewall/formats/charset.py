"""
Other character sets than UTF-8: a closed list, and only what everybody reads alike.

Of the 228 labels that browsers know, these are the ones that programs write without being told to.  Their bytes
below 0x80 are ASCII to all.  Above it, a browser reads each of them as windows-1252 and others read what it says:
the two agree from 0xA0 on, and what stands between is refused.  Types that have their own idea of their encoding
(JSON is UTF-8 whatever is said, a form is ASCII) are read where all bytes are ASCII, and so one thing to all.
What leaves is UTF-8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Rewriting, Unreadable, check_size

if TYPE_CHECKING:
    from firewall.formats.base import Format
    from firewall.model import Tree

UTF_8 = frozenset({"utf-8", "utf8"})
_ASCII = frozenset({"us-ascii", "ascii"})
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252"})
_OWN_IDEA = re.compile(r"application/.*|text/(?:.*\+)?(?:xml|html|yaml|x-yaml)")
_APART = re.compile(rb"[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Transcoded:
    """A format of bytes in UTF-8, for bytes in another character set."""

    inner: Format
    is_latin: bool

    @property
    def media_type(self) -> str:
        return self.inner.media_type

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        if body.isascii():
            return self.inner.parse(body, limits)
        if not self.is_latin or _APART.search(body):
            raise Unreadable("charset-ambiguous")
        # A letter becomes two bytes at most, so the text is no larger a thing than the limit allows.
        wider = replace(limits, body_bytes=2 * limits.body_bytes)
        return self.inner.parse(body.decode("latin-1").encode(), wider)

    def write(self, tree: Tree) -> bytes:
        return self.inner.write(tree)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return self.inner.spelt(name)

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return self.inner.exposed(body, limits)


def in_charset(row: Format, label: str) -> Format:
    """Returns the format for bytes in that character set.  Raises :class:`Unreadable`."""
    name = label.lower()
    if name in UTF_8:
        return row
    if name not in _ASCII | _LATIN or isinstance(row, Rewriting) or _is_packed(row):
        raise Unreadable("charset")
    return Transcoded(row, is_latin=name in _LATIN and not _OWN_IDEA.fullmatch(row.media_type))


def _is_packed(row: Format) -> bool:
    """Whether its bytes are no text, or texts of several kinds, of which no one character set can be said."""
    kind, _, subtype = row.media_type.partition("/")
    return kind not in {"text", "application"} or any(word in subtype for word in ("cbor", "msgpack"))
