import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firewall.formats.base import Limits, Unreadable
from firewall.formats.json import Json, _count, _decode, _has_repeated_key, _repeats_exactly

JSON = Json("application/json")
LIMITS = Limits()


def why(body, limits=LIMITS):
    with pytest.raises(Unreadable) as caught:
        JSON.parse(body, limits)
    return caught.value.why


def nested(depth):
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"{} {}", "not-json"),
        (b"[1,]", "not-json"),
        (b"NaN", "not-json"),
        (b"[-Infinity]", "not-json"),
        (b'"\\ud800"', "not-json"),
        (b'{"\\udc00":1}', "not-json"),
        (b'"a\nb"', "not-json"),
        (b'\xef\xbb\xbf{"a":1}', "byte-order-mark"),
        (b'{"a":"\xff"}', "not-utf-8"),
        (b'{"\xff":1}', "not-utf-8"),
        (b'"\xed\xa0\x80"', "not-utf-8"),
        (b'{"a":1,"a":2}', "duplicate-key"),
        (b'{"a":1,"\\u0061":2}', "duplicate-key"),
        (b'{"a" :1,"a" :2}', "duplicate-key"),
        (b'{"a" :1,"a":2}', "duplicate-key"),
        (b'{"a"\n:1,"a":2}', "duplicate-key"),
        (b'{"a"\t:1,"a":2}', "duplicate-key"),
        (b'{"a"\r:1,"a":2}', "duplicate-key"),
        (b'{"a"\n:1,"a"\n:2}', "duplicate-key"),
        (b'{"a"\t:1,"a"\t:2}', "duplicate-key"),
        (b'{"a"\r:1,"a"\r:2}', "duplicate-key"),
        (b'{"a\\\\":1,"a\\\\":2}', "duplicate-key"),
        (b'[{"x":{"a":1,"a":1}}]', "duplicate-key"),
        (nested(66), "too-deep"),
        (nested(100_000), "too-deep"),
        (b"1" * 65, "number-too-long"),
        (b"-" + b"1" * 65, "number-too-long"),
        (b"1" * 5000, "number-too-long"),
        (b"0." + b"1" * 200, "number-too-long"),
        (b"1e1000", "number-out-of-range"),
        (b"-1.5e-1000", "number-out-of-range"),
        (b"1e99999999999999999999", "number-too-long"),
        (b'{"' + b"k" * 257 + b'":1}', "key-too-long"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(body, code):
    assert why(body) == code


def test_numbers_keep_their_spelling():
    body = b"[1.50,-0.0,0.10,12345678901234567890,3]"

    assert JSON.write(JSON.parse(body, LIMITS)) == body


def test_a_number_with_a_point_is_a_decimal_and_one_without_an_integer():
    assert JSON.parse(b"[1.5,2]", LIMITS) == [Decimal("1.5"), 2]


def test_depth_64_is_read():
    assert JSON.parse(nested(64), LIMITS)
    assert why(nested(65), Limits(depth=63)) == "too-deep"


def test_a_body_over_the_limit_is_not_parsed():
    assert why(b"[1]", Limits(body_bytes=2)) == "body-too-large"


@pytest.mark.parametrize("body", [b"[" + b"1," * 12 + b"1]", b'{"a":[' + b'"x",' * 12 + b"1]}"])
def test_too_many_fields_are_refused(body):
    assert why(body, Limits(fields=10)) == "too-many-fields"


def test_millions_of_values_are_refused_before_they_are_built():
    endless = b"[" + b"[]," * 2_000_000  # decoded first, it would be no JSON

    assert why(endless) == "too-many-fields"


def test_commas_and_brackets_in_texts_are_no_fields():
    body = json.dumps(["a,[{" * 100, 'quote " and, [comma'], separators=(",", ":")).encode()

    assert JSON.parse(body, Limits(fields=10)) == json.loads(body)


@pytest.mark.parametrize("tail", [b"", b"\\", b'\\"' * 3])
def test_an_endless_string_takes_linear_time(tail):
    assert why(b'["' + b',\\"' * 300_000 + tail) == "not-json"


@pytest.mark.parametrize(
    "body", [b'{"a":":","b":2}', b'{"a":"x\\":y","b":2}', b'{"note":"it was : so"}', b'{"a\\\\":1}']
)
def test_colons_and_quotes_in_texts_are_not_keys(body):
    assert JSON.parse(body, LIMITS) == json.loads(body)


def test_the_failure_never_quotes_the_body():
    with pytest.raises(Unreadable) as caught:
        JSON.parse(b'{"ssn":"536-90-4399",}', LIMITS)

    assert "536" not in repr(caught.value)
    assert caught.value.__suppress_context__


trees = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


@given(trees)
def test_what_we_write_reads_back_the_same(tree):
    assert JSON.parse(JSON.write(tree), LIMITS) == tree


# Objects spelled so as to confuse a counter of quotes and colons: repeated keys, escapes, spaces, backslashes.
NASTY = ["a", "b", "", ":", '":', "\\", "\\\\", '\\"', '":"', 'x\\":', " :", '"', "\n:", '\\":\\":']
texts = st.sampled_from(NASTY) | st.text(alphabet='a":\\ \n,{}', max_size=6)


@st.composite
def spelled(draw, depth=2):
    kind = draw(st.sampled_from(["text", "number", "list", "object", "object"])) if depth else "text"
    gap = draw(st.sampled_from(["", "", "", " ", "\n", "\t ", "\r"]))
    if kind == "text":
        return draw(spelled_texts())
    if kind == "number":
        return str(draw(st.integers(0, 99)))
    if kind == "list":
        return "[" + ",".join(draw(st.lists(spelled(depth - 1), max_size=3))) + "]"
    members = draw(
        st.lists(st.tuples(spelled_texts(), st.sampled_from(["", gap]), spelled(depth - 1)), max_size=4)
    )
    return "{" + ",".join(f"{key}{before}:{gap}{value}" for key, before, value in members) + "}"


@st.composite
def spelled_texts(draw):
    text = draw(texts)
    if draw(st.booleans()):
        return json.dumps(text)
    return '"' + "".join(f"\\u{ord(c):04x}" for c in text) + '"'


@given(spelled())
@example('{"a" :1,"a":2,"b":":"}')
@example('{"a\\\\":1,"a\\\\":2,"c":":x"}')
@example('{"a":1,"a":2,"b":"\\":"}')
@example('{"\\u0061":1,"a":":"}')
@example('[{"x":1,"x":1},":"]')
@example('{"":{},"":{}," :":0}')
def test_the_fast_search_for_repeated_keys_agrees_with_the_exact_one(text):
    body = text.encode()

    keys = _count(_decode(body), LIMITS)[0]

    assert _has_repeated_key(body, keys) == _repeats_exactly(body)


@given(
    st.binary(max_size=60)
    | spelled().map(str.encode).flatmap(lambda b: st.integers(0, len(b)).map(lambda n: b[:n]))
)
def test_nothing_but_unreadable_is_raised(body):
    with suppress(Unreadable):
        JSON.parse(body, LIMITS)


def test_a_number_of_thousands_of_digits_is_refused_before_it_is_built():
    """What follows is no JSON, and nobody comes to see it."""
    limits = Limits(fields=100)

    with pytest.raises(Unreadable, match="number-too-long"):
        JSON.parse(b"[" + b"1" * 5_000 + b", x", limits)
    assert JSON.parse(b'["' + b"1" * 5_000 + b'"]', limits) == ["1" * 5_000]
