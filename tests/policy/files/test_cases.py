from datetime import date

import pytest

from firewall.model import Direction
from firewall.policy.load import examine, load
from tests.helpers_policy import FOLDER, folder

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


# ---- the longer words


LONG = """
tests:
  - name: everything that a test can say
    known_gap: nobody has written the rule yet
    given:
      requester: peer-local
      behind: [ice-ero]
      onward: [data-broker]
      purpose: public-health
      direction: outbound
      process:
        - {kind: judicial-warrant, covers: [identity.name], by: Law Department, purposes: [public-health]}
        - {kind: admin-warrant, by: nobody}
        - "consent:contact, identity.dob"
      route: clinic:patient
      body: {name: Test, age: 4, zip: "00400", codes: [1, x], told: true, left: null, day: 012}
      sends: '{"name": "Test"}'
    expect:
      outcome: release
      values: {/birthDate: "1990"}
      accepted: [/name]
      not_accepted: none
      duties: [record-request]
      notice: none
      case: opened
"""


def long(was="", becomes=""):
    return examine(folder(**{"tests/a.yaml": LONG.replace(was, becomes, 1)}))


def test_a_chain_is_given_in_place():
    given = long()[0].cases[-1].given

    assert (given.behind, given.onward, given.direction) == (
        ("ice-ero",),
        ("data-broker",),
        Direction.OUTBOUND,
    )


def test_several_processes_are_verified_or_only_claimed():
    warrant, admin, consent = long()[0].cases[-1].given.process

    assert (warrant.kind, warrant.covers, warrant.by) == (
        "judicial-warrant",
        ("identity.name",),
        "Law Department",
    )
    assert warrant.purposes == ("public-health",)
    assert (admin.kind, admin.by) == ("admin-warrant", "")
    assert (consent.kind, consent.covers, consent.by) == ("consent", ("contact", "identity.dob"), "the test")


def test_what_is_expected_is_kept_whole():
    case = long()[0].cases[-1]

    assert (case.expect.values, case.expect.accepted, case.expect.not_accepted) == (
        {"/birthDate": "1990"},
        ("/name",),
        (),
    )
    assert (case.expect.duties, case.expect.notice, case.expect.case) == (("record-request",), "", True)
    assert case.known_gap == "nobody has written the rule yet"


def test_what_is_not_named_is_not_asked_about():
    expect = load(folder(**{"tests/a.yaml": CASE.replace(", rules: none", "")})).cases[-1].expect

    assert (expect.rules, expect.duties, expect.notice, expect.case, expect.accepted) == (None,) * 5


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("behind: [ice-ero]", "behind: [ice]", "`ice` is not a partner or a kind of requester."),
        ("consent:contact", "concent:contact", "`concent` is not a kind of legal process."),
        ("consent:contact", "consent:contacts", "`contacts` is not a category."),
        (", by: nobody", "", "A process needs `by:`."),
        ("case: opened", "case: yes", "`yes` is not `opened` or `none`."),
        ("direction: outbound", "direction: out", "`out` is not a direction."),
        ("contact, identity.dob", "contact:research,help", "`help` is not a purpose."),
        ("duties: [record-request]", "duties: [record]", "`record` is not a duty."),
    ],
)
def test_what_cannot_be_meant_is_a_fault(was, becomes, says):
    assert [f.says for f in long(was, becomes)[1]] == [says]


def test_a_case_beside_an_agreement_knows_its_agreement():
    agreement = FOLDER["agreements/county.yaml"] + CASE.lstrip()
    found = load(folder(**{"agreements/county.yaml": agreement})).cases

    assert [(case.agreement, case.rule) for case in found if case.name == "the county gets a year"] == [
        ("DSA-2026-014", None)
    ]
