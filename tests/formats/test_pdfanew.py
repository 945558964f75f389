"""PDFs as most writers make them: what leaves is a plain file, with nothing in it but what its end leads to."""

import base64
import io
import zlib
from pathlib import Path

import pypdf
import pytest

from firewall.formats import FORMATS, Limits, Unreadable
from firewall.formats.pdfanew import is_packed
from tests.formats.archives import refused
from tests.formats.pdfs import in_streams
from tests.formats.test_pdf import FONT, IMAGE, PAGE, WITH_IMAGE, made, stream, text
from tests.formats.through import through

PDF = FORMATS["application/pdf"]
LIMITS = Limits()
CANARY = b"A087654321"
WRITTEN = Path(__file__).parent / "written"


def objects(words="Permit for Ana", *, catalog=b"", info=b"", page=PAGE, more=(), contents=None):
    return [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
        contents or text(words),
        FONT,
        b"<< /Title (Permit) %s >>" % info,
        *more,
    ]


def left(body):
    tree = PDF.parse(body, LIMITS)
    return PDF.rewrite(body, tree, PDF.parse(body, LIMITS), LIMITS)


def unpacked(body):
    """All that stands in a plain file, packed and not."""
    out = [body]
    for part in body.split(b"stream\n")[1:]:
        try:
            out.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"\n".join(out)


def test_objects_in_streams_are_read_and_leave_in_a_plain_file():
    body = in_streams(objects(info=b"/Author (Jos\\351)"))

    out = left(body)

    assert is_packed(body)
    assert not is_packed(out)
    assert PDF.parse(body, LIMITS) == PDF.parse(out, LIMITS)
    read = pypdf.PdfReader(io.BytesIO(out), strict=True)
    assert read.pages[0].extract_text() == "Permit for Ana"
    assert read.metadata.author == "José"
    assert left(out) == out
    assert b"Permit for Ana" in PDF.exposed(out, LIMITS)


def test_what_is_packed_twice_is_read():
    data = base64.a85encode(zlib.compress(b"BT /F1 12 Tf 50 700 Td (Permit) Tj ET")) + b"~>"
    said = b"<< /Length %d /Filter [ /ASCII85Decode /FlateDecode ] >>\nstream\n%s\nendstream" % (
        len(data),
        data,
    )

    out = left(made(contents=said))

    assert b"ASCII85" not in out
    assert pypdf.PdfReader(io.BytesIO(out)).pages[0].extract_text() == "Permit"


HIDDEN = {
    "an object in the stream to which nothing leads": in_streams(objects(), more=[b"(" + CANARY + b")"]),
    "an object in the file to which nothing leads": in_streams([*objects(), stream(CANARY)]),
    "bytes between objects": in_streams(objects(), between=b"(" + CANARY + b")\n"),
    "a remark": in_streams(objects(), between=b"%" + CANARY + b"\n"),
    "bytes behind the end of a stream": in_streams(
        objects(contents=text("Permit for Ana").replace(b"\nendstream", CANARY + b"\nendstream"))
    ),
    "a remark in an object": in_streams(objects(info=b"%" + CANARY + b"\n")),
    "the end": in_streams(objects(), b"/Root 1 0 R /Info 6 0 R /ID [(" + CANARY + b") (x)]"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_nobody_is_led_to_stays_behind_or_refuses_the_whole(name):
    try:
        out = left(HIDDEN[name])
    except Unreadable as unreadable:
        assert unreadable.why in {"pdf-form", "pdf-unmet"}  # noqa: PT017  # as good
        return
    assert CANARY not in unpacked(out)
    assert pypdf.PdfReader(io.BytesIO(out)).pages[0].extract_text() == "Permit for Ana"


def test_most_of_it_stays_behind():
    kept = [name for name, body in HIDDEN.items() if _is_read(body)]

    assert len(kept) >= 4


def _is_read(body):
    try:
        return bool(PDF.parse(body, LIMITS))
    except Unreadable:
        return False


def twice():
    older, newer = in_streams(objects(CANARY.decode())), in_streams(objects())
    return older + newer[newer.index(b"4 0 obj") :]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (twice(), "pdf-older-versions"),
        (in_streams(objects(), b"/Root 1 0 R /Prev 20"), "pdf-older-versions"),
        (in_streams(objects(), b"/Root 1 0 R /Encrypt 5 0 R"), "encrypted"),
        (in_streams(objects(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>")), "pdf-acts"),
        (in_streams(objects(catalog=b"/OpenAction 7 0 R", more=[b"<< /S /JavaScript /JS (x) >>"])), "pdf-acts"),
        (in_streams(objects(catalog=b"/AcroForm << /XFA (x) >>")), "pdf-acts"),
        (in_streams(objects(catalog=b"/Names << /EmbeddedFiles << /Names [] /X 1 >> >>")), "pdf-files"),
        (in_streams(objects(page=WITH_IMAGE, more=(IMAGE,))), "pdf-drawn"),
        (in_streams(objects(catalog=b"/Na#6des << /Java#53cript (x) >>")), "pdf-acts"),
        (in_streams(objects(contents=stream(b"BI /W 1 /H 1 ID x EI"))), "pdf-drawn"),
        (in_streams(objects(contents=b"<< /Length 3 /Filter /LZWDecode >>\nstream\nabc\nendstream")), "pdf-form"),
        (in_streams(objects(contents=stream(b"x", b"/DecodeParms << /Predictor 12 >> "))), "pdf-form"),
        (in_streams(objects(contents=stream(b"x", b"/F (other.bin) "))), "pdf-form"),
        (in_streams(objects(), index=b"0 1000000000"), "pdf-form"),
        (in_streams(objects(), first=10**9), "pdf-form"),
        (in_streams(objects(), more=[b"(" + b"x" * 7_000_000 + b")"]), "coding-ratio"),
        (in_streams(objects())[:-20], "truncated"),
        (in_streams(objects()) + b"PK\5\6", "trailing"),
        (in_streams(objects(catalog=b"/X " + b"[" * 100 + b"]" * 100)), "too-deep"),
        (in_streams(objects(catalog=b"/X [" + b" ".join(b"%d 0 R" % n for n in range(200, 20_300)) + b"]")), "too-many-members"),
    ],
)  # fmt: skip
def test_what_refuses_a_plain_file_refuses_a_packed_one(body, why):
    refused(lambda: PDF.parse(body, LIMITS), why)


def test_a_stream_packed_twice_is_no_way_around_the_limit():
    data = base64.a85encode(zlib.compress(b" " * 50_000_000)) + b"~>"
    said = b"<< /Length %d /Filter [/ASCII85Decode /FlateDecode] >>\nstream\n%s\nendstream" % (
        len(data),
        data,
    )

    refused(lambda: PDF.parse(made(contents=said), LIMITS), "coding-ratio")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("reportlab", ["Permit for Ana", "second", "First", "http://x.example/"]),
        ("fpdf2", ["Permit for Ana", "http://x.example"]),
        ("fpdf2-letters", ["José"]),
        ("weasyprint", ["Permit", "For Ana link", "Name Fee", "Ana 10", "City", "http://x.example"]),
    ],
)
def test_what_writers_make_is_read(name, said):
    body = (WRITTEN / f"{name}.pdf").read_bytes()

    tree = PDF.parse(body, LIMITS)

    assert [one for one in said if one not in str(tree)] == []
    assert " ".join(pypdf.PdfReader(io.BytesIO(left(body))).pages[0].extract_text().split()) in " ".join(
        tree["pages"][0].split()
    )


FIELDS = {"/pages/*": "record", "/strings/*": "record", "/metadata/*": "record"}


async def test_one_goes_through_the_engine_where_nothing_is_to_be_removed():
    body = in_streams(objects(), more=[b"(" + CANARY + b")"])

    ruling = await through(body, "application/pdf", FIELDS)
    other = await through(in_streams(objects("A-Number A219384756")), "application/pdf", FIELDS)

    assert ruling.outgoing is not None, ruling.decision
    assert ruling.outgoing.body == left(body)
    assert CANARY not in unpacked(ruling.outgoing.body)
    assert other.outgoing is None


def test_any_bytes_at_all_end_in_a_reason():
    body = in_streams(objects())
    for at in range(0, len(body), 11):
        try:
            left(body[:at] + b"\xff<" + body[at + 2 :])
        except Unreadable as unreadable:
            assert unreadable.why  # noqa: PT017  # either it is read, or there is a reason
