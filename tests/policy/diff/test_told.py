"""Differences as sentences that legal staff read."""

from datetime import date

from firewall.model import Outcome, Treatment
from firewall.policy.diff.contexts import Condition
from firewall.policy.diff.facets import Answer, Form
from firewall.policy.diff.told import Words, answer, form, limit, listed
from tests.helpers_diff import city, pair_of, sentences
from tests.helpers_policy import PATIENT, REFER, REFUSE, RELEASE, YEAR, agreement, route, rule

BASE = agreement("identity.name", ends=date(2030, 12, 31))


def with_county(*words, **changes):
    return city(agreement(*words, **{"ends": date(2030, 12, 31)} | changes))


def test_who_gains_what_where_for_what_and_until_when():
    assert sentences(with_county("identity.name"), with_county("identity.name", "contact.phone")) == [
        "County Health gains `contact.phone` at clinic:patient, for health, until 2030-12-31."
    ]


def test_what_leaves_in_another_form_is_said_with_both():
    assert sentences(with_county("identity.dob"), with_county("identity.dob", treatment=YEAR)) == [
        "County Health gets `identity.dob` coarsened to year instead of as it is at clinic:patient, for health, until 2030-12-31."
    ]


def test_who_loses_all_is_also_answered_otherwise_and_the_looser_stands_first():
    said = sentences(with_county("identity.name"), with_county("contact.phone"))

    assert said == [
        "County Health gains `contact.phone` at clinic:patient, for health, until 2030-12-31.",
        "County Health loses `identity.name` at clinic:patient, for health, until 2030-12-31.",
    ]


def test_a_rule_is_told_by_whom_it_meets_and_a_kind_by_its_top():
    referring = city(rule(REFER, "immigration", to=("enforcement",)))

    said = sentences(city(), referring)

    assert said[0] == (
        "DEALER, ICE and requesters of the kind `enforcement` are referred to a person (202) instead of refused (403) "
        "at clinic:patient."
    )
    assert said[1:] == [
        "DEALER and ICE lose `immigration.status` at clinic:patient, with a verified warrant that covers it."
    ]


def test_a_verified_process_is_said_with_what_it_has_to_be():
    strict = rule(REFER, "immigration", to=("enforcement",))
    yielding = rule(REFER, "immigration", to=("enforcement",), yields_to=frozenset({"judicial"}))
    looser = sentences(city(strict), city(yielding))[0]

    assert looser == (
        "DEALER and ICE gain `immigration.status` at clinic:patient, with a verified warrant that covers it."
    )


def test_everybody_is_said_in_two_words():
    said = sentences(city(), city(rule(REFER, "immigration")))

    assert any(
        one.startswith("County Health, DEALER, ICE and everybody who is no registered partner are referred")
        for one in said
    )


def test_the_short_form_says_once_what_is_alike_and_says_where_that_is_not_all_of_it():
    hidden = city(BASE, routes=(PATIENT, route("clinic:visits", "contact.phone")))
    before = pair_of(hidden, hidden)
    refused = city(BASE, rule(REFUSE, "identity"), routes=hidden.services[0].routes)

    short, full = sentences(hidden, refused), sentences(hidden, refused, full=True)

    assert len(short) <= len(full)
    assert before.before.bundle is hidden


def test_forms_answers_and_limits_in_words():
    assert [form(Form(Treatment(o, p))) for o, p in ((Outcome.MASK, "last-4"), (Outcome.PSEUDONYMIZE, ""))] == [
        "masked but for the last 4", "as a pseudonym",
    ]  # fmt: skip
    assert (form(Form(YEAR)), form(Form(RELEASE, cuts=True)), form(None)) == (
        "coarsened to year", "with what is found in it cut out", "nothing",
    )  # fmt: skip
    assert form(Form(Treatment(Outcome.REMOVE))) == "remove"  # what is not known is never called whole
    assert answer(Answer(Outcome.REFUSE, 404, exists=False)) == "answered that there is no such thing (404)"
    assert (answer(Answer(Outcome.HOLD, 202)), answer(None)) == ("held for a person (202)", "nothing")
    assert (limit((5, None)), limit((5, 9)), limit((None, None)), limit(None)) == (
        "5 records a request", "5 records a request and 9 records a day", "any number of records", "any number of records",
    )  # fmt: skip


def test_what_is_at_hand_in_words():
    words = Words(pair_of(city(), city()))

    assert words.with_what(set()) == ""
    assert words.with_what({Condition(), Condition(claim="x")}) == ""
    assert words.with_what({Condition(claim="b"), Condition(claim="a")}) == "claiming a or b"
    assert words.with_what({Condition(approval=True), Condition(asks="contact")}) == (
        "with counsel's approval in a case or when asked by `contact`"
    )
    assert (
        words.with_what({Condition(process="warrant", approval=True)})
        == "with a verified warrant and counsel's approval"
    )
    assert words.with_what({Condition(outbound=True)}) == "sent by the city"


def test_a_long_list_of_processes_is_cut_and_counted():
    words = Words(pair_of(city(), city()))

    assert words.processes({"a", "b", "c", "d", "e", "f"}) == "a, b, c or one of 3 further kinds of process"


def test_few_purposes_left_out_are_named():
    words = Words(pair_of(city(), city()))
    routes = {"clinic:patient", "clinic:intake"}

    assert words.where(routes) == "at clinic"
    assert words.where({"clinic:patient"}) == "at clinic:patient"


def test_words_with_commas_are_parted_by_semicolons():
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a, for b", "c", "d"]) == "a, for b; c and d"
    assert listed(["a"]) == "a"
    assert listed([]) == ""


def test_who_asks_for_whom_is_named_and_many_are_counted():
    words = Words(pair_of(city(), city()))
    many = [f"{first} for county" for first in ("agency", "dealer", "ice", "vendor")]

    assert words.who(["county", "dealer for county"]) == "County Health and DEALER on behalf of County Health"
    assert words.who(["vendor for county"]) == "a requester of the kind `vendor` on behalf of County Health"
    assert words.who(many) == "4 chains of requesters on behalf of County Health"
    assert not words.is_many(frozenset({"dealer for county"}))
