"""Files that are read line by line or row by row, however long: NDJSON, CSV and plain text."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TextIO

from firewall.formats import Limits, Unreadable
from firewall.model import Tree
from firewall.survey.parts import Part, Read, Unread

_BATCH_ROWS = 2_000
_BATCH_CHARACTERS = 1 << 20
_WINDOW = 1 << 16
"""Characters of a text that are looked at together.  What says what a number is stands in the lines around it."""
_OVERLAP_LINES = 8
_OVERLAP_CHARACTERS = 1 << 12
_NUMBER = re.compile(r"[\d\s./:,+-]*\d[\d\s./:,+-]*")
_DELIMITERS = (",", ";", "\t", "|")

HoldsData = Callable[[str], bool]
"""Whether what stands in a header is a value: then the file has none."""


def lines(stream: TextIO, limits: Limits) -> Iterator[str]:
    """Yield lines with their ends.  Raises Unreadable at one that is longer than a message may be."""
    while line := stream.readline(limits.body_bytes + 1):
        if len(line) > limits.body_bytes:
            raise Unreadable("line-too-long")
        yield line


# ---- NDJSON


def ndjson(stream: TextIO, parse: Callable[[str], Tree | Unread], limits: Limits) -> Read:
    """Read one document a line; a line that cannot be read is told, and the next one read."""
    batch: list[Tree] = []
    first = size = number = 0
    try:
        for number, line in enumerate(lines(stream, limits)):  # told below where a line has no end
            read = parse(line) if line.strip() else None
            whole = not isinstance(read, Unread) and read is not None
            if batch and (not whole or len(batch) >= _BATCH_ROWS or size > _BATCH_CHARACTERS):
                yield Part(batch, first=first, line=first + 1)
                batch, size = [], 0
            if isinstance(read, Unread):
                yield Unread(read.why, number, number + 1, read.column)
            elif line.strip():
                first = first if batch else number
                batch.append(read)
                size += len(line)
    except Unreadable as cause:
        yield Unread(cause.why, number + 1, number + 2)
    if batch:
        yield Part(batch, first=first, line=first + 1)


# ---- CSV


def table(stream: TextIO, delimiter: str, holds_data: HoldsData, limits: Limits) -> Read:
    """
    Read a table whose first row gives the names of its columns; the rows below it are counted from 0.

    Where the first row holds values, or is the only one, it is a row like the others, and columns have
    numbers for names.
    """
    csv.field_size_limit(limits.body_bytes)
    rows = csv.reader(lines(stream, limits), delimiter=delimiter)
    try:
        header, second = next(rows, []), next(rows, None)
        has_header = (
            second is not None
            and not any(map(holds_data, header))
            and all(len(cell) <= limits.key for cell in header)
        )
        names = column_names(header if has_header else [""] * len(header))
        first = [row for row in ([] if has_header else header, second) if row]
        yield from _batches(chain(first, rows), names, limits)
    except csv.Error:
        yield Unread("field-too-long", line=rows.line_num)
    except Unreadable as cause:
        yield Unread(cause.why, line=rows.line_num)


def delimiter_of(line: str) -> str:
    """Return what stands between the names of a header; a comma where nothing does."""
    return max(_DELIMITERS, key=line.count)


def is_number(cell: str) -> bool:
    """Whether a cell is a number or a date: no name of a column."""
    return _NUMBER.fullmatch(cell) is not None


def column_names(header: Sequence[str]) -> list[str]:
    """Return names that differ: a column without one is called by its position, a second one by its count."""
    names: list[str] = []
    known: set[str] = set()
    for number, cell in enumerate(header):
        name = base = cell.strip() or str(number)
        count = 1
        while name in known:
            count += 1
            name = f"{base} {count}"
        known.add(name)
        names.append(name)
    return names


def _batches(rows: Iterable[list[str]], names: list[str], limits: Limits) -> Iterator[Part]:
    batch: list[Tree] = []
    columns = frozenset(names)
    first = size = cells = 0
    for row in rows:
        if len(row) > limits.fields:
            raise Unreadable("too-many-fields")
        batch.append(_record(row, names))
        size += sum(map(len, row))
        cells += len(row)
        if len(batch) >= _BATCH_ROWS or size > _BATCH_CHARACTERS or cells > limits.fields:
            yield Part(batch, first=first, columns=columns)
            first += len(batch)
            batch, size, cells = [], 0, 0
    if batch:
        yield Part(batch, first=first, columns=columns)


def _record(row: list[str], names: list[str]) -> Tree:
    known: dict[str, Tree] = dict(zip(names, row, strict=False))
    # Cells beyond the header are data as well.
    known.update((str(number), cell) for number, cell in enumerate(row[len(names) :], len(names)))
    return known


# ---- text


def text(stream: TextIO) -> Read:
    """Read a text in pieces that overlap by some lines."""
    kept: list[str] = []
    overlap = size = start = 0
    line = 1
    for piece in _pieces(stream):
        if size > overlap and size + len(piece) > _WINDOW:
            yield Part("".join(kept), start=start, line=line, overlap=overlap)
            dropped = kept[: len(kept) - _overlapping(kept)]
            start += sum(map(len, dropped))
            line += sum(part.count("\n") for part in dropped)
            kept = kept[len(dropped) :]
            overlap = size = sum(map(len, kept))
        kept.append(piece)
        size += len(piece)
    yield Part("".join(kept), start=start, line=line, overlap=overlap)


def _pieces(stream: TextIO) -> Iterator[str]:
    """Yield lines; of one longer than the overlap, pieces, cut where a word ends if there is such a place."""
    rest = ""
    while line := stream.readline(_OVERLAP_CHARACTERS):
        line = rest + line  # what was cut off belongs to it
        rest = ""
        if not line.endswith("\n") and len(line) >= _OVERLAP_CHARACTERS // 2 and (cut := line.rfind(" ")) > 0:
            line, rest = line[: cut + 1], line[cut + 1 :]
        yield line
    if rest:
        yield rest


def _overlapping(kept: Sequence[str]) -> int:
    """Return how many of the last lines are looked at once more."""
    count = size = 0
    while count < min(_OVERLAP_LINES, len(kept) - 1) and size + len(kept[-count - 1]) <= _OVERLAP_CHARACTERS:
        count += 1
        size += len(kept[-count])
    return count
