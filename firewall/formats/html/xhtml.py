"""
XHTML: a page that is XML, read where a reader of HTML finds the same in it.

It is read twice: as XML, by names and namespaces, and as a browser reads a page that came as HTML.  Both must find the
same members, or it is refused: ``<script/>`` ends at once in the one and goes on in the other, CDATA is text
in the one and a remark in the other.  What leaves is our plain page, as HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from firewall.formats.base import Limits, Unreadable, check_size, decode_utf8
from firewall.formats.html import Html
from firewall.formats.html.parsers import children, root_of
from firewall.formats.html.writing import BEGINNING
from firewall.formats.sax import escaped
from firewall.formats.xml import Xml
from firewall.formats.xml.names import SEEN
from firewall.namespaces import WELL_KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from firewall.model import Tree

_HTML, _XML = Html(), Xml("application/xml")
_NAMESPACE = f"{{{WELL_KNOWN['xhtml']}}}"
_DECLARED = re.compile(r"[ \t\r\n]*<\?xml[^>]*\?>")
_BLANK = r"[ \t\r\n]"
_DTD = rf"""-//W3C//DTD XHTML [A-Za-z0-9.+ ]{{1,40}}//EN"{_BLANK}+"[A-Za-z0-9:/._-]{{1,80}}"""
_PUBLIC = rf'{_BLANK}+PUBLIC{_BLANK}+"{_DTD}"'
_TYPE = re.compile(rf"{_BLANK}*(<!DOCTYPE{_BLANK}+html(?:{_PUBLIC})?{_BLANK}*>)")
"""Those that everybody knows by heart: nothing in them is read, and nothing is fetched."""
_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
_RAW = frozenset({"script", "style"})
_UNLIKE = frozenset({"xmp", "plaintext", "listing", "iframe", "noembed", "noframes"})
"""What HTML reads by rules of its own, or not at all: one cannot be written as the other."""
_IMPLIED = frozenset({"html", "head", "body", "tbody", "colgroup"})
_FOREIGN = frozenset({"svg", "math"})
_NAME = re.compile(r"[a-z][a-z0-9]*")
_ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Xhtml:
    media_type: str = "text/html"

    def parse(self, body: bytes, limits: Limits) -> Tree:
        if body.startswith(BEGINNING.encode()):
            return _HTML.parse(body, limits)  # as we write it
        check_size(body, limits)
        text = decode_utf8(body)
        declared = _DECLARED.match(text)
        rest = text[declared.end() :] if declared else text
        typed = _TYPE.match(rest)
        page = rest[typed.end() :] if typed else rest
        as_xml = (declared[0].lstrip(" \t\r\n") if declared else "") + page
        _XML.parse(as_xml.encode(), limits)  # no other document type, no entities, and so many elements
        root = _root(page)
        again = (typed[1] if typed else "") + "".join(_pieces(root, limits))
        found = _HTML.parse(rest.encode(), limits)
        if _HTML.parse(again.encode(), limits) != found or list(_shape(root)) != list(
            _shape_of(root_of(rest))
        ):
            raise Unreadable("html-ambiguous")
        return found

    def write(self, tree: Tree) -> bytes:
        return _HTML.write(tree)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return _HTML.spelt(name)

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return _HTML.exposed(body, limits)


def _root(page: str) -> Any:  # noqa: ANN401  # lxml's, which may be missing
    """Return the element of a page that was read as XML before, and so is none that asks for anything."""
    from lxml import etree  # noqa: PLC0415  # slow to load, and few services send pages

    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        return SEEN.begun(lambda: etree.fromstring(page.encode(), parser))
    except Exception:  # noqa: BLE001  # libxml2's messages quote the body, and a code is all that goes on
        raise Unreadable("not-xml") from None


def _pieces(element: Any, limits: Limits, depth: int = 0) -> Iterator[str]:  # noqa: ANN401  # as above
    """Write an element as HTML, so that a reader of HTML finds what stands in the XML."""
    if depth > limits.depth:
        raise Unreadable("too-deep")
    tag = element.tag
    if not isinstance(tag, str):
        raise Unreadable("html-ambiguous")
    if not tag.startswith(_NAMESPACE):
        if not depth:
            raise Unreadable("html-ambiguous")  # no page: a browser would show its source
        return  # a drawing or a formula: not read in HTML either
    name, text = tag.removeprefix(_NAMESPACE), element.text or ""
    is_odd = not _NAME.fullmatch(name) or name in _UNLIKE
    if (
        is_odd
        or (name in _RAW and ("<" in text or len(element)))
        or (name in _VOID and (text or len(element)))
    ):
        raise Unreadable("html-ambiguous")
    yield f"<{name}{''.join(_attributes(element))}>"
    if name in _VOID:
        return
    if name in _RAW:
        yield text
    else:
        yield escaped(text)
        for child in element:
            yield from _pieces(child, limits, depth + 1)
            yield escaped(child.tail or "")
    yield f"</{name}>"


def _attributes(element: Any) -> Iterator[str]:  # noqa: ANN401  # as above
    for name, value in element.attrib.items():
        if name.startswith("{"):
            continue  # of another namespace: xml:lang
        if not _ATTRIBUTE.fullmatch(name):
            raise Unreadable("html-ambiguous")
        yield f' {name}="{escaped(value)}"'


def _shape(element: Any, above: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401  # as above
    """Tell which element stands in which, but for those that HTML adds without being asked."""
    name = element.tag.removeprefix(_NAMESPACE)
    if name.startswith("{"):
        return
    if name not in _IMPLIED:
        yield above, name
        above = name
    for child in element:
        yield from _shape(child, above)


def _shape_of(node: LexborNode, above: str = "") -> Iterator[tuple[str, str]]:
    name = node.tag or ""
    if name in _FOREIGN:
        return
    if name not in _IMPLIED and name[:1] not in {"-", "!"}:
        yield above, name
        above = name
    for child in children(node):
        yield from _shape_of(child, above)
