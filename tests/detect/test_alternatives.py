import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from firewall.detect.alternatives import alternatives, unwrapped


@pytest.mark.parametrize(
    ("expression", "parts"),
    [
        (b"cat", [b"cat"]),
        (b"cat|dog", [b"cat", b"dog"]),
        (b"(?i)cat|[0-9]{4}", [b"(?i)cat", b"(?i)[0-9]{4}"]),
        (b"(?:a|b)c|d", [b"(?:a|b)c", b"d"]),
        (rb"a\|b|[|]c|[]|]|[^]|]|[\]|]", [rb"a\|b", b"[|]c", b"[]|]", b"[^]|]", rb"[\]|]"]),
        (rb"\(|a\)|b", [rb"\(", rb"a\)", b"b"]),
        (b"cat|", [b"cat|"]),
        (b"", [b""]),
        (b"(?:cat|dog)", [b"(?:cat|dog)"]),
    ],
)
def test_what_stands_between_bars_outside_of_brackets_is_an_alternative(expression, parts):
    assert alternatives(expression) == parts


PARTS = st.sampled_from(["a", "b", "|", "(?:", ")", "[ab]", "[|]", r"\|", "(?:a|b)", "{2}"])


@given(st.lists(PARTS, max_size=8).map("".join), st.text("ab|", max_size=6))
def test_alternatives_together_find_what_the_expression_finds(expression, text):
    options = re2.Options()
    options.log_errors = False
    try:
        whole = re2.compile(expression.encode(), options)
    except re2.error:
        return
    parts = [re2.compile(part, options) for part in alternatives(expression.encode())]

    assert bool(whole.search(text.encode())) == any(part.search(text.encode()) for part in parts)


@pytest.mark.parametrize(
    ("expression", "inside"),
    [
        (b"(?:a|b)", b"a|b"),
        (b"(?i)(?:a|(?:b)c)", b"(?i)a|(?:b)c"),
        (rb"(?:a|[)]|\))", rb"a|[)]|\)"),
        (b"(?:a)(?:b)", None),
        (b"(?:a|b)?", None),
        (b"a|b", None),
        (b"(a|b)", None),
        (b"(?-i:a|b)", None),
        (b"(?:a", None),
        (b"(?i)", None),
    ],
)
def test_brackets_around_all_are_taken_off(expression, inside):
    assert unwrapped(expression) == inside
