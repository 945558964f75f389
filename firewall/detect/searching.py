"""Where an expression stands in one text, by RE2: it passes over what is none, which is nearly all of any text."""

from __future__ import annotations

from collections.abc import Iterator

import re2


class Search:
    """An expression by RE2, which sees that it is nowhere in a tenth of the time."""

    def __init__(self, expression: str, *, longest: bool = False) -> None:
        """``longest``: of all matches from one place, not the first that the expression names."""
        options = re2.Options()
        options.never_capture = True
        options.longest_match = longest
        self._machine = re2.compile(f"(?m:{expression})".encode(), options)

    def occurs(self, text: str) -> bool:
        return self._machine.search(text.encode(errors="replace")) is not None

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where it stands."""
        data, at, done = text.encode(errors="replace"), 0, 0
        for found in self._machine.finditer(data):
            start, end = found.span()
            at += len(data[done:start].decode())
            length = len(data[start:end].decode())
            yield at, at + length
            at, done = at + length, end
