"""What ``firewall init`` tells: which path to try, and nothing that rewrites a terminal."""

import io
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
import typer

from firewall.cli import founded
from firewall.founding.routes import plan
from firewall.founding.texts import First
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


@pytest.fixture
def said(monkeypatch):
    """Nobody sits at a terminal."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return First(
        city="our-city", title="Our City", contact="data@city.example", service="residents", partner="first-partner",
        kind="city-agency", purpose="service-delivery", shares=("record",), today=date(2026, 11, 29),
    )  # fmt: skip


def test_packs_are_taken_by_name_each_once(said):
    assert founded.with_packs(said, ["us-il-chicago", "us-il-chicago", "eu-de"]).packs == (
        "us-il-chicago",
        "eu-de",
    )
    assert founded.with_packs(said, None).packs == ()


def test_a_pack_that_there_is_not_is_told_with_the_nearest(said):
    with pytest.raises(typer.BadParameter, match="us-il-chicago"):
        founded.with_packs(said, ["us-il-chicgo"])
