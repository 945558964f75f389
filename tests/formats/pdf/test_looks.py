"""What an eye does not see between letters does not hide them from whoever reads along the page."""

import pytest

from firewall.formats import FORMATS, Limits
from firewall.formats.pdf.looks import Looks
from tests.formats.pdf.test_pdf import PAGE, made, stream

PDF = FORMATS["application/pdf"]
NUMBER = "A087654321"
LAYERS = b"/OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] >> >>"
OFF = b"<< /Type /OCG /Name (x) >>"
CLEAR = b"<< /Type /ExtGState /ca 0 /CA 0 >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /Font << /F1 5 0 R >> >> "
BETWEEN = {
    "drawn with nothing": b"0 Tr 100 Tz (%c) Tj 3 Tr 1 Tz (xq) Tj",
    "drawn with nothing, and as wide": b"0 Tr (%c) Tj 3 Tr (xq) Tj",
    "tiny": b"/F1 12 Tf (%c) Tj /F1 0.01 Tf (xq) Tj",
    "narrow": b"100 Tz (%c) Tj 0.1 Tz (xq) Tj",
    "white": b"0 g 100 Tz (%c) Tj 1 g 1 Tz (xq) Tj",
    "white, and written otherwise each time": b"0 0 0 rg (%c) Tj 0 0 0 0 k [(xq) 1056] TJ",
    "cut off": b"(%c) Tj ET q 0 0 1 1 re W n BT 1 0 0 1 50 700 Tm (xq) Tj ET Q BT",
    "transparent": b"/G2 gs (%c) Tj /G1 gs [(xq) 1056] TJ",
    "on a layer that is off": b"(%c) Tj /OC /P1 BDC [(xq) 1056] TJ EMC",
    "in a frame": b"(%c) Tj ET q 1 0 0 1 50 700 cm /X1 Do Q BT",
}


def _page(each):
    page = PAGE.replace(
        b"/Resources <<",
        b"/Resources << /ExtGState << /G1 8 0 R /G2 << /ca 1 /CA 1 >> >> /Properties << /P1 7 0 R >> /XObject << /X1 9 0 R >>",
    )
    drawn = [each % one for one in NUMBER.encode()]
    if b" ET q" in each:  # and goes on where it was
        drawn = [b"/F1 12 Tf 1 0 0 1 %d 700 Tm " % (50 + 7 * at) + one for at, one in enumerate(drawn)]
    shown = stream(b"BT /F1 12 Tf 50 700 Td " + b" ".join(drawn) + b" ET q 1 0 0 1 0 0 cm /X1 Do Q")
    more = (OFF, CLEAR, stream(b"BT /F1 12 Tf (xq) Tj ET", FORM))
    return PDF.parse(made(page=page, contents=shown, catalog=LAYERS, more=more), Limits())["pages"][0]


@pytest.mark.parametrize("name", BETWEEN)
def test_what_is_not_seen_between_letters_does_not_part_them(name):
    said = [line.replace(" ", "") for line in _page(BETWEEN[name]).splitlines()]

    assert NUMBER in said
    assert any("x" in line for line in said)  # nobody knows what is seen: both are read


def test_what_is_set_aside_and_fetched_looks_as_before():
    looks = Looks()
    before = looks.of(12, 12)
    looks.change(b"q", [])
    looks.change(b"rg", [1, 0, 0])
    red = looks.of(12, 12)
    looks.change(b"Q", [])

    assert looks.of(12, 12) == before != red
    assert looks.of(12.1, 12) == before != looks.of(1, 12)


def test_colours_that_are_as_good_as_one_are_one():
    looks = Looks()
    before = looks.of(12)
    for operands, operator in (([0.05], b"g"), ([0, 0, 0, 1], b"k"), ([0, 0.1, 0], b"sc")):
        looks.change(operator, operands)
        assert looks.of(12) == before
    looks.change(b"scn", ["/P1"])
    assert looks.of(12) != before


def test_a_line_of_one_look_is_said_once():
    said = PDF.parse(
        made(contents=stream(b"BT /F1 12 Tf 50 700 Td (Permit) Tj 1 0 0 rg ( for Ana) Tj ET")), Limits()
    )

    assert said["pages"] == ["Permit for Ana"]
