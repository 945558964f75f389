"""What is copied of a page where it stands for another text."""

import pytest

from firewall.formats import FORMATS, Limits, Unreadable
from firewall.formats.pdf.copies import text_of, told_of
from tests.formats.archives import refused
from tests.formats.pdf.test_pdf import made, stream

PDF = FORMATS["application/pdf"]
NUMBER = "A219384756"


def read(drawn):
    return PDF.parse(made(contents=stream(b"BT /F1 12 Tf 50 700 Td %s ET" % drawn)), Limits())["pages"][0]


COPIED = {
    "half of it": b"(A219) Tj /Span << /ActualText (384756) >> BDC (x) Tj EMC",
    "of several letters": b"/Span << /ActualText (A219) >> BDC (x) Tj (y) Tj EMC (384756) Tj",
    "a mark between": b"(A219) Tj /Span << /ActualText () >> BDC (-) Tj EMC (384756) Tj",
    "where nothing is shown": b"(A219) Tj /Span << /ActualText (384) >> BDC EMC (756) Tj",
    "two of them": b"/Span << /ActualText (A219) >> BDC (x) Tj EMC /Span << /ActualText (384756) >> BDC (y) Tj EMC",
    "in marks of another kind": b"/P BMC (A219) Tj /Span << /ActualText (384) >> BDC (x) Tj EMC EMC (756) Tj",
    "around marks of another kind": b"(A) Tj /Span << /ActualText (219384756) >> BDC /P BMC (x) Tj EMC (y) Tj EMC",
    "around another one": b"(A) Tj /Span << /ActualText (219384756) >> BDC /Span << /ActualText (z) >> BDC (x) Tj EMC EMC",
}


@pytest.mark.parametrize("name", COPIED)
def test_what_is_copied_is_read_as_it_stands_there(name):
    assert NUMBER in [line.replace(" ", "") for line in read(COPIED[name]).splitlines()]


def test_what_is_shown_is_read_beside_it_and_without_it_once():
    assert "xy" in read(COPIED["of several letters"].replace(b"384756", b"")).splitlines()
    assert read(b"/P << /MCID 1 >> BDC (Permit) Tj EMC EMC") == "Permit"


def test_marks_that_stay_open_are_bounded():
    refused(lambda: read(b"/P BMC " * 1_001), "too-deep")


def test_texts_are_read_as_they_say_they_are_written():
    assert text_of("\ufeffé".encode("utf-16-be")) == text_of("\ufeffé".encode()) == text_of(b"\xe9") == "é"
    with pytest.raises(Unreadable, match=r"^pdf-drawn$"):
        text_of("/é")


def test_all_is_told_that_stands_for_a_part_however_deep_it_stands():
    marks = {"/MCID": 1, "/Alt": b"A219", "/In": {"/E": b"384"}}

    assert told_of(["/Span", marks, 1, [{"/ActualText": b"756"}]]) == ["A219", "384", "756"]
    assert told_of([1, "/Span", b"756"]) == []
