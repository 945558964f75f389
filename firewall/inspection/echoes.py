"""What was taken out of a message must not stand elsewhere in what is left of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from firewall.detect import Detectors, Span
from firewall.detect.echo import LONGEST, echoes
from firewall.model import Category, Outcome, Place, Tree
from firewall.policy.people import PERSON
from firewall.transform.prune import Pruned

Named = Mapping[str, Sequence[Span]]
"""What a model found in each text that it was shown: people and places."""


def met_again(pruned: Pruned, detectors: Detectors) -> Iterator[tuple[int, Span]]:
    """Yield (number of a text that would leave, where in it) of everything that was taken out elsewhere."""
    known = echoes(_values(pruned, detectors))
    for number in known.suspects(pruned.texts):
        place = pruned.places[number]
        if place.treatment.outcome is Outcome.RELEASE:  # else it is one of those taken out itself
            spans = known.find(pruned.texts[number], is_free=place.cuts)
            yield from ((number, span) for span in spans)


def named_again(pruned: Pruned, named: Named) -> Iterator[tuple[int, Span]]:
    """
    Yield where somebody whom a model found in one text stands in another one, and it did not see them there.

    Whole names alone: a single word that it took for one would be cut out of every note.
    """
    numbers = [number for number, place in enumerate(pruned.places) if place.needs_names]
    texts = [pruned.texts[number] for number in numbers]
    known = echoes(_people(texts, named))
    for index in known.suspects(texts):
        text = texts[index]
        for span in known.find(text, is_free=True):
            if not any(span.start < one.end and one.start < span.end for one in named[text]):
                yield numbers[index], span


def _people(texts: Sequence[str], named: Named) -> Iterator[tuple[str, tuple[Category, ...]]]:
    for text in dict.fromkeys(texts):
        for span in named[text]:
            name = text[span.start : span.end]
            if span.category == PERSON and len(name.split()) > 1:
                yield name, (PERSON,)


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
