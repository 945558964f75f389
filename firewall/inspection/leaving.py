"""The exit check: the last look, over the bytes that are about to leave."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from firewall.detect import Detectors
from firewall.detect.recognizer import ACTS
from firewall.formats import Format, Limits
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
        fields = list(_texts(written.parse(body, limits), ""))
        return any(
            recognizer in suspicious for _, _, recognizer in detectors.scanner.scan(fields, least=ACTS)
        )
    except Exception:  # noqa: BLE001  # a check that cannot be made is not passed
        return True


def _texts(tree: Tree, name: str) -> Iterator[Field]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield Field("", key)
            yield from _texts(value, key)
    elif isinstance(tree, list):
        for item in tree:
            yield from _texts(item, name)
    elif tree is not None and not isinstance(tree, bool):
        yield Field(name, str(tree))
