import io
import re
import zlib

import pypdf
import pytest

from firewall.formats import FORMATS, Limits, Unreadable
from tests.formats.archives import refused

PDF = FORMATS["application/pdf"]
LIMITS = Limits()
CANARY = "A087654321"


def stream(data, more=b"", packed=True):
    data = zlib.compress(data) if packed else data
    said = b"/Filter /FlateDecode " if packed else b""
    return b"<< /Length %d %s%s>>\nstream\n%s\nendstream" % (len(data), said, more, data)


PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def text(words):
    return stream(b"BT /F1 12 Tf 50 700 Td (%s) Tj ET" % words.encode())


def made(
    words="Permit for Ana", *, page=PAGE, catalog=b"", info=b"", more=(), unmet=(), contents=None, between=b""
):
    """A file of one page; ``more`` are objects from 7 on, and ``unmet`` those that no table knows."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        contents or text(words),
        FONT,
        b"<< /Title (Permit) %s >>" % info,
        *more,
    ]
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, one in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one) + between
    for number, one in enumerate(unmet, 90):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def test_text_and_every_other_string_is_read():
    xmp = stream(b"<x>xmp</x>", b"/Type /Metadata /Subtype /XML ", packed=False)
    note = b"<< /Type /Annot /Subtype /Text /Rect [0 0 1 1] /Contents (a note) >>"
    page = PAGE.replace(b"/Type /Page ", b"/Type /Page /Annots [8 0 R] ")
    body = made(page=page, catalog=b"/Metadata 7 0 R", info=b"/Author (Jos\\351)", more=(xmp, note))

    tree = PDF.parse(body, LIMITS)

    assert tree["pages"] == ["Permit for Ana"]
    assert sorted(tree["strings"]) == ["José", "Permit", "a note"]
    assert tree["metadata"] == ["<x>xmp</x>"]
    assert b"a note" in PDF.exposed(body, LIMITS)


def test_with_nothing_to_remove_it_leaves_as_it_is_and_others_read_it():
    body = made()
    tree = PDF.parse(body, LIMITS)

    out = PDF.rewrite(body, tree, PDF.parse(body, LIMITS), LIMITS)

    assert pypdf.PdfReader(io.BytesIO(out)).pages[0].extract_text() == "Permit for Ana"


@pytest.mark.parametrize("after", [{}, {"pages": []}, {"pages": ["Permit for [withheld]"], "strings": ["Permit"], "metadata": []}, [], None])  # fmt: skip
def test_with_anything_to_remove_nothing_leaves(after):
    body = made()
    tree = PDF.parse(body, LIMITS)

    refused(lambda: PDF.rewrite(body, tree, after, LIMITS), "pdf-not-whole")
    refused(lambda: PDF.write(tree), "pdf-not-whole")


IMAGE = stream(
    b"\0" * 3,
    b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8 ",
)
WITH_IMAGE = PAGE.replace(b"/Resources <<", b"/Resources << /XObject << /I 7 0 R >>")
TYPE0 = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [] >>"


def updated():
    body = made(CANARY)
    newer = made()
    return body + newer[newer.index(b"4 0 obj") :]


def encrypted():
    writer, out = pypdf.PdfWriter(clone_from=io.BytesIO(made())), io.BytesIO()
    writer.encrypt("x", algorithm="RC4-40")
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not-a-pdf"),
        (b"PK\3\4" + made(), "not-a-pdf"),
        (made()[:-20], "truncated"),
        (made() + b"PK\5\6", "trailing"),
        (updated(), "pdf-older-versions"),
        (encrypted(), "encrypted"),
        (made(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>"), "pdf-acts"),
        (made(catalog=b"/Names << /JavaScript << /Names [] >> >>"), "pdf-acts"),
        (made(catalog=b"/Names << /EmbeddedFiles << /Names [] >> >>"), "pdf-files"),
        (made(catalog=b"/N#61mes << /Java#53cript << /Names [] >> >>"), "pdf-acts"),
        (made(contents=stream(b"BI /W 1 /H 1 ID x EI")), "pdf-drawn"),
        (made(contents=stream(b"/Span << /ActualText /x >> BDC EMC")), "pdf-drawn"),
        (made(contents=stream(b"/Span << /Odd (x) >> BDC EMC")), "pdf-drawn"),
        (made(page=PAGE.replace(b"5 0 R", b"7 0 R"), more=(TYPE0,)), "pdf-font"),
        (made(contents=text("x").replace(b"\nendstream", CANARY.encode() + b"\nendstream")), "pdf-form"),
        (made(contents=stream(b"BT ET " + CANARY.encode(), packed=False).replace(b"/Length 16", b"/Length 6")), "pdf-form"),
        (made(contents=b"<< /Length 3 /Filter /LZWDecode >>\nstream\nabc\nendstream"), "pdf-form"),
        (made(contents=b"<< /Length 3 /Filter [/FlateDecode /FlateDecode] >>\nstream\nabc\nendstream"), "pdf-form"),
        (made(contents=stream(b"0 0 m\n" * 1_400_000)), "coding-ratio"),
        (made(contents=stream(b" " * 7_000_000)), "coding-ratio"),
    ],
)  # fmt: skip
def test_whatever_nobody_has_read_refuses_the_whole(body, why):
    refused(lambda: PDF.parse(body, LIMITS), why)


ASIDE = {
    "an object that a table knows": made(more=(b"(%s)" % CANARY.encode(),)),
    "one that none knows": made(unmet=(b"(%s)" % CANARY.encode(),)),
    "bytes between objects": made(between=b"(%s)\n" % CANARY.encode()),
    "a remark in an object": made(page=PAGE + b"%" + CANARY.encode() + b"\n"),
    "a remark behind them": made().replace(b"trailer", b"%" + CANARY.encode() + b"\ntrailer"),
}


@pytest.mark.parametrize("name", ASIDE)
def test_what_nothing_leads_to_stays_behind(name):
    body = ASIDE[name]
    tree = PDF.parse(body, LIMITS)

    out = PDF.rewrite(body, tree, tree, LIMITS)

    assert tree["pages"] == ["Permit for Ana"]
    assert CANARY.encode() not in out
    assert PDF.rewrite(out, tree, PDF.parse(out, LIMITS), LIMITS) == out


SHOWN = b"BT /F1 12 Tf 50 700 Td (Permit) Tj ET "
HIDDEN = CANARY.encode()
INLINE = b"q 9 0 0 9 0 0 cm BI /W 8 /H 8 /CS /DeviceGray /BPC 8 ID " + b"\x10" * 64 + b" EI Q"


@pytest.mark.parametrize(
    "more",
    [
        INLINE,
        b"% " + HIDDEN + b"\n",
        b"/Span << /Other (" + HIDDEN + b") >> DP ",
        b"/Span << /Actual#54ext (" + HIDDEN + b") >> BDC EMC",
        b"BX (" + HIDDEN + b") zz EX",
        b"(" + HIDDEN + b") q Q",
        b"/" + HIDDEN + b" MP",
        b"/F1 12 Tf (" + HIDDEN + b") Tj",
        b"BT /F9 12 Tf (" + HIDDEN + b") Tj ET",
        b"BT /F1 12 Tf 0 0 0 0 0 0 Tm (" + HIDDEN + b") Tj ET",
        b"BT /F1 12 Tf (" + HIDDEN + b") (x) Tj ET",
        b"BT /F1 12 Tf [(x) /" + HIDDEN + b"] TJ ET",
        b"BT /F1 12 Tf [(x) [(" + HIDDEN + b")]] TJ ET",
        b"BT /F1 12 Tf [(" + HIDDEN + b")] Tj ET",
    ],
)
def test_whatever_a_page_says_and_does_not_show_refuses_the_whole(more):
    refused(lambda: PDF.parse(made(contents=stream(SHOWN + more)), LIMITS), "pdf-drawn")


@pytest.mark.parametrize("packed", [True, False])
def test_what_pages_usually_say_is_read(packed):
    said = rb"/P << /MCID 0 >> BDC q 1 0 0 1 0 0 cm 0.5 g [3 2] 0 d BT /F1 12 Tf [(100%) -20 ( \(net\))] TJ ET Q EMC"

    assert PDF.parse(made(contents=stream(said, packed=packed)), LIMITS)["pages"] == ["100% (net)"]


@pytest.mark.parametrize(
    ("catalog", "more", "why"),
    [
        (b"/Contents 7 0 R", (stream(SHOWN + HIDDEN),), "pdf-unmet"),
        (b"/Other 7 0 R", (b"<< /Type /Page /Contents 8 0 R >>", stream(SHOWN)), "pdf-unmet"),
        (b"/ToUnicode 7 0 R", (stream(HIDDEN),), "pdf-font"),
    ],
)
def test_a_stream_that_is_no_part_of_a_page_or_font_refuses_the_whole(catalog, more, why):
    refused(lambda: PDF.parse(made(catalog=catalog, more=more), LIMITS), why)


@pytest.mark.parametrize("catalog", [b"/Other /" + HIDDEN, b"/" + HIDDEN + b" true", b"/Other 87654321"])
def test_a_name_that_could_be_a_number_of_a_person_is_read(catalog):
    strings = PDF.parse(made(catalog=catalog), LIMITS)["strings"]

    assert any("87654321" in text for text in strings)


def test_words_in_the_table_of_a_font_are_read():
    font = FONT.replace(b">>", b"/ToUnicode 7 0 R >>")
    table = stream(b"1 beginbfchar <41> <0041> endbfchar %% " + HIDDEN)
    body = made(page=PAGE.replace(b"/F1 5 0 R", b"/F1 5 0 R /F2 8 0 R"), more=(table, font))

    strings = PDF.parse(body, LIMITS)["strings"]

    assert any(CANARY in text for text in strings)


PROGRAM = stream(b"\0\1\0\0program", b"/Length1 11 ")
DESCRIPTOR = b"<< /Type /FontDescriptor /FontName /ABCDEF+X /Flags 32 /FontFile2 8 0 R >>"
SUBSET = b"<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+X /FontDescriptor 9 0 R %s>>"
DIFFERS = b"/Encoding << /Type /Encoding %s/Differences [65 %s] >> "
TABLE = b"1 begincodespacerange <%s> <%s> endcodespacerange 1 beginbfchar <%s> <0041> endbfchar"
NARROW, WIDE = TABLE % (b"00", b"FF", b"41"), TABLE % (b"0000", b"FFFF", b"0041")
KNOWN = [
    (SUBSET % (DIFFERS % (b"", b"/A /B")), b"(AB)"),
    (SUBSET % (DIFFERS % (b"/BaseEncoding /WinAnsiEncoding ", b"/A")), b"(AB)"),
    (SUBSET % b"/Encoding /WinAnsiEncoding ", b"(AB)"),
    (SUBSET % b"/ToUnicode 10 0 R ", b"(A)"),
    (TYPE0.replace(b"[]", b"[9 0 R]").replace(b">>", b"/ToUnicode 10 0 R >>"), b"<0041>"),
]
UNKNOWN = [
    (SUBSET % b"", b"(AB)"),
    (SUBSET % (DIFFERS % (b"", b"/g1 /g2")), b"(AB)"),
    (SUBSET % (DIFFERS % (b"", b"/A /three.oldstyle")), b"(AB)"),
    (SUBSET % (DIFFERS % (b"", b"/A")), b"(AB)"),
    (SUBSET % b"/ToUnicode 10 0 R ", b"(AB)"),
    (TYPE0.replace(b"[]", b"[9 0 R]").replace(b">>", b"/ToUnicode 10 0 R >>"), b"<00410042>"),
]


def with_font(font, shown):
    is_wide, has_table = b"/Type0" in font, b"/ToUnicode" in font
    descriptor = (
        b"<< /Type /Font /Subtype /CIDFontType2 /DW 500 /FontDescriptor 11 0 R >>" if is_wide else DESCRIPTOR
    )
    more = (
        font,
        PROGRAM,
        descriptor,
        *([stream(WIDE if is_wide else NARROW)] * has_table),
        *([DESCRIPTOR] * is_wide),
    )
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 7 0 R /F2 5 0 R")
    return made(page=page, contents=stream(b"BT /F1 12 Tf 50 700 Td %s Tj ET" % shown), more=more)


@pytest.mark.parametrize(("font", "shown"), KNOWN)
def test_letters_that_somebody_names_are_read(font, shown):
    assert PDF.parse(with_font(font, shown), LIMITS)["pages"] == [
        "A" if shown in {b"(A)", b"<0041>"} else "AB"
    ]


@pytest.mark.parametrize(("font", "shown"), UNKNOWN)
def test_a_letter_of_which_only_its_font_knows_the_name_refuses_the_whole(font, shown):
    """Many writers number the letters of a font as they come: an eye sees them, and nobody reads them."""
    refused(lambda: PDF.parse(with_font(font, shown), LIMITS), "pdf-font")


def test_what_a_file_says_is_in_no_log(caplog):
    PDF.parse(made(info=b"/Author (\\A\\H)"), LIMITS)
    with pytest.raises(Unreadable):
        PDF.parse(made(contents=stream(b"BT /F1 12 Tf (\\A\\H) Tj ET")), LIMITS)

    assert not caplog.records


def test_many_streams_and_long_pages_are_refused_before_they_cost():
    refused(
        lambda: PDF.parse(made(catalog=b"/A (" + b"stream\n" * 1_000_000 + b")"), LIMITS), "too-many-members"
    )
    assert PDF.parse(made(catalog=b"/A (" + b"stream\n" * 30_000 + b")"), LIMITS)["pages"] == [
        "Permit for Ana"
    ]
    drawn = stream(b"BT /F1 12 Tf " + b"(a) Tj 1 0 Td " * 200_000 + b"ET", packed=False)
    refused(lambda: PDF.parse(made(contents=drawn), LIMITS), "too-many-fields")


def test_pages_that_say_more_than_is_read_are_refused_before_the_first_is_read(monkeypatch):
    def read(*_):
        raise AssertionError

    monkeypatch.setattr("firewall.formats.pdf.Drawings.page", read)
    page = stream(b"BT /F1 12 Tf " + b"(a) Tj 1 0 Td " * 80_000 + b"ET", packed=False)
    refused(
        lambda: PDF.parse(
            made(page=PAGE.replace(b"4 0 R", b"[4 0 R 7 0 R]"), contents=page, more=(page,)), LIMITS
        ),
        "too-many-fields",
    )


def test_any_bytes_at_all_end_in_a_reason():
    body = made()
    for at in range(0, len(body), 13):
        try:
            PDF.parse(body[:at] + b"\xff<" + body[at + 2 :], LIMITS)
        except Unreadable as unreadable:
            assert unreadable.why  # noqa: PT017  # either it is read, or there is a reason


def test_a_page_that_names_another_above_it_than_what_leads_to_it_is_not_read():
    """Its fonts are kept there; one reader shows digits where another one finds letters."""
    shown = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [97 /one /two] >> >>"
    other = b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 7 0 R >> >> >>"
    page = PAGE.replace(b" /Resources << /Font << /F1 5 0 R >> >>", b"")
    above = b"/Count 1 /Resources << /Font << /F1 5 0 R >> >> >>"
    body = made("ab", page=page.replace(b"/Parent 2 0 R", b"/Parent 8 0 R"), more=(shown, other))
    usual = made("ab", page=page)

    refused(lambda: PDF.parse(with_other(body, b"/Count 1 >>", above), LIMITS), "pdf-form")
    refused(
        lambda: PDF.parse(
            with_other(made("ab", page=page.replace(b"/Parent 2 0 R ", b"")), b"/Count 1 >>", above), LIMITS
        ),
        "pdf-form",
    )
    refused(
        lambda: PDF.parse(
            with_other(
                body.replace(b"/Parent 8 0 R", b"/Parent 2 0 R"), b"/Count 1 >>", b"/Parent 8 0 R " + above
            ),
            LIMITS,
        ),
        "pdf-form",
    )
    assert PDF.parse(with_other(usual, b"/Count 1 >>", above), LIMITS)["pages"] == ["ab"]


def with_other(body, before, after):
    """With what stands there first written otherwise, and its table of objects made anew."""
    body = body[: body.rindex(b"xref\n0 ")].replace(before, after, 1)
    at = [found.start() for found in re.finditer(rb"(?m)^[0-9]+ 0 obj", body)]
    table = b"".join(b"%010d 00000 n \n" % one for one in at)
    out = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(at) + 1, table)
    end = b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(at) + 1,
        len(body),
    )
    return body + out + end
