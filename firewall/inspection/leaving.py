"""The exit check: the last look, over the bytes that are about to leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from firewall.detect import Detectors
from firewall.detect.recognizer import ACTS
from firewall.formats import Format, Gridded, Limits
from firewall.grid import distinct
from firewall.model import Field, Tree, View


def residue(  # noqa: PLR0917  # what is written, what was to be withheld, and who looks
    body: bytes, written: Format, view: View, expected: frozenset[str], detectors: Detectors, limits: Limits
) -> bool:
    """
    Whether bytes about to leave hold what was to be withheld: a name, or a value.

    ``expected`` are the recognizers that found only what goes out on purpose.  Over the bytes
    a match can also come about across two members, so a suspicion is confirmed member by member.
    """
    try:
        exposed = written.exposed(body, limits)
        if any(name in exposed for name in _spelt(view.absent, written)):
            return True
        suspicious = detectors.scanner.present(exposed, _others(detectors, expected), ACTS)
    except Exception:  # noqa: BLE001  # a check that cannot be made is not passed
        return True
    return bool(suspicious) and _confirmed(body, written, suspicious, detectors, limits)


@lru_cache(maxsize=256)
def _others(detectors: Detectors, expected: frozenset[str]) -> frozenset[str]:
    return frozenset(detectors.scanner.ids) - expected


@lru_cache(maxsize=1024)
def _spelt(names: tuple[str, ...], written: Format) -> tuple[bytes, ...]:
    return tuple(spelling for name in names for spelling in written.spelt(name))


def _confirmed(
    body: bytes, written: Format, suspicious: frozenset[str], detectors: Detectors, limits: Limits
) -> bool:
    try:
        fields = [Field("", text) for text in _read_again(body, written, limits)]
        return any(
            recognizer in suspicious for _, _, recognizer in detectors.scanner.scan(fields, least=ACTS)
        )
    except Exception:  # noqa: BLE001  # a check that cannot be made is not passed
        return True


def _read_again(body: bytes, written: Format, limits: Limits) -> Iterable[str]:
    """Return the texts of what was written, names among them: each once, for who looks at them sees no place."""
    grid = written.grid(body, limits) if isinstance(written, Gridded) else None
    if grid is None:
        return dict.fromkeys(_texts(written.parse(body, limits)))
    each = (value for column in grid.columns for value in distinct(column))
    return dict.fromkeys((*grid.names, *map(str, filter(_is_read, each))))


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
