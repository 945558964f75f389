"""What a GraphQL operation is asked with: single values, each under the coordinates of the inputs around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import graphql

from firewall.inspection.reading import Failure

MOST_VALUES = 500


@dataclass(frozen=True, slots=True)
class Argument:
    """
    One value in a request, and the coordinates under which it stands, level by level from the outermost.

    ``word`` is the coordinate of a word of a closed list; ``is_odd`` tells that it is no single value.
    """

    under: tuple[frozenset[str], ...]
    text: str = field(repr=False)
    word: str = ""
    is_odd: bool = False


class Values:
    """Reads values, so many in all."""

    def __init__(self) -> None:
        self._left = MOST_VALUES

    def read(self, value: Any, kind: Any, under: tuple[frozenset[str], ...]) -> Iterator[Argument]:  # noqa: ANN401  # JSON, and any type of a schema
        self._left -= 1
        if self._left < 0:
            raise Failure("graphql-too-large")
        kind = graphql.get_nullable_type(kind)
        if graphql.is_list_type(kind):
            for item in value if isinstance(value, list) else [value]:
                yield from self.read(item, kind.of_type, under)
        elif graphql.is_input_object_type(kind) and isinstance(value, dict):
            for name, inner in value.items():
                if name not in kind.fields:
                    raise Failure("graphql-invalid")
                called = frozenset({f"{kind.name}.{name}"})
                yield from self.read(inner, kind.fields[name].type, (*under, called))
        else:
            yield self._single(value, kind, under)
        if value in ([], {}):
            yield Argument(under, "")

    def _single(self, value: Any, kind: Any, under: tuple[frozenset[str], ...]) -> Argument:  # noqa: ANN401  # as above
        if isinstance(value, dict | list):
            return Argument(under, "", is_odd=True)
        text = "" if value is None else str(value)
        return Argument(under, text, word=f"{kind.name}.{value}" if graphql.is_enum_type(kind) else "")
