"""Many files in one body are no more than one body."""

import struct
import zlib
from dataclasses import replace

import pytest
from PIL import Image

from firewall.formats import FORMATS, Limits, Unreadable, format_of
from firewall.formats.images import check_few_faceless
from firewall.formats.sharing import Share, values_in
from firewall.formats.zipped import inflated_bytes as zipped_bytes
from firewall.standing import FACELESS
from tests.formats.archives import refused, zipped
from tests.formats.photos import photo
from tests.formats.test_columns import packed
from tests.formats.test_docx import document, said
from tests.formats.test_multipart import form, part
from tests.separately import SEPARATE

LIMITS = Limits(apart=SEPARATE)
FORM = format_of("multipart/form-data; boundary=Bnd-1")
ZIP, DOCX, PNG = (
    FORMATS[name]
    for name in (
        "application/zip",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "image/png",
    )
)
LETTER = document("".join(said(f"Permit {number} of {number * number}") for number in range(3_000)))
PARQUET = "application/vnd.apache.parquet"


def files(media_type, ends, body, count):
    """As a form of parts, and as an archive."""
    parts = (
        part(body, f'form-data; name="f{n}"; filename="{n}.{ends}"', f"Content-Type: {media_type}")
        for n in range(count)
    )
    return {FORM: form(*parts), ZIP: zipped(*((f"{n}.{ends}", body) for n in range(count)), method=0)}


@pytest.mark.parametrize("holder", [FORM, ZIP], ids=["form", "archive"])
def test_what_documents_hold_once_they_are_unpacked_counts_together(holder):
    """Each alone is as much packed as one may be: a form of a hundred of them held 800 MiB."""
    limits = replace(LIMITS, body_bytes=600_000)
    two, nine = (files(DOCX.media_type, "docx", LETTER, count)[holder] for count in (2, 9))

    assert holder.parse(two, limits)
    assert len(nine) < limits.body_bytes
    refused(lambda: holder.parse(nine, limits), "body-too-large")


def test_of_each_only_what_the_ones_before_it_left_is_read():
    seen = []

    class Sees:
        def parse(self, _, limits):
            seen.append(limits.body_bytes)
            return 1

    share = Share(replace(LIMITS, body_bytes=100), [(Sees(), b"x" * 30)] * 3)
    for _ in range(3):
        share.read(Sees(), b"x" * 30)

    assert seen == [100, 70, 40]


def test_what_came_counts_beside_what_it_holds():
    held = zipped_bytes(LETTER)

    assert Share(replace(LIMITS, body_bytes=held + len(LETTER)), [(DOCX, LETTER)]).read(DOCX, LETTER)
    refused(lambda: Share(replace(LIMITS, body_bytes=held + 1), [(DOCX, LETTER)]), "body-too-large")


@pytest.mark.parametrize("holder", [FORM, ZIP], ids=["form", "archive"])
def test_values_count_together(holder):
    limits = replace(LIMITS, fields=100)
    body = b"[" + b"1," * 30 + b"1]"

    assert holder.parse(files("application/json", "json", body, 2)[holder], limits)
    refused(
        lambda: holder.parse(files("application/json", "json", body, 4)[holder], limits), "too-many-fields"
    )


@pytest.mark.parametrize("holder", [FORM, ZIP], ids=["form", "archive"])
def test_small_pictures_share_what_each_may_be_beyond_its_bytes(holder):
    """A thousand pictures of one colour, of half a kilobyte each, were five hundred million pixels."""
    plain = photo("PNG", Image.new("L", (400, 400)), optimize=True)

    assert holder.parse(files("image/png", "png", plain, 3)[holder], LIMITS)
    refused(lambda: holder.parse(files("image/png", "png", plain, 9)[holder], LIMITS), "coding-ratio")


def test_plain_fields_beside_a_file_take_nothing_of_its_share():
    plain = photo("PNG", Image.new("L", (400, 400)), optimize=True)
    fields = [part(b"x", f'form-data; name="n{n}"') for n in range(40)]
    picture = part(plain, 'form-data; name="f"; filename="f.png"', "Content-Type: image/png")

    assert len(FORM.parse(form(*fields, picture), LIMITS)) == 41


def test_of_many_files_none_is_read_in_a_process_of_its_own():
    body = packed("parquet")

    assert ZIP.parse(files(PARQUET, "parquet", body, 2)[ZIP], LIMITS)
    refused(lambda: ZIP.parse(files(PARQUET, "parquet", body, 101)[ZIP], LIMITS), "too-many-members")


def test_in_an_archive_in_an_archive_shares_are_of_both():
    seen = []

    class Sees:
        def parse(self, _, limits):
            seen.append(limits.among)
            return 1

    share = Share(replace(LIMITS, among=3), [(Sees(), b"x")] * 5)
    share.read(Sees(), b"x")

    assert seen == [15]


def test_all_values_are_counted():
    assert values_in({"a": [1, {"b": None}], "c": "x"}) == 6


@pytest.mark.parametrize("holder", [FORM, ZIP], ids=["form", "archive"])
def test_faces_are_looked_for_in_a_few_pictures_of_a_body(holder):
    body = files("image/png", "png", photo("PNG"), 9)[holder]
    tree = holder.parse(body, LIMITS)

    refused(lambda: holder.rewrite(body, tree, _faceless(tree), LIMITS), "picture-effort")


def test_a_few_are_looked_through():
    check_few_faceless([FACELESS + "picture x"] * 8)
    with pytest.raises(Unreadable, match="picture-effort"):
        check_few_faceless({"a": [FACELESS + "picture x"] * 9})


def _faceless(tree):
    if isinstance(tree, dict):
        return {
            name: FACELESS + value if name == "image" else _faceless(value) for name, value in tree.items()
        }
    return [_faceless(value) for value in tree] if isinstance(tree, list) else tree


def test_packed_texts_beside_a_picture_count_together():
    """A picture of 100 kB had 100 million bytes of them in memory."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    def beside(count, kind=b"zTXt", head=b"k\0\0"):
        text = chunk(kind, head + zlib.compress(b" " * 100_000))
        body = photo("PNG")
        return body.replace(body[8:33], body[8:33] + text * count, 1)

    for kind, head in ((b"zTXt", b"k\0\0"), (b"iTXt", b"k\0\1\0\0\0")):
        assert PNG.parse(beside(2, kind, head), LIMITS)
        refused(lambda: PNG.parse(beside(3, kind, head), LIMITS), "coding-ratio")  # noqa: B023  # called at once
