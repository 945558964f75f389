import hashlib

import pytest

from firewall.standing import FACELESS, picture, without_faces
from tests.helpers import detectors


def test_another_picture_has_another_name():
    assert picture(bytes(32)) != picture(bytes([1]) * 32)


def test_nothing_is_ever_found_in_the_name_of_a_picture():
    names = [picture(hashlib.sha256(str(number).encode()).digest()) for number in range(500)]

    assert not list(detectors().scanner.scan_texts(names))


def test_a_name_without_faces_is_the_same_picture():
    assert without_faces(picture(bytes(32))) == FACELESS + picture(bytes(32))


@pytest.mark.parametrize("text", ["", "picture", "picture of José", "a face", FACELESS + picture(bytes(32)), picture(bytes(32)) + "\n"])  # fmt: skip
def test_no_text_passes_for_a_picture(text):
    assert without_faces(text) is None
