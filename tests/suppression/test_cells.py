"""What is kept back cannot be worked out: all tables that fit what was published are gone through."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.suppression import cells as module
from firewall.suppression.cells import Cells, TooLargeError, hidden

MOST = 3


def fitting(published, lines, keys, top):
    """All counts that somebody who has ``published`` and the sums of ``lines`` must think possible."""
    free = [key for key in keys if key not in published]
    sums = [(line, total) for line, total in lines if any(key in free for key in line)]

    def put(number, found):
        if number == len(free):
            yield dict(found)
            return
        for value in range(top + 1):
            found[free[number]] = value
            known = {**published, **found}
            if all(
                (s := sum(known[k] for k in line if k in known)) <= total
                and (s == total or any(k not in known for k in line))
                for line, total in sums
            ):
                yield from put(number + 1, found)
            del found[free[number]]

    yield from put(0, {})


def lines_of(values, summed):
    lines = {}
    for key in values:
        for number in summed:
            lines.setdefault((number, key[:number] + key[number + 1 :]), []).append(key)
    return [(line, sum(values[key] for key in line)) for line in lines.values()]


def is_wide(values, summed, most=MOST):
    """Whether each small cell could be any small number, for somebody who knows all totals along ``summed``."""
    gone = hidden(Cells(values, summed, most))
    published = {key: value for key, value in values.items() if key not in gone}
    small = [key for key, value in values.items() if 0 < value <= most]
    if not small or gone == set(values):
        return set(small) <= gone
    worlds = list(fitting(published, lines_of(values, summed), list(values), 12))
    return all({world[key] for world in worlds} >= set(range(1, most + 1)) for key in small)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_one_dimension_with_its_total_known(counts):
    assert is_wide({(f"d{n}",): count for n, count in enumerate(counts)}, (0,))


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 3), st.lists(st.integers(0, 8), min_size=9, max_size=9))
def test_two_dimensions_with_all_totals_known(columns, counts):
    cells = list(product("abc", "xyz"[:columns]))

    assert is_wide({key: counts[n] for n, key in enumerate(cells)}, (0, 1))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=8, max_size=8))
def test_three_dimensions_with_all_totals_known(counts):
    assert is_wide({key: counts[n] for n, key in enumerate(product("ab", "xy", "pq"))}, (0, 1, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_a_published_total_is_a_cell_like_any_other(counts):
    """The rows and their total stand in one table: what is published of both leaves each small one open."""
    values = {(f"d{n}",): count for n, count in enumerate(counts)} | {("all",): sum(counts)}
    gone = hidden(Cells(values, (0,), MOST, total="all"))
    worlds = [
        world
        for world in product(range(14), repeat=len(counts))
        if all(world[n] == values[key] for n in range(len(counts)) if (key := (f"d{n}",)) not in gone)
        and (("all",) in gone or sum(world) == values["all",])
    ]
    small = [n for n, count in enumerate(counts) if 0 < count <= MOST]

    assert all({world[n] for world in worlds} >= set(range(1, MOST + 1)) for n in small)
    assert not 0 < sum(counts) <= MOST or {sum(world) for world in worlds} >= set(range(1, MOST + 1))


def test_a_part_whose_totals_alone_are_known_is_treated_by_itself():
    """Somebody who asks for one district gets what somebody gets who asks for all."""
    north = {("AF", "North"): 7, ("SY", "North"): 3, ("IR", "North"): 60}
    south = {("AF", "South"): 240, ("SY", "South"): 80}
    both = hidden(Cells({**north, **south}, (0,), 9))

    assert both == {("AF", "North"), ("SY", "North")}
    assert hidden(Cells(north, (0,), 9)) | hidden(Cells(south, (0,), 9)) == both


def test_two_small_cells_that_add_up_to_a_small_number_take_a_third_with_them():
    values = {("a",): 7, ("b",): 3, ("c",): 40, ("d",): 900}

    assert hidden(Cells(values, (0,), 10)) == {("a",), ("b",), ("c",)}


def test_nothing_is_kept_back_where_nothing_is_small():
    assert hidden(Cells({("a",): 0, ("b",): 11}, (0,), 10)) == frozenset()


@pytest.mark.parametrize("turn", range(4))
def test_the_order_of_the_rows_is_of_no_account(turn):
    values = {("a",): 2, ("b",): 20, ("c",): 21, ("d",): 900}
    turned = dict([*values.items()][turn:] + [*values.items()][:turn])

    assert hidden(Cells(turned, (0,), 10)) == hidden(Cells(values, (0,), 10))


def test_one_more_person_does_not_change_which_cells_go():
    """20 and 21 are about as large: were the smaller one taken, it would be the other one tomorrow, and both were told."""
    today = {("a",): 2, ("b",): 21, ("c",): 20, ("d",): 900}

    assert {frozenset(hidden(Cells({**today, ("b",): b}, (0,), 10))) for b in range(17, 31)} == {
        frozenset({("a",), ("b",)})
    }


def test_a_cell_that_the_service_left_out_stays_out():
    values = {("a",): 0, ("b",): 20, ("c",): 30}

    assert ("a",) in hidden(Cells(values, (0,), 10, unknown=frozenset({("a",)})))


def test_a_table_that_cannot_be_protected_goes_as_a_whole():
    values = {("a", "x"): 7, ("a", "y"): 240, ("b", "x"): 300}

    assert hidden(Cells(values, (0, 1), 9)) == set(values)


def test_too_much_work_is_none(monkeypatch):
    monkeypatch.setattr(module, "WORK", 5)

    with pytest.raises(TooLargeError):
        hidden(Cells(dict.fromkeys(product("abcd", "wxyz"), 1), (0, 1), 9))
