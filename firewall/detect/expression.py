r"""
A regular expression of somebody else's, read into parts that can be judged and written again.

Texts are canonical (``fold.py``), so an expression is read as canonical too: ``Ä`` is ``A``, ``\d`` is 0 to 9,
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
_ONE_CHARACTER = frozenset({"NOT_LITERAL", "ANY", "IN"})
_EDGES = {
    "AT_BEGINNING_STRING": Edge.TEXT_START,
    "AT_END_STRING": Edge.TEXT_END,
    "AT_BOUNDARY": Edge.WORD,
    "AT_NON_BOUNDARY": Edge.NOT_WORD,
}
_REFUSED = {
    "GROUPREF_EXISTS": "it asks whether a group took part (`(?(1)...)`): write both cases out",
    "ATOMIC_GROUP": "it uses an atomic group (`(?>...)`): write it without",
    "POSSESSIVE_REPEAT": "it uses a possessive repeat (`*+`): write it without",
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
        kind = str(op)
        if kind == "LITERAL":  # one character may be canonical as several, or none
            yield from (self._chars({ord(char)}) for char in fold(chr(argument)))
        elif kind in _ONE_CHARACTER:
            yield self._character(kind, argument)
        else:
            yield self._construct(kind, argument)

    def _character(self, kind: str, argument: Any) -> Chars:  # noqa: ANN401 - as above
        match kind:
            case "NOT_LITERAL":
                return self._chars(map(ord, fold(chr(argument)))).other_than()
            case "ANY":
                return EVERY if self._dot_is_all else Chars(ASCII - {ord("\n")}, any_other=True)
            case _:
                return self._class(argument)

    def _construct(self, kind: str, argument: Any) -> Node:  # noqa: ANN401 - as above
        match kind:
            case "BRANCH":
                return Choice(tuple(self.sequence(branch) for branch in argument[1]))
            case "SUBPATTERN":
                return self._group(*argument)
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(*argument, is_lazy=kind == "MIN_REPEAT")
            case "ASSERT" | "ASSERT_NOT":
                direction, body = argument
                return Look(self.sequence(body), ahead=direction > 0, wanted=kind == "ASSERT")
            case "AT":
                return _EDGES.get(str(argument)) or self._end_of_line(str(argument))
            case "GROUPREF":
                return Again(argument, self._groups.get(argument, Sequence(())))
            case _:
                raise RefusedError(_REFUSED.get(kind, f"it uses what is not known here ({kind})"))

    def _repeat(self, least: int, most: int, body: Any, *, is_lazy: bool) -> Repeat:  # noqa: ANN401 - as above
        bound = None if most is sre.MAXREPEAT else int(most)
        return Repeat(self.sequence(body), int(least), bound, is_lazy=is_lazy)

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

    def _end_of_line(self, kind: str) -> Edge:
        if kind == "AT_BEGINNING":
            return Edge.LINE_START if self._by_line else Edge.TEXT_START
        return Edge.LINE_END if self._by_line else Edge.TEXT_END


def _cases(char: str) -> Iterator[str]:
    """Return a character in both cases, where each is one character."""
    yield from (other for other in (char.lower(), char.upper()) if len(other) == 1)
