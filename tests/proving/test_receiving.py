"""What counts as receiving."""

from datetime import date

import pytest

from firewall.model import Category, Outcome, Purpose, Treatment
from firewall.policy.rules import Says
from firewall.proving.broken import Paper
from firewall.proving.receiving import broken, exceeds, falls_short, sensitive
from tests.helpers_policy import (
    COUNTY,
    HOLD,
    REFUSE,
    RELEASE,
    REMOVE,
    YEAR,
    agreement,
    bundle,
    requester,
    route,
    rule,
)
from tests.proving.test_askers import promise
from tests.proving.test_broken import PAPER, question

MASK = Treatment(Outcome.MASK, "last-4")
HEALTH = frozenset({Purpose("health")})


@pytest.mark.parametrize(
    ("treatment", "bound", "is_more", "is_less"),
    [
        (RELEASE, REMOVE, True, False),
        (REMOVE, REMOVE, False, False),
        (HOLD, REMOVE, False, True),
        (YEAR, YEAR, False, False),
        (RELEASE, YEAR, True, False),
        (MASK, YEAR, True, True),
        (YEAR, RELEASE, False, True),
    ],
)
def test_more_and_less_than_a_bound(treatment, bound, is_more, is_less):
    assert exceeds(treatment, bound) is is_more
    assert falls_short(treatment, bound) is is_less


def asked(one, *parts, at=None, **changes):
    where = at or route("clinic:patient", "identity.name", "immigration.status")
    return broken(
        bundle(*parts, routes=(where,)),
        one,
        question(requester(COUNTY), **{"route": where, "papers": ()} | changes),
    )


def test_it_is_broken_where_a_member_goes_out_that_is_meant():
    found = asked(promise(data=("identity",)), agreement("identity", principal="county"))

    assert (found.member, found.category) == ("/f0", "identity.name")
    assert asked(promise(data=("immigration",)), agreement("identity", principal="county")) is None


def test_a_member_of_two_categories_goes_out_only_with_both():
    where = route(
        "clinic:patient",
        fields={
            ("both",): (Category("identity.name"), Category("immigration.status")),
            ("n",): (Category("identity.name"),),
        },
    )

    assert asked(promise(data=("immigration",)), agreement("identity", principal="county"), at=where) is None


def test_a_member_that_is_declared_as_more_may_hold_what_is_meant():
    where = route("clinic:patient", "immigration")
    found = asked(
        promise(data=("immigration.status",)), agreement("immigration", principal="county"), at=where
    )

    assert found.category == "immigration"


def test_free_text_may_hold_anything():
    where = route("clinic:patient", "case_notes")
    everything = agreement(
        "identity", "contact", "immigration", "case_notes", "record.id", principal="county"
    )
    cut = agreement("case_notes", "immigration", principal="county", cut_spans=True)

    assert sensitive(bundle(routes=(where,)), promise(data=("immigration.status",)), where) == [
        "immigration.status"
    ]
    assert asked(promise(data=("immigration",)), everything, at=where).member == "/f0"
    assert asked(promise(data=("immigration",)), cut, at=where).member == "/f0"
    assert asked(promise(data=("contact",)), cut, at=where) is None


def test_an_exchange_that_is_not_answered_gives_nothing():
    opens = agreement("identity", principal="county")

    assert asked(promise(data=("identity",)), opens, rule(REFUSE)) is None
    assert asked(promise(what=Says.NEVER_ANSWERED), opens).plan.outcome is Outcome.RELEASE
    assert asked(promise(what=Says.NEVER_ANSWERED), opens, rule(REFUSE)) is None


@pytest.mark.parametrize("unless", ["judicial", "warrant"])
def test_a_verified_paper_excuses_what_it_covers(unless):
    one = promise(data=("identity",), unless=frozenset({unless}))
    narrow = Paper(kind=PAPER.kind, bases=PAPER.bases, opens=True, covers=frozenset({Category("contact")}))
    opens = agreement("identity", principal="county")

    assert asked(one, opens, papers=(PAPER,)) is None
    assert asked(one, opens, papers=(narrow,)) is not None
    assert asked(one, opens) is not None


@pytest.mark.parametrize("unless", ["DSA-1", "duty"])
def test_an_agreement_excuses_by_its_name_and_by_what_it_stands_on(unless):
    opens = agreement("identity", principal="county", basis="duty")

    assert asked(promise(data=("identity",), unless=frozenset({unless})), opens) is None
    assert asked(promise(data=("identity",)), opens) is not None


def test_somebody_who_always_receives_gets_every_member():
    one = promise(
        what=Says.ALWAYS_RECEIVES, data=("identity",), bound=RELEASE, to=("county",), purposes=HEALTH
    )
    opens = agreement("identity", principal="county")

    assert asked(one, opens) is None
    assert asked(one, opens, rule(REMOVE, "identity")).member == "/f0"
    assert asked(one, opens, rule(REFUSE)).member == "/f0"
    assert asked(one, agreement("identity", principal="county", treatment=YEAR)).member == "/f0"
    assert (
        asked(
            promise(what=Says.ALWAYS_RECEIVES, data=("identity",), bound=YEAR),
            agreement("identity", principal="county", treatment=YEAR),
        )
        is None
    )


def test_the_day_counts():
    assert (
        asked(promise(data=("identity",)), agreement("identity", principal="county"), day=date(2031, 1, 1))
        is None
    )
