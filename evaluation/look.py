"""Let the detectors of the product look at the cases."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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

FindNames = Callable[[Sequence[str]], Sequence[Sequence[Seen]]]
"""What a model finds in each text, beside what the detectors do."""

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
    named = _named(cases, find_names)
    looks = []
    for case in cases:
        looks.append(_look(case, detectors, examine, named))
        advance(1)
    return looks


def _named(cases: Sequence[Case], find_names: FindNames | None) -> Mapping[str, Sequence[Seen]]:
    """Show a model all texts at once, which it reads each for itself, and in half the time."""
    texts = [case.text for case in cases if case.kind == NAMES and case.text is not None]
    return dict(zip(texts, find_names(texts), strict=True)) if find_names is not None else {}


def _look(
    case: Case, detectors: Detectors, examine: Examine | None, named: Mapping[str, Sequence[Seen]]
) -> Look:
    if (case.text is None and examine is None) or (case.kind == NAMES and case.text not in named):
        return Look(case, skipped=True)
    try:
        by_model = named[case.text] if case.kind == NAMES and case.text is not None else ()
        return Look(case, (*_seen(case, detectors, examine), *by_model))
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
