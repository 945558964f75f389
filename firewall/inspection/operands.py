"""What a GraphQL operation is asked with: single values, each under the coordinates of the inputs around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import graphql
import msgspec

from firewall.formats.numbers import written
from firewall.inspection.reading import Failure

MOST_VALUES = 500

_DIGITS = 9
_PLAIN = frozenset({"and", "eq", "equal", "equals", "equalto"})
"""Steps below which a value is still the one that the member must have, and nothing else would fit."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SIFTS = frozenset(
    """
    gt gte lt lte not ne neq in nin contains like ilike regex iregex matches null exists between with before after
    since until from to min max any none has search prefix suffix range exclude excluding
    """.split()  # noqa: SIM905  # words to be read
)
"""In many schemas the operator stands in the name (`name_starts_with`, `birthDateBefore`, `minAge`)."""


@dataclass(frozen=True, slots=True)
class Argument:
    """
    One value in a request, and the coordinates under which it stands, level by level from the outermost.

    ``word`` is the coordinate of a word of a closed list; ``is_odd`` tells that it is no single value,
    ``is_one`` that it stands in no list beside others, and ``at`` where in the lists around it.  ``exact`` is what is
    said by a value that no text is: one that is odd, or none.
    """

    under: tuple[frozenset[str], ...]
    text: str = field(repr=False)
    word: str = ""
    is_odd: bool = False
    is_one: bool = True
    at: tuple[int, ...] = ()
    exact: str = field(default="", repr=False)

    def is_plain(self, declared: int) -> bool:
        """
        Whether it says what a member must be equal to, where that is declared on the level of this number.

        What stands between, or further down, may be an operator (``gt``, ``isNull``, ``or``), or another record.
        And the name that is declared may be one itself.
        """
        if any(_sifts(name) for number in {0, declared} for name in self.under[number]):
            return False
        between = (level for number, level in enumerate(self.under) if number not in {0, declared})
        is_equal = all(_step(name) in _PLAIN for level in between for name in level)
        return is_equal and self.is_one and not self.is_odd and bool(self.text)


class Values:
    """Reads values, so many in all."""

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def read(
        self,
        value: Any,  # noqa: ANN401  # JSON
        kind: Any,  # noqa: ANN401  # any type of a schema
        under: tuple[frozenset[str], ...],
        *,
        is_one: bool = True,
        at: tuple[int, ...] = (),
    ) -> Iterator[Argument]:
        self._left -= 1
        if self._left < 0:
            raise Failure("graphql-too-large")
        kind = graphql.get_nullable_type(kind)
        if graphql.is_list_type(kind):
            items = value if isinstance(value, list) else [value]
            is_one = is_one and (len(items) == 1 or all(_step(name) == "and" for name in under[-1]))
            for number, item in enumerate(items):
                yield from self.read(item, kind.of_type, under, is_one=is_one, at=(*at, number))
        elif graphql.is_input_object_type(kind) and isinstance(value, dict):
            for name, inner in value.items():
                if name not in kind.fields:
                    raise Failure("graphql-invalid")
                called = frozenset({f"{kind.name}.{name}"})
                yield from self.read(inner, kind.fields[name].type, (*under, called), is_one=is_one, at=at)
        else:
            yield replace(_single(value, kind, under), is_one=is_one, at=at)
        if value in ([], {}):
            yield Argument(under, "", at=at)


def _single(value: Any, kind: Any, under: tuple[frozenset[str], ...]) -> Argument:  # noqa: ANN401  # as above
    if isinstance(value, dict | list):
        exact = msgspec.json.encode(value, enc_hook=written, order="sorted").decode()
        return Argument(under, "", is_odd=True, exact=exact)
    if value is None:
        return Argument(under, "", exact="null")
    return Argument(under, str(value), word=f"{kind.name}.{value}" if graphql.is_enum_type(kind) else "")


def most_asked(found: Sequence[Argument], limits: frozenset[str]) -> int | None:
    """Return how many records the values say that are limits, wherever they stand; None where none says it."""
    said = [one for one in found if any(not level.isdisjoint(limits) for level in one.under)]
    return max((_number(one.text) for one in said if one.text or one.is_odd), default=None)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise Failure("bad-limit")
    return int(text)


def _sifts(coordinate: str) -> bool:
    words = [word.lower() for word in _WORDS.findall(coordinate.rpartition(".")[2])]
    return not _SIFTS.isdisjoint((*words[:1], *words[-1:]))


def _step(coordinate: str) -> str:
    return coordinate.rpartition(".")[2].replace("_", "").lower()
