"""Who may ask what, when and with what in hand."""

from dataclasses import replace
from datetime import date

from firewall.model import UNKNOWN, Category, Direction, PartnerId, ProcessKind
from firewall.policy.diff.contexts import (
    BARE,
    Condition,
    alike_processes,
    asked_by,
    askers,
    boundaries,
    conditions,
    days,
    may_be_asked_by,
    selects,
)
from firewall.policy.rules import Declaration
from tests.helpers_diff import PARTNERS, TODAY, city, pair_of
from tests.helpers_policy import HOLD, REFER, agreement, needs, route, rule


def test_every_partner_of_either_side_and_every_kind_asks():
    both = pair_of(city(), city())

    assert askers(both) == (
        "county", "dealer", "ice",
        "agency", "agency.health", "enforcement", "enforcement.civil", "subject", "unknown", "vendor",
    )  # fmt: skip


def test_a_word_that_is_no_partner_and_no_kind_is_a_stranger():
    side = pair_of(city(), city()).before

    assert side.requester("nobody") is UNKNOWN
    assert side.requester("agency").party.id == PartnerId("")
    assert side.requester("dealer").principal.id == "ice"


def test_days_are_today_and_each_day_on_which_something_begins_or_is_over():
    bundle = city(
        agreement(starts=date(2026, 9, 1), ends=date(2026, 12, 31)),
        rule(REFER, starts=date(2026, 1, 1), ends=date(2026, 7, 31)),
    )

    assert set(boundaries(bundle)) == {
        date(2026, 9, 1), date(2027, 1, 1), date(2026, 1, 1), date(2026, 8, 1),
    }  # fmt: skip
    assert days(pair_of(city(), bundle), TODAY) == (
        TODAY, date(2026, 8, 1), date(2026, 9, 1), date(2027, 1, 1),
    )  # fmt: skip


def test_contracts_and_declarations_begin_and_end_too():
    signed = Declaration(word="no-onward", starts=TODAY, ends=date(2026, 8, 31), signed_by="A")
    county = replace(PARTNERS["county"], declares=(signed,), ends=date(2026, 12, 31))

    assert {date(2026, 9, 1), date(2027, 1, 1)} <= set(boundaries(city(partners={"county": county})))


def test_the_last_day_there_is_has_no_day_after_it():
    assert list(boundaries(city(rule(REFER, starts=date(2026, 1, 1), ends=date.max)))) == [date(2026, 1, 1)]


def test_conditions_are_what_a_policy_could_tell_from_nothing():
    plain = pair_of(city(), city())
    telling = pair_of(
        city(), city(rule(HOLD, claims=frozenset({ProcessKind("admin-subpoena")})), agreement(needs=needs("statutory-request")))
    )  # fmt: skip

    assert {c.claim for c in conditions(plain)} == {""}
    assert {c.claim for c in conditions(telling)} == {"", "admin-subpoena", "statutory-request"}
    assert conditions(telling)[0] == BARE
    assert Condition(approval=True) in conditions(telling)


def test_a_process_and_an_approval_together_are_tried_where_both_are_needed():
    both = pair_of(city(), city(agreement(needs=needs("statutory-request", approval="officer"))))

    assert Condition(process="statutory-request", approval=True) in conditions(both)
    assert Condition(process="warrant", approval=True) not in conditions(both)


def test_the_citys_own_messages_are_tried_where_something_is_about_them():
    outbound = city(agreement(direction=Direction.OUTBOUND))

    assert not any(c.outbound for c in conditions(pair_of(city(), city())))
    assert any(c.outbound for c in conditions(pair_of(city(), outbound)))
    assert Condition(outbound=True).direction is Direction.OUTBOUND
    assert any(
        c.outbound for c in conditions(pair_of(city(rule(REFER, direction=Direction.OUTBOUND)), city()))
    )


def test_kinds_of_process_that_no_policy_tells_apart_are_one():
    same = alike_processes(pair_of(city(), city()))
    apart = alike_processes(pair_of(city(), city(agreement(needs=needs("statutory-request")))))

    assert frozenset({"warrant"}) in same
    assert frozenset({"statutory-request"}) in apart
    assert not any("counsel-approval" in kinds for kinds in same)


def test_a_request_is_asked_by_its_address_and_may_be_by_more():
    asked = route(
        "clinic:patients", path={"id": Category("record.id")},
        query={"name": "identity.name", "page": "paging", "fields": "selection"}, body={("f",): ("contact",)},
    )  # fmt: skip

    assert asked_by(asked) == {"record.id"}
    assert may_be_asked_by([asked]) == ("contact", "identity.name")
    assert may_be_asked_by([route("clinic:new", query={"name": "identity.name"}, accepts=())]) == (
        "identity.name",
    )
    assert selects(asked)
    assert selects(route("clinic:s", body={("f",): ("selection",)}))
    assert not selects(route("clinic:patient"))
