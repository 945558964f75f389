"""
Grid and a View in, the columns that may leave out: what ``prune`` does with records, for records of one shape.

Each different value of a column is looked at once, and what becomes of it becomes of it in every record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from firewall.grid import Grid, distinct, is_text
from firewall.model import Node, Outcome, Place, Shape, Tree, View
from firewall.transform.markers import MARKERS
from firewall.transform.prune import Object, Pruned, Tells
from firewall.transform.shaping import is_blank, shape_of
from firewall.transform.values import Pseudonymize, treated

IsName = Callable[[Place], bool]
"""Whether what stands in a place is a part of a name: those of one record are read together."""


@dataclass(slots=True)
class _Column:
    """``becomes`` tells what leaves instead of a text; where it is empty, all leaves as it is."""

    values: Sequence[Tree] = field(repr=False)
    becomes: dict[str, Tree] = field(default_factory=dict, repr=False)
    otherwise: Callable[[Tree], Tree] | None = None

    def left(self) -> Sequence[Tree]:
        becomes, otherwise = self.becomes, self.otherwise
        if otherwise is None:
            return self.values
        return [becomes[value] if type(value) is str else otherwise(value) for value in self.values]


@dataclass(slots=True)
class Left:
    """What may leave, by column; a cut in ``Pruned.spots`` shows in it."""

    records: int
    kept: dict[str, _Column] = field(default_factory=dict)

    def grid(self) -> Grid:
        return Grid(tuple(self.kept), tuple(column.left() for column in self.kept.values()), self.records)


def prune_grid(
    given: Grid, view: View, pseudonymize: Pseudonymize, tells: Tells, is_name: IsName
) -> tuple[Pruned, Left] | None:
    """
    Build what may leave.  Detectors have not spoken yet.

    ``texts`` of what is returned are the different ones of each column, and ``times`` says how often each is there.
    None where records have to be looked at one by one.
    """
    node = _node(view)
    if node is None or not given.records:
        return None
    shape = shape_of(given.first, node, everywhere=True)
    if not all(_is_simple(below, node) for _, below in shape.others):
        return None
    if any(_has_members(node.members.get(name)) for name in shape.plain):
        return None
    return _Pruning(given, shape, pseudonymize).pruned(node, tells, is_name)


def _node(view: View) -> Node | None:
    """Where a record's members are declared."""
    if view.accepts is not None or view.root.place is not None:
        return None
    node = view.root.any or view.root
    return node if node.place is None else None


def _is_simple(below: Node, node: Node) -> bool:
    return below is not node.any and below.place is not None and not _has_members(below)


def _has_members(below: Node | None) -> bool:
    return below is None or bool(below.members) or below.any is not None


class _Pruning:
    def __init__(self, given: Grid, shape: Shape, pseudonymize: Pseudonymize) -> None:
        self._of = dict(zip(given.names, given.columns, strict=True))
        self._shape = shape
        self._pseudonymize = pseudonymize
        self._nothing: list[Tree] = [None] * given.records
        self._gone: list[tuple[Sequence[Tree], Place]] = []
        self.out = Pruned()
        self.left = Left(given.records, {name: _Column(self._nothing) for name in shape.kept})

    def pruned(self, node: Node, tells: Tells, is_name: IsName) -> tuple[Pruned, Left]:
        shape, out, records = self._shape, self.out, self.left.records
        out.shapes[shape] = records
        self._gone += [(self._of[name], place) for name, place in shape.dropped]
        for name, place in zip(shape.plain, shape.places, strict=True):
            self._covered(name, place)
        for name, below in shape.others:
            if below.place is not None:
                out.seen[below.place] = out.seen.get(below.place, 0) + records
                self._declared(name, below.place)
        for name in shape.undeclared:
            out.undeclared += records
            out.strays += [(name, value) for value in distinct(self._of[name])]
        out.gone = list(_each_once(self._gone, is_name))
        names = tuple(self.left.kept)
        if tells(names):
            out.objects = [Object(row, (), node, None) for row in self.left.grid().rows()]
        if is_blank(dict.fromkeys(names), node):
            self.left = Left(0)
        return out, self.left

    def _declared(self, name: str, place: Place) -> None:
        if not place.is_withheld:
            self._covered(name, place)
            return
        self._gone.append((self._of.get(name, self._nothing), place))
        if place.marker is not None:
            self.left.kept[name] = _Column([MARKERS[place.marker]] * self.left.records)

    def _covered(self, name: str, place: Place) -> None:
        values = self._of[name]
        column = self.left.kept[name] = _Column(values)
        is_released = place.treatment.outcome is Outcome.RELEASE
        if not is_released:
            self._gone.append((values, place))
        if not is_released or place.cuts:
            column.otherwise = self._as_it_is if is_released else self._treating(place)
        different = distinct(values)
        if column.otherwise is None and is_text(different):
            self.out.texts += map(str, different)
            self.out.places += [place] * len(different)
            return
        for value in different:
            self._read(column, value, place)
        if place.cuts:
            self._count(column)

    def _read(self, column: _Column, value: Tree, place: Place) -> None:
        out = self.out
        if type(value) is str:
            if column.otherwise is not None:
                column.becomes[value] = column.otherwise(value)
            if place.cuts:
                out.spots[len(out.texts)] = (column.becomes, value)
        elif value is None or isinstance(value, bool):
            return
        out.texts.append(str(value))
        out.places.append(place)

    def _count(self, column: _Column) -> None:
        """How often each text is there that may be cut."""
        numbers = {
            key: number for number, (holder, key) in self.out.spots.items() if holder is column.becomes
        }
        times = self.out.times
        for value in column.values:
            if type(value) is str:
                times[numbers[value]] = times.get(numbers[value], 0) + 1

    def _as_it_is(self, value: Tree) -> Tree:
        return value

    def _treating(self, place: Place) -> Callable[[Tree], Tree]:
        return lambda value: treated(value, place.treatment, self._pseudonymize)


def _each_once(gone: list[tuple[Sequence[Tree], Place]], is_name: IsName) -> Iterator[tuple[Tree, Place]]:
    """Yield what does not leave: parts of a name record by record, for they are one; else each value once."""
    yield from (
        (column[0], place) for column, place in gone
    )  # places in the order in which records have them
    names = [(column, place) for column, place in gone if is_name(place)]
    for column, place in gone:
        if len(names) < 2 or not is_name(place):  # noqa: PLR2004  # parts
            yield from ((value, place) for value in distinct(column))
    if len(names) > 1:
        rows = zip(*(column for column, _ in names), strict=True)
        places = [place for _, place in names]
        is_plain = all(is_text(column) for column, _ in names)
        each = dict.fromkeys(rows) if is_plain else rows
        yield from chain.from_iterable(zip(row, places, strict=True) for row in each)
