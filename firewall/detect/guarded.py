"""Expressions of which most are nowhere: a look for their literals tells which of them are worth asking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ahocorasick_rs as ahocorasick
import msgspec

from firewall.detect.wording import Compiled


class Guard(msgspec.Struct, frozen=True, kw_only=True):
    """An expression, and literals (lower case) one of which is in all that it finds; without any it is always asked."""

    literals: tuple[str, ...]
    expression: str


class Guarded:
    """Tells where any of several expressions occurs."""

    def __init__(self, guards: Sequence[Guard]) -> None:
        self._expressions = [Compiled(guard.expression) for guard in guards]
        self._always = frozenset(number for number, guard in enumerate(guards) if not guard.literals)
        pairs = [(literal, number) for number, guard in enumerate(guards) for literal in guard.literals]
        self._owners = [number for _, number in pairs]
        self._automaton = ahocorasick.AhoCorasick([literal for literal, _ in pairs]) if pairs else None

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where they occur; places of different expressions may overlap."""
        for number in self._possible(text):
            yield from (found.span() for found in self._expressions[number].finditer(text))

    def matching(self, text: str) -> Iterator[int]:
        """Yield the numbers of those that match the text as a whole."""
        return (number for number in self._possible(text) if self._expressions[number].fullmatch(text))

    def _possible(self, text: str) -> frozenset[int]:
        if self._automaton is None:
            return self._always
        found = self._automaton.find_matches_as_indexes(text.lower(), overlapping=True)
        return self._always.union(self._owners[literal] for literal, _, _ in found)
