import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from firewall.formats import FORMATS, Limits, Unreadable, faces
from firewall.standing import FACELESS
from tests.formats.archives import refused
from tests.formats.photos import CANARY, KINDS, drawn, exif, opened, photo

LIMITS = Limits()


def rewritten(body, media_type, faceless=False):
    form = FORMATS[media_type]
    tree = form.parse(body, LIMITS)
    return form.rewrite(body, tree, {"image": (FACELESS if faceless else "") + tree["image"]}, LIMITS)


@pytest.mark.parametrize("media_type", KINDS)
def test_what_is_said_beside_a_picture_is_read_and_stays_behind(media_type):
    body = photo(KINDS[media_type])
    tree = FORMATS[media_type].parse(body, LIMITS)

    out = rewritten(body, media_type)

    assert CANARY in str(tree)
    assert CANARY.encode() in body
    assert CANARY.encode() not in out
    assert not opened(out).getexif()
    assert set(FORMATS[media_type].parse(out, LIMITS)) == {"image"}
    assert FORMATS[media_type].exposed(out, LIMITS) == b""


def test_the_place_is_read_where_it_was_taken():
    tree = FORMATS["image/jpeg"].parse(photo("JPEG"), LIMITS)

    assert tree["exif"]["gps"]["GPSLatitude"] == "(41.0, 49.0, 24.0)"
    assert tree["exif"]["ImageDescription"] == CANARY


@given(st.binary(min_size=12, max_size=12), st.sampled_from(["image/png", "image/webp"]), st.sampled_from(["RGB", "RGBA", "L"]))  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_of_a_picture_without_loss_every_pixel_is_the_same(data, media_type, mode):
    image = Image.frombytes("L", (4, 3), data).convert("RGB").convert(mode)
    options = {"lossless": True, "exact": True} if media_type == "image/webp" else {"exif": exif()}

    out = opened(rewritten(photo(KINDS[media_type], image, **options), media_type))

    assert list(out.convert("RGBA").tobytes()) == list(image.convert("RGBA").tobytes())


def test_of_a_gif_every_pixel_is_the_same():
    image = drawn(mode="L")

    assert opened(rewritten(photo("GIF", image), "image/gif")).convert("L").tobytes() == image.tobytes()


def test_a_jpeg_is_nearly_the_same():
    image = drawn()
    out = opened(rewritten(photo("JPEG", image, quality=95), "image/jpeg"))

    apart = [abs(a - b) for a, b in zip(out.tobytes(), image.tobytes(), strict=True)]
    assert sum(apart) / len(apart) < 6


def test_a_picture_is_turned_as_it_was_held():
    turned = exif()
    turned[0x0112] = 6

    assert opened(rewritten(photo("JPEG", exif=turned), "image/jpeg")).size == (40, 60)


@pytest.mark.parametrize("media_type", KINDS)
@pytest.mark.parametrize(
    "left", [{}, {"image": None}, {"image": "picture x"}, {"image": "psn_abc"}, {"exif": {}}, [], None]
)
def test_a_picture_that_does_not_leave_whole_does_not_leave(media_type, left):
    form, body = FORMATS[media_type], photo(KINDS[media_type])
    tree = form.parse(body, LIMITS)

    refused(lambda: form.rewrite(body, tree, left, LIMITS), "picture-withheld")
    refused(lambda: form.write(tree), "picture-withheld")


def test_without_somebody_who_finds_faces_none_are_covered(monkeypatch):
    def missing():
        raise Unreadable("no-face-detector")

    monkeypatch.setattr(faces, "_cascades", missing)

    refused(lambda: rewritten(photo("JPEG"), "image/jpeg", faceless=True), "no-face-detector")


def test_covered_faces_are_what_leaves(monkeypatch):
    monkeypatch.setattr(faces, "found", lambda image: [(10, 10, 20, 20)])  # as it is called
    image = drawn()

    out = opened(rewritten(photo("PNG", image), "image/png", faceless=True))

    assert len(set(out.crop((12, 12, 28, 28)).get_flattened_data())) <= 16
    assert out.crop((50, 0, 60, 40)).tobytes() == image.crop((50, 0, 60, 40)).tobytes()


JPEG, PNG, GIF, WEBP = (photo(kind) for kind in KINDS.values())


def changed(body, at, new):
    return body[:at] + new + body[at + len(new) :]


def ihdr(width, height):
    data = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG[:8] + struct.pack(">I", 13) + data + struct.pack(">I", zlib.crc32(data)) + PNG[33:]


def sized(width, height):
    at = JPEG.index(b"\xff\xc0") + 5
    return changed(JPEG, at, struct.pack(">HH", height, width))


def moving(kind):
    return photo(kind, save_all=True, append_images=[drawn()], loop=0)


@pytest.mark.parametrize(
    ("media_type", "body", "why"),
    [
        ("image/jpeg", ihdr(30_000, 30_000), "picture-form"),
        ("image/png", ihdr(30_000, 30_000), "too-many-pixels"),
        ("image/png", ihdr(3_000, 3_000), "coding-ratio"),
        ("image/jpeg", sized(65_000, 65_000), "too-many-pixels"),
        ("image/jpeg", sized(60, 0), "picture-form"),
        ("image/gif", changed(GIF, 6, b"\xff\xff\xff\xff"), "too-many-pixels"),
        ("image/jpeg", JPEG[:-2] + JPEG[2:], "picture-several"),
        *((media_type, body + b"PK\3\4", "trailing") for media_type, body in zip(KINDS, (JPEG, PNG, GIF, WEBP), strict=True)),
        *((media_type, b"GIF89a" + body, "picture-form") for media_type, body in zip(KINDS, (JPEG, PNG, GIF, WEBP), strict=True) if media_type != "image/gif"),
        ("image/jpeg", JPEG[:200], "truncated"),
        ("image/jpeg", JPEG[:-40], "picture-form"),
        ("image/png", PNG[:-40], "truncated"),
        ("image/gif", GIF[:-40], "truncated"),
        ("image/webp", WEBP[:-40], "truncated"),
        ("image/png", moving("PNG"), "picture-several"),
        ("image/gif", moving("GIF"), "picture-several"),
        ("image/webp", moving("WEBP"), "picture-several"),
        ("image/png", changed(PNG, len(PNG) - 30, b"\1\2\3"), "picture-form"),
    ],
)  # fmt: skip
def test_what_is_not_one_whole_picture_is_refused_before_it_is_decoded(media_type, body, why):
    refused(lambda: FORMATS[media_type].parse(body, LIMITS), why)


def test_a_jpeg_that_asks_for_pass_after_pass_is_refused():
    scan = JPEG[JPEG.index(b"\xff\xda") : -2]

    refused(lambda: FORMATS["image/jpeg"].parse(JPEG[:-2] + scan * 30 + JPEG[-2:], LIMITS), "picture-effort")


def test_a_packed_text_that_is_a_bomb_is_refused():
    said = PngImagePlugin.PngInfo()
    said.add_text("x", "0" * 900_000, zip=True)

    refused(lambda: FORMATS["image/png"].parse(photo("PNG", pnginfo=said), LIMITS), "coding-ratio")


def test_pixels_that_cannot_be_decoded_are_refused():
    at = PNG.index(b"IDAT")
    length = struct.unpack_from(">I", PNG, at - 4)[0]
    data = b"IDAT" + b"\xff" * length
    body = PNG[:at] + data + struct.pack(">I", zlib.crc32(data)) + PNG[at + 8 + length :]

    refused(lambda: rewritten(body, "image/png"), "picture-broken")


@pytest.mark.parametrize("media_type", KINDS)
def test_any_bytes_at_all_end_in_a_reason(media_type):
    body = photo(KINDS[media_type])
    for at in range(0, len(body), max(1, len(body) // 60)):
        broken = changed(body, at, b"\xff\x00")
        try:
            rewritten(broken, media_type)
        except Unreadable as unreadable:
            assert unreadable.why  # noqa: PT017  # either it is read, or there is a reason


def test_the_exit_check_lets_no_picture_out_with_something_beside_it():
    form = FORMATS["image/jpeg"]

    with pytest.raises(Unreadable, match="picture-form"):
        form.exposed(photo("JPEG"), Limits())


def beside(kind):
    """Pictures that say something beside themselves at which a decoder stumbles."""
    if kind == "JPEG":
        return JPEG[:2] + b"\xff\xe0\0\6JFIF" + JPEG[2:]
    said = b"pHYsabc"
    return PNG[:33] + struct.pack(">I", 3) + said + struct.pack(">I", zlib.crc32(said)) + PNG[33:]


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png"])
def test_no_decoder_reads_what_is_said_beside_a_picture(media_type):
    body = beside(KINDS[media_type])
    with pytest.raises((ValueError, OSError)):
        opened(body)

    out = rewritten(body, media_type)

    assert opened(out).size == (60, 40)
    assert set(FORMATS[media_type].parse(out, LIMITS)) == {"image"}
