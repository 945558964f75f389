"""What of a table leaves."""

from dataclasses import replace

import pytest

from firewall.counted import Table
from firewall.model import Outcome, Standing, Treatment
from firewall.policy.counting import in_table, profile_of
from firewall.policy.outcomes import REMOVE
from firewall.policy.view import answer_view
from tests import helpers_policy
from tests.helpers_policy import VOCABULARY
from tests.inspection.findings import plan_of

CMS, RELEASE = Treatment(Outcome.COARSEN, "cms"), Treatment(Outcome.RELEASE)
TABLE = Table(rows=("rows",), by=("who",), counts=("n",), totals=(("sum",),))
FIELDS = {
    ("rows", "*", "who"): ("identity.name",),
    ("rows", "*", "n"): ("record",),
    ("rows", "*", "percent"): ("contact",),
    ("sum",): ("record",),
    ("page",): ("contact",),
}
ROUTE = replace(helpers_policy.PATIENT, fields=FIELDS, is_statistical=True, table=TABLE, records=("rows",))


def plan(**treatments):
    names = ("identity.name", "record", "contact")
    known = {name: treatments.get(name.replace(".", "_"), RELEASE) for name in names}
    return replace(plan_of(names), categories={name: Standing(way) for name, way in known.items()})


def kept(known, route=ROUTE):
    view = answer_view(known, route, VOCABULARY, frozenset())

    def below(node, path):
        if node.place is not None and not node.place.is_withheld:
            yield path
        for name, one in [*node.members.items(), *([("*", node.any)] if node.any else [])]:
            yield from below(one, f"{path}/{name}")

    return set(below(view.root, "")), view.profile


def test_the_table_leaves_and_nothing_else_of_its_rows():
    assert kept(plan(record=CMS)) == ({"/rows/*/who", "/rows/*/n", "/sum", "/page"}, "cms")


def test_a_dimension_that_is_shared_so_is_enough():
    assert kept(plan(identity_name=CMS))[1] == "cms"


def test_what_is_shared_so_and_stands_in_no_table_does_not_leave():
    found, profile = kept(plan(contact=CMS, record=CMS))

    assert (found, profile) == ({"/rows/*/who", "/rows/*/n", "/sum"}, "cms")
    assert kept(plan(record=CMS), replace(ROUTE, table=None)) == (
        {"/rows/*/who", "/rows/*/percent", "/page"},
        "",
    )


def test_two_profiles_for_one_table_are_none():
    found, profile = kept(plan(record=CMS, identity_name=Treatment(Outcome.COARSEN, "generic_5")))

    assert found == {"/page"}
    assert profile != ""


def test_nothing_is_kept_back_where_nobody_says_so():
    assert kept(plan()) == ({"/rows/*/who", "/rows/*/n", "/rows/*/percent", "/sum", "/page"}, "")
    assert profile_of(plan(), ROUTE) == ""


@pytest.mark.parametrize(
    "treatment", [RELEASE, REMOVE, Treatment(Outcome.COARSEN, "year"), Treatment(Outcome.REFER)]
)
def test_what_has_nothing_to_do_with_a_table_stays_as_it_is(treatment):
    assert in_table(treatment, ("page",), TABLE, "cms") == treatment
    assert in_table(treatment, ("page",), None, "") == treatment
