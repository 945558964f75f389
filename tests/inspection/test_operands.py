from dataclasses import replace

import graphql
import pytest

from firewall.inspection import Failure
from firewall.inspection.operands import MOST_VALUES, Argument, Values, most_asked
from firewall.policy.graphs import schema_of
from tests.helpers_graph import SCHEMA

KINDS = schema_of(SCHEMA).type_map
HERE = (frozenset({"Query.patients.where"}),)


def read(value, kind="Where"):
    return list(Values().read(value, KINDS[kind], HERE))


def test_a_member_of_an_input_stands_under_all_that_is_around_it():
    (one,) = read({"and": [{"citizenshipCode": {"eq": "MX"}}]})

    levels = [set(level) for level in one.under]
    assert levels == [{"Query.patients.where"}, {"Where.and"}, {"Where.citizenshipCode"}, {"Texts.eq"}]
    assert one.text == "MX"


def test_a_word_of_a_list_is_known_by_its_name():
    assert read("NAME_ASC", "Order") == [Argument(HERE, "NAME_ASC", word="Order.NAME_ASC")]


@pytest.mark.parametrize("value", [{"a": 1}, [1]])
def test_what_is_no_single_value_is_odd(value):
    assert [one.is_odd for one in read(value, "JSON") if one.is_odd] == [True]


@pytest.mark.parametrize("value", [{}, {"and": []}, {"name": None}, None])
def test_to_say_nothing_is_to_ask_all_the_same(value):
    assert [one.text for one in read(value)] == [""]


def test_a_member_that_no_input_has_is_refused():
    with pytest.raises(Failure, match="graphql-invalid"):
        read({"spouse": 1})


# ---- what is plainly equal


def under(*names):
    return tuple(frozenset({name}) for name in names)


WHERE = "Query.patients.where"


@pytest.mark.parametrize("word", ["and", "eq", "equal", "equals", "equalTo", "_eq", "AND", "_and"])
def test_a_value_below_what_says_that_it_is_equal_is_plain(word):
    assert Argument(under(WHERE, "Where.name", f"Texts.{word}"), "x").is_plain(1)
    assert Argument(under(WHERE, f"Where.{word}", "Where.name"), "x").is_plain(2)


@pytest.mark.parametrize(
    "word", ["gt", "isNull", "or", "not", "in", "contains", "some", "is", "ne", "like", "nand"]
)
def test_a_value_below_anything_else_is_not(word):
    assert not Argument(under(WHERE, "Where.name", f"Texts.{word}"), "x").is_plain(1)
    assert not Argument(under(WHERE, f"Where.{word}", "Where.name"), "x").is_plain(2)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("name", True), ("idNumber", True), ("givenName", True), ("IDNumber", True), ("information", True), ("origin", True), ("eq_name", True),
        ("name_gt", False), ("name_not", False), ("name_starts_with", False), ("nameStartsWith", False), ("name_in", False), ("nameIsNull", False),
        ("birthDateBefore", False), ("minAge", False), ("BIRTH_LTE", False), ("notName", False), ("search", False),
    ],
)  # fmt: skip
def test_an_operator_in_a_name_is_one(name, plain):
    assert Argument(under(WHERE, f"Where.{name}"), "x").is_plain(1) is plain
    assert Argument(under(f"Query.patients.{name}"), "x").is_plain(0) is plain
    assert Argument(under(f"Query.patients.{name}", "Where.name"), "x").is_plain(1) is plain


@pytest.mark.parametrize(
    ("changes", "plain"),
    [({}, True), ({"text": ""}, False), ({"is_odd": True}, False), ({"is_one": False}, False), ({"at": (3,)}, True)],
)  # fmt: skip
def test_a_value_by_itself_is_plain(changes, plain):
    assert replace(Argument(under("Query.patient.id"), "7"), **changes).is_plain(0) is plain
    assert replace(Argument(under(WHERE, "Where.name"), "7"), **changes).is_plain(1) is plain
    assert not Argument(under(WHERE, "Where.name"), "7").is_plain(0)  # what is declared is all of it


def test_of_several_in_a_list_none_is_the_one():
    several = read({"and": [{"name": "a"}, {"name": "b"}]})
    sorted_by = list(Values().read(["NAME_ASC", "OTHER"], graphql.GraphQLList(KINDS["Order"]), HERE))
    alone = list(Values().read(["NAME_ASC"], graphql.GraphQLList(KINDS["Order"]), HERE))
    bare = list(Values().read("NAME_ASC", graphql.GraphQLList(KINDS["Order"]), HERE))

    assert [(one.is_one, one.at) for one in several] == [(True, (0,)), (True, (1,))]
    assert [(one.is_one, one.at) for one in sorted_by] == [(False, (0,)), (False, (1,))]
    assert [(one.is_one, one.at) for one in alone] == [(True, (0,))]
    assert bare == alone


def test_in_a_list_in_a_list_of_several_none_is_the_one():
    kind = graphql.GraphQLList(graphql.GraphQLList(KINDS["Order"]))

    assert not any(one.is_one for one in Values().read([["OTHER"], ["OTHER"]], kind, HERE))


def test_what_is_said_by_what_is_no_text_is_kept():
    assert [one.exact for one in read({"a": [1]}, "JSON") if one.is_odd] == ['{"a":[1]}']
    assert [one.exact for one in read({"name": None})] == ["null"]
    assert [one.exact for one in read({"name": ""})] == [""]


def test_more_values_than_anybody_asks_with_are_refused():
    assert len(read({"and": [{"name": "a"}] * 200})) == 200
    with pytest.raises(Failure, match="graphql-too-large"):
        read({"and": [{"name": "a"}] * MOST_VALUES})


# ---- how many records


LIMITS = frozenset({"Query.patients.first", "Paging.size"})


@pytest.mark.parametrize(
    ("found", "records"),
    [
        ([], None), ([Argument(under("Query.patients.first"), "7")], 7), ([Argument(under("Query.patients.page", "Paging.size"), "7")], 7),
        ([Argument(under("Query.patients.first"), "7"), Argument(under("Query.patients.page", "Paging.size"), "9")], 9),
        ([Argument(under("Query.patients.last"), "7")], None), ([Argument(under("Query.patients.first"), "")], None), ([Argument(under("Query.patients.first"), "0")], 0),
    ],
)  # fmt: skip
def test_a_limit_counts_wherever_it_stands(found, records):
    assert most_asked(found, LIMITS) == records


@pytest.mark.parametrize("text", ["-1", "1.5", "x", "\u0661", "1" * 10, " 1", "True"])
def test_a_limit_is_a_number(text):
    with pytest.raises(Failure, match="bad-limit"):
        most_asked([Argument(under("Query.patients.first"), text)], LIMITS)


def test_a_limit_that_is_odd_is_none():
    with pytest.raises(Failure, match="bad-limit"):
        most_asked([Argument(under("Query.patients.first"), "", is_odd=True)], LIMITS)
