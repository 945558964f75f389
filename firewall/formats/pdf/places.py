"""
The text of a page by where it stands, since it may be drawn in any order.

A program that reads along the page puts together what an eye does: letters drawn last to first, halves of a number in
two columns, one word's letters in another's gaps.  So pieces go by lines, from left to right; those that nearly touch
are one word.  Where this gives the lines that the page was drawn in, nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import atan2, copysign, degrees, hypot
from typing import Any

from firewall.formats.base import Unreadable
from firewall.formats.pdf.canvas import PAINTS, PATHS, Canvas, Matrix
from firewall.formats.pdf.copies import Copies
from firewall.formats.pdf.effort import MOST_PIECES, Effort
from firewall.formats.pdf.fonts import Lettering
from firewall.formats.pdf.looks import Looks
from firewall.formats.pdf.pieces import Piece, Spelt, Spot
from firewall.formats.pdf.steps import Step

_STILL: Matrix = (1, 0, 0, 1, 0, 0)
_CAPITAL = 0.7
"""Of the size of a font: how high a digit is."""
_LEAST_HEIGHT = 0.1
_TINY, _NARROW = 2.5, 25
"""Points, and percents of how wide letters are: of less nobody reads any."""
_OF_A_PIECE, _OF_A_PAINT = 2, 4
"""Tokens that it takes as long to read as a string, or an area, is put in its place."""
_AT_ONCE = 500
"""Pieces that are counted together."""
_MOST_KEPT = 1_000
"""States that are set aside at once; most readers know 28 (ISO 32000-1, C.2)."""
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})


def drawn_of(steps: Iterable[Step], effort: Effort) -> tuple[list[Piece], list[Piece], Canvas]:
    """
    Return what is shown, what is copied where that is something else, and what is painted.

    Raises :class:`Unreadable`, and whatever arithmetic raises.
    """
    drawing = _Drawing(effort)
    drawing.draw(steps)
    drawing.spend_on_pieces()
    effort.spend(tokens=_OF_A_PAINT * len(drawing.canvas.paints))
    return drawing.pieces, drawing.copies.copied(), drawing.canvas


class _Drawing:
    """Where the next letter goes, as operators move it (ISO 32000-1, 9.4)."""

    def __init__(self, effort: Effort) -> None:
        self.pieces: list[Piece] = []
        self._effort, self._letters = effort, effort.letters()
        self._paid = 0
        """Of the pieces, how many were counted; what is too much is to be refused before it is all placed."""
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
        self.canvas = Canvas()
        self.copies = Copies()

    def draw(self, steps: Iterable[Step]) -> None:
        for operands, operator in steps:
            if operator in _SHOWS:
                self._shown(operator, operands)
            elif operator in self._own:
                self._own[operator], self._base = float(operands[0]), None
            else:
                self._looks.change(operator, operands)
                self._moved(operator, operands)

    def _moved(self, operator: bytes, operands: Any) -> None:  # noqa: ANN401  # pypdf's, which may be missing
        match operator:
            case b"q":
                self._keep()
            case b"Q" if self._kept:
                self._font, self._own, self._page = self._kept.pop()
                self.canvas.fetch()
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
                self._painted(operator, operands)

    def _painted(self, operator: bytes, operands: Any) -> None:  # noqa: ANN401  # as above
        """What moves no letter."""
        if operator in PATHS:
            self.canvas.path(operator, operands, self._page)
        elif operator in PAINTS:
            if self.canvas.is_idle:
                return
            a, b, c, d, *_ = self._page
            looks = self._looks
            wide = max(hypot(a, b), hypot(c, d))
            self.canvas.paint(operator, looks.colours, wide, is_sure=looks.is_opaque)
        elif operator == b"Do":
            self.canvas.picture(self._page)
        elif operator in {b"BDC", b"BMC"}:
            self.copies.begin(operands)
        elif operator == b"EMC":
            self.copies.end(lambda text: self._piece(text, 0.0, None))
        else:
            self.canvas.change(operator, operands)

    def spend_on_pieces(self) -> None:
        self._effort.spend(tokens=_OF_A_PIECE * (len(self.pieces) - self._paid))
        self._paid = len(self.pieces)

    def _keep(self) -> None:
        if len(self._kept) >= _MOST_KEPT:
            raise Unreadable("too-deep")
        self._kept.append((self._font, dict(self._own), self._page))
        self.canvas.keep()

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
            spelt = Spelt(font, letters, wide, apart, blank, stretched) if len(letters.codes) > 1 else None
            self._place(letters.text, along * stretched, spelt)
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

    def _place(self, text: str, along: float, spelt: Spelt | None = None) -> None:
        if text:
            if len(self.pieces) >= MOST_PIECES:
                raise Unreadable("too-many-fields")
            piece = self._piece(text, along, spelt)
            self.pieces.append(piece)
            self.copies.add(piece)
            if len(self.pieces) - self._paid >= _AT_ONCE:
                self.spend_on_pieces()
        self._gone += along

    def _piece(self, text: str, along: float, spelt: Spelt | None) -> Piece:
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
        looks = self._looks
        look = looks.of(level.height, level.length * self._own[b"size"] * self._own[b"Tz"])
        if along * self._to_the_right() < 0:
            x, y = x + along * a, y + along * b  # it begins where it ends
        spot = Spot(
            self.canvas.next(),
            x,
            y,
            level.ahead,
            level.above,
            self.canvas.clips,
            looks.colour,
            looks.is_drawn,
            looks.is_faint or level.height < _TINY or abs(self._own[b"Tz"]) < _NARROW,
        )
        return Piece(
            level.way, y * right - x * up, start, end, level.height, text, spot, look, spelt, level.length
        )


class _Level:
    """Which way letters of one size run, and how high they are: the same for most of a page."""

    def __init__(self, base: Matrix, size: float, turned: float) -> None:
        a, b, c, d, *_ = base
        self._known = (a, b, c, d, size, turned)
        self.length = length = hypot(a, b) or 1.0
        self.right, self.up = turned * a / length, turned * b / length
        self.ahead, self.above = (self.right, self.up), (c * size * _CAPITAL, d * size * _CAPITAL)
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
