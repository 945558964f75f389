"""
Presidio's recognizers, as recognizers of ours: its expressions and check digits, run by machines of ours.

Presidio itself is not imported, and nothing of its engine runs: no time-out that is swallowed, no language
model, no download, no log of what was found.  What it knows of a value it is asked for one match at a time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from firewall.detect.fold import fold
from firewall.detect.linear import Expression
from firewall.detect.near import is_near
from firewall.detect.recognizer import Span, TooManyError
from firewall.detect.values.others import is_labelled_otherwise
from firewall.model import Category

ACTED_ON = 0.4
"""Presidio's own score for what a word near it explains: who acts on findings leaves out what is below."""

_CHECKED = 1.0  # what a right check digit is worth
_EXPLAINS = 0.35  # what Presidio's context enhancer adds for such a word
_GUESS = 0.35
_NEAR = 60  # Presidio looks at five words before; characters cost less to count
_MOST_ASKED = 1_000
# In a long text only what is near a word is looked at; no value is as long as this.
_LONG = 2_000
_IN_SIGHT = 300

Check = Callable[[str], bool | None]
"""Presidio's ``validate_result`` or ``invalidate_result``: True, False, or None where it cannot tell."""


class Result(Protocol):
    """What Presidio's ``RecognizerResult`` has."""

    start: int
    end: int
    score: float


Analyze = Callable[[str], Sequence[Result] | None]


@dataclass(frozen=True, slots=True)
class Found:
    """A place, and how sure Presidio is of it before it looks at the words around."""

    start: int
    end: int
    score: float


class Finder(Protocol):
    """What finds the values of one recognizer."""

    def prefilters(self, at_least: float) -> tuple[str, ...]:
        """Return the prefilters of what can have such a score."""

    def find(self, text: str) -> Iterable[Found]: ...


@dataclass(frozen=True, slots=True)
class Scored:
    """An expression, and what it is worth without check digit."""

    expression: Expression
    score: float


@dataclass(frozen=True, slots=True)
class Patterns:
    """Finds as Presidio's ``PatternRecognizer`` does."""

    scored: tuple[Scored, ...]
    validate: Check | None = field(default=None, repr=False)
    invalidate: Check | None = field(default=None, repr=False)

    def prefilters(self, at_least: float) -> tuple[str, ...]:
        """Return those of the expressions that can have such a score; a check digit gives the best."""
        return tuple(
            one.expression.prefilter for one in self.scored if self.validate or one.score >= at_least
        )

    def find(self, text: str) -> Iterator[Found]:
        """Yield each place once, with its best score; places inside a better one are part of it."""
        return widest(
            Found(start, end, score)
            for one in self.scored
            for start, end in one.expression.find(text)
            if (score := self._score(one.score, text[start:end]))
        )

    def _score(self, score: float, value: str) -> float:
        valid = None if self.validate is None else self.validate(value)
        if valid is False or (self.invalidate is not None and self.invalidate(value)):
            return 0.0
        return _CHECKED if valid else score


@dataclass(frozen=True, slots=True)
class Asked:
    """Finds by asking a recognizer that has a way of its own, but only where something of the right shape is."""

    shape: Expression
    analyze: Analyze = field(repr=False)
    around: int
    """How many characters on both sides it must see."""

    def prefilters(self, _at_least: float) -> tuple[str, ...]:
        return (self.shape.prefilter,)

    def find(self, text: str) -> Iterator[Found]:
        """Yield each place once.  Raises TooManyError where there are more shapes than anybody would look at."""
        done = 0
        for number, (start, end) in enumerate(self.shape.find(text)):
            if number >= _MOST_ASKED:
                raise TooManyError
            low, high = max(0, start - self.around), min(len(text), end + self.around)
            for result in self.analyze(text[low:high]) or ():
                found = Found(low + result.start, low + result.end, result.score)
                if max(start, done) <= found.start < end:
                    done = found.end
                    yield found


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapted:
    """One recognizer of Presidio's."""

    id: str
    category: Category
    finder: Finder
    words: re.Pattern[str] | None
    """What explains a value that could be anything."""
    stands_alone: bool
    """Whether a value says by its shape and check digit what it is.  Bare digits do not."""
    is_common: bool
    """Whether parcels and invoices look so too: then the check digit must be right, and no label may say so."""
    prefilter: str
    guesses: bool
    """Whether what nobody acts on is told all the same."""

    def find(self, text: str) -> Iterator[Span]:
        for low, high in self._in_sight(text):
            for seen in self.finder.find(text[low:high]):
                # What stands around it is read in the whole text: a word that is cut in two may be another one.
                found = Found(low + seen.start, low + seen.end, seen.score)
                confidence = self._confidence(found, text)
                if self.guesses or confidence >= ACTED_ON:
                    yield Span(found.start, found.end, self.category, confidence)

    def _in_sight(self, text: str) -> Iterable[tuple[int, int]]:
        """Return where to look: everywhere, or, in a long text, where a word could explain what stands there."""
        if len(text) <= _LONG or self.guesses or self.stands_alone or self.words is None:
            return [(0, len(text))]
        return _merged(
            (max(0, said.start() - _IN_SIGHT), min(len(text), said.end() + _IN_SIGHT))
            for said in self.words.finditer(text)
        )

    def _confidence(self, found: Found, text: str) -> float:
        if self.words is not None and is_near(self.words, text, found.start, found.end, _NEAR):
            return round(max(ACTED_ON, min(1.0, found.score + _EXPLAINS)), 2)
        return found.score if self._stands_alone(found, text) else min(found.score, _GUESS)

    def _stands_alone(self, found: Found, text: str) -> bool:
        if not self.is_common:
            return self.stands_alone
        return self.stands_alone and found.score >= _CHECKED and not is_labelled_otherwise(text, found.start)


def adapt(
    entity: str,
    category: Category,
    finder: Finder,
    context: Iterable[str],
    *,
    stands_alone: bool,
    is_common: bool = False,
    house: str = "presidio",
) -> Adapted:
    """
    Return what tells all that ``finder`` finds, guesses too.

    ``context`` are the words that explain a value; Presidio takes them anywhere in a word, we take whole words.
    """
    return Adapted(
        id=f"{house}.{entity.lower().replace('_', '-')}",
        category=category,
        finder=finder,
        words=_pattern(context),
        stands_alone=stands_alone,
        is_common=is_common,
        prefilter=any_of(finder.prefilters(0.0)),
        guesses=True,
    )


def acting(adapted: Adapted, context: Iterable[str]) -> Adapted | None:
    """
    Return the same for who acts on findings: it tells no guesses, and so need not look at every number.

    None where it would have nothing to tell.
    """
    asked_for = list(adapted.finder.prefilters(ACTED_ON)) if adapted.stands_alone else []
    said = words(context)
    if said:
        asked_for.append(rf"(?:^|[^a-z0-9])(?:{'|'.join(said)})(?:$|[^a-z0-9])")
    return replace(adapted, prefilter=any_of(asked_for), guesses=False) if asked_for else None


def _merged(windows: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join windows that touch; they come in order."""
    low = high = 0
    for start, end in windows:
        if start > high:
            if high:
                yield low, high
            low = start
        high = end
    if high:
        yield low, high


def any_of(prefilters: Iterable[str]) -> str:
    """Return one prefilter for all; empty (always ask) where one of them is."""
    each = list(dict.fromkeys(prefilters))
    return f"(?i){'|'.join(each)}" if all(each) else ""


def words(context: Iterable[str]) -> list[str]:
    """Return words as expressions in canonical spelling; what stands between two of them may be left out."""
    plain = (re.split(r"[-_\s]+", fold(said).strip().lower()) for said in context)
    return sorted({"[-_ ]{0,2}".join(map(re.escape, parts)) for parts in plain if any(parts)})


def _pattern(context: Iterable[str]) -> re.Pattern[str] | None:
    said = words(context)
    if not said:
        return None
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(said)})(?![a-z0-9])", re.IGNORECASE | re.ASCII)


def widest(results: Iterable[Found]) -> Iterator[Found]:
    """
    Yield in order what does not lie inside another that is as good or better, and each place once.

    As Presidio's ``remove_duplicates`` does, in one pass: scores are few, so for each only the farthest end counts.
    """
    ordered = sorted(results, key=lambda found: (found.start, -found.end, -found.score))
    scores = sorted({found.score for found in ordered})
    farthest = [-1] * len(scores)
    for found in ordered:
        rank = bisect_left(scores, found.score)
        if max(farthest[rank:]) < found.end:
            yield found
        farthest[rank] = max(farthest[rank], found.end)
