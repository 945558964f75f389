"""Columns pruned like records: what all of it comes to is compared in ``tests/inspection/test_grids.py``."""

import pytest

from firewall.grid import Grid
from firewall.model import Node, Outcome, Place, Treatment, View
from firewall.transform.grid import prune_grid
from tests.inspection.findings import plan_of


def place(name, outcome=Outcome.RELEASE, **more):
    return Place(f"/*/{name}", ("record.id",), Treatment(outcome, more.pop("parameter", "")), **more)


def view(*places, **others):
    members = {one.pattern[3:]: Node(one) for one in places}
    return View(Node(any=Node(members=members)), plan_of(()), 0, (), **others)


def pruned(given, view, tells=lambda _: False, is_name=lambda _: False):
    return prune_grid(given, view, lambda value: f"psn_{value}", tells, is_name)


def test_each_text_is_collected_once_and_counted_where_it_may_be_cut():
    out, left = pruned(Grid(("a",), (("x", "y", "x"),), 3), view(place("a", cuts=True)))

    assert (out.texts, out.times) == (["x", "y"], {0: 2, 1: 1})
    holder, key = out.spots[0]
    holder[key] = "cut"
    assert left.grid().columns == (["cut", "y", "cut"],)


def test_a_column_that_leaves_whole_is_not_copied():
    column = ("x", "y")

    _, left = pruned(Grid(("a",), (column,), 2), view(place("a")))

    assert left.grid().columns[0] is column


def test_a_column_that_does_not_leave_is_gone_and_one_that_nobody_declared_is_stray():
    out, left = pruned(Grid(("a", "b"), (("x", "x"), ("y", "z")), 2), view(place("a", Outcome.REMOVE)))

    assert left.grid() == Grid((), (), 0)
    assert {value for value, _ in out.gone} == {"x"}
    assert out.strays == [("b", "y"), ("b", "z")]
    assert out.undeclared == 2


def test_a_marker_stands_in_every_record():
    kept, gone = place("a"), place("b", Outcome.REMOVE, marker="text")

    _, left = pruned(Grid(("b", "a"), (("x", "y"), ("1", "2")), 2), view(kept, gone))

    assert left.grid().rows() == [{"a": "1", "b": "withheld"}, {"a": "2", "b": "withheld"}]


def test_parts_of_a_name_stay_together():
    def is_name(place):
        return place.pattern != "/*/c"

    places = [place(name, Outcome.REMOVE) for name in "abc"]
    out, _ = pruned(
        Grid(("a", "b", "c"), (("1", "2"), ("3", "4"), ("5", "6")), 2), view(*places), is_name=is_name
    )

    assert [value for value, place in out.gone if is_name(place)] == ["1", "3", "1", "3", "2", "4"]


def test_what_needs_a_look_at_each_record_is_left_to_that():
    given = Grid(("a",), (("x",),), 1)
    with_parts = View(Node(any=Node(members={"a": Node(place("a"), {"b": Node()})})), plan_of(()), 0, ())
    of_any_name = View(Node(any=Node(any=Node(place("a")))), plan_of(()), 0, ())
    only_deeper = View(
        Node(any=Node(members={"a": Node(members={"b": Node(place("a"))})})), plan_of(()), 0, ()
    )

    coarser = place("a", Outcome.COARSEN, parameter="year")
    in_parts = View(Node(any=Node(members={"a": Node(coarser, {"b": Node(place("a"))})})), plan_of(()), 0, ())

    assert pruned(given, in_parts) is None
    assert pruned(given, with_parts) is None
    assert pruned(given, of_any_name) is None
    assert pruned(given, only_deeper) is None
    assert pruned(Grid(("a",), ((),), 0), view(place("a"))) is None
    assert pruned(given, view(place("a"), accepts=("record",))) is None


@pytest.mark.parametrize("other", [place("b", Outcome.REMOVE, marker="text"), place("b", Outcome.COARSEN, parameter="year"), place("b", Outcome.REMOVE)])  # fmt: skip
def test_what_does_not_leave_as_it_was_is_kept_in_mind_with_its_place(other):
    out, left = pruned(Grid(("a", "b"), (("1", "2"), ("s", 7)), 2), view(place("a"), other))

    assert set(out.gone) == {("s", other), (7, other)}
    assert not {"s", 7} & {value for column in left.grid().columns for value in column}


def test_each_text_has_the_place_that_it_stands_in():
    a, b, c = place("a", cuts=True), place("b"), place("c", Outcome.COARSEN, parameter="year")
    columns = (("x", 1, None), ("y", "y", "z"), ("1987-03-09", True, "u"))

    out, _ = pruned(Grid(("a", "b", "c"), columns, 3), view(a, b, c))

    read = {(text, where.pattern[3:]) for text, where in zip(out.texts, out.places, strict=True)}
    assert read == {("x", "a"), ("1", "a"), ("y", "b"), ("z", "b"), ("1987-03-09", "c"), ("u", "c")}


def test_what_is_said_of_all_records_together_or_of_one_alone_is_kept_apart():
    given, declared = Grid(("a",), (("x",),), 1), place("a")
    alone = View(Node(members={"a": Node(declared)}), plan_of(()), 0, ())
    listed = View(Node(any=Node(members={"a": Node(declared)})), plan_of(()), 0, ())

    assert pruned(given, alone)[1].grid() == pruned(given, listed)[1].grid() == given
    assert pruned(given, View(Node(place("list"), any=listed.root.any), plan_of(()), 0, ())) is None
    assert (
        pruned(given, View(Node(any=Node(place("each"), {"a": Node(declared)})), plan_of(()), 0, ())) is None
    )


def test_records_that_say_more_by_their_members_are_each_looked_at():
    given = Grid(("a", "b"), (("1", "2"), ("s", "t")), 2)

    out, _ = pruned(given, view(place("a"), place("b", Outcome.REMOVE, marker="text")), tells=lambda _: True)

    assert [one.members for one in out.objects] == [{"a": "1", "b": "withheld"}, {"a": "2", "b": "withheld"}]


def test_objects_of_texts_where_something_was_declared_leave_whole_and_their_names_are_read_once():
    declared = place("a")
    parts = Grid(("x", "y"), (("1", "2"), ("s", "s")), 2)

    out, left = pruned(Grid(("a",), (parts,), 2), view(declared), tells=lambda names: names == ("x", "y"))

    assert left.grid().rows() == [{"a": {"x": "1", "y": "s"}}, {"a": {"x": "2", "y": "s"}}]
    assert out.texts == ["x", "1", "2", "y", "s"]
    assert set(out.places) == {declared}
    assert out.keys == {("x", declared), ("y", declared)}
    assert [(one.members, one.covering) for one in out.objects] == [
        ({"x": "1", "y": "s"}, declared),
        ({"x": "2", "y": "s"}, declared),
    ]


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        (Grid(("x",), ((1, 2),), 2), place("a")),
        (Grid(("x",), (("1", None),), 2), place("a")),
        (Grid(("x",), (Grid(("z",), (("1", "2"),), 2),), 2), place("a")),
        (Grid(("x",), (("1", "2"),), 2), place("a", cuts=True)),
        (Grid(("x",), (("1", "2"),), 2), place("a", Outcome.COARSEN, parameter="year")),
    ],
)
def test_other_objects_are_looked_at_record_by_record(parts, where):
    assert pruned(Grid(("a",), (parts,), 2), view(where)) is None
