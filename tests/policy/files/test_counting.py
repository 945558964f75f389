"""What a service file says of its table."""

from dataclasses import replace

import pytest

from firewall.counted import Table
from firewall.policy.load import examine, load
from tests.helpers_policy import folder
from tests.policy.faults.test_every_code import CLINIC, TABLE, statistical

KNOWN = Table(rows=("rows",), by=("dob", "name"), counts=("n",))


def table_of(said):
    return load(folder(**statistical(said))).routes["clinic:patient"].table


def test_it_says_where_the_counts_stand():
    assert table_of(TABLE) == KNOWN
    assert table_of(TABLE[:-1] + ", totals: [/name], totals_by: [dob], total_word: All}") == replace(
        KNOWN, totals=(("name",),), totals_by=("dob",), total_word="All"
    )
    assert table_of("") is None


@pytest.mark.parametrize(("marker", "stands"), [("text", "withheld"), ("null", None), ("number", None)])
def test_a_marker_is_a_word_or_nothing_and_never_a_number(marker, stands):
    """A zero would be a count."""
    assert table_of(f"{TABLE}\n    markers: {{/rows/*/n: {marker}}}").marker == stands


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("table: {rows: /rows, by: [dob]}", ["POL030"]),
        ("table: {rows: rows, by: [dob], counts: [n]}", ["POL144", "POL144", "POL086"]),
        (TABLE[:-1] + ", totals_by: [nam]}", ["POL040"]),
        (TABLE[:-1] + ", totals_by: [dob, name]}", ["POL143"]),
        (TABLE[:-1] + ", totals: [/all]}", ["POL144"]),
        (TABLE.replace("counts: [n]", "counts: [n, a, b, c, d]"), ["POL144"] * 4 + ["POL392"]),
        (TABLE[:-1] + ", by_what: [dob]}", ["POL031"]),
        ("table: [dob]", ["POL032"]),
    ],
)
def test_a_table_that_cannot_be_meant_is_a_fault(said, codes):
    assert [fault.code for fault in examine(folder(**statistical(said)))[1]] == codes


@pytest.mark.parametrize("word", ["paging", "limit", "cursor"])
def test_a_table_in_pages_is_a_fault(word):
    """Each page would be a table by itself: what one keeps back another shows."""
    files = statistical(TABLE)
    text = files[CLINIC].replace("dob: identity.dob}", f"dob: identity.dob, part: {word}, by: sort}}", 1)

    assert [fault.code for fault in examine(folder(**files | {CLINIC: text}))[1]] == ["POL393"]
    assert not examine(folder(**files | {CLINIC: text.replace(f"part: {word}, ", "")}))[1]


def test_a_table_of_a_route_that_is_not_statistical_is_a_fault():
    text = statistical(TABLE)[CLINIC].replace("    statistical: yes\n", "")

    assert [fault.code for fault in examine(folder(**{CLINIC: text}))[1]] == ["POL142"]
