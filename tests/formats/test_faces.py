import io
from pathlib import Path

import pytest
from PIL import Image

from firewall.formats import FORMATS, Limits, Unreadable, faces
from firewall.standing import FACELESS
from tests.formats.photos import CANARY, drawn, exif, opened


def test_a_face_is_a_few_squares_of_one_colour_and_cannot_be_undone():
    image = drawn((80, 60))
    out = faces.mosaic(image, [(20, 20, 16, 16)])

    covered = out.crop((16, 16, 40, 40))
    assert len(set(covered.get_flattened_data())) <= 16
    assert out.crop((41, 0, 80, 60)).tobytes() == image.crop((41, 0, 80, 60)).tobytes()


@pytest.mark.parametrize("box", [(-10, -10, 30, 30), (70, 50, 40, 40), (200, 200, 10, 10), (0, 0, 1, 1)])
def test_a_box_at_the_edge_is_covered_as_far_as_there_is_a_picture(box):
    assert faces.mosaic(drawn((80, 60)), [box]).size == (80, 60)


def test_faces_are_looked_for_or_the_picture_stays():
    try:
        boxes = faces.found(drawn((80, 60)))
    except Unreadable as unreadable:
        assert unreadable.why in {"no-face-detector", "needs-extra-faces"}  # noqa: PT017  # there is none here
        pytest.skip("OpenCV is here without its cascades: nobody looks for faces")
    assert isinstance(boxes, list)


def test_a_detector_that_breaks_is_a_reason(monkeypatch):
    class Broken:
        def detectMultiScale(self, *_, **__):  # OpenCV's name
            raise RuntimeError("x")

    monkeypatch.setattr(faces, "_cascades", lambda: (Broken(),))

    with pytest.raises(Unreadable, match=r"^detector-failed$"):
        faces.found(drawn())


PORTRAIT = (Path(__file__).parent / "portraits" / "hopper.jpg").read_bytes()


def looked_for(image):
    try:
        return faces.found(image)
    except Unreadable as unreadable:
        if unreadable.why in {"no-face-detector", "needs-extra-faces"}:
            pytest.skip("OpenCV is here without its cascades: nobody looks for faces")
        raise


def with_thumbnail():
    """A photograph whose camera kept a small copy of it, and where it was taken."""
    image, small = Image.open(io.BytesIO(PORTRAIT)), io.BytesIO()
    image.resize((80, 94)).save(small, "JPEG")
    said = exif()
    first = said.get_ifd(0x8769)
    first[0x9286] = b"ASCII\0\0\0" + CANARY.encode()
    block = said.tobytes()
    out = io.BytesIO()
    image.save(out, "JPEG", exif=block + small.getvalue())
    return out.getvalue(), small.getvalue()


@pytest.mark.parametrize("scale", [1, 2.5, 8])
def test_a_real_face_is_found_and_covered_beyond_finding(scale):
    image = Image.open(io.BytesIO(PORTRAIT)).convert("RGB")
    image = image.resize((round(image.width * scale), round(image.height * scale)))
    eyes = tuple(round(side * scale) for side in (60, 50, 108, 62))

    boxes = looked_for(image)
    covered = faces.covered(image)

    assert any(
        left < eyes[0] and top < eyes[1] and left + wide > eyes[2] and top + high > eyes[3]
        for left, top, wide, high in boxes
    )
    assert looked_for(covered) == []
    assert len(set(covered.crop(eyes).get_flattened_data())) <= 32
    assert len(set(image.crop(eyes).get_flattened_data())) > 100


def test_of_a_photograph_only_its_covered_pixels_leave():
    body, thumbnail = with_thumbnail()
    form = FORMATS["image/jpeg"]
    looked_for(Image.open(io.BytesIO(body)))
    tree = form.parse(body, Limits())

    out = form.rewrite(body, tree, {"image": FACELESS + tree["image"]}, Limits())

    assert thumbnail[:200] in body
    assert out.count(b"\xff\xd8\xff") == 1  # no picture in the picture
    assert thumbnail[:200] not in out
    assert CANARY.encode() not in out
    assert b"Exif" not in out
    assert looked_for(opened(out).convert("RGB")) == []


def test_noise_is_not_looked_through():
    looked_for(drawn((80, 60)))

    with pytest.raises(Unreadable, match=r"^picture-effort$"):
        faces.found(drawn((640, 480)))


def test_however_large_a_picture_is_it_is_looked_through_at_one_size(monkeypatch):
    seen = []

    class Sees:
        def detectMultiScale(self, grey, **_):  # OpenCV's name
            seen.append(grey.size)
            return []

    monkeypatch.setattr(faces, "_cascades", lambda: (Sees(), Sees(), Sees()))
    for size in ((4000, 3000), (4096, 30), (30, 4096), (700, 600)):
        faces.found(Image.new("RGB", size, "grey"))

    assert max(seen) < 1.01 * faces._MOST_PIXELS
