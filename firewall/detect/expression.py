"""
A regular expression of somebody else's, read into parts that can be judged and written again.

Texts are canonical (``fold.py``), so an expression is read as canonical too: ``Ä`` is ``A``, ``\\d`` is 0 to 9,
and a character beyond ASCII is a letter of another script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from re import _constants as sre  # type: ignore[attr-defined]  # the tree that ``re`` itself compiles
from re import _parser  # type: ignore[attr-defined]  # no public module reads an expression without running it
from typing import Any

from firewall.detect.fold import fold

ASCII = frozenset(range(128))
DIGITS = frozenset(range(ord("0"), ord("9") + 1))
WORD = frozenset(code for code in ASCII if chr(code).isalnum()) | {ord("_")}
# What Python counts as white space (str.isspace) and ASCII.
SPACE = frozenset(code for code in ASCII if chr(code).isspace())
_LONGEST_RANGE = 4096


class RefusedError(Exception):
    """The expression cannot be used; says why, in words for whoever wrote it."""


class Edge(Enum):
    """A place between two characters."""

    LINE_START = "^"
    LINE_END = "$"
    TEXT_START = r"\A"
    TEXT_END = r"\z"
    WORD = r"\b"
    NOT_WORD = r"\B"


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set.  ``others`` are single characters beyond ASCII; ``any_other`` means all of them."""

    ascii: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()
    any_other: bool = False

    def __or__(self, more: Chars) -> Chars:
        return Chars(self.ascii | more.ascii, self.others | more.others, self.any_other or more.any_other)

    def meets(self, other: Chars) -> bool:
        """Tell whether a character can be in both."""
        if self.ascii & other.ascii or self.others & other.others:
            return True
        mine, theirs = self.any_other or self.others, other.any_other or other.others
        return bool((self.any_other and theirs) or (other.any_other and mine))

    def other_than(self) -> Chars:
        """Every character that is not in the set.  Single ones beyond ASCII are too few to matter."""
        return Chars(ASCII - self.ascii, any_other=not self.any_other)


EVERY = Chars(ASCII, any_other=True)


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    body: Node
    least: int
    most: int | None
    """None: without a bound."""
    is_lazy: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    number: int
    body: Node


@dataclass(frozen=True, slots=True)
class Look:
    """What must, or must not, stand before or after a place."""

    body: Node
    ahead: bool
    wanted: bool


@dataclass(frozen=True, slots=True)
class Again:
    """What a group took, once more."""

    number: int
    body: Node = field(repr=False)


Node = Chars | Sequence | Choice | Repeat | Group | Look | Again | Edge

_CATEGORIES = {
    "CATEGORY_DIGIT": Chars(DIGITS),
    "CATEGORY_NOT_DIGIT": Chars(ASCII - DIGITS, any_other=True),
    "CATEGORY_SPACE": Chars(SPACE),
    "CATEGORY_NOT_SPACE": Chars(ASCII - SPACE, any_other=True),
    "CATEGORY_WORD": Chars(WORD, any_other=True),
    "CATEGORY_NOT_WORD": Chars(ASCII - WORD),
}
# A switch in the middle of an expression: Presidio's regex module takes it for the whole, ``re`` does not take it.
_SWITCH = re.compile(r"\(\?[ims]+\)")


def read(pattern: str, flags: int) -> Node:
    """
    Return the expression as parts.  Raises RefusedError where it says what we cannot run safely.

    Of ``flags``, those of the ``re`` module for case, lines and the dot count.
    """
    kept = flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE)
    if kept & re.IGNORECASE:
        pattern = _SWITCH.sub("", pattern)
    try:
        tree = _parser.parse(pattern, kept)
    except (re.error, RecursionError, OverflowError) as error:
        raise RefusedError(f"Python cannot read it ({error})") from None
    return _Reader(int(tree.state.flags)).sequence(tree)


class _Reader:
    def __init__(self, flags: int) -> None:
        self._ignores_case = bool(flags & re.IGNORECASE)
        self._by_line = bool(flags & re.MULTILINE)
        self._dot_is_all = bool(flags & re.DOTALL)
        self._groups: dict[int, Node] = {}

    def sequence(self, tree: Iterable[tuple[Any, Any]]) -> Node:
        parts = tuple(part for op, argument in tree for part in self._parts(op, argument))
        return parts[0] if len(parts) == 1 else Sequence(parts)

    def _parts(self, op: Any, argument: Any) -> Iterator[Node]:  # noqa: ANN401 - what ``re`` gives has no types
        match str(op):
            case "LITERAL":
                yield from (self._chars({ord(char)}) for char in fold(chr(argument)))
            case "NOT_LITERAL":
                yield self._chars(map(ord, fold(chr(argument)))).other_than()
            case "ANY":
                yield EVERY if self._dot_is_all else Chars(ASCII - {ord("\n")}, any_other=True)
            case "IN":
                yield self._class(argument)
            case "BRANCH":
                yield Choice(tuple(self.sequence(branch) for branch in argument[1]))
            case "SUBPATTERN":
                yield self._group(*argument)
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, body = argument
                bound = None if most is sre.MAXREPEAT else int(most)
                yield Repeat(self.sequence(body), int(least), bound, is_lazy=str(op) == "MIN_REPEAT")
            case "ASSERT" | "ASSERT_NOT":
                direction, body = argument
                yield Look(self.sequence(body), ahead=direction > 0, wanted=str(op) == "ASSERT")
            case "AT":
                yield self._edge(str(argument))
            case "GROUPREF":
                yield Again(argument, self._groups.get(argument, Sequence(())))
            case "GROUPREF_EXISTS":
                raise RefusedError("it asks whether a group took part (`(?(1)...)`): write both cases out")
            case _:
                raise RefusedError("it uses atomic groups or possessive repeats: write it without")

    def _group(self, number: int | None, switched_on: int, switched_off: int, body: Any) -> Node:  # noqa: ANN401
        if switched_on or switched_off:
            raise RefusedError("it switches flags in the middle (`(?i:...)`): write it without")
        inside = self.sequence(body)
        if number is None:
            return inside
        self._groups[number] = inside
        return Group(number, inside)

    def _class(self, members: Iterable[tuple[Any, Any]]) -> Chars:
        found = Chars()
        negated = False
        for op, argument in members:
            match str(op):
                case "NEGATE":
                    negated = True
                case "LITERAL":
                    found |= self._folded([argument])
                case "RANGE":
                    found |= self._range(*argument)
                case _:
                    found |= _CATEGORIES[str(argument)]
        return found.other_than() if negated else found

    def _range(self, first: int, last: int) -> Chars:
        if last - first > _LONGEST_RANGE:
            # Most of a script, or of all: which of them does not matter.
            return Chars(frozenset(range(first, 128)), any_other=True)
        return self._folded(range(first, last + 1))

    def _folded(self, codes: Iterable[int]) -> Chars:
        plain = (fold(chr(code)) for code in codes)
        return self._chars(ord(text) for text in plain if len(text) == 1)

    def _chars(self, codes: Iterable[int]) -> Chars:
        every = frozenset(codes)
        if self._ignores_case:
            every |= {ord(both) for code in every for both in _cases(chr(code))}
        return Chars(every & ASCII, every - ASCII)

    def _edge(self, kind: str) -> Edge:
        match kind:
            case "AT_BEGINNING":
                return Edge.LINE_START if self._by_line else Edge.TEXT_START
            case "AT_END":
                return Edge.LINE_END if self._by_line else Edge.TEXT_END
            case "AT_BEGINNING_STRING":
                return Edge.TEXT_START
            case "AT_END_STRING":
                return Edge.TEXT_END
            case "AT_NON_BOUNDARY":
                return Edge.NOT_WORD
            case _:
                return Edge.WORD


def _cases(char: str) -> Iterator[str]:
    """Return a character in both cases, where each is one character."""
    yield from (other for other in (char.lower(), char.upper()) if len(other) == 1)
