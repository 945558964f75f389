r"""
All expressions by Hyperscan (Vectorscan), wherever in the text they end.

Expressions with a word in them cost next to nothing together, for one look at the text tells that the
word is not there.  Those without (``[0-9]{9}``) have each to be tried at every digit.  So of a short text
RE2 is asked which of them occur at all, and then where: the automaton that it makes of what it meets is five times
as fast, but learns slowly, which a long text of somebody who wants to keep us busy would turn to use.

It is also surer.  Vectorscan 5.4.12 overlooks much, as ``b\s*a`` where it is compiled alone: its search for two
letters at once leaves out the last of a block (github.com/VectorCamp/vectorscan issues 358 and 382).  5.4.11
does not, and that is the release which we ask for.  Others are asked for what was overlooked before they are
trusted (:func:`is_sound`).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from functools import cache
from itertools import count, islice

import hyperscan

from firewall.detect.alternatives import alternatives
from firewall.detect.by_re2 import Expression, Occurring, compiled, places
from firewall.detect.matching import Occurrence, most, refused
from firewall.detect.recognizer import TooManyError
from firewall.errors import ConfigError

_SHORT = 1 << 15
"""Bytes up to which RE2 is asked first: what it has not met before takes it a tenth of a microsecond a byte."""

_CLASSES = re.compile(rb"\[[^\]]*\]|\(\?[a-z]+\)|\\.")
_A_WORD = re.compile(rb"[A-Za-z]{3}")

_NOT, _NOT_THAT_NOR_A_LINE_END = b"(?:$|[^", b"(?:$|[^\\n"


Read = Callable[[int], bytes]
"""Return the next so many bytes, or fewer where there are no more."""

_LENGTH, _LARGEST = 8, 1 << 30
"""Bytes of the length before each part of what is saved, and of a part at most."""

_OVERLOOKED: Sequence[tuple[Sequence[bytes], bytes]] = (
    ((rb"b\s*a",), b"xxxxxxxxxxxxxxxxxxxxxxxxxxxxaaba"),
    ((rb"(?s)curl.*\|\s*python",), b"curl http://xxxx:8000/ 2>&1 | python"),
    (
        (
            rb"<%[\s\S]+%>",
            rb"<[^<>]+:(include|forward|invoke|doBody|element|attribute|body|fallback|params|param|output|root)",
            rb"[\$#]{[\s\S]+\([\s\S]*\)[\s\S]*}",
        ),
        b"<%out.print();int a%>",
    ),
    (
        (
            rb"(?i)^.*TAPIOCA.*EX.*$",
            rb"(?i)^.*BOBA.*GUY.*$",
            rb"(?i)^.*PAYPAL.*JACQUES.*MARI.*$",
            rb"(?i)^GUCCI FRANCE.*$",
            rb"(?i)^PAYPAL \*YVESSAINTL.*$",
            rb"(?i)^DD.*FIREHO 855-973-1040$",
            rb"(?i)^.*XING.*FU.*TAN.*$",
        ),
        b"TAPIOCA HOUSE TUXTLA GUTIER MEX",
    ),
)
"""
Expressions compiled together, and a text in which the first of them occurs.

One is ours; the others were reported: github.com/VectorCamp/vectorscan issues 382 and 358, and
github.com/gliwka/hyperscan-java issue 231.
"""

_End = tuple[int, int]
"""Number of a piece, and the last byte of an occurrence of it."""


class ByHyperscan:
    """Compiled databases: of the expressions with words, and of those without."""

    def __init__(self, expressions: Sequence[bytes], read: Read | None = None) -> None:
        """``read`` gives what ``dump`` returned.  Raises ConfigError."""
        owners = _owners(expressions)
        pieces = list(owners)
        self._owners = list(owners.values())
        words = [number for number, piece in enumerate(pieces) if _has_a_word(piece)]
        self._shapes = [number for number, piece in enumerate(pieces) if not _has_a_word(piece)]
        self._words_pass, self._shapes_pass = (
            _Pass([(pieces[number], number) for number in part], None if read is None else _part(read))
            for part in (words, self._shapes)
        )
        self._pieces = pieces
        self._each: dict[int, Expression] = {}  # compiled when it first occurs
        self._occurring = Occurring([pieces[number] for number in self._shapes])

    @classmethod
    def compile(cls, expressions: Sequence[bytes]) -> ByHyperscan:
        """Raises ConfigError with the first expression that Hyperscan does not take."""
        return cls(expressions)

    @classmethod
    def load(cls, expressions: Sequence[bytes], read: Read) -> ByHyperscan:
        """
        Return what ``dump`` wrote of these expressions, on this kind of machine and with this version.

        It is read part by part: together they are as large again as all that a process may take.
        Raises ConfigError where it is another's.  TRUST: it is run as it is, so only what this program
        wrote itself may come in here.
        """
        try:
            return cls(expressions, read)
        except hyperscan.error as error:
            raise ConfigError("A saved detector database is from another machine or version.") from error

    def dump(self) -> bytes:
        parts = [one.dump() for one in (self._words_pass, self._shapes_pass)]
        return b"".join(len(part).to_bytes(_LENGTH, "big") + part for part in parts)

    def occurrences(self, data: bytes, wanted: frozenset[int] | None = None) -> list[Occurrence]:
        """Do as :class:`Matcher` says."""
        found = self._words_pass.run(data, [])
        surely: list[Occurrence] = []
        if self._shapes:
            occurring = None if len(data) > _SHORT else self._occurring.among(data)
            if occurring is None:
                self._shapes_pass.run(data, found)
            else:
                pieces = map(self._shapes.__getitem__, occurring)
                surely = self._where([p for p in pieces if _is_wanted(wanted, self._owners[p])], data)
        owners = self._owners
        return [(owner, at, at) for piece, at in found for owner in owners[piece]] + surely

    def _where(self, pieces: Sequence[int], data: bytes) -> list[Occurrence]:
        """Return where pieces without words are that occur.  Raises TooManyError."""
        found: list[Occurrence] = []
        limit = most(data)
        for piece in pieces:
            expression = self._each.get(piece)
            if expression is None:
                expression = self._each[piece] = compiled(self._pieces[piece])
            spans = list(islice(places(expression, data), limit + 1))
            if len(found) + len(spans) > limit:
                raise TooManyError
            found += [(owner, *span) for span in spans for owner in self._owners[piece]]
        return found


@cache
def is_sound() -> bool:
    """Whether this release of Hyperscan finds what releases of it are known to have overlooked."""
    return all(
        any(
            number == 0
            for number, _ in _Pass(list(zip(expressions, count(), strict=False)), None).run(text, [])
        )
        for expressions, text in _OVERLOOKED
    )


def _is_wanted(wanted: frozenset[int] | None, owners: Sequence[int]) -> bool:
    return wanted is None or not wanted.isdisjoint(owners)


class _Pass:
    """
    One database.

    Hyperscan tells every place where an expression ends, and nothing of where it began: so the first
    byte that surely belongs to an occurrence is its last.
    """

    def __init__(self, expressions: Sequence[tuple[bytes, int]], saved: bytes | None) -> None:
        self._database = (
            None if not expressions else _compiled(expressions) if saved is None else _loaded(saved)
        )
        # Working memory belongs to one scan at a time, and bodies are inspected in several threads.
        self._own = threading.local()

    def dump(self) -> bytes:
        return b"" if self._database is None else hyperscan.dumpb(self._database)

    def run(self, data: bytes, found: list[_End]) -> list[_End]:
        """Add what occurs to ``found``, and return it.  Raises TooManyError."""
        if self._database is None:
            return found
        add, limit = found.append, most(data)

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> bool | None:
            add((number, end - 1))
            return len(found) > limit or None

        try:
            self._database.scan(data, match_event_handler=note, scratch=self._scratch(self._database))
        except hyperscan.ScanTerminated:
            raise TooManyError from None
        return found

    def _scratch(self, database: hyperscan.Database) -> hyperscan.Scratch:
        scratch: hyperscan.Scratch | None = getattr(self._own, "scratch", None)
        if scratch is None:
            scratch = self._own.scratch = hyperscan.Scratch(database)
        return scratch


def _owners(expressions: Sequence[bytes]) -> dict[bytes, list[int]]:
    """Return each piece once, with the numbers of the expressions that it is an alternative of."""
    owners: dict[bytes, list[int]] = {}
    for number, expression in enumerate(expressions):
        for piece in dict.fromkeys(alternatives(expression)):
            owners.setdefault(piece, []).append(number)
    return owners


def _has_a_word(expression: bytes) -> bool:
    """A guess, which decides on speed alone."""
    return _A_WORD.search(_CLASSES.sub(b" ", expression)) is not None


def _part(read: Read) -> bytes:
    length = int.from_bytes(read(_LENGTH), "big")
    part = read(length) if length <= _LARGEST else b""
    if len(part) < length:
        raise ConfigError("A saved detector database is cut off.")
    return part


def _loaded(saved: bytes) -> hyperscan.Database:
    return hyperscan.loadb(saved, hyperscan.HS_MODE_BLOCK)


def _compiled(expressions: Sequence[tuple[bytes, int]]) -> hyperscan.Database:
    try:
        return _database([expression for expression, _ in expressions], [number for _, number in expressions])
    except hyperscan.error as error:
        raise _culprit([expression for expression, _ in expressions]) from error


def _database(expressions: list[bytes], numbers: list[int]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    # The end of a line is one end of an occurrence and no second one, a character later.
    written = [expression.replace(_NOT, _NOT_THAT_NOR_A_LINE_END) for expression in expressions]
    database.compile(expressions=written, ids=numbers, flags=hyperscan.HS_FLAG_MULTILINE)
    return database


def _culprit(expressions: Sequence[bytes]) -> ConfigError:
    for expression in expressions:
        try:
            _database([expression], [0])
        except hyperscan.error as error:
            return refused(expression, str(error))
    return ConfigError("The detectors do not fit into memory together. Take some of them out.")
