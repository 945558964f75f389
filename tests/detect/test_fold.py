import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.fold import _FOLDED, _REMEMBERED, cluster, fold, place, unfold

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
        ("1\u20652\ufff03\U000e0080", "123"),
        ("Straße ẞ ſ K İ ı", "Strasse SS s K I i"),
        ("ﬀ ﬃ ﬅ Ⅷ ½", "ff ffi st VIII 1/2"),
        ("a\u0085b\u2028c\u2029d", "a\nb\nc\nd"),
        ("a\u2800b\u1680c\u3000d", "a b c d"),
        ("1\ufe0f\u20e32\u20e3", "12"),
        ("⑴⒉③➃⑸❻⓻₈⁹", "123456789"),
        ("(⒜) ⑽ ⒛ ❿ 🄋 🄁", "(a) 10 20 10 0 0"),
        ("🅐🅱🄲🇩𝐄𝔉ＧⓗℹⱼᴷŁøđ", "ABCDEFGhijKLod"),
        ("“a” ‘b’ ″c″ •d …", '"a" \'b\' "c" *d ...'),
        ("1‐2‑3‒4–5—6―7−8﹣9－0", "1-2-3-4-5-6-7-8-9-0"),
        ("क्षि", "कष"),
        ("한국", "한국"),
        ("\ufdfa", "\ufdfa"),
        ("\U0001e4f1\U00011f52\U0001ccd6", "12A"),
        ("a\x07\u0080b", "a\x07b"),
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
        assert list(origin) == sorted(origin)
        assert origin[-1] == len(text)


@pytest.mark.parametrize("letters", ["a\u0301b\u200bc\u0416東", "æ\u0301ﬃ1\u200b", "a" * 90 + "é\u200b東"])
def test_a_long_text_is_folded_and_led_back_as_its_parts_are(letters):
    part = "".join(letters)
    folded, origin = fold(part * 500), unfold(part * 500)

    assert folded == fold(part) * 500
    assert list(origin[:-1]) == [
        number * len(part) + place for number in range(500) for place in list(unfold(part))[:-1]
    ]
    assert origin[-1] == 500 * len(part)


def test_what_was_invisible_is_cut_with_the_character_before_it():
    text = "x A\u200b1\u0301\u0301 y"
    folded = fold(text)
    start, end = folded.index("A"), folded.index("1") + 1
    origin = unfold(text)

    assert text[origin[start] : origin[end]] == "A\u200b1\u0301\u0301"


def test_memory_is_bounded_whatever_code_points_arrive():
    fold("".join(map(chr, range(0x80, 0x80 + _REMEMBERED + 100))))

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


@pytest.mark.parametrize(("name", "read"), [("dash", "-"), ("white_space", " "), ("bidi_control", "")])
def test_every_dash_space_and_control_of_direction_is_plain(name, read):
    path = CORPORA / "unicode/evasion_codepoints.json"
    if not path.exists():
        pytest.skip("1 corpus file is missing: unicode/evasion_codepoints.json")
    rows = json.loads(path.read_text(encoding="utf-8"))[name]
    chars = [chr(int(row["cp"].removeprefix("U+"), 16)) for row in rows]

    assert len(chars) >= 12
    assert [char for char in chars if not char.isascii() and fold(char) not in {read, read and "\n"}] == []
    assert [char for char in chars if fold(char) == "\n"] in ([], ["\n", "\u0085", "\u2028", "\u2029"])


def test_every_digit_of_another_value_becomes_that_digit():
    path = CORPORA / "unicode/other_digit_values.json"
    if not path.exists():
        pytest.skip("1 corpus file is missing: unicode/other_digit_values.json")
    rows = json.loads(path.read_text(encoding="utf-8"))

    assert [row["cp"] for row in rows if fold(row["char"]) != row["digit"]] == []


def test_every_decimal_digit_has_its_value_even_if_python_does_not_know_it():
    path = CORPORA / "unicode/decimal_digits.json"
    if not path.exists():
        pytest.skip("1 corpus file is missing: unicode/decimal_digits.json")
    values = json.loads(path.read_text(encoding="utf-8"))

    assert sum(map(len, values.values())) == 680
    assert [row["cp"] for value, rows in values.items() for row in rows if fold(row["char"]) != value] == []


def test_what_maps_to_ascii_by_compatibility_is_that():
    """But what stands in a frame, or before its full stop, and what has a value as a digit."""
    path = CORPORA / "unicode/nfkc_to_ascii.json"
    if not path.exists():
        pytest.skip("1 corpus file is missing: unicode/nfkc_to_ascii.json")
    rows = [
        (target, chr(int(code.removeprefix("U+"), 16)))
        for target, codes in json.loads(path.read_text(encoding="utf-8")).items()
        for code in codes
    ]
    other = {(target, fold(char)) for target, char in rows if fold(char) != target}

    assert len(rows) == 1403
    assert {
        (target, plain) for target, plain in other if target.strip("().,") != plain
    } == LOOKS_RATHER_THAN_MAPS


LOOKS_RATHER_THAN_MAPS = {("..", ":")}  # U+FE30


# ---- the way back


@given(st.text())
def test_a_part_folds_as_in_the_whole(text):
    assert fold(text) == "".join(map(fold, text))


@given(st.text())
def test_what_is_folded_stays_so(text):
    assert fold(fold(text)) == fold(text)


def test_one_character_that_became_several_is_cut_out_whole():
    text = "xﬃy"
    origin = unfold(text)

    assert fold(text) == "xffiy"
    assert [place(origin, at, at + 1) for at in range(5)] == [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)]
    assert place(origin, 2, 2) == (1, 1)


def test_a_place_in_plain_text_is_itself():
    assert place(unfold("plain"), 1, 3) == (1, 3)


@given(st.text(), st.integers(0, 9), st.integers(0, 9))
def test_a_cut_leaves_nothing_of_its_clusters(text, start, length):
    text = f"{text}A\u0301\u200b1\ufe0f\u20e3{text}"
    folded = fold(text)
    start = min(start, len(folded))
    first, last = cluster(text, *place(unfold(text), start, min(start + length, len(folded))))

    assert 0 <= first <= last <= len(text)
    assert fold(text[:first]) + fold(text[first:last]) + fold(text[last:]) == folded
    assert last == len(text) or fold(text[last])


def test_a_cut_takes_along_what_is_invisible_at_both_ends_but_no_mark_of_another_letter():
    text = "e\u0301\u202e\u200d12\u20e3\u202c z"

    assert text[slice(*cluster(text, 4, 5))] == "\u202e\u200d1"
    assert text[slice(*cluster(text, 4, 6))] == "\u202e\u200d12\u20e3\u202c"
    assert cluster("plain", 1, 3) == (1, 3)


@given(st.text(max_size=12))
def test_a_long_text_folds_as_its_parts_do(text):
    assert fold(text * 5000) == fold(text) * 5000


@pytest.mark.parametrize("first", range(0x80, 0x30000, 0x1000))
def test_what_is_folded_stays_as_it_is(first):
    """A long text is folded one character after the other: what one has become is none of the others."""
    plain = fold("".join(map(chr, range(first, first + 0x1000))))

    assert fold(plain) == plain
