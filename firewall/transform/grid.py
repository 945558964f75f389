"""
Grid and a View in, the columns that may leave out: what ``prune`` does with records, for records of one shape.

Each different value of a column is looked at once, and what becomes of it becomes of it in every record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from firewall.grid import Column, Grid, distinct, grid_of, is_text, values_of
from firewall.model import Node, Outcome, Place, Tree, View
from firewall.transform.markers import MARKERS
from firewall.transform.prune import Tells
from firewall.transform.pruned import Object, Pruned
from firewall.transform.shaping import gone_of, is_blank, is_plain, readings, shape_of
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
    """What may leave, by column, of which one may have columns itself; a cut in ``Pruned.spots`` shows in it."""

    records: int
    kept: dict[str, _Column | Left] = field(default_factory=dict)

    def grid(self) -> Grid:
        columns = tuple(
            column.left() if isinstance(column, _Column) else column.grid() for column in self.kept.values()
        )
        return Grid(tuple(self.kept), columns, self.records)


def prune_grid(
    given: Grid, view: View, pseudonymize: Pseudonymize, tells: Tells, is_name: IsName
) -> tuple[Pruned, Left] | None:
    """
    Build what may leave.  Detectors have not spoken yet.

    ``texts`` of what is returned are the different ones of each column, and ``times`` says how often each is there.
    None where records have to be looked at one by one.
    """
    node = _node(view)
    if node is None or not given.records or not _fits(given, node):
        return None
    out = Pruned()
    return out, Columns(pseudonymize, tells, is_name).pruned(given, node, out)


def _node(view: View) -> Node | None:
    """Where a record's members are declared."""
    if view.accepts is not None or view.root.place is not None:
        return None
    node = view.root.any or view.root
    return node if node.place is None else None


def _fits(given: Grid, node: Node) -> bool:
    """Whether nothing has to be looked at record by record."""
    of = dict(zip(given.names, given.columns, strict=True))
    shape = shape_of(given.first, node, everywhere=True)
    return all(_is_simple(of.get(name), below, node) for name, below in shape.others) and not any(
        _has_members(node.members.get(name)) for name in shape.plain
    )


def _is_simple(column: Column | None, below: Node, node: Node) -> bool:
    if below is node.any:
        return False
    if below.place is not None:
        is_whole = not isinstance(column, Grid) or _leaves_as_it_is(column, below.place)
        return not _has_members(below) and (below.place.is_withheld or is_whole)
    return isinstance(column, Grid) and below.any is None and _fits(column, below)


def _leaves_as_it_is(column: Grid, place: Place) -> bool:
    """Whether objects leave whole that stand where something was declared: nothing but texts, and no one is changed."""
    return is_plain(place) and all(not isinstance(one, Grid) and is_text(one) for one in column.columns)


def _has_members(below: Node | None) -> bool:
    return below is None or bool(below.members) or below.any is not None


@dataclass(frozen=True, slots=True)
class Columns:
    """Prunes the items of a list by column, where they can be.  It is the ``ByColumn`` of ``prune``."""

    pseudonymize: Pseudonymize
    tells: Tells
    is_name: IsName

    def __call__(self, items: list[Tree], node: Node, out: Pruned) -> list[Tree] | None:
        """Return what may leave of the items, and note in ``out`` how to do so again once texts were cut."""
        given = grid_of(items)
        if given is None or not _fits(given, node):
            return None
        left = self.pruned(given, node, out)
        rows: list[Tree] = [*left.grid().rows()]
        out.by_column.append((rows, left.grid))
        return rows

    def pruned(self, given: Grid, node: Node, out: Pruned) -> Left:
        gone: list[tuple[Sequence[Tree], Place]] = []
        pruning = _Pruning(given, node, self, out, gone)
        left = pruning.pruned()
        out.gone += _each_once(gone, self.is_name)
        return Left(0) if is_blank(dict.fromkeys(left.kept), node) else left


class _Pruning:
    """One level of the records; those below have their own."""

    def __init__(
        self, given: Grid, node: Node, how: Columns, out: Pruned, gone: list[tuple[Sequence[Tree], Place]]
    ) -> None:
        self._of = dict(zip(given.names, given.columns, strict=True))
        self._node, self._how = node, how
        self._shape = shape_of(given.first, node, everywhere=True)
        self._nothing: list[Tree] = [None] * given.records
        self._gone = gone
        self.out = out
        self.left = Left(given.records, {name: _Column(self._nothing) for name in self._shape.kept})

    def pruned(self) -> Left:
        shape, out, records = self._shape, self.out, self.left.records
        out.shapes[shape] = out.shapes.get(shape, 0) + records
        self._gone += [(self._values(name), place) for name, place in shape.dropped]
        for name, place in zip(shape.plain, shape.places, strict=True):
            self._covered(name, place)
        for name, below in shape.others:
            if below.place is None:
                self._part(name, below)
            else:
                out.seen[below.place] = out.seen.get(below.place, 0) + records
                self._declared(name, below, below.place)
        for name in shape.undeclared:
            out.undeclared += records
            out.strays += [(name, value) for value in distinct(self._values(name))]
        names = tuple(self.left.kept)
        if self._how.tells(names) or any(map(self._how.tells, readings(names, self._node))):
            gone = tuple(gone_of(shape))
            out.objects += [Object(row, gone, self._node, None) for row in self.left.grid().rows()]
        return self.left

    def _values(self, name: str) -> Sequence[Tree]:
        return values_of(self._of.get(name, self._nothing))

    def _part(self, name: str, below: Node) -> None:
        column = self._of[name]
        if not isinstance(column, Grid):  # as was asked before
            raise TypeError(name)
        part = _Pruning(column, below, self._how, self.out, self._gone).pruned()
        if is_blank(dict.fromkeys(part.kept), below) and not below.stays:
            del self.left.kept[name]
        else:
            self.left.kept[name] = part

    def _declared(self, name: str, below: Node, place: Place) -> None:
        if not place.is_withheld:
            column = self._of.get(name)
            if isinstance(column, Grid):
                self._covered_texts(name, column, below, place)
            else:
                self._covered(name, place)
            return
        self._gone.append((self._values(name), place))
        if place.marker is not None:
            self.left.kept[name] = _Column([MARKERS[place.marker]] * self.left.records)

    def _covered(self, name: str, place: Place) -> None:
        values = self._values(name)
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
        numbers: dict[str, int] = {}
        for value in different:
            self._read(column, value, place, numbers)
        if numbers:
            self._count(values, numbers)

    def _covered_texts(self, name: str, column: Grid, below: Node, place: Place) -> None:
        """Objects of texts that leave as they are; nobody declared their names, which are data too."""
        out = self.out
        texts = {key: values_of(values) for key, values in zip(column.names, column.columns, strict=True)}
        self.left.kept[name] = Left(column.records, {key: _Column(values) for key, values in texts.items()})
        for key, values in texts.items():
            out.read_key(key, place)
            different = distinct(values)
            out.texts += map(str, different)
            out.places += [place] * len(different)
        if self._how.tells(column.names):
            out.objects += [Object(row, (), below, place) for row in column.rows()]

    def _read(self, column: _Column, value: Tree, place: Place, numbers: dict[str, int]) -> None:
        """``numbers`` gets those of the texts that may be cut."""
        out = self.out
        if type(value) is str:
            if column.otherwise is not None:
                column.becomes[value] = column.otherwise(value)
            if place.cuts:
                numbers[value] = len(out.texts)
                out.spots[len(out.texts)] = (column.becomes, value)
        elif value is None or isinstance(value, bool):
            return
        out.texts.append(str(value))
        out.places.append(place)

    def _count(self, values: Sequence[Tree], numbers: dict[str, int]) -> None:
        """How often each text is there that may be cut."""
        times = self.out.times
        for value in values:
            if type(value) is str:
                times[numbers[value]] = times.get(numbers[value], 0) + 1

    def _as_it_is(self, value: Tree) -> Tree:
        return value

    def _treating(self, place: Place) -> Callable[[Tree], Tree]:
        return lambda value: treated(value, place.treatment, self._how.pseudonymize)


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
