"""What is left of one value."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.model import Outcome, Treatment
from firewall.standing import picture, without_faces
from firewall.transform.values import pseudonyms, treated

often = settings(max_examples=200, deadline=None, database=None)


def nobody(value):
    raise AssertionError("no pseudonym was asked for")


def coarse(value, parameter):
    return treated(value, Treatment(Outcome.COARSEN, parameter), nobody)


def masked(value, parameter="last-4"):
    return treated(value, Treatment(Outcome.MASK, parameter), nobody)


@pytest.mark.parametrize(
    ("value", "parameter", "left"),
    [
        ("1987-03-09", "year", "1987"),
        ("1987-03", "year", "1987"),
        ("1987-03-09T10:11:12Z", "year", "1987"),
        ("1987-03-09 10:11", "year", "1987"),
        ("1987-03-09", "month", "1987-03"),
        ("1987-03", "month", "1987-03"),
        ("19870309", "year", "1987"),
        ("20260615123000.5-0600", "month", "2026-06"),
        (19870309, "year", "1987"),
        ("60614", "zip3", "606"),
        ("60614-1234", "zip3", "606"),
        ("41.87811", "1km", Decimal("41.88")),
        (Decimal("-87.62979"), "1km", Decimal("-87.63")),
        (41, "1km", Decimal("41.00")),
        ("-180", "1km", Decimal("-180.00")),
    ],
)
def test_a_value_is_made_coarse(value, parameter, left):
    assert coarse(value, parameter) == left


@pytest.mark.parametrize(
    ("value", "parameter"),
    [
        ("1987", "year"),
        ("09.03.1987", "year"),
        ("03/09/1987", "year"),
        ("1987-03-09x", "year"),
        ("x1987-03-09", "year"),
        ("1987-3-9", "month"),
        ("born 1987-03-09", "month"),
        ("", "year"),
        ("09031987", "year"),
        ("19111987", "year"),
        ("19870231123", "year"),
        ("18870309", "year"),
        ("60614x", "zip3"),
        ("6061", "zip3"),
        ("606141", "zip3"),
        ("60614-12", "zip3"),
        (60614123, "zip3"),
        ("\u0666\u0660\u0666\u0661\u0664", "zip3"),
        ("181", "1km"),
        ("NaN", "1km"),
        ("Infinity", "1km"),
        ("somewhere", "1km"),
        ("1e999999", "1km"),
        ("12 Main St", "1km"),
        (True, "year"),
        (None, "zip3"),
    ],
)
def test_what_cannot_be_made_coarse_becomes_null(value, parameter):
    assert coarse(value, parameter) is None


@pytest.mark.parametrize(
    ("value", "parameter", "left"),
    [
        ("312-555-0147", "last-4", "********0147"),
        ("312-555-0147", "last-1", "********7"),
        ("0147", "last-4", "********47"),
        ("147", "last-4", "********7"),
        ("7", "last-4", "********"),
        ("", "last-4", "********"),
        (3125550147, "last-4", "********0147"),
        (True, "last-4", None),
        (None, "last-4", None),
    ],
)
def test_a_mask_keeps_no_more_than_half(value, parameter, left):
    assert masked(value, parameter) == left


@often
@given(st.text(), st.sampled_from(["last-1", "last-2", "last-3", "last-4"]))
def test_a_mask_never_tells_how_long_a_value_was_nor_more_than_its_end(text, parameter):
    left = masked(text, parameter)
    kept = left.removeprefix("*" * 8)

    assert left.startswith("*" * 8)
    assert text.endswith(kept)
    assert len(kept) <= min(4, len(text) // 2)


@pytest.mark.parametrize("outcome", [Outcome.REMOVE, Outcome.REFER, Outcome.HOLD, Outcome.REFUSE])
@pytest.mark.parametrize("value", ["x", 7, Decimal("1.5"), ["x"], {"a": "x"}])
def test_of_what_is_withheld_nothing_is_left(outcome, value):
    left = treated(value, Treatment(outcome), nobody)

    assert left in (None, [None], {"a": None})


def test_what_is_released_stays():
    assert treated("x", Treatment(Outcome.RELEASE), nobody) == "x"


def test_all_leaves_are_treated():
    assert coarse({"a": ["1987-03-09", {"b": "x"}], "c": None}, "year") == {
        "a": ["1987", {"b": None}],
        "c": None,
    }


def test_a_pseudonym_is_asked_for_by_the_spelling_of_a_number():
    assert treated(Decimal("1.50"), Treatment(Outcome.PSEUDONYMIZE), str.upper) == "1.50"


def test_of_a_picture_the_same_without_faces_is_left_and_of_a_text_nothing():
    name = picture(b"7" * 32)

    assert coarse(name, "faces") == without_faces(name)
    assert coarse("60614", "faces") is None


def test_one_value_has_one_pseudonym_for_one_recipient_in_one_period():
    one, again = pseudonyms(b"k", "university", "2026q1"), pseudonyms(b"k", "university", "2026q1")

    assert one("77") == again("77") != one("78")


@pytest.mark.parametrize(
    "other", [(b"K", "university", "2026q1"), (b"k", "vendor", "2026q1"), (b"k", "university", "2026q2")]
)
def test_another_key_recipient_or_period_has_another_pseudonym(other):
    assert pseudonyms(b"k", "university", "2026q1")("77") != pseudonyms(*other)("77")


def test_a_recipient_and_a_period_cannot_be_shifted_into_each_other():
    assert pseudonyms(b"k", "a2026", "q1")("77") != pseudonyms(b"k", "a", "2026q1")("77")


@often
@given(st.text(min_size=1))
def test_a_pseudonym_tells_nothing_of_its_value(text):
    name = pseudonyms(b"k", "university", "2026q1")(text)

    assert name.startswith("psn_")
    assert len(name) == 30
    assert re.fullmatch("psn_[a-z2-7]{26}", name)
