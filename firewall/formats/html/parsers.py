"""The two parsers: lexbor, which reads as browsers do, and lxml's, which must agree on what we wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from firewall.formats.base import Unreadable

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SPACE = re.compile(r"[ \t\r\n\f]+")
_SAYING = ("alt", "content", "href", "name", "value")
"""Attributes that we write, and that hold something that was read."""


def plain(text: str) -> str:
    """Return it as a browser shows it."""
    return _SPACE.sub(" ", text).strip(" ")


def root_of(text: str) -> LexborNode:
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415  # slow to load, and few services send pages

    try:
        root = LexborHTMLParser(text).root
    except Exception:  # noqa: BLE001  # it reads hostile bytes, and a code is all that goes on
        raise Unreadable("not-html") from None
    if root is None:
        raise Unreadable("not-html")
    return root


def children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def shown(root: LexborNode) -> list[str]:
    """Return every text and value of a page that we wrote, in its order."""
    found: list[str] = []
    _show(root, found)
    return [text for text in map(plain, found) if text]


def _show(node: LexborNode, found: list[str]) -> None:
    if node.tag == "-text":
        found.append(node.text_content or "")
        return
    own = node.attributes
    found += [own.get(name) or "" for name in _SAYING]
    for child in children(node):
        _show(child, found)


def shown_by_lxml(text: str) -> list[str]:
    import lxml.html  # noqa: PLC0415  # slow to load, and few services send pages

    try:
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
        root = lxml.html.document_fromstring(text.encode(), parser=parser)
    except Exception:  # noqa: BLE001  # a parser's faults are many, and a code is all that goes on
        raise Unreadable("html-ambiguous") from None
    found: list[str] = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise Unreadable("html-ambiguous")  # a comment, and we wrote none
        found += [element.get(name) or "" for name in _SAYING]
        found.append(element.text or "")
        if plain(element.tail or ""):
            raise Unreadable("html-ambiguous")  # we write no text behind an element
    return [one for one in map(plain, found) if one]
