"""The other files of a folder: what they open, for how long, and what they lead nobody to open."""

from dataclasses import replace
from pathlib import Path

import yaml

from firewall import config
from firewall.founding import texts
from firewall.packs import with_shipped
from firewall.policy.load import load


def test_a_first_agreement_opens_what_was_said_and_ends(first):
    text = texts.agreement(
        first, ["identity.name", "record.id", "immigration.status", "case_notes"], is_limited=True
    )
    read = yaml.safe_load(text)

    assert read["shares"] == [{"data": ["record"]}]
    assert (read["until"] - read["from"]).days == 90
    assert read["limits"] == {"records_per_request": 100, "records_per_day": 1000}
    assert "  # - data: [identity.name]\n" in text


def test_nobody_is_led_to_open_status_or_free_text(first):
    text = texts.agreement(
        first, ["immigration.status", "immigration", "case_notes", "system.audit"], is_limited=False
    )

    assert "# -" not in text
    assert "Take the" not in text
    assert "limits" not in yaml.safe_load(text)
    assert "nobody could count" in text
    assert "\n# limits: {records_per_request: 100, " in text


def test_what_is_shared_is_not_offered_again(first):
    text = texts.agreement(
        replace(first, shares=("identity",)), ["identity.name", "contact.phone"], is_limited=True
    )

    assert "identity.name" not in text
    assert "# - data: [contact.phone]" in text


def test_names_with_quotation_marks_stay_text(first):
    odd = replace(first, title='A "City": yes # no', contact="a'b@x.example", service="311")

    assert yaml.safe_load(texts.city(odd))["title"] == 'A "City": yes # no'
    assert yaml.safe_load(texts.agreement(odd, [], is_limited=True))["services"] == ["311"]


def test_tests_stand_beside_the_rule_that_they_are_about(first):
    test = "name: a\ngiven: {requester: unknown}\nexpect: {outcome: refuse}"
    law = yaml.safe_load(texts.law(first, [test, test]))

    assert [one["name"] for one in law["rules"][0]["tests"]] == ["a", "a"]
    assert "tests" not in yaml.safe_load(texts.law(first, []))["rules"][0]
    assert yaml.safe_load(texts.tests([test]))["tests"][0]["expect"] == {"outcome": "refuse"}


def test_the_configuration_is_the_example_with_what_was_said():
    text = texts.configuration(1, 2, "/a b/ca.pem")
    read, warnings = config.load(text, Path("/x"))

    assert (read.listen.port, read.admin.port, str(read.upstream_ca)) == (1, 2, "/a b/ca.pem")
    assert warnings == ()
    assert text.count("#") > 20
    assert config.load(texts.configuration(8080, 8081, ""), Path("/x"))[0] == config.load("", Path("/x"))[0]


def test_packs_wait_behind_a_mark_with_every_question_that_counsel_answers(first):
    text = texts.city(replace(first, packs=("us-il-chicago", "eu-de")))
    written = [
        line
        for line in text.splitlines()
        if line.startswith("# packs:") or "pack:" in line or "ANSWER" in line
    ]

    assert "packs" not in yaml.safe_load(text)
    assert "# packs:" in written
    assert [line.strip("# -") for line in written if "pack:" in line and "Services" not in line] == [
        "pack: us-il-chicago",
        "pack: eu-de",
    ]
    assert sum("ANSWER" in line for line in written) == 7  # six questions, and what to do with them


def test_packs_are_in_force_once_the_marks_are_taken_away_and_the_questions_answered(first, words):
    text = texts.city(replace(first, packs=("us-il-chicago",)))
    head, _, block = text.partition("# packs:")
    taken = "packs:" + block.replace("\n# ", "\n").replace(
        "programme-reports: ANSWER", "programme-reports: remove"
    )
    answered = (
        taken.replace("chicago-status: ANSWER", "chicago-status: remove")
        .replace("status-numbers: ANSWER", "status-numbers: refer")
        .replace("federal-certification: ANSWER", "federal-certification: none")
        .replace("ANSWER", "refuse")
    )
    files = with_shipped({"city.yaml": head + answered, **words[0]})

    assert {one.pack.name for one in load(files).packs} == {"us-il-chicago", "us-il", "us-federal"}
