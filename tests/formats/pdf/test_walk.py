"""What is met on the way through a PDF."""

import pytest

from firewall.formats import FORMATS, Limits, Unreadable
from tests.formats.archives import refused
from tests.formats.pdf.test_pdf import PAGE, made, stream

PDF = FORMATS["application/pdf"]
LIMITS = Limits()
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] "


@pytest.mark.parametrize("more", [b"/Ref << /F (x) >> ", b"/OPI << >> ", b"/Subtype2 /PS ", b"/PS 4 0 R "])
def test_a_form_that_stands_for_something_elsewhere_refuses_the_whole(more):
    page = PAGE.replace(b"/Resources <<", b"/Resources << /XObject << /X 7 0 R >>")

    refused(lambda: PDF.parse(made(page=page, more=(stream(b"", FORM + more),)), LIMITS), "pdf-drawn")


@pytest.mark.parametrize(
    "stray", [b"/Odd 7 0 R", b"/Pattern << /P 7 0 R >>", b"/AP << /N 7 0 R >>", b"/Thumb 7 0 R"]
)
def test_what_is_drawn_elsewhere_than_on_a_page_refuses_the_whole(stray):
    for head in (FORM, b"/PatternType 1 ", b""):
        body = made(catalog=stray, more=(stream(b"BT /F1 12 Tf (x) Tj ET", head),))

        assert _why(body) in {"pdf-drawn", "pdf-unmet"}


def _why(body):
    with pytest.raises(Unreadable) as caught:
        PDF.parse(body, LIMITS)
    return caught.value.why


def test_what_is_one_thing_here_and_another_there_is_looked_at_as_both():
    """A list of letters that is the text of a page too: its words are read as those of both."""
    both = stream(b"BT /F1 12 Tf 50 700 Td (Permit) Tj ET")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>"
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 5 0 R /F2 7 0 R")

    tree = PDF.parse(made(page=page, contents=both, more=(font,)), LIMITS)

    assert tree["pages"] == ["Permit"]
    assert any("(Permit) Tj" in text for text in tree["strings"])


def test_an_empty_mask_is_none():
    page = PAGE.replace(b"/Resources <<", b"/Resources << /ExtGState << /G << /SMask /None /ca 1 >> >>")

    assert PDF.parse(made(page=page, contents=stream(b"/G gs")), LIMITS)["pages"] == [""]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (b"<41> <0041> <d83dde00> <0041 0042> 12 beginbfchar /CMapType 2 def", ""),
        (b"<A219384756>", "<A219384756>"),
        (b"<123456789> <0041>", "<123456789>"),
        (b"(Ana) 1234 beginbfchar", "(Ana) 1234 beginbfchar"),
        (b"219 38 4756 def", "219 38 4756"),
    ],
)
def test_of_a_table_of_letters_all_but_codes_and_the_words_around_them_is_read(said, left):
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 8 0 R >>"
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 5 0 R /F2 7 0 R")

    strings = PDF.parse(made(page=page, more=(font, stream(said))), LIMITS)["strings"]

    assert [text for text in strings if text != "Permit"] == ([left] if left else [])


@pytest.mark.parametrize(
    "member", [b"/V /undocumented", b"/DV /un#64ocumented", b"/AS 8 0 R /Off 8 0 R", b"/V [/undocumented]"]
)
def test_what_somebody_ticked_in_a_form_is_read(member):
    field = b"<< /FT /Btn /T (status) %s >>" % member
    body = made(
        catalog=b"/AcroForm << /Fields [7 0 R] >>",
        more=(field, *([b"/undocumented"] if b"8 0" in member else [])),
    )

    assert "undocumented" in PDF.parse(body, LIMITS)["strings"]


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "utf-16-be", "utf-16-le", "utf-32"])
def test_metadata_in_wide_letters_are_read(name):
    said = "<x>\u00e1 A219384756</x>"
    data = said.encode(name) if name in {"utf-8", "utf-16", "utf-32"} else ("\ufeff" + said).encode(name)
    body = made(catalog=b"/Metadata 7 0 R", more=(stream(data, b"/Type /Metadata "),))

    assert PDF.parse(body, LIMITS)["metadata"] == [said]
    refused(
        lambda: PDF.parse(made(catalog=b"/Metadata 7 0 R", more=(stream(b"<\0x\0"),)), LIMITS), "pdf-form"
    )


def test_by_what_name_something_is_said_of_the_file_is_read():
    body = made(
        info=b"/ImmigrationStatus (pending) /Kind /undocumented",
        catalog=b"/Dests 7 0 R",
        more=(b"<< /AnaOfHonduras [3 0 R /Fit] >>",),
    )

    said = PDF.parse(body, LIMITS)["strings"]

    assert {"ImmigrationStatus", "pending", "Kind", "undocumented", "AnaOfHonduras"} <= set(said)
    assert "Title" not in said
