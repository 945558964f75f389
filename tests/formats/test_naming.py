import pytest

from firewall.formats.base import Limits, Unreadable
from firewall.formats.naming import check_columns, check_count, check_names
from firewall.grid import Grid
from firewall.ordered import Ordered

FOUR = Limits(names=4)


@pytest.mark.parametrize(
    "tree",
    [
        {"a": 1, "b": [{"c": 1}, {"d": {"a": 1}}]},
        [{"a": "b"}] * 9,
        Ordered([{"a": 1}, {"b": 2}, {"a": 1}]),
        "text",
        None,
    ],
)
def test_a_name_counts_once_wherever_it_stands(tree):
    check_names(tree, FOUR)


@pytest.mark.parametrize(
    "tree",
    [
        dict.fromkeys("abcde"),
        [{name: 1} for name in "abcde"],
        {"a": {"b": [[{"c": {"d": {"e": 1}}}]]}},
        Ordered([{name: 1} for name in "abcde"]),
    ],
)
def test_so_many_different_names_are_not_looked_at(tree):
    with pytest.raises(Unreadable, match="too-many-fields"):
        check_names(tree, FOUR)


def test_columns_count_with_those_below_them():
    below = Grid(("c", "d"), ([1], [2]), 1)

    check_columns(Grid(("a", "b"), ([1], below), 1), FOUR)
    with pytest.raises(Unreadable):
        check_columns(Grid(("a", "b", "e"), ([1], below, [1]), 1), FOUR)


def test_as_many_as_may_be_are_not_too_many():
    check_count(4, FOUR)
    with pytest.raises(Unreadable):
        check_count(5, FOUR)
