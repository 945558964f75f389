from datetime import date

from firewall.policy.load import examine, load
from tests.helpers_policy import folder

CASE = """
tests:
  - name: the county gets a year
    given: {requester: county-public-health, purpose: public-health, route: clinic:patient, body: samples/patient.json, claims: [judicial-warrant], on: 2026-05-01}
    expect: {outcome: release, status: 200, kept: [/name], removed: [/notes], rules: none}
"""


def told(was="", becomes=""):
    return [f.says for f in examine(folder(**{"tests/a.yaml": CASE.replace(was, becomes, 1)}))[1]]


def test_a_case_of_its_own_file_is_kept_whole():
    case = load(folder(**{"tests/a.yaml": CASE})).cases[-1]

    assert (case.name, case.rule) == ("the county gets a year", None)
    assert (case.given.requester, case.given.route) == ("county-public-health", "clinic:patient")
    assert (case.given.claims, case.given.on) == (("judicial-warrant",), date(2026, 5, 1))
    assert (case.expect.outcome, case.expect.status) == ("release", 200)
    assert (case.expect.kept, case.expect.removed, case.expect.rules) == (("/name",), ("/notes",), ())


def test_a_case_beside_a_rule_knows_its_rule():
    (case,) = load(folder()).cases

    assert case.rule == "welcoming-city/status-goes-to-counsel"
    assert (case.expect.kept, case.expect.removed) == ((), None)


def test_a_case_about_a_file_that_is_not_there_is_a_fault():
    assert told("samples/patient.json", "samples/other.json") == [
        "`samples/other.json` is not a file of the policies folder."
    ]


def test_a_case_about_words_that_nobody_knows_is_a_fault():
    assert told("requester: county-public-health", "requester: county") == [
        "`county` is not a partner or a kind of requester."
    ]
    assert told("outcome: release", "outcome: remove") == ["`remove` is not an outcome of an exchange."]


def test_a_file_without_tests_is_a_fault():
    assert told("tests:\n", "cases:\n")[0] == "A test file needs `tests:`."
