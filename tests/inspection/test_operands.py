import pytest

from firewall.inspection import Failure
from firewall.inspection.operands import Argument, Values
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
