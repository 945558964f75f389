import json
import re
import time
from dataclasses import replace

import pytest
import re2
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from firewall.detect import linear
from firewall.detect.effort import bounded, widths
from firewall.detect.expression import RefusedError, read
from firewall.detect.linear import MOST_STEPS, MOST_WAYS, Near, Whole, compile_linear
from firewall.detect.recognizer import TooManyError
from tests import corpora
from tests.detect.going_back import Steps, find_all, is_clear

FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL
REDOS = corpora.folder("redos", cases=28) / "redos_patterns.jsonl"
CASES = [json.loads(line) for line in REDOS.read_text("utf-8").splitlines()]
NAMES = [case["pattern"][:40] for case in CASES]


def found(pattern, text):
    return list(compile_linear(pattern, FLAGS).find(text))


def compiled(pattern):
    try:
        return compile_linear(pattern, FLAGS)
    except RefusedError:
        return None


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        (r"\b\d{3}\b", "123 4567 890", [(0, 3), (9, 12)]),
        (r"(?<!\d)\d{3}(?!\d)", "1234 567-890", [(5, 8), (9, 12)]),
        (r"(?<![a-z])a(?=b)", "ab xab ab", [(0, 1), (7, 8)]),
        (r"([ab])\1", "aabbab", [(0, 2), (2, 4)]),
        (r"(?<=\bno\.\s*)\d{2,4}", "no. 1234, no.56, 78", [(4, 8), (13, 15)]),
        (r"ä\d", "A1 a2", [(0, 2), (3, 5)]),
        ("a*", "baab", [(1, 3)]),
        (r"\d{2}", "ש12ש34", [(1, 3), (4, 6)]),
    ],
)
def test_places(pattern, text, places):
    assert found(pattern, text) == places


def test_what_looks_around_sees_beyond_the_place_where_its_wider_form_ends():
    assert found(r"\d{2}(?!\d)", "123") == [(1, 3)]
    assert found(r"(?<!\d)\d{2,3}(?=x)", "12345x 123x") == [(7, 10)]


def test_a_match_that_begins_inside_of_a_wider_one_and_ends_behind_it_is_found():
    assert found(r"(?!12)\d{3}", "1234") == [(1, 4)]


PARTS = st.sampled_from(
    [r"\d{1,3}", "a", "[ab]?", r"(?<!a)", r"(?!b)", r"\b", "(?=1)", "b{0,4}", "-", r"(?<![\w-])"]
)


@settings(max_examples=400)
@given(st.lists(PARTS, min_size=1, max_size=5).map("".join), st.text("ab1- ", max_size=20))
def test_it_finds_what_a_machine_finds_that_goes_back_over_the_whole_text(pattern, text):
    node = bounded(read(pattern, FLAGS))
    assume(is_clear(node))

    assert found(pattern, text) == find_all(node, text)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"(?<!x)(a+)+b(?!c)", "too many ways"),
        (r"(?:a|a?)+(?=b)", "too many ways"),
        (r"(?!x)(?:\d{1,500},){9}", "can be 4510 characters long"),
        ("(a)?(?(1)b|c)", "write both cases out"),
        ("(?:a{1,1000}){1,1000}", "Python cannot read|too large for RE2"),
    ],
)
def test_what_nothing_can_bound_is_refused_with_its_reason(pattern, why):
    with pytest.raises(RefusedError, match=why):
        compile_linear(pattern, FLAGS)


# ---- the corpus of expressions that hung somebody


@pytest.mark.parametrize("case", [c for c in CASES if not c["vulnerable"]], ids=lambda c: c["pattern"][:40])
def test_a_safe_expression_is_taken(case):
    compile_linear(case["pattern"], FLAGS)


def pumps(case):
    """Texts on which a machine that goes back takes far too long: the one published, and runs of what it repeats."""
    evil = case.get("evil")
    if evil:
        yield lambda n: evil["prefix"] + evil["pump"] * n + evil["suffix"]
    for unit in (
        "a",
        "b",
        "ab",
        "abc",
        "0",
        "x",
        " ",
        ",",
        "z",
        "\t",
        "(",
        "'",
        "--",
        "* ",
        "HbbTV/1.1.1 (;LG ",
    ):
        yield lambda n, unit=unit: unit * n
        yield lambda n, unit=unit: f"a{unit * n}!"


@pytest.mark.parametrize("case", [c for c in CASES if c["vulnerable"]], ids=lambda c: c["pattern"][:40])
def test_a_vulnerable_expression_is_refused_or_runs_where_nothing_goes_back(case):
    taken = compiled(case["pattern"])

    # RE2 takes one step a character, whatever the expression: there is nothing to go back to.
    assert taken is None or (isinstance(taken, Whole) and isinstance(taken.machine, type(re2.compile("a"))))


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_work_on_pumped_texts_grows_with_the_text_and_not_faster(case):
    taken = compiled(case["pattern"])
    if not isinstance(taken, Near):
        return
    node = bounded(read(case["pattern"], FLAGS))
    for pump in pumps(case):
        small, large = Steps(), Steps()
        find_all(node, pump(100), small)
        find_all(node, pump(200), large)
        most = taken.ways * (widths(node)[1] + 1)

        # Not more for a place than was counted on, and twice the text is not more than twice the work.
        assert large.taken <= most * (len(pump(200)) + 1)
        assert large.taken <= 2.5 * small.taken + most


def test_a_machine_that_goes_back_without_bound_would_be_seen():
    """The test above means something: the steps of an exploding expression do explode."""
    with pytest.raises(RecursionError, match="too many steps"):
        find_all(read("(a|a?)+b", FLAGS), "a" * 30, Steps(most=1_000_000))


# ---- budgets


def test_places_from_each_of_which_the_rest_is_read_are_too_many(monkeypatch):
    assert len(found("a(?:b+c)?", "ab" * 1000)) == 1000
    monkeypatch.setattr(linear, "MOST_STEPS", 100_000)
    with pytest.raises(TooManyError):
        found("a(?:b+c)?", "ab" * 1000)


def test_work_is_counted_in_advance_where_it_looks_around(monkeypatch):
    text = "12-34 " * 1000
    assert len(found(r"(?<!\d)\d{2}-\d{2}(?!\d)", text)) == 1000
    monkeypatch.setattr(linear, "MOST_STEPS", 1000)
    with pytest.raises(TooManyError):
        found(r"(?<!\d)\d{2}-\d{2}(?!\d)", text)


def test_the_most_work_of_one_text_is_done_in_seconds():
    """The budget against a clock, generously: a second or so, and on a busy machine a few."""
    start = time.perf_counter()
    with pytest.raises(TooManyError):
        found(r"(?<!x)[ab]{1,30}[abc]{1,30}(?!c)", "ab" * (MOST_STEPS // 2))

    assert MOST_WAYS >= 900
    assert time.perf_counter() - start < 30


def test_what_hung_a_large_site_in_2019_reads_a_long_text_here():
    rule = next(case for case in CASES if "Cloudflare" in case["source"])
    evil = rule["evil"]
    places = list(compile_linear(rule["pattern"], FLAGS).find(evil["prefix"] + evil["pump"] * 100_000))

    assert len(places) <= 1


# ---- what must have a digit is looked for around digits


NUMBERED = (
    r"\b(?=[-0-9A-Z]{6,20}\b)(?=[-0-9A-Z]{0,9}[A-Z])(?=[-0-9A-Z]{0,9}[0-9])[A-Z]{1,5}-?[0-9A-Z]{5,14}\b"
)


class Counting:
    """A machine that counts what it is asked for."""

    def __init__(self, machine):
        self.machine, self.seen, self.shown = machine, 0, 0

    def finditer(self, text, pos=0, endpos=None):
        self.shown += len(text)
        for match in self.machine.finditer(text, pos, len(text) if endpos is None else endpos):
            self.seen += 1
            yield match


def test_words_are_not_looked_at_where_no_digit_is_near():
    expression = compile_linear(NUMBERED, FLAGS)
    wider = Counting(expression.wider)
    text = "insurance covers whatever " * 400 + "member AB12345 since " + "insurance covers whatever " * 400

    found_there = list(replace(expression, wider=wider).find(text))

    assert [text[start:end] for start, end in found_there] == ["AB12345"]
    assert wider.seen < 20


@pytest.mark.parametrize("apart", [12, 40, 400])
def test_around_each_digit_no_more_is_shown_than_a_match_could_need(apart):
    expression = compile_linear(NUMBERED, FLAGS)
    wider = Counting(expression.wider)
    text = ("1" + " " * apart) * 300 + "member AB12345"

    assert len(list(replace(expression, wider=wider).find(text))) == 1
    assert wider.shown < 10 * len(text)


@given(st.text("AZ09- x", max_size=120))
@example("x ABCD-ABCD1 x ABCDE-ABCD1 x")  # the last place for its digit, and one behind it
@example("AB12345 ABCD-ABCD1 AB-1AAAA ABCDEZ1-A")
@settings(max_examples=400)
def test_what_is_found_around_digits_is_what_is_found_anywhere(text):
    expression = compile_linear(NUMBERED, FLAGS)

    assert expression.digit_within == 10
    assert list(expression.find(text)) == list(replace(expression, digit_within=0).find(text))


@pytest.mark.parametrize(
    ("pattern", "within"),
    [
        (r"(?=[a-z]{0,9}\d)[a-z0-9]{5,9}", 10),
        (r"\b(?=\d)\w{5}(?!x)", 1),
        (r"(?!\d)\w{5}", 0),
        (r"\w{5}(?=\d)", 0),
        (r"(?<=\d)\w{5}(?!x)", 0),
        (r"(?=[a-z]{0,9}[\da])[a-z0-9]{5,9}", 0),
        (r"(?=[a-z]{0,9}\d?)[a-z0-9]{5,9}", 0),
    ],
)
def test_whether_a_match_must_have_a_digit_is_read_from_the_expression(pattern, within):
    assert compile_linear(pattern, FLAGS).digit_within == within
