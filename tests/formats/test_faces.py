import pytest

from firewall.formats import Unreadable, faces
from tests.formats.photos import drawn


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
