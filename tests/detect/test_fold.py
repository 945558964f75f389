import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.fold import _FOLDED, _REMEMBERED, fold, unfold

CORPORA = Path(os.environ.get("CORPORA", Path(__file__).parents[3] / "shared/corpora"))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("situación migratoria", "situacion migratoria"),
        ("Ａ０１２３４５６７８", "A012345678"),
        ("A\u200b01\u00ad23", "A0123"),
        ("012–345—678", "012-345-678"),
        ("A\u00a0012\u2009345", "A 012 345"),
        ("А012345678", "A012345678"),
        ("A٠١٢", "A012"),
        ("e\u0301", "e"),
        ("İOE", "IOE"),
        ("\u202eabc\u2066", "abc"),
        ("a\u3164b", "ab"),
        ("ﬁn", "fin"),
        ("中文", "中文"),
        ("\ud800x", "\ufffdx"),
    ],
)
def test_what_looks_alike_is_spelled_alike(written, read):
    assert fold(written) == read


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_stays_as_it_is(text):
    assert fold(text) is text


@given(st.text())
def test_a_folded_text_can_be_encoded_and_led_back(text):
    folded = fold(text)

    folded.encode()
    if not text.isascii():
        origin = unfold(text)
        assert len(origin) == len(folded) + 1
        assert origin == sorted(origin)
        assert origin[-1] == len(text)


def test_what_was_invisible_is_cut_with_the_character_before_it():
    text = "x A\u200b1\u0301\u0301 y"
    folded = fold(text)
    start, end = folded.index("A"), folded.index("1") + 1
    origin = unfold(text)

    assert text[origin[start] : origin[end]] == "A\u200b1\u0301\u0301"


def test_memory_is_bounded_whatever_code_points_arrive():
    fold("".join(map(chr, range(0x80, 0x80 + 3 * _REMEMBERED))))

    assert len(_FOLDED) <= _REMEMBERED


def test_every_decimal_digit_of_unicode_becomes_an_ascii_digit():
    path = CORPORA / "unicode/decimal_digits.json"
    if not path.exists():
        pytest.skip("1 corpus file is missing: unicode/decimal_digits.json")
    digits = [row["char"] for rows in json.loads(path.read_text(encoding="utf-8")).values() for row in rows]
    digits = [char for char in digits if char.isdecimal()]  # Python may know an older Unicode

    assert digits
    assert [char for char in digits if not fold(char).isascii()] == []


def test_every_ignorable_code_point_disappears():
    path = CORPORA / "unicode/evasion_codepoints.json"
    if not path.exists():
        pytest.skip("1 corpus file is missing: unicode/evasion_codepoints.json")
    rows = json.loads(path.read_text(encoding="utf-8"))["default_ignorable"]
    ignorable = [chr(int(row["cp"].removeprefix("U+"), 16)) for row in rows]

    assert ignorable
    assert [f"{ord(char):04X}" for char in ignorable if fold(f"1{char}2") != "12"] == []
