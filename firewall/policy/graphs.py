"""
GraphQL schemas: what may be asked there, under the names that the schema gives it.

A place is a coordinate of the schema (``Patient.name``, ``Query.patient.id`` for an argument), never a
path of an answer: how an answer's members are called is for the requester to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphql import GraphQLSchema

MOST = 1_000_000
"""Characters of a schema."""


@lru_cache(maxsize=16)
def schema_of(text: str) -> GraphQLSchema:
    """Read a schema (SDL).  Raises ValueError where it is none."""
    import graphql  # noqa: PLC0415  # heavy, and few cities have such a route

    if len(text) > MOST:
        raise ValueError("no schema")
    try:
        schema = graphql.build_schema(text)
        problems = graphql.validate_schema(schema)
    except Exception:  # noqa: BLE001  # a parser may raise anything on what is no schema
        raise ValueError("no schema") from None
    if problems:
        raise ValueError("no schema")
    return schema


def answers(schema: GraphQLSchema) -> Iterator[str]:
    """Yield the coordinates of what an answer can hold."""
    for name, kind in _own(schema):
        for field in getattr(kind, "fields", {}) if not _is_input(kind) else ():
            yield f"{name}.{field}"
        if _is_abstract(kind):
            yield f"{name}.__typename"


def questions(schema: GraphQLSchema) -> Iterator[str]:
    """Yield the coordinates of what a request can hold: arguments, members of inputs, words of lists."""
    for name, kind in _own(schema):
        for word in getattr(kind, "values", {}):
            yield f"{name}.{word}"
        for field, definition in getattr(kind, "fields", {}).items():
            if _is_input(kind):
                yield f"{name}.{field}"
            for argument in getattr(definition, "args", {}):
                yield f"{name}.{field}.{argument}"


@lru_cache(maxsize=16)
def asked_alone(schema: GraphQLSchema) -> frozenset[str]:
    """Return the types that a question can ask for by themselves: inside of another one each is a record of its own."""
    import graphql  # noqa: PLC0415  # as above

    fields = getattr(schema.query_type, "fields", {}).values()
    found = {graphql.get_named_type(field.type) for field in fields}
    kinds = {
        kind for one in found if graphql.is_abstract_type(one) for kind in schema.get_possible_types(one)
    }
    return frozenset(kind.name for kind in found | kinds if graphql.is_composite_type(kind))


@lru_cache(maxsize=16)
def type_names(text: str) -> frozenset[str]:
    """Return the names that an object's type can have."""
    import graphql  # noqa: PLC0415  # as above

    return frozenset(name for name, kind in _own(schema_of(text)) if graphql.is_object_type(kind))


@lru_cache(maxsize=16)
def said_of_itself(text: str) -> frozenset[str]:
    """Return all texts that a schema says of itself: names, kinds, defaults and descriptions."""
    import graphql  # noqa: PLC0415  # as above

    schema = schema_of(text)
    return frozenset(_texts(graphql.introspection_from_schema(schema))) | frozenset(schema.type_map)


def _texts(tree: object) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list | tuple):
        for item in tree.values() if isinstance(tree, dict) else tree:
            yield from _texts(item)


def _own(schema: GraphQLSchema) -> Iterator[tuple[str, object]]:
    yield from ((name, kind) for name, kind in schema.type_map.items() if not name.startswith("__"))


def _is_input(kind: object) -> bool:
    import graphql  # noqa: PLC0415  # as above

    return graphql.is_input_object_type(kind)


def _is_abstract(kind: object) -> bool:
    import graphql  # noqa: PLC0415  # as above

    return graphql.is_abstract_type(kind)
