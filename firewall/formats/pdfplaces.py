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
from firewall.formats.pdfdrawn import Step
from firewall.formats.pdffonts import Lettering

Matrix = tuple[float, float, float, float, float, float]

_STILL: Matrix = (1, 0, 0, 1, 0, 0)
_SAME_LINE = 0.5
"""Of the height of a letter: what is that close above or below is on the same line."""
_TOUCHES = 0.25
"""Of the height of a letter: a blank is wider."""
_LEAST_HEIGHT = 0.1
_MOST_PIECES = 100_000


class Piece(NamedTuple):
    """A string that is shown: which way it runs (in degrees), on which line, from where to where."""

    way: int
    across: float
    start: float
    end: float
    height: float
    text: str


def pieces_of(steps: Iterable[Step]) -> list[Piece]:
    """Raises :class:`Unreadable`, and whatever arithmetic raises."""
    pieces = []
    for piece in _Drawing().pieces(steps):
        pieces.append(piece)
        if len(pieces) > _MOST_PIECES:
            raise Unreadable("too-many-fields")
    return pieces


def lines_of(pieces: list[Piece]) -> list[str]:
    return [text for line in _lines(pieces) if (text := _joined(_parted(line)))]


def in_order(pieces: list[Piece]) -> str:
    """Return what is said in the order in which it is drawn, a line as long as it goes on to the right."""
    lines: list[list[Piece]] = []
    for piece in pieces:
        last = lines[-1][-1] if lines else None
        if last is not None and _goes_on(last, piece):
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return "\n".join(filter(None, map(_joined, lines)))


def _goes_on(last: Piece, piece: Piece) -> bool:
    near = _SAME_LINE * max(last.height, piece.height)
    is_level = last.way == piece.way and abs(last.across - piece.across) <= near
    return is_level and piece.start > last.end - near


class _Drawing:
    """Where the next letter goes, as operators move it (ISO 32000-1, 9.4)."""

    def __init__(self) -> None:
        self._font: Lettering | None = None
        self._own: dict[bytes, float] = {b"Tc": 0, b"Tw": 0, b"Tz": 100, b"TL": 0, b"Ts": 0, b"size": 0}
        self._page = _STILL
        self._kept: list[tuple[Lettering | None, dict[bytes, float], Matrix]] = []
        self._line = self._text = _STILL

    def pieces(self, steps: Iterable[Step]) -> Iterator[Piece]:
        for operands, operator in steps:
            if operator in {b"Tj", b"TJ", b"'", b'"'}:
                yield from self._shown(operator, operands)
            elif operator in self._own:
                self._own[operator] = float(operands[0])
            else:
                self._moved(operator, operands)

    def _moved(self, operator: bytes, operands: Any) -> None:  # noqa: ANN401  # pypdf's, which may be missing
        match operator:
            case b"q":
                self._kept.append((self._font, dict(self._own), self._page))
            case b"Q" if self._kept:
                self._font, self._own, self._page = self._kept.pop()
            case b"cm":
                self._page = _times(_matrix(operands), self._page)
            case b"BT":
                self._line = self._text = _STILL
            case b"Tm":
                self._line = self._text = _matrix(operands)
            case b"Tf":
                self._font, self._own[b"size"] = operands[0], float(operands[1])
            case b"Td" | b"TD":
                if operator == b"TD":
                    self._own[b"TL"] = -float(operands[1])
                self._next_line(float(operands[0]), float(operands[1]))
            case b"T*":
                self._next_line(0, -self._own[b"TL"])
            case _:
                pass  # it draws, and moves no letter

    def _next_line(self, right: float, up: float) -> None:
        self._line = self._text = _times((1, 0, 0, 1, right, up), self._line)

    def _shown(self, operator: bytes, operands: Any) -> Iterator[Piece]:  # noqa: ANN401  # as above
        if operator == b'"':
            self._own[b"Tw"], self._own[b"Tc"] = float(operands[0]), float(operands[1])
        if operator in {b"'", b'"'}:
            self._next_line(0, -self._own[b"TL"])
        for one in operands[-1] if operator == b"TJ" else [operands[-1]]:
            if isinstance(one, bytes):
                yield from self._piece(one)
            else:
                self._go_on(-float(one) / 1000 * self._own[b"size"] * self._own[b"Tz"] / 100)

    def _piece(self, said: bytes) -> Iterator[Piece]:
        if self._font is None:
            raise Unreadable("pdf-drawn")
        own, font = self._own, self._font.font
        codes, letters = self._font.read(said)
        wide, stretched = self._font.scale * own[b"size"], own[b"Tz"] / 100
        blanks = (own[b"Tw"] if one == font.space_char else 0 for one in codes)
        steps = [
            (font.get_text_width(one) * wide + own[b"Tc"] + blank) * stretched
            for one, blank in zip(codes, blanks, strict=True)
        ]
        # Where it goes back within a string, each letter is to be read where it stands.
        goes_back = any(step * self._to_the_right() < 0 for step in steps)
        each = zip(letters, steps, strict=True) if goes_back else [("".join(letters), sum(steps))]
        for text, step in each:
            yield from self._placed(text, step)

    def _to_the_right(self) -> float:
        """A size and a stretch below nothing turn letters around, and what is right of one with them."""
        return copysign(1, self._own[b"size"] * self._own[b"Tz"])

    def _placed(self, text: str, along: float) -> Iterator[Piece]:
        own, turned = self._own, self._to_the_right()
        place = _times((1, 0, 0, 1, 0, own[b"Ts"]), _times(self._text, self._page))
        self._go_on(along)
        after = _times(self._text, self._page)
        a, b, c, d, x, y = place
        size = hypot(a, b) or 1.0
        right, up = turned * a / size, turned * b / size
        start, end = (at[4] * right + at[5] * up for at in (place, after))
        height = max(abs(own[b"size"]) * abs(a * d - b * c) / size, _LEAST_HEIGHT)
        if text:
            yield Piece(
                round(degrees(atan2(up, right))),
                y * right - x * up,
                min(start, end),
                max(start, end),
                height,
                text,
            )

    def _go_on(self, along: float) -> None:
        self._text = _times((1, 0, 0, 1, along, 0), self._text)


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


def _parted(line: list[Piece]) -> list[Piece]:
    """Return the pieces of a line from left to right; where some lie over others, letter by letter."""
    line = sorted(line, key=lambda one: (one.start, one.end))
    if all(one.end <= other.start + _TOUCHES * one.height for one, other in pairwise(line)):
        return line
    return sorted((letter for piece in line for letter in _letters(piece)), key=lambda one: one.start)


def _letters(piece: Piece) -> Iterator[Piece]:
    """As if all letters were as wide."""
    width = (piece.end - piece.start) / len(piece.text)
    for number, letter in enumerate(piece.text):
        start = piece.start + number * width
        yield piece._replace(start=start, end=start + width, text=letter)


def _joined(line: list[Piece]) -> str:
    out: list[str] = []
    end = line[0].start
    for piece in line:
        if out and piece.start - end > _TOUCHES * piece.height:
            out.append(" ")
        out.append(piece.text)
        end = piece.end
    return " ".join("".join(out).split())
