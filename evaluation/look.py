"""Let the detectors of the product look at the cases."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from evaluation.cases import Case, Pointer

TOGETHER = 400
"""Texts that are scanned in one go, as those of one message are."""


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


class TextScanner(Protocol):
    """What we use of the scanner of the product."""

    def scan_texts(self, originals: Sequence[str], /) -> Sequence[tuple[int, Span, str]]: ...


class Detectors(Protocol):
    """What we use of the detectors of the product."""

    @property
    def scanner(self) -> TextScanner: ...


Examine = Callable[[Any, Any], Iterable[Any]]
"""``examine(tree, detectors)``: what stands where in a document."""

Advance = Callable[[int], object]


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
    cases: Sequence[Case], detectors: Detectors, examine: Examine | None, advance: Advance = lambda _: None
) -> list[Look]:
    """Return what was reported on every case, in their order."""
    texts = [case for case in cases if case.text is not None]
    looks = {id(found.case): found for found in _at_texts(texts, detectors, advance)}
    for case in cases:
        if case.text is None:
            looks[id(case)] = _at_document(case, detectors, examine)
            advance(1)
    return [looks[id(case)] for case in cases]


def _at_texts(cases: Sequence[Case], detectors: Detectors, advance: Advance) -> Iterable[Look]:
    for start in range(0, len(cases), TOGETHER):
        some = cases[start : start + TOGETHER]
        try:
            yield from _scan(some, detectors)
        except Exception:  # noqa: BLE001  # whatever it is: one of them cannot be inspected, so each is asked alone
            yield from (_scan_alone(case, detectors) for case in some)
        advance(len(some))


def _scan(cases: Sequence[Case], detectors: Detectors) -> list[Look]:
    found: list[list[Seen]] = [[] for _ in cases]
    for index, span, _ in detectors.scanner.scan_texts([case.text or "" for case in cases]):
        found[index].append(Seen(str(span.category), span.confidence, span.start, span.end))
    return [Look(case, tuple(seen)) for case, seen in zip(cases, found, strict=True)]


def _scan_alone(case: Case, detectors: Detectors) -> Look:
    try:
        return _scan([case], detectors)[0]
    except Exception:  # noqa: BLE001  # whatever it is: the text cannot be inspected, and that is counted
        return Look(case, failed=True)


def _at_document(case: Case, detectors: Detectors, examine: Examine | None) -> Look:
    if examine is None:
        return Look(case, skipped=True)
    try:
        return Look(case, tuple(_member(found) for found in examine(case.document, detectors)))
    except Exception:  # noqa: BLE001  # as above
        return Look(case, failed=True)


def _member(found: Any) -> Seen:
    path = tuple(str(part) for part in found.path)
    return Seen(str(found.category), found.confidence, pointer=path)
