"""What fields and notes show where they stand."""

import pytest

from firewall.formats import FORMATS, Limits
from tests.formats.archives import refused
from tests.formats.pdf.test_pdf import PAGE, made, stream

PDF = FORMATS["application/pdf"]
NUMBER = "A219384756"


def read(*notes, drawn=b"", more=()):
    page = PAGE.replace(b"/Type /Page ", b"/Type /Page /Annots [%s] " % b" ".join(notes))
    return PDF.parse(made(page=page, contents=stream(drawn), more=more), Limits())["pages"][0]


def field(text, x, more=b"/Subtype /Widget /FT /Tx", wide=14):
    return b"<< /Type /Annot %s /V (%s) /Rect [%d 700 %d 720] >>" % (more, text, x, x + wide)


def test_a_number_with_each_digit_in_a_field_of_its_own_is_read():
    fields = [field(b"%c" % digit, 100 + 16 * at) for at, digit in enumerate(NUMBER.encode())]

    assert NUMBER in [line.replace(" ", "") for line in read(*fields).splitlines()]
    assert NUMBER in [line.replace(" ", "") for line in read(*reversed(fields)).splitlines()]


def test_what_is_half_on_the_page_and_half_in_a_field_is_read():
    half = b"BT /F1 12 Tf 71 706 Td (A219) Tj ET"

    assert NUMBER in [
        line.replace(" ", "") for line in read(field(b"384756", 100, wide=60), drawn=half).splitlines()
    ]


@pytest.mark.parametrize(
    "note",
    [
        b"<< /Type /Annot /Subtype /FreeText /Contents (Ana) /Rect [1 1 90 20] >>",
        b"<< /Type /Annot /Subtype /Line /Cap true /Contents (Ana) /Rect [90 20 1 1] >>",
        b"<< /Type /Annot /Subtype /Widget /MK << /CA (Ana) >> /Rect [1 1 90 20] >>",
        b"<< /Type /Annot /Subtype /Widget /V [(Ana)] /Rect [1 1 90 20] >>",
        b"<< /Type /Annot /Subtype /Widget /V (x\\nAna) /Rect [1 1 90 20] >>",
        b"<< /Type /Annot /Subtype /Widget /V <FEFF0041006E0061> /Rect [1 1 90 20] >>",
        b"<< /Type /Annot /Subtype /Widget /Parent 7 0 R /Rect [1 1 90 20] >>",
    ],
)
def test_what_a_viewer_draws_of_a_note_is_on_its_page(note):
    assert "Ana" in read(note, more=(b"<< /V (Ana) >>",) if b"7 0 R" in note else ()).splitlines()


def test_what_no_page_shows_of_one_is_not_on_it():
    for kind in (
        b"/Subtype /Text /Contents (Ana)",
        b"/Subtype /Line /Contents (Ana)",
        b"/Subtype /Widget /V /On",
    ):
        assert read(b"<< /Type /Annot %s /Rect [1 1 90 20] >>" % kind) == ""
    assert read(b"<< /Type /Annot /Subtype /Widget /V (Ana) >>") == ""


def test_a_box_that_lies_over_letters_hides_them():
    shown = b"BT /F1 12 Tf 50 700 Td (%s) Tj ET" % b"x".join(b"%c" % one for one in NUMBER.encode())
    at, boxes = 50.0, []
    for digit in NUMBER[:-1]:
        at += 8.004 if digit == "A" else 6.672
        boxes.append(
            b"<< /Type /Annot /Subtype /Square /IC [1 1 1] /Rect [%.2f 698 %.2f 712] >>" % (at, at + 6)
        )
        at += 6

    assert NUMBER in [line.replace(" ", "") for line in read(*boxes, drawn=shown).splitlines()]
    links = [one.replace(b"/Square", b"/Link") for one in boxes]
    assert read(*links, drawn=shown) == "x".join(NUMBER)


def test_a_field_that_is_above_itself_refuses_the_whole():
    note = b"<< /Type /Annot /Subtype /Widget /Parent 7 0 R /Rect [1 1 9 9] >>"

    refused(lambda: read(note, more=(b"<< /Parent 7 0 R >>",)), "too-deep")
