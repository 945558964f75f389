"""
A tree and a View in, the tree that may leave out.

A new tree is built and only declared members are taken over, so what nobody thought of
stays behind.  On the way the texts that would leave are collected for the detectors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from firewall.model import Category, Node, Outcome, Place, Treatment, Tree, View
from firewall.ordered import TEXT, Numbered, Ordered
from firewall.transform.markers import MARKERS
from firewall.transform.ordered import gathered, spoken
from firewall.transform.pruned import UNDECLARED, ByColumn, Holder, Object, Pruned
from firewall.transform.shaping import (
    gone_of,
    has_parts,
    is_blank,
    is_plain,
    is_whole,
    marked_of,
    readings,
    shape_of,
)
from firewall.transform.values import Pseudonymize, treated

Tells = Callable[[tuple[str, ...]], bool]
"""Whether an object with members of these names could say more together than each of them."""

Accepts = Callable[[str], tuple[Category, ...]]
"""The categories for which an intake takes a member of this name; none where it does not."""


def _never(_: tuple[str, ...]) -> bool:
    return False


def prune(  # noqa: PLR0917  # what may leave follows from all of it
    tree: Tree,
    view: View,
    accepts: Accepts | None,
    pseudonymize: Pseudonymize,
    tells: Tells = _never,
    columns: ByColumn | None = None,
) -> Pruned:
    """
    Build what may leave.  Detectors have not spoken yet.

    An answer is the same whether or not there was something in it that must not leave: a marker
    stands in every record, and a part in which nothing is left does not.
    """
    pruning = _Pruning(accepts, pseudonymize, tells, columns, is_answer=view.accepts is None)
    pruning.out.tree = pruning.structure(tree, view.root)
    return pruning.out


class _Pruning:
    """One walk.  ``_members`` is the hot path: what can be said of a shape is said once, not once a record."""

    def __init__(
        self,
        accepts: Accepts | None,
        pseudonymize: Pseudonymize,
        tells: Tells,
        columns: ByColumn | None,
        *,
        is_answer: bool,
    ) -> None:
        self.out = Pruned()
        self._columns = columns if is_answer else None
        self._is_answer = is_answer
        self._accepts = accepts
        self._pseudonymize = pseudonymize
        self._tells = tells
        self._tell: dict[tuple[str, ...], bool] = {}
        self._read_names: dict[tuple[object, ...], bool] = {}
        self._within_text = False

    def structure(self, tree: Tree, node: Node) -> Tree:
        """A part that is declared only further down."""
        if isinstance(tree, dict):
            return self._members(tree, node)
        if isinstance(tree, Ordered):
            return self._ordered(tree, node, None)
        if isinstance(tree, list):
            return self._items(tree, node)
        if TEXT in node.members and isinstance(tree, str):
            return self._members({TEXT: tree}, node)
        self.out.undeclared += tree is not None
        return [] if node.any is not None and not node.members else {}

    def _members(self, tree: dict[str, Tree], node: Node) -> dict[str, Tree]:
        out = self.out
        shape = shape_of(tree, node, everywhere=self._is_answer)
        out.shapes[shape] = out.shapes.get(shape, 0) + 1
        out.gone += [(tree[name], place) for name, place in shape.dropped]
        texts = [tree[name] for name in shape.plain]
        are_texts = _TEXT.issuperset(map(type, texts))
        # What leaves as it is needs no second object: nothing is changed in such a one any more.
        stays = are_texts and type(tree) is dict and is_whole(shape, tree)
        kept: dict[str, Tree] = tree if stays else dict.fromkeys(shape.kept)
        if are_texts:
            kept.update(zip(shape.plain, texts, strict=True))
            out.texts += texts  # type: ignore[arg-type]  # all of them are, as was just asked
            out.places += shape.places
        else:
            for name, place in zip(shape.plain, shape.places, strict=True):
                kept[name] = self._covered(tree[name], node.members[name], place, kept, name)
        for name, below in shape.others:
            self._other(kept, name, tree.get(name), below, node)
        for name in shape.undeclared:
            self._undeclared(kept, name, tree[name])
        names = tuple(kept)  # what nothing is said by as it leaves says nothing
        tells = self._tell.get(names)
        if tells is None:
            tells = self._tell[names] = self._tells(names)
        if tells or (node.own and any(map(self._tells, readings(names, node)))):
            out.objects.append(Object(kept, tuple(gone_of(shape)), node, None))
        return kept

    def _other(self, kept: dict[str, Tree], name: str, value: Tree, below: Node, node: Node) -> None:
        if below is node.any:
            self._anything(kept, name, value, below)
        elif below.place is None:
            self._part(kept, name, value, below)
        else:
            self._declared(kept, name, value, below, below.place)

    def _part(self, kept: dict[str, Tree], name: str, value: Tree, below: Node) -> None:
        part = self.structure(value, below)
        is_empty_list = isinstance(value, list) and below.any is not None and below.any.place is not None
        if self._is_answer and is_blank(part, below) and not (is_empty_list or below.stays):
            del kept[name]  # an empty part would tell that there was something in it
        else:
            kept[name] = part

    def _anything(self, kept: dict[str, Tree], name: str, value: Tree, node: Node) -> None:
        """A key that stands for anything is data: it leaves only where its member is declared, and is."""
        place = node.place
        if place is None:
            self._stray(name, value)
        elif place.is_withheld:
            self._see(place, 1)
            self.out.gone.append((value, place))
        else:
            self.out.read_key(name, place)
            self._declared(kept, name, value, node, place)

    def _items(self, tree: list[Tree], node: Node) -> list[Tree]:
        # Where no list was declared, one of several is what one alone would be.
        below = node.any or node
        if below is node or below.place is None:
            by_column = self._columns and not self._within_text and self._columns(tree, below, self.out)
            if isinstance(by_column, list):
                return by_column
            if self._taken_over(tree, below):
                return list(tree)
            parts = [self.structure(item, below) for item in tree]
            drops = self._is_answer or below is node
            return [part for part in parts if not is_blank(part, below)] if drops else parts
        if below.place.is_withheld:
            self._see(below.place, len(tree))
            self.out.gone += [(item, below.place) for item in tree]
            return []  # as many as there were would tell how many there were
        kept: list[Tree] = [None] * len(tree)
        for number, item in enumerate(tree):
            self._declared(kept, number, item, below, below.place)
        return kept

    def _taken_over(self, tree: list[Tree], node: Node) -> bool:
        """Take over records of one shape that leave as they are, all at once; tells whether they were such."""
        first = tree[0] if tree else None
        if not isinstance(first, dict) or not first or not _OBJECT.issuperset(map(type, tree)):
            return False
        shape = shape_of(first, node, everywhere=self._is_answer)
        records: list[dict[str, Tree]] = tree  # type: ignore[assignment]  # as was just asked
        if not is_whole(shape, first) or not {tuple(first)}.issuperset(map(tuple, records)):
            return False
        if not _TEXT.issuperset(map(type, _values(records))):
            return False
        out, times = self.out, len(records)
        out.shapes[shape] = out.shapes.get(shape, 0) + times
        out.texts += _values(records)  # type: ignore[arg-type]  # all of them are texts, as was just asked
        out.places += shape.places * times
        if self._tells(tuple(first)) or (node.own and any(map(self._tells, readings(tuple(first), node)))):
            out.objects += [Object(record, (), node, None) for record in records]
        return True

    def _undeclared(self, kept: dict[str, Tree], name: str, value: Tree) -> None:
        """Removed; but an intake keeps what its name says it accepts."""
        categories = self._accepts(name) if self._accepts is not None else ()
        if categories:
            place = Place(UNDECLARED, categories, _RELEASE, cuts=True)
            self._declared(kept, name, value, _LEAF, place)
        else:
            self._stray(name, value)

    def _declared(self, kept: Holder, key: str | int, value: Tree, node: Node, place: Place) -> None:
        seen = self.out.seen
        seen[place] = seen.get(place, 0) + 1
        if place.treatment.outcome >= Outcome.REMOVE:
            self.out.gone.append((value, place))
            if place.marker is not None:
                kept[key] = MARKERS[place.marker]  # type: ignore[index]  # the key came with its holder
            return
        kept[key] = self._covered(value, node, place, kept, key)  # type: ignore[index]  # as above

    def _covered(self, value: Tree, node: Node, place: Place, holder: Holder, key: str | int) -> Tree:
        """A value under a declared member; deeper declarations still count for themselves."""
        if type(value) is str and has_parts(node):
            return self._covered_members({TEXT: value}, node, place)
        if type(value) is str:
            if place.cuts:
                self.out.spots[len(self.out.texts)] = (holder, key)
            self.out.read(value, place)
        elif isinstance(value, dict):
            return self._covered_members(value, node, place)
        elif isinstance(value, Ordered):
            return self._ordered(value, node, place)
        elif isinstance(value, list):
            return self._covered_items(value, node, place)
        elif value is not None and not isinstance(value, bool):
            self.out.read(str(value), place)
        if place.treatment.outcome is Outcome.RELEASE:
            return value
        self.out.gone.append((value, place))
        return treated(value, place.treatment, self._pseudonymize)  # the detectors read it as it was

    def _covered_items(self, tree: list[Tree], node: Node, place: Place) -> list[Tree]:
        below = node.any or node  # a list where one was declared: what is said of the one counts for each
        if below is not node and below.place is not None:
            return self._items(tree, node)
        items: list[Tree] = []
        for number, item in enumerate(tree):
            items.append(self._covered(item, below, place, items, number))
        return items

    def _covered_members(self, tree: dict[str, Tree], node: Node, place: Place) -> dict[str, Tree]:
        is_flat = not node.members and node.any is None and is_plain(place)
        if is_flat and _TEXT.issuperset(map(type, tree.values())):
            self._covered_texts(tree, node, place)
            return tree
        kept: dict[str, Tree] = {}
        for name, value in tree.items():
            self._covered_member(kept, name, value, node, place, is_place=isinstance(tree, Numbered))
        if self._is_answer:
            self._mark(kept, node)
        if self._tells(tuple(kept)):
            self.out.objects.append(Object(kept, (), node, place))
        return kept

    def _covered_member(  # where it stands, and in what
        self,
        kept: dict[str, Tree],
        name: str,
        value: Tree,
        node: Node,
        place: Place,
        *,
        is_place: bool = False,
    ) -> None:
        """``is_place`` tells that the name is one of ours: what is said of the object counts for the part."""
        others = node.any
        below = node.members.get(name, others)
        is_undeclared = below is None or (below is others and below.place is None)
        if is_undeclared and name == TEXT:
            kept[name] = self._covered(value, _LEAF, place, kept, name)
        elif is_undeclared and not is_place and place.treatment.outcome is not Outcome.RELEASE:
            self._stray(name, value)  # a key is data too, and one that nobody declared cannot be treated
        elif below is None or is_undeclared:
            self.out.read_key(name, place)
            kept[name] = self._covered(value, below or _LEAF, place, kept, name)
        elif below is others:
            self._anything(kept, name, value, below)
        elif below.place is not None:
            self._declared(kept, name, value, below, below.place)
        else:
            self._covered_part(kept, name, value, below, place)

    def _ordered(self, tree: Ordered, node: Node, place: Place | None) -> Ordered:
        """
        One object, a member at a time; ``place`` is that of what it stands in, where that is declared.

        Its markers stand once, and last, as in any object.  What a reader would put together is judged
        together: the members, and the texts that follow one another where text stands between members.
        """
        out, first, within = self.out, len(self.out.texts), self._within_text
        is_mixed = any(TEXT in item for item in tree if isinstance(item, dict))
        self._within_text = within or is_mixed
        kept, gone = self._one_by_one(tree, node, place)
        self._within_text = within
        together = gathered(kept)
        if self._tells(tuple(dict.fromkeys((*together, *gone)))):
            out.objects.append(Object(together, gone if place is None else (), node, place))
        if is_mixed and not within and len(out.texts) > first:
            self.out.read(spoken(kept), out.places[first])
        return kept

    def _one_by_one(self, tree: Ordered, node: Node, place: Place | None) -> tuple[Ordered, tuple[str, ...]]:
        """Return what is kept, and the names of what is not."""
        marked = marked_of(node) if self._is_answer else {}
        kept, gone, last = Ordered(), [], {}  # type: ignore[var-annotated]  # as returned, and as marked below
        for name, value in (member for item in tree if isinstance(item, dict) for member in item.items()):
            part: dict[str, Tree] = {}
            if name in marked:
                self.out.gone.append((value, marked[name].place))  # type: ignore[arg-type]  # a marked one has a place
            elif place is not None:
                self._covered_member(part, name, value, node, place)
            else:
                self._member(part, name, value, node)
            if part:
                kept.append(part)
            else:
                gone.append(name)
        if marked:
            self._mark(last, node)
            kept.append(last)
        return kept, tuple(dict.fromkeys(gone))  # one name may be gone tens of thousands of times

    def _member(self, kept: dict[str, Tree], name: str, value: Tree, node: Node) -> None:
        below = node.members.get(name, node.any)
        if below is None:
            self._undeclared(kept, name, value)
            return
        if below.place is None and below is not node.any:
            kept[name] = None  # it may be taken out again
        self._other(kept, name, value, below, node)

    def _covered_texts(self, tree: dict[str, Tree], node: Node, place: Place) -> None:
        """Texts that leave as they are: the names of such an object are read once."""
        out = self.out
        names = (place, *tree)
        tells = self._read_names.get(names)
        if tells is None:
            tells = self._read_names[names] = self._tells(tuple(tree))
            for name in tree:
                self.out.read_key(name, place)
        if tells:
            out.objects.append(Object(tree, (), node, place))
        out.texts += tree.values()  # type: ignore[arg-type]  # all of them are, as the caller asked
        out.places += [place] * len(tree)

    def _covered_part(self, kept: dict[str, Tree], name: str, value: Tree, below: Node, place: Place) -> None:
        part = self._covered(value, below, place, kept, name)
        if not (self._is_answer and isinstance(value, dict) and is_blank(part, below)):
            kept[name] = part

    def _mark(self, kept: dict[str, Tree], node: Node) -> None:
        """Markers stand in every record, and last: their place would tell, too."""
        for name, below in marked_of(node).items():
            kept.pop(name, None)
            self._declared(kept, name, None, below, below.place)  # type: ignore[arg-type]  # a marked one has a place

    def _stray(self, name: str, value: Tree) -> None:
        self.out.undeclared += 1
        self.out.strays.append((name, value))

    def _see(self, place: Place, times: int) -> None:
        self.out.seen[place] = self.out.seen.get(place, 0) + times


def _values(records: list[dict[str, Tree]]) -> Iterator[Tree]:
    return chain.from_iterable(map(dict.values, records))


_OBJECT, _TEXT = frozenset({dict}), frozenset({str})

_LEAF = Node()
_RELEASE = Treatment(Outcome.RELEASE)
