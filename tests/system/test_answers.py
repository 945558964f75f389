"""Who gets what, over real HTTP: the sentences that the firewall was built for."""

import pytest

from firewall.demo import clinic
from tests.system.town import COUNTY, FUSION, HOUSING, ICE, NOBODY, PARTNERS, PORTAL, VENDOR

PATIENT = f"/clinic/patients/{clinic.WITH_STATUS}"
OTHER = f"/clinic/patients/{clinic.WITHOUT_STATUS}"
WARRANTED = "/clinic/patients/1010"
WITHHELD_FROM_COUNTY = {"language", "birthCountry", "citizenshipCode", "alienNumber", "insurance", "notes"}


def test_ice_asking_for_a_patient_gets_a_neutral_202(town):
    answer = town.ask(ICE, PATIENT)

    assert answer.status == 202
    assert answer.json.keys() == {
        "type", "title", "status", "detail", "instance", "decision_id", "contact", "notice", "case", "status_url"
    }  # fmt: skip
    # A refusal, a statute or a word about the person would tell more than that somebody reads it.
    assert not any(
        word in answer.body.decode().lower()
        for word in ("refus", "denied", "u.s.c", "immigra", "status is", "xicar")
    )


def test_the_record_says_why_ice_was_referred(town):
    entry = town.entry(town.ask(ICE, PATIENT))

    assert (entry["outcome"], entry["status"]) == ("refer", 202)
    assert entry["rules"][0] == "welcoming-city/status-goes-to-counsel"
    assert (entry["requester"]["id"], entry["purpose"]) == (ICE, "immigration-enforcement")
    assert (entry["service"], entry["route"]) == ("clinic", "patient")


def test_audit_show_prints_what_the_record_says(town):
    answer = town.ask(ICE, PATIENT)
    shown = town.firewall("audit", "show", answer.decision)

    assert shown.code == 0
    assert shown.json["rules"][0] == "welcoming-city/status-goes-to-counsel"


@pytest.fixture(scope="module")
def warrant(town):
    """A verified judicial warrant for name and address of one patient, for December."""
    return town.verified(
        "judicial-warrant",
        ICE,
        WARRANTED,
        "identity.name,contact.address",
        from_="2026-12-01",
        until="2026-12-10",
    )


def test_a_verified_warrant_opens_exactly_what_it_names(town, warrant):
    with town.clock.later(days=12):
        answer = town.ask(ICE, WARRANTED)

    assert answer.status == 200
    assert answer.json.keys() == {"name", "address"}
    assert answer.json["name"].keys() == {"given", "family"}


def test_the_record_names_the_warrant_and_its_verifier(town, warrant):
    with town.clock.later(days=12):
        entry = town.entry(town.ask(ICE, WARRANTED))
    verified = [one for one in town.entries() if one["kind"] == "staffed" and one["subject"] == warrant]

    assert entry["processes"] == [warrant]
    assert [(one["act"], one["by"]) for one in verified] == [
        ("process add", "A. Clerk"),
        ("process verify", "A. Reviewer"),
    ]


def test_a_warrant_opens_nothing_about_somebody_else(town, warrant):
    with town.clock.later(days=12):
        assert town.ask(ICE, "/clinic/patients/1011").status == 202


@pytest.mark.parametrize("more", ["?fields=name", "/visits"])
def test_a_warrant_is_for_the_request_it_names(town, warrant, more):
    with town.clock.later(days=12):
        answer = town.ask(ICE, WARRANTED + more)

    assert answer.status in {202, 404} or answer.json.keys() <= {"name", "address"}


@pytest.mark.parametrize(("days", "status"), [(8, 202), (9, 200), (18, 200), (19, 202)])
def test_a_warrant_opens_from_its_first_day_to_its_last(town, warrant, days, status):
    with town.clock.later(days=days, hours=1):
        assert town.ask(ICE, WARRANTED).status == status


def test_a_warrant_does_not_open_for_the_vendor(town, warrant):
    with town.clock.later(days=12):
        answer = town.ask(VENDOR, WARRANTED, purpose="immigration-enforcement")

    assert answer.status == 202


def test_a_revoked_warrant_opens_nothing(town):
    number = town.verified("judicial-warrant", ICE, "/clinic/patients/1012", "identity.name")
    before = town.ask(ICE, "/clinic/patients/1012").status
    town.firewall("process", "revoke", number, "--why", "quashed")

    assert (before, town.ask(ICE, "/clinic/patients/1012").status) == (200, 202)


def test_a_warrant_that_nobody_verified_opens_nothing(town):
    town.entered("judicial-warrant", ICE, "/clinic/patients/1013", "identity.name")

    assert town.ask(ICE, "/clinic/patients/1013", process="judicial-warrant").status == 202


def test_an_administrative_warrant_changes_nothing(town):
    before = town.ask(ICE, "/clinic/patients/1014")
    town.verified(
        "admin-warrant",
        ICE,
        "/clinic/patients/1014",
        "identity.name,contact.address",
        issuer="administrative",
        form="I-205",
    )
    after = town.ask(ICE, "/clinic/patients/1014")
    claimed = town.ask(ICE, "/clinic/patients/1014", process="admin-warrant")

    assert before.without_ids == after.without_ids == claimed.without_ids
    assert before.case == after.case == claimed.case


def test_an_administrative_form_does_not_pass_for_a_judges(town):
    number = town.entered("judicial-warrant", ICE, "/clinic/patients/1015", "identity.name", form="I-205")
    verified = town.firewall("process", "verify", number)

    assert verified.code == 2
    assert town.ask(ICE, "/clinic/patients/1015").status == 202


def test_the_county_gets_what_its_agreement_says(town):
    answer = town.ask(COUNTY, PATIENT)

    assert answer.status == 200
    assert answer.json == {
        "id": "1001",
        "resourceType": "Patient",
        "name": {"given": "Lucía", "family": "Xicará"},
        "birthDate": "1991",
        "phone": "+1-312-555-0142",
        "address": {"line": "418 Canal Street", "city": "Harbor City", "postalCode": "00412"},
        "condition": "Tuberculosis",
    }
    assert answer.header("Fields-Withheld") == str(len(WITHHELD_FROM_COUNTY))


@pytest.mark.parametrize("purpose", ["", "immigration-enforcement", "research", "no-such-purpose"])
def test_the_county_gets_nothing_for_another_purpose(town, purpose):
    assert town.ask(COUNTY, PATIENT, purpose=purpose).status == 404


def test_the_county_may_not_ask_by_citizenship(town):
    assert town.ask(COUNTY, "/clinic/patients?citizenshipCode=4").status == 404


def test_the_county_finds_patients_by_condition_and_gets_only_its_members(town):
    answer = town.ask(COUNTY, "/clinic/patients?condition=Measles&count=50&page=1")

    assert answer.status == 200
    assert answer.json["items"]
    assert not any(item.keys() & WITHHELD_FROM_COUNTY for item in answer.json["items"])


def test_an_agreement_that_ended_opens_nothing(town):
    with town.clock.later(days=5 * 365):
        assert town.ask(COUNTY, PATIENT).status == 404


@pytest.mark.parametrize(
    "target",
    [
        PATIENT,
        OTHER,
        f"{PATIENT}?fields=citizenshipCode",
        "/clinic/patients?page=1",
        f"{PATIENT}/visits",
        "/school/students/500001",
    ],
)
@pytest.mark.parametrize("purpose", ["immigration-enforcement", "service-delivery"])
def test_the_vendor_of_ice_gets_what_ice_gets_byte_for_byte(town, target, purpose):
    for_ice = town.ask(ICE, target, purpose=purpose)
    for_vendor = town.ask(VENDOR, target, purpose=purpose)

    if not target.startswith("/school"):  # where a law about data brokers refuses the vendor even more
        assert for_vendor.without_ids == for_ice.without_ids
    assert for_vendor.status in {202, 403, 404}


PLACES = (
    ("/clinic/patients/{}", "GET"),
    ("/clinic/patients/{}", "HEAD"),
    ("/clinic/patients/{}", "OPTIONS"),
    ("/clinic/patients/{}", "POST"),
    ("/clinic/patients/{}", "PUT"),
    ("/clinic/patients/{}", "DELETE"),
    ("/clinic/patients/{}/visits", "GET"),
    ("/clinic/patients/{}/visits?page=1", "GET"),
    ("/clinic/patients/{}?fields=name", "GET"),
    ("/clinic/patients/{}/nothing", "GET"),
    ("/clinic/patients?name={}", "GET"),
    ("/school/students/{}", "GET"),
    ("/311/requests/{}", "GET"),
)
EXISTING = {"clinic": clinic.WITH_STATUS, "school": "500001", "311": "70001"}


# Housing has an agreement with 311, and with nobody else.
WITHOUT_AGREEMENT = [
    (partner, *place)
    for partner in (NOBODY, "unknown key", PORTAL, HOUSING)
    for place in PLACES
    if not (partner == HOUSING and place[0].startswith("/311"))
]


@pytest.mark.parametrize(("partner", "place", "method"), WITHOUT_AGREEMENT)
def test_who_has_no_agreement_gets_the_same_answer_whether_or_not_somebody_exists(
    town, partner, place, method
):
    key = [("X-Api-Key", "dsf_00000000_" + "A" * 43)] if partner == "unknown key" else []
    asker = NOBODY if key else partner
    there = town.ask(asker, place.format(EXISTING[place.split("/")[1]]), method=method, headers=key)
    missing = town.ask(asker, place.format(clinic.MISSING), method=method, headers=key)

    assert there.without_ids == missing.without_ids
    assert there.status in {403, 404, 405}


def test_a_clinic_route_that_is_not_there_looks_like_a_patient_that_is(town):
    there, nowhere = town.ask(NOBODY, PATIENT), town.ask(NOBODY, "/clinic/nothing/here")
    no_service = town.ask(NOBODY, "/no-such-service/1")

    assert there.without_ids == nowhere.without_ids == no_service.without_ids


@pytest.mark.parametrize(
    "partner", [partner for partner in PARTNERS if partner not in {COUNTY, ICE, VENDOR, FUSION}]
)
def test_nobody_else_learns_whether_somebody_is_a_patient(town, partner):
    there, missing = town.ask(partner, PATIENT), town.ask(partner, f"/clinic/patients/{clinic.MISSING}")

    assert there.status == 404 or partner == "state-police"
    assert there.without_ids == missing.without_ids


@pytest.mark.parametrize("partner", [ICE, VENDOR, FUSION])
def test_ice_does_not_learn_either(town, partner):
    there, missing = town.ask(partner, OTHER), town.ask(partner, f"/clinic/patients/{clinic.MISSING}")

    assert there.without_ids == missing.without_ids
