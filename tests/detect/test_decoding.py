"""What the scanner asks about codes: whether it pays to read a text otherwise."""

import re

import pytest

from firewall.detect.decode import KINDS
from firewall.detect.decoding import ALL, NONE, Effort
from firewall.detect.recognizer import TooMuchError
from firewall.detect.view import View


@pytest.mark.parametrize(
    "text",
    [
        "f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "F47AC10B-58CC-4372-A567-0E02B2C3D479",
        "2026-01-31T10:00:00Z",
        "2026-01-31T10:00:00.123456+02:00",
        "2026-01-31 10:00",
        "2026-01-31",
    ],
)
def test_what_every_record_has_is_read_once(text):
    assert not ALL.pays(text, {"hex", "base64", "plus", "grouped", "closed", "spaced", "swapped"})


def test_a_short_number_in_groups_is_a_telephone_number_or_a_date():
    assert not ALL.pays("0170 1234567", {"closed"})
    assert ALL.pays("0170 1234567 89012", {"closed"})
    assert ALL.pays("no. 0170 12345", {"closed"})


@pytest.mark.parametrize(
    "kind", ["percent", "entity", "escape", "quoted-printable", "markup", "words", "wrapped"]
)
def test_a_code_that_is_surely_one_always_pays(kind):
    assert ALL.pays("2026-01-31", {kind})


@pytest.mark.parametrize("text", ["f47ac10b-58cc-4372-a567-0e02b2c3d479 x", "2026-01-31T10:00:00Z."])
def test_only_whole_texts_are_ordinary(text):
    assert ALL.pays(text, {"hex"})


def test_every_way_to_read_has_its_prefilter():
    assert dict(ALL.prefilters) == {kind.id: kind.prefilter for kind in KINDS}
    assert len(ALL.prefilters) == len(KINDS)
    assert all(re.compile(prefilter) for _, prefilter in ALL.prefilters)


def test_texts_are_read_otherwise_with_a_way_back():
    (reading,) = [reading for reading in ALL.readings("see %41%42 now") if "AB" in reading.text]

    assert reading.place(4, 6) == (4, 10)


def test_only_what_is_not_ascii_has_second_looks():
    assert not ALL.reads_otherwise("plain A012345678")
    assert ALL.reads_otherwise("\u202e8765 43210A\u202c")


def test_without_codes_nothing_is_read_otherwise():
    assert list(NONE.readings("%41")) == []
    assert not NONE.reads_otherwise("\u202eabc\u202c")
    assert NONE.pays("2026-01-31", {"hex"})


def read_as(kind, changed):
    return View("", kind, list, changed)


def test_a_guess_takes_four_times_as_much_as_a_code():
    effort = Effort(most=100)
    effort.spend([read_as("percent", 20), read_as("spaced", 20)])

    assert effort.left == 0
    with pytest.raises(TooMuchError):
        effort.spend([read_as("entity", 1)])


def test_the_end_of_a_line_takes_twice_as_much_as_another_guess():
    effort = Effort(most=80)
    effort.spend([read_as("wrapped", 10)])

    assert effort.left == 0


def test_what_is_taken_is_added_up_over_many_texts():
    effort = Effort(most=50)
    with pytest.raises(TooMuchError):
        for text in ("%41%42", "a%20b", "1 2 3 4 5 6 7 8 9 0") * 3:
            effort.spend(ALL.readings(text))


@pytest.mark.parametrize(
    ("text", "kind", "changed"),
    [
        ("a%20b", "percent", 3),
        ("a &amp;&lt; b", "entity", 9),
        ("no. 5 3 6 9 0 4 3 9 9", "spaced", 17),
        ("x" * 600 + " 5 3 6 9 0 4 3 9 9 " + "y" * 600, "spaced", 17),
        ("\u0441\u0442\u0430\u0442\u0443\u0441 a", "plain", 0),
    ],
)
def test_a_reading_says_how_much_it_changed(text, kind, changed):
    found = {view.kind: view.changed for view in ALL.readings(text)}

    assert found.get(kind, 0) == changed
