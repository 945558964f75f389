"""The exit check: the last look, over the bytes that are about to leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from firewall.detect import Detectors
from firewall.detect.recognizer import ACTS
from firewall.formats import Format, Gridded, Limits
from firewall.grid import Grid, distinct, is_text, values_of
from firewall.model import Tree, View


def residue(  # noqa: PLR0917  # what is written, what was to be withheld, and who looks
    body: bytes, written: Format, view: View, expected: frozenset[str], detectors: Detectors, limits: Limits
) -> bool:
    """
    Whether bytes about to leave hold what was to be withheld: a name, or a value.

    ``expected`` are the recognizers that found only what goes out on purpose.  Over the bytes
    a match can also come about across two members, so a suspicion is confirmed member by member; what is a grid is
    asked so at once, for that takes less time than to look for suspicions.
    """
    try:
        exposed = written.exposed(body, limits)
        if any(name in exposed for name in _spelt(view.absent, written)):
            return True
        others = _others(detectors, expected)
        grid = written.grid(body, limits) if isinstance(written, Gridded) else None
        if grid is not None:
            return _is_found(_texts_of(grid), others, detectors)
        suspicious = detectors.scanner.present(exposed, others, ACTS)
        return bool(suspicious) and _is_found(_texts(written.parse(body, limits)), suspicious, detectors)
    except Exception:  # noqa: BLE001  # a check that cannot be made is not passed
        return True


@lru_cache(maxsize=256)
def _others(detectors: Detectors, expected: frozenset[str]) -> frozenset[str]:
    return frozenset(detectors.scanner.ids) - expected


@lru_cache(maxsize=1024)
def _spelt(names: tuple[str, ...], written: Format) -> tuple[bytes, ...]:
    return tuple(spelling for name in names for spelling in written.spelt(name))


def _is_found(texts: Iterable[str], suspicious: frozenset[str], detectors: Detectors) -> bool:
    """Whether one of these finds something: each text is asked once, for who looks at it sees no place."""
    found = detectors.scanner.scan_texts(list(dict.fromkeys(texts)), least=ACTS)
    return any(recognizer in suspicious for _, _, recognizer in found)


def _texts_of(grid: Grid) -> Iterator[str]:
    yield from grid.names
    for column in map(values_of, grid.columns):
        yield from map(str, filter(_is_read, distinct(column)) if not is_text(column) else distinct(column))


def _texts(tree: Tree) -> Iterator[str]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from _texts(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from _texts(item)
    elif _is_read(tree):
        yield str(tree)


def _is_read(value: Tree) -> bool:
    return value is not None and not isinstance(value, bool)
