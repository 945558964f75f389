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
from abc import ABC, abstractmethod
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
class Charset:
    """One that everybody reads alike, as far as it is read."""

    is_latin: bool

    def in_utf_8(self, body: bytes, limits: Limits) -> tuple[bytes, Limits]:
        """Returns the body in UTF-8, and the limits for it.  Raises :class:`Unreadable`."""
        check_size(body, limits)
        if body.isascii():
            return body, limits
        if not self.is_latin or _APART.search(body):
            raise Unreadable("charset-ambiguous")
        # A letter becomes two bytes at most, so the text is no larger a thing than the limit allows.
        return body.decode("latin-1").encode(), replace(limits, body_bytes=2 * limits.body_bytes)


class Transcoding(ABC):
    """Beside the verbs of a :class:`Format`: for what has more verbs than those, and reads character sets itself."""

    @abstractmethod
    def reading(self, charset: Charset | None) -> Format:
        """Return the format for bytes in that character set; in UTF-8 where there is none."""


@dataclass(frozen=True, slots=True)
class Transcoded:
    """A format of bytes in UTF-8, for bytes in another character set."""

    inner: Format
    charset: Charset

    @property
    def media_type(self) -> str:
        return self.inner.media_type

    def parse(self, body: bytes, limits: Limits) -> Tree:
        return self.inner.parse(*self.charset.in_utf_8(body, limits))

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
    if name not in _ASCII | _LATIN or _is_packed(row):
        raise Unreadable("charset")
    charset = Charset(is_latin=name in _LATIN and not _OWN_IDEA.fullmatch(row.media_type))
    if isinstance(row, Transcoding):
        return row.reading(charset)
    if isinstance(row, Rewriting):
        raise Unreadable("charset")
    return Transcoded(row, charset)


def written_by(row: Format) -> Format:
    """Returns the format that reads what ``row`` wrote: that is UTF-8, whatever was read."""
    if isinstance(row, Transcoded):
        return row.inner
    return row.reading(None) if isinstance(row, Transcoding) else row


def _is_packed(row: Format) -> bool:
    """Whether its bytes are no text, or texts of several kinds, of which no one character set can be said."""
    kind, _, subtype = row.media_type.partition("/")
    return kind not in {"text", "application"} or any(word in subtype for word in ("cbor", "msgpack"))
