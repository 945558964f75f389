import json

import pytest

from firewall.front.problems import KINDS, Told, language_of, page, problem
from firewall.model import CaseId

ID = "00000000-0000-4000-8000-000000000001"
FULL = Told(
    decision_id=ID,
    contact="privacy@city.example",
    notice="By ordinance.",
    citation="Code 1-2",
    case=CaseId("C-7"),
)


def members(status, told=FULL):
    return json.loads(problem(status, told).body)


@pytest.mark.parametrize("status", sorted(KINDS))
def test_every_problem_has_the_members_of_rfc_9457_and_ours(status):
    answer = problem(status, FULL)
    said = json.loads(answer.body)

    assert said["type"].startswith("/.firewall/problems/")
    assert said["title"]
    assert said["detail"]
    assert (said["status"], said["instance"], said["decision_id"]) == (status, f"urn:uuid:{ID}", ID)
    assert said["contact"] == "privacy@city.example"
    assert answer.status == status
    assert ("Content-Type", "application/problem+json") in answer.headers
    assert ("Decision-Id", ID) in answer.headers


@pytest.mark.parametrize("status", sorted(KINDS))
def test_every_problem_is_told_in_spanish_too(status):
    english = members(status)
    answer = problem(status, Told(decision_id=ID, language="es"))

    assert json.loads(answer.body)["title"] != english["title"]
    assert json.loads(answer.body)["detail"] != english["detail"]
    assert ("Content-Language", "es") in answer.headers


def test_a_referral_names_its_case_and_where_to_ask_for_it():
    said = members(202)

    assert (said["case"], said["status_url"], said["notice"]) == (
        "C-7",
        "/.firewall/cases/C-7",
        "By ordinance.",
    )


def test_a_referral_does_not_read_like_a_refusal_by_statute():
    words = " ".join(str(value) for key, value in members(202).items() if key != "notice").lower()

    assert "citation" not in members(202)
    assert not any(
        word in words
        for word in ("law", "ordinance", "statute", "forbid", "refus", "denied", "prohibit", "not shared")
    )


def test_a_refusal_cites_its_rule():
    assert (members(403)["citation"], members(403)["notice"]) == ("Code 1-2", "By ordinance.")


def test_not_found_tells_nothing_of_which_not_found_it_is():
    assert problem(404, FULL) == problem(404, Told(decision_id=ID, contact="privacy@city.example"))


def test_a_status_without_words_is_no_answer():
    assert problem(418, FULL).status == 502


def test_a_method_that_is_refused_is_told_which_are_not():
    assert ("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE") in problem(405, FULL).headers


@pytest.mark.parametrize(
    ("languages", "chosen"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en, es", "en"),
        ("en;q=0.3, es;q=0.7", "es"),
        ("es;q=0", "en"),
        ("fr, de", "en"),
        ("fr, ES;q=0.1", "es"),
        ("es;q=x", "en"),
        ("es;q=nan", "en"),
        (";;;,,=", "en"),
        ("*", "en"),
    ],
)
def test_the_language_is_the_preferred_of_two(languages, chosen):
    assert language_of(languages) == chosen


@pytest.mark.parametrize("status", sorted(KINDS))
def test_every_problem_has_a_page(status):
    name = KINDS[status].name

    assert b'<html lang="es">' in page(name, "es")
    assert b'<html lang="en">' in page(name, "en")


@pytest.mark.parametrize("name", ["", "nothing", "../etc", "<script>"])
def test_there_is_no_other_page(name):
    assert page(name, "en") is None
