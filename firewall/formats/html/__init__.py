"""
HTML: what a page says, as members; and a plain page of ours, written from them alone.

``title`` is the title, ``text`` the blocks of text outside of tables, ``links`` have ``href`` and ``text``, ``tables``
are lists of rows by the names of their header, ``inputs`` the values of form fields by name, ``data`` what stands in
scripts of JSON, ``images`` what is written in place of them, ``meta`` what the page says of itself.  Everything else
(comments, scripts, styles, frames, other attributes) is not read and not written.

The same page is one that reads as the same members, with white space as a browser shows it.  What was written is read
again by two parsers before it leaves, and both must find the same texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable, check_size, decode_utf8
from firewall.formats.html.bounds import check_bounds
from firewall.formats.html.parsers import root_of, shown, shown_by_lxml
from firewall.formats.html.reading import read
from firewall.formats.html.writing import normal, spelt, written
from firewall.formats.text import check_controls

if TYPE_CHECKING:
    from firewall.model import Tree

__all__ = ["Html"]

_OURS = Limits(body_bytes=2**31, depth=128, fields=2**31)
"""What we wrote is no bomb: it has no more in it than what was read."""


@dataclass(frozen=True, slots=True)
class Html:
    media_type: str = "text/html"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        check_size(body, limits)
        text = decode_utf8(body)
        check_controls(text.replace("\f", " "))
        check_bounds(text)
        return read(root_of(text), limits)

    def write(self, tree: Tree) -> bytes:
        page = normal(tree)
        text = written(page)
        # No reader may take what we wrote for something else than what was inspected.
        root = root_of(text)
        if read(root, _OURS) != page or shown(root) != shown_by_lxml(text):
            raise Unreadable("html-ambiguous")
        return text.encode()

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return spelt(name)

    def exposed(self, body: bytes, _: Limits) -> bytes:
        return body
