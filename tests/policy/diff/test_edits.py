"""What was edited, in sentences."""

from dataclasses import replace
from datetime import date

import pytest

from firewall.model import Category
from firewall.policy.diff.edits import edits
from firewall.policy.diff.facets import Verdict
from firewall.policy.load import load
from tests.helpers_diff import PARTNERS, city
from tests.helpers_policy import HOLD, REFER, REFUSE, YEAR, agreement, folder, needs, route, rule, shares

LOOSER, STRICTER, OTHER = Verdict.LOOSER, Verdict.STRICTER, Verdict.OTHER


def edited(before, after):
    return edits(before, after, ({}, {}))


def said(before, after):
    one, = edited(before, after)  # fmt: skip
    return one.says, one.verdicts


RULES = [
    ({"yields_to": {"judicial", "consent"}}, "It now also yields to `consent`, so that it does not close what such a process opens.", LOOSER),
    ({"yields_to": set()}, "It no longer yields to `judicial`, so that it does not close what such a process opens.", STRICTER),
    ({"to": ("enforcement", "vendor")}, "It now also covers `vendor`.", STRICTER),
    ({"to": ()}, "It now covers everybody; before, `enforcement`.", STRICTER),
    ({"except_to": ("vendor",)}, "It now also leaves out `vendor`.", LOOSER),
    ({"routes": ("clinic",)}, "It now applies at `clinic`; before, every service.", LOOSER),
    ({"data": None}, "It now closes the exchange as a whole; before, `immigration`.", STRICTER),
    ({"then": REFUSE}, "`then` was refer and is refuse.", STRICTER),
    ({"then": HOLD}, "`then` was refer and is hold.", STRICTER),
    ({"ends": date(2027, 1, 1)}, "`until` was nothing and is 2027-01-01.", LOOSER),
    ({"starts": date(2027, 1, 1)}, "`from` was 2026-01-01 and is 2027-01-01.", LOOSER),
    ({"starts": date(2025, 1, 1)}, "`from` was 2026-01-01 and is 2025-01-01.", STRICTER),
    ({"duties": ("record",)}, "It now also asks the city for `record`.", STRICTER),
    ({"notice": "Told."}, "`notice` was nothing and is Told..", OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "says", "verdict"), RULES)
def test_a_rule_is_said_with_what_the_edit_means(changes, says, verdict):
    first = rule(REFER, "immigration", to=("enforcement",), yields_to=frozenset({"judicial"}))

    assert said(city(first), city(replace(first, **changes))) == ((says,), {verdict})


AGREEMENTS = [
    ({"shares": (shares("identity.name", "contact.phone"),)}, "It now also shares `contact.phone`.", LOOSER),
    ({"shares": ()}, "It no longer shares `identity.name`.", STRICTER),
    ({"shares": (shares("identity.name", treatment=YEAR),)}, "It now shares `identity.name` as coarsen year; before, as it is.", STRICTER),
    ({"asks_by": ("record.id", "identity.name")}, "It now also takes requests that hold `identity.name`.", LOOSER),
    ({"needs": needs("warrant", approval="officer")}, "`needs` was nothing and is `the approval of officer`, `warrant`.", OTHER),
    ({"k_anonymity": 5}, "`k_anonymity` was nothing and is 5.", STRICTER),
    ({"records_per_day": 5}, "`records_per_day` was nothing and is 5.", STRICTER),
    ({"ends": date(2027, 1, 1)}, "`until` was 2026-12-31 and is 2027-01-01.", LOOSER),
    ({"starts": date(2025, 1, 1)}, "`from` was 2026-01-01 and is 2025-01-01.", LOOSER),
    ({"signed_by": ""}, "`signed` was Commissioner and is nothing.", STRICTER),
    ({"signed_by": "Mayor"}, "`signed` was Commissioner and is Mayor.", OTHER),
    ({"cut_spans": True}, "`text: cut-spans` was no and is yes.", LOOSER),
    ({"principal": "ice"}, "`with` was county and is ice.", OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "says", "verdict"), AGREEMENTS)
def test_an_agreement_is_said_with_what_the_edit_means(changes, says, verdict):
    first = agreement("identity.name")

    assert said(city(first), city(replace(first, **changes))) == ((says,), {verdict})


def test_what_comes_and_what_goes_is_looser_or_stricter_by_what_it_is():
    plain, more = city(), city(rule(REFER, "immigration"), agreement("identity.name"))

    assert [(e.kind, e.change, e.verdicts) for e in edited(plain, more)] == [
        ("rule", "added", {STRICTER}), ("agreement", "added", {LOOSER}),
    ]  # fmt: skip
    assert [(e.kind, e.change, e.verdicts) for e in edited(more, plain)] == [
        ("rule", "removed", {LOOSER}), ("agreement", "removed", {STRICTER}),
    ]  # fmt: skip


def test_wording_alone_is_said_to_be_that():
    first = rule(REFER, "immigration")
    one, = edited(city(first), city(replace(first, says="Otherwise.", cite="Another.")))  # fmt: skip

    assert one.is_wording
    assert one.says == ("The wording of `says` is another.", "The wording of `cite` is another.")
    assert not edited(city(first), city(replace(first, says="O.", then=REFUSE)))[0].is_wording


def test_a_route_that_declares_otherwise_is_said_member_by_member():
    before = route("clinic:patient", "identity.name", "contact.phone")
    after = replace(before, fields={("f0",): (Category("identity.dob"),), ("f2",): (Category("case_notes"),)})

    assert said(city(routes=(before,)), city(routes=(after,)))[0] == (
        "`fields`: `/f0` was `identity.name` and is `identity.dob`.",
        "`fields`: `/f1` is no longer declared.",
        "`fields`: `/f2` is declared as `case_notes`.",
    )


def test_a_service_that_stops_hiding_who_is_there_is_looser():
    plain = city()
    hiding = replace(plain, services=tuple(replace(s, existence_protected=True) for s in plain.services))

    assert said(hiding, plain) == (("`existence: protected` was yes and is no.",), {LOOSER})


ROUTES = [
    ({"page_size": 1}, "`page_size` was 20 and is 1.", LOOSER),
    ({"page_size": 50}, "`page_size` was 20 and is 50.", STRICTER),
    ({"accepts": ()}, "It is now an intake.", OTHER),
]


@pytest.mark.parametrize(("changes", "says", "verdict"), ROUTES)
def test_a_route_is_said_with_what_the_edit_means(changes, says, verdict):
    before = replace(route("clinic:patient", "identity.name"), page_size=20)
    one, = edited(city(routes=(before,)), city(routes=(replace(before, **changes),)))  # fmt: skip

    assert (one.says, one.verdicts) == ((says,), {verdict})
    assert one.needs_a_look is (verdict is not STRICTER)


def test_small_counts_that_are_no_longer_kept_back_are_looser():
    """Nothing said of it would be called comments alone."""
    first = agreement("identity.name")
    hidden = replace(first, shares=tuple(replace(s, suppress="below-11") for s in first.shares))

    assert said(city(hidden), city(first)) == (
        ("`suppress` of `identity.name` was below-11 and is nothing.",), {LOOSER},
    )  # fmt: skip


def test_wording_beside_what_tightens_is_nothing_to_look_at():
    after = PARTNERS | {"county": replace(PARTNERS["county"], title="Other", on_behalf_of=("ice",))}

    assert not edited(city(), city(partners=after))[0].needs_a_look


def test_a_partner_that_acts_for_another_is_said():
    after = PARTNERS | {"county": replace(PARTNERS["county"], on_behalf_of=("ice",))}

    assert said(city(), city(partners=after)) == (
        ("It now also acts for `ice`, so that laws about them are about it.",), {STRICTER},
    )  # fmt: skip


def loaded(**changes):
    texts = folder(**changes)
    return load(texts), texts


def of_files(**changes):
    (before, old), (after, new) = loaded(), loaded(**changes)
    return [(e.kind, e.id, e.change, e.says) for e in edits(before, after, (old, new))]


def test_comments_alone_are_said_to_be_that():
    commented = {"laws/welcoming.yaml": "# For counsel.\n" + folder()["laws/welcoming.yaml"]}

    assert of_files(**commented) == [
        ("file", "laws/welcoming.yaml", "changed", ("Comments or layout alone.",)),
    ]  # fmt: skip


def test_words_samples_and_tests_are_said():
    words = folder()["vocabulary/purposes.yaml"] + "  parades:\n    says: To hold a parade.\n"
    law = folder()["laws/welcoming.yaml"].replace("ICE asks for a patient", "ICE asks")
    changed = {"vocabulary/purposes.yaml": words, "samples/new.json": "{}", "laws/welcoming.yaml": law}

    assert of_files(**changed) == [
        ("word", "parades", "added", ("A word of purposes.",)),
        ("test", "ICE asks", "added", ()),
        ("test", "ICE asks for a patient", "removed", ()),
        ("file", "samples/new.json", "added", ("A sample for tests.",)),
    ]


def test_a_word_that_says_otherwise_is_wording_and_one_that_becomes_free_text_is_not():
    data = folder()["vocabulary/data.yaml"]
    other = data.replace("says: The country in which someone was born.", "says: Born where.")
    free = data.replace("says: The country in which someone was born.", "says: Born where.\n    text: free")

    assert of_files(**{"vocabulary/data.yaml": other})[0][3] == ("The wording of `says` is another.",)
    assert "`free_text` was no and is yes." in of_files(**{"vocabulary/data.yaml": free})[0][3]


def test_a_promise_that_is_gone_is_looser():
    promises = """
promises:
  - promise: no-status
    says: Nobody who enforces immigration law gets a status.
    never_receives: [immigration]
    to: [immigration-enforcement]
    unless: [judicial]
    from: 2026-01-01
"""
    (before, old), (after, new) = loaded(**{"promises.yaml": promises}), loaded()

    one, = edits(before, after, (old, new))  # fmt: skip
    assert (one.kind, one.id, one.change, one.verdicts) == ("promise", "no-status", "removed", {LOOSER})
