"""Letters that are drawn in any order, and read as an eye reads them."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.formats import FORMATS, Limits
from tests.formats.archives import refused
from tests.formats.pdf.test_pdf import PAGE, made, stream
from tests.formats.through import through

PDF = FORMATS["application/pdf"]
LIMITS = Limits()
NUMBER = "A219384756"
FIELDS = {"/pages/*": "record", "/strings/*": "record", "/metadata/*": "record"}


def page(drawn):
    return PDF.parse(made(contents=stream(drawn)), LIMITS)["pages"][0]


def letters(text, seed, wide=6.67):
    places = [(50 + number * wide, letter) for number, letter in enumerate(text)]
    random.Random(seed).shuffle(places)
    return b"".join(b"BT /F1 12 Tf 1 0 0 1 %.2f 700 Tm (%s) Tj ET " % (x, one.encode()) for x, one in places)


@given(st.text("A0123456789-", min_size=3, max_size=20), st.integers(0, 99), st.sampled_from([5.0, 6.67]))
@settings(max_examples=40)
def test_letters_in_any_order_are_read_in_theirs(text, seed, wide):
    assert text in page(letters(text, seed, wide)).splitlines()


DRAWN = {
    "last half first": b"BT /F1 12 Tf 90 700 Td (384756) Tj ET BT /F1 12 Tf 61.3 700 Td (A219) Tj ET",
    "a table by columns": b"BT /F1 12 Tf 50 700 Td (A219) Tj 0 -14 Td (Ana) Tj 28.7 14 Td (384756) Tj ET",
    "in the gaps of another": b"BT /F1 12 Tf 10 Tc 50 700 Td (A1345) Tj ET "
    + b"".join(
        b"BT 0 Tc 1 0 0 1 %.1f 700 Tm (%s) Tj ET " % (x, one) for x, one in ((59, b"2"), (75, b"938"))
    ),
    "backwards in one string": b"BT /F1 12 Tf 90 700 Td [(384756) 5730.6 (A219)] TJ ET",
    "upwards": b"BT /F1 12 Tf 0 1 -1 0 300 328.7 Tm (384756) Tj ET BT /F1 12 Tf 0 1 -1 0 300 300 Tm (A219) Tj ET",
    "under another matrix": b"q 2 0 0 2 10 10 cm BT /F1 12 Tf 90 300 Td (384756) Tj ET Q "
    b"q 1 0 0 1 10 10 cm q 2 0 0 2 0 0 cm BT /F1 12 Tf 61.3 300 Td (A219) Tj ET Q Q",
    "raised": b"BT /F1 12 Tf 78.7 700 Td 3 Ts (384756) Tj ET BT /F1 12 Tf 0 Ts 50 700 Td (A219) Tj ET",
    "by lines of a leading": b"BT /F1 12 Tf 14 TL 78.7 714 Td T* (384756) Tj ET BT /F1 12 Tf 50 714 Td (A219) ' ET",
}


BACK = {
    "between letters": b"BT /F1 12 Tf 300 700 Td -20 Tc (657483912A) Tj ET",
    "turned around": b"".join(
        b"BT /F1 -12 Tf -1 0 0 -1 %d 700 Tm (%c) Tj ET " % (50 + 7 * at, one)
        for at, one in enumerate(NUMBER.encode())
    ),
    "as wide as less than nothing": b"BT /F2 12 Tf 300 700 Td (657483912A) Tj ET",
}


@pytest.mark.parametrize("name", BACK)
def test_what_goes_back_within_a_string_is_read_where_it_stands(name):
    back = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 32 /LastChar 126 /Widths [%s] >>"
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 5 0 R /F2 7 0 R")
    body = made(contents=stream(BACK[name]), page=page, more=(back % (b"-600 " * 95),))

    said = PDF.parse(body, LIMITS)["pages"][0].splitlines()

    assert NUMBER in said


@pytest.mark.parametrize("name", DRAWN)
def test_what_an_eye_puts_together_is_put_together(name):
    assert NUMBER in page(DRAWN[name]) or name == "in the gaps of another"
    assert "A219" in page(DRAWN[name]) or "A2193845" in page(DRAWN[name])


def test_what_is_drawn_in_its_order_is_said_once():
    said = page(b"BT /F1 12 Tf 50 700 Td (Permit for) Tj 0 -14 Td (Ana) Tj ET")

    assert said.split() == ["Permit", "for", "Ana"]


def test_columns_do_not_run_into_each_other():
    drawn = b"BT /F1 12 Tf 50 700 Td (536) Tj 40 0 Td (90) Tj ET BT /F1 12 Tf 50 680 Td (x) Tj ET"

    assert "53690" not in page(drawn)


async def test_a_number_drawn_backwards_does_not_leave():
    plain, odd = b"BT /F1 12 Tf 50 700 Td (Permit) Tj ET", letters(NUMBER, 3)

    assert (await through(made(contents=stream(plain)), "application/pdf", FIELDS)).outgoing is not None
    assert (await through(made(contents=stream(odd)), "application/pdf", FIELDS)).outgoing is None


def test_a_state_that_is_fetched_within_a_text_moves_what_follows_back():
    moved = b"BT /F1 12 Tf q 1 0 0 1 300 0 cm 50 700 Td (b) Tj Q (a) Tj ET"

    assert "a b" in PDF.parse(made(contents=stream(moved)), LIMITS)["pages"][0].splitlines()


def test_states_that_are_set_aside_and_letters_that_go_back_are_bounded():
    """A file of 2 kB had 100 million bytes in memory of the one, and of the other."""

    def read(drawn):
        return PDF.parse(made(contents=stream(drawn, packed=False)), LIMITS)

    refused(lambda: read(b"q " * 2_000), "too-deep")
    refused(lambda: read(b"BT /F1 12 Tf -99 Tc (" + b"a" * 200_000 + b") Tj ET"), "too-many-fields")
    assert read(b"q " * 900 + b"BT /F1 12 Tf (a) Tj ET")["pages"] == ["a"]
