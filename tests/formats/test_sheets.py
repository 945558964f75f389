from decimal import Decimal

import pytest

from firewall.formats import Limits, Unreadable
from firewall.formats.sheets import Grid, begins_a_formula, check_sheet_names, letters, number_of, sheets_of

LIMITS = Limits(fields=20)


def rows(*lines, limits=LIMITS):
    grid = Grid(limits, [0])
    for line in lines:
        grid.add(line)
    return grid.rows


def test_the_first_row_that_is_not_empty_names_the_columns():
    assert rows({}, {0: "name", 2: "born"}, {0: "José"}) == [{"name": "José", "B": None, "born": None}]


def test_a_column_met_further_down_goes_by_its_letter_in_every_row():
    assert rows({0: "name"}, {0: "x"}, {1: 2}) == [{"name": "x", "B": None}, {"name": None, "B": 2}]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([{0: "name", 1: "name "}], "duplicate-key"),
        ([{0: "B"}, {1: 1}], "duplicate-key"),
        ([{0: "x" * 300}], "key-too-long"),
        ([{2000: "x"}], "too-many-columns"),
        ([{0: "x"}] * 30, "too-many-fields"),
    ],
)
def test_a_sheet_that_cannot_be_read_in_one_way_is_refused(lines, why):
    with pytest.raises(Unreadable, match=f"^{why}$"):
        rows(*lines)


def test_letters_are_those_of_every_program():
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_numbers_keep_their_spelling():
    assert [number_of(t, LIMITS) for t in ("12345678901234567890123", "1.10", "-3")] == [
        12345678901234567890123, Decimal("1.10"), -3,
    ]  # fmt: skip
    assert str(number_of("1.10", LIMITS)) == "1.10"


@pytest.mark.parametrize(
    ("text", "why"),
    [("x", "not-a-sheet"), ("NaN", "number-out-of-range"), ("1e999", "number-out-of-range"), ("1" * 65, "number-too-long"), ("١", "number-too-long")],
)  # fmt: skip
def test_what_is_no_number_is_refused(text, why):
    with pytest.raises(Unreadable, match=f"^{why}$"):
        number_of(text, LIMITS)


@pytest.mark.parametrize("tree", [[], {"x": 1}, {"sheets": []}, {"sheets": {"a": 1}}, {"sheets": {"a": [1]}}, {"sheets": {"a": [{"x": [1]}]}}])  # fmt: skip
def test_another_tree_is_no_workbook(tree):
    with pytest.raises(Unreadable, match=r"^not-a-sheet$"):
        sheets_of(tree)


def test_a_marker_is_an_empty_cell():
    assert sheets_of({"sheets": {"a": [{"x": [], "y": {}, "z": 0}]}}) == {
        "a": (["x", "y", "z"], [[None, None, 0]])
    }


def test_what_a_program_would_work_out_is_known():
    assert [begins_a_formula(t) for t in ("=1", "+1", "-1", "@x", "\tx", "1", "", "a=1")] == [True] * 5 + [
        False
    ] * 3


@pytest.mark.parametrize("names", [["a", "A"], [""], ["a\nb"]])
def test_names_of_sheets_are_plain_and_each_stands_once(names):
    with pytest.raises(Unreadable):
        check_sheet_names(names)
