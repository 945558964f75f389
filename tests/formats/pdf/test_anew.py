"""PDFs as most writers make them: what leaves is a plain file, with nothing in it but what its end leads to."""

import base64
import io
import zlib
from collections import Counter
from pathlib import Path

import pypdf
import pytest

from firewall.formats import FORMATS, Limits, Unreadable
from firewall.formats.pdf.anew import is_packed
from tests.formats.archives import refused
from tests.formats.pdf.packed import as_word_does, in_streams
from tests.formats.pdf.test_pdf import FONT, PAGE, made, stream, text
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
        ("reportlab-form", ["City of Example", "Permit", "picture "]),
        ("fpdf2-picture", ["Permit for Ana", "picture "]),
        ("weasyprint-pictures", ["Permit", "For Ana", "Drawn", "Half", "picture "]),
        ("matplotlib", ["Permits by ward", "José ward"]),
        ("matplotlib-type3", ["Permits by ward", "José ward"]),
        ("matplotlib-picture", ["Heat", "picture "]),
        ("chromium", ["For Ana José", "Ana 10", "Half", "Seal", "picture "]),
        ("cairo", ["Permit for Ana José", "Half", "picture "]),
        ("weasyprint-shades", ["Permit", "Gradient"]),
        ("qpdf-linearized", ["Permit for Ana", "picture "]),
        ("qpdf-linearized-streams", ["For Ana", "picture "]),
    ],
)
def test_what_writers_make_is_read(name, said):
    body = (WRITTEN / f"{name}.pdf").read_bytes()

    tree = PDF.parse(body, LIMITS)

    assert [one for one in said if one not in str(tree)] == []
    out = left(body)
    assert left(out) == out
    theirs, ours = pypdf.PdfReader(io.BytesIO(out)).pages[0].extract_text(), tree["pages"][0]
    assert not Counter("".join(theirs.split())) - Counter(ours)


def at_once(name):
    return (WRITTEN / f"{name}.pdf").read_bytes()


def updated(body):
    """With an object changed behind its end, as programs keep what was changed."""
    at = body.rindex(b"startxref")
    before = int(body[at + 9 :].split()[0])
    more = b"9 0 obj\n(x)\nendobj\n"
    table = b"xref\n9 1\n%010d 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev %d >>\n" % (len(body), before)
    return body + more + table + b"startxref\n%d\n%%%%EOF\n" % (len(body) + len(more))


@pytest.mark.parametrize("name", ["qpdf-linearized", "qpdf-linearized-streams"])
def test_what_is_read_from_its_front_leaves_as_any_other(name):
    body = at_once(name)

    out = left(body)

    assert b"/Linearized" in body
    assert b"/Linearized" not in out
    assert b"/Prev" not in out
    assert out.count(b"%%EOF") == 1


@pytest.mark.parametrize("name", ["qpdf-linearized", "qpdf-linearized-streams"])
def test_a_file_that_was_changed_since_it_was_written_for_its_front_is_refused(name):
    body = at_once(name)
    length = b"/L %d" % len(body)
    assert length in body

    for one in (
        updated(body),
        body.replace(length, b"/L %d" % (len(body) - 1), 1),
        body.replace(b"/Linearized 1", b"/Linearizes 1", 1),
        updated(body).replace(length, b"/L %d" % len(updated(body)), 1),
    ):
        refused(lambda one=one: PDF.parse(one, LIMITS), "pdf-older-versions")


def test_who_only_says_that_it_is_read_from_its_front_gets_nothing_by_it():
    older, newer = made(CANARY.decode()), made("Permit for Ana")
    both = older + newer[newer.index(b"4 0 obj") :]
    lies = b"%%PDF-1.7\n80 0 obj\n<< /Linearized 1 /L %010d >>\nendobj\n"
    body = lies % (len(both) + len(lies % 0) - 9) + both[9:]
    assert len(body) == int(body.split(b"/L ")[1][:10])

    try:
        out = left(body)
    except Unreadable as unreadable:
        assert unreadable.why in {"pdf-older-versions", "pdf-form", "pdf-unmet"}  # noqa: PT017  # as good
        return
    assert CANARY not in unpacked(out)


TAGGED = objects(catalog=b"/MarkInfo << /Marked true >> /StructTreeRoot 9 0 R")
TAGS = [b"<< /Type /StructTreeRoot /K 10 0 R >>", b"<< /Type /StructElem /S /P /P 9 0 R /Alt (told) >>"]


def test_a_file_with_a_table_for_old_readers_and_one_for_new_ones_is_read_as_new_ones_do():
    body = as_word_does(TAGGED, TAGS)

    out = left(body)

    assert body.count(b"%%EOF") == 2
    assert PDF.parse(body, LIMITS)["pages"] == ["Permit for Ana"]
    assert "told" in PDF.parse(body, LIMITS)["strings"]
    assert out.count(b"%%EOF") == 1
    assert b"/XRefStm" not in out
    assert pypdf.PdfReader(io.BytesIO(out), strict=True).pages[0].extract_text() == "Permit for Ana"


@pytest.mark.parametrize(
    "body",
    [
        as_word_does(TAGGED, TAGS, more=b"/Prev 20 "),
        as_word_does(TAGGED, TAGS, end=b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"),
        as_word_does(TAGGED, TAGS).replace(b"xref\n0 0\n", b"xref\n0 1\n0000000000 65535 f \n"),
        as_word_does(TAGGED, TAGS).replace(b"/Prev ", b"/Prev 1"),
        as_word_does(TAGGED, TAGS).replace(b"/XRefStm", b"/XRefStn"),
        as_word_does(objects(catalog=b"/XRefStm 20"), TAGS),
        updated(as_word_does(TAGGED, TAGS)),
    ],
)
def test_two_ends_of_more_than_one_version_refuse_the_whole(body):
    refused(lambda: PDF.parse(body, LIMITS), "pdf-older-versions")


FIELDS = {"/pages/*": "record", "/strings/*": "record", "/metadata/*": "record"}


@pytest.mark.parametrize(
    "name", ["chromium", "fpdf2-letters", "weasyprint", "matplotlib-type3", "reportlab-form"]
)
async def test_nothing_that_writers_put_into_each_file_is_taken_for_somebodys(name):
    """Versions of programs, tables of letters, and names that are digests."""
    ruling = await through(at_once(name), "application/pdf", FIELDS | {"/pictures/*": "record"})

    assert ruling.outgoing is not None, ruling.decision


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
