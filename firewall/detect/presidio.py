"""
Presidio's recognizers, as recognizers of ours: any object that has their interface.

Presidio itself is not imported, and never sees a text in which none of its patterns can match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import re2

from firewall.detect.recognizer import Recognizer, Span
from firewall.errors import ConfigError
from firewall.model import UNCLASSIFIED, Category

# Presidio's own default: what scores lower is a guess that waits for context.
_THRESHOLD = 0.4
# RE2 reads classes as ASCII, Presidio as Unicode, and with more white space. Assertions are
# left out: without them an expression matches more, which a prefilter may.
_WIDER = {"w": r"\w\x{80}-\x{10ffff}", "s": r"\s\v\x1c-\x1f\x{80}-\x{10ffff}", "d": r"\d\x{80}-\x{10ffff}"}
_ASSERTIONS = frozenset("bBAZ")
_PARTS = re.compile(r"\\.|\[\^?\]?|\]|[^\\\[\]]+", re.DOTALL)


class Result(Protocol):
    """What Presidio's ``RecognizerResult`` has."""

    entity_type: str
    start: int
    end: int
    score: float


class EntityRecognizer(Protocol):
    """What we use of Presidio's ``EntityRecognizer``."""

    name: str
    supported_entities: list[str]

    def analyze(self, text: str, entities: list[str], nlp_artifacts: object) -> Sequence[Result] | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """One recognizer of Presidio's."""

    id: str
    prefilter: str
    recognizer: EntityRecognizer
    categories: Mapping[str, Category]
    threshold: float
    artifacts: Callable[[str], object]

    def find(self, text: str) -> Iterator[Span]:
        results = self.recognizer.analyze(text, list(self.categories), self.artifacts(text))
        for result in results or ():
            if result.score >= self.threshold:
                # An entity that nobody asked for is still something: nothing ever opens it.
                category = self.categories.get(result.entity_type, UNCLASSIFIED)
                yield Span(result.start, result.end, category, result.score)


def adapt(
    recognizer: EntityRecognizer,
    categories: Mapping[str, Category],
    *,
    threshold: float = _THRESHOLD,
    artifacts: Callable[[str], object] = lambda _: None,
) -> Recognizer:
    """
    Return the recognizer behind our interface; ``categories`` says what its entities are to us.

    ``artifacts`` runs the language model for those that need one: without it they find nothing.
    Raises ConfigError where no entity of the recognizer has a category.
    """
    known = {entity: categories[entity] for entity in recognizer.supported_entities if entity in categories}
    if not known:
        raise ConfigError(f"None of the entities of recognizer `{recognizer.name}` has a category. Name one.")
    return Adapted(
        id=f"presidio.{recognizer.name}",
        prefilter=_prefilter(recognizer),
        recognizer=recognizer,
        categories=known,
        threshold=threshold,
        artifacts=artifacts,
    )


def _prefilter(recognizer: EntityRecognizer) -> str:
    """Return all patterns as one RE2 expression; empty (always ask) where that could miss something."""
    if not _finds_by_patterns(recognizer) or not _ignores_case(recognizer):
        return ""
    patterns = [str(pattern.regex) for pattern in getattr(recognizer, "patterns", ())]
    widened = [widen(pattern) for pattern in patterns]
    if not widened or not all(map(_is_re2, widened)):
        return ""
    return "|".join(widened)


def _finds_by_patterns(recognizer: EntityRecognizer) -> bool:
    """Tell whether ``analyze`` is PatternRecognizer's own: another one may look at more than its patterns."""
    owner = next((base for base in type(recognizer).__mro__ if "analyze" in vars(base)), None)
    return owner is not None and owner.__name__ == "PatternRecognizer"


def _ignores_case(recognizer: EntityRecognizer) -> bool:
    """As Presidio does by default. Without case, `[^a]` matches less; in verbose mode a space is nothing."""
    flags = getattr(recognizer, "global_regex_flags", 0)
    return bool(flags & re.IGNORECASE) and not flags & re.VERBOSE


def widen(pattern: str) -> str:
    """Return an RE2 expression that matches wherever ``pattern`` does; empty where none is simple."""
    written: list[str] = []
    in_class = negated = False
    for part in _PARTS.findall(pattern):
        if part[0] == "[" and not in_class:
            in_class, negated = True, part.startswith("[^")
        elif part == "]" and in_class:
            in_class = False
        if in_class and negated and part[0] == "\\" and part[1] in _WIDER:
            return ""  # a wider class, negated, would match less
        written.append(_wider(part, in_class=in_class))
    return f"(?ims:{''.join(written)})"


def _wider(part: str, *, in_class: bool) -> str:
    if part[0] != "\\":
        return part
    if part[1] in _ASSERTIONS and not in_class:
        return ""
    if part[1] in _WIDER:
        return _WIDER[part[1]] if in_class else f"[{_WIDER[part[1]]}]"
    return part


def _is_re2(pattern: str) -> bool:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error:
        return False
    return bool(pattern)
