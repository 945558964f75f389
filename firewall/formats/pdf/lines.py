"""What a page says, by lines: in the order in which it is drawn, and by where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from firewall.formats.pdf.effort import Count, Effort
from firewall.formats.pdf.pieces import Piece, letters_of

SAME_LINE = 0.5
"""Of the height of a letter: what is that close above or below is on the same line."""
TOUCHES = 0.25
"""Of the height of a letter: a blank is wider."""
_AGAIN = 4
_FEW_LOOKS = 2
"""Of so many each is read by itself."""
_OF_A_TOKEN = 8
"""Pieces that it takes as long to put together as a token to read."""


def rows_of(pieces: list[Piece], effort: Effort) -> list[list[Piece]]:
    """
    Return the lines of a page from above, each from left to right.

    Raises :class:`Unreadable` where more lies over other letters than is read.
    """
    letters = effort.letters()
    return [_parted(line, letters) for line in _lines(pieces)]


def lines_of(rows: list[list[Piece]]) -> list[str]:
    return [text for row in rows for text in said(row) if text]


def in_order(pieces: list[Piece]) -> str:
    """Return what is said in the order in which it is drawn, a line as long as it goes on to the right."""
    found: list[list[Piece]] = []
    for piece in pieces:
        last = found[-1][-1] if found else None
        if last is not None and _goes_on(last, piece):
            found[-1].append(piece)
        else:
            found.append([piece])
    return "\n".join(text for line in found for text in said(line) if text)


def _goes_on(last: Piece, piece: Piece) -> bool:
    near = SAME_LINE * max(last.height, piece.height)
    is_level = last.way == piece.way and abs(last.across - piece.across) <= near
    return is_level and piece.start > last.end - near


def _lines(pieces: list[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.way, -one.across, one.start)):
        first = line[0] if line else piece
        near = SAME_LINE * max(first.height, piece.height)
        if piece.way != first.way or first.across - piece.across > near:
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _parted(line: list[Piece], letters: Count) -> list[Piece]:
    """Return the pieces of a line from left to right; where some lie over others, letter by letter."""
    line = sorted(line, key=lambda one: (one.start, one.end))
    if all(one.end <= other.start + TOUCHES * one.height for one, other in pairwise(line)):
        return line
    letters.count(sum(len(piece.text) for piece in line))
    return sorted((letter for piece in line for letter in letters_of(piece)), key=lambda one: one.start)


def said(line: list[Piece]) -> Iterator[str]:
    """
    Yield what a line says, and what those letters of it say that look alike, where others stand between them.

    An eye does not see all of them: letters may be white, transparent, tiny, narrow, cut off, on a layer that is off.
    """
    yield joined(line)
    if len(line) == 1:
        return
    yield from (joined(alike) for alike in looks_of(line))
    once = _once(line)
    if len(once) < len(line):
        yield joined(once)


def _once(line: list[Piece]) -> list[Piece]:
    """Leave out a letter that is drawn again where it stands: so one is made bold."""
    if len({piece.text for piece in line}) == len(line):
        return line
    found: list[Piece] = []
    for piece in line:
        for other in found[-_AGAIN:]:
            if other.text == piece.text and abs(piece.start - other.start) <= TOUCHES * piece.height:
                break
        else:
            found.append(piece)
    return found


def looks_of(line: list[Piece]) -> Iterator[list[Piece]]:
    """Yield those that look alike, where they stand apart from each other."""
    if len({piece.look for piece in line}) == 1:
        return
    alike: dict[int, list[Piece]] = {}
    runs: dict[int, int] = {}
    before = None
    for piece in line:
        alike.setdefault(piece.look, []).append(piece)
        runs[piece.look] = runs.get(piece.look, 0) + (piece.look != before)
        before = piece.look
    yield from (alike[look] for look, times in runs.items() if times > 1)


def others_of(rows: list[list[Piece]], effort: Effort) -> list[str]:
    """
    Return what each line says but for the letters of one look, where what is seen has two looks or more.

    Raises :class:`Unreadable` where that is too much.
    """
    return [text for row in rows for text in _without_one(row, effort)]


def _without_one(line: list[Piece], effort: Effort) -> Iterator[str]:
    looks = list(dict.fromkeys(piece.look for piece in line))
    for look in looks if len(looks) > _FEW_LOOKS else ():
        effort.spend(tokens=1 + len(line) // _OF_A_TOKEN)
        places = [number for number, piece in enumerate(line) if piece.look != look]
        if any(_is_between(line, *two) for two in pairwise(places)):
            yield joined([line[number] for number in places])


def _is_between(line: list[Piece], left: int, right: int) -> bool:
    """Whether something near both stands there: in a cell of its own it parts no number."""
    near = max(line[left].height, line[right].height)
    return (
        right - left > 1
        and line[left + 1].start - line[left].end <= near
        and line[right].start - line[right - 1].end <= near
    )


def joined(line: list[Piece]) -> str:
    out: list[str] = []
    end = line[0].start
    for piece in line:
        if out and piece.start - end > TOUCHES * piece.height:
            out.append(" ")
        out.append(piece.text)
        end = piece.end
    return " ".join("".join(out).split())
