"""What happens to objects with members of certain names."""

from dataclasses import replace

import pytest

from firewall.model import Node, Shape
from firewall.ordered import Ordered
from firewall.transform.shaping import (
    SHAPES,
    has_parts,
    is_blank,
    is_plain,
    is_whole,
    marked_of,
    readings,
    shape_of,
)
from tests.transform.test_prune import REMOVE, place


def test_a_shape_is_worked_out_once_and_not_for_everybody():
    node = Node(members={"a": Node(place())})

    assert shape_of({"a": "x"}, node, everywhere=True) is shape_of({"a": "y"}, node, everywhere=True)
    for number in range(2 * SHAPES):
        shape_of({str(number): "x"}, node, everywhere=True)
    assert len(node.shapes) == SHAPES


MARKED = replace(place(REMOVE), marker="text")
NODE = Node(members={"a": Node(place()), "m": Node(MARKED), "p": Node()})


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({}, True),
        ([], True),
        (Ordered(), True),
        ({"m": "withheld"}, True),
        (Ordered([{"m": "withheld"}]), True),
        ({"a": "x", "m": "withheld"}, False),
        (Ordered([{"a": "x"}, {"m": "withheld"}]), False),
        (["x"], False),
        (["m"], False),
        ("m", False),
        ("", False),
        (7, False),
        ({"p": {}}, False),
        ({"z": 1}, False),
    ],
)
def test_what_holds_nothing_but_markers_is_blank(part, expected):
    assert is_blank(part, NODE) is expected


def test_marked_members():
    released = Node(members={"a": Node(place(marker="text")), "b": Node(place(REMOVE)), "c": Node()})

    assert set(marked_of(NODE)) == {"m"}
    assert marked_of(released) == {}  # what leaves as it is stands for itself


def test_what_may_be_cut_is_not_plain():
    assert is_plain(place())
    assert not is_plain(place(cuts=True))
    assert not is_plain(place(REMOVE))


def test_texts_with_more_beside_them():
    assert not has_parts(NODE)
    assert has_parts(Node(members={"#text": Node(place())}))
    assert has_parts(Node(members={"@status": Node(MARKED)}))
    assert not has_parts(Node(members={"@status": Node(place(REMOVE))}))


def test_each_member_is_looked_at_in_one_way():
    node = Node(
        members={"a": Node(place()), "m": Node(MARKED), "g": Node(place(REMOVE)), "p": Node()},
        any=Node(place()),
    )
    shape = shape_of(dict.fromkeys("amgpk", "x"), node, everywhere=True)

    assert (shape.plain, [name for name, _ in shape.others]) == (("a",), ["p", "k", "m"])
    assert ([name for name, _ in shape.dropped], shape.undeclared, shape.kept) == (["g"], (), ("a", "p", "m"))


def test_members_that_a_request_called_otherwise_are_read_by_their_own_names():
    node = Node(own={"a": ("type",), "b": ("value", "no"), "c": ("value",)})

    assert list(readings(("a", "x", "b"), node)) == [("type", "x", "value"), ("type", "x", "no")]
    assert list(readings((), node)) == []
    assert list(readings(("x",), Node())) == [("x",)]


def test_an_object_is_whole_where_each_of_its_members_is_a_text_that_leaves():
    whole = Shape(kept=("a",), plain=("a",), places=(), others=(), dropped=(), undeclared=())

    assert is_whole(whole, {"a": "x"})
    assert not is_whole(whole, {"a": "x", "b": "y"})
    assert not is_whole(replace(whole, others=(("m", Node()),)), {"a": "x"})
