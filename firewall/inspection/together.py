"""What the members of an object that would leave say together: codes, pairs of name and value, combinations."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.detect import Detectors
from firewall.detect.recognizer import ACTS
from firewall.model import Category, Node, Place
from firewall.transform.prune import Pruned


def said_together(pruned: Pruned, detectors: Detectors) -> Iterator[tuple[Place, Category]]:
    """Yield (declared place, category that is said there) of everything that could leave."""
    for members, node, covering in pruned.objects:
        around = () if covering is None else _names(covering)
        for verdict in detectors.shapes.judge(members, around):
            place = _place(node, verdict.steps, covering)
            if place is not None and verdict.confidence >= ACTS:
                yield place, verdict.category


def _names(place: Place) -> tuple[str, ...]:
    return tuple(step for step in place.pattern.split("/") if step not in {"", "*"})


def _place(node: Node, steps: tuple[str | int, ...], covering: Place | None) -> Place | None:
    """Return the deepest declared place on the way."""
    below: Node | None = node
    for step in steps:
        if below is not None:
            below = (below.members.get(step) if isinstance(step, str) else None) or below.any
        if below is not None and below.place is not None:
            covering = below.place
    return covering
