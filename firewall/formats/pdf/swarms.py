"""Letters that stand near each other, in whichever direction and whenever they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import hypot, log2

from firewall.formats.pdf.effort import Count
from firewall.formats.pdf.pieces import Piece

NEAR = 1.5
"""Of the height of a letter: how far the middle of the next one is at most."""
_AROUND = tuple(product((-1, 0, 1), repeat=2))


def swarms_of(pieces: list[Piece], tries: Count) -> Iterator[list[Piece]]:
    """Yield all of about one height of which each is near another one.  Raises :class:`Unreadable`."""
    sizes: dict[int, list[Piece]] = {}
    for piece in pieces:
        sizes.setdefault(round(log2(piece.height)), []).append(piece)
    for size, alike in sizes.items():
        yield from _swarms(alike, NEAR * 2.0 ** (size + 0.5), tries)


def _swarms(pieces: list[Piece], reach: float, tries: Count) -> Iterator[list[Piece]]:
    leads, cells = list(range(len(pieces))), dict[tuple[int, int], list[int]]()
    tries.count(len(_AROUND) * len(pieces))
    middles = [piece.middle for piece in pieces]
    for number, (piece, (x, y)) in enumerate(zip(pieces, middles, strict=True)):
        column, row = int(x // reach), int(y // reach)
        near = [other for right, up in _AROUND for other in cells.get((column + right, row + up), ())]
        tries.count(len(near))
        mine = number
        for other in near:
            if leads[other] == mine:
                continue  # already of one swarm, as nearly all of a page of single letters are
            a, b = middles[other]
            if hypot(x - a, y - b) <= NEAR * max(piece.height, pieces[other].height):
                theirs = _lead(leads, other)
                leads[mine] = mine = theirs
        cells.setdefault((column, row), []).append(number)
    found: dict[int, list[Piece]] = {}
    for number, piece in enumerate(pieces):
        found.setdefault(_lead(leads, number), []).append(piece)
    yield from found.values()


def _lead(leads: list[int], number: int) -> int:
    """Return the one that stands for all that are near each other."""
    while leads[number] != number:
        leads[number] = leads[leads[number]]
        number = leads[number]
    return number
