"""What was taken out of a message must not stand elsewhere in what is left of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from firewall.detect import Detectors, Span
from firewall.detect.echo import LONGEST_VALUE, Values, echoes, echoes_of
from firewall.detect.leaves import text_of
from firewall.detect.recognizer import TooManyError
from firewall.detect.short import MOST_LETTERS
from firewall.detect.somebody import NAMES
from firewall.inspection.reading import Failure
from firewall.model import Category, Outcome, Place, Tree
from firewall.policy.people import PERSON
from firewall.transform.pruned import Pruned

Named = Mapping[str, Sequence[Span]]
"""What a model found in each text that it was shown: people and places."""

_MOST_PARTS = 5
"""Parts of one name: with more, a list of people is no name."""


def met_again(pruned: Pruned, detectors: Detectors) -> Iterator[tuple[int, Span]]:
    """
    Yield (number of a text that would leave, where in it) of everything that was taken out elsewhere.

    In the same message, and, where it is part of a file, in the others.

    Raises :class:`Failure` where a text is written in more codes than anybody would follow.
    """
    # Where a text does not leave as it is, it is one of those taken out itself.
    numbers = [n for n, place in enumerate(pruned.places) if place.treatment.outcome is Outcome.RELEASE]
    texts = [pruned.texts[number] for number in numbers]
    here = echoes_of(values_gone(pruned, detectors), texts)
    try:
        for known in (here, detectors.elsewhere):
            for index in known.suspects(texts):
                number = numbers[index]
                spans = known.find(texts[index], is_free=pruned.places[number].cuts)
                yield from ((number, span) for span in spans)
    except TooManyError:
        raise Failure("too-many-findings") from None


def values_gone(pruned: Pruned, detectors: Detectors) -> Iterator[Values]:
    """Yield what does not leave as it was, and may be met again."""
    yield from _values(pruned, detectors)
    yield from (([name], categories) for name, categories in _together(pruned))


def named_again(pruned: Pruned, named: Named) -> Iterator[tuple[int, Span]]:
    """
    Yield where somebody whom a model found in one text stands in another one, and it did not see them there.

    Whole names alone: a single word that it took for one would be cut out of every note.
    Raises :class:`Failure` as ``met_again`` does.
    """
    numbers = [number for number, place in enumerate(pruned.places) if place.needs_names]
    texts = [pruned.texts[number] for number in numbers]
    known = echoes(_people(texts, named))
    try:
        for index in known.suspects(texts):
            text = texts[index]
            for span in known.find(text, is_free=True):
                if span.end - span.start <= MOST_LETTERS:
                    continue
                if not any(span.start < one.end and one.start < span.end for one in named[text]):
                    yield numbers[index], span
    except TooManyError:
        raise Failure("too-many-findings") from None


def _people(texts: Sequence[str], named: Named) -> Iterator[tuple[str, tuple[Category, ...]]]:
    for text in dict.fromkeys(texts):
        for span in named[text]:
            name = text[span.start : span.end]
            if span.category == PERSON and len(name.split()) > 1:
                yield name, (PERSON,)


def _values(pruned: Pruned, detectors: Detectors) -> Iterator[Values]:
    for place, values in _by_place(pruned).items():
        yield list(values), place.categories
    known: dict[str, tuple[Category, ...]] = {}
    found: dict[tuple[Category, ...], dict[str, None]] = {}
    others: list[Tree] = []
    for name, tree in pruned.strays:  # names may take turns tens of thousands of times
        categories = known.get(name)
        if categories is None:
            categories = known[name] = tuple(sorted(detectors.names.categories(name)))
        if categories:
            found.setdefault(categories, {}).update(dict.fromkeys(_leaves(tree)))
        else:
            others.append(tree)
    yield from ((list(values), categories) for categories, values in found.items())
    yield from _named_inside(others, detectors)


def _named_inside(trees: list[Tree], detectors: Detectors) -> Iterator[Values]:
    """
    Yield what stands in undeclared members under names that mean one thing wherever they stand.

    A plain `name` in there may be that of an office.
    """
    known: dict[str, tuple[Category, ...]] = {}
    found: dict[tuple[Category, ...], list[str]] = {}
    while trees:
        tree = trees.pop()
        if isinstance(tree, list):
            trees += [item for item in tree if isinstance(item, dict | list)]
        elif isinstance(tree, dict):
            for name, value in tree.items():
                if name not in known:
                    known[name] = tuple(sorted(detectors.names.surely(name)))
                if known[name]:
                    found.setdefault(known[name], []).extend(_leaves(value))
                elif isinstance(value, dict | list):
                    trees.append(value)
    yield from ((values, categories) for categories, values in found.items())


def _by_place(pruned: Pruned) -> dict[Place, set[str]]:
    """Each value once: records have much in common."""
    found: dict[Place, set[str]] = {}
    for tree, place in pruned.gone:
        values = found.get(place)
        if values is None:
            values = found[place] = set()
        if type(tree) is not str:
            values.update(_leaves(tree))
        elif len(tree) <= LONGEST_VALUE:
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
        yield text_of(tree)


def _together(pruned: Pruned) -> Iterator[tuple[str, tuple[Category, ...]]]:
    """Yield names that were taken out in parts, as one: of `given` and `family` a title has both."""
    parts: dict[Place, list[str]] = {}
    for tree, place in pruned.gone:
        if not is_name(place):
            continue
        if place in parts:  # the next record
            yield from _joined(parts)
            parts = {}
        parts[place] = [leaf for leaf in _leaves(tree) if len(leaf) <= LONGEST_VALUE][:_MOST_PARTS]
    yield from _joined(parts)


def _joined(parts: dict[Place, list[str]]) -> Iterator[tuple[str, tuple[Category, ...]]]:
    named = [(part, place.categories) for place, found in parts.items() for part in found]
    for (one, categories), (other, _) in combinations(named[:_MOST_PARTS], 2):
        yield f"{one} {other}", categories


@lru_cache(maxsize=1024)
def is_name(place: Place) -> bool:
    return any(
        category == name or category.startswith(f"{name}.") for category in place.categories for name in NAMES
    )
