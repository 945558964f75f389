from dataclasses import replace

import pytest

from firewall.detect import keys as module
from firewall.detect.keys import Keys
from firewall.detect.recognizer import Span, TooManyError

NUMBER = Span(0, 3, "government_id.ssn")


class Scanning:
    """Finds a number in whatever has a 1, and tells what it was asked."""

    def __init__(self):
        self.asked = []

    def scan_texts(self, texts):
        self.asked += texts
        if "many" in texts:
            raise TooManyError
        return [(index, NUMBER, "ssn") for index, text in enumerate(texts) if set("15") & set(text)]


def test_what_a_name_holds_is_told_and_asked_once():
    scanner = Scanning()
    keys = Keys(scanner)

    assert keys.held(["name", "a1"]) == {"a1": ((NUMBER, "ssn"),)} or keys.held(["a1"])
    assert {name: list(held) for name, held in keys.held(["a1", "name", "b"]).items()} == {
        "a1": [(NUMBER, "ssn")]
    }
    assert scanner.asked == ["name", "a1", "b"]


def test_a_long_name_is_asked_each_time():
    scanner = Scanning()
    long = "1" * 200
    keys = Keys(scanner)

    assert [list(keys.held([long])[long]) for _ in range(2)] == [[(NUMBER, "ssn")]] * 2
    assert scanner.asked == [long] * 2


def test_names_that_somebody_makes_up_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(module, "_REMEMBERED", 4)
    keys = Keys(Scanning())
    for start in range(0, 30, 3):
        assert set(keys.held([f"k1{n}" for n in range(start, start + 3)])) == {
            f"k1{n}" for n in range(start, start + 3)
        }
    keys.held([f"x{n}" for n in range(10)])

    assert len(keys._known) <= 4


def test_names_that_hold_too_much_are_not_taken_for_harmless():
    keys = Keys(Scanning())
    for _ in range(2):
        with pytest.raises(TooManyError):
            keys.held(["many"])


def test_names_are_read_by_the_scanner_of_the_detectors(detectors):
    scanner = Scanning()

    assert list(replace(detectors, scanner=scanner).keys.held(["ssn 536-90-4399", "phone"])) == [
        "ssn 536-90-4399"
    ]
    assert list(detectors.keys.held(["ssn 536-90-4399", "phone"])) == ["ssn 536-90-4399"]
    assert scanner.asked == ["ssn 536-90-4399", "phone"]
