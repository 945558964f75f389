"""A pack in force: its dates, its choices, its services by kind, its duties, and what is wrong with any of it."""

from datetime import date

import pytest

from firewall.model import Outcome
from firewall.policy.load import digest_of, examine, load
from tests.helpers_policy import FOLDER, folder, plain

PACK = """
pack: example
title: Example
jurisdiction: us-example
says: An example.
advice: This is no legal advice.
sources: [Nowhere]
choices:
  - choice: status-request
    says: What happens to a question for status?
    words:
      refer: A lawyer decides.
      refuse: It is refused.
      none: Agreements decide.
"""
LAW = """
law: example-law
title: Example Law
jurisdiction: us-example
owner: law-department
rules:
  - rule: status
    says: Status.
    cite: Somewhere
    from: 2026-03-01
    until: 2027-03-01
    to: [immigration-enforcement]
    data: [immigration]
    then: {choice: status-request}
    yields_to: [judicial]
  - rule: schools
    says: Schools.
    cite: Somewhere
    from: 2026-01-01
    at_kind: [school]
    then: refuse
    yields_to: []
  - rule: declared
    says: Declared.
    cite: Somewhere
    from: 2026-01-01
    to: [peer-local]
    unless_declared: no-onward
    at_kind: [clinic]
    data: all
    except_data: [immigration.status]
    then: remove
    yields_to: []
"""
DUTY = """
agreement: report
title: A report
basis: duty
with: immigration-enforcement
at_kind: [clinic]
purposes: [immigration-enforcement]
shares:
  - data: [identity.name]
needs: {process: [mandatory-report]}
from: 2026-01-01
"""
CLINIC = FOLDER["services/clinic.yaml"].replace("service: clinic\n", "service: clinic\nkind: clinic\n")
LINE = "packs:\n  - pack: example\n    from: 2026-02-01\n    until: 2026-12-31\n    choices: {status-request: refer}\n"


def city(line=LINE, **more):
    packs = {
        "packs/example/pack.yaml": PACK,
        "packs/example/laws/example.yaml": LAW,
        "packs/example/agreements/report.yaml": DUTY,
    }
    return folder(**{"city.yaml": FOLDER["city.yaml"] + line, "services/clinic.yaml": CLINIC} | packs | more)


def told(line=LINE, **more):
    return [plain(fault) for fault in examine(city(line, **more))[1]]


def rules(line=LINE, **more):
    return {rule.id: rule for rule in load(city(line, **more)).rules if rule.id.startswith("example/")}


def test_a_rule_applies_within_its_own_dates_and_those_of_the_inclusion():
    rule = rules()["example/example-law/status"]

    assert (rule.starts, rule.ends) == (date(2026, 3, 1), date(2026, 12, 31))
    assert rules()["example/example-law/declared"].starts == date(2026, 2, 1)


def test_a_rule_that_ended_before_the_inclusion_begins_is_not_in_force():
    assert "example/example-law/status" not in rules(
        LINE.replace("2026-02-01", "2027-06-01").replace("    until: 2026-12-31\n", "")
    )


@pytest.mark.parametrize(("word", "outcome"), [("refer", Outcome.REFER), ("refuse", Outcome.REFUSE)])
def test_a_choice_is_what_the_city_chose(word, outcome):
    rule = rules(LINE.replace("refer", word))["example/example-law/status"]

    assert rule.then.outcome is outcome


def test_a_choice_of_none_leaves_the_rule_out():
    assert "example/example-law/status" not in rules(LINE.replace("refer", "none"))


def test_a_choice_that_was_not_made_is_a_fault_that_tells_the_choices():
    assert told(LINE.partition("    choices")[0]) == [
        (
            "city.yaml:7:5: The pack `example` leaves `status-request` to your counsel (What happens to a question for status?). "
            "Write `choices: {status-request: ...}` with one of these. `refer`: A lawyer decides; `refuse`: It is refused; "
            "`none`: Agreements decide."
        )
    ]


def test_a_rule_about_schools_is_not_in_force_in_a_city_without_one_and_never_a_rule_about_everything():
    assert "example/example-law/schools" not in rules()

    school = rules(**{"services/clinic.yaml": CLINIC.replace("kind: clinic", "kind: [clinic, school]")})
    assert school["example/example-law/schools"].routes == ("clinic",)


def test_a_service_of_no_kind_is_a_fault_where_a_pack_is_in_force():
    assert told(**{"services/clinic.yaml": FOLDER["services/clinic.yaml"]}) == [
        (
            "services/clinic.yaml:2:1: Nothing says what kind of service `clinic` is, and some rules are about kinds. "
            "Add `kind:`, as in `kind: school`; `kind: other` where no word fits."
        )
    ]


def test_all_but_something_leaves_out_that_and_what_stands_above_it():
    data = rules()["example/example-law/declared"].data

    assert {"identity", "immigration.identifier", "contact"} <= set(data)
    assert not {"immigration", "immigration.status"} & set(data)


def test_a_partner_that_declared_is_excepted_for_as_long_as_that_counts():
    county = (
        FOLDER["partners/county.yaml"]
        + "declares:\n  - {word: no-onward, from: 2026-03-01, until: 2026-08-31, signed_by: Director}\n"
    )
    (one,) = rules(**{"partners/county.yaml": county})["example/example-law/declared"].excepted

    assert (one.partner, one.starts, one.ends) == (
        "county-public-health",
        date(2026, 3, 1),
        date(2026, 8, 31),
    )


def test_another_declaration_excepts_nobody():
    county = FOLDER["partners/county.yaml"] + (
        "declares:\n  - {word: no-onward, from: 2026-03-01, until: 2026-08-31, signed_by: Director}\n"
    )
    other = county.replace("no-onward", "confidentiality")

    assert rules(**{"partners/county.yaml": other})["example/example-law/declared"].excepted == ()


def test_a_rule_may_be_about_what_is_asked_by():
    law = LAW.replace(
        "    to: [peer-local]\n", "    to: [peer-local]\n    asked_by: [immigration.identifier]\n"
    )

    assert rules(**{"packs/example/laws/example.yaml": law})["example/example-law/declared"].asked_by == (
        "immigration.identifier",
    )


def test_a_duty_opens_once_somebody_of_the_city_has_signed_for_it():
    signed = LINE + "    signed: {by: City Attorney, on: 2026-01-02}\n"
    duties = {a.id: a for a in load(city(signed)).agreements}

    assert {a.id: a.signed_by for a in load(city()).agreements}["example/report"] == ""
    assert (duties["example/report"].signed_by, duties["example/report"].services) == (
        "City Attorney",
        ("clinic",),
    )
    assert (duties["example/report"].starts, duties["example/report"].ends) == (
        date(2026, 2, 1),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize(
    ("file", "was", "becomes", "says"),
    [
        ("packs/example/agreements/report.yaml", "basis: duty", "basis: agreement", "packs/example/agreements/report.yaml:4:8: A pack holds duties"),
        ("packs/example/laws/example.yaml", "at_kind: [school]", "at: [clinic]", "packs/example/laws/example.yaml:20:9: A pack cannot know"),
        ("packs/example/laws/example.yaml", "choice: status-request", "choice: status", "packs/example/laws/example.yaml:14:20: `status` is not a choice of this pack"),
        ("packs/example/laws/example.yaml", "to: [peer-local]", "to: [peer-county]", "vocabulary/requesters.yaml:1:1: The pack `example` needs the word `peer-county`"),
        ("packs/example/laws/example.yaml", "except_data: [immigration.status]\n    then", "then", ""),
        ("packs/example/laws/example.yaml", "data: all\n", "data: [identity]\n", "packs/example/laws/example.yaml:31:18: `except_data` takes something out of `data: all`"),
        ("packs/example/pack.yaml", "pack: example", "pack: exemple", "packs/example/pack.yaml:2:7: The pack is called otherwise than its folder"),
        ("packs/example/pack.yaml", "refuse: It", "reject: It", "packs/example/pack.yaml:13:7: `reject` is not an answer to a choice"),
        ("packs/example/pack.yaml", "sources: [Nowhere]\n", "sources: [Nowhere]\nincludes: [exampel]\n", "packs/example/pack.yaml:2:1: `exampel` is not a pack. Did you mean `example`?"),
        ("city.yaml", "pack: example", "pack: exampel", "city.yaml:7:5: `exampel` is not a pack. Did you mean `example`?"),
        ("city.yaml", "status-request: refer", "status: refer", "city.yaml:10:15: `status` is not a choice that the pack leaves to you"),
        ("city.yaml", "status-request: refer", "status-request: refers", "city.yaml:10:15: `refers` is not an answer to this choice"),
        ("city.yaml", "until: 2026-12-31", "until: 2025-12-31", "city.yaml:9:12: The pack ends before it begins"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_pack_is_told_where_it_is(file, was, becomes, says):
    before = city()[file]
    assert was in before
    found = told(**{file: before.replace(was, becomes, 1)})

    assert [one for one in found if one.startswith(says)] if says else not found, found


def test_a_file_in_no_place_of_a_pack_is_a_fault():
    assert told(**{"packs/example/notes.txt": "x", "packs/example/rules/a.yaml": "a: b"}) == [
        (
            "packs/example/notes.txt:1:1: This file is in no place of a pack that the firewall reads. "
            "A pack has pack.yaml, laws/, agreements/ and tests/."
        ),
        (
            "packs/example/rules/a.yaml:1:1: This file is in no place of a pack that the firewall reads. "
            "A pack has pack.yaml, laws/, agreements/ and tests/."
        ),
    ]


def test_a_pack_without_its_first_file_is_a_fault():
    assert told(**{"packs/example/pack.yaml": None})[0].startswith("city.yaml")
    assert "packs/example/pack.yaml:1:1: This file is missing. It says what the pack is." in told(
        **{"packs/example/pack.yaml": None}
    )


def twice(day, word):
    return f"{LINE}  - pack: example\n    from: {day}\n    choices: {{status-request: {word}}}\n"


def test_a_pack_that_is_included_twice_counts_from_the_first_day_to_the_last():
    rule = rules(twice("2027-01-01", "refer"))["example/example-law/status"]

    assert (rule.starts, rule.ends) == (date(2026, 3, 1), date(2027, 3, 1))


def test_a_gap_between_two_inclusions_is_a_fault():
    assert told(twice("2027-01-02", "refer")) == [
        "city.yaml:11:5: The pack `example` is included for two times with a gap between them. Close the gap, or include it once."
    ]


def test_two_answers_to_one_question_are_a_fault():
    assert told(twice("2027-01-01", "refuse")) == [
        "city.yaml:13:15: `status-request` of the pack `example` was answered otherwise above. Answer it once, or alike."
    ]


def test_another_text_of_a_pack_is_another_policy():
    assert digest_of(city()) != digest_of(
        city(**{"packs/example/laws/example.yaml": LAW.replace("Schools.", "All schools.")})
    )


def duty_of(*lines):
    """The dates of the duty, from lines of (from, until, the day of a signature)."""
    text = "packs:\n"
    for starts, ends, signed in lines:
        text += f"  - pack: example\n    from: {starts}\n    choices: {{status-request: refer}}\n"
        text += f"    until: {ends}\n" if ends else ""
        text += f"    signed: {{by: Mayor, on: {signed}}}\n" if signed else ""
    found = told(text)
    one = (
        next((a for a in load(city(text)).agreements if a.id == "example/report"), None)
        if not found
        else None
    )
    return (one.signed_by, str(one.starts), str(one.ends)) if one else found


@pytest.mark.parametrize(
    ("lines", "dates"),
    [
        ([("2026-01-01", "2026-12-31", ""), ("2027-01-01", "", "2026-12-15")], ("Mayor", "2027-01-01", "9999-12-31")),
        ([("2026-01-01", "2026-03-31", "2025-12-15"), ("2026-04-01", "", "")], ("Mayor", "2026-01-01", "2026-03-31")),
        ([("2026-01-01", "", "2027-06-01")], ("Mayor", "2027-06-01", "9999-12-31")),
        ([("2026-01-01", "2026-03-31", "2025-12-15"), ("2026-04-01", "", "2026-04-01")], ("Mayor", "2026-01-01", "9999-12-31")),
        ([("2026-01-01", "", "")], ("", "2026-01-01", "9999-12-31")),
    ],
)  # fmt: skip
def test_a_duty_opens_on_the_days_that_were_signed_for_and_on_no_other(lines, dates):
    assert duty_of(*lines) == dates


def test_a_gap_between_two_signatures_is_a_fault():
    lines = [("2026-01-01", "2026-03-31", "2025-12-15"), ("2026-04-01", "", "2026-04-02")]

    assert duty_of(*lines) == [
        (
            "city.yaml:12:5: The pack `example` is signed for two times with a gap between them. "
            "Sign for the days between as well, or take one of the two `signed:` out."
        )
    ]


def test_a_signature_after_the_last_day_is_a_fault():
    assert duty_of(("2026-01-01", "2026-03-31", "2026-04-01")) == [
        "city.yaml:11:13: The pack is signed for after the last day of this line. Look at the two dates."
    ]


OWN = """
law: own
title: Clinics
jurisdiction: us-example
owner: law-department
rules:
  - rule: no-names
    says: No name leaves a clinic.
    cite: Code 1
    quote: unconfirmed
    from: 2026-01-01
    review_by: 2027-01-01
    at_kind: [clinic]
    data: [identity]
    then: remove
    yields_to: []
"""


def own(**files):
    return [plain(fault) for fault in examine(folder(**files))[1]]


def test_a_rule_of_the_citys_own_about_kinds_needs_services_that_say_what_they_are():
    assert own(**{"laws/own.yaml": OWN}) == [
        (
            "laws/own.yaml:13:14: No service is of this kind (clinic), so this would say nothing. "
            "Write the kind in the service's file (`kind:`), or name the service."
        ),
        (
            "services/clinic.yaml:2:1: Nothing says what kind of service `clinic` is, and some rules are about kinds. "
            "Add `kind:`, as in `kind: school`; `kind: other` where no word fits."
        ),
    ]
    assert own(**{"laws/own.yaml": OWN, "services/clinic.yaml": CLINIC}) == []


def test_a_rule_or_an_agreement_of_the_citys_own_about_kinds_that_it_has_none_of_is_a_fault():
    county = FOLDER["agreements/county.yaml"].replace("services: [clinic]", "at_kind: [school, tax]")
    (law, agreement) = own(
        **{"laws/own.yaml": OWN.replace("[clinic]", "[school]"), "services/clinic.yaml": CLINIC}
    ) + own(**{"agreements/county.yaml": county, "services/clinic.yaml": CLINIC})

    assert law.startswith("laws/own.yaml:13:14: No service is of this kind (school)")
    assert agreement.startswith("agreements/county.yaml")
    assert "No service is of this kind (school, tax)" in agreement


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        (", ".join(sorted({c.partition(".")[0] for c in load(folder()).vocabulary.categories})), "`except_data` takes everything out of `data: all`"),
        ("language.interpreter", "`except_data` leaves `language` open as well: nothing else below it stays closed"),
        ("financial.account, financial.income, financial.payment, financial.tax_record", "`except_data` leaves `financial` open as well"),
        ("language, language.interpreter", ""),
        ("criminal.history", ""),
    ],
    ids=["everything", "an only child", "all children", "the parent too", "one of two"],
)  # fmt: skip
def test_what_is_taken_out_of_everything_leaves_something_and_frees_nothing_unsaid(left_out, says):
    law = OWN.replace("at_kind: [clinic]", "at: [clinic]").replace(
        "data: [identity]", f"data: all\n    except_data: [{left_out}]"
    )
    found = own(**{"laws/own.yaml": law})

    assert [one for one in found if one.startswith(f"laws/own.yaml:15:18: {says}")] if says else not found, (
        found
    )
