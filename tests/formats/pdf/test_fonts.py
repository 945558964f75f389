"""Letters of a PDF: read where every reader finds the same, and else not at all."""

import unicodedata

import pytest

from firewall.formats import FORMATS, Limits, Unreadable
from firewall.formats.pdf.fonts import check_drawn_letter
from tests.formats.archives import refused
from tests.formats.pdf.test_pdf import DESCRIPTOR, FONT, NARROW, PAGE, SUBSET, made, stream, with_font

PDF = FORMATS["application/pdf"]
LIMITS = Limits()
TOLD = b"/Encoding /WinAnsiEncoding "


def flagged(font, flags, shown=b"(AB)"):
    """A TrueType font that comes with the file, and says of itself how its letters are numbered."""
    return with_font(font, shown).replace(DESCRIPTOR, DESCRIPTOR.replace(b"/Flags 32", b"/Flags %2d" % flags))


@pytest.mark.parametrize("flags", [4, 36, 0])
@pytest.mark.parametrize(
    "table",
    [
        TOLD,
        b"/Encoding << /BaseEncoding /WinAnsiEncoding /Differences [65 /A /B] >> ",
        b"/Encoding << /Differences [65 /A /B] >> ",
    ],
)
def test_numbers_of_a_font_and_a_table_of_names_beside_them_refuse_the_whole(flags, table):
    """ISO 32000-1, 9.6.6.4 says that the numbers count; some readers go by the names."""
    refused(lambda: PDF.parse(flagged(SUBSET % table, flags), LIMITS), "pdf-font")


def test_where_the_names_count_they_are_read():
    assert PDF.parse(flagged(SUBSET % TOLD, 32), LIMITS)["pages"] == ["AB"]


def test_of_one_that_says_how_its_numbers_read_only_that_counts():
    told = SUBSET % (b"/ToUnicode 10 0 R " + TOLD)

    assert PDF.parse(flagged(told, 4, b"(A)"), LIMITS)["pages"] == ["A"]
    refused(lambda: PDF.parse(flagged(told, 4, b"(AB)"), LIMITS), "pdf-font")


LETTER = b"500 0 0 0 500 700 d1 0 0 m 500 0 l 500 700 l h f"
DRAWN = (
    b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [%s] /FirstChar 65 /LastChar 66 /Widths [500 500]"
    b" /Encoding << /Type /Encoding /Differences [65 /A /B] >> /CharProcs << /A 8 0 R /B 8 0 R >> %s>>"
)
SAYS = b"/ToUnicode 9 0 R "


def drawn(shown=b"BT /F1 10 Tf 50 700 Td (A) Tj ET", matrix=b"0.001 0 0 0.001 0 0", says=SAYS, letter=LETTER):
    more = (DRAWN % (matrix, says), stream(letter), *([stream(NARROW)] if says else []))
    return made(page=PAGE.replace(b"/F1 5 0 R", b"/F1 7 0 R /F2 5 0 R"), contents=stream(shown), more=more)


def test_letters_that_are_drawn_are_read_by_what_is_said_of_them():
    assert PDF.parse(drawn(), LIMITS)["pages"] == ["A"]


def test_they_are_as_wide_as_their_font_makes_them():
    """Half a thousand of 1/500: a letter as wide as it is high, so that two of them touch."""
    both = b"BT /F1 10 Tf 1 0 0 1 50 700 Tm (A) Tj 1 0 0 1 60 700 Tm (A) Tj ET"

    assert PDF.parse(drawn(both, b"0.002 0 0 0.002 0 0"), LIMITS)["pages"] == ["AA"]
    assert PDF.parse(drawn(both), LIMITS)["pages"] == ["A A"]


@pytest.mark.parametrize(
    "given",
    [
        {"says": b""},
        {"shown": b"BT /F1 10 Tf (B) Tj ET"},
        {"matrix": b"0 0.001 -0.001 0 0 0"},
        {"matrix": b"0 0 0 0 0 0"},
        {"letter": b"500 0 d0 BT /F2 10 Tf (A087654321) Tj ET"},
        {"letter": b"500 0 d0 BI /W 1 /H 1 ID x EI"},
        {"letter": b"500 0 d0 /X Do"},
        {"letter": LETTER + b" % A087654321"},
    ],
)
def test_letters_that_are_more_than_lines_or_have_no_names_refuse_the_whole(given):
    refused(lambda: PDF.parse(drawn(**given), LIMITS), "pdf-font")


def test_lines_are_numbers_and_few_words():
    check_drawn_letter(b"603 0 98 0 569 730 d1\n[3 2]0 d -1.5 .5 m +1 2. l h\nf* q Q")
    for odd in (b"(x)", b"<78>", b"Do", b"1e5", b"--1", b"/a"):
        with pytest.raises(Unreadable, match="pdf-font"):
            check_drawn_letter(b"500 0 d0 " + odd)


FALSE = b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <61> <7a> <%s> endbfrange"


@pytest.mark.parametrize("more", [b"", b"/Encoding /WinAnsiEncoding ", b"/FontDescriptor << /Flags 32 >> "])
def test_a_font_that_everybody_has_names_its_letters_as_they_look(more):
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 8 0 R %s>>" % more
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 5 0 R /F2 7 0 R")

    def body(first):
        drawn = stream(b"BT /F2 12 Tf 300 700 Td (undocumented) Tj ET")
        return made(contents=drawn, page=page, more=(font, stream(FALSE % first)))

    assert PDF.parse(body(b"0061"), LIMITS)["pages"] == ["undocumented"]
    for first in (b"0062", b"0041", b"2020"):
        refused(lambda first=first: PDF.parse(body(first), LIMITS), "pdf-font")


def many_fonts(times, letters):
    """Fonts that share one table, which is read for each."""
    table = (
        b"1 begincodespacerange <00> <ff> endcodespacerange\n"
        + b"1 beginbfchar\n<41> <0041>\nendbfchar\n" * letters
    )
    fonts = [b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>"] * times
    named = b"".join(b"/G%d %d 0 R " % (n, n + 8) for n in range(times))
    shown = b"BT " + b"".join(b"/G%d 12 Tf (A) Tj " % n for n in range(times)) + b"ET"
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 5 0 R " + named)
    return made(page=page, contents=stream(shown), more=[stream(table, packed=False), *fonts])


def test_a_table_that_many_fonts_share_is_charged_for_each():
    assert PDF.parse(many_fonts(20, 100), LIMITS)["pages"] == ["A" * 20]
    refused(lambda: PDF.parse(many_fonts(200, 5_000), LIMITS), "too-many-fields")


def test_a_font_that_is_made_of_several_refuses_the_whole():
    wide = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 9 0 R /DescendantFonts [%s] >>"
    inner = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 >>"
    body = made(
        page=PAGE.replace(b"/F1 5 0 R", b"/F1 7 0 R /F2 5 0 R"),
        contents=stream(b"BT /F1 12 Tf <0041> Tj ET"),
        more=[wide % b"8 0 R 8 0 R", inner, stream(NARROW)],
    )

    refused(lambda: PDF.parse(body, LIMITS), "pdf-font")


DIGITS = b"/zero /one /two /three /four /five /six /seven /eight /nine"
LENT = b"<< /Type /Font /Subtype /%s /BaseFont /%s /Encoding << /Type /Encoding /Differences [97 %s] >> /ToUnicode 8 0 R %s>>"
SAME = b"1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfrange\n<61> <6A> <0061>\nendbfrange"


def lent(font, shown=b"(aihgfedcb)", told=SAME, more=()):
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 7 0 R /F2 5 0 R")
    return made(
        page=page,
        contents=stream(b"BT /F1 12 Tf 50 700 Td %s Tj ET" % shown),
        more=(font, stream(told), *more),
    )


@pytest.mark.parametrize("kind", [b"Type1", b"TrueType", b"MMType1", b"Other"])
@pytest.mark.parametrize("name", [b"Helvetica", b"Symbol"])
@pytest.mark.parametrize(
    "beside", [b"", b"/FontDescriptor << /Type /FontDescriptor /FontName /Helvetica /Flags 4 >> "]
)
def test_digits_that_are_said_to_mean_letters_are_not_read_as_letters(kind, name, beside):
    """An eye sees 087654321: who looks takes a font of their own, and goes by its table of names."""
    refused(lambda: PDF.parse(lent(LENT % (kind, name, DIGITS, beside)), LIMITS), "pdf-font")


@pytest.mark.parametrize(
    "names", [b"/onesuperior /twosuperior", b"/one.oldstyle /two.oldstyle", b"/uni0031 /u0032"]
)
def test_digits_under_other_names_are_not_read_as_letters_either(names):
    refused(lambda: PDF.parse(lent(LENT % (b"Type1", b"Helvetica", names, b""), b"(ab)"), LIMITS), "pdf-font")


def test_letters_that_mean_what_is_seen_are_read():
    told = SAME.replace(b"<0061>", b"<0030>")

    body = lent(LENT % (b"Type1", b"Helvetica", DIGITS, b""), told=told)

    assert PDF.parse(body, LIMITS)["pages"] == ["087654321"]


def test_numbers_in_a_font_that_does_not_come_with_the_file_are_not_read():
    """Which letters they are is agreed by name (17 is 0 in Adobe-Japan1), whatever a table says that they mean."""
    inner = (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /KozMinPro /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (Japan1) /Supplement 6 >> >>"
    )
    font = b"<< /Type /Font /Subtype /Type0 /BaseFont /KozMinPro /Encoding /Identity-H /DescendantFonts [9 0 R] /ToUnicode 8 0 R >>"
    told = b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange\n<0011> <001A> <0061>\nendbfrange"

    refused(lambda: PDF.parse(lent(font, b"<001100190018>", told, (inner,)), LIMITS), "pdf-font")


@pytest.mark.parametrize(
    "table",
    [
        b"<< /Type /Encoding /Differences [97.0 /one /two] >>",
        b"<< /Type /Encoding /Differences [97 /one (two)] >>",
        b"<< /Type /Encoding /Differences [65 /A 9 0 R /one /two] >>",
        b"<< /Type /Encoding /Differences [-1 /a 97 /a /b] >>",
        b"<< /Type /Encoding /Differences [97 /a /b 256 /c] >>",
        b"<< /Type /Encoding /Differences /one >>",
        b"<< /Type /Encoding /BaseEncoding /MacExpertEncoding >>",
        b"/MacExpertEncoding",
        b"/Identity-H",
        b"/Symbol",
    ],
)
def test_tables_of_names_that_readers_take_otherwise_are_not_read(table):
    """Of ``97.0`` pypdf read "ab", where an eye sees "12"."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding %s >>"
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 7 0 R /F2 5 0 R /F3 << /Type /Other /Count 9 0 R >> /F4 8 0 R")

    refused(lambda: PDF.parse(made("ab", page=page, more=(font % table, FONT, b"97")), LIMITS), "pdf-font")


EVERYBODYS = b"<< /Type /Font /Subtype /%s /BaseFont /%s %s>>"
SYMBOLIC = b"/FontDescriptor << /Type /FontDescriptor /Flags 4 /FontName /X >> "


def shown_of(name, code, more=b"", kind=b"Type1"):
    page = PAGE.replace(b"/F1 5 0 R", b"/F1 7 0 R")
    body = made(
        page=page,
        contents=stream(b"BT /F1 12 Tf <%02x> Tj ET" % code),
        more=(EVERYBODYS % (kind, name, more),),
    )
    return PDF.parse(body, LIMITS)["pages"][0]


@pytest.mark.parametrize("code", [0xAC, 0xB6, 0xC0, 0xCA])
@pytest.mark.parametrize(
    "table", [b"WinAnsiEncoding", b"MacRomanEncoding", b"StandardEncoding", b"PDFDocEncoding"]
)
def test_numbers_in_circles_are_not_read_as_what_a_table_says(code, table):
    for more in (b"/Encoding /%s " % table, b"/Encoding << /BaseEncoding /%s >> " % table):
        for name in (b"ZapfDingbats", b"Symbol", b"ABCDEF+ZapfDingbats"):
            refused(lambda name=name, more=more: shown_of(name, code, more), "pdf-font")
    assert (
        unicodedata.digit(shown_of(b"ZapfDingbats", code), None)
        or shown_of(b"ZapfDingbats", code) in "\u2469\u277f\u2789\u2793"
    )


@pytest.mark.parametrize(
    "name",
    [
        b"Wingdings",
        b"Wingdings-Regular",
        b"Webdings",
        b"HoeflerText-Ornaments",
        b"SegoeUISymbol",
        b"ITCZapfDingbats",
    ],
)
def test_a_font_that_looks_otherwise_for_whoever_has_it_is_not_read(name):
    refused(lambda: shown_of(name, 0x81, b"/Encoding /WinAnsiEncoding "), "pdf-font")
    assert shown_of(b"Georgia", 0x41, b"/Encoding /WinAnsiEncoding ") == "A"


@pytest.mark.parametrize("code", [0xB2, 0xB3, 0xB9, 0xAA])
@pytest.mark.parametrize("kind", [b"Type1", b"TrueType"])
def test_of_a_font_with_letters_of_its_own_only_those_of_ascii_are_read(code, kind):
    for more in (SYMBOLIC, SYMBOLIC + b"/Encoding /StandardEncoding "):
        refused(lambda more=more: shown_of(b"Arial", code, more, kind), "pdf-font")
        assert shown_of(b"Arial", 0x41, more, kind) == "A"
    assert shown_of(b"Arial", code, SYMBOLIC + b"/Encoding /WinAnsiEncoding ", kind)
