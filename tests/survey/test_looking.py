"""What is told of a document: places in the whole, and no value unless asked."""

from decimal import Decimal

from firewall.survey.looking import Looker, examined
from firewall.survey.parts import Part, Unread
from firewall.survey.places import Places
from tests.helpers import broken_detectors, detectors

CANARY = "A000187654"


def told(looker, *parts):
    return list(looker.look(iter(parts)))


def showing():
    return Looker(detectors(), Places(detectors(), show=True))


def test_a_finding_has_a_place_a_pattern_and_no_value(looker):
    found = told(looker, Part({"items": [{"x": f"seen: {CANARY}"}]}))

    assert [(one.path, one.pattern, one.start, one.end, one.value) for one in found] == [
        ("/items/0/x", "/items/*/x", 6, 16, None)
    ]


def test_a_piece_of_a_list_has_its_places_in_the_whole(looker):
    (one,) = told(looker, Part([{"x": 1}, {"x": CANARY}], first=2_000))

    assert one.path == "/2001/x"


def test_a_piece_of_a_text_has_its_places_in_the_whole(looker):
    (one,) = told(looker, Part(f"two\nthree\nfour {CANARY}", start=100, line=7))

    assert (one.path, one.start, one.end, one.line) == ("", 115, 125, 9)


def test_what_was_looked_at_in_the_piece_before_is_not_told_twice(looker):
    piece = f"{CANARY} and {CANARY}"

    assert len(told(looker, Part(piece))) == 2
    assert len(told(looker, Part(piece, overlap=12))) == 1


def test_a_key_that_is_data_is_found_and_stands_in_no_place(looker):
    found = told(looker, Part({"123-45-6789": {"status": "undocumented"}}))

    assert {one.path for one in found} == {"/?", "/?/status"}
    assert "123-45" not in repr(found)


def test_a_value_is_told_to_who_asks_for_it():
    tree = {
        "note": f"seen: {CANARY}",
        "123-45-6789": {"isUSCitizen": False},
        "ssn": 123456789,
        "alienNumber": Decimal(7),
    }
    values = {(one.path, one.detector): one.value for one in told(showing(), Part(tree))}

    assert values["/note", "us.a-number"] == CANARY
    assert values["/123-45-6789/isUSCitizen", "name"] == "false"
    assert values["/ssn", "name"] == "123456789"
    assert values["/alienNumber", "name"] == "7"


def test_a_key_of_a_text_is_told_to_who_asks_for_it():
    values = [one.value for one in told(showing(), Part({"123-45-6789": "x"}))]

    assert values == ["123-45-6789"]


def test_what_could_not_be_read_is_a_finding(looker):
    (one,) = told(looker, Unread("not-json", record=4, line=5))

    assert (one.category, one.detector, one.path, one.confidence, one.line) == (
        "uninspectable",
        "not-json",
        "/4",
        1.0,
        5,
    )


def test_a_detector_that_fails_is_a_finding():
    broken = broken_detectors()
    (one,) = told(Looker(broken, Places(broken)), Part({"x": f"fragile {CANARY}"}, line=9))

    assert (one.category, one.detector, one.line) == ("uninspectable", "detector-failed", 9)
    assert CANARY not in repr(one)


def test_what_is_looked_into_is_told_or_said_to_be_unread():
    assert examined({"x": "fragile"}, broken_detectors()) == Unread("detector-failed")
    assert [found.detector for found in examined({"x": CANARY}, detectors())] == ["us.a-number"]


def test_a_key_that_somebody_is_called_by_stands_in_no_place(looker):
    person = {"ssn": "123-45-6789", "name": "x"}
    found = told(looker, Part({"AnaNobody": person, "JohnMadeup": person, "Rosa Imaginaria": person}))

    assert {one.path for one in found} >= {"/?/ssn"}
    assert not any(word in f"{one.path}{one.pattern}" for one in found for word in ("Ana", "John", "Rosa"))


def test_a_column_keeps_its_name(looker):
    rows = [{"Social Security": "123-45-6789", "Permit Text": "A000187654"}]
    found = told(looker, Part(rows, columns=frozenset(rows[0])))

    assert {one.pattern for one in found} == {"/*/Social Security", "/*/Permit Text"}
