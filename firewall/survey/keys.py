"""
Objects whose keys are values: ``{"Ana Nobody": {...}, "John Madeup": {...}}`` lists people, and names no member.

What a person is called must stand in no policy and on no screen.  Nothing tells a name of a person from a name of a
member, so the shape does: objects that look alike, side by side, are records, and their keys are theirs; so are keys
that every answer has others of.
In doubt they are: then a member is left undeclared, and nothing of it goes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from firewall.detect.leaves import Steps
from firewall.model import Path, Tree
from firewall.survey.places import ANY, Places

_FEWEST = 2
_NOBODY = frozenset(
    {
        "data",
        "included",
        "links",
        "_links",
        "meta",
        "results",
        "items",
        "rows",
        "features",
        "value",
        "records",
    }
)
"""What answers are wrapped in, and nobody is called: two such lists side by side are still two lists."""


@dataclass(frozen=True, slots=True)
class Keys:
    """
    Tells names of members from keys that are values.

    ``objects`` are the places whose keys are values.  ``columns`` are names in a table's first row: they are
    written for people, blanks and all, and no row is called by them.
    """

    places: Places
    objects: Collection[Path] = frozenset()
    columns: Collection[str] = frozenset()

    def values(self, path: Steps) -> Iterator[bool]:
        """Tell of each step of a place whether it is a key that is a value."""
        here: Path = ()
        for step in path:
            # A description writes items as `*`.
            is_value = isinstance(step, str) and step != ANY and (here in self.objects or self._is_data(step))
            yield is_value
            here = (*here, ANY if is_value or isinstance(step, int) else step)

    def pattern(self, path: Steps) -> Path:
        """Return the place with ``*`` for every item, and for every key that is a value."""
        told = zip(path, self.values(path), strict=True)
        return tuple(ANY if is_value or isinstance(step, int) else step for step, is_value in told)

    def _is_data(self, step: str) -> bool:
        return self.places.holds_data(step) if step in self.columns else self.places.is_data(step)


def keys_of(trees: Iterable[Tree], places: Places, columns: Collection[str] = frozenset()) -> Keys:
    """Look at all answers together: a page may hold one person, and the next another."""
    found: set[Path] = set()
    plain = Keys(places, columns=columns)
    waiting: list[tuple[Path, list[Tree]]] = [((), list(trees))]
    while waiting:
        here, nodes = waiting.pop()
        members = _members(nodes)
        if _are_alike(members) or _are_others_each_time(members, nodes):
            found.add(here)
        below: dict[str, list[Tree]] = {}
        for name, values in members.items():
            step = ANY if here in found else plain.pattern((name,))[0]
            below.setdefault(step, []).extend(values)
        items = [item for node in nodes if isinstance(node, list) for item in node if item]
        if items:
            below.setdefault(ANY, []).extend(items)
        waiting += (((*here, step), values) for step, values in below.items())
    return Keys(places, frozenset(found), columns)


def _members(nodes: Iterable[Tree]) -> dict[str, list[Tree]]:
    members: dict[str, list[Tree]] = {}
    for node in nodes:
        if isinstance(node, dict):
            for name, value in node.items():
                members.setdefault(name, []).append(value)
    return members


def _are_alike(members: Mapping[str, Sequence[Tree]]) -> bool:
    """Whether most members, and at least two, are objects that mostly have the same members, or lists of such."""
    shapes = [shape for name, values in members.items() if name not in _NOBODY and (shape := _shape(values))]
    counted = Counter(name for shape in shapes for name in shape)
    usual = {name for name, count in counted.items() if count * 2 > len(shapes)}
    alike = sum(bool(shape & usual) and len(shape & usual) * 2 >= len(shape | usual) for shape in shapes)
    return alike >= _FEWEST and alike * 2 > len(members)


def _are_others_each_time(members: Mapping[str, Sequence[Tree]], nodes: Iterable[Tree]) -> bool:
    """Whether several objects stand here, and no two of them have a member in common."""
    objects = sum(isinstance(node, dict) and bool(node) for node in nodes)
    return objects >= _FEWEST and all(len(values) == 1 for values in members.values())


def _shape(values: Iterable[Tree]) -> frozenset[str]:
    """Return the names of the members of what stands at one place."""
    names: set[str] = set()
    for value in values:
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, dict):
                names.update(one)
    return frozenset(names)
