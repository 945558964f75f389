"""
Texts in pieces that take turns, in records that follow each other: ``{"speaker": "a", "text": "536-"}``, then of ``b``.

Nobody says by which member beside a text its reader tells whose piece it is: so a piece is read after those before it
that have any one of the members beside it in common, any two of them, and so on; and the places in lists count, too.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from firewall.inspection import padding
from firewall.inspection.reading import Failure
from firewall.model import Path, Tree

PIECES = 64
"""Of one place, so many are remembered."""

_PLACES = 128
_KEPT = 256
"""Letters and digits of a piece, its last ones: more than any value has that is looked for."""

_READ = 512
"""Those of the pieces before one that are read with it: twice the longest value, for what stands around it."""

MOST_LOOKS = 100_000
"""Members that are looked at beside the texts of one record: each of many has as many beside it."""

_LONGEST_MARK = 64
"""Characters: what is longer is no name of whose turn it is."""

_MOST_WAYS = 16
"""In which one piece is read after others; those with the fewest members in common with it come first."""

ITEM = "*"
OF_THE_STREAM = frozenset({("id",), ("event",), ("retry",)})
"""What says where one is in the stream is counted up, and no text in pieces."""

Marks = Mapping[Path, Tree]


@dataclass(frozen=True, slots=True)
class _Piece:
    """``marks`` are those of the object around it, in which its own member may be one."""

    marks: Marks = field(repr=False)
    text: str = field(repr=False)
    tells: int


class Turns:
    """The pieces of late, by the place they stood in; what stands ``apart`` is none."""

    def __init__(self, apart: frozenset[Path] = OF_THE_STREAM) -> None:
        self._apart = apart
        self._places: OrderedDict[Path, deque[_Piece]] = OrderedDict()

    def continued(self, record: Tree) -> list[tuple[Path, list[str]]]:
        """
        Remember the texts of a record, and return what each of them may continue, with it: piece after piece.

        Raises :class:`Failure` for a record with so many members beside its texts that nobody would compare them.
        """
        found: list[tuple[Path, list[str]]] = []
        for path, marks, text in _texts(record, (), {}, _Looks()):
            if not text or path in self._apart:
                continue
            before = self._at(path)
            found += [(path, [*pieces, text]) for pieces in _ways(path, marks, before)]
            kept = padding.end(text, _KEPT)
            before.append(_Piece(marks, kept, padding.tells(kept)))
        return found

    def _at(self, path: Path) -> deque[_Piece]:
        before = self._places.setdefault(path, deque(maxlen=PIECES))
        self._places.move_to_end(path)
        if len(self._places) > _PLACES:
            self._places.popitem(last=False)
        return before


class _Looks:
    """How many members were looked at beside the texts of one record."""

    def __init__(self) -> None:
        self._left = MOST_LOOKS

    def at(self, marks: Marks) -> Marks:
        self._left -= len(marks)
        if self._left < 0:
            raise Failure("too-many-fields")
        return marks


def _ways(path: Path, marks: Marks, before: deque[_Piece]) -> Iterator[list[str]]:
    """What is in common is a set of pieces, as the bits of a number: each set is read once."""
    everything = (1 << len(before)) - 1
    common = {_alike(name, value, before) for name, value in marks.items() if name != path} - {0, everything}
    ways, latest = dict.fromkeys(sorted(common)), sorted(common)
    while latest and len(ways) < _MOST_WAYS:
        latest = [both for one in latest for other in common if (both := one & other) and both not in ways]
        ways |= dict.fromkeys(latest)
    for way in list(ways)[:_MOST_WAYS]:
        yield _last([piece for number, piece in enumerate(before) if way >> number & 1])


def _last(pieces: list[_Piece]) -> list[str]:
    """Return the last of them, as many as are read with what follows."""
    told = size = 0
    texts: list[str] = []
    for piece in reversed(pieces):
        texts.insert(0, piece.text)
        told += piece.tells
        size += len(piece.text)
        if told >= _READ:
            told = padding.tells(
                "".join(texts)
            )  # of a code over several pieces each tells something by itself
        if told >= _READ or size >= padding.MOST:
            break
    return texts


def _alike(name: Path, value: Tree, before: deque[_Piece]) -> int:
    return sum(1 << number for number, piece in enumerate(before) if piece.marks.get(name, _ABSENT) == value)


_ABSENT = object()


def _texts(tree: Tree, path: Path, marks: Marks, looks: _Looks) -> Iterator[tuple[Path, Marks, str]]:
    """Each text with what stands beside it, and beside what it stands in; it stands among that itself."""
    if isinstance(tree, str):
        yield path, looks.at(marks), tree
    elif isinstance(tree, dict):
        own = {(*path, name): value for name, value in tree.items() if _is_mark(value)}
        beside = {**looks.at(marks), **own}
        for name, value in tree.items():
            yield from _texts(value, (*path, name), beside, looks)
    elif isinstance(tree, list):
        for number, item in enumerate(tree):
            yield from _texts(item, (*path, ITEM), {**looks.at(marks), (*path, ITEM, ITEM): number}, looks)


def _is_mark(value: Tree) -> bool:
    return len(value) <= _LONGEST_MARK if isinstance(value, str) else value is None or isinstance(value, int)
