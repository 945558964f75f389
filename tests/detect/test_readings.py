import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect import readings
from firewall.detect.decoding import Effort
from firewall.detect.fold import fold
from firewall.detect.readings import READINGS, has_second_looks, second_looks
from firewall.detect.recognizer import TooMuchError
from firewall.detect.view import View, as_it_is

PATTERNS = {"spaced": readings._SPACED, "closed": readings._GROUPS, "grouped": readings._ODD_GROUPS}
BY_ID = {reading.id: reading for reading in READINGS}


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        ("spaced", "ssn 5 3 6 - 9 0 - 4 3 9 9.", "ssn 536-90-4399."),
        ("spaced", "d e p o r t e d  i n  m a y", "deported in may"),
        ("spaced", "A-0-1-2-3-4-5-6-7-8", "A012345678"),
        ("closed", "A01 2345 678", "A012345678"),
        ("closed", "53-69-04-399", "536904399"),
        ("grouped", "536.90.4399", "536-90-4399"),
        ("grouped", "536 - 90 - 4399", "536-90-4399"),
        ("wrapped", "536-90-\r\n> 4399", "536-90-4399"),
        ("words", "Five, three six; nine-zero", "53690"),
        ("words", "A zero one two three four five six seven eight", "A 012345678"),
        ("swapped", "536-9O-4399", "536-90-4399"),
        ("swapped", "he is an aIien, immigrat1on", "he is an alien, immigratlon"),
        ("rot13", "ur vf haqbphzragrq", "he is undocumented"),
    ],
)
def test_a_reading(kind, written, read):
    view = BY_ID[kind].view(written)

    assert view is not None
    assert view.kind == kind
    assert view.text == read


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("spaced", "a b c d e f"),
        ("spaced", "one by one it goes on and on"),
        ("closed", "2024-01-15"),
        ("closed", "2024-01-15 10-30-00"),
        ("closed", "123e4567-e89b-12d3-a456-426614174000"),
        ("grouped", "12/31/2024"),
        ("grouped", "555-123-4567"),
        ("wrapped", "a\nb"),
        ("words", "one two three four"),
        ("words", "someone two three four fivefold six"),
        ("swapped", "Room 10 of 12"),
        ("swapped", "LIN2190123456"),
        ("rot13", "an ordinary text"),
    ],
)
def test_no_reading_of_what_is_ordinary(kind, written):
    assert BY_ID[kind].view(written) is None


def test_a_rare_gap_stands_between_groups():
    view = BY_ID["spaced"].view("5.3.6 9.0 4.3.9.9")

    assert view.text == "536 90 4399"


def test_a_long_text_keeps_only_the_surroundings():
    view = BY_ID["closed"].view("word " * 500 + "A01 2345 678" + " word" * 500)

    assert "A012345678" in view.text
    assert len(view.text) < 200


def test_the_second_looks_of_a_character_count_only_beside_ascii():
    assert [view.text for view in second_looks(as_it_is("53৪-90-4399"))] == ["538-90-4399"]
    assert [view.text for view in second_looks(as_it_is("a\u200e\u05d5\u200eien"))] == ["alien"]
    assert second_looks(as_it_is("৫৩৪")) == []
    assert second_looks(as_it_is("الاسم محمد")) == []
    assert second_looks(as_it_is("plain")) == []


def test_what_is_shown_backwards_is_read_so_and_cut_out_whole():
    text = "x \u202e9934-09-635\u202c y"
    (view,) = second_looks(as_it_is(text))

    assert view.text == "x 536-90-4399 y"
    assert view.place(2, 13) == (2, 15)
    assert view.place(4, 6) == (2, 15)


@pytest.mark.parametrize(
    ("text", "has"),
    [("53৪", True), ("৫৩৪", False), ("\u202e1", True), ("plain", False), ("Señora", False), ("שלום", False)],
)
def test_it_is_told_which_texts_have_second_looks(text, has):
    assert has_second_looks(text) is has
    assert bool(second_looks(as_it_is(text))) <= has_second_looks(text)


def test_names_of_digits_are_spelled_as_folded_texts_are():
    assert fold("fünf") == "funf"
    assert BY_ID["words"].view("funf fuenf drei null zwo").text == "55302"


@pytest.mark.parametrize("before", range(0, 26, 3))
@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        ("spaced", "5 3 6 - 9 0 - 4 3 9 9.", "536-90-4399"),
        ("closed", "53-69-04-399.", "536904399"),
        ("grouped", "536 - 90 - 4399.", "536-90-4399"),
    ],
)
def test_a_long_text_is_read_in_pieces_and_nothing_is_lost_between_them(kind, written, read, before):
    view = BY_ID[kind].view("." * (readings._PIECE - before) + written)

    assert read in view.text


@pytest.mark.parametrize(("kind", "unit"), [("spaced", "a b-c "), ("closed", "12-34-")])
def test_what_is_too_much_to_be_read_otherwise_is_not_put_together(kind, unit):
    """No message may take more (``Effort``), so that nothing is refused that would be read."""
    most = readings.MOST_GUESSED // len(unit)

    assert BY_ID[kind].view(unit * (most - 1)) is not None
    with pytest.raises(TooMuchError):
        BY_ID[kind].view(unit * (most + 1))
    with pytest.raises(TooMuchError):
        Effort().spend([View("", kind, list, readings.MOST_GUESSED + 1)])
    Effort().spend([View("", kind, list, readings.MOST_GUESSED)])


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.id)
@pytest.mark.parametrize(
    "filling",
    ["1", "a", "aI", "12-", "1\n-", "one ", "=\n", "A", "0l", "x+"],
)
def test_a_long_text_is_read_in_a_time_that_grows_with_it(reading, filling):
    """Each digit as a beginning of its own would take an hour."""
    beside = {
        "grouped": " 12 - 34 - 5678 ",
        "swapped": " 1O2 3l4 ",
        "words": " one two three ",
        "spaced": " 1 2 3 4 5 6 7 8 ",
    }

    reading.view(filling * (300_000 // len(filling)) + beside.get(reading.id, ""))


@pytest.mark.parametrize(
    "text",
    [
        "one two three four five",
        "x one two three four fivex",
        "One-two, three\nfour;five é one two three four five six",
        "é 中 une deux trois quatre cinq",
        "oneone two three four five",
        "zero one two three four sixteen",
    ],
)
def test_names_of_digits_are_found_where_their_expression_finds_them(text):
    found = [(m.start(), m.end()) for m in readings._NAMED.finditer(text)]

    assert [(start, end) for start, end, _ in readings._name_digits(text)] == found


@given(st.text("19- \t\r\n>a)x", max_size=16))
def test_a_wrap_is_what_stands_between_a_letter_and_a_digit(text):
    wrap = re.compile(r"(?<=[A-Za-z0-9)-])[ \t]{0,4}\r?\n[ \t>]{0,4}(?=[0-9-])")

    assert [m.span() for m in readings._WRAP.finditer(text)] == [m.span() for m in wrap.finditer(text)]


@pytest.mark.parametrize(
    ("kind", "unit"), [("spaced", "a b-c "), ("closed", "12-34-"), ("grouped", "12--34/")]
)
def test_a_run_of_many_thousands_is_one(kind, unit):
    text = f"{unit * 9_000}{unit.rstrip(' -/')}"

    assert list(readings._runs(*PATTERNS[kind], text)) == [(0, len(text))]


def test_what_is_shown_backwards_is_read_up_to_a_limit_and_then_refused():
    some = "\u202e9934-09-635\u202c "

    assert "536-90-4399" in second_looks(as_it_is(some * 999))[0].text
    with pytest.raises(TooMuchError):
        second_looks(as_it_is(some * ((1 << 13) + 1)))


def test_text_that_is_written_from_right_to_left_is_read_however_long():
    text = "\u05e9\u05dc\u05d5\u05dd \u200f123\u200e \u202bab\u202c. " * 50_000

    assert second_looks(as_it_is(text)) == []
