"""Names resolved to what a route declares."""

import pytest

from firewall.inspection.dialects.said import Said, check_length, whole_number
from firewall.inspection.reading import Failure
from firewall.model import UNCLASSIFIED, RouteId
from tests.helpers_dialects import world


def said(dialect="odata"):
    return Said(world(dialect).policy.bundle.routes[RouteId("clinic:table")])


def test_a_name_is_the_member_and_all_below_it():
    assert said().categories(("name",)) == ("identity.name",)
    assert set(said().categories(("visits",))) == {"record.meta", "case_notes", "immigration.citizenship"}
    assert said("postgrest").categories(("data", "deep", "deeper")) == ("record.meta",)


@pytest.mark.parametrize(
    "steps",
    [("Name",), ("nam",), ("value",), ("visits", "x"), ("@odata.count",)],
)
def test_a_name_that_leads_nowhere_is_unclassified(steps):
    assert said().categories(steps) == (UNCLASSIFIED,)


def test_one_record_stands_where_the_route_says():
    assert said().item == ("value", "*")
    assert said("postgrest").item == ("*",)


def test_too_many_names_are_refused():
    one = said()
    with pytest.raises(Failure, match="query-too-large"):
        for _ in range(200):
            one.categories(("name",))
    with pytest.raises(Failure, match="query-too-large"):
        said().categories(("name",) * 9)


def test_a_query_that_is_too_long_is_refused_before_it_is_read():
    with pytest.raises(Failure, match="query-too-large"):
        check_length((("$filter", "x" * 5000),))


@pytest.mark.parametrize("text", ["", "-1", "\u0661", "1 ", "1e2", "9" * 10])
def test_a_number_is_digits(text):
    with pytest.raises(Failure, match="bad-limit"):
        whole_number(text)
