"""A column that PostgREST is asked by twice goes on as one condition, or not at all."""

import pytest

from firewall.inspection.dialects import at_once
from tests.helpers_dialects import WIDER, Asked

postgrest = Asked("postgrest")


@pytest.mark.parametrize(
    ("query", "once"),
    [
        ([("age", "gte.18"), ("age", "lt.65")], [("and", "(age.gte.18,age.lt.65)")]),
        (
            [("age", "gte.18"), ("name", "eq.Ana (x)"), ("age", "not.eq.20"), ("limit", "5")],
            [("name", "eq.Ana (x)"), ("limit", "5"), ("and", "(age.gte.18,age.not.eq.20)")],
        ),
        (
            [("on", "gte.2026-01-01"), ("a", "is.null"), ("on", "lt.2026-02-01T10:00"), ("a", "like.*x*")],
            [("and", "(on.gte.2026-01-01,a.is.null,on.lt.2026-02-01T10:00,a.like.*x*)")],
        ),
        (
            [("data->>age", "gt.-1"), ("data->>age", "lt.9.5")],
            [("and", "(data->>age.gt.-1,data->>age.lt.9.5)")],
        ),
    ],
)
def test_what_comes_twice_is_said_at_once(query, once):
    assert at_once("postgrest", tuple(query)) == tuple(once)


@pytest.mark.parametrize(
    "twice",
    [
        ("select", "id", "name"), ("select", "eq.id", "eq.name"), ("Order", "eq.id", "eq.name"), ("limit", "lt.5", "lt.500"), ("SELECT", "id", "name"), ("order", "id", "name"), ("limit", "5", "500"), ("offset", "1", "2"),
        ("or", "(a.eq.1)", "(b.eq.1)"), ("and", "(a.eq.1)", "(b.eq.1)"), ("not.and", "(a.eq.1)", "(b.eq.1)"), ("page", "1", "2"),
        ("visits.on", "gt.1", "lt.9"), ("visits.order", "on", "id"), ("columns", "a", "b"), ("on_conflict", "a", "b"),
        ("a", "eq.1,b.eq.2", "gt.1"), ("a", "eq.1)", "gt.1"), ("a", 'eq."x"', "gt.1"), ("a", "in.(1,2)", "gt.1"), ("a", "eq.", "gt.1"),
        ("a", "eq. 1", "gt.1"), ("a", "eq.1 ", "gt.1"), ("a", "eq.{1}", "gt.1"), ("a", "fts(english).x", "gt.1"), ("a", "eq.x\\y", "gt.1"),
        ("a", "eq(any).{1}", "gt.1"), ("a b", "eq.1", "gt.1"), ("a", "1", "2"), ("a", "eq.1\n", "gt.1"), ("a", "eq.é", "gt.1"),
    ],
    ids=str,
)  # fmt: skip
def test_what_could_mean_something_else_among_others_is_not(twice):
    name, one, other = twice

    assert at_once("postgrest", ((name, one), (name, other))) is None
    assert at_once("postgrest", ((name, other), ("id", "eq.1"), (name, one))) is None


def test_beside_another_condition_of_all_it_is_not():
    assert at_once("postgrest", (("a", "gt.1"), ("a", "lt.9"), ("and", "(b.eq.1)"))) is None


@pytest.mark.parametrize("dialect", ["", "odata", "jsonapi", "fhir"])
def test_in_no_other_dialect(dialect):
    assert at_once(dialect, (("a", "gt.1"), ("a", "lt.9"))) is None


async def test_twice_what_leaves_goes_on():
    query = at_once("postgrest", (("id", "gte.1"), ("id", "lt.9")))

    assert (await postgrest.ask(query)).outgoing.query == (("and", "(id.gte.1,id.lt.9)"),)


@pytest.mark.parametrize("tests", [("eq.MX", "eq.MX"), ("gte.M", "lt.N"), ("not.is.null", "eq.MX")])
async def test_twice_what_does_not_leave_finds_values_out(tests):
    """Though it may be asked by: of two conditions none is a plain equality."""
    query = at_once("postgrest", tuple(("citizenship", test) for test in tests))

    assert await postgrest.reason(query) == "nothing-opened"
    assert await postgrest.reason(query, WIDER) == "orders-withheld"


async def test_twice_what_nobody_declared_is_refused():
    assert (
        await postgrest.reason(at_once("postgrest", (("nothing", "gt.1"), ("nothing", "lt.9"))))
        == "nothing-opened"
    )
