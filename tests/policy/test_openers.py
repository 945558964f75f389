from datetime import date, timedelta

import pytest

from firewall.model import Category, Direction, Outcome, ProcessKind, Purpose, Treatment
from firewall.policy.openers import covers_exchange, is_one_of, openers
from firewall.policy.rules import Declaration, Needs, Partner
from tests.helpers_policy import (
    COUNTY,
    DEPARTMENT,
    HERE,
    ICE,
    NOON,
    RELEASE,
    STRANGER,
    VENDOR,
    YEAR,
    agreement,
    bundle,
    changed,
    exchange,
    grant,
    needs,
    party,
    process,
    shares,
)

DAY = NOON.date()
SECOND = timedelta(seconds=1)


def met(*parts, **asked):
    chain = asked.pop("chain", (COUNTY,))
    return openers(bundle(*parts), exchange(*chain, **asked)).met


def is_met(part, **asked):
    return bool(met(part, **asked))


# ---- chain, service, purpose, direction, dates


@pytest.mark.parametrize(
    ("chain", "changes", "is_so"),
    [
        ((COUNTY,), {}, True),
        ((COUNTY,), {"principal": "agency.health"}, True),
        ((COUNTY,), {"principal": "agency"}, True),
        ((COUNTY,), {"principal": "agency.healthy"}, False),
        ((ICE,), {}, False),
        ((STRANGER,), {}, False),
        ((VENDOR, COUNTY), {}, False),
        ((VENDOR, COUNTY), {"through": ("vendor",)}, True),
        ((VENDOR, DEPARTMENT, COUNTY), {"through": ("vendor",)}, False),
        ((VENDOR, DEPARTMENT, COUNTY), {"through": ("vendor", "agency")}, True),
        ((COUNTY, VENDOR), {"through": ("vendor",)}, False),
    ],
)
def test_an_agreement_is_with_the_principal_and_names_every_agent(chain, changes, is_so):
    assert is_met(agreement("identity", **changes), chain=chain, purpose="health") is is_so


@pytest.mark.parametrize(
    ("onward", "recipients", "is_so"),
    [
        ((), (), True),
        ((VENDOR,), (), False),
        ((VENDOR,), ("vendor",), True),
        ((VENDOR, ICE), ("vendor",), False),
    ],
)
def test_every_onward_recipient_stands_in_the_agreement(onward, recipients, is_so):
    assert is_met(agreement("identity", onward=recipients), onward=onward) is is_so


@pytest.mark.parametrize(
    ("services", "is_so"),
    [
        (("clinic",), True),
        (("clinic:patient",), True),
        (("clinic:intake",), False),
        (("school",), False),
        (("school", "clinic"), True),
    ],
)
def test_an_agreement_is_about_its_services(services, is_so):
    assert is_met(agreement("identity", services=services)) is is_so


@pytest.mark.parametrize(("purpose", "is_so"), [("health", True), ("billing", False), (None, False)])
def test_an_agreement_is_for_its_purposes(purpose, is_so):
    assert is_met(agreement("identity"), purpose=purpose) is is_so


@pytest.mark.parametrize(
    ("starts", "ends", "is_so"),
    [
        (DAY, DAY, True),
        (DAY + timedelta(days=1), date.max, False),
        (date.min, DAY - timedelta(days=1), False),
    ],
)
def test_an_agreement_has_its_dates_and_both_are_in_it(starts, ends, is_so):
    assert is_met(agreement("identity", starts=starts, ends=ends)) is is_so


def test_an_agreement_for_sending_does_not_answer_and_the_other_way_round():
    assert not is_met(agreement("identity", direction=Direction.OUTBOUND))
    assert is_met(agreement("identity", direction=Direction.OUTBOUND), direction=Direction.OUTBOUND)
    assert not is_met(agreement("identity"), direction=Direction.OUTBOUND)


def test_an_agreement_that_nobody_signed_opens_nothing():
    assert not is_met(agreement("identity", signed_by=""))


# ---- asks_by


@pytest.mark.parametrize(
    ("asks", "is_so"),
    [
        ({"record.id"}, True),
        (set(), True),
        ({"record.id", "identity.name"}, False),
        ({"contact"}, False),
    ],
)
def test_a_request_may_hold_only_what_asks_by_names(asks, is_so):
    assert is_met(agreement("identity"), asks=frozenset(asks)) is is_so


def test_a_word_of_asks_by_covers_those_below_it_but_not_above():
    wide = agreement("identity", asks_by=("identity",))
    narrow = agreement("identity", asks_by=("identity.name",))

    assert is_met(wide, asks=frozenset({"identity.name"}))
    assert not is_met(narrow, asks=frozenset({"identity"}))


def test_an_intake_and_the_citys_own_sending_are_the_message_itself():
    assert is_met(agreement("identity"), route="clinic:intake", asks=frozenset({"contact"}))
    assert is_met(
        agreement("identity", direction=Direction.OUTBOUND),
        direction=Direction.OUTBOUND,
        asks=frozenset({"contact"}),
    )


# ---- what it names


def test_a_category_named_twice_gets_the_stricter_and_words_cover_those_below():
    (found,) = met(agreement(shares=(shares("identity"), shares("identity.dob", treatment=YEAR))))

    assert found.names == {"identity": RELEASE, "identity.name": RELEASE, "identity.dob": YEAR}


def test_an_ordinary_agreement_has_no_basis_that_a_law_yields_to():
    assert met(agreement("identity"))[0].bases == frozenset()
    assert met(agreement("identity", basis="duty"))[0].bases == {"duty"}
    assert met(agreement("identity", basis="emergency"))[0].bases == {"emergency"}


def test_an_agreement_establishes_the_purpose_that_was_stated():
    (found,) = met(agreement("identity", purposes=frozenset({Purpose("health"), Purpose("billing")})))

    assert found.purposes == {"health"}


# ---- limits


def test_over_its_limit_an_agreement_is_not_met():
    found = openers(bundle(agreement("identity")), exchange(COUNTY, over_limit=frozenset({"DSA-1"})))

    assert (found.met, found.over_limit) == ((), ("DSA-1",))


def test_a_limit_of_an_agreement_that_does_not_match_holds_nothing():
    found = openers(bundle(agreement("identity")), exchange(ICE, over_limit=frozenset({"DSA-1"})))

    assert found.over_limit == ()


def test_a_process_of_the_same_name_is_not_caught_by_a_limit():
    asked = exchange(ICE, processes=(process("identity", id="DSA-1"),), over_limit=frozenset({"DSA-1"}))

    assert len(openers(bundle(), asked).met) == 1


# ---- a process counts


@pytest.mark.parametrize(
    ("changes", "does"),
    [
        ({}, True),
        ({"verified_by": None}, False),
        ({"partner": "county"}, False),
        ({"targets": frozenset({"other"})}, False),
        ({"targets": frozenset()}, False),
        ({"starts": NOON}, True),
        ({"starts": NOON + SECOND}, False),
        ({"ends": NOON}, True),
        ({"ends": NOON - SECOND}, False),
        ({"purposes": frozenset()}, True),
        ({"purposes": frozenset({Purpose("health")})}, False),
        ({"uses_left": 1}, True),
        ({"uses_left": 0}, False),
    ],
)
def test_a_process_counts_within_its_scope_target_and_dates(changes, does):
    assert covers_exchange(process("identity", **changes), exchange(ICE)) is does


def test_a_process_names_everyone_who_carries_it_and_everyone_after():
    paper = process("identity", through=frozenset({"vendor"}))

    assert covers_exchange(paper, exchange(VENDOR, ICE))
    assert covers_exchange(paper, exchange(ICE, onward=(VENDOR,)))
    assert not covers_exchange(paper, exchange(DEPARTMENT, ICE))
    assert not covers_exchange(paper, exchange(ICE, onward=(COUNTY,)))


def test_a_warrant_of_the_one_who_carries_is_not_the_principals():
    paper = process("identity", partner="vendor", through=frozenset({"vendor", "ice"}))

    assert covers_exchange(paper, exchange(VENDOR, purpose="enforcement"))
    assert not covers_exchange(paper, exchange(VENDOR, ICE))


def test_a_process_of_nobody_is_nobodys():
    assert not covers_exchange(process("identity", partner=""), exchange(party("", "enforcement")))


def test_a_process_covers_every_purpose_where_the_request_states_none():
    assert covers_exchange(process("identity"), exchange(ICE, purpose=None))


def test_a_claimed_warrant_is_not_a_warrant():
    claimed = exchange(
        ICE, claims=frozenset({ProcessKind("warrant")}), processes=(process("identity", verified_by=None),)
    )

    assert openers(bundle(), claimed).met == ()


def test_a_verified_warrant_opens_its_categories_and_those_below():
    (found,) = openers(bundle(), exchange(ICE, processes=(process("identity", "contact.phone"),))).met

    assert found.names == dict.fromkeys(
        ["identity", "identity.name", "identity.dob", "contact.phone"], RELEASE
    )
    assert found.bases == {"judicial", "warrant"}
    assert found.purposes == {"enforcement"}


def test_a_process_that_only_meets_needs_opens_nothing_by_itself():
    assert openers(bundle(), exchange(ICE, processes=(process("identity", opens=False),))).met == ()


def test_a_process_opens_nothing_of_what_the_city_sends():
    sent = exchange(ICE, direction=Direction.OUTBOUND, processes=(process("identity"),))

    assert openers(bundle(), sent).met == ()


def test_the_process_gives_the_purpose_where_the_request_states_none():
    (found,) = openers(bundle(), exchange(ICE, purpose=None, processes=(process("identity"),))).met

    assert found.purposes == {"enforcement"}


def test_a_grant_is_used_up_and_a_warrant_is_not():
    papers = (process("identity"), grant("identity"))

    assert [o.spends for o in openers(bundle(), exchange(ICE, processes=papers)).met] == [False, True]


# ---- needs

STATUTORY = process("identity", id="LP-2", kind="statutory-request", bases=frozenset({"duty"}), opens=False)
IN_NEED = agreement(
    "identity",
    "contact",
    principal="ice",
    purposes=frozenset({"enforcement"}),
    needs=needs("statutory-request"),
)


def test_an_agreement_whose_process_nobody_has_does_not_match():
    found = openers(bundle(IN_NEED), exchange(ICE))

    assert (found.met, found.pending) == ((), ())


def test_an_agreement_whose_process_is_claimed_waits_for_a_person():
    found = openers(bundle(IN_NEED), exchange(ICE, claims=frozenset({"statutory-request"})))

    assert found.met == ()
    assert [o.id for o in found.pending] == ["DSA-1"]
    assert found.pending[0].bases == {"statutory-request", "duty"}


@pytest.mark.parametrize(
    "changes", [{"verified_by": None}, {"targets": frozenset({"other"})}, {"uses_left": 0}]
)
def test_a_needed_process_that_does_not_count_meets_no_need(changes):
    found = openers(bundle(IN_NEED), exchange(ICE, processes=(changed(STATUTORY, **changes),)))

    assert (found.met, found.pending) == ((), ())


def test_a_claim_of_another_process_does_not_meet_the_need():
    found = openers(bundle(IN_NEED), exchange(ICE, claims=frozenset({"warrant"})))

    assert (found.met, found.pending) == ((), ())


def test_what_an_agreement_opens_is_cut_to_the_process_it_needs():
    (found,) = openers(bundle(IN_NEED), exchange(ICE, processes=(STATUTORY,))).met

    assert set(found.names) == {"identity", "identity.name", "identity.dob"}
    assert found.bases == {"statutory-request", "duty"}


def test_each_of_two_processes_opens_what_it_covers_and_with_its_own_basis():
    either = agreement(
        "identity",
        "contact",
        principal="ice",
        purposes=frozenset({"enforcement"}),
        needs=needs("statutory-request", "warrant"),
    )
    warrant = process("contact", opens=False)
    found = openers(bundle(either), exchange(ICE, processes=(STATUTORY, warrant))).met

    assert [(set(o.names), o.bases) for o in found] == [
        ({"identity", "identity.name", "identity.dob"}, {"duty", "statutory-request"}),
        ({"contact", "contact.phone"}, {"judicial", "warrant"}),
    ]


def test_the_needed_process_gives_the_purpose_where_the_request_states_none():
    (found,) = openers(bundle(IN_NEED), exchange(ICE, purpose=None, processes=(STATUTORY,))).met

    assert found.purposes == {"enforcement"}
    assert (
        openers(bundle(IN_NEED), exchange(ICE, purpose=None, claims=frozenset({"statutory-request"}))).pending
        == ()
    )


APPROVED = agreement(
    "identity",
    "contact",
    principal="ice",
    purposes=frozenset({"enforcement"}),
    needs=needs(approval="officer"),
)


def test_an_agreement_that_needs_approval_waits_until_somebody_approved():
    found = openers(bundle(APPROVED), exchange(ICE))

    assert (found.met, [o.id for o in found.pending]) == ((), ["DSA-1"])


def test_an_approval_cuts_the_agreement_and_lends_it_no_basis():
    found = openers(bundle(APPROVED), exchange(ICE, processes=(grant("contact", opens=False),)))

    assert found.pending == ()
    assert [(set(o.names), o.bases) for o in found.met] == [({"contact", "contact.phone"}, frozenset())]


def test_an_approval_that_was_used_up_is_none():
    found = openers(bundle(APPROVED), exchange(ICE, processes=(grant("contact", uses_left=0),)))

    assert (found.met, len(found.pending)) == ((), 1)


def test_a_process_without_the_approval_still_waits():
    both = agreement(
        "identity",
        principal="ice",
        purposes=frozenset({"enforcement"}),
        needs=needs("statutory-request", approval="officer"),
    )

    assert len(openers(bundle(both), exchange(ICE, processes=(STATUTORY,))).pending) == 1
    assert (
        len(openers(bundle(both), exchange(ICE, processes=(STATUTORY, grant("identity", opens=False)))).met)
        == 1
    )
    assert openers(bundle(both), exchange(ICE, processes=(grant("identity", opens=False),))).met == ()


# ---- who is meant


def test_no_name_is_nobodys_name():
    assert not is_one_of(STRANGER, ("", "county"))
    assert is_one_of(ICE, ("enforcement",))
    assert not is_one_of(ICE, ("enforcement.criminal",))
    assert not is_one_of(ICE, ())


def test_treatments_of_shares_are_kept_as_they_are_written():
    (found,) = met(agreement("identity.name", treatment=Treatment(Outcome.MASK, "last-2")))

    assert found.names == {Category("identity.name"): Treatment(Outcome.MASK, "last-2")}


# ---- declarations on file, and contracts

DECLARING = agreement("identity", needs=Needs(declaration=frozenset({"no-use"})))
ON_FILE = Declaration(word="no-use", starts=DAY, ends=DAY, signed_by="Sheriff")


def partner(of, **changes):
    return Partner(id=of.id, title="The " + of.id.title(), kind=of.kind, at=HERE, **changes)


def known(*partners):
    return {one.id: one for one in partners}


@pytest.mark.parametrize(
    ("declares", "is_so"),
    [
        ((), False),
        ((ON_FILE,), True),
        ((changed(ON_FILE, word="other"),), False),
        ((changed(ON_FILE, starts=DAY + timedelta(1), ends=DAY + timedelta(9)),), False),
        ((changed(ON_FILE, starts=DAY - timedelta(9), ends=DAY - timedelta(1)),), False),
        ((changed(ON_FILE, signed_by=""),), False),
        ((changed(ON_FILE, signed_by=""), ON_FILE), True),
    ],
)
def test_an_agreement_that_needs_a_declaration_opens_where_it_is_on_file_today(declares, is_so):
    policy = bundle(DECLARING, partners=known(partner(COUNTY, declares=declares)))

    assert bool(openers(policy, exchange(COUNTY)).met) is is_so


def test_the_declaration_is_the_principals_own_and_no_agents():
    carried = changed(DECLARING, through=("vendor",))
    policy = bundle(carried, partners=known(partner(COUNTY), partner(VENDOR, declares=(ON_FILE,))))

    assert openers(policy, exchange(VENDOR, COUNTY)).met == ()


def test_somebody_without_a_name_has_nothing_on_file():
    policy = bundle(changed(DECLARING, principal="unknown"), partners={})

    assert openers(policy, exchange(STRANGER, purpose="health")).met == ()


@pytest.mark.parametrize(
    ("whose", "chain", "onward"),
    [(COUNTY, (COUNTY,), ()), (VENDOR, (VENDOR, COUNTY), ()), (VENDOR, (COUNTY,), (VENDOR,))],
)
@pytest.mark.parametrize(
    ("dates", "is_so"),
    [
        ({}, True),
        ({"ends": DAY}, True),
        ({"starts": DAY}, True),
        ({"ends": DAY - timedelta(1)}, False),
        ({"starts": DAY + timedelta(1)}, False),
    ],
)
def test_an_ended_contract_of_anybody_in_the_chain_ends_what_agreements_give(
    whose, chain, onward, dates, is_so
):
    open_to_all = agreement("identity", through=("vendor",), onward=("vendor",))
    policy = bundle(open_to_all, partners=known(partner(whose, **dates)))

    assert bool(openers(policy, exchange(*chain, onward=onward)).met) is is_so


def test_a_warrant_is_not_given_up_because_a_contract_ended():
    policy = bundle(partners=known(partner(ICE, ends=DAY - timedelta(1))))

    assert openers(policy, exchange(ICE, processes=(process("identity"),))).met != ()
