"""What a page is made of, whichever way it is written: sections, paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cell or a list; ``label`` says what it is, ``href`` where it leads."""

    text: str
    label: str = ""
    href: str = ""


Cell = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line


@dataclass(frozen=True, slots=True)
class Items:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of a row is its header."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Items | Table


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    language: str
    title: str
    lead: tuple[Block, ...]
    sections: tuple[Section, ...] = field(default=())
    skip: str = ""
    contents: str = ""


def cell(*texts: str) -> Cell:
    return tuple(Line(text) for text in texts if text)


def paragraph(text: str, label: str = "") -> Paragraph:
    return Paragraph(Line(text, label))


def anchored(document: Document) -> Document:
    """Give every section an anchor of its own, by where it stands."""
    sections = tuple(_anchored(section, f"s{number}") for number, section in enumerate(document.sections, 1))
    return Document(
        document.language, document.title, document.lead, sections, document.skip, document.contents
    )


def _anchored(section: Section, anchor: str) -> Section:
    parts = tuple(_anchored(part, f"{anchor}-{number}") for number, part in enumerate(section.parts, 1))
    return Section(section.title, section.blocks, parts, anchor)


def sections(document: Document) -> Iterator[Section]:
    """Every section, with those in it."""
    waiting = list(document.sections)
    while waiting:
        section = waiting.pop(0)
        yield section
        waiting = [*section.parts, *waiting]
