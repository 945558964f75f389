import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firewall.detect.effort import (
    MOST_REPEATS,
    bounded,
    first,
    is_unbounded,
    last,
    looks_around,
    seen_around,
    ways,
    widths,
)
from firewall.detect.expression import Chars, read
from tests.detect.going_back import Steps, ends

FLAGS = re.MULTILINE | re.DOTALL


def node(pattern):
    return read(pattern, FLAGS)


def chars(text):
    return Chars(frozenset(map(ord, text)))


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        ("abc", 3, 3),
        ("a?b{2,5}", 2, 6),
        ("(?:ab|c)d", 2, 3),
        (r"\b(?=abc)a", 1, 1),
        (r"(ab)\1", 4, 4),
        ("", 0, 0),
    ],
)
def test_widths(pattern, least, most):
    assert widths(node(pattern)) == (least, most)


def test_what_has_no_bound_is_very_wide_until_it_is_bounded():
    assert is_unbounded(node("a(?:b+)c"))
    assert widths(node("a*"))[1] > 10**9
    assert widths(bounded(node("a*b+")))[1] == 2 * MOST_REPEATS
    assert not is_unbounded(bounded(node("(?:a*b+)*(c+)(?<!d*)")))
    assert bounded(node("a{40,}")) == node("a{40,40}")


@pytest.mark.parametrize("pattern", [r"(?<!a)b", r"(?:x(?=a))?b", r"(a)\1", r"(?!a)"])
def test_what_looks_around_itself_is_told(pattern):
    assert looks_around(node(pattern))


def test_a_boundary_is_no_look_around():
    assert not looks_around(node(r"^\ba\B$"))


def test_how_far_it_looks():
    assert seen_around(node(r"(?<![ab]c)x(?=yy?z)")) == 3
    assert seen_around(node(r"\bx")) == 1
    assert seen_around(node("x")) == 0


def test_where_a_match_begins_and_ends():
    assert first(node("(?:a?b|c)d")) == chars("abc")
    assert last(node(r"a(?:b|cd?)\b")) == chars("bcd")
    assert first(node("a{0}b")) == chars("b")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("abc", 1),
        (r"\d{1,10}x", 1),  # nothing that stands behind can be a digit
        (r"\d{1,10}\d", 10),
        (r"\d{1,10}\b", 10),
        (r"(?:\d{1,3}\.){3}", 1),
        ("(?:ab|[ax]c)", 2),
        ("(?:ab|cd)", 1),
        ("(?:a|b){1,8}b", 8),
        ("(?:ab|[ax]b){1,3}c", 2 + 4 + 8),
    ],
)
def test_ways(pattern, expected):
    assert ways(node(pattern)) == expected


@pytest.mark.parametrize(
    "pattern", ["(?:a{1,9}){1,9}b", "(?:a|ab|b){50,60}c", "(?:a?){1,40}b", "(?:a*)*b", "a{9,}a*a*b"]
)
def test_explosions_are_very_many(pattern):
    assert ways(node(pattern)) > 10**5


PARTS = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "c", r"\b", "(?=a)", "(?<!b)", "[^a]", "(?!c)"]),
    lambda inner: st.one_of(
        st.builds(lambda x, n: f"(?:{x}){{0,{n}}}", inner, st.integers(1, 3)),
        st.builds(lambda x, n: f"(?:{x}){{1,{n}}}?", inner, st.integers(1, 3)),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda each: f"(?:{'|'.join(each)})"),
    ),
    max_leaves=6,
)


@settings(max_examples=300)
@given(PARTS, st.text("abc", max_size=14))
def test_no_machine_takes_more_steps_than_ways_times_width(pattern, text):
    """The bound is a proof, not a measure: steps are counted, and every end is tried, as for a match that fails."""
    read_as = node(pattern)
    steps = Steps()
    tried = sum(1 for _ in ends(read_as, text, 0, steps, {}))
    longest = widths(read_as)[1] + seen_around(read_as)

    # One step a character, and for each at most one more at every bracket that stands around it.
    assert tried <= ways(read_as) * (longest + 1)
    assert steps.taken <= ways(read_as) * (longest + 1) * 4 * len(pattern)
