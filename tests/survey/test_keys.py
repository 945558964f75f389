"""Objects that are keyed by what people are called: no such key stands in a place."""

import pytest

from firewall.survey.keys import keys_of
from firewall.survey.places import Places
from tests.helpers import detectors

ANA, JOHN = {"id": 1, "status": "x", "city": "y"}, {"id": 2, "status": "z"}


def pattern(path, *trees, columns=()):
    return keys_of(trees, Places(detectors()), columns).pattern(path)


@pytest.mark.parametrize(
    ("trees", "path", "expected"),
    [
        ([{"Ana": ANA, "John": JOHN}], ("Ana", "id"), ("*", "id")),
        ([{"Ana": ANA, "John": JOHN, "Odd": {"error": 1}}], ("Odd", "error"), ("*", "error")),
        ([{"Ana": ANA, "John": JOHN, "total": 2}], ("Ana", "status"), ("*", "status")),
        ([{"data": {"Ana": ANA, "John": JOHN}}], ("data", "Ana", "id"), ("data", "*", "id")),
        ([{"Ana": ANA}, {"John": JOHN}], ("Ana", "id"), ("*", "id")),
        ([{"Ana": [ANA, JOHN], "John": [JOHN]}], ("Ana", 0, "id"), ("*", "*", "id")),
        ([[{"by": {"Ana": ANA}}, {"by": {"John": JOHN}}]], (1, "by", "John", "id"), ("*", "by", "*", "id")),
        ([{"7": ANA, "8": JOHN}], ("7", "id"), ("*", "id")),
        ([{"a": {"Ana": {"b": ANA}, "John": {"b": JOHN}}}], ("a", "Ana", "b", "id"), ("a", "*", "b", "id")),
        ([{"x": {"Ana": ANA, "John": JOHN}, "y": 1}], ("x", "John"), ("x", "*")),
        ([{"Ana": "x"}, {"John": "y", "Rosa": "z"}], ("John",), ("*",)),
        ([{"Ana Nobody": "x", "id": 7}], ("Ana Nobody",), ("*",)),
        ([{"Ana+Nobody": ANA}], ("Ana+Nobody", "id"), ("*", "id")),
    ],
)
def test_a_key_that_somebody_is_called_by_is_a_star(trees, path, expected):
    assert pattern(path, *trees) == expected


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        ({"id": 1, "name": "x", "address": {"street": "x", "city": "y"}}, ("address", "street")),
        ({"geometry": {"type": "x", "coordinates": 1}, "properties": {"a": 1, "b": 2}}, ("properties", "a")),
        ({"data": [ANA], "included": [ANA]}, ("data", "id")),
        ({"patient": {"a": 1, "b": 2}, "id": 1, "x": 2, "doctor": {"a": 1}}, ("doctor", "a")),
        ({"one": {}, "two": {}}, ("one",)),
        ({"First Name": "x"}, ("First Name",)),
        ("text", ()),
    ],
)
def test_names_of_members_stay(tree, path):
    assert pattern(path, tree) == path


def test_items_are_stars():
    assert pattern(("items", 3, "123-45-6789", "name")) == ("items", "*", "*", "name")


def test_columns_of_a_table_may_have_blanks():
    assert pattern((0, "Permit Type"), columns={"Permit Type"}) == ("*", "Permit Type")
    assert pattern((0, "A000187654"), columns={"A000187654"}) == ("*", "*")
