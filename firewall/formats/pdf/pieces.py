"""A string that a page shows, and where each of its letters stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from firewall.formats.pdf.fonts import Lettering, Letters

Point = tuple[float, float]

_WORD = re.compile(r"\S+")
_ROWS = (0.15, 0.5, 0.85)
"""Of the height of a letter, where it is looked whether it is seen."""


class Spot(NamedTuple):
    """
    Where a piece is drawn, and when: the place of its first letter, and which way right and up are from there.

    ``right`` is as long as one, and ``up`` as high as a letter.
    """

    order: int
    x: float
    y: float
    right: Point
    up: Point
    clips: tuple[object, ...] = ()
    colour: object = None
    is_drawn: bool = True
    is_faint: bool = False
    """Whether an eye is likely not to see it, wherever it stands."""


class Spelt(NamedTuple):
    """How far the letters of a piece are from each other, worked out for those few pieces of which somebody asks."""

    font: Lettering
    letters: Letters
    wide: float
    apart: float
    blank: float
    stretched: float

    def offsets(self) -> list[float]:
        """Return how far each code, and what stands behind the last one, is from the first."""
        each = [(width * self.wide + self.apart) * self.stretched for width in self.letters.widths]
        if self.blank and self.letters.blanks:
            blank = self.blank * self.stretched
            each = [
                one + blank * is_blank
                for one, (*_, is_blank) in zip(each, self.font.each(self.letters), strict=True)
            ]
        return list(accumulate(each, initial=0.0))

    def steps(self) -> Iterator[tuple[str, float, float]]:
        """Yield what each letter says, how far it is from the first one, and how wide it is."""
        at = 0.0
        for text, width, is_blank in self.font.each(self.letters):
            yield text, at * self.stretched, width * self.wide * self.stretched
            at += width * self.wide + self.apart + (self.blank if is_blank else 0.0)


class Piece(NamedTuple):
    """A string that is shown: which way it runs (in degrees), on which line, from where to where, and how it looks."""

    way: int
    across: float
    start: float
    end: float
    height: float
    text: str
    spot: Spot
    look: int = 0
    spelt: Spelt | None = None
    scale: float = 1.0
    """Of what it is written in to what the page is measured in."""

    @property
    def middle(self) -> Point:
        (right, up), half = (self.spot.right, self.spot.up), (self.end - self.start) / 2
        return self.spot.x + right[0] * half + up[0] / 2, self.spot.y + right[1] * half + up[1] / 2

    def points(self) -> list[Point]:
        """Return some places all over it."""
        (x, y, right, up), wide = self.spot[1:5], self.end - self.start
        return [
            (x + right[0] * wide * share + up[0] * row, y + right[1] * wide * share + up[1] * row)
            for share in (0.3, 0.7)
            for row in _ROWS
        ]

    def corners(self) -> tuple[float, float, float, float]:
        """Return the least and the most of it, from side to side and from below."""
        (x, y, right, up), wide = self.spot[1:5], self.end - self.start
        along, above = (x, x + right[0] * wide), (y, y + right[1] * wide)
        return (
            min(along) + min(up[0], 0),
            min(above) + min(up[1], 0),
            max(along) + max(up[0], 0),
            max(above) + max(up[1], 0),
        )


def letters_of(piece: Piece) -> list[Piece]:
    """Return a piece letter by letter; where nobody knows how wide each is, as if all were as wide."""
    if piece.spelt is None:
        width = (piece.end - piece.start) / len(piece.text)
        steps = [(letter, number * width, width) for number, letter in enumerate(piece.text)]
    else:
        steps = [
            (text, at * piece.scale, wide * piece.scale) for text, at, wide in piece.spelt.steps() if text
        ]
    return [_letter(piece, text, at, wide) for text, at, wide in steps]


def words_of(piece: Piece) -> list[Piece]:
    """Return the parts of a piece between blanks, each where it stands."""
    if piece.spelt is None or len(piece.text) != len(piece.spelt.letters.codes):
        width = (piece.end - piece.start) / len(piece.text)
        offsets = [width * number for number in range(len(piece.text) + 1)]
    else:
        offsets = [at * piece.scale for at in piece.spelt.offsets()]
    found = []
    for word in _WORD.finditer(piece.text):
        start, end = offsets[word.start()], offsets[word.end()]
        found.append(_letter(piece, word[0], start, end - start))
    return found


def _letter(piece: Piece, text: str, at: float, wide: float) -> Piece:
    # Each field by its place: there are as many of these as letters or words, and by name it takes three times as long.
    way, across, start, _, height, _, spot, look, _, scale = piece
    order, x, y, right, up, clips, colour, is_drawn, is_faint = spot
    start += at
    moved = Spot(order, x + right[0] * at, y + right[1] * at, right, up, clips, colour, is_drawn, is_faint)
    return Piece(way, across, start, start + wide, height, text, moved, look, None, scale)
