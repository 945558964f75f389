"""What ``firewall init`` tells: which path to try, and nothing that rewrites a terminal."""

from dataclasses import replace
from types import SimpleNamespace

from firewall.cli import founded
from firewall.founding.routes import plan
from firewall.survey.openapi import Draft
from firewall.survey.proposing import Proposal


def member(route, category, seen=1):
    return Proposal(route=f"s:{route}", path=("a",), category=category, seen=seen)


def test_the_path_to_try_is_one_of_which_much_is_known():
    made = plan([Draft(method="GET", path=path) for path in ("/few", "/many", "/many/{id}")])
    found = [
        member("few", "record.id"), member("few", "record.id"), member("many", "identity.name"),
        member("many", "contact.phone"), *(member("many-one", str(n)) for n in range(5)),
    ]  # fmt: skip

    assert founded._likeliest(made, SimpleNamespace(proposals=found)) == ("/many", "many")


def test_words_of_a_path_that_became_policy_are_told():
    named = plan([Draft(method="GET", path=path) for path in ("/city/AnaNobody", "/city/{id}")], asked=True)
    both = plan([Draft(method="GET", path="/described")], known=named.routes)
    nothing = SimpleNamespace(sampled=SimpleNamespace(notes=["said"]))

    told, said = founded._notes(both, nothing)
    assert told.startswith(
        "words of your paths that are in the policy now: AnaNobody, city. Write a part that"
    )
    assert said == "said"
    assert founded._notes(plan([Draft(method="GET", path="/described")]), nothing) == ["said"]


def test_a_member_is_shown_without_what_rewrites_a_terminal():
    assert founded.printable("/a\x1b[2J/ü") == "/a?[2J/ü"


def test_a_state_says_who_decides():
    sure = Proposal(route="r", path=("a",), category="x", words=("x",), confidence=0.9)

    keyed = replace(sure, keyed=True)

    assert [founded._state(one) for one in (sure, member("r", "x"), member("r", ""), keyed)] == [
        "declared", "waits for you", "unknown", "cannot be declared",
    ]  # fmt: skip
