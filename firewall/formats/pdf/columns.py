"""
Letters that stand one below another, along a curve, or each turned by itself: no line, and an eye reads them.

Numbers are drawn so beside tables, on stamps and on labels.  Each such run is said as one word, beside the lines of its
page.  A column of a table in which every cell is one digit is one, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from math import hypot

from firewall.formats.pdf.effort import Count, Effort
from firewall.formats.pdf.lines import SAME_LINE, TOUCHES, joined, looks_of, rows_of
from firewall.formats.pdf.pieces import Piece, letters_of, words_of
from firewall.formats.pdf.swarms import NEAR, swarms_of

_SHORT = 2
"""Letters of a piece that may be one of a run."""
_LEAST = 4
"""Letters that are a run; of fewer nobody is told."""
_BELOW, _WRAPPED = 2.2, 1.4
"""Of the height of a letter: how far below the next one of a column is, and the rest of a cell."""
_MOST_OF_A_SWARM = 40
"""Letters; a page of which each letter is drawn by itself is one swarm, and is read by its lines."""
_MOST_WRAPPED = 3
"""Lines of a cell that is too narrow for its number; a longer column is one of many numbers."""
_BLANK = re.compile(r"\s")
_TOLD = re.compile(r"(?<!\S)\S(?!\S)|[\d\u00b2\u00b3\u00b9\u0370-\U0010ffff]")
"""What a column is made of: one letter by itself, or a digit, of which Unicode has some more."""
_ENDS = 2
"""Words of a piece that may touch the next one."""


def runs_of(pieces: list[Piece], rows: list[list[Piece]], effort: Effort) -> list[str]:
    """Return what is said otherwise than along one of the lines.  Raises :class:`Unreadable`."""
    tries = effort.tries()
    swarms = list(_swarms(pieces, tries))  # first, since they may be too much
    found = [*_curves(pieces), *swarms, *_columns(rows, tries)]
    looks = {piece.look for piece in pieces}
    if len(looks) > 1:
        for look in looks:
            found += _columns(rows_of([piece for piece in pieces if piece.look == look], effort), tries)
    if any(piece.way for piece in pieces):
        level = [
            _level(letter) for piece in pieces if len(piece.text) <= _SHORT for letter in letters_of(piece)
        ]
        turned = rows_of(level, effort)
        found += (text for row in turned for text in _of_line(row))
        found += _columns(turned, tries)
    return list(dict.fromkeys(found))


def _of_line(line: list[Piece]) -> Iterator[str]:
    if len(line) >= _LEAST:
        yield joined(line)
        yield from map(joined, looks_of(line))


def _level(letter: Piece) -> Piece:
    """As if it were not turned."""
    (left, below, right, _), (_, y) = letter.corners(), letter.middle
    return letter._replace(way=0, across=y, start=left, end=right, spot=letter.spot._replace(y=below))


def _curves(pieces: list[Piece]) -> Iterator[str]:
    """Yield what is drawn letter by letter, each near the last one, in whichever direction."""
    run: list[Piece] = []
    for piece in pieces:
        is_short = len(piece.text) <= _SHORT
        if run and not (is_short and _is_next(run[-1], piece)):
            yield from _curve(run)
            run = []
        if is_short:
            run.append(piece)
    yield from _curve(run)


def _swarms(pieces: list[Piece], tries: Count) -> Iterator[str]:
    """Yield letters that stand near each other and are drawn in any order, from the left, and from above."""
    short = [piece for piece in pieces if len(piece.text) <= _SHORT and piece.text.strip()]
    for swarm in swarms_of(short, tries):
        if not _LEAST <= len(swarm) <= _MOST_OF_A_SWARM or all(_is_level(swarm[0], one) for one in swarm):
            continue
        for ordered in (
            sorted(swarm, key=lambda one: one.middle[0]),
            sorted(swarm, key=lambda one: -one.middle[1]),
        ):
            for alike in (ordered, *looks_of(ordered)):
                yield "".join(piece.text for piece in alike)


def _is_next(last: Piece, piece: Piece) -> bool:
    (x, y), (right, up) = last.middle, piece.middle
    near = NEAR * max(last.height, piece.height) + (piece.end - piece.start) / 2
    return hypot(right - x, up - y) <= near


def _curve(run: list[Piece]) -> Iterator[str]:
    if len(run) < _LEAST or all(_is_level(one, other) for one, other in pairwise(run)):
        return
    for alike in (run, *looks_of(run)):
        yield "".join(piece.text for piece in alike)


def _is_level(one: Piece, other: Piece) -> bool:
    return one.way == other.way and abs(one.across - other.across) <= SAME_LINE * one.height


def _columns(rows: list[list[Piece]], tries: Count) -> list[str]:
    """Return letters one below another, and numbers of which the rest stands on the next line of a cell."""
    singles, numbers = _Columns(_BELOW, tries), _Columns(_WRAPPED, tries)
    for row in rows:
        if not any(_TOLD.search(piece.text) for piece in row):
            continue  # whatever else stands in it is no part of a column
        words = list(_words(row))
        for number, word in enumerate(words):
            text = _text(word)
            # The rest of a number goes on where a line of a cell began, behind the end of one.
            is_first = not number or _is_apart(words[number - 1], word)
            is_last = number + 1 == len(words) or _is_apart(word, words[number + 1])
            if len(text) == 1 and (is_first or is_last):
                singles.add(word)
            elif any(letter.isdigit() for letter in text):
                numbers.add(word, begins=is_last, goes_on=is_first and text[0].isdigit())
    found = [text for column in singles.found if len(column) >= _LEAST for text in _said(column)]
    wrapped = (column for column in numbers.found if 1 < len(column) <= _MOST_WRAPPED)
    return found + [text for column in wrapped for text in _said(column)]


def _is_apart(one: list[Piece], other: list[Piece]) -> bool:
    return other[0].start - one[-1].end > other[0].height


def _said(column: list[list[Piece]]) -> Iterator[str]:
    letters = [piece for word in column for piece in word]
    for alike in (letters, *looks_of(letters)):
        yield _text(alike)


def _text(word: list[Piece]) -> str:
    return "".join(piece.text for piece in word).strip()


def _words(line: list[Piece]) -> Iterator[list[Piece]]:
    """Yield what is written together; within a string that is shown at once blanks part it, too."""
    word: list[Piece] = []
    for piece in line:
        parts = [piece]
        if _BLANK.search(piece.text):
            parts = words_of(piece)
            if len(parts) > _ENDS and not _TOLD.search(piece.text):
                parts = [parts[0], parts[-1]]
        for part in parts:
            if word and part.start - word[-1].end > TOUCHES * part.height:
                yield word
                word = []
            word.append(part)
    if word:
        yield word


class _Columns:
    def __init__(self, below: float, tries: Count) -> None:
        self._below = below
        self._tries = tries
        self._open: list[list[list[Piece]]] = []
        self.found: list[list[list[Piece]]] = []

    def add(self, word: list[Piece], *, begins: bool = True, goes_on: bool = True) -> None:
        """Add one that is on the line of the last one, or below."""
        first = word[0]
        self._tries.count(len(self._open))
        self._open = [column for column in self._open if self._reaches(column[-1][0], first)]
        mine = next((column for column in self._open if goes_on and _is_below(column[-1], word)), None)
        if mine is None:
            mine = []
            self.found.append(mine)
        else:
            self._open.remove(mine)
        mine.append(word)
        if begins:
            self._open.append(mine)

    def _reaches(self, above: Piece, piece: Piece) -> bool:
        down = above.across - piece.across
        return above.way == piece.way and down <= self._below * max(above.height, piece.height)


def _is_below(above: list[Piece], word: list[Piece]) -> bool:
    """Whether a word begins, or has its middle, where one above it does."""
    one, other = above[0], word[0]
    near = SAME_LINE * max(one.height, other.height)
    if one.across - other.across <= near:
        return False
    middles = (one.start + above[-1].end) / 2, (other.start + word[-1].end) / 2
    return min(abs(one.start - other.start), abs(middles[0] - middles[1])) <= near
