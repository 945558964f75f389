"""Forms: drawings that are kept by themselves, and are text of the page on which they are drawn."""

import random

import pytest

from firewall.formats import FORMATS, Limits, Unreadable
from tests.formats.archives import refused
from tests.formats.pdf.test_pdf import PAGE, made, stream
from tests.formats.pdf.test_places import FIELDS
from tests.formats.through import through

PDF = FORMATS["application/pdf"]
LIMITS = Limits()
NUMBER = b"A219384756"
FONTS = b"/Resources << /Font << /F1 5 0 R >> %s>> "
SHOW = b"/X Do"


def form(drawn, more=b"", xobjects=b"", resources=FONTS, *, packed=True):
    inside = resources % (b"/XObject << %s >> " % xobjects if xobjects else b"")
    return stream(drawn, b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] " + inside + more, packed)


def page(drawn, *forms, names=b"/X 7 0 R", more=b"", packed=True):
    one = PAGE.replace(b"/Resources <<", b"/Resources << /XObject << %s >> %s" % (names, more))
    return made(page=one, contents=stream(drawn, packed=packed), more=forms)


def text(words, at=b"50 700"):
    return b"BT /F1 12 Tf %s Td (%s) Tj ET" % (at, words)


def read(*given, **more):
    return PDF.parse(page(*given, **more), LIMITS)["pages"][0]


def test_what_a_form_shows_is_text_of_the_page():
    assert (
        read(SHOW + b" " + text(b"Ana", b"50 600"), form(text(b"City of Example"))) == "City of Example\nAna"
    )


def test_it_is_read_where_it_stands_and_as_often_as_it_is_drawn():
    moved = form(text(NUMBER[4:], b"0 0"), b"/Matrix [1 0 0 1 28.7 0] ")
    drawn = b"q 1 0 0 1 50 700 cm /X Do Q q 1 0 0 1 50 500 cm /X Do Q " + text(NUMBER[:4])

    assert NUMBER.decode() in read(drawn, moved).splitlines()
    assert read(drawn, moved).count("384756") >= 2


def test_forms_in_forms_are_read():
    outer = form(text(b"outer") + b" /Y Do", xobjects=b"/Y 8 0 R")

    assert read(SHOW, outer, form(text(b"inner", b"50 600"))) == "outer\ninner"


def test_a_state_that_a_form_changes_is_its_own():
    drawn = SHOW + b" BT /F1 12 Tf 78.7 700 Td (384756) Tj ET " + text(NUMBER[:4])

    assert (
        NUMBER.decode() in read(drawn, form(b"q 3 0 0 3 9 9 cm q 2 0 0 2 9 9 cm " + text(b"x"))).splitlines()
    )


@pytest.mark.parametrize(
    "said",
    [b"(A219384756)", b"<FEFF0041003200310039003300380034003700350036>", b"<EFBBBF41323139333834373536>"],
)
@pytest.mark.parametrize("name", [b"ActualText", b"Alt", b"E"])
def test_what_is_told_of_a_page_to_who_does_not_see_it_is_read(said, name):
    """As some programs write what a ligature or a picture stands for."""
    told = b"/Span << /MCID 0 /%s %s >> BDC " % (name, said) + text(b"x") + b" EMC "

    assert read(told + SHOW, form(b"")).splitlines() == ["x", NUMBER.decode()]
    assert NUMBER.decode() in read(SHOW, form(told))
    assert NUMBER.decode() in read(SHOW, form(b"/Span << /%s %s >> DP" % (name, said)))
    assert NUMBER.decode() in read(b"[<< /%s %s >>] MP" % (name, said), names=b"")


def nested(depth):
    forms = [form(b"/Y Do", xobjects=b"/Y %d 0 R" % (number + 8)) for number in range(depth)]
    return page(SHOW, *forms, form(text(b"x")))


HOSTILE = {
    "itself": page(SHOW, form(SHOW, xobjects=b"/X 7 0 R")),
    "one another": page(SHOW, form(b"/Y Do", xobjects=b"/Y 8 0 R"), form(b"/X Do", xobjects=b"/X 7 0 R")),
    "too deep": nested(40),
    "no such form": page(b"/Z Do", form(b"")),
    "a font of the page": page(SHOW, form(text(b"x"), resources=b"/Resources << %s>> ")),
    "no resources": page(SHOW, form(text(b"x"), resources=b"%s")),
    "among letters": page(b"BT /F1 12 Tf /X Do ET", form(b"")),
    "letters that go on behind it": page(SHOW + b" (x) Tj", form(b"BT /F1 12 Tf")),
    "a state of the page": page(b"q 5 0 0 5 0 0 cm /X Do", form(b"Q " + text(b"x"))),
    "letters that do not end": page(SHOW, form(b"BT /F1 12 Tf (x) Tj")),
    "a remark": page(SHOW, form(b"% " + NUMBER + b"\n")),
    "a text that it does not show": page(SHOW, form(b"(" + NUMBER + b") q Q")),
    "a picture in it": page(SHOW, form(b"BI /W 1 /H 1 ID x EI")),
    "flat": page(SHOW, form(text(b"x"), b"/Matrix [0 0 0 0 0 0] ")),
    "half a matrix": page(SHOW, form(text(b"x"), b"/Matrix [1 0 0] ")),
    "no form at all": page(SHOW, names=b"/X 4 0 R"),
    "a letter": page(
        b"/F1-DejaVuSans-uni0141 Do", form(b"0 0 m 9 9 l S"), names=b"/F1-DejaVuSans-uni0141 7 0 R"
    ),
    "a state with a font": page(
        b"/G gs", form(b""), names=b"", more=b"/ExtGState << /G << /Font [5 0 R 12] >> >>"
    ),
    "told twice": page(SHOW, form(b"/Span << /ActualText (x) /ActualText (" + NUMBER + b") >> DP")),
    "marks that are no names": page(SHOW, form(b"/Span << /MCID 0 (" + NUMBER + b") >> DP")),
    "marks of a word that nobody knows": page(SHOW, form(b"/Span << /MCID 0 x (" + NUMBER + b") >> DP")),
    "marks without a value": page(SHOW, form(b"/Span << /MCID 0 /E >> DP")),
    "a text behind the last operator": page(SHOW, form(b"q Q (" + NUMBER + b")")),
    "a name behind the last operator": page(b"q Q /" + NUMBER + b" q/q", names=b""),
    "no such state": page(b"/H gs", form(b"")),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_read_in_a_form_refuses_the_whole(name):
    refused(lambda: PDF.parse(HOSTILE[name], LIMITS), "pdf-drawn")


MASKED = b"/ExtGState << /G << /SMask << /S /Alpha /G 7 0 R >> >> >>"
LINES = b"0 0 m 9 9 l S"
TILE = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 "


def tiled(drawn, inside=b""):
    tile = stream(drawn, TILE + FONTS % inside)
    return page(
        b"/Pattern cs /P scn 0 0 99 99 re f " + text(b"x"),
        tile,
        form(text(b"y")),
        names=b"",
        more=b"/Pattern << /P 7 0 R >> ",
    )


def test_a_mask_or_a_pattern_of_lines_and_shades_is_read_past():
    shade = b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 9 9] /Function << /FunctionType 2 /Domain [0 1] /N 1 >> >>"

    assert read(b"/G gs " + text(b"x"), form(LINES), names=b"", more=MASKED) == "x"
    assert read(b"/S sh " + text(b"x"), names=b"", more=b"/Shading << /S %s >> " % shade) == "x"
    alone = page(text(b"x"), stream(LINES, TILE), names=b"", more=b"/Pattern << /P 7 0 R >> ")
    assert PDF.parse(alone, LIMITS)["pages"] == ["x"]


def test_a_mask_or_a_pattern_of_letters_refuses_the_whole():
    letters = (
        page(b"/G gs", form(text(NUMBER)), names=b"", more=MASKED),
        page(
            b"/G gs", form(b"/G gs", resources=b"/Resources << %s" + MASKED + b" >> "), names=b"", more=MASKED
        ),
        page(b"/G gs", stream(text(NUMBER), b""), names=b"", more=MASKED),
        tiled(text(NUMBER)),
        tiled(b"/X Do", b"/XObject << /X 8 0 R >> "),
        tiled(b"BI /W 1 /H 1 ID x EI"),
    )
    for body in letters:
        refused(lambda body=body: PDF.parse(body, LIMITS), "pdf-drawn")


def test_a_form_that_no_page_draws_refuses_the_whole():
    refused(lambda: PDF.parse(page(text(b"x"), form(text(NUMBER))), LIMITS), "pdf-unmet")


def test_forms_that_show_forms_many_times_are_bounded():
    """Each of which shows the next three times: all of them together show one and a half million letters."""
    forms = [form(b"/Y Do /Y Do /Y Do", xobjects=b"/Y %d 0 R" % (number + 8)) for number in range(13)]

    refused(lambda: PDF.parse(page(SHOW, *forms, form(text(b"x"))), LIMITS), "too-many-fields")
    often = page(b"/X Do " * 25_000, form(text(b"x")), packed=False)
    refused(lambda: PDF.parse(often, LIMITS), "too-many-fields")


def test_many_forms_are_bounded():
    names = [(b"/X%d Do" % number, b"/X%d %d 0 R" % (number, number + 7)) for number in range(4_200)]
    drawn, known = (b" ".join(part) for part in zip(*names, strict=True))

    with pytest.raises(Unreadable, match="too-many-fields"):
        PDF.parse(page(drawn, *[form(b"")] * 4_200, names=known), LIMITS)


def test_marks_that_show_no_letter_may_be_drawn_often():
    where = random.Random(7)
    places = [(where.random() * 600, where.random() * 800) for _ in range(9_000)]
    drawn = b" ".join(b"q 1 0 0 1 %.2f %.2f cm /X Do Q" % place for place in places)

    assert read(drawn + b" " + text(b"Ana"), form(b"0 0 m 9 9 l S")) == "Ana"


async def test_a_number_that_is_half_in_a_form_does_not_leave():
    half, plain = form(text(NUMBER[4:], b"78.7 700")), form(text(b"Permit"))

    async def leaves(body):
        return (await through(body, "application/pdf", FIELDS)).outgoing

    assert await leaves(page(SHOW, plain)) is not None
    assert await leaves(page(SHOW + b" " + text(NUMBER[:4]), half)) is None


@pytest.mark.parametrize(
    "shown", [rb"A\460\470\467", rb"A\0608\7\8", rb"\undocumented", rb"\\\460", rb"(\460)"]
)
def test_escapes_that_readers_take_otherwise_are_not_read(shown):
    """Of ``\\460`` an eye sees 0, which only its last eight bits are, and pypdf reads a backslash and 460."""
    refused(lambda: PDF.parse(made(contents=stream(b"BT /F1 12 Tf (%s) Tj ET" % shown)), LIMITS), "pdf-drawn")


def test_usual_escapes_are_read():
    body = made(contents=stream(rb"BT /F1 12 Tf (\\460 \(A\060\70\) \377) Tj ET"))

    assert PDF.parse(body, LIMITS)["pages"] == ["\\460 (A08) \xff"]


@pytest.mark.parametrize("text", [rb"(A\460\470)", rb"(A\8\9)"])
def test_a_text_of_the_file_with_such_an_escape_leaves_as_it_was_read(text):
    body = made(info=b"/Subject " + text)
    tree = PDF.parse(body, LIMITS)
    out = PDF.rewrite(body, tree, tree, LIMITS)

    assert text not in out
    assert PDF.parse(out, LIMITS) == tree
    assert text[1:-1].decode() in tree["strings"]


@pytest.mark.parametrize("blanks", [1_000, 200_000])
def test_what_only_pypdf_reads_is_bounded(blanks):
    """Brackets within a text are none that is read quickly."""
    drawn = page(
        SHOW,
        form(text(b"Ana (or Anna)") + b" " * blanks + b"0 g", packed=False),
        packed=False,
    )

    if blanks < 128 * 1024:
        assert "Ana" in str(PDF.parse(drawn, LIMITS))
    else:
        with pytest.raises(Unreadable, match="too-many-fields"):
            PDF.parse(drawn, LIMITS)
