"""
Which letters of a page an eye sees, as far as what is painted over them, under them and around them tells.

A letter is unseen where something is painted over it, where it has the colour of what it stands on, or where it is cut
off.  From outside nobody can tell that for sure (a picture may be clear, a colour nearly another), so nothing is left
out of what is read: what is likely to be seen is read once more by itself, in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from firewall.formats.base import Unreadable
from firewall.formats.pdf.canvas import Area, Box, Canvas, Paint
from firewall.formats.pdf.effort import Effort
from firewall.formats.pdf.pieces import Piece, letters_of

_BLOCK = re.compile("[\u2580-\u25a1\u25a3-\u25ff\u2b1b\u2b1c\u2588]")
"""Letters that are nothing but an area; many a font says falsely how wide they are."""
_COLUMNS, _ROWS = 8, 64
"""Into so many a page is parted, so that not each letter is held against each paint."""
_MOST_COVERED, _HALF = 5, 3
_COVERED, _OWN, _CLEAR, _LETTERS, _FAINT = 1, 2, 4, 8, 16
"""
Why a letter is unseen: for sure; and, where nobody is, by its colour, by what may be clear, by other letters, or
wherever it stands.
"""
_FEW_LINES, _THIN = 2, 0.25
"""Dashed lines over a letter, and how thick each is of its width or height, that hide none."""
_OF_A_LETTER = 6
"""Places of a letter where it is looked, and how many of them are most and half of it."""


def seen_of(pieces: list[Piece], canvas: Canvas, page: object, effort: Effort) -> list[list[Piece]]:
    """
    Return the letters that are seen if only that hides through which nothing is, and those that are else.

    ``page`` is the colour on which it is drawn.  Of each cause of which nobody is sure it is asked what if it
    hides, and what if not; where all letters are seen that is left out.
    Raises :class:`Unreadable`.
    """
    is_cut = any(piece.spot.clips for piece in pieces)
    if not pieces or (not canvas.paints and not is_cut and len({piece.look for piece in pieces}) == 1):
        return []
    judged = _Judged(pieces, canvas, page, effort)
    found: list[tuple[Piece, int]] = [one for number in range(len(pieces)) for one in judged.of(number)]
    causes = {cause for _, cause in found}
    subsets: dict[tuple[int, ...], list[Piece]] = {}
    for hiding in product((0, _OWN), (0, _CLEAR), (0, _LETTERS), (0, _FAINT)):
        hides = _COVERED | sum(hiding)
        seen = tuple(number for number, (_, cause) in enumerate(found) if not cause & hides)
        if len(seen) < len(found) and any(cause & hides for cause in causes):
            subsets[seen] = [found[number][0] for number in seen]
    return list(subsets.values())


class _Judged:
    def __init__(self, pieces: list[Piece], canvas: Canvas, page: object, effort: Effort) -> None:
        self._pieces, self._page = pieces, page
        self._boxes = [piece.corners() for piece in pieces]
        left, below, right, above = zip(*self._boxes, strict=True)
        self._all = min(left), min(below), max(right), max(above)
        self._cells: dict[tuple[int, int], list[int]] = {}
        self._paints: dict[int, list[tuple[Paint, Box]]] = {}
        self._doubtful = {number for number, piece in enumerate(pieces) if piece.spot.colour == page}
        self._tries, self._letters = effort.tries(), effort.letters()
        for number, box in enumerate(self._boxes):
            for cell in self._cells_of(box):
                self._cells.setdefault(cell, []).append(number)
        self._hold_all(canvas.paints)
        if len({piece.look for piece in pieces}) > 1:
            self._hold_letters()

    def _hold_all(self, paints: list[Paint]) -> None:
        """Hold those against letters that stood there before, and those under letters of which one has their colour."""
        colours = {piece.spot.colour for piece in self._pieces}
        first = min(piece.spot.order for piece in self._pieces)
        for paint in paints:
            if paint.order > first or paint.colour in colours or self._doubtful:
                self._hold(paint)

    def _hold_letters(self) -> None:
        for piece, box in zip(self._pieces, self._boxes, strict=True):
            if piece.spot.is_drawn:
                is_block = _BLOCK.search(piece.text) is not None
                area = Area(box, (), is_even=False)
                self._hold(
                    Paint(
                        piece.spot.order, area, (), None, is_sure=False, is_parted=is_block, is_letter=True
                    ),
                    piece.look,
                )

    def _cells_of(self, box: Box) -> Iterator[tuple[int, int]]:
        (left, below, right, above), (first, lowest, last, highest) = box, self._all
        wide, high = (last - first) / _COLUMNS or 1.0, (highest - lowest) / _ROWS or 1.0
        if right < first or left > last or above < lowest or below > highest:
            return
        columns = int((max(left, first) - first) / wide), int((min(right, last) - first) / wide)
        rows = int((max(below, lowest) - lowest) / high), int((min(above, highest) - lowest) / high)
        self._tries.count((columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1))
        for column in range(columns[0], columns[1] + 1):
            for row in range(rows[0], rows[1] + 1):
                yield column, row

    def _hold(self, paint: Paint, look: int | None = None) -> None:
        """Hold a paint against the letters that it may touch; letters hide none that look like them."""
        box = paint.box() or self._all
        touched: set[int] = set()
        for cell in self._cells_of(box):
            near = self._cells.get(cell, ())
            self._tries.count(len(near))
            touched.update(near)
        for number in touched:
            piece = self._pieces[number]
            if piece.look == look or not _touch(box, self._boxes[number]):
                continue
            is_alike = look is None and paint.colour is not None and paint.colour == piece.spot.colour
            if paint.order > piece.spot.order or is_alike or (look is None and number in self._doubtful):
                self._paints.setdefault(number, []).append((paint, box))
                self._doubtful |= {number} if is_alike else set()

    def of(self, number: int) -> Iterator[tuple[Piece, int]]:
        """Yield letters, or all of it, each with the causes for which it may be unseen."""
        piece, box = self._pieces[number], self._boxes[number]
        paints = sorted(self._paints.get(number, ()), key=lambda one: one[0].order)
        cuts = [one for one in piece.spot.clips if isinstance(one, Area) and not _is_inside(box, one)]
        faint = _FAINT if piece.spot.is_faint else 0
        if not paints and not cuts:
            yield piece, faint | (_OWN if piece.spot.colour == self._page else 0)
            return
        self._letters.count(len(piece.text))
        for letter in letters_of(piece):
            self._tries.count(len(paints) + len(cuts))
            own, causes = letter.corners(), faint
            touching = [paint for paint, where in paints if _touch(where, own)]
            near = _without_thin(letter, touching)
            if len(near) < len(touching) and not letter.text.isalnum():
                causes |= _CLEAR  # of a dot, or a dash, it may hide all
            self._tries.count(
                _OF_A_LETTER * sum(len(paint.area.outlines) + 1 for paint in near if paint.area)
            )
            yield letter, causes | self._hidden(letter, near, cuts)

    def _hidden(self, letter: Piece, paints: list[Paint], cuts: list[Area]) -> int:
        """Return for which causes it may be unseen."""
        times = dict.fromkeys((_COVERED, _OWN, _CLEAR, _LETTERS), 0)
        for point in letter.points():
            causes = _COVERED if any(not cut.has(*point) for cut in cuts) else 0
            is_own = letter.spot.colour == self._page
            for paint in paints:
                if not paint.has(*point):
                    continue
                if paint.order < letter.spot.order:
                    is_own = paint.colour is not None and paint.colour == letter.spot.colour
                elif paint.is_parted:
                    raise Unreadable("pdf-drawn")  # between its parts some letters are seen
                else:
                    causes |= _COVERED if paint.is_sure else _LETTERS if paint.is_letter else _CLEAR
            causes |= _OWN if is_own else 0
            for cause in times:
                times[cause] += bool(causes & cause)
        enough = {_COVERED: _MOST_COVERED}
        return sum(cause for cause, often in times.items() if often >= enough.get(cause, _HALF)) | (
            _CLEAR if _HALF <= times[_COVERED] < _MOST_COVERED else 0
        )


def _without_thin(letter: Piece, paints: list[Paint]) -> list[Paint]:
    """Leave out one or two dashed lines that are upright or level, and too thin to hide it: those of a chart."""
    parted = [paint for paint in paints if paint.is_parted and paint.order > letter.spot.order]
    if len(parted) > _FEW_LINES or not all(_is_thin(paint, letter) for paint in parted):
        return paints
    return [paint for paint in paints if paint not in parted]


def _is_thin(paint: Paint, letter: Piece) -> bool:
    if paint.area is None:
        return False
    (left, below, right, above), own = paint.area.box, letter.corners()
    return right - left <= _THIN * (own[2] - own[0]) or above - below <= _THIN * (own[3] - own[1])


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _is_inside(box: Box, area: Area) -> bool:
    left, below, right, above = area.box
    return not area.outlines and left <= box[0] and below <= box[1] and box[2] <= right and box[3] <= above
