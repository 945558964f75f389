import re

import hyperscan
import pytest
import re2
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from firewall.detect.effort import bounded, looks_around, widths
from firewall.detect.expression import read
from firewall.detect.lines import as_lines
from firewall.detect.matching import as_bytes
from firewall.detect.widen import exact, labelled, prefilter, wide
from tests.detect.going_back import find_all, is_clear

FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL
LATIN1 = re2.Options()
LATIN1.encoding = re2.Options.Encoding.LATIN1


def node(pattern):
    return bounded(read(pattern, FLAGS))


def as_scanned(text):
    """As the scanner writes one text of many."""
    return as_lines([text, "next"])


def in_re2(expression, text):
    written = re2.compile(as_bytes(f"(?i)(?m:{expression})"), LATIN1)
    return written.search(as_scanned(text)) is not None


def in_hyperscan(expression, text):
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile([as_bytes(f"(?i){expression}")], [0], 1, [hyperscan.HS_FLAG_MULTILINE])
    hits = []
    database.scan(as_scanned(text), match_event_handler=lambda *_: hits.append(1))
    return bool(hits)


PARTS = st.recursive(
    st.sampled_from(
        [
            "a", "B", "[ab]", "[^a]", r"\d", r"\w", r"\s", r"\W", r"\b", r"\B", "^", "$", ".", "(?=a)", "(?<!b)",
            "(?!c)", "(?<=a)", "(?<![ab])", "[א-ת]", "ב",
            r"\n", r"[^\r]", r"(?<![^\n])", r"(?![^\n])", "§", r"\A", r"\Z", "(?<=^)",
        ]
    ),
    lambda inner: st.one_of(
        st.builds(lambda x, n: f"(?:{x}){{0,{n}}}", inner, st.integers(1, 3)),
        st.builds(lambda x: f"(?:{x})+", inner),
        st.builds(lambda x: f"(?:{x})+?", inner),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda each: f"(?:{'|'.join(each)})"),
    ),
    max_leaves=6,
)  # fmt: skip
TEXTS = st.text("abcB1 \n\r_-אבש§", max_size=10)


@settings(max_examples=400)
@given(PARTS, TEXTS)
def test_the_prefilter_matches_wherever_the_expression_does(pattern, text):
    found = prefilter(node(pattern))

    if found and find_all(node(pattern), text):
        assert in_re2(found, text)


@settings(max_examples=60)
@given(PARTS, TEXTS)
def test_in_hyperscan_too(pattern, text):
    found = prefilter(node(pattern))

    if found and find_all(node(pattern), text):
        assert in_hyperscan(found, text)


@settings(max_examples=300)
@given(PARTS, TEXTS)
def test_the_wider_form_covers_every_place_where_a_match_begins(pattern, text):
    starts = [start for start, _ in find_all(node(pattern), text)]
    longest = re2.Options()
    longest.longest_match = True
    covered = [match.span() for match in re2.compile(wide(node(pattern)), longest).finditer(text)]

    assert all(any(low <= start < high for low, high in covered) for start in starts)


@settings(max_examples=300)
@given(PARTS, TEXTS)
def test_written_exactly_it_means_the_same_to_the_machine_that_goes_back(pattern, text):
    written = regex.compile(exact(node(pattern), groups=True), regex.ASCII | regex.VERSION0)
    assume(is_clear(node(pattern)))

    assert [match.span() for match in written.finditer(text)] == find_all(node(pattern), text)


@settings(max_examples=300)
@given(PARTS, TEXTS)
def test_written_exactly_it_means_the_same_to_re2(pattern, text):
    read_as = read(pattern, FLAGS)
    assume(is_clear(read_as) and not looks_around(read_as))

    assert [match.span() for match in re2.finditer(exact(read_as), text)] == find_all(read_as, text)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\bab\d{4}\b", "(?:^|[^0-9_a-z])ab[0-9]{4}(?:$|[^0-9_a-z])"),
        (r"(?<!\d)\d{3}(?!\d)", "(?:^|[^0-9])[0-9]{3}(?:$|[^0-9])"),
        (r"(?<=no\.)\d{3}", r"no\x2e[0-9]{3}"),  # what must stand before is part of it
        (r"\d{3,9}", "[0-9]{3}"),  # nothing is asked of what stands around: the least is enough
        (r"x{0,9}ab?", "a"),
        (r"a\bb", "ab"),
        (r"a.b", r"a[\x00-@\x5b-\x7f\x80-\xff]b"),
        (r"a\d{1,60}b", "a[0-9]+b"),  # a large bound costs more than it saves
        (r"\b(?:a|-)b\b", "[\\x2da]b(?:$|[^0-9_a-z])"),
        ("^ab$", r"(?:^|\x0d)ab(?:$|\x0d)"),  # a line of many
        (r"\Aab\Z", "^ab$"),
        (r"a\sb", r"a[\x09-\x0d\x1c- ]b"),
        (r"a\nb", r"a[\x0a\x0d]b"),
        ("a§שb", r"a\xa7\xffb"),
        ("a*", ""),
    ],
)
def test_prefilters(pattern, expected):
    written = prefilter(read(pattern, FLAGS))

    assert written == expected


def test_a_character_beyond_ascii_is_one_byte():
    assert in_re2(prefilter(read("a.b", FLAGS)), "aשb")
    assert in_re2(prefilter(read("aש", FLAGS)), "xaשy")
    assert in_re2(prefilter(read("a§", FLAGS)), "xa§y")
    assert not in_re2(prefilter(read("aש", FLAGS)), "xa§y")


@pytest.mark.parametrize("text", ["xa", "xA", "xb"])
def test_of_what_must_not_follow_no_other_case_is_left_out(text):
    minding_case = read("x(?!a)", re.MULTILINE)

    assert in_re2(prefilter(minding_case), text) or not find_all(minding_case, text)


def test_the_value_behind_a_label_is_the_only_group():
    written = labelled(read("no(?:[.]) ?", FLAGS), read(r"(\d)\d", FLAGS))

    assert re2.search(written, "no. 12").span(1) == (4, 6)
    assert widths(read(r"(?<=no\.)\d{3}", FLAGS)) == (3, 3)
