"""Records leave in the company of others that look like them, or not at all."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firewall.counted import Alike
from firewall.inspection import Failure, withhold
from firewall.inspection.alike import alike
from firewall.model import Count, Outcome, Standing, Treatment
from firewall.ordered import Ordered
from firewall.policy.view import answer_view
from tests import helpers_policy
from tests.helpers import detectors
from tests.helpers_policy import VOCABULARY
from tests.inspection.findings import plan_of

YEAR = Treatment(Outcome.COARSEN, "year")
NAMES = ("identity.name", "identity.dob", "record.id")
ROUTE = replace(
    helpers_policy.PATIENT,
    fields={
        ("items", "*", "id"): ("record.id",),
        ("items", "*", "place"): ("identity.name",),
        ("items", "*", "born"): ("identity.dob",),
        ("items", "*", "langs", "*"): ("identity.name",),
        ("items", "*", "both"): ("record.id", "identity.name"),
        ("items", "*", "status"): ("contact.phone",),
        ("total",): ("record.id",),
    },
    records=("items",),
)


def view(least=3, route=ROUTE, **treatments):
    known = {
        name: Standing(treatments.get(name.replace(".", "_"), Treatment(Outcome.RELEASE))) for name in NAMES
    }
    plan = replace(plan_of(NAMES), categories=known, alike=least)
    return answer_view(plan, route, VOCABULARY, frozenset())


def left(tree, least=3, **treatments):
    seen = view(least, **treatments)
    return withhold(tree, lambda _: seen, frozenset(), detectors(), str)


def record(number, place, born="1980-01-01"):
    return {"id": str(number), "place": place, "born": born}


def test_those_that_too_few_look_like_are_taken_out_whole():
    items = [record(n, place) for n, place in enumerate("aaabbc")]

    screened = left({"total": 6, "items": items})

    assert screened.tree == {"items": items[:3]}
    assert Count("/items/*", "identity.dob", Outcome.REMOVE, 3) in screened.counts
    assert Count("/items/*", "identity.name", Outcome.REMOVE, 3) in screened.counts
    assert screened.removed


def test_they_are_compared_as_they_would_leave():
    items = [record(n, "a", f"{year}-0{n}-01") for n, year in enumerate((1981, 1981, 1981, 1982), 1)] + [
        record(9, "a", "1981-12-31")
    ]

    assert left({"items": items}).tree == {"items": []}
    screened = left({"items": items}, identity_dob=YEAR)
    assert [one["born"] for one in screened.tree["items"]] == ["1981"] * 4
    assert {one["id"] for one in screened.tree["items"]} == {"1", "2", "3", "9"}


def test_the_requester_is_told_the_same_whoever_was_taken_out():
    some, none = [record(n, "a") for n in range(3)], [record(n, str(n)) for n in range(3)]

    assert left({"items": some}).view.withheld == left({"items": none}).view.withheld
    assert left({"items": none}).tree == left({"items": []}).tree == left({}).tree == {"items": []}


def test_what_does_not_leave_tells_nobody_apart():
    items = [record(n, "a") | {"status": str(n)} for n in range(3)]

    assert len(left({"items": items}).tree["items"]) == 3


@pytest.mark.parametrize("member", ["langs", "both"])
def test_each_part_of_a_record_counts(member):
    items = [record(n, "a") | {member: ["x"] if member == "langs" else "x"} for n in range(3)]
    items.append(record(4, "a"))

    assert left({"items": items}).tree == {"items": items[:3]}


def test_a_number_and_a_word_that_read_alike_are_told_apart():
    items = [record(n, "1") for n in range(3)] + [record(9, 1)]

    assert left({"items": items}).tree == {"items": items[:3]}


@pytest.mark.parametrize(
    "tree",
    [
        [],
        [{"items": []}],
        {"items": "all"},
        {"items": [[record(n, "a") for n in range(3)]]},
        "items",
        {"items": [[], []]},
    ],
)
def test_nothing_leaves_where_the_records_cannot_be_found(tree):
    with pytest.raises(Failure, match="records-not-found"):
        alike(tree, view())


@pytest.mark.parametrize("one", [{"place": "a"}, Ordered([{"place": "a"}])])
def test_one_that_stands_alone_is_a_list_of_one(one):
    assert alike({"items": one}, view())[0] == {"items": []}


def test_of_a_route_without_a_list_nothing_leaves():
    alone = replace(
        ROUTE, records=None, fields={("place",): ("identity.name",)}, markers={("place",): "null"}
    )

    assert alike([{"place": None}] * 4, view(route=alone)) == ({}, ())


def test_a_list_at_the_root_is_one():
    root = replace(ROUTE, records=None, fields={("*", "place"): ("identity.name",)})
    tree = [{"place": place} for place in "aaab"]

    assert alike(tree, view(route=root))[0] == tree[:3]


def test_where_nothing_tells_them_apart_there_must_be_enough():
    seen = view(route=replace(ROUTE, fields={("items", "*", "id"): ("record.id",)}))
    items = [{"id": str(n)} for n in range(3)]

    assert alike({"items": items}, seen) == ({"items": items}, ())
    assert alike({"items": items[:2]}, seen) == (
        {"items": []},
        (Count("/items/*", "record.id", Outcome.REMOVE, 2),),
    )


def test_nothing_is_touched_where_nobody_asks_for_it():
    tree = {"items": "all"}

    assert alike(tree, view(0)) == (tree, ())


def test_what_the_view_does_not_know_is_no_list():
    with pytest.raises(Failure):
        alike({"others": []}, replace(view(), alike=Alike(3, ("others",), frozenset())))


SOME = st.fixed_dictionaries(
    {"id": st.integers(0, 99).map(str)},
    optional={
        "place": st.sampled_from(["a", "b", None, 1]),
        "born": st.sampled_from(["1980-01-01", "1980-12-31", "1981-01-01"]),
        "langs": st.lists(st.sampled_from("xy"), max_size=2),
        "status": st.sampled_from("pq"),
    },
)


def looks(one):
    """What of a record is seen, by another way than the firewall's."""
    year = one.get("born", "-")[:4]
    return repr((one.get("place", "-"), year, one.get("langs", "-")))


@given(items=st.lists(SOME, max_size=25), least=st.integers(2, 6))
def test_each_group_that_leaves_is_large_enough_and_nothing_else_is_taken_out(items, least):
    out = left({"total": len(items), "items": items}, least, identity_dob=YEAR).tree

    everybody, groups = Counter(map(looks, items)), Counter(map(looks, out["items"]))
    assert set(out) == {"items"}
    assert all(times >= least for times in groups.values())
    assert [one["id"] for one in out["items"]] == [
        one["id"] for one in items if everybody[looks(one)] >= least
    ]


WITHIN = replace(
    ROUTE,
    fields={("items", "*", "who"): ("record.id",), ("items", "*", "who", "place"): ("identity.name",)},
)


def test_what_stands_deeper_tells_apart_also_where_what_it_stands_in_does_not():
    items = [{"who": {"place": place}} for place in "aaabb"]
    seen = view(route=WITHIN)

    screened = withhold({"items": items}, lambda _: seen, frozenset(), detectors(), str)

    assert screened.tree == {"items": items[:3]}


def test_members_that_stand_one_by_one_are_no_list_of_records():
    tree = Ordered([{"id": "1", "place": "a"}] * 3)

    with pytest.raises(Failure, match="records-not-found"):
        alike(tree, view(route=replace(ROUTE, records=(), fields={("*", "place"): ("identity.name",)})))


def test_a_list_that_nobody_declared_is_one_of_records():
    route = replace(ROUTE, fields={("items", "place"): ("identity.name",), ("items", "id"): ("record.id",)})
    items = [{"id": str(n), "place": place} for n, place in enumerate("aaabb")]

    assert alike({"items": items}, view(route=route))[0] == {"items": items[:3]}
