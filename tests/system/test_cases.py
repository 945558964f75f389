"""A case from its opening to its end: asked, referred, decided by a person, asked again, used up."""

import pytest

from tests.system.town import COUNTY, ICE, NOBODY, VENDOR, fetch


def student(number):
    return f"/school/students/{number}"


def status(town, partner, answer):
    headers = [("Host", "city"), *([("Authorization", f"Bearer {town.keys[partner]}")] if partner else [])]
    return fetch(town.url, answer.json["status_url"], headers=headers)


def test_a_grant_opens_just_what_counsel_said_and_as_often(town):
    asked = town.ask(ICE, student(500010))
    town.granted(asked, "immigration.entry", uses=2)
    answers = [town.ask(ICE, student(500010)) for _ in range(3)]

    assert [answer.status for answer in answers] == [200, 200, 202]
    assert [answer.json.keys() for answer in answers[:2]] == [{"USInitialSchoolEntry"}] * 2
    assert answers[2].case != asked.case


def test_a_grant_is_for_the_request_it_was_asked_by(town):
    town.granted(town.ask(ICE, student(500011)), "immigration.entry", uses=5)

    assert town.ask(ICE, student(500012)).status == 202
    assert town.ask(ICE, student(500011), purpose="service-delivery").status == 202
    assert town.ask(VENDOR, student(500011), purpose="immigration-enforcement").status == 403
    assert town.ask(ICE, "/school/students?page=1").status == 202


def test_a_grant_ends_on_its_last_day(town):
    town.granted(town.ask(ICE, student(500013)), "immigration.entry", uses=5, until="2026-11-30")
    with town.clock.later(days=8):
        in_time = town.ask(ICE, student(500013)).status
    with town.clock.later(days=9):
        too_late = town.ask(ICE, student(500013)).status

    assert (in_time, too_late) == (200, 202)


def test_a_grant_that_was_revoked_opens_nothing(town):
    number = town.granted(town.ask(ICE, student(500014)), "immigration.entry", uses=5)
    town.firewall("process", "revoke", number, "--why", "granted in error")

    assert town.ask(ICE, student(500014)).status == 202


@pytest.mark.parametrize("categories", ["immigration.entry,contact.address", "contact.address"])
def test_counsel_cannot_grant_what_was_not_referred(town, categories):
    asked = town.ask(ICE, student(500015))
    done = town.grant(asked.case, categories)

    assert done.code == 2
    assert town.ask(ICE, student(500015)).status == 202


def test_a_denied_case_stays_denied_and_who_asks_again_gets_another(town):
    asked = town.ask(ICE, student(500016))
    denied = town.firewall("case", "deny", asked.case, "--why", "no order", "--by", "C. Counsel")
    granted = town.grant(asked.case, "immigration.entry")
    again = town.ask(ICE, student(500016))

    assert (denied.code, granted.code) == (0, 2)
    assert again.status == 202
    assert again.case != asked.case


def test_expired_means_denied(town):
    asked = town.ask(ICE, student(500017))
    with town.clock.later(days=31):
        granted = town.grant(asked.case, "immigration.entry", until="2027-01-31")
        state = status(town, ICE, asked)
        again = town.ask(ICE, student(500017))

    assert granted.code == 2
    assert state.json["state"] == "expired"
    assert again.status == 202
    assert again.case != asked.case


def test_equal_requests_share_one_case_with_a_count(town):
    cases = {town.ask(ICE, student(500018)).case for _ in range(3)}
    shown = town.firewall("case", "show", *cases, "--json").json[0]

    assert len(cases) == 1
    assert shown["times"] == 3


def test_a_case_shows_who_asked_for_what_and_never_for_whom(town):
    asked = town.ask(ICE, student(500019))
    shown = town.firewall("case", "show", asked.case)

    assert all(
        word in shown.out for word in (ICE, "school:student", "immigration.entry", "immigration-enforcement")
    )
    assert "500019" not in shown.out


def test_case_match_tells_whether_a_letter_is_about_the_same_person(town):
    asked = town.ask(ICE, student(500020))
    same = town.firewall("case", "match", asked.case, "--target", student(500020))
    another = town.firewall("case", "match", asked.case, "--target", student(500021))

    assert (same.code, another.code) == (0, 1)


def test_a_requester_learns_how_its_case_stands(town):
    asked = town.ask(ICE, student(500022))
    before = status(town, ICE, asked)
    town.granted(asked, "immigration.entry")

    assert before.json == {"case": asked.case, "state": "open"}
    assert status(town, ICE, asked).json == {"case": asked.case, "state": "granted"}


@pytest.mark.parametrize("partner", [COUNTY, VENDOR, NOBODY])
def test_to_anybody_else_a_case_is_not_there(town, partner):
    asked = town.ask(ICE, student(500023))
    found = status(town, partner, asked)
    headers = [("Host", "city"), *([("Authorization", f"Bearer {town.keys[partner]}")] if partner else [])]
    never_was = fetch(town.url, "/.firewall/cases/C-0000-0000", headers=headers)

    assert found.status == 404
    assert found.without_ids == never_was.without_ids


def test_what_staff_do_is_in_the_record_with_who_and_why(town):
    asked = town.ask(ICE, student(500024))
    town.granted(asked, "immigration.entry")
    entries = [
        entry for entry in town.entries() if entry["kind"] == "staffed" and entry["subject"] == asked.case
    ]

    assert [(entry["act"], entry["by"], entry["facts"]["why"]) for entry in entries] == [
        ("case grant", "C. Counsel", "counsel read it")
    ]


def test_the_record_of_a_granted_answer_names_the_grant(town):
    asked = town.ask(ICE, student(500025))
    number = town.granted(asked, "immigration.entry")
    entry = town.entry(town.ask(ICE, student(500025)))

    assert entry["processes"] == entry["openers"] == [number]


def test_a_subpoena_of_the_agencys_own_waits_until_counsel_decides(town):
    asked = town.ask(ICE, student(500026), process="admin-subpoena-dhs")
    listed = town.firewall("case", "list", "--json").json

    assert asked.status == 202
    assert [case["outcome"] for case in listed if case["case"] == asked.case] == ["hold"]


def test_nobody_unknown_can_be_granted_anything(town):
    before = len(town.firewall("case", "list", "--json").json)
    answer = town.ask(NOBODY, student(500027), purpose="immigration-enforcement", process="judicial-warrant")

    assert answer.status == 403
    assert len(town.firewall("case", "list", "--json").json) == before
