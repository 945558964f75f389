"""Letters that stand in no line, and are read as an eye reads them."""

import math

import pytest

from firewall.formats import FORMATS, Limits, Unreadable
from tests.formats.pdf.test_pdf import made, stream
from tests.formats.pdf.test_places import FIELDS
from tests.formats.through import through

PDF = FORMATS["application/pdf"]
NUMBER = "A219384756"
IN_ORDER, ANY_ORDER = range(len(NUMBER)), (3, 7, 1, 0, 9, 2, 5, 8, 4, 6)


def said(drawn):
    return PDF.parse(made(contents=stream(drawn)), Limits())["pages"][0].splitlines()


def at(x, y, text, turned=0.0):
    turns = math.cos(turned), math.sin(turned), -math.sin(turned), math.cos(turned)
    return b"BT /F1 12 Tf %.4f %.4f %.4f %.4f %.2f %.2f Tm (%s) Tj ET " % (*turns, x, y, text.encode())


def each(place, order=IN_ORDER):
    return b"".join(at(*place(number)[:2], NUMBER[number], *place(number)[2:]) for number in order)


def below(step):
    return lambda number: (50, 700 - step * number)


def arc(number):
    turned = math.radians(150 - 12 * number)
    return 300 + 80 * math.cos(turned), 600 + 80 * math.sin(turned), turned - math.pi / 2


PLACES = {
    "one below another": below(14),
    "close": below(9),
    "far": below(24),
    "by their middle": lambda number: (50 - 3 * (NUMBER[number] == "A"), 700 - 14 * number),
    "along a curve": arc,
    "each turned by itself": lambda number: (50 + 8 * number, 700, (-1) ** number * 0.02 * number),
    "down a stair": lambda number: (50 + 8 * number, 700 - 8 * number),
    "up and down": lambda number: (50 + 8 * number, 700 - 8 * (number % 2)),
    "lying side by side": lambda number: (50 + 12 * number, 700, math.pi / 2),
    "lying one below another": lambda number: (50, 700 - 9 * number, math.pi / 2),
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("order", [IN_ORDER, ANY_ORDER])
def test_letters_in_no_line_are_read(name, order):
    assert NUMBER in [line.replace(" ", "") for line in said(each(PLACES[name], order))]


@pytest.mark.parametrize("turned", [(0, 1, -1, 0), (0, -1, 1, 0), (-1, 0, 0, -1), (0.7, 0.7, -0.7, 0.7)])
def test_a_line_that_runs_any_way_is_read(turned):
    assert NUMBER in said(
        b"BT /F1 12 Tf %.1f %.1f %.1f %.1f 300 400 Tm (%s) Tj ET" % (*turned, NUMBER.encode())
    )


def test_one_below_another_beside_words_is_read():
    beside = b"".join(at(100, 700 - 14 * number, "some words of it") for number in range(10))

    assert NUMBER in said(each(below(14)) + beside)
    assert NUMBER in said(beside + each(below(14)))


def test_one_below_another_with_what_no_eye_sees_between_is_read():
    white = b"1 g " + b"".join(at(50, 707 - 14 * number, "x") for number in range(10)) + b"0 g "

    assert NUMBER in said(white + each(below(14)))


WRAPPED = {
    "a cell": at(50, 700, "A219") + at(50, 686, "384756"),
    "a cell of a table": at(20, 700, "Ana") + at(60, 700, "A219") + at(130, 700, "x") + at(60, 686, "384756"),
    "three lines": at(50, 700, "A219") + at(50, 686, "384") + at(50, 672, "756"),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_a_number_that_goes_on_in_its_cell_is_read(name):
    assert NUMBER in said(WRAPPED[name])


def test_a_number_with_a_sign_begins_anew():
    assert said(at(50, 700, "1.50") + at(50, 686, "-0.5")) == ["1.50", "-0.5"]


def test_words_and_columns_of_numbers_are_said_once():
    lines = b"".join(at(50, 700 - 14 * number, f"visit {number} of 34 clinics") for number in range(9))
    table = b"".join(
        at(300 + 60 * column, 700 - 14 * row, f"{row * 7 + 100}") for row in range(9) for column in range(3)
    )

    found = said(lines + table)

    assert all(line.startswith("visit") or len(line.split()[0]) == 3 for line in found)
    assert not any(line.replace(" ", "").isdigit() and " " not in line and len(line) > 3 for line in found)


def test_a_page_of_which_each_letter_is_drawn_by_itself_is_said_once():
    drawn = b"".join(
        at(50 + 7 * number, 700 - 14 * row, "abcdefghij"[(number + row) % 10])
        for row in range(8)
        for number in range(9)
    )

    assert len(said(drawn)) == 8


def test_many_letters_are_bounded():
    drawn = (
        b"BT /F1 1 Tf "
        + b"".join(b"1 0 0 1 %d %d Tm (a) Tj " % (n % 7, n % 5) for n in range(15_000))
        + b"ET"
    )

    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        PDF.parse(made(contents=stream(drawn, packed=False)), Limits())


async def test_a_number_one_below_another_does_not_leave():
    plain, odd = at(50, 700, "Permit"), each(below(14))

    assert (await through(made(contents=stream(plain)), "application/pdf", FIELDS)).outgoing is not None
    assert (await through(made(contents=stream(odd)), "application/pdf", FIELDS)).outgoing is None
