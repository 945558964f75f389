"""A page as lexbor read it, to a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firewall.formats.base import Limits, Unreadable
from firewall.formats.html.parsers import children, plain
from firewall.formats.json import Json

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from firewall.model import Tree

MEMBERS = ("title", "text", "links", "tables", "inputs", "data", "images", "meta")
DATA = Json("application/json")
_DROPPED = frozenset({
    "script", "style", "template", "iframe", "object", "embed", "svg", "math", "noembed", "noframes", "frameset",
    "-comment", "!doctype", "-doctype", "title", "select", "textarea", "input", "meta", "link", "base", "img", "audio",
    "video", "canvas", "datalist",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "col", "colgroup", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2",
    "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav",
    "ol", "optgroup", "option", "p", "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "title", "tr", "ul", "xmp",
})  # fmt: skip
"""What stands on lines of its own.  Any other tag, also one that nobody knows, parts no word."""
_JSON_SCRIPT = re.compile(r"(?i)application/(?:ld\+)?json")
_CHARSET = re.compile(r"(?i)charset[ \t]*=[ \t\"']*([^ \t\"';]*)")
_HREF = re.compile(r"(?:https?://|mailto:|[/#?]|[A-Za-z0-9_-]+(?:[./?#]|\Z))[^\s\x00-\x20\\\x7f]*")
"""No other scheme: what runs when somebody clicks does not leave."""
_HELD = frozenset({"checkbox", "radio"})
_BUTTONS = frozenset({"submit", "button", "reset", "image", "file"})
_OWN_LINES = frozenset({"table", "nav"})
"""Text in tables is a cell's, and in navigation its links'."""


def is_link(href: str) -> bool:
    return _HREF.fullmatch(href) is not None


def read(root: LexborNode, limits: Limits) -> Tree:
    reading = _Reading(limits)
    reading.read(root, 0, shows=True)
    return reading.tree()


@dataclass(slots=True)
class _Reading:
    limits: Limits
    title: str = ""
    blocks: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    links: list[Tree] = field(default_factory=list)
    tables: list[Tree] = field(default_factory=list)
    inputs: dict[str, list[Tree]] = field(default_factory=dict)
    data: list[Tree] = field(default_factory=list)
    images: list[Tree] = field(default_factory=list)
    meta: dict[str, list[Tree]] = field(default_factory=dict)

    def tree(self) -> dict[str, Tree]:
        self._end_line()
        blocks: list[Tree] = [*self.blocks]
        read: list[Tree] = [self.title, blocks, self.links, self.tables, _alone(self.inputs)]
        read += [self.data, self.images, _alone(self.meta)]
        return {name: value for name, value in zip(MEMBERS, read, strict=True) if value}

    def read(self, node: LexborNode, depth: int, *, shows: bool) -> None:
        """``shows`` tells that text here is a block."""
        if depth > self.limits.depth:
            raise Unreadable("too-deep")
        tag = node.tag or ""
        if tag == "-text" and shows:
            self.line.append(node.text_content or "")
        self._particular(node, tag)
        if tag in _BLOCKS:
            self._end_line()
        if tag in _DROPPED:
            return
        for child in children(node):
            shown = child.tag == "caption" or (shows and tag not in _OWN_LINES)
            self.read(child, depth + 1, shows=shown)
        if tag in _BLOCKS:
            self._end_line()

    def _end_line(self) -> None:
        if block := plain("".join(self.line)):
            self.blocks.append(block)
        self.line = []

    def _particular(self, node: LexborNode, tag: str) -> None:
        if tag == "title":
            self.title = self.title or _raw(node)
        elif tag == "a":
            href = plain(node.attributes.get("href") or "")
            link: dict[str, Tree] = {
                "href": href if is_link(href) else "",
                "text": _said(node, self.limits.depth),
            }
            self.links += [{name: said for name, said in link.items() if said}] if any(link.values()) else []
        elif tag == "table":
            self.tables += [rows] if (rows := _rows(node, self.limits)) else []
        elif tag == "img":
            self.images += [alt] if (alt := plain(node.attributes.get("alt") or "")) else []
        elif tag in {"input", "textarea", "select"}:
            self._field(node, tag)
        elif tag == "script" and _JSON_SCRIPT.fullmatch(plain(node.attributes.get("type") or "")):
            self.data.append(DATA.parse("".join(_texts_of(node)).encode(), self.limits))
        elif tag == "meta":
            self._meta(node.attributes)

    def _field(self, node: LexborNode, tag: str) -> None:
        own = node.attributes
        name, kind = plain(own.get("name") or ""), (own.get("type") or "").lower()
        if not name or kind in _BUTTONS or (kind in _HELD and "checked" not in own):
            return
        if tag == "select":
            values = _chosen(node, self.limits.depth)
        else:
            values = [plain(own.get("value") or "") if tag == "input" else _raw(node)]
        self.inputs.setdefault(_checked(name, self.limits), []).extend(values)

    def _meta(self, own: dict[str, str | None]) -> None:
        if any(label.lower() not in {"utf-8", "utf8"} for label in _charsets(own)):
            raise Unreadable("charset")  # a browser would believe it
        name, content = plain(own.get("name") or own.get("property") or ""), plain(own.get("content") or "")
        if name and content:
            self.meta.setdefault(_checked(name, self.limits), []).append(content)


def _charsets(own: dict[str, str | None]) -> list[str]:
    named = [plain(own["charset"] or "")] if "charset" in own else []
    return named + (_CHARSET.findall(own.get("content") or "") if "http-equiv" in own else [])


def _alone(found: dict[str, list[Tree]]) -> dict[str, Tree]:
    alone: dict[str, Tree] = {}
    for name, said in found.items():
        alone[name] = said[0] if len(said) == 1 else said
    return {name: said for name, said in alone.items() if said != []}


def _checked(name: str, limits: Limits) -> str:
    if len(name) > limits.key:
        raise Unreadable("key-too-long")
    return name


def _texts_of(node: LexborNode) -> Iterator[str]:
    return (child.text_content or "" for child in children(node) if child.tag == "-text")


def _raw(node: LexborNode) -> str:
    return plain("".join(_texts_of(node)))


def _chosen(select: LexborNode, room: int) -> list[Tree]:
    options = [*_options(select)]
    chosen = [node for node in options if "selected" in node.attributes] or options[:1]
    return [plain(node.attributes.get("value") or "") or _said(node, room) for node in chosen]


def _options(select: LexborNode) -> Iterator[LexborNode]:
    for child in children(select):
        if child.tag == "option":
            yield child
        elif child.tag == "optgroup":
            yield from (option for option in children(child) if option.tag == "option")


def _said(node: LexborNode, room: int) -> str:
    return plain("".join(_texts(node, room, in_link=node.tag == "a")))


def _texts(node: LexborNode, room: int, *, in_link: bool) -> Iterator[str]:
    """
    Yield what is shown below; tags within a line are no gap.  ``room`` is how deep it may go.

    Tables within, and links within links, have texts of their own: nothing is read more often than three times.
    """
    if room < 0:
        raise Unreadable("too-deep")
    for child in children(node):
        tag = child.tag or ""
        if tag == "-text":
            yield child.text_content or ""
        elif tag not in _DROPPED and tag != "table" and not (tag == "a" and in_link):
            edge = " " if tag in _BLOCKS else ""
            yield edge
            yield from _texts(child, room - 1, in_link=in_link or tag == "a")
            yield edge


def _rows(table: LexborNode, limits: Limits) -> list[Tree]:
    """Return rows by the names of the first one, where that is a header; else by number."""
    found = [[cell for cell in children(row) if cell.tag in {"td", "th"}] for row in _of_table(table)]
    if any(
        (cell.attributes.get(name) or "1") != "1"
        for row in found
        for cell in row
        for name in ("colspan", "rowspan")
    ):
        raise Unreadable("html-ambiguous")  # what stands under which name is seen only once it is drawn
    has_header = bool(found) and all(cell.tag == "th" for cell in found[0]) and len(found[0]) > 0
    rows = [[_said(cell, limits.depth) for cell in row] for row in (found[1:] if has_header else found)]
    width = len(found[0]) if has_header else max(map(len, rows), default=0)
    names = (
        [_said(cell, limits.depth) or str(number) for number, cell in enumerate(found[0])]
        if has_header
        else [*map(str, range(width))]
    )
    if any(len(row) > width for row in rows) or len(set(names)) != width:
        raise Unreadable("html-ambiguous")
    names = [_checked(name, limits) for name in names]
    if width * len(rows) > limits.fields:
        raise Unreadable("too-many-fields")
    return [dict(zip(names, (*row, *[""] * (width - len(row))), strict=True)) for row in rows if row]


def _of_table(table: LexborNode) -> Iterator[LexborNode]:
    for child in children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from _of_table(child)
