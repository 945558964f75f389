import pytest

from firewall.rehearsing import places

TREE = {
    "a": {"b": 1, "c/d": None},
    "items": [{"n": "x"}, {"n": "y", "m": True}],
    "none": [],
    "many": [[{"n": 1}], {"n": 2}],
}


@pytest.mark.parametrize(
    ("place", "values"),
    [
        ("/a/b", [1]),
        ("/a/c~1d", [None]),
        ("/items/*/n", ["x", "y"]),
        ("/items/*/m", [True]),
        ("/*/b", [1]),
        ("/items/n", ["x", "y"]),
        ("/items/m", [True]),
        ("/items", [{"n": "x"}, {"n": "y", "m": True}]),
        ("/none", [[]]),
        ("/many/n", [1, 2]),
        ("/many/*/n", [1, 2]),
        ("/items/0", []),
        ("/a/b/c", []),
        ("/zzz", []),
    ],
)
def test_a_place_is_found(place, values):
    assert places.found(TREE, place) == values
    assert places.stands(TREE, place) is bool(values)


def test_leaves_are_told_once_for_all_items():
    assert list(places.leaves(TREE)) == [
        ("a", "b"),
        ("a", "c/d"),
        ("items", "*", "n"),
        ("items", "*", "m"),
        ("none",),
        ("many", "*", "*", "n"),
        ("many", "*", "n"),
    ]


@pytest.mark.parametrize(
    ("declared", "path", "is_within"),
    [
        (("a",), ("a", "b"), True),
        (("a", "*"), ("a", "b"), True),
        (("a", "b"), ("a", "*"), True),
        (("a", "b"), ("a",), False),
        (("a", "b"), ("a", "*", "b"), True),
        (("a", "b"), ("a", "*", "*", "b", "c"), True),
        (("a", "*", "b"), ("a", "b"), False),
        (("a", "b", "d"), ("a", "*", "c"), False),
        (("b",), ("a", "b"), False),
    ],
)
def test_a_place_under_a_declared_one_is_declared(declared, path, is_within):
    assert places.is_within(declared, path) is is_within


@pytest.mark.parametrize(
    ("tree", "is_there"), [(None, False), ({}, False), ([], False), (0, True), ({"a": None}, True)]
)
def test_an_empty_answer_is_nothing(tree, is_there):
    assert places.stands_at_all(tree) is is_there


@pytest.mark.parametrize(
    ("value", "said"), [(None, "null"), (True, "true"), (False, "false"), (4, "4"), ("x", "x")]
)
def test_a_value_is_said_as_a_test_writes_it(value, said):
    assert places.said(value) == said
