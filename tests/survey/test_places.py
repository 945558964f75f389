"""Places never show a key that is data."""

import pytest

from firewall.survey.places import Places
from tests.helpers import broken_detectors, detectors

DATA = (
    "123-45-6789", "A000187654", "lucia@example.org", "+1-312-555-0142", "10024", "2026-01-31", "x" * 65, "a\nb", "a\x1b[2J",
    "ssn_123456789", "case 99417", "٤٥٦٧",
)  # fmt: skip
NAMES = (
    "name", "SSN", "alienNumber", "First Name", "items", "@value", "#text", "$", "form_i_797", "ds2019", "asylum_seeker", "1001a",
    "año", "", "0", "17",
)  # fmt: skip


@pytest.mark.parametrize("key", DATA)
def test_a_key_that_is_data_is_hidden(key):
    assert Places(detectors()).pointer(("a", key, 0)) == "/a/?/0"


@pytest.mark.parametrize("key", NAMES)
def test_a_name_is_told(key):
    assert Places(detectors()).pointer((key,)) == f"/{key}"


def test_who_asks_for_values_sees_the_keys():
    assert Places(detectors(), show=True).pointer(("123-45-6789",)) == "/123-45-6789"


def test_a_pointer_is_written_as_rfc_6901_says():
    assert Places(detectors()).pointer(("a/b", "c~d", 3)) == "/a~1b/c~0d/3"


def test_a_pattern_has_a_star_for_items_and_for_keys_that_are_data():
    assert Places(detectors()).pattern(("items", 3, "123-45-6789", "name")) == ("items", "*", "*", "name")


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr("firewall.survey.places._REMEMBERED", 10)
    places = Places(detectors())
    for number in range(50):
        places.pointer((f"name{number}x",))

    assert len(places._known) <= 10


def test_a_key_that_no_detector_could_look_at_is_hidden():
    assert Places(broken_detectors()).pointer(("fragile",)) == "/?"
