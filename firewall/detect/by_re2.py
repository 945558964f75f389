"""All expressions by RE2: one pass asks which occur at all, one more for each that does says where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol, cast

import re2

from firewall.detect.matching import Occurrence, most, refused
from firewall.detect.recognizer import TooManyError
from firewall.errors import ConfigError

# An RE2 set that runs out of memory reports no match at all. So every pass ends with this line, and a pass
# that does not report it did not read the texts.  Nothing in it looks like a code or a value.
_END = b"\nread to the end, and nothing left out\n"
_LINE_END = b"\n"
_SET_MEMORY = 256 << 20
_MEMORY = 8 << 20
_LONG = 1 << 13
"""
Bytes above which few expressions are asked one by one where hardly anything stands twice, two milliseconds a MiB each.

All together are asked in a tenth of that where most of a text is like the rest.  In random letters they take a second a
MiB: every byte makes a state of their machine that it has not met.
"""
_LOOKS, _PIECE, _VARIED = 1024, 4, 0.9
"""Pieces that are compared, their bytes, and the share of different ones from which on a text is such a one."""


class Occurring:
    """Tells which of many expressions occur in lines at all, in one pass."""

    def __init__(self, expressions: Sequence[bytes]) -> None:
        """Raises ConfigError where they are too many, or one is none."""
        self._set = re2.Set.SearchSet(_options(_SET_MEMORY))
        try:
            for expression in expressions:
                self._set.Add(_by_line(expression))
            self._end: int = self._set.Add(_END)
            self._set.Compile()
        except re2.error as error:
            raise _too_large() from error

    def among(self, data: bytes) -> list[int] | None:
        """Return the numbers of those that occur, in order; None where memory did not suffice to tell."""
        matched: list[int] | None = self._set.Match(data + _END)
        if not matched or self._end not in matched:
            return None
        return sorted(number for number in matched if number != self._end)


def _is_varied(data: bytes) -> bool:
    pieces = {data[at : at + _PIECE] for at in range(0, len(data), max(1, len(data) // _LOOKS))}
    return len(pieces) > _VARIED * _LOOKS


class ByRE2:
    """A set of expressions, and each of them."""

    def __init__(self, expressions: Sequence[bytes]) -> None:
        """Raises ConfigError with the first expression that RE2 does not take."""
        self._each = [compiled(expression) for expression in expressions]
        self._occurring = Occurring(expressions)
        self._possible(b"")

    def occurrences(self, data: bytes, wanted: frozenset[int] | None = None) -> list[Occurrence]:
        """Do as :class:`Matcher` says."""
        found: list[Occurrence] = []
        limit = most(data)
        for number in self._possible(data):
            if wanted is not None and number not in wanted:
                continue
            found += [(number, *place) for place in islice(places(self._each[number], data), limit + 1)]
            if len(found) > limit:
                raise TooManyError
        return found

    def occurring(self, data: bytes) -> list[int]:
        """Return the numbers of the expressions that occur at all, in order; of few, nearly as fast in any text."""
        if len(data) <= _LONG or not _is_varied(data):
            return self._possible(data)
        return [number for number, one in enumerate(self._each) if one.search(data, 0) is not None]

    def touched(self, data: bytes) -> dict[int, list[int]]:
        """Return the numbers of the lines in which each expression occurs."""
        return {number: list(self._lines(number, data)) for number in self.occurring(data)}

    def _lines(self, number: int, data: bytes) -> Iterator[int]:
        """Once it was found in a line, the rest of that is left out: a line may be nothing but codes."""
        search = self._each[number].search
        line = at = 0
        while at < len(data) and (found := search(data, at)) is not None:
            start, end = found.span()
            first = line + data.count(_LINE_END, at, start)
            end = data.find(_LINE_END, max(start, end - 1))
            if end < 0:
                yield from range(first, first + data.count(_LINE_END, start) + 1)
                return
            line = first + data.count(_LINE_END, start, end + 1)
            yield from range(first, line)
            at = end + 1

    def _possible(self, data: bytes) -> list[int]:
        matched = self._occurring.among(data)
        if matched is None:
            raise _too_large()
        return matched


def _too_large() -> ConfigError:
    return ConfigError("The detectors do not fit into memory together. Take some of them out.")


class Expression(Protocol):
    """What we use of a compiled RE2 expression."""

    def finditer(self, text: bytes) -> Iterable[_Match]: ...
    def search(self, text: bytes, pos: int) -> _Match | None: ...


class _Match(Protocol):
    def span(self) -> tuple[int, int]: ...


def _by_line(expression: bytes) -> bytes:
    return b"(?m:" + expression + b")"


def compiled(expression: bytes) -> Expression:
    """Raises ConfigError where RE2 does not take it."""
    try:
        return cast("Expression", re2.compile(_by_line(expression), _options(_MEMORY)))
    except re2.error as error:
        raise refused(expression, str(error)) from error


def places(expression: Expression, data: bytes) -> Iterator[tuple[int, int]]:
    """Yield the first and the last byte of what the expression finds."""
    for match in expression.finditer(data):
        start, end = match.span()
        yield start, max(start, end - 1)


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.max_mem = memory
    options.never_capture = True
    options.encoding = re2.Options.Encoding.LATIN1  # one byte is one character: see matching.as_bytes
    options.log_errors = False  # RE2 would print the expression, and with it what we look for
    return options
