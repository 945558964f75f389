"""A day is the same in whatever way it is written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import days as days_module
from firewall.detect.days import day_of, days_in, hints, may_say_a_day

MARCH, DECEMBER = (1985, 3, 12), (1985, 12, 3)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1985-03-12", {MARCH}),
        ("12/03/1985", {MARCH, DECEMBER}),
        ("31.12.1999", {(1999, 12, 31)}),
        ("1/2/30", {(2030, 1, 2), (2030, 2, 1)}),
        ("1/2/31", {(1931, 1, 2), (1931, 2, 1)}),
        ("8 juillet 1985", {(1985, 7, 8)}),
        ("8 juin 1985", {(1985, 6, 8)}),
        ("1er mars 1985", {(1985, 3, 1)}),
        ("12 di dicembre 1985", {(1985, 12, 12)}),
        ("1985-03-12 10:00", {MARCH}),
        ("1985-03-12-7788", set()),
        ("99/99/1985", set()),
        ("1985", set()),
        ("yesterday", set()),
        ("", set()),
    ],
)
def test_a_text_says_the_days_that_a_reader_may_read(text, days):
    assert day_of(text) == days


def test_days_are_told_with_their_place():
    text = "from 1985-03-12 to March 13, 1985, ref 312198503"

    assert [(text[start:end], days) for start, end, days in days_in(text)] == [
        ("1985-03-12", {MARCH}),
        ("March 13, 1985", {(1985, 3, 13)}),
    ]


@pytest.mark.parametrize(
    "text", ["maybe 12, 1985", "11985-03-12", "1985-03-123", "decade 12 1985", "10.20.30.40"]
)
def test_what_goes_on_is_no_day(text):
    assert MARCH not in {day for _, _, days in days_in(text) for day in days}


@given(st.dates())
def test_a_hint_stands_in_every_short_way_to_write_a_day(date):
    day = (date.year, date.month, date.day)
    known = hints([day])

    for written in (
        date.isoformat(),
        f"{date:%d.%m.%Y}",
        f"{date:%m/%d/%y}",
        f"{date.month}-{date.day}-{date:%y}",
    ):
        compact = "".join(char for char in written if char.isdigit())
        assert any(hint in compact for hint in known)


def test_long_texts_are_read_in_linear_time():
    text = "12 " * 100_000 + "1985-" * 50_000 + "march " * 50_000
    began = time.process_time()
    list(days_in(text))

    assert time.process_time() - began < 5


@given(st.text("019-/. aJun", max_size=12))
def test_whether_a_text_is_a_day_alone_makes_no_difference(text):
    assert day_of(text) == days_module._day_of(text)


@given(
    st.lists(
        st.sampled_from(["19", "85", "1985", "03", "12", "-", "/", " ", "March", "may", "\0", "x"]),
        max_size=8,
    )
)
def test_where_no_day_may_be_said_none_is_found_from_anywhere(pieces):
    text = "".join(pieces)

    if not may_say_a_day(["x", text]):
        assert not any(list(days_in(text, start)) for start in range(len(text) + 1))


def test_a_row_of_digits_is_no_day():
    assert not may_say_a_day(["P-00001950", "12.50", "window 4"])
    assert may_say_a_day(["P-00001950", "born 12 March 1985"])
    assert may_say_a_day(["2026-01-31"] * 1000)


def test_what_only_looks_like_days_is_gone_through_once(monkeypatch):
    """Of a body of 7 kB, nothing but numbers, it took a second to search on from each place."""
    read = []

    class Begins:
        def match(self, _, start):
            read.append(start)

    monkeypatch.setattr(days_module, "_DAY", Begins())

    assert not may_say_a_day(["A219384756 " * 300])
    assert len(read) == 3_300
