"""All expressions in one pass of Hyperscan (Vectorscan), wherever in the text they end."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import hyperscan

from firewall.detect.matching import Occurrence, most, refused
from firewall.detect.recognizer import TooManyError
from firewall.errors import ConfigError


class ByHyperscan:
    """
    A compiled database.

    Hyperscan tells every place where an expression ends, and nothing of where it began: so the first
    byte that surely belongs to an occurrence is its last.
    """

    def __init__(self, database: hyperscan.Database) -> None:
        self._database = database
        self._first = hyperscan.Scratch(database)
        # Working memory belongs to one scan at a time, and bodies are inspected in several threads.
        self._own = threading.local()

    @classmethod
    def compile(cls, expressions: Sequence[bytes]) -> ByHyperscan:
        """Raises ConfigError with the first expression that Hyperscan does not take."""
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        try:
            database.compile(
                expressions=list(expressions),
                ids=list(range(len(expressions))),
                flags=hyperscan.HS_FLAG_MULTILINE,
            )
        except hyperscan.error as error:
            raise _culprit(expressions) from error
        return cls(database)

    @classmethod
    def load(cls, saved: bytes) -> ByHyperscan:
        """
        Return a database that ``dump`` wrote, on this kind of machine and with this version.

        Raises ConfigError where it is another's.  TRUST: it is run as it is, so only what this program
        wrote itself may come in here.
        """
        try:
            return cls(hyperscan.loadb(saved, hyperscan.HS_MODE_BLOCK))
        except hyperscan.error as error:
            raise ConfigError("A saved detector database is from another machine or version.") from error

    def dump(self) -> bytes:
        return hyperscan.dumpb(self._database)

    def occurrences(self, data: bytes) -> list[Occurrence]:
        """Do as :class:`Matcher` says."""
        found: list[Occurrence] = []
        add, limit = found.append, most(data)

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> bool | None:
            add((number, end - 1, end - 1))
            return len(found) > limit or None

        try:
            self._database.scan(data, match_event_handler=note, scratch=self._scratch())
        except hyperscan.ScanTerminated:
            raise TooManyError from None
        return found

    def _scratch(self) -> hyperscan.Scratch:
        scratch: hyperscan.Scratch | None = getattr(self._own, "scratch", None)
        if scratch is None:
            scratch = self._own.scratch = self._first.clone()
        return scratch


def _culprit(expressions: Sequence[bytes]) -> ConfigError:
    for expression in expressions:
        try:
            hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK).compile(
                expressions=[expression], ids=[0], flags=hyperscan.HS_FLAG_MULTILINE
            )
        except hyperscan.error as error:
            return refused(expression, str(error))
    return ConfigError("The detectors do not fit into memory together. Take some of them out.")
