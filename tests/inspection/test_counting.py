"""Small counts are kept back before an answer is looked at, on every way that an answer takes."""

import pytest

from firewall.inspection import Failure, withhold
from firewall.inspection.counting import counted
from firewall.model import Count, Outcome
from firewall.policy.view import answer_view
from tests.helpers import detectors
from tests.helpers_policy import VOCABULARY
from tests.policy.test_counting import CMS, ROUTE, plan

ROWS = {
    "rows": [
        {"who": "A", "n": 7, "percent": 2},
        {"who": "B", "n": 90, "percent": 90},
        {"who": "C", "n": 800},
    ],
    "sum": 897,
}


def view(**treatments):
    return answer_view(plan(**treatments), ROUTE, VOCABULARY, frozenset())


def test_what_leaves_is_the_table_without_its_small_counts():
    seen = view(record=CMS)
    screened = withhold(ROWS, lambda _: seen, frozenset(), detectors(), str)

    assert screened.tree == {
        "rows": [{"who": "A", "n": None}, {"who": "B", "n": None}, {"who": "C", "n": 800}],
        "sum": 897,
    }
    assert Count("/rows/*/n", "record", Outcome.REMOVE, 2) in screened.counts


def test_a_total_that_was_kept_back_is_counted():
    _, counts = counted({"rows": [{"who": "A", "n": 7}], "sum": 7}, view(record=CMS))

    assert counts == (
        Count("/rows/*/n", "record", Outcome.REMOVE, 1),
        Count("/sum", "record", Outcome.REMOVE, 1),
    )


@pytest.mark.parametrize("tree", [{"who": "A", "n": 7}, [], None, {"rows": [{"who": "A", "n": "few"}]}])
def test_what_is_no_table_is_uninspectable(tree):
    """A record of its own too: a table cannot be passed on row by row."""
    with pytest.raises(Failure):
        counted(tree, view(record=CMS))


def test_nothing_is_touched_where_nothing_is_kept_back():
    assert counted(ROWS, view()) == (ROWS, ())
