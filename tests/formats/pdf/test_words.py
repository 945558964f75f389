"""Names in a PDF are texts where no standard knows them."""

import pytest

from firewall.formats import FORMATS, Limits
from firewall.formats.pdf.words import is_glyph, is_used, words_of
from tests.formats.pdf.test_pdf import FONT, PAGE, made, stream

PDF = FORMATS["application/pdf"]
LIMITS = Limits()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("/Span", []),
        ("/F1", []),
        ("/ABCDEF+Helvetica", []),
        ("/undocumented", ["undocumented"]),
        ("/ImmigrationStatus", ["ImmigrationStatus", "Immigration Status"]),
        ("/visa_F1", ["visa_F1", "visa F1"]),
        ("/A219384756", ["A219384756"]),
        ("/ABCDEF+AnaLopez", ["AnaLopez", "Ana Lopez"]),
    ],
)
def test_what_no_standard_knows_says_something(name, said):
    assert words_of(name) == said


def test_letters_and_what_a_page_uses_say_nothing():
    assert all(map(is_glyph, ("/one", "/eacute", "/uni00E9", "/f_i", "/one.alt", "/g17", "/.notdef")))
    assert not any(map(is_glyph, ("/undocumented", "/Ana", "/one.pending", "/u1234567")))
    assert all(map(is_used, ("/F1", "/Im12", "/C2_0", "/F1+0")))
    assert not any(map(is_used, ("/Ana", "/undocumented", "/A0876", "/F1x")))


IN_FILE = {
    "a member": b"/undocumented 7 0 R",
    "in a member of a member": b"/PieceInfo << /undocumented << /LastModified (D:2026) >> >>",
    "a kind": b"/StructTreeRoot << /Type /StructTreeRoot /K << /Type /StructElem /S /undocumented >> >>",
    "a kind that stands for another": b"/StructTreeRoot << /RoleMap << /undocumented /P >> >>",
    "a class": b"/StructTreeRoot << /ClassMap << /undocumented << /O /Layout >> >> >>",
    "a value": b"/Status /un#64ocumented",
    "a state": b"/Requirements << /S [/Off /undocumented] >>",
}


@pytest.mark.parametrize("name", IN_FILE)
def test_a_name_anywhere_in_a_file_is_read(name):
    body = made(catalog=IN_FILE[name], more=(b"null",) if b"7 0" in IN_FILE[name] else ())

    assert "undocumented" in PDF.parse(body, LIMITS)["strings"]


USED = {
    "a font": PAGE.replace(b"/F1 5 0 R", b"/F1 5 0 R /undocumented 5 0 R"),
    "a state of a page": PAGE.replace(
        b"/Resources <<", b"/Resources << /ExtGState << /undocumented << /ca 1 >> >>"
    ),
    "a colour": PAGE.replace(
        b"/Resources <<", b"/Resources << /ColorSpace << /C1 [/Separation /undocumented /DeviceGray << >>] >>"
    ),
    "a property": PAGE.replace(
        b"/Resources <<", b"/Resources << /Properties << /undocumented << /Type /OCG /Name (x) >> >>"
    ),
}


@pytest.mark.parametrize("name", USED)
def test_what_a_page_calls_what_it_uses_is_read(name):
    assert "undocumented" in PDF.parse(made(page=USED[name]), LIMITS)["strings"]


@pytest.mark.parametrize(
    "shown",
    [
        b"/undocumented BMC EMC",
        b"/undocumented MP",
        b"/P << /Type /undocumented >> BDC EMC",
        b"/Artifact << /Attached [/Top /undocumented] >> BDC EMC",
        b"/P /undocumented DP",
        b"/undocumented cs",
        b"/undocumented ri",
    ],
)
def test_a_name_among_the_operators_of_a_page_is_read(shown):
    tree = PDF.parse(made(contents=stream(shown)), LIMITS)

    assert "undocumented" in tree["strings"]


def test_what_the_letters_of_a_font_are_called_is_read():
    font = FONT.replace(b">>", b"/Encoding << /Type /Encoding /Differences [1 /one /undocumented] >> >>")
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 5 0 R /F2 7 0 R")

    said = PDF.parse(made(page=page, more=(font,)), LIMITS)["strings"]

    assert "undocumented" in said
    assert "one" not in said


@pytest.mark.parametrize(
    ("member", "said"),
    [
        (b"/ImmigrationStatus (pending)", "Immigration Status: pending"),
        (b"/ImmigrationStatus /Pending", "Immigration Status: Pending"),
        (b"/AlienNumber [219 384 756]", "Alien Number: 219 384 756"),
        (b"/CaseNumber 7 0 R", "Case Number: 4711"),
    ],
)
def test_what_a_member_without_a_standard_says_is_read_with_its_name(member, said):
    for place in ({"catalog": member}, {"info": member}, {"catalog": b"/PieceInfo << %s >>" % member}):
        tree = PDF.parse(made(**place, more=(b"4711",) if b"7 0" in member else ()), LIMITS)
        assert said in tree["strings"]
