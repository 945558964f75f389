"""What a page does is what pypdf reads, or is left to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import generic

from firewall.formats import pdf
from firewall.formats.base import Limits, Unreadable
from firewall.formats.pdf.effort import Effort
from firewall.formats.pdf.steps import steps_of

KNOWN = frozenset(
    {b"BT", b"ET", b"Tj", b"TJ", b"Tm", b"Td", b"T*", b"Tf", b"BDC", b"re", b"f*", b"'", b'"', b"q"}
)
_TOKENS = [
    *sorted(KNOWN), b"/F1", b"/Na.me-1_+", b"/A#41", b"/", b"12", b"-3.5", b".5", b"+7", b"007", b"5.", b"999999", b"1234567",
    b"--5", b"1-2", b"4.5.6", b"1,5", b"1 0 R", b"(abc)", b"(a\\051b)", b"(a\\n\\\\)", b"()", b"(\r\n)", b"(a(b)c)", b"(\\9)",
    b"(\\12)", b"(\\777)", b"(\xe9\0)", b"<41 42>", b"<4>", b"<>", b"<4g>", b"[(a)-20(b)]", b"[ (a) 3 <41>]", b"[]", b"[[1]]",
    b"[/A]", b"<</MCID 3>>", b"<< /MCID 3 /Lang (en) >>", b"<</A/B/A 1>>", b"<</A>>", b"<<>>", b"true", b"null", b"R", b"ID", b"\0",
    b"%x\n", b"\x0b",
]  # fmt: skip
tokens = st.lists(
    st.tuples(st.sampled_from(_TOKENS), st.sampled_from([b" ", b" ", b"\n", b"\r\n", b"\t", b""])), max_size=9
)


def effort(file_bytes=8_000_000):
    return Effort(file_bytes, Limits())


def pypdfs(data):
    whole = generic.DecodedStreamObject()
    whole.set_data(data)
    return [
        (list(operands), operator)
        for operands, operator in generic.ContentStream(whole, None, "bytes").operations
    ]


@given(tokens)
def test_what_is_read_here_is_what_pypdf_reads(pairs):
    data = b"".join(token + blank for token, blank in pairs)
    steps = steps_of(data, KNOWN, effort())

    if steps is not None and b"/A/B/A" not in data:  # of a name that stands twice a page is refused before
        assert steps == pypdfs(data)


def test_an_ordinary_page_is_read_here():
    page = (
        b"/P <</MCID 0 /Lang (en-US)>> BDC q\nBT\n/F1 11.04 Tf\n1 0 0 1 72.02 709.08 Tm\n"
        b"[(P)-4(er)3(mit \\(of\\) Ana)] TJ\n(\\351) Tj <41 4> Tj T*\nET 0 0 612 792 re f*"
    )
    steps = steps_of(page, KNOWN, effort())

    assert steps == pypdfs(page)
    assert steps is not None
    assert steps[0] == (["/P", {"/MCID": 0, "/Lang": b"en-US"}], b"BDC")
    assert steps[5] == ([[b"P", -4, b"er", 3, b"mit (of) Ana"]], b"TJ")
    assert [operands for operands, operator in steps if operator == b"Tj"] == [[b"\xe9"], [b"A@"]]


@pytest.mark.parametrize(
    "data",
    [
        b"(a) Xj", b"BI", b"(a(b)) Tj", b"1 2", b"(a) Tj (b", b"1 0 R", b"/A#41 1 Tf", b"1234567 0 Td", b"(a)\0Tj", b"% Tj", b"[[1]] TJ",
        b"<</A>> BDC", b"1-2 0 Td", b"(\\9) Tj", b"Tj\x0b",
    ],
)  # fmt: skip
def test_what_readers_may_understand_otherwise_is_left_to_pypdf(data):
    assert steps_of(data, KNOWN, effort()) is None


def test_nothing_is_nothing():
    assert steps_of(b" \r\n", KNOWN, effort()) == []


@pytest.mark.parametrize(
    "data", [b" " * 2_000_000 + b"{", b"q " + b"\n" * 2_000_000 + b"\0q", b"<<" + b" " * 2_000_000 + b"{"]
)
def test_many_blanks_before_what_is_no_token_are_gone_through_once(data):
    assert steps_of(data, KNOWN, effort()) is None  # in the square of their number it would take half an hour


@pytest.mark.parametrize("times", [100_001, 1_000_000])
def test_a_page_does_no_more_than_is_kept(times):
    with pytest.raises(Unreadable) as caught:
        steps_of(b"q " * times, KNOWN, effort())

    assert caught.value.why == "too-many-fields"


@pytest.mark.parametrize(
    "data", [b"[" + b"1 " * 400_000 + b"] TJ", b"1 " * 400_000 + b"q", b"q 1 0 0 1 " * 70_000 + b"q"]
)
def test_operands_count_and_none_is_made_that_is_too_much(data, monkeypatch):
    made = []
    number = pdf.steps._number
    monkeypatch.setattr(pdf.steps, "_number", lambda written: made.append(1) or number(written))
    monkeypatch.setitem(pdf.steps._READ, "number", pdf.steps._number)

    with pytest.raises(Unreadable, match="too-many-fields"):
        steps_of(data, KNOWN, effort())
    assert len(made) <= pdf.steps.MOST_TOKENS + 1


def test_what_is_read_is_spent_also_where_it_is_left_to_pypdf():
    spent = effort()
    before = spent.left

    assert steps_of(b"1 2 (a) Tj [1 2] TJ Xj", KNOWN, spent) is None
    assert before - spent.left >= 2 * 8
