import re

import pytest

from firewall.detect.near import is_near

WORD = re.compile(r"(?<![a-z])visa\b")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("visa 123", True),
        ("123 is the visa", True),
        ("nothing 123", False),
        ("visa" + " " * 36 + "123", True),
        ("visa" + " " * 37 + "123", False),
        ("123" + " " * 36 + "visa", True),
        ("123" + " " * 37 + "visa", False),
        ('{"a":"visa","b":"123"}', False),
        ('{"a": "visa", "b": 123, "c": "visa"}', False),
        ('{"a":"visa number 123"}', True),
        ('he said "visa" 123', True),
    ],
)
def test_a_word_explains_what_is_near_and_in_the_same_member(text, near):
    start = text.index("123")

    assert is_near(WORD, text, start, start + 3) is near


def test_half_a_word_at_the_edge_is_no_word():
    text = "x" * 10 + "visa" + "-" * 36 + "123"

    assert not is_near(re.compile("visa"), text, 50, 53)
    assert not is_near(re.compile(r"visa\b"), "123" + "-" * 36 + "visacard", 0, 3)


def test_a_word_that_touches_the_place_is_not_cut_out_of_a_longer_one():
    assert not is_near(re.compile("(?<![a-z0-9])visa"), "123visa", 0, 3)
    assert not is_near(WORD, "visa123", 4, 7)


def test_how_near_is_near_may_be_told():
    text = "alien" + " " * 50 + "1234"

    assert not is_near(re.compile("alien"), text, 55, 59)
    assert is_near(re.compile("alien"), text, 55, 59, within=60)
