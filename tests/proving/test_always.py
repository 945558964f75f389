"""The search for a day on which somebody does not receive what they always should."""

from dataclasses import replace
from datetime import date

from firewall.policy.rules import Says
from firewall.proving.always import always
from firewall.proving.askers import Askers
from firewall.proving.reach import Reach
from tests.helpers_policy import RELEASE, REMOVE, agreement, bundle, needs, route, rule
from tests.proving.test_askers import PARTNERS, promise

WHERE = route("clinic:patient", "identity.name", "immigration.status")
OPENS = agreement("identity", principal="county")
COUNTY = promise(
    what=Says.ALWAYS_RECEIVES, data=("identity",), bound=RELEASE, to=("county",), purposes=frozenset({"health"}),
    routes=("clinic:patient",), during=("DSA-1",),
)  # fmt: skip


def search(one, *parts):
    policy = replace(bundle(*parts, routes=(WHERE, route("clinic:intake", "contact"))), partners=PARTNERS)
    return always(Reach(policy), Askers(policy), one)


def test_it_is_kept_as_long_as_the_agreement_runs():
    assert search(COUNTY, OPENS) is None


def test_the_first_day_on_which_a_new_rule_cuts_it_is_found():
    found = search(COUNTY, OPENS, rule(REMOVE, "identity.name", starts=date(2026, 9, 1)))

    assert (found.question.day, found.member, found.question.word) == (date(2026, 9, 1), "/f0", "county")


def test_without_the_agreements_that_it_names_it_ends_when_they_do():
    found = search(replace(COUNTY, during=()), OPENS)

    assert found.question.day == date(2027, 1, 1)
    assert search(replace(COUNTY, during=(), ends=date(2026, 12, 31)), OPENS) is None


def test_a_time_that_never_comes_asks_nothing():
    assert search(replace(COUNTY, starts=date(2030, 1, 1)), OPENS) is None


def test_of_a_service_only_the_routes_that_hold_it_are_asked():
    assert search(replace(COUNTY, routes=("clinic",)), OPENS) is None


def test_every_partner_of_a_kind_is_meant():
    assert search(replace(COUNTY, to=("agency",)), OPENS).question.word == "pool"


def test_papers_are_had_where_the_promise_says_so():
    needing = agreement("identity", principal="county", needs=needs("statutory-request"))

    assert search(COUNTY, needing) is not None
    assert search(replace(COUNTY, having=("statutory-request",)), needing) is None
