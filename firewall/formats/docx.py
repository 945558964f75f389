"""
DOCX: the texts of a document, and a new one of what is left.

``{"body": [{"paragraph": "…"}, {"table": [["…"]]}], "headers": […], "footers": […], "notes": […]}``; and what a
reader does not see at first, which is read for the decision and never written: ``comments``, ``deleted`` (text that
a tracked change took out and the file still has), ``hidden``, ``alternatives`` (texts for pictures), ``fields`` (codes
of links and merges) and ``properties``.  Pictures, embedded files, custom XML, links and looks are not taken over.

The same: paragraphs and tables in their order, letter by letter, then headers, footers and notes as paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from firewall.formats import sax, zipped
from firewall.formats.base import Limits, Rewriting, Unreadable
from firewall.formats.text import check_controls
from firewall.model import Tree

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

BODY, PARAGRAPH, TABLE = "body", "paragraph", "table"
BEHIND = ("headers", "footers", "notes")
"""Written behind the body, as paragraphs."""
_UNSEEN = ("comments", "deleted", "hidden", "alternatives", "fields", "properties")
_PARTS = (
    (re.compile(r"word/header[0-9]*\.xml"), "headers"),
    (re.compile(r"word/footer[0-9]*\.xml"), "footers"),
    (re.compile(r"word/(?:footnotes|endnotes)\.xml"), "notes"),
    (re.compile(r"word/comments[A-Za-z]*\.xml"), "comments"),
    (re.compile(r"docProps/(?:core|app|custom)\.xml"), "properties"),
)
_MAIN = "word/document.xml"


@dataclass(frozen=True, slots=True)
class Docx(Rewriting):
    media_type: str = MEDIA_TYPE

    def parse(self, body: bytes, limits: Limits) -> Tree:
        parts = {member.name: member.data for member in zipped.unpack(body, limits)}
        if any(name.lower().endswith("vbaproject.bin") for name in parts):
            raise Unreadable("macros")
        if _MAIN not in parts:
            raise Unreadable("not-a-document")
        tree: dict[str, Tree] = {}
        reading = _Text(limits)
        sax.walk(parts[_MAIN], reading, limits)
        tree[BODY] = reading.blocks
        unseen = dict(reading.unseen)
        for name, data in parts.items():
            for pattern, what in _PARTS:
                if pattern.fullmatch(name):
                    _read_part(data, what, tree, unseen, limits)
        tree |= {what: list[Tree](said) for what, said in unseen.items() if said}
        return tree

    def write(self, tree: Tree) -> bytes:
        return zipped.pack(_written(tree))

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:  # noqa: ARG002  # the tree holds all
        return self.write(after)

    def spelt(self, _: str) -> tuple[bytes, ...]:
        """Names of members are ours, and stand nowhere."""
        return ()

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return b"\n".join(member.data for member in zipped.unpack(body, limits))


def _read_part(
    data: bytes, what: str, tree: dict[str, Tree], unseen: dict[str, list[str]], limits: Limits
) -> None:
    if what == "properties":
        words = _Words()
        sax.walk(data, words, limits)
        unseen.setdefault(what, []).extend(words.found)
        return
    reading = _Text(limits)
    sax.walk(data, reading, limits)
    texts = [text for block in reading.blocks for text in _texts(block)]
    known = tree.setdefault(what, [])
    if isinstance(known, list):
        known += texts
    for aside, said in reading.unseen.items():
        unseen.setdefault(aside, []).extend(said)


def _texts(block: Tree) -> Iterator[str]:
    if isinstance(block, str):
        yield block
    elif isinstance(block, dict):
        for value in block.values():
            yield from _texts(value)
    elif isinstance(block, list):
        for item in block:
            yield from _texts(item)


class _Words:
    """Every text and every attribute of a part."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  # as the protocol has it
        self.found += [value for value in attributes.values() if value]

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        if text.strip():
            self.found.append(text)


_DELETES = frozenset({"del", "moveFrom"})
_HIDES = frozenset({"vanish", "webHidden", "specVanish"})
_OFF = frozenset({"0", "false", "off"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


class _Text:
    """The paragraphs and tables of one part, in their order."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.blocks: list[Tree] = []
        self.unseen: dict[str, list[str]] = {}
        self._paragraphs: list[list[str]] = []
        self._tables: list[list[list[list[str]]]] = []
        self._count = self._deleted = self._fallback = self._in_run = 0
        self._hidden = False
        self._reads = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._deleted += name in _DELETES
        self._fallback += name == "Fallback"
        if name == "p":
            self._paragraphs.append([])
        elif name in {"tbl", "tr", "tc"}:
            self._begin(name)
        elif name == "r":
            self._hidden, self._in_run = False, self._in_run + 1
        elif name in _HIDES and self._in_run:
            self._hidden = attributes.get("val", "1") not in _OFF
        elif name in {"t", "delText", "instrText", "delInstrText"}:
            self._reads = name
        elif name in _SIGNS and self._in_run:
            self._say(_SIGNS[name])
        self._beside(name, attributes)

    def _begin(self, name: str) -> None:
        if name == "tbl":
            self._tables.append([])
        elif name == "tr" and self._tables:
            self._tables[-1].append([])
        elif self._tables and self._tables[-1]:
            self._tables[-1][-1].append([])

    def _beside(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in {"docPr", "cNvPr", "shape", "tblCaption", "tblDescription", "alias"}:
            for key in ("descr", "title", "alt", "val", "name"):
                if attributes.get(key):
                    self._aside("alternatives", attributes[key])
        for key in ("author", "instr", "tooltip"):
            if attributes.get(key):
                self._aside("fields", attributes[key])

    def end(self, name: str) -> None:
        if name in _DELETES:
            self._deleted -= 1
        elif name == "Fallback":
            self._fallback -= 1
        elif name == "r":
            self._in_run -= 1
            self._hidden = False
        elif name == "p" and self._paragraphs:
            self._put("".join(self._paragraphs.pop()))
        elif name == "tbl" and self._tables:
            self._end_table()
        self._reads = ""

    def text(self, text: str) -> None:
        if self._reads in {"instrText", "delInstrText"}:
            self._aside("fields", text)
        elif self._reads:
            self._say(text)

    def _say(self, text: str) -> None:
        if self._deleted or self._reads == "delText":
            self._aside("deleted", text)
        elif self._hidden or self._fallback:
            self._aside("hidden", text)
        elif self._paragraphs:
            self._paragraphs[-1].append(text)
        else:
            self._aside("hidden", text)

    def _aside(self, what: str, text: str) -> None:
        self._counted()
        self.unseen.setdefault(what, []).append(text)

    def _counted(self) -> None:
        self._count += 1
        if self._count > self._limits.fields:
            raise Unreadable("too-many-fields")

    def _put(self, text: str) -> None:
        check_controls(text)
        self._counted()
        if self._tables and self._tables[-1] and self._tables[-1][-1]:
            self._tables[-1][-1][-1].append(text)
        elif text:
            self.blocks.append({PARAGRAPH: text})

    def _end_table(self) -> None:
        table = self._tables.pop()
        rows: list[Tree] = [["\n".join(cell) for cell in row] for row in table]
        if not (self._tables and self._tables[-1] and self._tables[-1][-1]):
            self.blocks.append({TABLE: rows})
            return
        for text in _texts(rows):  # a table in a cell: its texts are the cell's
            self._tables[-1][-1][-1].append(text)


# ---- writing

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/{_MAIN}" ContentType="{MEDIA_TYPE}.main+xml"/></Types>'
)
_LINKS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{_MAIN}"/></Relationships>'
)


def _written(tree: Tree) -> Iterator[tuple[str, bytes]]:
    if not isinstance(tree, dict) or not set(tree) <= {BODY, *BEHIND, *_UNSEEN}:
        raise Unreadable("not-a-document")
    blocks = [*_listed(tree.get(BODY)), *({PARAGRAPH: t} for w in BEHIND for t in _listed(tree.get(w)))]
    inside = "".join(map(_block, blocks)) or _paragraph("")
    yield "[Content_Types].xml", _TYPES.encode()
    yield "_rels/.rels", _LINKS.encode()
    document = f'{_HEAD}<w:document xmlns:w="{_NAMESPACE}"><w:body>{inside}<w:sectPr/></w:body></w:document>'
    yield _MAIN, document.encode()


def _listed(value: Tree) -> list[Tree]:
    if isinstance(value, list):
        return value
    if value is None or value in ("", {}):
        return []
    raise Unreadable("not-a-document")


def _block(block: Tree) -> str:
    if not isinstance(block, dict) or not set(block) <= {PARAGRAPH, TABLE}:
        raise Unreadable("not-a-document")
    paragraph = _paragraph(_said(block[PARAGRAPH])) if PARAGRAPH in block else ""
    return paragraph + (_table(block[TABLE]) if TABLE in block else "")


def _table(rows: Tree) -> str:
    if not isinstance(rows, list):
        return _paragraph(_said(rows))  # what is left of it is no table
    lines = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:tcPr/>{_paragraph(_said(cell))}</w:tc>' for cell in _listed(row))}</w:tr>"
        for row in rows
        if row
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{lines}</w:tbl>{_paragraph('')}"


def _said(value: Tree) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise Unreadable("not-a-document")
    return str(value)


def _paragraph(text: str) -> str:
    lines = text.split("\n")
    runs = "<w:br/>".join(_run(line) for line in lines)
    return f"<w:p><w:r>{runs}</w:r></w:p>" if text else "<w:p/>"


def _run(line: str) -> str:
    return "<w:tab/>".join(
        f'<w:t xml:space="preserve">{sax.escaped(part)}</w:t>' for part in line.split("\t")
    )
