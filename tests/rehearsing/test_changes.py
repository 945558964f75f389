"""Every small change that could go unnoticed is made, one at a time."""

from dataclasses import replace
from datetime import date

import pytest

from firewall.model import Direction, RouteId, RuleId
from firewall.policy.decide import plan
from firewall.rehearsing.changes import Kind, changed, changes, declared
from tests.helpers_policy import (
    COUNTY,
    HOLD,
    PATIENT,
    REFER,
    REFUSE,
    REMOVE,
    YEAR,
    agreement,
    bundle,
    exchange,
    needs,
    process,
    route,
    rule,
    shares,
)


def made(*parts, kind, **changes_):
    known = bundle(*parts, **changes_)
    return [change for change in changes(known) if change.kind is kind]


def words(*parts, kind):
    return [change.what for change in made(*parts, kind=kind)]


def test_a_rule_is_taken_away():
    (change,) = made(rule(REFER, "immigration"), kind=Kind.GONE)

    assert changed(bundle(change.old), change).rules == ()


def test_a_category_that_a_service_declares_is_no_longer_covered():
    known = bundle(rule(REFUSE, "identity", "immigration"), routes=(PATIENT,))
    less = [change for change in changes(known) if change.kind is Kind.COVERS_LESS]

    assert [change.what for change in less] == ["identity.dob", "identity.name", "immigration.status"]
    without = changed(known, less[1])
    assert plan(without, exchange()).categories["identity.name"].rules == ()
    assert plan(without, exchange()).categories["identity.dob"].rules == ("law/rule",)


@pytest.mark.parametrize(
    ("then", "data", "looser"),
    [
        (REFUSE, ("identity",), ["hold"]),
        (HOLD, ("identity",), ["refer"]),
        (REFER, ("identity",), ["remove"]),
        (REMOVE, ("identity",), []),
        (YEAR, ("identity",), []),
        (REFUSE, (), ["hold"]),
        (HOLD, (), []),
    ],
)
def test_a_rule_says_the_next_looser_thing(then, data, looser):
    assert words(rule(then, *data), kind=Kind.LOOSER) == looser


def test_a_rule_yields_to_one_basis_more():
    """Refer and hold yield to counsel anyway."""
    judicial = {"yields_to": frozenset({"judicial"})}

    assert words(rule(REMOVE, "identity", **judicial), kind=Kind.YIELDS_MORE) == [
        "consent",
        "counsel",
        "duty",
        "emergency",
    ]
    assert words(rule(REFER, "identity", **judicial), kind=Kind.YIELDS_MORE) == [
        "consent",
        "duty",
        "emergency",
    ]


def test_a_rule_is_about_fewer():
    about = rule(REFER, "identity", to=("agency", "vendor"), routes=("clinic", "parks"))

    assert words(about, kind=Kind.FEWER_REQUESTERS) == ["agency", "vendor"]
    assert words(about, kind=Kind.FEWER_PLACES) == ["clinic", "parks"]
    assert (
        words(rule(REFER, "identity", to=("agency",), routes=("clinic",)), kind=Kind.FEWER_REQUESTERS) == []
    )


def test_an_agreement_shares_more_and_less_and_whole():
    known = agreement(shares=(shares("identity.name"), shares("identity.dob", treatment=YEAR)))

    assert words(known, kind=Kind.SHARES_MORE) == ["contact.phone", "immigration.status"]
    assert words(known, kind=Kind.SHARES_LESS) == ["identity.dob", "identity.name"]
    assert words(known, kind=Kind.WHOLE) == ["identity.dob"]
    (whole,) = made(known, kind=Kind.WHOLE)
    assert plan(changed(bundle(known), whole), exchange(COUNTY)).of("identity.dob").outcome == 0


def test_free_text_is_shared_more_only_where_findings_are_cut_out_of_it():
    notes = route("clinic:notes", "case_notes")

    def more(**said):
        return [c.what for c in made(agreement("identity", **said), routes=(notes,), kind=Kind.SHARES_MORE)]

    assert (more(), more(cut_spans=True)) == ([], ["case_notes"])


def test_what_an_agreement_asks_for_is_dropped():
    known = agreement("identity", needs=needs("warrant"), through=("vendor",), records_per_day=10)

    for kind in (
        Kind.NEEDS_LESS,
        Kind.ANY_AGENT,
        Kind.FEWER_AGENTS,
        Kind.ANY_PURPOSE,
        Kind.ASKED_BY_ANYTHING,
        Kind.WITHOUT_LIMITS,
    ):
        (change,) = made(known, kind=kind)
        assert change.new != change.old, kind
    (longer,) = made(known, kind=Kind.LONGER)
    assert (longer.new.ends - longer.old.ends).days == 365
    assert made(agreement("identity", ends=date.max), kind=Kind.LONGER) == []


def test_what_an_agreement_does_not_ask_for_is_not_dropped():
    plain = agreement("identity")

    for kind in (Kind.NEEDS_LESS, Kind.FEWER_AGENTS, Kind.WITHOUT_LIMITS):
        assert made(plain, kind=kind) == []
    (change,) = made(agreement("identity", k_anonymity=5), kind=Kind.WITHOUT_LIMITS)
    assert change.new == plain
    assert made(agreement("identity", direction=Direction.OUTBOUND), kind=Kind.ASKED_BY_ANYTHING) == []


def test_an_agreement_about_an_intake_shares_nothing_more():
    intake = agreement(services=("clinic:intake",))

    assert made(intake, kind=Kind.SHARES_MORE) == made(intake, kind=Kind.ASKED_BY_ANYTHING) == []


def test_any_agent_is_any():
    (change,) = made(agreement("identity"), kind=Kind.ANY_AGENT)
    carried = exchange(replace(COUNTY, id="x", kind="vendor"), COUNTY)

    assert plan(bundle(agreement("identity")), carried).met == ()
    assert plan(changed(bundle(change.old), change), carried).met == ("DSA-1",)


def test_needs_that_are_dropped_open_without_a_paper():
    known = agreement("identity", needs=needs("warrant"))
    (change,) = made(known, kind=Kind.NEEDS_LESS)

    assert plan(bundle(known), exchange(COUNTY)).met == ()
    assert plan(changed(bundle(known), change), exchange(COUNTY)).met == ("DSA-1",)
    assert process("identity").kind == "warrant"


def test_what_would_let_most_out_comes_first():
    found = changes(bundle(rule(REFUSE, "identity", id=RuleId("a/x")), agreement("identity.name")))

    assert [change.kind for change in found] == sorted(change.kind for change in found)
    assert found[0].kind is Kind.GONE


def test_declared_are_the_categories_of_these_places():
    known = bundle(routes=(PATIENT, route("parks:permit", "case_notes")))

    assert declared(known, ("parks",)) == declared(known, (RouteId("parks:permit"),)) == ["case_notes"]
    assert declared(known, ()) == [
        "case_notes", "contact.phone", "identity.dob", "identity.name", "immigration.status",
    ]  # fmt: skip
