"""Shapes say what kind of value it is, and not which."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.survey.masking import shape


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("A000187654", "A#########"),
        ("A 000-187-654", "A ###-###-###"),
        ("IOE0912345678", "IOE##########"),
        ("Lucía Xicará", "Xxxxx Xxxxxx"),
        ("G12345678", "X########"),
        ("1991-05-17", "####-##-##"),
        ("+1-312-555-0142", "+#-###-###-####"),
        ("a@b.example", "x@x.xxxxxxx"),
        ("አማርኛ", "xxxx"),
        ("नमस्ते", "xxxxxx"),
        ("a\nb\x1b[2J", "x x??#X"),
        ("", "empty"),
        (None, "null"),
        (False, "boolean"),
        (4, "#"),
        (Decimal("12.50"), "##.#"),
        ([], "list"),
        ({}, "object"),
        ("x" * 130, "x" * 24 + "... (up to 200 characters)"),
    ],
)
def test_a_shape(value, told):
    assert shape(value) == told


@given(st.text(min_size=1))
def test_a_shape_has_no_letter_or_digit_of_its_value(text):
    told = shape(text).partition("...")[0]

    assert set(told) <= set("Xx#? .,:;-/+()@_'") or shape(text).startswith(
        ("A", "IOE", "EAC", "WAC", "LIN", "SRC", "MSC", "NBC", "YSC")
    )
    assert told.isascii()
    assert told.isprintable()
