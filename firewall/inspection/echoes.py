"""What was taken out of a message must not stand elsewhere in what is left of it."""

from __future__ import annotations

from collections.abc import Iterator

from firewall.detect import Detectors, Span
from firewall.detect.echo import LONGEST, echoes
from firewall.model import Category, Outcome, Place, Tree
from firewall.transform.prune import Pruned


def met_again(pruned: Pruned, detectors: Detectors) -> Iterator[tuple[int, Span]]:
    """Yield (number of a text that would leave, where in it) of everything that was taken out elsewhere."""
    known = echoes(_values(pruned, detectors))
    for number in known.suspects(pruned.texts):
        place = pruned.places[number]
        if place.treatment.outcome is Outcome.RELEASE:  # else it is one of those taken out itself
            spans = known.find(pruned.texts[number], is_free=place.cuts)
            yield from ((number, span) for span in spans)


def _values(pruned: Pruned, detectors: Detectors) -> Iterator[tuple[str, tuple[Category, ...]]]:
    for place, values in _by_place(pruned).items():
        yield from ((value, place.categories) for value in values)
    for name, tree in pruned.strays:
        categories = detectors.names.categories(name)
        if categories:
            yield from ((value, tuple(sorted(categories))) for value in _leaves(tree))


def _by_place(pruned: Pruned) -> dict[Place, set[str]]:
    """Each value once: records have much in common."""
    found: dict[Place, set[str]] = {}
    for tree, place in pruned.gone:
        values = found.get(place)
        if values is None:
            values = found[place] = set()
        if type(tree) is not str:
            values.update(_leaves(tree))
        elif len(tree) <= LONGEST:
            values.add(tree)
    return found


def _leaves(tree: Tree) -> Iterator[str]:
    if type(tree) is str:
        yield tree
    elif isinstance(tree, dict):
        for value in tree.values():
            yield from _leaves(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from _leaves(item)
    elif tree is not None and not isinstance(tree, bool):
        yield str(tree)
