"""How a text is shown to a model, and how much of it a finding is."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.names.readings import is_nobody, merged, readings, whole


def shown(text):
    return [reading.text for reading in readings(text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Met with Ana Ruiz.", ["Met with Ana Ruiz.", "met with Ana Ruiz."]),
        ("Vũ Thị Hạnh called.", ["Vũ Thị Hạnh called.", "vu Thi Hanh called."]),
        ("A\u200bna met Ma\u200bria", ["A\u200bna met Ma\u200bria", "ana met Maria"]),
        ("MET WITH ANA LÓPEZ", ["Met With Ana Lopez", "met With ana Lopez"]),
        ("met with ana ruiz", ["Met With Ana Ruiz", "met With ana Ruiz"]),
        ("Met with ana ruiz", ["Met With Ana Ruiz", "met With ana Ruiz"]),
        ("", ["", ""]),
        ("电话是王伟打来的", ["电话是王伟打来的"] * 3),
    ],
)
def test_a_text_is_shown_in_two_spellings(text, read):
    assert shown(text) == read


@pytest.mark.parametrize(
    ("text", "found", "grown"),
    [
        ("Ask Edson dos Santos Rezende now.", "Santos", "Edson dos Santos Rezende"),
        ("Ask Emily J. Foster now.", "Foster", "Emily J. Foster"),
        ("Ask Emily J. Foster now.", "Emily", "Emily J. Foster"),
        ("Ask Ahmad al-Jabouri, who waits.", "Ahmad", "Ahmad al-Jabouri"),
        ("Ask Jun-Jun Dela Cruz", "Cruz", "Jun-Jun Dela Cruz"),
        ("Đỗ Kim Ngân called", "Kim Ngân", "Kim Ngân"),
        ("Ask for Đỗ Kim Ngân", "Ngân", "Đỗ Kim Ngân"),
        ("Roommates: Ana Ruiz, Luz Paz.", "Ruiz", "Ana Ruiz"),
        ("Ana sees the doctor", "Ana", "Ana"),
        ("He told Ana. Then Luz left", "Ana", "Ana"),
        ("ASK ANA RUIZ NOW", "ANA", "ANA"),
        ("One Two Three Four Five Six Seven", "Four", "Two Three Four Five Six"),
    ],
)
def test_a_finding_grows_to_the_words_with_a_capital_beside_it(text, found, grown):
    start = text.index(found)

    begin, end = whole(text, start, start + len(found))

    assert text[begin:end] == grown


@pytest.mark.parametrize(
    ("text", "found", "nobody"),
    [
        ("wife is US citizen; visa card declined", "visa card", True),
        ("HER HUSBAND CALLED", "HUSBAND", True),
        ("her husband called", "her husband", True),
        ("Ask Ana; her husband called", "husband", True),
        ("Ask Husband, Ana", "Husband", False),
        ("ask her husband ana", "husband ana", False),
        ("Paid by Visa Card", "Visa Card", False),
    ],
)
def test_words_that_say_what_somebody_is_are_nobodys_name_unless_written_as_one(text, found, nobody):
    start = text.index(found)

    assert is_nobody(text, start, start + len(found)) is nobody


@settings(deadline=None)
@given(st.text(alphabet="aAé Đ-.'’ßİŉdos\u200b\u0301ﬁ", max_size=40), st.data())
def test_what_is_found_in_a_reading_leads_back_into_the_text(text, data):
    for reading in readings(text):
        if reading.text:
            start = data.draw(st.integers(0, len(reading.text) - 1))
            end = data.draw(st.integers(start + 1, len(reading.text)))
            begin, stop = whole(text, *reading.place(start, end))

            assert 0 <= begin <= stop <= len(text)


@pytest.mark.parametrize(
    "text", ["A" * 100_000, "Aa " * 40_000, "a-" * 50_000, "da de " * 20_000, "A.'" * 30_000]
)
def test_a_hostile_text_takes_no_longer_than_a_harmless_one(text):
    began = time.perf_counter()
    for reading in readings(text):
        reading.place(0, 1)
    for start in range(0, 1000, 3):
        whole(text, start, start + 1)

    assert time.perf_counter() - began < 2


def test_what_overlaps_is_one_finding_and_a_person_where_any_of_it_is():
    spans = [(0, 4, "place"), (10, 12, "place"), (2, 6, "person"), (6, 8, "place"), (3, 5, "place")]

    assert list(merged(spans, "person")) == [(0, 6, "person"), (6, 8, "place"), (10, 12, "place")]
    assert list(merged([], "person")) == []
