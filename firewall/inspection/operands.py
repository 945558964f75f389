"""What a GraphQL operation is asked with: single values, each under the coordinates of the inputs around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import graphql

from firewall.inspection.reading import Failure

MOST_VALUES = 500

_DIGITS = 9
_PLAIN = frozenset({"and", "eq", "equal", "equals", "equalto"})
"""Steps below which a value is still the one that the member must have, and nothing else would fit."""


@dataclass(frozen=True, slots=True)
class Argument:
    """
    One value in a request, and the coordinates under which it stands, level by level from the outermost.

    ``word`` is the coordinate of a word of a closed list; ``is_odd`` tells that it is no single value, and
    ``is_one`` that it stands in no list beside others.
    """

    under: tuple[frozenset[str], ...]
    text: str = field(repr=False)
    word: str = ""
    is_odd: bool = False
    is_one: bool = True

    def is_plain(self, declared: int) -> bool:
        """
        Whether it says what a member must be equal to, where that is declared on the level of this number.

        What stands between, or further down, may be an operator (``gt``, ``isNull``, ``or``), or another record.
        """
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
    ) -> Iterator[Argument]:
        self._left -= 1
        if self._left < 0:
            raise Failure("graphql-too-large")
        kind = graphql.get_nullable_type(kind)
        if graphql.is_list_type(kind):
            items = value if isinstance(value, list) else [value]
            is_one = is_one and (len(items) == 1 or all(_step(name) == "and" for name in under[-1]))
            for item in items:
                yield from self.read(item, kind.of_type, under, is_one=is_one)
        elif graphql.is_input_object_type(kind) and isinstance(value, dict):
            for name, inner in value.items():
                if name not in kind.fields:
                    raise Failure("graphql-invalid")
                called = frozenset({f"{kind.name}.{name}"})
                yield from self.read(inner, kind.fields[name].type, (*under, called), is_one=is_one)
        else:
            yield self._single(value, kind, under, is_one=is_one)
        if value in ([], {}):
            yield Argument(under, "")

    def _single(
        self,
        value: Any,  # noqa: ANN401  # as above
        kind: Any,  # noqa: ANN401  # as above
        under: tuple[frozenset[str], ...],
        *,
        is_one: bool,
    ) -> Argument:
        if isinstance(value, dict | list):
            return Argument(under, "", is_odd=True)
        text = "" if value is None else str(value)
        word = f"{kind.name}.{value}" if graphql.is_enum_type(kind) else ""
        return Argument(under, text, word=word, is_one=is_one)


def most_asked(found: Sequence[Argument], limits: frozenset[str]) -> int | None:
    """Return how many records the values say that are limits, wherever they stand; None where none says it."""
    said = [one for one in found if any(not level.isdisjoint(limits) for level in one.under)]
    return max((_number(one.text) for one in said if one.text or one.is_odd), default=None)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise Failure("bad-limit")
    return int(text)


def _step(coordinate: str) -> str:
    return coordinate.rpartition(".")[2].replace("_", "").lower()
