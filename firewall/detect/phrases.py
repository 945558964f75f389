"""
What people write about somebody's status, in the words they use.

A negation counts like the phrase: who is said not to be undocumented is said to be something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from firewall.detect import lists
from firewall.detect.near import is_near
from firewall.detect.recognizer import Span
from firewall.model import Category

# What may stand between two words of a phrase. Bounded, so that a row of spaces costs nothing.
_GAP = r"[\s\v_-]{1,4}"
_LEFT = r"(?:^|[^a-z0-9])"
_RIGHT = r"(?:$|[^a-z0-9])"
_CONFIDENCE = {"always": 0.85, "with_person": 0.7, "with_immigration": 0.7, "whole": 0.7}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The phrases of one category in one language that count under the same condition."""

    id: str
    category: Category
    confidence: float
    prefilter: str
    pattern: re.Pattern[str]
    instead: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None

    def find(self, text: str) -> Iterator[Span]:
        spans = (match.span() for match in self.pattern.finditer(text))
        for start, end in self._meant(text, spans):
            if self.near is None or is_near(self.near, text, start, end):
                yield Span(start, end, self.category, self.confidence)

    def _meant(self, text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Leave out what lies inside a longer phrase that means something else."""
        others = None if self.instead is None else self.instead.finditer(text)
        other = None
        for start, end in spans:
            while others is not None and (other is None or other.end() < end):
                other = next(others, None)
                others = others if other else None
            if other is None or other.end() < end or start < other.start():
                yield start, end


def compile_phrases(texts: Iterable[str]) -> tuple[Phrases, ...]:
    """Return the recognizers of the files in ``data/phrases``, one a category, language and condition."""
    data = lists.merged(texts)
    instead = {language: _pattern(_joined(entries)) for language, entries in _languages(data["instead_of"])}
    near = {
        (f"with_{subject}", language): _pattern(_joined(entries))
        for subject, languages in lists.section(data["near"]).items()
        for language, entries in _languages(languages)
    }
    return tuple(_recognizers(data["phrases"], instead, near))


def _recognizers(
    phrases: object, instead: Mapping[str, re.Pattern[str]], near: Mapping[tuple[str, str], re.Pattern[str]]
) -> Iterator[Phrases]:
    for category, conditions in lists.section(phrases).items():
        for condition, languages in lists.section(conditions).items():
            for language, entries in _languages(languages):
                joined = _joined(entries)
                yield Phrases(
                    id=f"phrase.{category}.{condition}.{language}",
                    category=Category(category),
                    confidence=_CONFIDENCE[condition],
                    prefilter=f"(?i){_LEFT}(?:{joined}){_RIGHT}",
                    pattern=_whole(joined) if condition == "whole" else _pattern(joined),
                    instead=instead.get(language),
                    near=near.get((condition, language)),
                )


def _languages(value: object) -> Iterator[tuple[str, Iterable[str]]]:
    for language, entries in lists.section(value).items():
        yield language, lists.words(entries)


def _joined(entries: Iterable[str]) -> str:
    # The longest first: the first alternative that fits is the one that counts.
    ordered = sorted(entries, key=len, reverse=True)
    return "|".join(entry.replace(" ", _GAP) for entry in ordered)


def _pattern(joined: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{joined})(?![a-z0-9])", re.IGNORECASE | re.ASCII)


def _whole(joined: str) -> re.Pattern[str]:
    """Nothing else in the text; or, in what is about to leave, in a JSON string or form value, but no key."""
    return re.compile(
        rf'(?:\A|(?<=["=]))\s{{0,4}}(?:{joined})\s{{0,4}}[.!]?(?:\s{{0,4}}\Z|"(?!\s?:)|&)',
        re.IGNORECASE | re.ASCII,
    )
