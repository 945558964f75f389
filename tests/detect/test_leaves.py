from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.leaves import plain, text_of, values_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (3, "3"),
        (-7, "-7"),
        (3.0, "3"),
        (3.25, "3.25"),
        (912903456.0, "912903456"),
        (Decimal("9.12903456E+8"), "912903456"),
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+400"), "1E+400"),
        (Decimal("NaN"), "NaN"),
        (float("inf"), "inf"),
        (1e300, "1E+300"),
        (0, "0"),
        (Decimal(0), "0"),
        (Decimal(100), "100"),
    ],
)
def test_a_number_is_spelled_as_people_spell_it(value, text):
    assert text_of(value) == text


def test_an_integer_longer_than_python_likes_to_spell_is_spelled():
    assert text_of(10**6000) == "1" + "0" * 6000


@given(st.integers() | st.floats() | st.decimals(allow_nan=True, allow_infinity=True) | st.text())
def test_every_leaf_has_a_text(value):
    assert isinstance(text_of(value), str)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(c)(9)", "C9"),
        ("h-1b", "H1B"),
        ("\uff35\uff11", "U1"),
        ("A\u200b5", "A5"),
        ("§ 60a", "60A"),
        ("", ""),
    ],
)
def test_only_letters_and_digits_make_a_code(text, code):
    assert plain(text) == code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("U1", [((), "U1")]),
        (3, [((), 3)]),
        (None, []),
        (True, []),
        (["U1", None, 2], [((0,), "U1"), ((2,), 2)]),
        ({"code": "U1", "unit": "m"}, [(("code",), "U1")]),
        ({"coding": [{"system": "s", "code": "U1"}]}, [(("coding", 0, "code"), "U1")]),
        ({"#text": "U1"}, [(("#text",), "U1")]),
    ],
)
def test_what_says_the_value_of_a_member_is_found_below_it(value, expected):
    assert list(values_of(value)) == expected


def test_it_is_not_looked_for_without_end():
    deep = "U1"
    for _ in range(50):
        deep = {"code": deep}

    assert list(values_of(deep)) == []
    assert len(list(values_of(["x"] * 10_000))) <= 1_000
