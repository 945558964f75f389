"""Expressions: no member is named that is not found, whatever stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.inspection.dialects.expressions import RESERVED, Reader
from firewall.inspection.reading import Failure

_LITERALS = st.sampled_from(
    ["'x'", "'it''s'", "7", "-1.5", "2026-01-01", "2026-01-01T10:00:00Z", "true", "null", "'a eq b'"]
)
_NAMES = st.sampled_from(["name", "address/city", "canary", "in_one", "eqs"])


def _operands():
    return st.recursive(
        st.one_of(_LITERALS.map(lambda text: (text, ())), _NAMES.map(lambda name: (name, (name,)))),
        lambda inner: st.one_of(
            inner.map(lambda one: (f"tolower({one[0]})", one[1])),
            st.tuples(inner, inner).map(lambda two: (f"concat({two[0][0]},{two[1][0]})", (*two[0][1], *two[1][1]))),
            st.tuples(inner, inner).map(lambda two: (f"({two[0][0]} add {two[1][0]})", (*two[0][1], *two[1][1]))),
        ),
        max_leaves=4,
    )  # fmt: skip


def _comparisons():
    return st.tuples(_operands(), st.sampled_from(["eq", "ne", "lt", "ge"]), _operands()).map(
        lambda it: (f"{it[0][0]} {it[1]} {it[2][0]}", (*it[0][1], *it[2][1]))
    )


def _conditions():
    return st.recursive(
        _comparisons(),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(
                lambda it: (f"({it[0][0]}{it[1]}{it[2][0]})", (*it[0][1], *it[2][1]))
            ),
            inner.map(lambda one: (f"not ({one[0]})", one[1])),
            inner.map(lambda one: (f"visits/any(v:{one[0]})", one[1])),
        ),
        max_leaves=5,
    )


def conditions(text):
    reader = Reader(text)
    found = reader.condition()
    reader.end()
    return found


@given(_conditions())
def test_every_member_is_found(condition):
    text, names = condition
    try:
        found = {"/".join(steps) for one in conditions(text) for steps in one.members}
    except Failure as failure:
        # A variable that is called as another one, what begins with a sum in brackets, or more depth than is read.
        assert failure.why in {"query-syntax", "query-too-large"}  # noqa: PT017  # either is right, and nothing else is
        assert "any(" in text or " add " in text or text.count("(") > 10
        return

    assert set(names) <= found


@given(st.text(alphabet="ab '(),/:eqnotrand$@0123=.\t\u00a0*-", max_size=30))
def test_what_is_no_expression_is_refused_and_raises_nothing_else(text):
    try:
        conditions(text)
    except Failure as failure:
        assert failure.why in {"query-syntax", "query-too-large"}  # noqa: PT017  # as above


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a eq 1", [True]), ("1 eq a", [True]), ("a eq 1 and b eq 2", [True, True]), ("(a eq 1)", [True]), ("a eq 1 or b eq 2", [False, False]),
        ("a eq 1 and (b eq 2 or c eq 3)", [True, False, False]), ("not (a eq 1)", [False]), ("a ne 1", [False]), ("a eq null", [False]),
        ("a eq b", [False]), ("tolower(a) eq 'x'", [False]), ("a add 1 eq 2", [False]), ("a in (1)", [False]), ("x/any(v:v/a eq 1)", [False]),
        ("startswith(a,'x')", [False]), ("1 eq 1", [False]),
    ],
)  # fmt: skip
def test_what_is_plainly_equal(text, plain):
    assert [one.is_plain for one in conditions(text)] == plain


def test_a_variable_stands_for_what_it_goes_through():
    assert conditions("a/b/any(v:v/c eq 1 and v/d/any(w:w/e eq v/f))")[1].members == (
        ("a", "b", "d", "e"),
        ("a", "b", "f"),
    )


def test_that_there_is_one_is_told_of_all_of_it():
    assert [one.members for one in conditions("a/any()")] == [(("a",),)]
    assert (("a",),) in [one.members for one in conditions("a/any(v:b eq 1)")]
    assert (("a",),) not in [one.members for one in conditions("a/any(v:v/b eq 1)")]


@pytest.mark.parametrize(
    "text",
    [
        "( a eq 1 )", "a in ( 1 , 2 )", "x/any( v: v/a eq 1 )", "concat( a , b ) eq 'x'", "cast(a , Edm.String ) eq 'x'", "a eq false", "isof(a, Edm.String )",
        "not contains(a,'x')", "a eq (b add 1)", "a has Sales.Color'Red'", "a eq 12345678-1234-1234-1234-123456789abc",
    ],
)  # fmt: skip
def test_one_blank_may_stand_where_the_standard_has_one(text):
    assert {"/".join(steps) for one in conditions(text) for steps in one.members} >= {"a"} - (
        {"a"} if "/" in text else set()
    )


@pytest.mark.parametrize(
    "text",
    [
        "a  eq 1", " a eq 1", "a eq 1 ", "a\u00a0eq 1", "a eq 5b", "a eq 'x'b", "a eq 5Sales.Color'Red'", "a eq 'x''", "5a eq 1", "a eq 1(and)b eq 2", "a eq 1;and;b eq 2",
        "(a eq 1)and(b eq 2)", "a eq (b add 1", "a in (1", "a in ()", "a in (1,)", "a in (1 2)", "a in (b)", "a has b", "a has 7", "a", "not a", "not a eq 1", "tolower(a)",
        "x/any(5:a eq 1)", "x/any('v':a eq 1)", "x/any(v/w:a eq 1)", "x/any(eq:a eq 1)", "x/any(v:v/y/any(v:v/a eq 1))", "x/any(v a eq 1)", "x/any(v:a eq 1", "any(v:a eq 1)", "x/some(v:a eq 1)",
        "tolower(a,) eq 'x'", "tolower(,a) eq 'x'", "tolower(a b) eq 'x'", "tolower(a eq 'x'", "evil(a) eq 1", "cast(a) eq 'x'", "cast(a,Sales.Person) eq 'x'", "cast(a,Edm.String eq 'x'",
        "a eq 1 xor b eq 2", "a eq 1 b eq 2", "a eq $it", "a eq @p", "a eq $root", "", "()", "a eq", "eq 1", "a eq 1)",
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_refused(text):
    with pytest.raises(Failure, match="query-syntax"):
        conditions(text)


@pytest.mark.parametrize("word", sorted(RESERVED - {"true", "false", "null"}))
def test_a_word_of_the_language_is_no_member(word):
    with pytest.raises(Failure, match="query-syntax"):
        conditions(f"a eq {word}")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 16 + "a eq 1" + ")" * 16, "not (" * 16 + "a eq 1" + ")" * 16, "a eq 1 and " * 80 + "a eq 1", "a eq " + "tolower(" * 15 + "a" + ")" * 15,
        "x/any(a:" * 15 + "a eq 1" + ")" * 15, "a eq " + "cast(" * 15 + "a" + ",Edm.String)" * 15,
    ],
)  # fmt: skip
def test_more_than_anybody_asks_is_refused(text):
    with pytest.raises(Failure, match=r"query-too-large|query-syntax"):
        conditions(text)


def test_what_is_done_with_counts_no_more():
    """Depth is that of what stands in one another, not of what follows."""
    calls = " and ".join(f"{name}(a) eq 'x'" for name in ["tolower", "cast"] * 10)

    assert len(conditions(calls.replace("cast(a)", "cast(a,Edm.String)"))) == 20
    assert len(conditions(" and ".join(["not (a eq 1)"] * 10 + ["(a eq 1)"] * 10))) == 20
