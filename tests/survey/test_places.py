"""Places never show a key that is data."""

import pytest

from firewall.survey.places import Places, pointer
from tests.helpers import broken_detectors, detectors

DATA = (
    "123-45-6789", "A000187654", "lucia@example.org", "+1-312-555-0142", "10024", "2026-01-31", "x" * 65, "a\nb", "a\x1b[2J",
    "ssn_123456789", "case 99417", "٤٥٦٧",
    "Ana Nobody", "Ana+Nobody", "Ana%20Nobody", "Ana~20Nobody", "O'Nobody", "Nobody, Ana",
)  # fmt: skip
NAMES = (
    "name", "SSN", "alienNumber", "First Name", "items", "@value", "#text", "$", "form_i_797", "ds2019", "asylum_seeker", "1001a",
    "año", "", "0", "17",
)  # fmt: skip


@pytest.mark.parametrize("key", DATA)
def test_a_key_that_is_data_is_hidden(key):
    assert Places(detectors()).is_data(key)


@pytest.mark.parametrize("key", NAMES)
def test_a_name_is_told(key):
    assert not Places(detectors()).is_data(key)


def test_a_pointer_is_written_as_rfc_6901_says():
    assert pointer(("a/b", "c~d", 3)) == "/a~1b/c~0d/3"


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr("firewall.survey.places._REMEMBERED", 10)
    places = Places(detectors())
    for number in range(50):
        places.is_data(f"name{number}x")

    assert len(places._known) <= 10


def test_a_key_that_no_detector_could_look_at_is_hidden():
    assert Places(broken_detectors()).is_data("fragile")
