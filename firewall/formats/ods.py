"""
ODS: the values of a spreadsheet's cells, and a new spreadsheet of what is left.

Read and left are as of XLSX: sheets, names of columns, and values; of a formula what it last gave.  Comments,
properties, styles, scripts, links, pictures and change histories are not taken over.

The same: as of XLSX.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from firewall.formats import sax, sheets, zipped
from firewall.formats.base import Limits, Rewriting, Unreadable
from firewall.model import Tree

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_CONTENT = "content.xml"
_NUMBERS = frozenset({"float", "percentage", "currency"})
_MOST_REPEATED = 100_000
"""Empty rows and cells up to the edge of a sheet are written as one that is repeated."""


@dataclass(frozen=True, slots=True)
class Ods(Rewriting):
    writes_the_tree: ClassVar[bool] = True

    media_type: str = MEDIA_TYPE

    def parse(self, body: bytes, limits: Limits) -> Tree:
        parts = {member.name: member.data for member in zipped.unpack(body, limits)}
        if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise Unreadable("encrypted")
        if any(name.startswith(("Basic/", "Scripts/")) for name in parts):
            raise Unreadable("macros")
        if _CONTENT not in parts:
            raise Unreadable("not-a-sheet")
        content = _Content(limits)
        sax.walk(parts[_CONTENT], content, limits)
        sheets.check_sheet_names([name for name, _ in content.found])
        return {sheets.SHEETS: {name: grid.rows for name, grid in content.found}}

    def write(self, tree: Tree) -> bytes:
        return zipped.pack(_written(tree))

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:  # noqa: ARG002  # the tree holds all
        return self.write(after)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return (_named(name).encode(), f' table:name="{sax.escaped(name)}"'.encode())

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return b"\n".join(member.data for member in zipped.unpack(body, limits))


class _Content:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._spent = [0]
        self.found: list[tuple[str, sheets.Grid]] = []
        self._depth = 0
        self._row: dict[int, Tree] = {}
        self._at = self._rows = 0
        self._cell: Mapping[str, str] = {}
        self._pieces: list[str] = []
        self._in_cell = self._aside = self._paragraphs = 0
        self._in_paragraph = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "table":
                self._depth += 1
                if self._depth > 1:
                    raise Unreadable("not-a-sheet")  # a sheet in a cell
                self.found.append((attributes.get("name", ""), sheets.Grid(self._limits, self._spent)))
            case "table-row" if self._depth:
                self._row, self._at, self._rows = {}, 0, _times(attributes, "number-rows-repeated")
            case "table-cell" | "covered-table-cell" if self._depth:
                self._in_cell, self._cell, self._paragraphs = 1, attributes, 0
                self._pieces.clear()
            case "annotation" | "tracked-changes" | "shapes" | "ruby-text":
                self._aside += 1
            case _ if self._in_cell and not self._aside:
                self._mark(name, attributes)

    def _mark(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "p":
            if self._paragraphs:
                self._pieces.append("\n")
            self._paragraphs += 1
            self._in_paragraph = True
        elif name == "s":
            self._pieces.append(" " * min(_times(attributes, "c"), 1_000))
        elif name == "tab":
            self._pieces.append("\t")
        elif name == "line-break":
            self._pieces.append("\n")

    def text(self, text: str) -> None:
        if self._in_cell and not self._aside and self._in_paragraph:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        match name:
            case "annotation" | "tracked-changes" | "shapes" | "ruby-text":
                self._aside -= 1
            case "p":
                self._in_paragraph = False
            case "table":
                self._depth -= 1
            case "table-cell" | "covered-table-cell" if self._in_cell:
                self._in_cell = 0
                self._put(self._value("".join(self._pieces)))
            case "table-row" if self._depth and self._row:
                if self._rows > self._limits.fields:
                    raise Unreadable("too-many-fields")
                for _ in range(self._rows):
                    self.found[-1][1].add(self._row)

    def _put(self, value: Tree) -> None:
        times = _times(self._cell, "number-columns-repeated")
        if value is not None and value != "":
            if self._at + times > _MOST_REPEATED or len(self._row) > self._limits.fields:
                raise Unreadable("too-many-columns")
            self._row.update(dict.fromkeys(range(self._at, self._at + times), value))
        self._at += times

    def _value(self, shown: str) -> Tree:
        said = self._cell.get("value-type", "")
        if said in _NUMBERS:
            return sheets.number_of(self._cell.get("value", ""), self._limits)
        if said == "boolean":
            return self._cell.get("boolean-value") == "true"
        if said in {"date", "time"}:
            return sheets.text_of(self._cell.get(f"{said}-value", ""), self._limits)
        text = self._cell.get("string-value", shown)
        return sheets.text_of(text, self._limits)


def _times(attributes: Mapping[str, str], key: str) -> int:
    text = attributes.get(key, "1")
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text)):  # noqa: PLR2004  # no sheet is that large
        raise Unreadable("not-a-sheet")
    return int(text)


# ---- writing

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="{_URN}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA_TYPE}"/>'
    f'<manifest:file-entry manifest:full-path="{_CONTENT}" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _written(tree: Tree) -> Iterator[tuple[str, bytes]]:
    found = sheets.sheets_of(tree) or {"Sheet1": ([], [])}
    tables = "".join(
        f'<table:table table:name="{sax.escaped(name)}"><table:table-column/>{_rows(columns, rows)}</table:table>'
        for name, (columns, rows) in found.items()
    )
    yield "mimetype", MEDIA_TYPE.encode()
    yield (
        _CONTENT,
        f'{_HEAD}<office:document-content xmlns:office="{_URN}office:1.0" xmlns:table="{_URN}table:1.0" '
        f'xmlns:text="{_URN}text:1.0" office:version="1.3"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>".encode(),
    )
    yield "META-INF/manifest.xml", _MANIFEST.encode()


def _rows(columns: list[str], rows: list[list[Tree]]) -> str:
    lines = [f"<table:table-row>{''.join(map(_named, columns)) or '<table:table-cell/>'}</table:table-row>"]
    if columns:
        lines += (f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    return "".join(lines)


def _named(name: str) -> str:
    """A name of a column: its text stands in an attribute too, so that it is told from a value that reads alike."""
    shown = sax.escaped(name).replace("\n", "&#10;").replace("\t", "&#9;")
    return _typed("string", f' office:string-value="{shown}"', name)


def _cell(value: Tree) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        word = "true" if value else "false"
        return _typed("boolean", f' office:boolean-value="{word}"', word)
    if isinstance(value, int | float | Decimal):
        return _typed("float", f' office:value="{value}"', str(value))
    return _typed("string", "", str(value))


def _typed(kind: str, value: str, text: str) -> str:
    return f'<table:table-cell office:value-type="{kind}"{value}>{_text(text)}</table:table-cell>'


def _text(text: str) -> str:
    """Spaces side by side are one to a reader of ODF, unless they are counted."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "".join(f"<text:p>{_spaced(line)}</text:p>" for line in lines)


def _spaced(line: str) -> str:
    return sax.escaped(line).replace("\t", "<text:tab/>").replace(" ", "<text:s/>")
