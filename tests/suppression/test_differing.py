import pytest

from firewall.counted import Table
from firewall.suppression import suppress
from firewall.suppression.differing import differences

ASKED = Table(rows=("rows",), by=("district",), counts=("asked", "got"), totals=(("asked",), ("got",)))


def rows(*counts, names=("asked", "got")):
    return {
        "rows": [
            {"district": f"D{n}", **dict(zip(names, each, strict=True))} for n, each in enumerate(counts)
        ]
    }


def left(tree, table=ASKED):
    return [tuple(row[name] for name in table.counts) for row in suppress(tree, table, "cms").tree["rows"]]


def test_what_a_part_leaves_of_its_whole_is_a_count_too():
    assert left(rows((100, 98), (500, 300), (600, 400)))[0] == (None, None)
    assert left(rows((100, 50), (500, 300), (600, 400))) == [(100, 50), (500, 300), (600, 400)]


def test_nobody_left_is_nobody_to_tell():
    assert left(rows((100, 100), (500, 300), (600, 400)))[0] == (100, 100)


def test_counts_that_are_once_more_and_once_less_are_no_parts():
    assert left(rows((100, 98), (500, 502), (600, 400))) == [(100, 98), (500, 502), (600, 400)]


def test_a_whole_of_several_parts_tells_the_one_that_is_not_written():
    table = Table(rows=("rows",), by=("district",), counts=("all", "women", "men"))
    tree = rows((200, 100, 97), (500, 200, 200), (700, 300, 300), names=table.counts)

    assert left(tree, table)[0] == (None, None, None)


def test_totals_that_nearly_agree_are_kept_back_with_the_table():
    found = suppress({**rows((400, 300), (600, 500)), "asked": 1000, "got": 995}, ASKED, "cms")

    assert found.tree == {**rows((None, None), (None, None)), "asked": None, "got": None}


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ([], []),
        ([[5, 6]], []),
        ([[5, 6], [5, 6]], []),
        ([[5, None], [3, 6]], [[2, None]]),
        ([[9, 9], [3, 4], [5, 5]], [[6, 5], [4, 4], [1, 0], [2, 1]]),
    ],
)
def test_differences(columns, found):
    assert list(differences(columns)) == found
