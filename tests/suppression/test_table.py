"""A table as it stands in an answer: what leaves of it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.counted import Table
from firewall.suppression import UntabularError, suppress

TABLE = Table(rows=("rows",), by=("nationality",), counts=("n",))


def rows(**counts):
    return {"rows": [{"nationality": name, "n": count} for name, count in counts.items()]}


def left(tree, table=TABLE, name="cms"):
    return [row["n"] for row in suppress(tree, table, name).tree["rows"]]


@pytest.mark.parametrize(
    ("name", "smallest"),
    [("generic_5", 5), ("nes_scot", 10), ("uk_ons", 10), ("high_risk", 10), ("cms", 11), ("us_small", 20)],
)
def test_what_is_small_is_what_the_profile_says(name, smallest):
    assert left(rows(A=smallest, B=500, C=600), name=name) == [smallest, 500, 600]
    assert left(rows(A=smallest - 1, B=500, C=600), name=name)[0] is None
    assert left(rows(A=0, B=500, C=600), name=name) == [0, 500, 600]


def test_one_more_goes_so_that_the_total_does_not_give_it_away():
    found = suppress(rows(A=7, B=40, C=900), TABLE, "cms")

    assert [row["n"] for row in found.tree["rows"]] == [None, None, 900]
    assert found.cells == 2


@given(st.permutations([*rows(A=40, B=9, C=7, D=300, E=0, All=356)["rows"], {"nationality": "", "n": 11}]))
def test_the_order_of_rows_tells_nothing(turned):
    """A service lists the largest first: between nine and seven stands eight, shown or not."""
    totalled = replace(TABLE, total_word="All")

    found = suppress({"rows": turned}, totalled, "cms").tree["rows"]

    assert [row["nationality"] for row in found] == ["", "A", "B", "C", "D", "E", "All"]


def test_rows_stand_as_people_count():
    words = ["10-14", "5-9", "05", "5", "0-4", "x 2", "X 10", "100+"]

    found = suppress({"rows": [{"nationality": word, "n": 50} for word in words]}, TABLE, "cms")

    assert [row["nationality"] for row in found.tree["rows"]] == [
        "0-4", "05", "5", "5-9", "10-14", "100+", "x 2", "X 10",
    ]  # fmt: skip


def test_what_is_left_is_rounded_where_the_profile_rounds():
    assert left(rows(A=8, B=502, C=603), name="uk_nhsd_subnational") == [10, 500, 605]
    assert left(rows(A=7, B=502, C=603), name="uk_nhsd_subnational") == [None, None, 605]


def test_counts_by_two_things_at_once_are_none_for_those_at_high_risk():
    table = Table(rows=("rows",), by=("nationality", "ward"), counts=("n",))
    tree = {
        "rows": [{"nationality": "AF", "ward": "N", "n": 400}, {"nationality": "AF", "ward": "S", "n": 300}]
    }

    assert left(tree, table, "high_risk") == [None, None]
    assert left(tree, table, "cms") == [400, 300]


def test_a_small_total_says_that_each_cell_is_small():
    table = Table(rows=("rows",), by=("nationality",), counts=("n",), totals=(("sum", "n"),))
    small = suppress({**rows(A=4, B=5, C=0), "sum": {"n": 9, "of": "all"}}, table, "cms")

    assert small.tree == {**rows(A=None, B=None, C=None), "sum": {"n": None, "of": "all"}}
    assert small.totals == (("sum", "n"),)
    assert suppress({**rows(A=40, B=50), "sum": {"n": 90}}, table, "cms").tree["sum"] == {"n": 90}


def test_a_row_goes_as_one():
    table = Table(rows=("rows",), by=("nationality",), counts=("people", "visits"))
    tree = {
        "rows": [{"nationality": x, "people": n, "visits": 900} for x, n in (("A", 3), ("B", 50), ("C", 80))]
    }

    assert [row["visits"] for row in suppress(tree, table, "cms").tree["rows"]] == [None, None, 900]


def test_the_mark_of_the_route_stands_where_a_count_was():
    table = Table(rows=("rows",), by=("nationality",), counts=("n",), marker="withheld")

    assert left(rows(A=7, B=40, C=900), table) == ["withheld", "withheld", 900]


@pytest.mark.parametrize("seven", ["7", 7.0, Decimal(7), Decimal("7.00")])
def test_a_count_is_a_count_however_it_is_spelt(seven):
    assert left(rows(A=seven, B=40, C=900)) == [None, None, 900]


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        ({}, "not-the-table"),
        ([], "not-the-table"),
        ({"rows": {"A": 7}}, "not-the-table"),
        ({"rows": [7]}, "not-the-table"),
        ({"rows": [{"n": 7}]}, "not-the-table"),
        ({"rows": [{"nationality": ["A"], "n": 7}]}, "not-the-table"),
        ({"rows": [{"nationality": "1", "n": 7}, {"nationality": 1, "n": 7}]}, "table-not-unique"),
        (rows(A=-1), "not-a-count"),
        (rows(A=Decimal("1.5")), "not-a-count"),
        (rows(A=True), "not-a-count"),
        (rows(A="<5"), "not-a-count"),
        (rows(A="1 000"), "not-a-count"),
        (rows(A=float("nan")), "not-a-count"),
        (rows(A=Decimal("Infinity")), "not-a-count"),
        (rows(A=[7]), "not-a-count"),
    ],
)
def test_what_is_no_table_of_counts_is_not_looked_through(tree, why):
    with pytest.raises(UntabularError) as caught:
        suppress(tree, TABLE, "cms")

    assert caught.value.why == why


def test_a_profile_that_nobody_knows_lets_nothing_out():
    with pytest.raises(UntabularError):
        suppress(rows(A=70), TABLE, "uk_dwp")


def test_what_came_in_is_not_changed():
    tree = rows(A=7, B=40)
    suppress(tree, TABLE, "cms")

    assert tree == rows(A=7, B=40)
