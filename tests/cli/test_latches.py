"""``firewall latch``: what is removed until somebody has looked."""

import pytest

from firewall import books
from firewall.app import load_policies


@pytest.fixture
def latched(town):
    """A member of a route, latched as by a finding in an answer."""

    def latch(member):
        compiled = load_policies(town.directory / "policies")
        with books.opened(town.data, compiled.bundle, town.clock()) as opened:
            opened.persons.latch(compiled.bundle.routes["school:student"], frozenset({member}), town.clock())

    return latch


def members(town):
    return [(row["route"], row["member"]) for row in town.firewall("latch", "list", "--json").json]


def test_a_latched_member_is_listed_with_what_it_was_declared_as(town, latched):
    latched("/School")
    row = next(row for row in town.firewall("latch", "list", "--json").json if row["member"] == "/School")

    assert (row["route"], row["declared"]) == ("school:student", ["education.enrolment"])
    assert "/School" in town.firewall("latch", "list").out


def test_a_latch_is_cleared_with_a_reason_and_recorded(town, latched, told):
    latched("/GradeLevel")
    done = town.firewall(
        "latch", "clear", "school:student", "/GradeLevel", "--why", "a form was changed", "--by", "C. Counsel"
    )
    entry = told(done)

    assert ("school:student", "/GradeLevel") not in members(town)
    assert (entry["act"], entry["subject"], entry["by"]) == (
        "latch clear",
        "school:student /GradeLevel",
        "C. Counsel",
    )
    assert entry["facts"] == {"why": "a form was changed"}


def test_a_latch_is_not_cleared_without_a_reason(town, latched):
    latched("/HomeLanguage")
    done = town.firewall("latch", "clear", "school:student", "/HomeLanguage", "--why", "")

    assert done.code == 2
    assert ("school:student", "/HomeLanguage") in members(town)


def test_what_is_not_latched_cannot_be_cleared(town):
    done = town.firewall("latch", "clear", "school:student", "/Nothing", "--why", "x")

    assert (done.code, done.out) == (2, "")
    assert "nothing is latched there" in done.err
