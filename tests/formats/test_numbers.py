from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.formats.base import Limits
from firewall.formats.json import Json
from firewall.formats.numbers import Spelt, number, spelt, whole, written
from firewall.inspection.asking import target
from firewall.model import Message, Phase

LIMITS = Limits()
JSON = Json("application/json")

SPELLINGS = [
    "1.10", "1e400", "1E400", "-1e-400", "12345678901234567890123", "-0", "-0.0", "0.0", "1E2", "1e2", "1e+2", "1.0e-3",
    "0.0000001", "0.000000", "15.25e1", "0e0", "0E-0", "1.50E+03", "9007199254740993", "18446744073709551616",
    "0.10000000000000000000000000000000000000000000000000000",
]  # fmt: skip

digits = st.text("0123456789", min_size=1, max_size=20)
numbers = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "-"]),
    st.just("0") | digits.map(lambda text: text.lstrip("0") or "0"),
    st.just("") | digits.map(lambda text: "." + text),
    st.just("")
    | st.builds("{}{}{}".format, st.sampled_from("eE"), st.sampled_from(["", "+", "-"]), st.integers(0, 99)),
)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("around", ["%s", " %s ", "[%s]", '{"a":%s}', "[1,%s,2]", "[\n%s\n]", '["-0,",%s]'])
def test_a_number_leaves_as_it_came(spelling, around):
    body = (around % spelling).encode()
    kept = JSON.write(JSON.parse(body, LIMITS))
    assert kept == body.replace(b" ", b"").replace(b"\n", b"")


@given(st.lists(numbers))
def test_every_number_leaves_as_it_came(spellings):
    body = f"[{','.join(spellings)}]".encode()
    assert JSON.write(JSON.parse(body, LIMITS)) == body


@given(numbers)
def test_it_says_what_it_is_worth(text):
    made = number(text)
    assert made == Decimal(text)
    assert str(made) == text


def test_a_plain_number_is_a_plain_decimal():
    assert type(number("1.10")) is Decimal
    assert type(number("40.712776")) is Decimal
    assert type(number("1E2")) is Spelt
    assert type(whole("0")) is int
    assert str(whole("-0")) == "-0"


def test_nothing_else_is_written():
    assert written(spelt("1E2")) == msgspec.Raw(b"1E2")
    with pytest.raises(TypeError):
        written(object())


def test_a_question_with_such_a_number_is_about_something():
    message = Message(Phase.REQUEST)
    assert target(message, None, [spelt("1E2")]) != target(message, None, [spelt("1E3")])


def test_a_text_that_looks_like_one_stays_a_text():
    body = b'{"id":"3e4","day":"2026-01-05","x":"a,-0,b","y":", 1e5"}'
    assert JSON.write(JSON.parse(body, LIMITS)) == body
