"""
Expressions of OData: which members they name, and whether they are plain equalities.

Read strictly: one blank between words, no comments, no parameters (``@p``), no ``$it``, no annotations, and no types
but those of values (``Edm.String``): what another type brings nobody declared.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from firewall.inspection.reading import Failure

MOST_TOKENS = 400
MOST_DEPTH = 15

_TOKEN = re.compile(
    r"(?P<text>'(?:[^']|'')*')"
    r"|(?P<guid>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})"
    r"|(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,12})?)?(?:Z|[+-][0-9]{2}:[0-9]{2}))?)"
    r"|(?P<flag>(?:[A-Za-z_][A-Za-z0-9_]*\.)+[A-Za-z_][A-Za-z0-9_]*'(?:[^']|'')*')"
    r"|(?P<type>Edm\.[A-Za-z0-9]+)"
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:/[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<mark>[(),:;=*]|\$[a-z]+)"
    r"|(?P<blank>\x20)"
)
_WORDY = frozenset({"text", "guid", "day", "number", "name", "flag", "type"})
_LITERALS = frozenset({"text", "guid", "day", "number"})
_CONSTANTS = frozenset({"true", "false", "null"})
_COMPARES = frozenset({"eq", "ne", "gt", "ge", "lt", "le"})
_COMPUTES = frozenset({"add", "sub", "mul", "div", "divby", "mod"})
_FUNCTIONS = frozenset({
    "contains", "startswith", "endswith", "tolower", "toupper", "trim", "length", "indexof", "substring", "concat",
    "year", "month", "day", "hour", "minute", "second", "date", "time", "round", "floor", "ceiling", "now",
    "matchespattern",
})  # fmt: skip
_TYPED = frozenset({"cast", "isof"})
_TESTS = frozenset({"contains", "startswith", "endswith", "matchespattern", "isof"})
RESERVED = _CONSTANTS | _COMPARES | _COMPUTES | {"and", "or", "not", "in", "has", "asc", "desc", "as", "with"}
"""Words that are none of a member: a member that is called so could be read in two ways."""


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Members by their steps, and the texts that they are compared to."""

    members: tuple[tuple[str, ...], ...] = ()
    texts: tuple[str, ...] = field(default=(), repr=False)
    is_plain: bool = False


def tokens(text: str) -> Iterator[Token]:
    """Raises :class:`Failure`."""
    at, before = 0, Token("blank", " ")
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise Failure("query-syntax")
        token = Token(found.lastgroup, found[0])
        if token.kind == before.kind == "blank" or (token.kind in _WORDY and before.kind in _WORDY):
            raise Failure("query-syntax")
        yield token
        at, before = found.end(), token
    if before.kind == "blank" or text[:1] == " ":
        raise Failure("query-syntax")


class Reader:
    """Tokens, one after the other.  No variable of a lambda may be called like one of ``words``, in any case."""

    def __init__(self, text: str, words: Collection[str] = ()) -> None:
        self._tokens = list(tokens(text))
        if len(self._tokens) > MOST_TOKENS:
            raise Failure("query-too-large")
        self._at = 0
        self._depth = 0
        self._words = words
        self._bound: dict[str, tuple[str, ...]] = {}
        """The variables, with what they stand for."""

    # ---- tokens

    @property
    def is_over(self) -> bool:
        return self._at >= len(self._tokens)

    def peek(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else Token("end", "")

    def take(self) -> Token:
        token = self.peek()
        self._at += 1
        return token

    def takes(self, text: str) -> bool:
        """Take it, where it is the next: a mark, or a word."""
        is_next = self.peek().kind in {"mark", "name"} and self.peek().text == text
        self._at += is_next
        return is_next

    def need(self, text: str) -> None:
        if not self.takes(text):
            raise Failure("query-syntax")

    def blank(self) -> None:
        if self.take().kind != "blank":
            raise Failure("query-syntax")

    def may_be_blank(self) -> None:
        self._at += self.peek().kind == "blank"

    def word_between_blanks(self, words: frozenset[str]) -> str:
        """Take an operator with the blanks around it; nothing where it is none of these."""
        between = self.peek(), self.peek(1), self.peek(2)
        if [token.kind for token in between] != ["blank", "name", "blank"] or between[1].text not in words:
            return ""
        self._at += 3
        return between[1].text

    def end(self) -> None:
        if not self.is_over:
            raise Failure("query-syntax")

    def name(self) -> tuple[str, ...]:
        """A member, by its steps."""
        token = self.take()
        if token.kind != "name" or token.text in RESERVED:
            raise Failure("query-syntax")
        steps = tuple(token.text.split("/"))
        bound = self._bound.get(steps[0])
        return steps if bound is None else (*bound, *steps[1:])

    # ---- expressions

    def condition(self) -> list[Comparison]:
        """Alternatives of what must hold."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Failure("query-too-large")
        found, is_one = self._together(), True
        while self.word_between_blanks(frozenset({"or"})):
            found += self._together()
            is_one = False
        self._depth -= 1
        return found if is_one else _not_plain(found)

    def _together(self) -> list[Comparison]:
        found = self._single()
        while self.word_between_blanks(frozenset({"and"})):
            found += self._single()
        return found

    def _single(self) -> list[Comparison]:
        if self.peek().text == "not" and self.peek(1).kind == "blank":
            self.take()
            self.blank()
            if self.peek().text != "(" and self.peek().text not in _TESTS:
                raise Failure("query-syntax")  # `not a eq b`: of which of the two is it said?
            self._depth += 1
            if self._depth > MOST_DEPTH:
                raise Failure("query-too-large")
            found = _not_plain(self._single())
            self._depth -= 1
            return found
        if self.takes("("):
            self.may_be_blank()
            found = self.condition()
            self.may_be_blank()
            self.need(")")
            return found
        return self._comparison()

    def _comparison(self) -> list[Comparison]:
        inside = self._lambda()
        if inside is not None:
            return inside
        is_test = self.peek().text in _TESTS
        left, is_bare = self.operand()
        operator = self.word_between_blanks(_COMPARES | {"in", "has"})
        if not operator:
            if not is_test:
                raise Failure("query-syntax")  # a member alone, as a condition: spell it out
            return [left]
        if operator == "in":
            return [_joined(left, self._list())]
        if operator == "has":
            return [_joined(left, self._flag())]
        right, is_bare_too = self.operand()
        is_plain = operator == "eq" and is_bare and is_bare_too
        is_plain = is_plain and len(left.members) + len(right.members) == 1
        return [
            replace(_joined(left, right), is_plain=is_plain and "null" not in (*left.texts, *right.texts))
        ]

    def _flag(self) -> Comparison:
        """One of several that a member may have at once, with its type or without."""
        token = self.take()
        if token.kind not in {"flag", "text"}:
            raise Failure("query-syntax")
        said = token.text[token.text.index("'") + 1 : -1]
        return Comparison(texts=(said.replace("''", "'"),))

    def _list(self) -> Comparison:
        self.need("(")
        found = Comparison()
        while True:
            self.may_be_blank()
            token = self.take()
            if token.kind not in _LITERALS:
                raise Failure("query-syntax")
            found = replace(found, texts=(*found.texts, _said(token)))
            self.may_be_blank()
            if self.takes(")"):
                return found
            self.need(",")

    def _lambda(self) -> list[Comparison] | None:
        """``Visits/any(v:v/Kind eq 'x')``: what is said of each of them, and that there is one; none of it is plain."""
        token = self.peek()
        path, _, word = token.text.rpartition("/")
        if token.kind != "name" or word not in {"any", "all"} or self.peek(1).text != "(" or not path:
            return None
        first, *rest = path.split("/")
        steps = (*self._bound.get(first, (first,)), *rest)
        self._at += 2
        whole = Comparison(members=(steps,))
        if self.takes(")"):
            return [whole]
        self.may_be_blank()
        variable = self.take()
        if variable.kind != "name" or "/" in variable.text or variable.text in RESERVED | self._bound.keys():
            raise Failure("query-syntax")
        if variable.text.lower().replace("_", "") in self._words:
            raise Failure("query-syntax")  # some services take it for the member
        self.need(":")
        self.may_be_blank()
        self._bound[variable.text] = steps
        found = _not_plain(self.condition())
        del self._bound[variable.text]
        self.may_be_blank()
        self.need(")")
        is_told = all(any(own[: len(steps)] == steps for own in one.members) for one in found)
        # Of what names no member of it, that there is one is told.
        return found if is_told else [*found, whole]

    def operand(self) -> tuple[Comparison, bool]:
        """A value, a member, or something computed; tells whether it is one of the first two."""
        found, is_bare = self._term()
        while self.word_between_blanks(_COMPUTES):
            more, _ = self._term()
            found, is_bare = _joined(found, more), False
        return found, is_bare

    def _term(self) -> tuple[Comparison, bool]:
        token = self.peek()
        if token.kind in _LITERALS or (token.kind == "name" and token.text in _CONSTANTS):
            self.take()
            return Comparison(texts=(_said(token),)), True
        if self.takes("("):
            found, _ = self.operand()
            self.need(")")
            return found, False
        if self.peek(1).text == "(":
            return self._call(), False
        return Comparison(members=(self.name(),)), True

    def _call(self) -> Comparison:
        self._depth += 1
        name = self.take().text
        if name not in _FUNCTIONS | _TYPED or self._depth > MOST_DEPTH:
            raise Failure("query-syntax")
        self.need("(")
        if name in _TYPED:
            return self._typed()
        found = Comparison()
        while not self.takes(")"):
            self.may_be_blank()
            part, _ = self.operand()
            found = _joined(found, part)
            self.may_be_blank()
            if self.peek().text != ")":
                self.need(",")
                if self.peek().text == ")":
                    raise Failure("query-syntax")
        self._depth -= 1
        return found

    def _typed(self) -> Comparison:
        """``cast(Age,Edm.String)``: what a value is in another type, or whether it is one."""
        found, _ = self.operand()
        self.may_be_blank()
        self.need(",")
        self.may_be_blank()
        if self.take().kind != "type":
            raise Failure("query-syntax")
        self.may_be_blank()
        self.need(")")
        self._depth -= 1
        return found


def _said(token: Token) -> str:
    return token.text[1:-1].replace("''", "'") if token.kind == "text" else token.text


def _joined(one: Comparison, other: Comparison) -> Comparison:
    return Comparison((*one.members, *other.members), (*one.texts, *other.texts))


def _not_plain(found: list[Comparison]) -> list[Comparison]:
    return [replace(one, is_plain=False) for one in found]
