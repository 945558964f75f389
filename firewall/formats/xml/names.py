"""
Names that lxml keeps: those of a thread for as long as it runs.

It gives a parser the names of the thread in which that begins, and none of them is forgotten while the thread runs:
whoever sends names that differ would fill the process, and in the end no XML would be read.  So it is counted how much
differed so far; once that is more than anybody has, a parser begins in a thread that ends at once.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

MOST_NAMES = 4096
MOST_IN_NAMES = 4 * 1024 * 1024
"""Characters of names, prefixes and namespaces that differ."""


class Seen:
    """Names of all documents so far: of some there is a list, and of others it is known how long they were."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._others = 0

    @property
    def are_many(self) -> bool:
        return self._others > MOST_IN_NAMES

    def add(self, name: str) -> None:
        if name not in self._names:
            if len(self._names) < MOST_NAMES:
                self._names.add(name)
            else:
                self._others += len(name)

    def begun(self, work: Callable[[], T]) -> T:
        """Do what begins a parser: here, or in a thread that ends at once where names that differ came before."""
        if not self.are_many:
            return work()
        with ThreadPoolExecutor(1) as own:
            return own.submit(work).result()


SEEN = Seen()
