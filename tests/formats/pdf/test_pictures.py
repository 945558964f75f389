"""Pictures in a PDF: they leave where ``photo`` does, and nothing that is said beside them ever does."""

import io
import zlib

import pypdf
import pytest
from PIL import Image

from firewall.formats import FORMATS, Limits, Unreadable
from firewall.formats.pdf.pictures import device_of, is_palette
from tests.formats.archives import refused
from tests.formats.pdf.test_anew import WRITTEN, left, unpacked
from tests.formats.pdf.test_pdf import IMAGE, PAGE, WITH_IMAGE, made, stream
from tests.formats.test_documents import world

PDF = FORMATS["application/pdf"]
LIMITS = Limits()
CANARY = b"A087654321"
GREY = b"/Type /XObject /Subtype /Image /Width 4 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 "


def photograph(comment=b"", size=(20, 10), exif=b"", **more):
    out = io.BytesIO()
    said = Image.Exif()
    if exif:
        said[0x010E] = exif.decode()
    Image.new("RGB", size, (200, 10, 10)).save(out, "JPEG", comment=comment, exif=said, **more)
    return out.getvalue()


def jpeg(data, more=b"/Width 20 /Height 10 ", way=b"/DCTDecode"):
    head = b"<< /Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 "
    return head + more + b"/Filter %s /Length %d >>\nstream\n%s\nendstream" % (way, len(data), data)


def with_picture(picture, *more):
    return made(page=WITH_IMAGE, more=(picture, *more))


def pixels(body):
    return pypdf.PdfReader(io.BytesIO(body)).pages[0].images[0].image


def test_a_picture_stands_in_the_tree_by_its_name():
    one, other = (PDF.parse(with_picture(stream(data, GREY)), LIMITS) for data in (b"12345678", b"12345679"))

    assert [text.split()[0] for text in one["pictures"]] == ["picture"]
    assert one["pictures"] != other["pictures"]
    assert one["pages"] == ["Permit for Ana"]
    assert "pictures" not in PDF.parse(made(), LIMITS)


@pytest.mark.parametrize(
    "way", [b"/DCTDecode", b"[/DCTDecode]", b"[/ASCII85Decode /DCTDecode]", b"[/FlateDecode /DCTDecode]"]
)
def test_what_is_said_beside_a_photograph_stays_behind(way):
    import base64

    data = photograph(comment=CANARY, exif=CANARY, icc_profile=CANARY * 20)
    packed = {b"[/A": lambda d: base64.a85encode(d) + b"~>", b"[/F": zlib.compress}.get(way[:3], bytes)(data)
    body = with_picture(jpeg(packed, way=way))

    out = left(body)

    assert CANARY in data
    assert CANARY not in unpacked(out)
    assert b"Exif" not in out
    assert pixels(out).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert left(out) == out


def put(data, at, marker, said):
    """A part of a JPEG before its ``at``-th scan, or its end."""
    places = [n for n in range(len(data) - 1) if data[n : n + 2] in {b"\xff\xda", b"\xff\xd9"}]
    part = bytes((0xFF, marker)) + (len(said) + 2).to_bytes(2) + said
    return data[: places[at]] + part + data[places[at] :]


@pytest.mark.parametrize("at", [0, 1, 3, -1])
@pytest.mark.parametrize("marker", [0xFE, 0xE0, 0xE1, 0xED, 0xEE, 0xF3, 0x02, 0xC8])
def test_what_is_said_between_the_parts_of_a_photograph_stays_behind(at, marker):
    plain = photograph(progressive=True)
    body = with_picture(jpeg(put(plain, at, marker, (b"Adobe" if marker == 0xEE else b"") + CANARY)))

    try:
        out = left(body)
    except Unreadable as unreadable:
        assert (unreadable.why, marker) == ("picture-form", 0xC8)  # noqa: PT017  # of a kind that is not read
        return
    assert CANARY not in unpacked(out)
    assert pixels(out).tobytes() == Image.open(io.BytesIO(plain)).tobytes()


def test_how_colours_are_to_be_read_leaves():
    out = io.BytesIO()
    Image.new("CMYK", (20, 10), (9, 99, 199, 0)).save(out, "JPEG")
    assert b"Adobe" in out.getvalue()

    assert b"Adobe" in left(with_picture(jpeg(out.getvalue()).replace(b"/DeviceRGB", b"/DeviceCMYK")))


def test_a_picture_of_a_writer_with_places_in_it_leaves_without_them():
    body = (WRITTEN / "fpdf2-picture.pdf").read_bytes()

    assert CANARY in body
    assert CANARY not in unpacked(left(body))


SHADE = stream(b"12345678", GREY)
GOOD = {
    "rows by themselves": stream(b"12345678", GREY),
    "bits": stream(b"\x80\x40", GREY.replace(b"/BitsPerComponent 8", b"/BitsPerComponent 1")),
    "a stencil": stream(
        b"\x80\x40", GREY.replace(b"/ColorSpace /DeviceGray /BitsPerComponent 8", b"/ImageMask true")
    ),
    "rows with a predictor": stream(
        b"\x021234\x041234", GREY + b"/DecodeParms << /Predictor 15 /Columns 4 >> "
    ),
    "a palette": stream(
        b"\0\1\0\1" * 2, GREY.replace(b"/DeviceGray", b"[/Indexed /DeviceRGB 1 <000000FFFFFF>]")
    ),
    "another picture as its mask": stream(b"12345678", GREY + b"/SMask 8 0 R "),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_as_large_as_it_says_is_read_and_leaves(name):
    body = with_picture(GOOD[name], SHADE)
    if b"/SMask" not in GOOD[name]:
        body = with_picture(GOOD[name])

    if name != "a stencil":  # pypdf gives it no colour
        assert pixels(left(body)).size == (4, 2)
    assert len(PDF.parse(body, LIMITS)["pictures"]) == 1 + (b"/SMask" in GOOD[name])
    assert left(left(body)) == left(body)


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (stream(b"12345678" + CANARY, GREY), "picture-form"),
        (stream(b"1234567", GREY), "picture-form"),
        (stream(b"\x021234\x091234", GREY + b"/DecodeParms << /Predictor 15 /Columns 4 >> "), "picture-form"),
        (stream(b"\x021234\x041234", GREY + b"/DecodeParms << /Predictor 15 /Columns 9 >> "), "picture-form"),
        (stream(b"12345678", GREY + b"/DecodeParms << /Predictor 1 /K -1 >> "), "pdf-form"),
        (stream(b"12345678", GREY.replace(b"/DeviceGray", b"[/Indexed /DeviceRGB 1 (%s)]" % CANARY)), "pdf-drawn"),
        (stream(b"12345678", GREY.replace(b"/DeviceGray", b"[/Separation /Spot /DeviceCMYK 8 0 R]")), "pdf-drawn"),
        (stream(b"12345678", GREY.replace(b"/DeviceGray", b"/Odd")), "pdf-drawn"),
        (stream(b"12345678", GREY + b"/SMask 4 0 R "), "pdf-drawn"),
        (stream(b"12345678", GREY.replace(b"/Width 4", b"/Width 4.5")), "pdf-form"),
        (stream(b"12345678", GREY.replace(b"/Width 4 /Height 2", b"/Width 40000 /Height 20000")), "too-many-pixels"),
        (stream(b"12345678", GREY.replace(b"/Width 4", b"/Width 0")), "pdf-form"),
        (jpeg(photograph(), b"/Width 21 /Height 10 "), "picture-form"),
        (jpeg(photograph() + CANARY), "trailing"),
        (jpeg(photograph()[:-2]), "picture-form"),
        (jpeg(photograph(), b"/Width 20 /Height 10 /DecodeParms << /ColorTransform 0 >> "), "pdf-form"),
        (jpeg(b"\0\0\0\x0cjP  ", way=b"/JPXDecode"), "pdf-form"),
        (jpeg(b"", way=b"/CCITTFaxDecode"), "pdf-form"),
        (jpeg(b"", way=b"/JBIG2Decode"), "pdf-form"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_refuses_the_whole(picture, why):
    refused(lambda: PDF.parse(with_picture(picture, stream(b"{}")), LIMITS), why)


def test_a_photograph_where_there_should_be_text_refuses_the_whole():
    for where in (b"/Metadata 7 0 R", b"/Contents 7 0 R"):
        refused(
            lambda where=where: PDF.parse(made(catalog=where, more=(jpeg(photograph()),)), LIMITS), "pdf-form"
        )


def test_text_that_is_a_picture_too_is_read_as_text():
    """What is a picture to one reader may be XMP to another."""
    words = stream(b"12345678", GREY)
    body = made(page=WITH_IMAGE, catalog=b"/Metadata 7 0 R", more=(words,))

    assert PDF.parse(body, LIMITS)["metadata"] == ["12345678"]
    assert len(PDF.parse(body, LIMITS)["pictures"]) == 1


PROFILE = stream(b"profile of " + CANARY, b"/N 3 /Alternate /DeviceRGB ")


def test_profiles_of_colours_stay_behind():
    picture = stream(b"123456" * 4, GREY.replace(b"/DeviceGray", b"[/ICCBased 8 0 R]"))
    page = WITH_IMAGE.replace(b"/Resources <<", b"/Resources << /ColorSpace << /C [/ICCBased 8 0 R] >>")
    intent = b"<< /Type /OutputIntent /S /GTS_PDFA1 /DestOutputProfile 8 0 R /Info (sRGB) >>"
    body = made(page=page, catalog=b"/OutputIntents [9 0 R]", more=(picture, PROFILE, intent))

    out = left(body)

    assert CANARY not in unpacked(out)
    assert pixels(out).mode == "RGB"
    assert b"/OutputIntents" not in out


def test_a_profile_of_no_known_colours_refuses_the_whole():
    with pytest.raises(Unreadable, match="pdf-form"):
        device_of({"/N": 2})
    assert device_of({"/N": 4}) == b"/DeviceCMYK"


def test_a_palette_is_as_long_as_it_says():
    from pypdf.generic import ByteStringObject, NameObject, NumberObject

    space = [NameObject("/Indexed"), NameObject("/DeviceRGB"), NumberObject(0), ByteStringObject(b"abc")]
    assert is_palette(space)
    assert not is_palette([*space[:2], NumberObject(1), space[3]])
    assert not is_palette([*space[:2], NumberObject(-1), ByteStringObject(b"")])


def test_a_palette_of_no_picture_is_read():
    page = PAGE.replace(
        b"/Resources <<", b"/Resources << /ColorSpace << /C [/Indexed /DeviceRGB 2 (%s)] >>" % CANARY[:9]
    )

    assert CANARY[:9].decode() in PDF.parse(made(page=page), LIMITS)["strings"]


@pytest.mark.parametrize("body", [with_picture(IMAGE), (WRITTEN / "chromium.pdf").read_bytes()])
async def test_it_leaves_only_where_photographs_do(body):
    for photo, is_out in (("", False), ("faces", False), ("whole", True)):
        on = world(photo)
        ruling = await on.tell(await on.ask(route="files:paper"), body, media_type="application/pdf")

        assert (ruling.outgoing is not None) == is_out, (photo, ruling.decision)
        if not is_out:
            assert ruling.decision.reasons == ("pdf-not-whole",)


async def test_where_nobody_declared_pictures_it_does_not_leave():
    on = world("whole")
    ruling = await on.tell(
        await on.ask(route="files:leaflet"), with_picture(IMAGE), media_type="application/pdf"
    )

    assert ruling.outgoing is None


def test_more_pictures_than_pages_have_are_refused_before_one_is_looked_at():
    one = stream(
        b"\0",
        b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 ",
    )

    refused(lambda: PDF.parse(made(more=[one] * 2_001), LIMITS), "too-many-members")


@pytest.mark.parametrize("times", [30, 1_500])
def test_many_and_large_pictures_are_bounded(times):
    page = PAGE.replace(
        b"/Resources <<",
        b"/Resources << /XObject << %s >>" % b"".join(b"/I%d %d 0 R " % (n, n + 7) for n in range(times)),
    )
    wide = (
        b"/Type /XObject /Subtype /Image /Width 4000 /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
    )
    height = 3000 // times + 1
    body = made(page=page, more=[stream(b"\0" * 4000 * height, wide % height)] * times)

    refused(lambda: PDF.parse(body, LIMITS), "coding-ratio")


def _named(picture, *more):
    return PDF.parse(with_picture(picture, *more), LIMITS)["pictures"]


MASKED = stream(b"12345678", GREY + b"/SMask 8 0 R ")
PALETTE = GREY.replace(b"/DeviceGray", b"[/Indexed /DeviceRGB 1 <000000FFFFFF>]")
LIKE = {
    "colours turned around": (stream(b"12345678", GREY), stream(b"12345678", GREY + b"/Decode [1 0] ")),
    "a mask of colours": (stream(b"12345678", GREY), stream(b"12345678", GREY + b"/Mask [49 50] ")),
    "another mask of colours": (
        stream(b"12345678", GREY + b"/Mask [49 51] "),
        stream(b"12345678", GREY + b"/Mask [49 50] "),
    ),
    "another palette": (
        stream(b"\0\1\0\1" * 2, PALETTE),
        stream(b"\0\1\0\1" * 2, PALETTE.replace(b"<000000FFFFFF>", b"<FFFFFF000000>")),
    ),
    "rows that are read otherwise": (
        stream(b"12345678", GREY),
        stream(b"12345678", GREY + b"/DecodeParms << /Predictor 2 /Columns 4 >> "),
    ),
    "measured otherwise": (
        stream(b"12345678", GREY.replace(b"/DeviceGray", b"[/CalGray << /WhitePoint [1 1 1] /Gamma 1 >>]")),
        stream(b"12345678", GREY.replace(b"/DeviceGray", b"[/CalGray << /WhitePoint [1 1 1] /Gamma 9 >>]")),
    ),
}


@pytest.mark.parametrize("name", LIKE)
def test_of_the_same_bytes_pictures_that_look_otherwise_have_other_names(name):
    one, other = LIKE[name]

    assert _named(one) != _named(other)
    assert _named(one) == _named(one)


def test_another_mask_is_another_picture_and_another_number_of_an_object_is_none():
    clear, turned = stream(b"12345678", GREY), stream(b"12345678", GREY + b"/Decode [1 0] ")
    moved = MASKED.replace(b"8 0 R", b"9 0 R")

    assert not {*_named(MASKED, clear)} & {*_named(MASKED, turned)}
    assert {*_named(MASKED, clear)} == {*_named(moved, stream(b""), clear)}


def test_what_stands_beside_the_colours_of_a_picture_is_read():
    space = b"[/CalGray << /WhitePoint [1 1 1] /Note (%s) >>]" % CANARY
    kept = b"[/Indexed %s 1 <0000>]" % space

    for said in (
        GREY.replace(b"/DeviceGray", space),
        GREY.replace(b"/DeviceGray", kept.replace(b"<0000>", b"<4142>")),
    ):
        tree = PDF.parse(with_picture(stream(b"\0\1\0\1\0\1\0\1", said)), LIMITS)
        assert CANARY.decode() in tree["strings"]
        assert "AB" not in tree["strings"]


def test_a_picture_that_is_part_of_itself_refuses_the_whole():
    looped = b"[/CalGray << /WhitePoint [1 1 1] /Gamma 8 0 R >>]"
    body = with_picture(stream(b"12345678", GREY.replace(b"/DeviceGray", looped)), b"<< /Again 8 0 R >>")

    refused(lambda: PDF.parse(body, LIMITS), "pdf-form")
