"""
What a page paints beside its letters, and where: areas, thick lines, pictures, and what it cuts off.

Each is kept with its place in the order of the page, since what is painted later covers what stood there before.
"""

from __future__ import annotations

from itertools import pairwise
from math import hypot
from typing import Any, NamedTuple

from firewall.formats.base import Unreadable
from firewall.formats.pdf.pieces import Point

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]

_FILLS = {b"f": False, b"F": False, b"f*": True, b"B": False, b"B*": True, b"b": False, b"b*": True}
"""What fills a path, and whether what lies twice in it is out of it again."""
_STROKES = frozenset({b"S", b"s", b"B", b"B*", b"b", b"b*"})
_CLOSES = frozenset({b"s", b"b", b"b*"})
PAINTS = frozenset({*_FILLS, *_STROKES, b"n"})
PATHS = frozenset(b"m l c v y h re".split())
_PARTS_OF_A_CURVE = 8
_THIN, _THICK = 0.75, 2.0
"""Lines that are thinner hide no letter, and many of those between only where they are upright or level."""
_MOST_POINTS = 400_000
"""Of all paths of a page; as many as it has steps, and some more for what is round."""
_OF_A_BOX = 5


class Area(NamedTuple):
    """What lies inside of some outlines; a rectangle with its sides upright is nothing but its box."""

    box: Box
    outlines: tuple[tuple[Point, ...], ...]
    is_even: bool

    def has(self, x: float, y: float) -> bool:
        left, below, right, above = self.box
        if not (left <= x <= right and below <= y <= above):
            return False
        if not self.outlines:
            return True
        turns = 0
        for outline in self.outlines:
            for (a, b), (c, d) in pairwise((*outline, outline[0])):
                if (b <= y) != (d <= y) and x < a + (y - b) * (c - a) / (d - b):
                    turns += 1 if d > b else -1
        return bool(turns % 2) if self.is_even else turns != 0


class Paint(NamedTuple):
    """``is_sure`` tells whether nothing is seen through it, and ``is_parted`` whether nobody can tell where."""

    order: int
    area: Area | None
    clips: tuple[Any, ...]
    colour: object
    is_sure: bool
    is_parted: bool = False
    is_letter: bool = False

    def has(self, x: float, y: float) -> bool:
        return (self.area is None or self.area.has(x, y)) and all(one.has(x, y) for one in self.clips)

    def box(self) -> Box | None:
        """Return where it can be at most; nothing where it is anywhere."""
        if self.area is not None and not self.clips:
            return self.area.box
        boxes = [one.box for one in (self.area, *self.clips) if one is not None]
        if not boxes:
            return None
        left, below, right, above = zip(*boxes, strict=True)
        return max(left), max(below), min(right), min(above)


class Canvas:
    """Follows what is painted; ``order`` counts letters and paints alike."""

    def __init__(self) -> None:
        self.order = 0
        self.clips: tuple[Area, ...] = ()
        self.paints: list[Paint] = []
        self._width, self._is_parted = 1.0, False
        self._kept: list[tuple[tuple[Area, ...], float, bool]] = []
        self._outlines: list[list[Point]] = []
        self._cut: bool | None = None
        self._points = 0

    @property
    def is_idle(self) -> bool:
        """Whether there is no path to be painted, and nothing to be cut off."""
        return not self._outlines and self._cut is None

    def next(self) -> int:
        self.order += 1
        return self.order

    def keep(self) -> None:
        self._kept.append((self.clips, self._width, self._is_parted))

    def fetch(self) -> None:
        self.clips, self._width, self._is_parted = self._kept.pop()

    def change(self, operator: bytes, operands: Any) -> None:  # noqa: ANN401  # pypdf's, which may be missing
        """How wide lines are, whether they have gaps, and what is cut off."""
        match operator:
            case b"w":
                self._width = float(operands[0])
            case b"gs":
                self._width = float(operands[0].get("/LW", self._width))
                self._is_parted = self._is_parted or "/D" in operands[0]
            case b"d":
                self._is_parted = bool(operands[0])
            case b"W" | b"W*":
                self._cut = operator == b"W*"
            case b"sh":  # all that is not cut off
                self.paints.append(Paint(self.next(), None, self.clips, None, is_sure=False))
            case _:
                pass

    def path(self, operator: bytes, operands: Any, place: Matrix) -> None:  # noqa: ANN401  # as above
        outlines = self._outlines
        self._points += 4 if operator == b"re" else 1
        if self._points > _MOST_POINTS:
            raise Unreadable("too-many-fields")
        match operator:
            case b"re":
                outlines.append(_corners(place, *operands[:4]))
            case b"m":
                outlines.append([_at(place, *operands)])
            case _ if not outlines:
                pass  # it goes on from nowhere
            case b"l":
                outlines[-1].append(_at(place, *operands))
            case b"h":
                outlines[-1].append(outlines[-1][0])
            case _:
                self._points += _PARTS_OF_A_CURVE
                bends = [_at(place, x, y) for x, y in zip(operands[::2], operands[1::2], strict=True)]
                outlines[-1] += _curve(operator, [outlines[-1][-1], *bends])

    def paint(self, operator: bytes, colours: tuple[object, object], scale: float, *, is_sure: bool) -> None:
        """Paint the path in colours of areas and of lines, and forget it."""
        outlines, self._outlines = [one for one in self._outlines if len(one) > 1], []
        if operator in _FILLS and outlines:
            self._add(_area(outlines, is_even=_FILLS[operator]), colours[0], is_sure=is_sure)
        wide = self._width * scale
        if operator in _STROKES and wide >= _THIN:
            for outline in outlines:
                closed = [*outline, outline[0]] if operator in _CLOSES else outline
                for one, other in pairwise(closed):
                    self._stroke(one, other, wide, colours[1], is_sure=is_sure)
        if self._cut is not None:
            self.clips = (*self.clips, _area(outlines, is_even=self._cut))
            self._cut = None

    def picture(self, place: Matrix) -> None:
        self._add(_area([_corners(place, 0, 0, 1, 1)], is_even=False), None, is_sure=False)

    def _stroke(self, one: Point, other: Point, wide: float, colour: object, *, is_sure: bool) -> None:
        (a, b), (c, d) = one, other
        long = hypot(c - a, d - b)
        if long:
            if wide < _THICK and a != c and b != d:
                return  # many thin ones hide a letter only where they lie side by side
            x, y = (d - b) / long * wide / 2, (a - c) / long * wide / 2
            outline = [(a + x, b + y), (c + x, d + y), (c - x, d - y), (a - x, b - y), (a + x, b + y)]
            self._add(_area([outline], is_even=False), colour, is_sure=is_sure, is_parted=self._is_parted)

    def _add(self, area: Area, colour: object, *, is_sure: bool, is_parted: bool = False) -> None:
        self.paints.append(Paint(self.next(), area, self.clips, colour, is_sure, is_parted))


def _at(place: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = place
    return x * a + y * c + e, x * b + y * d + f


def _curve(operator: bytes, points: list[Point]) -> list[Point]:
    """Return points on a curve behind its first one."""
    if len(points) < 3:  # noqa: PLR2004  # it has an end, and bends to somewhere
        return points[1:]
    if operator == b"v":
        points = [points[0], *points]
    elif operator == b"y":
        points = [*points, points[-1]]
    found = []
    for number in range(1, _PARTS_OF_A_CURVE + 1):
        t = number / _PARTS_OF_A_CURVE
        shares = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        found.append(
            (
                sum(share * x for share, (x, _) in zip(shares, points, strict=False)),
                sum(share * y for share, (_, y) in zip(shares, points, strict=False)),
            )
        )
    return found


def _corners(place: Matrix, x: float, y: float, wide: float, high: float) -> list[Point]:
    ends = (x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)
    return [_at(place, *end) for end in ends]


def _area(outlines: list[list[Point]], *, is_even: bool) -> Area:
    points = outlines[0] if len(outlines) == 1 else [point for outline in outlines for point in outline]
    if not points:
        return Area((0.0, 0.0, -1.0, -1.0), (), is_even)  # of an empty path nothing is inside
    across, up = zip(*points, strict=True)
    box = min(across), min(up), max(across), max(up)
    if len(outlines) == 1 and len(points) == _OF_A_BOX and _is_box(points):
        return Area(box, (), is_even)
    return Area(box, tuple(map(tuple, outlines)), is_even)


def _is_box(points: list[Point]) -> bool:
    """Whether four corners and the first one again go along sides that are upright or level."""
    turns = [(a == c, b == d) for (a, b), (c, d) in pairwise(points)]
    upright, level = (True, False), (False, True)
    return turns in ([level, upright] * 2, [upright, level] * 2)
