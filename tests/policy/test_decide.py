from datetime import timedelta

import pytest

from firewall.model import Direction, Outcome, Treatment
from firewall.policy.decide import plan
from tests.helpers_policy import (
    COUNTY,
    DEPARTMENT,
    HOLD,
    ICE,
    INTAKE,
    NOON,
    PATIENT,
    REFER,
    REFUSE,
    RELEASE,
    REMOVE,
    VENDOR,
    YEAR,
    agreement,
    bundle,
    changed,
    exchange,
    grant,
    needs,
    process,
    rule,
    shares,
)

DAY = NOON.date()
WITH_ICE = {"principal": "ice", "purposes": frozenset({"enforcement"})}
NAME = agreement("identity.name")


def of(known, *categories):
    return [known.of(c).outcome for c in categories]


def decided(*parts, **asked):
    chain = asked.pop("chain", (COUNTY,))
    return plan(bundle(*parts), exchange(*chain, **asked))


# ---- step 2: categories


def test_nothing_is_shared_unless_something_opens_it():
    known = decided()

    assert {s.treatment for s in known.categories.values()} == {REMOVE}
    assert (known.outcome, known.reasons) == (Outcome.REFUSE, ("nothing-opened",))


def test_a_word_the_policy_does_not_know_is_removed():
    assert decided(NAME).of("no.such.word") == REMOVE


def test_an_agreement_opens_what_it_names_and_says_which_one_did():
    known = decided(NAME)

    assert of(known, "identity.name", "identity.dob") == [Outcome.RELEASE, Outcome.REMOVE]
    assert known.categories["identity.name"].openers == ("DSA-1",)
    assert (known.outcome, known.met) == (Outcome.RELEASE, ("DSA-1",))


@pytest.mark.parametrize("then", [REMOVE, REFER, HOLD, REFUSE, YEAR])
def test_a_rule_raises_what_it_names_and_all_below(then):
    known = decided(agreement("identity"), rule(then, "identity"))

    assert known.of("identity.name") == then
    assert known.categories["identity.name"].rules == ("law/rule",)


def test_a_rule_about_one_word_leaves_its_neighbours_alone():
    known = decided(agreement("identity.name", "contact"), rule(REFUSE, "identity.dob"))

    assert of(known, "identity.name", "contact") == [Outcome.RELEASE, Outcome.RELEASE]


def test_the_strictest_rule_wins_and_is_the_one_that_is_named():
    mild, strict = rule(YEAR, "identity", id="mild"), rule(REFER, "identity.name", id="strict")
    known = decided(agreement("identity"), mild, strict)

    assert known.of("identity.name") == REFER
    assert known.categories["identity.name"].rules == ("strict",)


def test_two_different_ways_to_share_a_part_give_nothing():
    masked = rule(Treatment(Outcome.MASK, "last-4"), "identity")

    assert decided(agreement("identity.dob", treatment=YEAR), masked).of("identity.dob") == REMOVE


def test_a_category_is_never_looser_than_one_below_it():
    known = decided(agreement("identity"), rule(REFER, "identity.dob"))

    assert of(known, "identity", "identity.name", "identity.dob") == [
        Outcome.REFER,
        Outcome.RELEASE,
        Outcome.REFER,
    ]


def test_the_loosest_of_two_openers_wins():
    yearly = agreement("identity.dob", id="DSA-2", treatment=YEAR)
    known = decided(yearly, agreement("identity.dob"))

    assert known.of("identity.dob") == RELEASE
    assert known.categories["identity.dob"].openers == ("DSA-1",)
    assert known.met == ("DSA-2", "DSA-1")


@pytest.mark.parametrize(
    ("changes", "does"),
    [
        ({}, True),
        ({"to": ("enforcement",)}, True),
        ({"to": ("ice",)}, True),
        ({"to": ("vendor",)}, True),
        ({"to": ("county",)}, False),
        ({"to": ("enforcement",), "except_to": ("ice",)}, False),
        ({"except_to": ("vendor",)}, True),
        ({"except_to": ("vendor", "enforcement")}, False),
        ({"routes": ("clinic",)}, True),
        ({"routes": ("clinic:patient",)}, True),
        ({"routes": ("clinic:intake", "school")}, False),
        ({"direction": Direction.INBOUND}, True),
        ({"direction": Direction.OUTBOUND}, False),
        ({"starts": DAY}, True),
        ({"starts": DAY + timedelta(days=1)}, False),
        ({"ends": DAY}, True),
        ({"ends": DAY - timedelta(days=1)}, False),
        ({"claims": frozenset({"admin-subpoena"})}, True),
        ({"claims": frozenset({"warrant"})}, False),
    ],
)
def test_a_rule_applies_within_its_scope_to_anyone_in_the_chain(changes, does):
    opened = agreement("identity", **WITH_ICE, through=("vendor",))
    known = decided(
        opened, rule(REFER, "identity", **changes), chain=(VENDOR, ICE), claims=frozenset({"admin-subpoena"})
    )

    assert (known.of("identity") == REFER) is does


def test_a_rule_is_about_recipients_too():
    opened = agreement("identity", onward=("vendor",))
    known = decided(opened, rule(REMOVE, "identity", to=("vendor",)), onward=(VENDOR,))

    assert known.of("identity") == REMOVE


# ---- purposes of a rule


def test_a_rule_for_another_purpose_leaves_an_opener_alone():
    other = rule(REMOVE, "identity", purposes=frozenset({"enforcement"}))

    assert decided(NAME, other).of("identity.name") == RELEASE


def test_a_rule_for_a_purpose_stands_until_an_opener_establishes_one():
    other = rule(REFER, "immigration", purposes=frozenset({"billing"}))

    assert decided(other).of("immigration") == REFER
    assert decided(NAME, other).of("immigration") == REMOVE


def test_a_stated_purpose_that_no_process_names_establishes_nothing():
    other = rule(REMOVE, "identity", purposes=frozenset({"billing"}))
    warrant = process("identity", purposes=frozenset())

    assert decided(other, chain=(ICE,), processes=(warrant,)).of("identity") == REMOVE


# ---- what outranks a rule


def status_law(**changes):
    return rule(REFER, "immigration", "identity", **({"yields_to": frozenset({"judicial"})} | changes))


def test_a_verified_warrant_outranks_a_law_that_yields_to_it():
    known = decided(status_law(), chain=(ICE,), processes=(process("identity"),))

    assert of(known, "identity.name", "immigration.status") == [Outcome.RELEASE, Outcome.REFER]
    assert known.outcome is Outcome.RELEASE


def test_a_law_yields_only_for_the_categories_of_the_opener():
    whole = rule(REMOVE, "identity", yields_to=frozenset({"judicial"}))
    both = decided(whole, NAME, chain=(ICE,), processes=(process("contact"),))

    assert of(both, "contact.phone", "identity.name") == [Outcome.RELEASE, Outcome.REMOVE]


def test_a_law_that_yields_to_a_kind_of_process_does_not_yield_to_another():
    law = status_law(yields_to=frozenset({"warrant"}))
    order = process("identity", kind="court-order")

    assert decided(law, chain=(ICE,), processes=(process("identity"),)).of("identity") == RELEASE
    assert decided(law, chain=(ICE,), processes=(order,)).of("identity") == REFER


@pytest.mark.parametrize(
    "paper",
    [
        process("identity", verified_by=None),
        process("identity", kind="admin-subpoena", bases=frozenset()),
        process("identity", targets=frozenset({"other"})),
        process("identity", ends=NOON - timedelta(seconds=1)),
    ],
)
def test_nothing_less_than_a_verified_warrant_outranks_the_law(paper):
    known = decided(status_law(), chain=(ICE,), processes=(paper,), claims=frozenset({"warrant"}))

    assert of(known, "identity.name") == [Outcome.REFER]
    assert known.outcome is Outcome.REFER


def test_an_ordinary_agreement_outranks_no_law():
    law = rule(
        REMOVE, "identity", yields_to=frozenset({"judicial", "duty", "emergency", "consent", "counsel"})
    )

    assert decided(NAME, law).of("identity.name") == REMOVE
    assert decided(agreement("identity", basis="duty"), law).of("identity.name") == RELEASE


@pytest.mark.parametrize(
    ("then", "outcome"), [(REFER, RELEASE), (HOLD, RELEASE), (REMOVE, REMOVE), (REFUSE, REFUSE)]
)
def test_refer_and_hold_always_yield_to_counsel_and_nothing_else_does(then, outcome):
    known = decided(rule(then, "identity"), chain=(ICE,), processes=(grant("identity"),))

    assert known.of("identity.name") == outcome


# ---- what waits for a person


def waiting(*parts, **asked):
    opened = agreement("identity", **WITH_ICE, needs=needs("statutory-request"))
    return decided(opened, *parts, chain=(ICE,), claims=frozenset({"statutory-request"}), **asked)


def test_what_a_claimed_process_would_open_is_referred():
    known = waiting()

    assert of(known, "identity.name", "contact") == [Outcome.REFER, Outcome.REMOVE]
    assert (known.outcome, known.met) == (Outcome.REFER, ())
    assert known.refers == {"identity.name", "identity.dob"}


def test_what_a_law_would_still_remove_is_not_referred():
    assert waiting(rule(REMOVE, "identity.name")).of("identity.name") == REMOVE


def test_what_the_claimed_process_would_outrank_is_referred():
    assert waiting(rule(REMOVE, "identity", yields_to=frozenset({"duty"}))).of("identity.name") == REFER


def test_a_law_that_is_stricter_than_referring_stays_so():
    assert waiting(rule(REFUSE, "identity")).of("identity.name") == REFUSE


def test_what_another_opener_gives_already_is_not_referred():
    known = waiting(agreement("identity.name", **WITH_ICE, id="DSA-2"))

    assert of(known, "identity.name", "identity.dob") == [Outcome.RELEASE, Outcome.REFER]


# ---- step 3: the exchange


@pytest.mark.parametrize("route", [None, "clinic:nowhere"])
def test_what_is_no_route_is_refused(route):
    known = decided(NAME, route=route)

    assert (known.outcome, known.reasons) == (Outcome.REFUSE, ("no-route",))


def test_asked_for_is_what_the_route_declares():
    assert decided().asked == {"identity.name", "identity.dob", "contact.phone", "immigration.status"}


def test_asked_for_is_what_the_request_selects_where_it_selects():
    known = decided(NAME, selects=frozenset({"contact.phone"}))

    assert known.asked == {"contact.phone"}
    assert known.outcome is Outcome.REFUSE


@pytest.mark.parametrize(("then", "outcome"), [(HOLD, Outcome.HOLD), (REFUSE, Outcome.REFUSE)])
def test_a_rule_with_data_decides_only_if_its_data_is_asked_for(then, outcome):
    law = rule(then, "immigration")

    assert decided(NAME, law).outcome is outcome
    assert decided(NAME, law).because == ("law/rule",)
    assert decided(NAME, law, selects=frozenset({"identity.name"})).outcome is Outcome.RELEASE


@pytest.mark.parametrize(("then", "outcome"), [(HOLD, Outcome.HOLD), (REFUSE, Outcome.REFUSE)])
def test_a_rule_about_the_exchange_closes_it(then, outcome):
    known = decided(NAME, rule(then))

    assert (known.outcome, known.because) == (outcome, ("law/rule",))
    assert known.of("identity.name") == REMOVE


@pytest.mark.parametrize(
    ("asks", "outcome"),
    [
        ("immigration.status", Outcome.REFUSE),
        ("immigration", Outcome.REFUSE),  # a parameter declared so broadly may be just that
        ("identity.name", Outcome.RELEASE),
    ],
)
def test_a_rule_about_what_is_asked_by_applies_to_what_may_be_that(asks, outcome):
    law = rule(REFUSE, asked_by=("immigration.status",))
    names = agreement("identity.name", asks_by=("identity.name", "immigration"))

    assert decided(names, law, asks=frozenset({asks})).outcome is outcome


def test_refuse_is_stricter_than_hold():
    known = decided(NAME, rule(HOLD, id="law/hold"), rule(REFUSE, id="law/refuse"))

    assert (known.outcome, known.because) == (Outcome.REFUSE, ("law/refuse",))


def test_a_rule_about_the_exchange_yields_where_the_opener_gives_something_asked_for():
    law = rule(REFUSE, yields_to=frozenset({"judicial"}))

    assert decided(law, chain=(ICE,), processes=(process("identity"),)).outcome is Outcome.RELEASE
    assert decided(law, chain=(ICE,), processes=(process("case_notes"),)).outcome is Outcome.REFUSE


def test_a_rule_about_the_exchange_does_not_yield_to_what_another_law_closed():
    law = rule(REFUSE, yields_to=frozenset({"judicial"}), id="law/whole")
    other = rule(REMOVE, "identity", id="law/part")
    known = decided(law, other, chain=(ICE,), processes=(process("identity"),))

    assert (known.outcome, known.because) == (Outcome.REFUSE, ("law/whole",))


def test_a_rule_about_the_exchange_closes_what_other_openers_gave():
    law = rule(REFUSE, yields_to=frozenset({"judicial"}))
    known = decided(law, agreement("contact", **WITH_ICE), chain=(ICE,), processes=(process("identity"),))

    assert of(known, "identity.name", "contact.phone") == [Outcome.RELEASE, Outcome.REMOVE]
    assert known.outcome is Outcome.RELEASE


def test_a_rule_about_the_exchange_is_for_its_purposes_once_one_is_established():
    law = rule(REFUSE, purposes=frozenset({"enforcement"}))

    assert decided(NAME, law).outcome is Outcome.RELEASE
    assert decided(law).because == ("law/rule",)


def test_a_rule_about_the_exchange_decides_if_its_purposes_fit_one_of_the_openers():
    law = rule(REFUSE, purposes=frozenset({"billing"}))
    paper = process("identity", purposes=frozenset())  # establishes no purpose
    known = decided(law, agreement("contact", **WITH_ICE), chain=(ICE,), processes=(paper,))

    assert of(known, "contact.phone") == [Outcome.RELEASE]
    assert (known.outcome, known.because) == (Outcome.REFUSE, ("law/rule",))


def test_over_the_limit_the_exchange_is_held():
    known = decided(NAME, over_limit=frozenset({"DSA-1"}))

    assert (known.outcome, known.reasons, known.met) == (Outcome.HOLD, ("over-limit",), ())


def test_over_the_limit_counsels_word_lets_it_through():
    word = grant("identity.name", partner=COUNTY.id)

    known = decided(NAME, over_limit=frozenset({"DSA-1"}), processes=(word,))

    assert (known.outcome, known.reasons) == (Outcome.RELEASE, ())


def test_over_the_limit_a_refusal_stays_one():
    known = decided(NAME, rule(REFUSE), over_limit=frozenset({"DSA-1"}))

    assert (known.outcome, known.reasons) == (Outcome.REFUSE, ())


def test_status_is_referred_where_nothing_is_opened():
    known = decided(status_law(), chain=(ICE,))

    assert (known.outcome, known.because) == (Outcome.REFER, ("law/rule",))
    assert known.refers == {"identity.name", "identity.dob", "immigration.status"}


def test_a_case_is_opened_beside_a_release_only_for_what_was_selected_by_name():
    law = rule(REFER, "immigration")
    selected = frozenset({"identity.name", "immigration.status"})

    assert decided(NAME, law).refers == frozenset()
    assert decided(NAME, law, selects=selected).refers == {"immigration.status"}


def test_a_held_exchange_waits_with_all_that_was_asked_for():
    known = decided(rule(HOLD), selects=frozenset({"identity.name"}))

    assert known.refers == {"identity.name"}


# ---- intakes


def test_an_intake_with_an_opener_needs_nothing_opened():
    assert decided(agreement(), route="clinic:intake").outcome is Outcome.RELEASE
    assert decided(route="clinic:intake").outcome is Outcome.REFUSE


def test_a_rule_about_the_exchange_closes_an_intake_too():
    assert decided(agreement(), rule(REFUSE), route="clinic:intake").outcome is Outcome.REFUSE


def test_an_intake_that_only_waits_for_a_person_is_not_open():
    opened = agreement("identity", needs=needs(approval="officer"))
    form = changed(INTAKE, fields=PATIENT.fields)
    known = plan(bundle(opened, routes=(form,)), exchange(COUNTY, route="clinic:intake"))

    assert known.outcome is Outcome.REFER


# ---- what a plan carries beside


def test_limits_and_uses_are_those_of_the_openers_that_were_met():
    limited = agreement("contact", **WITH_ICE, records_per_request=5, records_per_day=9)
    known = decided(limited, chain=(ICE,), processes=(grant("identity"), process("identity")))

    assert [(x.agreement, x.per_request, x.per_day) for x in known.limits] == [("DSA-1", 5, 9)]
    assert known.spends == ("G-1",)
    assert set(known.met) == {"DSA-1", "G-1", "LP-1"}


def test_an_agreement_met_in_two_ways_is_met_once():
    opened = agreement("identity", **WITH_ICE, needs=needs("statutory-request"))
    papers = tuple(
        process("identity", id=name, kind="statutory-request", opens=False) for name in ("LP-1", "LP-2")
    )
    known = decided(opened, chain=(ICE,), processes=papers)

    assert known.met == ("DSA-1",)
    assert len(known.limits) == 1


def test_spans_are_cut_only_where_the_agreement_that_opens_the_text_says_so():
    notes = agreement("case_notes", cut_spans=True)
    elsewhere = (agreement("identity", cut_spans=True), agreement("case_notes", id="DSA-2"))

    assert decided(notes).cuts_spans == {"case_notes"}
    assert decided(*elsewhere).cuts_spans == frozenset()
    assert decided(notes, rule(REMOVE, "case_notes")).cuts_spans == frozenset()


def test_a_department_between_is_judged_as_a_department():
    opened = agreement("identity", through=("department",))
    law = rule(REMOVE, "identity", to=("agency",), except_to=("agency.health",))

    assert decided(opened).of("identity") == RELEASE
    assert decided(opened, law, chain=(DEPARTMENT, COUNTY), purpose="health").of("identity") == REMOVE


def test_shares_that_name_a_category_twice_give_the_stricter():
    twice = agreement(shares=(shares("identity.dob", treatment=YEAR), shares("identity")))

    assert decided(twice).of("identity.dob") == YEAR


# ---- what the comparison with the slow reference found


def test_what_the_tree_closes_after_all_outranks_no_rule_about_the_whole_exchange():
    # The warrant names `identity`, and a law keeps the name that stands below it: nothing is opened.
    known = decided(
        rule(HOLD, id="law/all", yields_to=frozenset({"judicial"})),
        rule(REMOVE, "identity.name", id="law/name"),
        chain=(ICE,),
        processes=(process("identity"),),
        selects=frozenset({"identity"}),
    )

    assert (known.outcome, known.because) == (Outcome.HOLD, ("law/all",))


def test_a_field_that_is_two_things_is_opened_only_if_both_are():
    both = changed(PATIENT, fields={("who",): ("identity.name", "immigration.status")})
    policy = bundle(NAME, rule(REFER, "immigration"), routes=(both, INTAKE))

    known = plan(policy, exchange(COUNTY))

    assert (known.outcome, known.refers) == (Outcome.REFER, {"immigration.status"})


def test_a_field_that_is_two_things_outranks_no_rule_by_one_of_them():
    both = changed(PATIENT, fields={("who",): ("identity.name", "immigration.status")})
    policy = bundle(rule(HOLD, yields_to=frozenset({"judicial"})), routes=(both, INTAKE))

    known = plan(policy, exchange(ICE, processes=(process("identity.name"),)))

    assert known.outcome is Outcome.HOLD


def test_spans_are_cut_for_the_agreement_that_says_so_and_for_no_process_of_its_name():
    takes_cuts = agreement(
        "identity.name", cut_spans=True, principal="ice", purposes=frozenset({"enforcement"})
    )
    known = decided(takes_cuts, chain=(ICE,), processes=(process("case_notes", id="DSA-1"),))

    assert of(known, "case_notes") == [Outcome.RELEASE]
    assert known.cuts_spans == frozenset()


# ---- what the city itself must send


def test_a_duty_to_send_waits_for_a_persons_yes_and_then_sends_what_it_names_and_no_more():
    """The worked case of a council that must tell the Home Office (T24)."""
    duty = agreement(
        "identity.name",
        "identity.dob",
        basis="duty",
        direction=Direction.OUTBOUND,
        principal="ice",
        purposes=frozenset({"enforcement"}),
        needs=needs(approval="officer"),
        duties=("log", "notify-subject"),
    )
    law = rule(REMOVE, "identity", yields_to=frozenset({"duty"}))
    sends = {"chain": (ICE,), "direction": Direction.OUTBOUND}

    waits = decided(duty, law, **sends)
    approved = decided(duty, law, **sends, processes=(grant("identity"),))
    inbound = decided(duty, law, chain=(ICE,), processes=())

    assert (waits.outcome, waits.refers) == (Outcome.REFER, {"identity.name", "identity.dob"})
    assert (approved.outcome, [one.duty for one in approved.duties]) == (
        Outcome.RELEASE,
        ["log", "notify-subject"],
    )
    assert of(approved, "identity.name", "identity.dob", "contact.phone", "immigration.status") == [
        Outcome.RELEASE,
        Outcome.RELEASE,
        Outcome.REMOVE,
        Outcome.REMOVE,
    ]
    assert inbound.outcome is Outcome.REFUSE


# ---- duties


def owed(known):
    return [(one.duty, one.by) for one in known.duties]


OBLIGES = rule(REFER, "immigration", id="welcoming/status", duties=("record-request", "report-quarterly"))


def test_the_duties_of_a_rule_that_decided_and_of_one_that_closed_something_asked_for_are_owed():
    other = rule(REMOVE, "identity.dob", id="other/dob", duties=("notify-counsel",))
    known = decided(OBLIGES, other, chain=(ICE,))

    assert owed(known) == [
        ("record-request", "welcoming"),
        ("report-quarterly", "welcoming"),
        ("notify-counsel", "other"),
    ]


def test_a_rule_that_closes_nothing_that_was_asked_for_obliges_to_nothing():
    known = decided(OBLIGES, NAME, selects=frozenset({"identity.name"}))

    assert (known.outcome, owed(known)) == (Outcome.RELEASE, [])


def test_a_rule_that_yields_obliges_to_nothing_for_what_it_yields():
    yielding = changed(OBLIGES, yields_to=frozenset({"judicial"}))
    known = decided(
        yielding,
        chain=(ICE,),
        processes=(process("immigration.status"),),
        selects=frozenset({"immigration.status"}),
    )

    assert (known.outcome, owed(known)) == (Outcome.RELEASE, [])


def test_the_duties_of_an_agreement_that_was_met_are_owed_and_of_no_other():
    mine = agreement("identity.name", duties=("no-onward", "review-within-24h"))
    others = agreement("identity.name", id="DSA-2", principal="ice", duties=("notify-counsel",))
    pending = agreement("contact", id="DSA-3", duties=("dsar-log",), needs=needs(approval="officer"))

    assert owed(decided(mine, others, pending)) == [("no-onward", "DSA-1"), ("review-within-24h", "DSA-1")]


def test_a_law_of_a_pack_obliges_by_its_whole_name():
    known = decided(changed(OBLIGES, id="us-il/trust-act/status"), chain=(ICE,))

    assert {one.by for one in known.duties} == {"us-il/trust-act"}


def test_one_law_that_says_a_duty_twice_owes_it_once_and_two_laws_owe_it_each():
    rules = [
        rule(REMOVE, "identity.name", id="one/a", duties=("record-request",)),
        rule(REMOVE, "identity.dob", id="one/b", duties=("record-request",)),
        rule(REMOVE, "identity.dob", id="two/c", duties=("record-request",)),
    ]

    assert sorted(owed(decided(*rules))) == [("record-request", "one"), ("record-request", "two")]
