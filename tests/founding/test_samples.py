"""Invented records: every member in its place, each with a value of its own, and nobody's."""

import json

from firewall.founding.samples import chosen, sample
from firewall.survey.proposing import Proposal


def member(path, category="", route="r"):
    return Proposal(route=route, path=tuple(path.split("/")[1:]), category=category)


def test_every_member_stands_in_its_place():
    members = [
        member("/items/*/name", "identity.name"),
        member("/items/*/tags/*"),
        member("/items/*/at/x"),
        member("/total"),
    ]
    tree = json.loads(sample(members))

    assert tree["items"][0]["name"] == "Ada Invented"
    assert (len(tree["items"]), len(tree["items"][0]["tags"]), set(tree["items"][0]["at"])) == (1, 1, {"x"})
    assert set(tree) == {"items", "total"}


def test_a_list_may_be_all_there_is():
    assert set(json.loads(sample([member("/*/a"), member("/*/b/c")]))[0]) == {"a", "b"}


def test_no_two_members_have_the_same_value():
    members = [
        member(f"/m{n}", ("identity.name", "identity.dob", "contact.phone", "")[n % 4]) for n in range(80)
    ]
    values = json.loads(sample(members)).values()

    assert len(set(values)) == 80


def test_places_that_contradict_each_other_do_no_harm():
    assert json.loads(sample([member("/a"), member("/a/b"), member("/a/*/c"), member("/d/*")]))


def test_the_routes_with_the_most_to_say_are_chosen():
    proposals = [
        member("/a", route="few"), member("/a", "x", route="some"), member("/a", "x", route="most"),
        member("/b", "y", route="most"), member("/", "x", route="odd"),
    ]  # fmt: skip

    assert list(chosen(proposals, 2)) == ["most", "some"]


def test_nothing_that_is_keyed_by_values_is_in_a_sample():
    keyed = Proposal(route="r", path=("*", "name"), category="identity.name", keyed=True)

    assert chosen([keyed], 2) == {}
    assert chosen([keyed, member("/a")], 2) == {"r": [member("/a")]}
