"""What pruning comes to: the tree that would leave, and all that has to be known to judge it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from firewall.model import UNCLASSIFIED, Count, Node, Outcome, Place, Shape, Tree

if TYPE_CHECKING:
    from firewall.grid import Grid

UNDECLARED = "?"
"""How an undeclared member appears in every record: its name may be somebody's."""

Holder = dict[str, Tree] | list[Tree]


class Object(NamedTuple):
    """
    An object that would leave, and the names of what was taken out of it in every record alike.

    ``covering`` is the place around it, where it has none of its own.
    """

    members: dict[str, Tree]
    gone: tuple[str, ...]
    node: Node
    covering: Place | None


@dataclass(slots=True)
class Pruned:
    """
    ``texts`` are those that would leave, ``places`` where each of them stands.

    ``spots`` tells, for texts that may be cut, where they are in the tree.  ``keys`` are member
    names that no file declares, under a declared member: data like any other.  ``gone`` is what does
    not leave as it was, with its place; ``strays`` are the undeclared members among it, with their names.
    ``objects`` may say more by their members together.  ``times`` tells how often a text is there that may be cut,
    where it is not once.  ``by_column`` are the lists that were pruned by column, and what they are once texts
    were cut.
    """

    tree: Tree = None
    texts: list[str] = field(default_factory=list, repr=False)
    places: list[Place] = field(default_factory=list)
    spots: dict[int, tuple[Holder, str | int]] = field(default_factory=dict)
    keys: set[tuple[str, Place]] = field(default_factory=set)
    seen: dict[Place, int] = field(default_factory=dict)
    shapes: dict[Shape, int] = field(default_factory=dict)
    gone: list[tuple[Tree, Place]] = field(default_factory=list, repr=False)
    strays: list[tuple[str, Tree]] = field(default_factory=list, repr=False)
    objects: list[Object] = field(default_factory=list, repr=False)
    undeclared: int = 0
    times: dict[int, int] = field(default_factory=dict)
    by_column: list[tuple[list[Tree], Callable[[], Grid]]] = field(default_factory=list, repr=False)

    def read(self, text: str, place: Place) -> None:
        self.texts.append(text)
        self.places.append(place)

    def read_key(self, name: str, place: Place) -> None:
        """Read a member name that is data, once for each place."""
        if (name, place) not in self.keys:
            self.keys.add((name, place))
            self.read(name, place)

    def met(self) -> dict[Place, int]:
        """How often each declared place was met."""
        met = dict(self.seen)
        for shape, times in self.shapes.items():
            for place in (*shape.places, *(place for _, place in shape.dropped)):
                met[place] = met.get(place, 0) + times
        return met

    @property
    def has_dropped(self) -> bool:
        """Whether anything stayed behind."""
        return (
            self.undeclared > 0
            or any(shape.dropped for shape in self.shapes)
            or any(place.is_withheld for place in self.seen)
        )

    def counts(self) -> tuple[Count, ...]:
        found = [
            Count(place.pattern, category, place.treatment.outcome, times)
            for place, times in self.met().items()
            for category in place.categories
        ]
        if self.undeclared:
            found.append(Count(UNDECLARED, UNCLASSIFIED, Outcome.REMOVE, self.undeclared))
        return tuple(found)


ByColumn = Callable[[list[Tree], Node, Pruned], list[Tree] | None]
"""Prunes the items of a list together, and notes what there is to be known; None where each needs its own look."""
