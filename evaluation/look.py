"""Let the detectors of the product look at the cases."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from evaluation.cases import Case, Pointer


@dataclass(frozen=True, slots=True)
class Seen:
    """What a detector reported: in a text from ``start`` to ``end``, or the member of a document at ``pointer``."""

    category: str
    confidence: float
    start: int = 0
    end: int = 0
    pointer: Pointer | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What was reported on one case; ``failed`` where the detectors raised, and ``skipped`` where nobody could look."""

    case: Case
    seen: tuple[Seen, ...] = ()
    failed: bool = False
    skipped: bool = False


class Span(Protocol):
    """What we use of a span of the product."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def category(self) -> str: ...
    @property
    def confidence(self) -> float: ...


class Found(Protocol):
    """What we use of a finding of the product in a document."""

    @property
    def path(self) -> tuple[str | int, ...]: ...
    @property
    def category(self) -> str: ...
    @property
    def confidence(self) -> float: ...


class TextScanner(Protocol):
    """What we use of the scanner of the product."""

    def scan_texts(self, originals: Sequence[str], /) -> Sequence[tuple[int, Span, str]]: ...


class Detectors(Protocol):
    """What we use of the detectors of the product."""

    @property
    def scanner(self) -> TextScanner: ...


Examine = Callable[[Any, Any], Iterable[Found]]
"""``examine(tree, detectors)``: what stands where in a document."""

FindNames = Callable[[str], Iterable[Seen]]
"""What a model finds in a text, beside what the detectors do."""

Advance = Callable[[int], object]

NAMES = "names"
"""The kind of sets that a model is for: nothing else finds what they ask for."""


def product_examine() -> Examine | None:
    """Return how the product looks at documents, or None where it does not know how to."""
    name = "firewall.detect.document"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
    examine: Examine = module.examine
    return examine


def look(
    cases: Sequence[Case],
    detectors: Detectors,
    examine: Examine | None,
    advance: Advance = lambda _: None,
    find_names: FindNames | None = None,
) -> list[Look]:
    """
    Return what was reported on every case, in their order.

    Each case is looked at alone: together, a text could be looked at because of what its neighbour holds.
    """
    looks = []
    for case in cases:
        looks.append(_look(case, detectors, examine, find_names))
        advance(1)
    return looks


def _look(case: Case, detectors: Detectors, examine: Examine | None, find_names: FindNames | None) -> Look:
    if (case.text is None and examine is None) or (case.kind == NAMES and find_names is None):
        return Look(case, skipped=True)
    try:
        named = find_names(case.text) if find_names and case.text and case.kind == NAMES else ()
        return Look(case, (*_seen(case, detectors, examine), *named))
    except Exception:  # noqa: BLE001  # whatever it is: the product would call it uninspectable, and that is counted
        return Look(case, failed=True)


def _seen(case: Case, detectors: Detectors, examine: Examine | None) -> Iterator[Seen]:
    if case.text is not None:
        for _, span, _ in detectors.scanner.scan_texts([case.text]):
            yield Seen(span.category, span.confidence, span.start, span.end)
    elif examine is not None:
        for found in examine(case.document, detectors):
            path = tuple(str(part) for part in found.path)
            yield Seen(found.category, found.confidence, pointer=path)
