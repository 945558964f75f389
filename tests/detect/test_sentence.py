import re

import pytest

from firewall.detect.sentence import around

HE = re.compile(r"\bhe\b")


def has(text, word="VISA"):
    start = text.index(word)
    return around(text, start, start + len(word)).has(HE)


@pytest.mark.parametrize(
    "text",
    [
        "he has a VISA",
        "VISA, says he",
        "Mr. VISA, he said",
        "the VISA of St. Mary which he has",
        "he has, as\nthey say, a VISA",
    ],
)
def test_a_word_of_the_same_sentence_counts(text):
    assert has(text)


@pytest.mark.parametrize(
    "text",
    [
        "So he says. VISA accepted",
        "VISA accepted. Then he went",
        "VISA accepted at 9. Then he went",
        "VISA?\nhe went",
        "VISA; he went",
        '{"a": "he", "b": "VISA"}',
        '{"a":"VISA","he":1}',
        "he " + "x" * 100 + " VISA",
        "VISA " + "x" * 94 + " hello",
        "the" * 33 + "VISA",
    ],
)
def test_another_sentence_another_member_and_half_a_word_do_not(text):
    assert not has(text)


def test_nothing_around_is_nothing():
    assert around("VISA", 0, 4).before == around("VISA", 0, 4).after == ""
