"""
One GraphQL operation: what it selects and what it asks by, in the coordinates of the schema, and written anew.

Aliases, fragments and directives are resolved here: ``name: citizenshipCode`` is citizenship, whatever it is
called.  Everything is read under a budget, before anything walks it twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import graphql
from graphql.execution.values import get_variable_values

from firewall.inspection.operands import Argument, Values, most_asked
from firewall.inspection.reading import Failure
from firewall.model import Path, Tree
from firewall.policy.graphs import asked_alone

MOST_CHARACTERS = 20_000
MOST_TOKENS = 2_000
MOST_FIELDS = 300
MOST_DEPTH = 15
MOST_ALIASES = 30
"""More is no question that software of an agency asks, and what a service makes of it costs it dear."""


@dataclass(slots=True)
class Selected:
    """
    A member of the answer: where it will stand, and what it can be: for each type that the one around it can be,
    the coordinates under which it may be declared.
    """

    path: Path
    coordinates: tuple[frozenset[str], ...]
    is_leaf: bool
    is_nullable: bool
    is_known: bool = False
    is_type_name: bool = False


@dataclass(slots=True)
class Operation:
    """
    An operation that was read.  ``kind`` is query or mutation, ``root`` its type, ``text`` what goes to the service.

    ``about`` are the fields that are asked with arguments or lead to other records, by their names from the root.
    """

    kind: str = "query"
    root: str = ""
    text: str = field(default="", repr=False)
    variables: dict[str, Tree] = field(default_factory=dict, repr=False)
    selected: dict[Path, Selected] = field(default_factory=dict, repr=False)
    arguments: list[Argument] = field(default_factory=list)
    about: list[tuple[Path, tuple[Argument, ...]]] = field(default_factory=list, repr=False)
    names: list[str] = field(default_factory=list, repr=False)
    records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a route allows; ``limits`` are the arguments that say how many records, ``page_size`` how many are usual."""

    schema: graphql.GraphQLSchema
    introspection: bool
    mutations: bool
    limits: frozenset[str]
    page_size: int


def read(text: str, name: str | None, variables: Mapping[str, Tree], terms: Terms) -> Operation:
    """Raises :class:`Failure`."""
    try:
        return _Reading(terms, variables).operation(text, name)
    except Failure:
        raise
    except Exception:  # noqa: BLE001  # a parser met with a stranger's text may raise anything, RecursionError too
        raise Failure("graphql-invalid") from None


class _Reading:
    def __init__(self, terms: Terms, given: Mapping[str, Tree]) -> None:
        self._terms = terms
        self._schema = terms.schema
        self._given = given
        self._variables: dict[str, Any] = {}
        self._fragments: dict[str, graphql.FragmentDefinitionNode] = {}
        self._left = MOST_FIELDS
        self._values = Values()
        self._aliases = MOST_ALIASES
        self._most = 0
        self.out = Operation()

    def operation(self, text: str, name: str | None) -> Operation:
        if len(text) > MOST_CHARACTERS:
            raise Failure("graphql-too-large")
        try:
            document = graphql.parse(
                text, no_location=True, max_tokens=MOST_TOKENS, allow_empty_selection_sets=False
            )
        except Exception as error:  # noqa: BLE001  # as in `read`
            is_large = "limit" in str(error)  # of tokens
            raise Failure("graphql-too-large" if is_large else "graphql-syntax") from None
        found = self._sorted(document.definitions, name)
        root = self._root(found)
        self._check_variables(found)
        selections, records = self._selections(found.selection_set.selections, root, (), (), ())
        self.out.records = max(records, self._most)
        written = graphql.OperationDefinitionNode(
            operation=found.operation,
            name=found.name,
            variable_definitions=(),
            directives=(),
            selection_set=graphql.SelectionSetNode(selections=selections),
        )
        used = _variables_of(written)
        kept = tuple(one for one in found.variable_definitions or () if one.variable.name.value in used)
        written = replace(written, variable_definitions=kept)
        self._check_valid(written)
        self.out.text = graphql.print_ast(written)
        self.out.variables = {n: v for n, v in self._given.items() if n in used}
        if found.name:
            self.out.names.append(found.name.value)
        return self.out

    def _sorted(self, definitions: Sequence[Any], name: str | None) -> graphql.OperationDefinitionNode:
        operations: list[graphql.OperationDefinitionNode] = []
        for one in definitions:
            if isinstance(one, graphql.FragmentDefinitionNode):
                if one.name.value in self._fragments:
                    raise Failure("graphql-invalid")
                self._fragments[one.name.value] = one
            elif isinstance(one, graphql.OperationDefinitionNode):
                operations.append(one)
            else:
                raise Failure("graphql-invalid")
        chosen = [one for one in operations if name is None or (one.name and one.name.value == name)]
        if len(chosen) != 1:
            raise Failure("graphql-invalid")
        if chosen[0].directives:
            raise Failure("graphql-directive")
        return chosen[0]

    def _root(self, found: graphql.OperationDefinitionNode) -> Any:  # noqa: ANN401  # any type of the schema
        self.out.kind = found.operation.value
        if self.out.kind == "subscription":
            raise Failure("graphql-subscription")
        if self.out.kind == "mutation" and not self._terms.mutations:
            raise Failure("graphql-mutation")
        if (root := self._schema.get_root_type(found.operation)) is None:
            raise Failure("graphql-invalid")
        self.out.root = root.name
        return root

    def _check_variables(self, found: graphql.OperationDefinitionNode) -> None:
        """Read the values of variables as the service will; what is left out has the default of its definition."""
        definitions = found.variable_definitions or ()
        names = [one.variable.name.value for one in definitions]
        if len(set(names)) != len(names) or not set(self._given) <= set(names):
            raise Failure("graphql-variables")
        if any(one.directives for one in definitions):
            raise Failure("graphql-directive")
        if isinstance(
            get_variable_values(
                self._schema, definitions, dict(self._given), max_errors=1, hide_suggestions=True
            ),
            list,
        ):
            raise Failure("graphql-variables")
        for one in definitions:
            known = one.variable.name.value
            if known in self._given:
                self._variables[known] = self._given[known]
            elif one.default_value is not None:
                self._variables[known] = graphql.value_from_ast_untyped(one.default_value)

    def _check_valid(self, written: graphql.OperationDefinitionNode) -> None:
        document = graphql.DocumentNode(definitions=(written,))
        if graphql.validate(
            self._schema, document, max_errors=1, hide_suggestions=True, allow_empty_selection_sets=False
        ):
            raise Failure("graphql-invalid")

    # ---- selections

    def _selections(  # where it stands, in three ways
        self,
        nodes: Sequence[graphql.SelectionNode],
        parent: Any,  # noqa: ANN401  # any type of the schema
        path: Path,
        steps: Path,
        inside: tuple[str, ...],
    ) -> tuple[tuple[graphql.SelectionNode, ...], int]:
        """Resolve a selection; return it without fragments of a name, and how many records it asks for."""
        if len(steps) + len(inside) > MOST_DEPTH:
            raise Failure("graphql-too-large")
        fields: dict[str, list[graphql.FieldNode]] = {}
        written: list[graphql.SelectionNode] = []
        records = 0
        for node, kind, within in self._spread(nodes, parent, inside):
            if isinstance(node, graphql.FieldNode):
                fields.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                continue
            below, more = self._selections(node.selection_set.selections, kind, path, steps, within)
            records += more
            if below:
                written.append(_fragment(kind.name, below))
        for key, same in fields.items():
            one, more = self._field(key, same, parent, path, steps, inside)
            written.append(one)
            records += more
        return tuple(written), records

    def _spread(
        self,
        nodes: Sequence[graphql.SelectionNode],
        parent: Any,  # noqa: ANN401  # as above
        inside: tuple[str, ...],
    ) -> Iterator[tuple[Any, Any, tuple[str, ...]]]:
        """Yield fields, and fragments that are about another type than ``parent``, each with its type."""
        for node in nodes:
            self._left -= 1
            if self._left < 0:
                raise Failure("graphql-too-large")
            if not self._is_included(node):
                continue
            if isinstance(node, graphql.FieldNode):
                yield node, parent, inside
                continue
            body: Any = node
            within, condition = inside, getattr(node, "type_condition", None)
            if isinstance(node, graphql.FragmentSpreadNode):
                name = node.name.value
                if name in inside or name not in self._fragments or len(inside) > MOST_DEPTH:
                    raise Failure("graphql-invalid")
                within, body = (*inside, name), self._fragments[name]
                condition = self._fragments[name].type_condition
                if self._fragments[name].directives:
                    raise Failure("graphql-directive")
            kind = parent if condition is None else self._schema.get_type(condition.name.value)
            if kind is None or not graphql.is_composite_type(kind):
                raise Failure("graphql-invalid")
            if kind is parent:
                yield from self._spread(body.selection_set.selections, parent, within)
            else:
                yield body, kind, (*within, "")  # one step deeper, whether or not it has a name

    def _is_included(self, node: graphql.SelectionNode) -> bool:
        """Undo ``@skip`` and ``@include``, since all values are known; nothing else is understood."""
        included = True
        seen = set()
        for directive in node.directives or ():
            name = directive.name.value
            arguments = directive.arguments or ()
            if name not in {"skip", "include"} or name in seen or len(arguments) != 1:
                raise Failure("graphql-directive")
            seen.add(name)
            argument = arguments[0]
            value = graphql.value_from_ast_untyped(argument.value, self._variables)
            if argument.name.value != "if" or not isinstance(value, bool):
                raise Failure("graphql-directive")
            included = included and value is (name == "include")
        return included

    def _field(  # noqa: PLR0917  # as above
        self,
        key: str,
        same: list[graphql.FieldNode],
        parent: Any,  # noqa: ANN401  # as above
        path: Path,
        steps: Path,
        inside: tuple[str, ...],
    ) -> tuple[graphql.FieldNode, int]:
        """Resolve what stands under one name; it may be written several times, and then it is one."""
        first = same[0]
        name = first.name.value
        if len({(one.name.value, graphql.print_ast(_bare(one))) for one in same}) != 1:
            raise Failure("graphql-invalid")
        if first.alias:
            self._aliases -= 1
            self.out.names.append(key)
        if self._aliases < 0:
            raise Failure("graphql-too-large")
        definition = self._definition(name, parent)
        kind, at, is_list = definition.type, (*path, key), False
        is_leaf = graphql.is_leaf_type(graphql.get_named_type(kind))
        self._take(name, parent, at, definition, is_leaf=is_leaf)
        inner = graphql.get_nullable_type(kind)
        while graphql.is_list_type(inner):
            inner, is_list = graphql.get_nullable_type(inner.of_type), True
            at = at if is_leaf else (*at, "*")
        asked = self._arguments(first, definition, parent, (*steps, name))
        nodes = [node for one in same if one.selection_set for node in one.selection_set.selections]
        below, records = self._selections(nodes, inner, at, (*steps, name), inside) if nodes else ((), 0)
        if bool(nodes) is is_leaf or bool(nodes) is not bool(below):
            raise Failure("graphql-invalid")
        written = graphql.FieldNode(
            alias=first.alias,
            name=first.name,
            arguments=first.arguments,
            directives=(),
            selection_set=graphql.SelectionSetNode(selections=below) if below else None,
        )
        if asked is not None:
            records = asked
        elif is_list and not is_leaf:
            records = self._terms.page_size
        return written, max(records, 0 if path and is_leaf else 1) if not path else records

    def _definition(self, name: str, parent: Any) -> graphql.GraphQLField:  # noqa: ANN401  # as above
        definition = self._schema.get_field(parent, name)
        if definition is None:
            raise Failure("graphql-invalid")
        if name in {"__schema", "__type"} and not self._terms.introspection:
            raise Failure("graphql-introspection")
        return definition

    def _take(
        self,
        name: str,
        parent: Any,  # noqa: ANN401  # as above
        at: Path,
        definition: graphql.GraphQLField,
        *,
        is_leaf: bool,
    ) -> None:
        # What a schema says of itself is no member of anybody; nor is the name of a type that can be no other.
        is_known = (
            name in {"__schema", "__type"}
            or parent.name.startswith("__")
            or (name == "__typename" and graphql.is_object_type(parent))
        )
        is_name = name == "__typename" and not parent.name.startswith("__")
        coordinates = () if is_known else self._coordinates(parent, name)
        is_nullable = not graphql.is_non_null_type(definition.type)
        known = self.out.selected.get(at)
        if known is None:
            self.out.selected[at] = Selected(
                at, coordinates, is_leaf, is_nullable, is_known, is_type_name=is_name
            )
        else:
            known.coordinates = (*known.coordinates, *coordinates)
            known.is_nullable = known.is_nullable and is_nullable
            known.is_known = known.is_known and is_known
            known.is_type_name = known.is_type_name and is_name

    def _coordinates(self, parent: Any, name: str) -> tuple[frozenset[str], ...]:  # noqa: ANN401  # as above
        """For each type that it may be, under which names it is declared: the type's own, or those of what it is."""
        kinds = self._schema.get_possible_types(parent) if graphql.is_abstract_type(parent) else [parent]
        return tuple(
            frozenset(f"{one.name}.{name}" for one in (kind, parent, *kind.interfaces)) for kind in kinds
        )

    # ---- arguments

    def _arguments(
        self,
        node: graphql.FieldNode,
        definition: graphql.GraphQLField,
        parent: Any,  # noqa: ANN401  # as above
        steps: Path,
    ) -> int | None:
        """Collect what a field is asked with; return how many records that says, where it does."""
        found: list[Argument] = []
        for given in node.arguments or ():
            argument = given.name.value
            if argument not in definition.args:
                raise Failure("graphql-invalid")
            called = frozenset().union(*self._coordinates(parent, node.name.value))
            under = (frozenset(f"{one}.{argument}" for one in called),)
            is_open = (
                isinstance(given.value, graphql.VariableNode)
                and given.value.name.value not in self._variables
            )
            value = None if is_open else graphql.value_from_ast_untyped(given.value, self._variables)
            found += self._values.read(value, definition.args[argument].type, under)
        if parent.name.startswith("__") or node.name.value.startswith("__"):
            self.out.names += [one.text for one in found]  # about the schema, and read like any text
            return None
        self.out.arguments += found
        is_record = graphql.get_named_type(definition.type).name in asked_alone(self._schema)
        if found or is_record or len(steps) == 1:
            self.out.about.append((steps, tuple(found)))
        records = most_asked(found, self._terms.limits)
        self._most = max(self._most, records or 0)
        return records


def _fragment(name: str, selections: tuple[graphql.SelectionNode, ...]) -> graphql.InlineFragmentNode:
    condition = graphql.NamedTypeNode(name=graphql.NameNode(value=name))
    return graphql.InlineFragmentNode(
        type_condition=condition,
        directives=(),
        selection_set=graphql.SelectionSetNode(selections=selections),
    )


def _bare(node: graphql.FieldNode) -> graphql.FieldNode:
    """The field with its arguments alone."""
    return graphql.FieldNode(
        alias=node.alias, name=node.name, arguments=node.arguments, directives=(), selection_set=None
    )


def _variables_of(node: graphql.OperationDefinitionNode) -> frozenset[str]:
    class Names(graphql.Visitor):
        def __init__(self) -> None:
            super().__init__()
            self.found: set[str] = set()

        def enter_variable(self, node: Any, *_: Any) -> None:  # noqa: ANN401  # graphql's own
            self.found.add(node.name.value)

    names = Names()
    graphql.visit(node, names)
    return frozenset(names.found)
