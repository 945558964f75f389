import pytest

from firewall.formats import pictures
from tests.formats.photos import CANARY, KINDS, drawn, photo


@pytest.mark.parametrize("kind", KINDS.values())
def test_the_size_is_read_before_anything_is_decoded(kind):
    found = pictures.READ[kind](photo(kind))

    assert (found.width, found.height) == (60, 40)
    assert CANARY.encode() in found.exif + b"".join(one for said in found.said.values() for one in said)


@pytest.mark.parametrize(
    "options", [{"progressive": True}, {"comment": CANARY.encode()}, {"xmp": CANARY.encode()}]
)
def test_parts_of_a_jpeg_are_read(options):
    found = pictures.jpeg(photo("JPEG", **options))

    assert found.said == {} or CANARY.encode() in b"".join(b"".join(said) for said in found.said.values())


def test_a_png_has_nothing_beside_the_picture_for_the_decoder():
    body = photo("PNG")

    assert CANARY.encode() in body
    assert CANARY.encode() not in pictures.only_the_picture("PNG", body)
    assert pictures.png(pictures.only_the_picture("PNG", body)).said == {}


def test_a_lossy_webp_is_known():
    assert not pictures.webp(photo("WEBP", quality=50)).is_exact
    assert pictures.webp(photo("WEBP", drawn(), lossless=True)).is_exact


def test_a_jpeg_has_nothing_beside_the_picture_for_the_decoder():
    left = pictures.only_the_picture("JPEG", photo("JPEG"))

    assert CANARY.encode() not in left
    assert (pictures.jpeg(left).exif, pictures.jpeg(left).said) == (b"", {})
