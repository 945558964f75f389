"""What was taken out of a message must not stand elsewhere in what is left of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from firewall.detect import Detectors, Span
from firewall.detect.echo import echoes
from firewall.model import Category, Outcome, Tree
from firewall.transform.prune import Pruned


def met_again(pruned: Pruned, detectors: Detectors) -> Iterator[tuple[int, Span]]:
    """Yield (number of a text that would leave, where in it) of everything that was taken out elsewhere."""
    known = echoes(dict.fromkeys(_values(pruned, detectors)))
    for number in known.suspects(pruned.texts):
        place = pruned.places[number]
        if place.treatment.outcome is Outcome.RELEASE:  # else it is one of those taken out itself
            spans = known.find(pruned.texts[number], is_free=place.cuts)
            yield from ((number, span) for span in spans)


def _values(pruned: Pruned, detectors: Detectors) -> Iterator[tuple[str, Sequence[Category]]]:
    for tree, place in pruned.gone:
        for value in _leaves(tree):
            yield value, place.categories
    for name, tree in pruned.strays:
        categories = tuple(sorted(detectors.names.categories(name)))
        if categories:
            for value in _leaves(tree):
                yield value, categories


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
