"""Records as columns."""

from decimal import Decimal

import pytest

from firewall.formats.numbers import spelt
from firewall.grid import Grid, distinct, is_text


def test_rows_are_what_the_columns_say():
    assert Grid(("a", "b"), (("x", "y"), (1, None)), 2).rows() == [{"a": "x", "b": 1}, {"a": "y", "b": None}]


def test_records_without_members_are_records():
    assert Grid((), (), 2).rows() == [{}, {}]


def test_the_first_record_stands_for_the_shape_of_all():
    assert Grid(("a", "b"), (("x", "y"), (1, None)), 2).first == {"a": "x", "b": 1}


def test_each_text_is_there_once_and_in_its_order():
    assert distinct(["b", "a", "b"]) == ["b", "a"]


def test_what_is_equal_and_spelled_otherwise_is_another_value():
    values = [True, 1, Decimal("1.0"), Decimal("1.00"), spelt("1e0"), "1", None, 1]

    found = distinct(values)

    assert [(type(value), str(value)) for value in found] == [(type(v), str(v)) for v in values[:-1]]


def test_texts_are_texts_alone():
    assert is_text(["a", "b"])
    assert not is_text(["a", None])


def test_columns_come_in_the_order_that_is_asked_for_and_what_is_missing_says_so_in_each_record():
    grid = Grid(("a", "b", "c"), (("x", "y"), (1, None), ("secret", "secret")), 2)

    found = grid.under(("b", "z", "a"), "")

    assert found == Grid(("b", "z", "a"), ((1, None), ["", ""], ("x", "y")), 2)
    assert found.rows() == [{"b": 1, "z": "", "a": "x"}, {"b": None, "z": "", "a": "y"}]


def test_columns_of_several_lengths_are_no_table():
    for use in (Grid.rows, lambda grid: grid.first, lambda grid: grid.under(("a",), "")):
        with pytest.raises(ValueError, match="zip"):
            use(Grid(("a", "b"), (("x", "y"),), 2))
