"""
The text of a page by where it stands, since it may be drawn in any order.

A program that reads along the page puts together what an eye does: letters drawn last to first, halves of a number in
two columns, one word's letters in another's gaps.  So pieces go by lines, from left to right; those that nearly touch
are one word.  Where this gives the lines that the page was drawn in, nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import atan2, copysign, degrees, hypot
from typing import Any, NamedTuple

from firewall.formats.base import Unreadable
from firewall.formats.pdfeffort import Effort
from firewall.formats.pdffonts import Lettering
from firewall.formats.pdflooks import Looks
from firewall.formats.pdfsteps import Step

Matrix = tuple[float, float, float, float, float, float]

_STILL: Matrix = (1, 0, 0, 1, 0, 0)
_SAME_LINE = 0.5
"""Of the height of a letter: what is that close above or below is on the same line."""
_TOUCHES = 0.25
"""Of the height of a letter: a blank is wider."""
_LEAST_HEIGHT = 0.1
_MOST_PIECES = 50_000
"""Of a page, strings and letters that are put in their places one by one: three hundred bytes each."""
_OF_A_PIECE = 2
"""Tokens that it takes as long to read as a string is put in its place."""
_MOST_KEPT = 1_000
"""States that are set aside at once; most readers know 28 (ISO 32000-1, C.2)."""
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})


class Piece(NamedTuple):
    """A string that is shown: which way it runs (in degrees), on which line, from where to where, and how it looks."""

    way: int
    across: float
    start: float
    end: float
    height: float
    text: str
    look: int = 0


def pieces_of(steps: Iterable[Step], effort: Effort) -> list[Piece]:
    """Raises :class:`Unreadable`, and whatever arithmetic raises."""
    drawing = _Drawing(effort)
    drawing.draw(steps)
    effort.spend(tokens=_OF_A_PIECE * len(drawing.pieces))
    return drawing.pieces


def lines_of(pieces: list[Piece], effort: Effort) -> list[str]:
    """Raises :class:`Unreadable` where more lies over other letters than is read."""
    letters = _Letters(effort)
    return [text for line in _lines(pieces) for text in _said(_parted(line, letters)) if text]


def in_order(pieces: list[Piece]) -> str:
    """Return what is said in the order in which it is drawn, a line as long as it goes on to the right."""
    lines: list[list[Piece]] = []
    for piece in pieces:
        last = lines[-1][-1] if lines else None
        if last is not None and _goes_on(last, piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return "\n".join(text for line in lines for text in _said(line) if text)


def _goes_on(last: Piece, piece: Piece) -> bool:
    near = _SAME_LINE * max(last.height, piece.height)
    is_level = last.way == piece.way and abs(last.across - piece.across) <= near
    return is_level and piece.start > last.end - near


class _Drawing:
    """Where the next letter goes, as operators move it (ISO 32000-1, 9.4)."""

    def __init__(self, effort: Effort) -> None:
        self.pieces: list[Piece] = []
        self._letters = _Letters(effort)
        self._font: Lettering | None = None
        self._own: dict[bytes, float] = {b"Tc": 0, b"Tw": 0, b"Tz": 100, b"TL": 0, b"Ts": 0, b"size": 0}
        self._page = _STILL
        self._kept: list[tuple[Lettering | None, dict[bytes, float], Matrix]] = []
        self._line = self._text = _STILL
        self._gone = 0.0
        """How far the text went on since it was last moved."""
        self._base: Matrix | None = None
        """Where the text stands on the page, as it was last moved; worked out once for all that follows it."""
        self._level = _Level(_STILL, 0, 1)
        self._looks = Looks()

    def draw(self, steps: Iterable[Step]) -> None:
        for operands, operator in steps:
            if operator in _SHOWS:
                self._shown(operator, operands)
            elif operator in self._own:
                self._own[operator], self._base = float(operands[0]), None
            else:
                self._moved(operator, operands)

    def _moved(self, operator: bytes, operands: Any) -> None:  # noqa: ANN401  # pypdf's, which may be missing
        self._looks.change(operator, operands)
        match operator:
            case b"q":
                self._keep()
            case b"Q" if self._kept:
                self._font, self._own, self._page = self._kept.pop()
                self._base = None
            case b"cm":
                self._page = _times(_matrix(operands), self._page)
                self._base = None
            case b"BT":
                self._place_at(_STILL)
            case b"Tm":
                self._place_at(_matrix(operands))
            case b"Tf":
                self._font, self._own[b"size"], self._base = operands[0], float(operands[1]), None
            case b"Td" | b"TD":
                if operator == b"TD":
                    self._own[b"TL"] = -float(operands[1])
                self._next_line(float(operands[0]), float(operands[1]))
            case b"T*":
                self._next_line(0, -self._own[b"TL"])
            case _:
                pass  # it draws, and moves no letter

    def _keep(self) -> None:
        if len(self._kept) >= _MOST_KEPT:
            raise Unreadable("too-deep")
        self._kept.append((self._font, dict(self._own), self._page))

    def _next_line(self, right: float, up: float) -> None:
        a, b, c, d, e, f = self._line
        self._place_at((a, b, c, d, right * a + up * c + e, right * b + up * d + f))

    def _place_at(self, place: Matrix) -> None:
        self._line = self._text = place
        self._gone, self._base = 0.0, None

    def _shown(self, operator: bytes, operands: Any) -> None:  # noqa: ANN401  # as above
        own = self._own
        if operator == b'"':
            own[b"Tw"], own[b"Tc"] = float(operands[0]), float(operands[1])
        if operator in {b"'", b'"'}:
            self._next_line(0, -own[b"TL"])
        along = own[b"size"] * own[b"Tz"] / 100_000
        for one in operands[-1] if operator == b"TJ" else [operands[-1]]:
            if isinstance(one, bytes):
                self._said(one)
            else:
                self._gone -= float(one) * along

    def _said(self, said: bytes) -> None:
        font, own = self._font, self._own
        if font is None:
            raise Unreadable("pdf-drawn")
        letters = font.read(said)
        wide, stretched = font.scale * own[b"size"], own[b"Tz"] / 100
        apart, blank = own[b"Tc"], own[b"Tw"]
        least = min(letters.widths, default=0.0) * wide + apart + min(blank, 0.0)
        if wide > 0 and stretched > 0 and least >= 0:
            along = sum(letters.widths) * wide + len(letters.codes) * apart + letters.blanks * blank
            self._place(letters.text, along * stretched)
            return
        self._letters.count(len(letters.codes))
        each = [
            (text, (width * wide + apart + (blank if is_blank else 0)) * stretched)
            for text, width, is_blank in font.each(letters)
        ]
        # Where it goes back within a string, each letter is to be read where it stands.
        if not any(step * self._to_the_right() < 0 for _, step in each):
            each = [(letters.text, sum(step for _, step in each))]
        for text, step in each:
            self._place(text, step)

    def _to_the_right(self) -> float:
        """A size and a stretch below nothing turn letters around, and what is right of one with them."""
        return copysign(1, self._own[b"size"] * self._own[b"Tz"])

    def _place(self, text: str, along: float) -> None:
        if text:
            if len(self.pieces) >= _MOST_PIECES:
                raise Unreadable("too-many-fields")
            self.pieces.append(self._piece(text, along))
        self._gone += along

    def _piece(self, text: str, along: float) -> Piece:
        if self._base is None:
            self._base = _times(self._text, self._page)
            self._level = self._level.of(self._base, self._own[b"size"], self._to_the_right())
        (a, b, c, d, e, f), rise, gone, level = self._base, self._own[b"Ts"], self._gone, self._level
        right, up = level.right, level.up
        x, y = gone * a + rise * c + e, gone * b + rise * d + f
        start = x * right + y * up
        end = ((gone + along) * a + e) * right + ((gone + along) * b + f) * up
        if end < start:
            start, end = end, start
        look = self._looks.of(level.height, level.length * self._own[b"size"] * self._own[b"Tz"])
        return Piece(level.way, y * right - x * up, start, end, level.height, text, look)


class _Letters:
    """How many letters of a page are put in their places one by one."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort
        self._left = _MOST_PIECES

    def count(self, letters: int) -> None:
        """Raises :class:`Unreadable` where there are too many."""
        self._left -= letters
        if self._left < 0:
            raise Unreadable("too-many-fields")
        self._effort.spend(tokens=letters)


class _Level:
    """Which way letters of one size run, and how high they are: the same for most of a page."""

    def __init__(self, base: Matrix, size: float, turned: float) -> None:
        a, b, c, d, *_ = base
        self._known = (a, b, c, d, size, turned)
        self.length = length = hypot(a, b) or 1.0
        self.right, self.up = turned * a / length, turned * b / length
        self.way = round(degrees(atan2(self.up, self.right)))
        self.height = max(abs(size) * abs(a * d - b * c) / length, _LEAST_HEIGHT)

    def of(self, base: Matrix, size: float, turned: float) -> _Level:
        return self if self._known == (*base[:4], size, turned) else _Level(base, size, turned)


def _matrix(operands: Any) -> Matrix:  # noqa: ANN401  # as above
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _lines(pieces: list[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.way, -one.across, one.start)):
        first = line[0] if line else piece
        near = _SAME_LINE * max(first.height, piece.height)
        if piece.way != first.way or first.across - piece.across > near:
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _parted(line: list[Piece], letters: _Letters) -> list[Piece]:
    """Return the pieces of a line from left to right; where some lie over others, letter by letter."""
    line = sorted(line, key=lambda one: (one.start, one.end))
    if all(one.end <= other.start + _TOUCHES * one.height for one, other in pairwise(line)):
        return line
    letters.count(sum(len(piece.text) for piece in line))
    return sorted((letter for piece in line for letter in _letters(piece)), key=lambda one: one.start)


def _letters(piece: Piece) -> Iterator[Piece]:
    """As if all letters were as wide."""
    width = (piece.end - piece.start) / len(piece.text)
    for number, letter in enumerate(piece.text):
        start = piece.start + number * width
        yield piece._replace(start=start, end=start + width, text=letter)


def _said(line: list[Piece]) -> Iterator[str]:
    """
    Yield what a line says, and what those letters of it say that look alike, where others stand between them.

    An eye does not see all of them: letters may be white, transparent, tiny, narrow, cut off, on a layer that is off.
    """
    yield _joined(line)
    alike: dict[int, list[Piece]] = {}
    runs: dict[int, int] = {}
    before = None
    for piece in line:
        alike.setdefault(piece.look, []).append(piece)
        runs[piece.look] = runs.get(piece.look, 0) + (piece.look != before)
        before = piece.look
    yield from (_joined(alike[look]) for look, times in runs.items() if times > 1)


def _joined(line: list[Piece]) -> str:
    out: list[str] = []
    end = line[0].start
    for piece in line:
        if out and piece.start - end > _TOUCHES * piece.height:
            out.append(" ")
        out.append(piece.text)
        end = piece.end
    return " ".join("".join(out).split())
