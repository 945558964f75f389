"""One operation: limits, bombs, and the questions that others were broken with."""

import json

import graphql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.inspection import Failure
from firewall.inspection.operands import MOST_VALUES
from firewall.inspection.operations import Terms, read
from firewall.policy.graphs import schema_of
from tests.helpers_graph import SCHEMA

TERMS = Terms(
    schema=schema_of(SCHEMA), introspection=False, mutations=False, limits=frozenset(), page_size=20
)


def why(text, variables=None):
    with pytest.raises(Failure) as caught:
        read(text, None, variables or {}, TERMS)
    return caught.value.why


def frag(n):
    body = "".join(f"fragment f{i} on Patient {{ ...f{i + 1} ...f{i + 1} }} " for i in range(n))
    return f"{{ patient(id: 1) {{ ...f0 }} }} {body} fragment f{n} on Patient {{ id }}"


BOMBS = [
    "{" * 5000,
    "{ patient(id: 1) " + "{ friends " * 400 + "{ id }" + "}" * 401,
    "{ patient(id: 1) " + "{ friends " * 20 + "{ id }" + "}" * 21,
    "{ patient(id: 1) { " + "name " * 1000 + "} }",
    "{ " + " ".join(f"a{i}: patient(id: 1) {{ id }}" for i in range(40)) + " }",
    frag(20),
    "{ patient(id: 1) { name " + "@include(if: true) " * 900 + "} }",
    "{ patients(where: " + "{and: [" * 200 + "{}" + "]}" * 200 + ") { id } }",
    "{ patients(where: {and: [" + "{}" * 900 + "]}) { id } }",
    "{ patient(id: " + "[" * 1900 + ") { id } }",
    "{ " + "patients { id } " * 290 + "}",
    "query q(" + " ".join(f"$v{i}: ID" for i in range(400)) + ") { patient(id: 1) { id } }",
    "# " + "x" * 30_000,
    '{ patient(id: "' + "x" * 25_000 + '") { id } }',
    "{ patient(id: 1) { " + "...on Patient{...on Node{" * 60 + "id" + "}}" * 60 + " } }",
    "{ search { " + "...on Patient{name} ...on Staff{name} " * 70 + "} }",
]


@pytest.mark.parametrize("text", BOMBS, ids=range(len(BOMBS)))
def test_a_bomb_is_refused_or_is_none(text):
    assert outcome(text) in {"graphql-too-large", "graphql-invalid", "graphql-syntax", "small"}


def outcome(text):
    try:
        operation = read(text, None, {}, TERMS)
    except Failure as failure:
        return failure.why
    return "small" if len(operation.text) < 3 * len(text) else "large"


def test_more_values_than_anybody_asks_with_are_refused():
    query = "query q($w: [Where!]) { patients(where: {and: $w}) { id } }"

    assert why(query, {"w": [{"name": "x"}] * MOST_VALUES}) == "graphql-too-large"


def test_what_another_would_take_for_two_questions_is_one():
    operation = read("{ a: patient(id: 1) { id } a: patient(id: 1) { id name } }", None, {}, TERMS)

    assert operation.text.count("patient") == 1
    assert operation.names == ["a"]


KEYS = st.sampled_from(["name", "id", "a", "citizenshipCode", "x1"])
FIELDS = st.sampled_from(["id", "name", "birthDate", "citizenshipCode"])


@st.composite
def selections(draw, depth=0):
    parts = []
    for key, field in draw(st.lists(st.tuples(KEYS, FIELDS), min_size=1, max_size=3)):
        alias = f"{key}: " if draw(st.booleans()) else ""
        parts.append(f"{alias}{field}")
    if depth < 3 and draw(st.booleans()):
        inner = draw(selections(depth=depth + 1))
        parts.append(
            draw(
                st.sampled_from(
                    ["... on Patient { %s }", "f: friends { %s }", "... on Node { ... on Patient { %s } }"]
                )
            )
            % inner
        )
    return " ".join(parts)


def run(text, schema, value):
    """What an honest service would answer."""

    def resolve(_, info, **__):
        kind = graphql.get_named_type(info.return_type)
        made = {"__typename": "Patient"} if graphql.is_composite_type(kind) else f"{info.field_name}!"
        return [made] if graphql.is_list_type(graphql.get_nullable_type(info.return_type)) else made

    return graphql.graphql_sync(schema, text, root_value=value, field_resolver=resolve).data


def leaves(tree, path=()):
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    elif isinstance(tree, list):
        for item in tree:
            yield from leaves(item, (*path, "*"))
    else:
        yield path, tree


@settings(max_examples=60, deadline=None)
@given(selections())
def test_every_member_of_a_real_answer_is_what_the_operation_says_it_is(selected):
    """graphql-core itself answers what we print: where a value stands we know which member of the schema it is."""
    text = "{ one: patient(id: 1) {" + selected + "} }"
    try:
        operation = read(text, None, {}, TERMS)
    except Failure:
        return  # one name for two members: no service answers that, either

    before, after = run(text, TERMS.schema, {}), run(operation.text, TERMS.schema, {})
    assert json.loads(json.dumps(before)) == json.loads(json.dumps(after))
    for path, value in leaves(after):
        called = {name.rpartition(".")[2] for names in operation.selected[path].coordinates for name in names}
        assert value == f"{called.pop()}!"
        assert not called
