"""
XLSX: the values of a workbook's cells, and a new workbook of what is left.

Read are names of sheets (hidden ones too), and the values in cells: of a formula what it last gave, dates as ISO
texts, rich texts without their looks.  Formulas, comments, defined names, properties, custom XML, links to other
files, pivot caches, charts, pictures and all else that a workbook carries are not taken over; macros are refused.

The same: sheets in their order, each with the names of its columns and its rows in order, every value as it
reads in its cell: texts and numbers as they are spelt, dates and times as ISO texts.  Not kept: looks, widths and
empty rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from posixpath import dirname, join, normpath
from typing import ClassVar

from firewall.formats import sax, sheets, zipped
from firewall.formats.base import Limits, Rewriting, Unreadable
from firewall.model import Tree

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CELL = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_NOT_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
"""Of a number format: texts, colours and the like.  What is left tells a date by its letters."""
_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Number formats of dates and times that have no text (ECMA-376 part 1, 18.8.30)."""
_LAST_DAY = 2_958_466
"""After 9999-12-31."""


@dataclass(frozen=True, slots=True)
class Xlsx(Rewriting):
    writes_the_tree: ClassVar[bool] = True

    media_type: str = MEDIA_TYPE

    def parse(self, body: bytes, limits: Limits) -> Tree:
        parts = {member.name: member.data for member in zipped.unpack(body, limits)}
        if any(name.lower().endswith("vbaproject.bin") for name in parts):
            raise Unreadable("macros")
        return {sheets.SHEETS: _Workbook(parts, limits).read()}

    def write(self, tree: Tree) -> bytes:
        return zipped.pack(_written(tree))

    def rewrite(self, body: bytes, before: Tree, after: Tree, limits: Limits) -> bytes:  # noqa: ARG002  # the tree holds all
        return self.write(after)

    def spelt(self, name: str) -> tuple[bytes, ...]:
        return (_named(name).encode(), f' name="{sax.escaped(name)}"'.encode())

    def exposed(self, body: bytes, limits: Limits) -> bytes:
        return b"\n".join(member.data for member in zipped.unpack(body, limits))


class _Workbook:
    def __init__(self, parts: Mapping[str, bytes], limits: Limits) -> None:
        self._parts = parts
        self._limits = limits

    def read(self) -> dict[str, Tree]:
        main = next(iter(self._targets("", "officeDocument").values()), "")
        book = _Sheets()
        self._walk(main, book)
        targets = self._targets(main, "worksheet")
        texts, styles = _Texts(self._limits), _Styles()
        for kind, reader in (("sharedStrings", texts), ("styles", styles)):
            for target in self._targets(main, kind).values():
                self._walk(target, reader)
        sheets.check_sheet_names([name for name, _ in book.found])
        spent, out = [0], dict[str, Tree]()
        for name, id_ in book.found:
            if id_ in targets:  # else a chart or a dialog, which has no cells
                grid = sheets.Grid(self._limits, spent)
                self._walk(
                    targets[id_], _Cells(grid, texts.found, styles, self._limits, since_1904=book.since_1904)
                )
                out[name] = grid.rows
        return out

    def _targets(self, of: str, kind: str) -> dict[str, str]:
        """Return the parts of a kind that a part names, by id."""
        folder = dirname(of)
        links = _Links()
        path = join(folder, "_rels", f"{of.removeprefix(folder).lstrip('/')}.rels")
        if path in self._parts:
            self._walk(path, links)
        return {
            id_: target[1:] if target.startswith("/") else normpath(join(folder, target))
            for id_, said, target in links.found
            if said.rpartition("/")[2] == kind
        }

    def _walk(self, name: str, reader: sax.Reader) -> None:
        if name not in self._parts:
            raise Unreadable("not-a-sheet")
        sax.walk(self._parts[name], reader, self._limits)


class _Quiet:
    """Takes what it is told and makes nothing of it."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        pass

    def end(self, name: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass


class _Links(_Quiet):
    def __init__(self) -> None:
        self.found: list[tuple[str, str, str]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.found.append(tuple(attributes.get(key, "") for key in ("Id", "Type", "Target")))  # type: ignore[arg-type]  # three keys, three texts


class _Sheets(_Quiet):
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self.found.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in {"1", "true"}


class _Styles(_Quiet):
    """Which styles of cells are dates, as their number formats say."""

    def __init__(self) -> None:
        self._formats: dict[str, bool] = {}
        self._is_cells = False
        self._days: list[bool] = []

    def is_day(self, style: str) -> bool:
        return style.isdigit() and len(style) < 6 and int(style) < len(self._days) and self._days[int(style)]  # noqa: PLR2004  # a style's number

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            code = _NOT_LETTERS.sub("", attributes.get("formatCode", "")).lower()
            self._formats[attributes.get("numFmtId", "")] = (
                bool(set(code) & set("dmyhs")) and "general" not in code
            )
        elif name == "cellXfs":
            self._is_cells = True
        elif name == "xf" and self._is_cells:
            id_ = attributes.get("numFmtId", "")
            known = id_.isdigit() and len(id_) < 4 and int(id_) in _DAYS  # noqa: PLR2004  # of three digits
            self._days.append(self._formats.get(id_, known))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_cells = False


class _Texts(_Quiet):
    """The texts that cells name by number."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._reads = False
        self._aside = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  # as the protocol has it
        self._aside += name == "rPh"  # how it is pronounced: not part of the text
        self._reads = name == "t" and not self._aside

    def end(self, name: str) -> None:
        self._reads = False
        self._aside -= name == "rPh"
        if name == "si":
            self.found.append(_unescaped("".join(self._pieces), self._limits))
            self._pieces.clear()
            if len(self.found) > self._limits.fields:
                raise Unreadable("too-many-fields")

    def text(self, text: str) -> None:
        if self._reads:
            self._pieces.append(text)


class _Cells(_Quiet):
    """The values of one sheet's cells, row by row."""

    def __init__(
        self, grid: sheets.Grid, texts: list[str], styles: _Styles, limits: Limits, *, since_1904: bool
    ) -> None:
        self._grid, self._texts, self._styles, self._limits = grid, texts, styles, limits
        self._zero = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # a cell has no zone
        self._row: dict[int, Tree] = {}
        self._at = -1
        self._cell: Mapping[str, str] = {}
        self._pieces: list[str] = []
        self._reads = False
        self._aside = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._reads = False
        if name == "row":
            self._row, self._at = {}, -1
        elif name == "c":
            self._begin(attributes)
        elif name == "rPh":
            self._aside += 1
        elif name in {"v", "t"}:
            self._reads = not self._aside

    def _begin(self, attributes: Mapping[str, str]) -> None:
        self._cell = attributes
        self._pieces.clear()
        said = attributes.get("r")
        if said is None:
            self._at += 1
            return
        matched = _CELL.fullmatch(said)
        at = -1
        for letter in matched[1] if matched else "":
            at = (at + 1) * 26 + ord(letter) - ord("A")
        if at <= self._at:  # a cell that stands twice has two values
            raise Unreadable("not-a-sheet")
        self._at = at

    def text(self, text: str) -> None:
        if self._reads:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        self._reads = False
        if name == "rPh":
            self._aside -= 1
        elif name == "c":
            value = self._value("".join(self._pieces))
            if value is not None and value != "":
                self._row[self._at] = value
                if len(self._row) > self._limits.fields:
                    raise Unreadable("too-many-fields")
        elif name == "row":
            self._grid.add(self._row)
            self._row = {}

    def _value(self, text: str) -> Tree:
        kind = self._cell.get("t", "n")
        if kind == "s":
            if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) < len(self._texts)):  # noqa: PLR2004  # a text's number
                raise Unreadable("not-a-sheet")
            return self._texts[int(text)]
        if kind in {"str", "inlineStr", "e", "d"}:
            return _unescaped(text, self._limits)
        if kind == "b":
            return text.strip() in {"1", "true"} if text else None
        if kind != "n":
            raise Unreadable("not-a-sheet")
        text = text.strip()
        if not text:
            return None
        number = sheets.number_of(text, self._limits)
        return self._day(number) if self._styles.is_day(self._cell.get("s", "")) else number

    def _day(self, number: Tree) -> Tree:
        """Return a day and an hour as a text that everybody reads alike."""
        if not isinstance(number, int | Decimal) or not 0 <= number < _LAST_DAY:
            return number
        at = self._zero + timedelta(seconds=round(float(number) * 86_400))
        if number < 1:
            return at.time().isoformat()
        return at.date().isoformat() if number == int(number) else at.isoformat()


def _unescaped(text: str, limits: Limits) -> str:
    r"""Undo ``_x000D_``: a way to write characters that XML has no way to write."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
    if plain is not text and _NOT_XML.search(plain):
        raise Unreadable("control-character")
    return sheets.text_of(plain, limits)


# ---- writing

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_NAMESPACE}"><fonts count="2"><font><sz val="11"/></font><font><b/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/>'
    '<xf fontId="1" applyFont="1" xfId="0"/><xf quotePrefix="1" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_NOTHING = {"Sheet1": (list[str](), list[list[Tree]]())}
"""No program opens a workbook without a sheet."""


def _written(tree: Tree) -> Iterator[tuple[str, bytes]]:
    found = sheets.sheets_of(tree) or _NOTHING
    numbers = range(1, len(found) + 1)
    types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"),
            ("styles", "styles"),
            *((f"worksheets/sheet{number}", "worksheet") for number in numbers),
        )
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>'.encode(),
    )
    yield "_rels/.rels", _linked([("officeDocument", "xl/workbook.xml")])
    parts = [
        *(("worksheet", f"worksheets/sheet{number}.xml") for number in numbers),
        ("styles", "styles.xml"),
    ]
    yield "xl/_rels/workbook.xml.rels", _linked(parts)
    lines = "".join(
        f'<sheet name="{sax.escaped(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, found, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}"><sheets>{lines}</sheets></workbook>'.encode(),
    )
    yield "xl/styles.xml", _STYLES.encode()
    for number, (columns, rows) in zip(numbers, found.values(), strict=True):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(columns, rows)


def _linked(parts: list[tuple[str, str]]) -> bytes:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'.encode()


def _sheet(columns: list[str], rows: list[list[Tree]]) -> bytes:
    out = [f'{_HEAD}<worksheet xmlns="{_NAMESPACE}"><sheetData>']
    if columns:
        out.append(f"<row>{''.join(map(_named, columns))}</row>")
    out += (f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    out.append("</sheetData></worksheet>")
    return "".join(out).encode()


def _named(name: str) -> str:
    """A name of a column: in bold, so that it is told from a value that reads alike."""
    return f'<c s="1" t="inlineStr">{_text(name)}</c>'


def _cell(value: Tree) -> str:
    """Never as a formula; and what would become one when it is typed anew is marked as a text."""
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        style = ' s="2"' if sheets.begins_a_formula(value) else ""
        return f'<c{style} t="inlineStr">{_text(value)}</c>'
    return f"<c><v>{value}</v></c>"


def _text(text: str) -> str:
    """What looks as if it were escaped is escaped, so that it is read as it stands."""
    shown = _LOOKS_ESCAPED.sub("_x005F_", text) if "_x" in text else text
    return f'<is><t xml:space="preserve">{sax.escaped(shown)}</t></is>'
