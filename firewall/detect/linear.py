"""
Matching that cannot hang, whoever wrote the expression and whoever wrote the text.

What RE2 can run, RE2 runs: in linear time, always.  What looks around itself is run by a machine that goes back,
but only where RE2 saw that it may match, over a bounded number of characters in a bounded number of ways.  What
neither can bound is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol, cast

import re2
import regex

from firewall.detect.effort import (
    bounded,
    digit_within,
    is_unbounded,
    looks_around,
    seen_around,
    ways,
    widths,
)
from firewall.detect.expression import Look, Node, RefusedError, Sequence, read
from firewall.detect.recognizer import TooManyError
from firewall.detect.widen import LARGEST_BOUND, exact, labelled, prefilter, wide

MOST_WAYS = 5_000
"""In how many ways an expression may be tried from one place."""

MOST_WIDE = 2_000
"""How long a match may be where an expression looks around itself, in characters."""

MOST_STEPS = 30_000_000
"""How much work one text may make, in characters looked at: about a second.  More is not read to its end."""

_MEMORY = 8 << 20
_DIGIT = re.compile("[0-9]")


class Match(Protocol):
    def span(self, group: int = 0, /) -> tuple[int, int]: ...


class Machine(Protocol):
    def finditer(self, text: str, pos: int = 0, endpos: int | None = None) -> Iterable[Match]: ...


@dataclass(frozen=True, slots=True)
class Whole:
    """An expression that RE2 runs over the whole text."""

    prefilter: str
    machine: Machine = field(repr=False)
    is_unbounded: bool
    group: int = 0

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the places.  Raises TooManyError where there are so many that each is looked for to the end."""
        steps = 0
        for match in self.machine.finditer(text):
            start, end = match.span(self.group)
            steps += len(text) - start if self.is_unbounded else 0
            if steps > MOST_STEPS:
                raise TooManyError
            if end > start:
                yield start, end


@dataclass(frozen=True, slots=True)
class Near:
    """An expression that is run only where its wider form was found."""

    prefilter: str
    machine: Machine = field(repr=False)
    wider: Machine = field(repr=False)
    is_unbounded: bool
    ways: int
    beyond: int
    """How many characters after the wider match must be in sight."""
    digit_within: int = 0
    """Within how many characters from its beginning a match has a digit; 0 where it need not."""

    def _seen(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield wider matches: all of them, or all in which one may begin that has its digit."""
        if not self.digit_within:
            yield from (seen.span() for seen in self.wider.finditer(text))
            return
        at = 0
        while (digit := _DIGIT.search(text, at)) is not None:
            # The digits that follow each other closely are looked around together.
            start, last = max(at, digit.start() + 1 - self.digit_within), digit.end()
            while (digit := _DIGIT.search(text, last, last + self.digit_within)) is not None:
                last = digit.end()
            yield from self._around(text, start, last)
            at = last

    def _around(self, text: str, start: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield those that begin in a part of the text, of which no more is shown than a match there could need."""
        low = max(0, start - 1)
        for seen in self.wider.finditer(text[low : last + self.beyond + 1], start - low):
            begins, ends = seen.span()
            if low + begins >= last:
                break
            yield low + begins, low + ends

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the places.  Raises TooManyError where to look at them all takes too long."""
        steps = at = 0
        for seen in self._seen(text):
            start, stop = max(at, seen[0]), seen[1]
            end = min(len(text), stop + self.beyond)
            steps += max(0, end - start) * self.ways + (len(text) - stop if self.is_unbounded else 0)
            if steps > MOST_STEPS:
                raise TooManyError
            # A match begins inside a wider one; what begins later belongs to the next.
            for match in self.machine.finditer(text, start, end):
                found = match.span()
                if found[0] >= stop:
                    break
                at = max(at, found[1])
                if found[1] > found[0]:
                    yield found


Expression = Whole | Near


def compile_linear(pattern: str, flags: int) -> Expression:
    """Return the expression, ready to run.  Raises RefusedError with the reason where it could hang."""
    node = read(pattern, flags)
    match node:
        case _ if not looks_around(node):
            return Whole(prefilter(node), _re2(exact(node)), is_unbounded(node))
        case Sequence((Look(behind, ahead=False, wanted=True), *value)) if not any(
            map(looks_around, (behind, *value))
        ):
            # What stands before the value is taken with it: RE2 then needs not look around.
            both = labelled(behind, Sequence(tuple(value)))
            return Whole(prefilter(node), _re2(both, captures=True), is_unbounded(node), group=1)
        case _:
            return _near(bounded(node))


def _near(node: Node) -> Near:
    longest, around = widths(node)[1], seen_around(node)
    if longest + around > MOST_WIDE:
        raise RefusedError(
            f"it looks around itself, and can be {longest + around} characters long: bound its repeats, as in "
            "{0,32}"
        )
    tried = ways(node)
    if tried > MOST_WAYS:
        raise RefusedError(
            "it looks around itself, and one text can be tried in too many ways: let no two repeats that take "
            "the same characters follow each other, or stand inside each other"
        )
    return Near(
        prefilter=prefilter(node),
        machine=_going_back(node),
        wider=_re2(wide(node), longest=True),
        is_unbounded=longest > LARGEST_BOUND,
        ways=tried,
        beyond=longest + around,
        digit_within=digit_within(node),
    )


def _going_back(node: Node) -> Machine:
    try:
        return cast("Machine", regex.compile(exact(node, groups=True), regex.ASCII | regex.VERSION0))
    except regex.error as error:
        raise RefusedError(f"it cannot be run ({error})") from None


def _re2(expression: str, *, captures: bool = False, longest: bool = False) -> Machine:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.never_capture = not captures
    options.longest_match = longest
    options.log_errors = False
    try:
        return cast("Machine", re2.compile(expression, options))
    except re2.error:
        raise RefusedError("it is too large for RE2, which runs it in linear time: make it shorter") from None
