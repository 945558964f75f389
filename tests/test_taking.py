"""What an exchange takes is taken once, and what is not there opens nothing."""

from datetime import date

from firewall.model import Category, Outcome
from firewall.policy.compiled import Compiled
from firewall.taking import gave_too_many, planned
from tests.helpers import People
from tests.helpers_policy import COUNTY, agreement, bundle, exchange, grant

GIVES = agreement("identity", records_per_request=5, records_per_day=8)
NAME = frozenset({Category("identity.name")})


def test_the_records_of_a_request_are_taken_from_the_day_until_none_are_left():
    people, compiled = People(), Compiled(bundle(GIVES))
    asked = exchange(COUNTY, selects=NAME)

    outcomes = [planned(compiled, people, asked, 4)[0].outcome for _ in range(3)]

    assert outcomes == [Outcome.RELEASE, Outcome.RELEASE, Outcome.HOLD]
    assert people.spent == {("DSA-1", date(2026, 6, 15)): 8}


def test_more_than_one_request_may_have_holds_it_and_takes_nothing():
    people = People()
    plan, asked = planned(Compiled(bundle(GIVES)), people, exchange(COUNTY, selects=NAME), 6)

    assert (plan.outcome, asked.over_limit, people.spent) == (Outcome.HOLD, {"DSA-1"}, {})


def test_a_use_is_spent_once_and_a_spent_one_opens_nothing():
    once = grant("identity", partner="county", uses_left=1)
    people, compiled = People(once), Compiled(bundle())
    asked = exchange(COUNTY, selects=NAME, processes=(once,))

    outcomes = [planned(compiled, people, asked, 1)[0].outcome for _ in range(2)]

    assert outcomes == [Outcome.RELEASE, Outcome.REFUSE]
    assert people.spends == ["G-1", "G-1"]


def test_a_service_that_gives_more_than_was_asked_for_takes_it_from_the_day():
    people, compiled = People(), Compiled(bundle(GIVES))
    plan, asked = planned(compiled, people, exchange(COUNTY, selects=NAME), 1)

    assert [gave_too_many(plan, people, asked, records) for records in (1, 6, 5, 5)] == [
        False,
        True,
        False,
        True,
    ]
