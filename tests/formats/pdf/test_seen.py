"""What an eye sees of a line is read by itself, where something is painted over it, under it or around it."""

import pytest

from firewall.formats import FORMATS, Limits, Unreadable
from tests.formats.archives import refused
from tests.formats.pdf.test_pdf import PAGE, made, stream

PDF = FORMATS["application/pdf"]
NUMBER = "A219384756"
WIDE = {"A": 8.004, "x": 6.0}
TINT = b"<< /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1 >>"
USED = b"""/Resources << /ExtGState << /G1 << /ca 0 >> /G2 << /LW 1 >> /G3 << /ca 0.4 /BM /Multiply >> >>
/ColorSpace << /C1 [/Separation /Spot1 /DeviceGray %s] >> /XObject << /X1 7 0 R /I1 8 0 R >> /Pattern << /P1 9 0 R >>
/Shading << /S1 << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 600 0] /Function %s >> >>""" % (
    TINT,
    TINT,
)
DINGBATS = b"/F1 5 0 R /F3 << /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>"
MORE = (
    stream(b"1 g 0 0 1 1 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] "),
    stream(
        b"\xff",
        b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 ",
    ),
    stream(b"1 g 0 0 9 9 re f", b"/PatternType 1 /PaintType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 "),
)
_x = 50.0
GAPS, SEEN = [], []
for _letter in NUMBER:
    SEEN.append((_x, WIDE.get(_letter, 6.672)))
    _x += WIDE.get(_letter, 6.672)
    GAPS.append((_x, WIDE["x"]))
    _x += WIDE["x"]
NOISY = "x".join(NUMBER) + "x"
SHOWN = b"BT /F1 12 Tf 0 g 50 700 Td (%s) Tj ET " % NOISY.encode()


def boxes(places=GAPS, end=b"re f"):
    return b"".join(b"%.2f 698 %.2f 12 %s " % (x, wide, end) for x, wide in places)


def around(what, places=GAPS):
    return b"".join(b"q %.2f 0 0 12 %.2f 698 cm %s Q " % (wide, x, what) for x, wide in places)


def read(drawn):
    page = PAGE.replace(b"/Resources <<", USED).replace(b"/F1 5 0 R", DINGBATS)
    off = b"q 1 0 0 1 900 900 cm /X1 Do /I1 Do Q "
    return PDF.parse(made(page=page, contents=stream(off + drawn), more=MORE), Limits())["pages"][0]


OVER = {
    "boxes": SHOWN + b"1 g " + boxes(),
    "boxes of one path": SHOWN + b"1 g " + boxes(end=b"re") + b"f",
    "outlines": SHOWN + b"1 g " + b"".join(b"%.2f 698 m %.2f 698 l %.2f 710 l %.2f 710 l h f " % (x, x + w, x + w, x) for x, w in GAPS),
    "what is round": SHOWN + b"1 g " + b"".join(b"%.2f 696 m %.2f 716 %.2f 716 %.2f 696 c f " % (x - 0.5, x - 0.5, x + w + 0.5, x + w + 0.5) for x, w in GAPS),
    "what is round, in short": SHOWN + b"1 g " + b"".join(b"%.2f 696 m %.2f 720 %.2f 708 v %.2f 706 %.2f 696 y f " % (x - 2, x + w / 2, x + w / 2, x + w, x + w + 2) for x, w in GAPS),
    "boxes with holes": SHOWN + b"1 g " + b"".join(b"%.2f 698 %.2f 12 re %.2f 702 0.3 0.3 re f* " % (x, w, x + w / 2) for x, w in GAPS),
    "thick lines": SHOWN + b"1 G 12 w " + b"".join(b"%.2f 704 m %.2f 704 l S " % (x, x + w) for x, w in GAPS),
    "lines thick by their state": SHOWN + b"1 G q 12 0 0 12 0 0 cm /G2 gs " + b"".join(b"%.3f 58.67 m %.3f 58.67 l S " % (x / 12, (x + w) / 12) for x, w in GAPS) + b"Q",
    "many thin lines": SHOWN + b"1 G 1 w " + b"".join(b"%.2f %.1f m %.2f %.1f l S " % (x, 697.5 + up, x + w, 697.5 + up) for x, w in GAPS for up in range(13)),
    "closed lines": SHOWN + b"1 G 7 w " + b"".join(b"%.2f 701 m %.2f 701 l %.2f 707 l %.2f 707 l s " % (x + 3, x + w - 3, x + w - 3, x + 3) for x, w in GAPS),
    "shades": SHOWN + b"".join(b"q %.2f 698 %.2f 12 re W n /S1 sh Q " % gap for gap in GAPS),
    "pictures": SHOWN + around(b"/I1 Do"),
    "forms": SHOWN + around(b"/X1 Do"),
    "tiles": SHOWN + b"/Pattern cs /P1 scn " + boxes(),
    "boxes, and a clear one over half of it": SHOWN + b"q /G3 gs 1 1 0 rg 48 698 40 12 re f Q 1 g " + boxes(),
    "boxes of another size": SHOWN + b"q 0.1 0 0 0.1 0 0 cm 1 g " + b"".join(b"%.1f 6980 %.1f 120 re f " % (x * 10, w * 10) for x, w in GAPS) + b"Q",
}  # fmt: skip


@pytest.mark.parametrize("name", OVER)
def test_what_is_painted_over_letters_does_not_part_what_is_seen(name):
    said = [line.replace(" ", "") for line in read(OVER[name]).splitlines()]

    assert NUMBER in said
    assert NOISY in said  # nobody knows what is seen: both are read


UNDER = {
    "boxes of their colour": b"0 g " + boxes() + SHOWN,
    "white on white in black": b"0 g 40 690 200 30 re f 1 g " + boxes() + SHOWN.replace(b"0 g", b"1 g"),
    "cut off": b"q " + boxes(SEEN, b"re") + b"W n " + SHOWN + b"Q",
    "cut off by two": b"q 40 690 400 30 re W n " + boxes(SEEN, b"re") + b"W* n " + SHOWN + b"Q",
}


@pytest.mark.parametrize("name", UNDER)
def test_what_is_not_seen_where_it_stands_does_not_part_what_is_seen(name):
    assert NUMBER in [line.replace(" ", "") for line in read(UNDER[name]).splitlines()]


def test_what_hides_for_several_causes_does_not_part_what_is_seen():
    """One is covered, one has the colour of a box under it, and white letters lie over a digit that is seen."""
    covered = GAPS[0]
    drawn = SHOWN.replace(NOISY.encode(), b"Ax2193x84756")
    at = 50 + 8.004 + 6 + 4 * 6.672
    under = b"0 g %.2f 698 6 12 re f " % at
    over = b"1 g %.2f 698 6 12 re f BT /F1 12 Tf %.2f 700 Td (xx) Tj ET" % (covered[0], at + 6 + 2 * 6.672)

    assert NUMBER in [line.replace(" ", "") for line in read(under + drawn + over).splitlines()]


FAINT = {
    "not drawn": b"3 Tr (x) Tj",
    "clear": b"/G1 gs (x) Tj",
    "tiny": b"/F1 0.5 Tf (x) Tj",
    "narrow": b"1 Tz (x) Tj",
    "on a layer": b"/OC /P1 BDC (x) Tj EMC",
    "nearly white": b"0.82 g (x) Tj",
}
COLOURS = (b"0 g", b"0.8 0 0 rg", b"0 0 0.8 rg")


def _coloured(noise, colours):
    parts = [
        (x, b"%s (%c) Tj" % (colours[n % len(colours)], ord(NUMBER[n]))) for n, (x, _) in enumerate(SEEN)
    ]
    parts += [(x, noise[n % len(noise)]) for n, (x, _) in enumerate(GAPS)]
    return b" ".join(b"q BT 1 0 0 1 %.2f 700 Tm /F1 12 Tf %s ET Q" % part for part in sorted(parts))


@pytest.mark.parametrize("name", FAINT)
def test_what_is_seen_in_two_colours_is_read_without_what_is_unseen_between(name):
    drawn = _coloured([FAINT[name]], COLOURS[:2])

    assert NUMBER in [line.replace(" ", "") for line in read(drawn).splitlines()]


def test_what_is_unseen_for_several_reasons_of_its_own_is_left_out_together():
    noise = [FAINT[name] for name in ("not drawn", "clear", "tiny", "narrow", "on a layer")]

    assert NUMBER in [line.replace(" ", "") for line in read(_coloured(noise, COLOURS)).splitlines()]


LOOKS = {
    "clear, and then said nothing of": (b"/G2 gs (%c) Tj", b"/G1 gs /G2 gs (x) Tj q Q"),
    "no ink of another kind": (b"0 g (%c) Tj", b"/C1 cs 0 scn (x) Tj"),
    "outlined by what is wide": (b"2 Tr 1 G 0.01 w (%c) Tj", b"8 w (x) Tj"),
}


@pytest.mark.parametrize("name", LOOKS)
def test_letters_that_look_otherwise_are_told_apart(name):
    shown, noise = LOOKS[name]
    drawn = b" ".join(b"q BT 1 0 0 1 %.2f 700 Tm /F1 12 Tf %s ET Q q BT 1 0 0 1 %.2f 700 Tm /F1 12 Tf %s ET Q" % (x, shown % ord(letter), gap, noise) for letter, (x, _), (gap, _) in zip(NUMBER, SEEN, GAPS, strict=True))  # fmt: skip

    assert NUMBER in [line.replace(" ", "") for line in read(drawn).splitlines()]


@pytest.mark.parametrize(
    "drawn",
    [
        SHOWN + b"1 G 12 w [6 6] 0 d %.2f 704 m %.2f 704 l S " % (GAPS[0][0], GAPS[-1][0]),
        SHOWN + b"BT 1 g /F3 10 Tf 1 0 0 1 %.2f 700 Tm (n) Tj ET" % GAPS[0][0],
        b"BT /F1 12 Tf 7 Tr 50 700 Td (x) Tj ET 0 g 50 690 90 30 re f",
    ],
)
def test_where_nobody_can_tell_what_is_seen_the_whole_is_refused(drawn):
    refused(lambda: read(drawn), "pdf-drawn")


def dashed(*heights, wide=1):
    return (
        SHOWN
        + b"0.8 G %d w [2 2] 0 d " % wide
        + b"".join(b"40 %.1f m 400 %.1f l S " % (y, y) for y in heights)
    )


def test_a_thin_dashed_line_of_a_chart_hides_no_letter():
    assert read(dashed(704)) == NOISY
    assert read(dashed(702, 706)) == NOISY
    dotted = dashed(701).replace(NOISY.encode(), b".".join(b"%c" % letter for letter in NUMBER.encode()))
    assert NUMBER in [line.replace(" ", "") for line in read(dotted).splitlines()]  # it may hide the dots


@pytest.mark.parametrize(
    "drawn",
    [
        dashed(701, 703, 705),
        dashed(704, wide=3),
        dashed(701.5, 704.5, wide=3),
        SHOWN.replace(NOISY.encode(), b"1i2i") + b"1 G 9 w [2 2] 0 d 57 704 m 59 704 l S ",
    ],
)
def test_many_dashed_lines_or_thick_ones_may_hide_letters(drawn):
    refused(lambda: read(drawn), "pdf-drawn")


def test_a_page_with_areas_of_which_none_hides_a_letter_is_said_once():
    rows = (
        b"0.9 g "
        + boxes(end=b"re f")
        + b"0 g BT /F1 12 Tf 50 700 Td (Permit) Tj ET 0 G 1 w 50 698 m 300 698 l S "
    )

    assert read(rows) == "Permit"
    assert read(b"q 40 690 200 30 re W n " + rows + b"Q 0 g 40 600 99 9 re f") == "Permit"


def test_a_page_that_paints_much_over_its_letters_is_bounded():
    areas = b"".join(b"%d 0 m %d 900 l 600 %d l h f " % (n % 90, n % 70, n % 50) for n in range(4_000))

    with pytest.raises(Unreadable, match=r"^too-many-fields$"):
        read(b"".join(SHOWN.replace(b"700", b"%d" % (20 * n)) for n in range(40)) + areas)
