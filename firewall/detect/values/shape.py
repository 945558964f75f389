"""
What a value looks like: a pattern, the prefilter made of the same words, and how sure we may be.

Most identifiers collide with dates, telephone numbers, orders and each other.  So each has a
confidence alone and another beside a word that says what it is; a check digit raises it, and one
that is wrong lowers it, but never clears what such a word explains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, cast

import re2

from firewall.detect.recognizer import Span, TooManyError
from firewall.detect.values.others import begins_with_label, is_labelled_otherwise
from firewall.detect.values.words import MOST_LOOKS, Nearness, Words
from firewall.model import Category

SPACE = r"[\t-\r ]"
"""White space, in the same words for Python, RE2 and Hyperscan, whose ``\\s`` differ."""
GAP = r"[\t-\r ./_-]{0,2}"
"""What may stand between the groups of a number, wherever somebody moved the separators."""

LETTER = rf"(?:(?-i:[A-Z]){GAP}|[A-Z])"
"""A letter before a number; a small one and a blank would be a word: `y 1234567`."""

STRONG, EXPLAINED, MEDIUM, FAILED = 0.95, 0.9, 0.6, 0.5
GUESS = 0.3
"""What is told to people, but acted upon by nobody."""

_MEMORY = 8 << 20


class _Compiled(Protocol):
    """What we use of a compiled RE2 expression."""

    def search(self, text: bytes) -> object | None: ...


_LONGEST_MATCH = 72
"""Characters that a pattern matches at most: so much farther than its words a window reaches."""
# How far the words of `beside` may stand away.
_AROUND = 160
_LAST_DIGIT = re.compile(r"\.[0-9]\Z")
_SEPARATORS = str.maketrans("", "", "\t\n\v\f\r ./_-*()#:")


@dataclass(frozen=True, slots=True)
class Edge:
    """What may not stand beside a number, for Python, and what must, for a prefilter."""

    left: str
    right: str
    before: str
    behind: str


WORD = Edge(r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])", "(?:^|[^A-Za-z0-9])", "(?:$|[^A-Za-z0-9])")
"""Neither letter nor digit."""
TAIL = Edge(WORD.left, r"(?![0-9])", WORD.before, "(?:$|[^0-9])")
"""A letter may follow: people forget the blank."""
DIGITS = Edge(r"(?<![0-9-])", r"(?![0-9-])", "(?:^|[^0-9-])", "(?:$|[^0-9-])")
"""No part of a longer row of digits and hyphens."""
ALONE = Edge(
    r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-_])", r"(?![A-Za-z0-9])(?![-_][A-Za-z0-9])", WORD.before, WORD.behind
)
"""No piece of a part number either."""
BARE = Edge(r"(?<![A-Za-z0-9+$])(?<![0-9][./-])", r"(?![A-Za-z0-9])(?![.-][0-9])", WORD.before, WORD.behind)
"""Digits alone: no part of an amount, a version, a date or an international telephone number."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """
    A pattern with its prefilter, and what raises and lowers its confidence.

    ``core`` and the ``edge`` around it make the pattern; ``core`` is written for Python, RE2 and Hyperscan alike.
    ``fits`` is asked about the text as it stands: what does not fit is no candidate.  ``check`` gets it without
    separators, in capitals.  ``alone`` is the confidence without an explaining word, ``explained`` the one
    with it; ``alone_failed`` and ``explained_failed`` are the same where the check digit is wrong.  0 means that
    it is no finding then.  Where there is ``beside``, the explaining word is about something else unless one of
    those words stands around it too.
    """

    id: str
    category: Category
    core: str
    edge: Edge = WORD
    case: bool = False
    prefilter: str = ""
    alone: float = 0.0
    explained: float = EXPLAINED
    alone_failed: float = 0.0
    explained_failed: float = FAILED
    words: Words | None = None
    beside: Words | None = None
    before: int = 80
    after: int = 40
    fits: Callable[[str], bool] | None = None
    check: Callable[[str], bool] | None = None

    def __post_init__(self) -> None:
        if not self.prefilter:
            object.__setattr__(self, "prefilter", self._prefilter())

    @cached_property
    def _core(self) -> _Compiled:
        """What is between the edges, for RE2: it tells in no time that a text full of words has no number."""
        options = re2.Options()
        options.max_mem = _MEMORY
        options.never_capture = True
        return cast(
            "_Compiled", re2.compile(f"{'' if self.case else '(?i)'}(?:{self.core})".encode(), options)
        )

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made when it is first asked for: a start must not wait for a hundred of them."""
        flags = re.ASCII if self.case else re.ASCII | re.IGNORECASE
        return re.compile(f"{self.edge.left}(?:{self.core}){self.edge.right}", flags)

    def _prefilter(self) -> str:
        """Return the shape itself, or the words without which it is nothing: both would be two passes."""
        if self.words is not None and not (self.alone or self.alone_failed):
            return self.words.prefilter
        return f"{'' if self.case else '(?i)'}{self.edge.before}(?:{self.core}){self.edge.behind}"

    def find(self, text: str) -> Iterator[Span]:
        """Raises TooManyError where there are more candidates than anybody would look at."""
        if not self._is_possible(text):
            return
        near = None if self.words is None else self.words.near(text)
        for number, (start, end) in enumerate(self._candidates(text, near)):
            if number >= MOST_LOOKS:
                raise TooManyError
            confidence = self._confidence(text, start, end, near)
            if confidence:
                yield Span(start, end, self.category, confidence)

    def _is_possible(self, text: str) -> bool:
        """A first look, without words: they may be many, and no number among them."""
        if self.alone or self.alone_failed:
            return self.pattern.search(text) is not None
        return self._core.search(text.encode("ascii", "replace")) is not None

    def _candidates(self, text: str, near: Nearness | None) -> Iterator[tuple[int, int]]:
        """Without a word it may be nothing: then only what stands near one is looked at."""
        if near is None or self.alone or self.alone_failed:
            yield from (match.span() for match in self.pattern.finditer(text))
            return
        size = len(text)
        blanked = near.blanked()
        for low, high in near.windows(self.after + _LONGEST_MATCH, self.before + _LONGEST_MATCH):
            for match in self.pattern.finditer(blanked, low, high):
                # At the end of the window the pattern could not see what follows.
                if match.end() < high or high >= size:
                    yield match.span()

    def _confidence(self, text: str, start: int, end: int, near: Nearness | None) -> float:
        value = text[start:end]
        if (self.fits is not None and not self.fits(value)) or begins_with_label(value):
            return 0.0
        is_right = self.check is None or self.check(compact(value))
        if (
            near is not None
            and near.explain(start, end, self.before, self.after)
            and self._is_in_company(text, start, end)
        ):
            return self.explained if is_right else self.explained_failed
        confidence = self.alone if is_right else self.alone_failed
        if GUESS < confidence <= MEDIUM and (
            is_labelled_otherwise(text, start) or _is_version(text, start, end)
        ):
            return GUESS
        return confidence

    def _is_in_company(self, text: str, start: int, end: int) -> bool:
        return self.beside is None or bool(
            self.beside.near(text[max(0, start - _AROUND) : end + _AROUND]).starts
        )


def _is_version(text: str, start: int, end: int) -> bool:
    """
    Tell whether groups of digits are all that stands there but for one more digit behind a dot, as in `123.45.6789.1`.

    A number with a letter says of itself whose it is.
    """
    if start or _LAST_DIGIT.match(text, end) is None:
        return False
    return not any(map(str.isalpha, text[start:end]))


def compact(value: str) -> str:
    """Return a number without its separators, in capitals."""
    return value.translate(_SEPARATORS).upper()


def spaced(fewest: int, most: int | None = None, gap: str = GAP) -> str:
    """Return a pattern of so many digits with separators anywhere between them."""
    return rf"[0-9](?:{gap}[0-9]){{{fewest - 1},{(most or fewest) - 1}}}"
