"""
Worked cases from the field, each asked of the service that can express it.

The ids are those under which lawyers and engineers know them.
"""

import sqlite3
from contextlib import closing

import pytest

from tests.system.town import BROKER, COUNTY, FUSION, HOUSING, ICE, NOBODY, POLICE, UNIVERSITY, VENDOR

ALIEN = "A087654321"
NOTE = (
    "Client states no papers, came EWI 2019; A-Number A087654321 seen on letter; fears la migra; wife is US citizen; "
    "visa card declined at store; status: active"
)


def recorded(town):
    """Every byte of every file that the firewall writes."""
    return b"".join(path.read_bytes() for path in sorted(town.data.rglob("*")) if path.is_file())


def test_t01_a_civil_request_with_an_administrative_warrant_is_declined_and_recorded(town):
    """A tenant's contact data is here a 311 reporter's; the form is claimed as what it is."""
    answer = town.ask(ICE, "/311/requests/70001", process="admin-warrant")
    entry = town.entry(answer)

    assert answer.status == 403
    assert (
        answer.json["notice"]
        == "The City does not use its resources for immigration enforcement. Your request was recorded."
    )
    assert (entry["outcome"], entry["rules"][0]) == ("refuse", "trust-act/decline-and-record")
    assert (entry["claims"], entry["requester"]["id"]) == (["admin-warrant"], ICE)


def test_t02_a_magistrates_warrant_opens_name_and_address_and_nothing_else(town):
    """The tenant is here a patient, her status the citizenship code and the alien number."""
    number = town.verified("judicial-warrant", ICE, "/clinic/patients/1001", "identity.name,contact.address")
    answer = town.ask(
        ICE, "/clinic/patients/1001", purpose="law-enforcement-criminal", process="judicial-warrant"
    )

    assert answer.status == 200
    assert answer.json == {
        "name": {"given": "Lucía", "family": "Xicará"},
        "address": {"line": "418 Canal Street", "city": "Harbor City", "postalCode": "00412"},
    }
    assert town.entry(answer)["processes"] == [number]


def test_t03_a_question_about_status_goes_to_counsel_and_the_address_goes_nowhere(town):
    """The look-up by name is here one by record number, with the same two members selected."""
    target = "/clinic/patients/1005?fields=citizenshipCode,address"
    answer = town.ask(ICE, target, process="section-1373-inquiry")
    entry = town.entry(answer)

    assert answer.status == 202
    assert (entry["outcome"], entry["case"]) == ("refer", answer.case)
    # Neutral: no statute, no refusal, and nothing about what was found.
    assert "citation" not in answer.json
    assert town.firewall("case", "show", answer.case, "--json").json[0]["wants"] == [
        "immigration.citizenship"
    ]


def test_t03_counsel_who_grants_the_status_grants_no_address(town):
    """As above; at the clinic a health law stands above counsel, so that not even status leaves."""
    target = "/clinic/patients/1006?fields=citizenshipCode,address"
    town.granted(town.ask(ICE, target, process="section-1373-inquiry"), "immigration.citizenship", uses=3)
    after = town.ask(ICE, target, process="section-1373-inquiry")
    another = town.ask(ICE, "/clinic/patients/1007?fields=citizenshipCode,address")

    assert after.status in {202, 404}
    assert town.grant(another.case, "contact.address").code == 2


def test_t04_an_agencys_own_subpoena_for_a_school_record_waits_for_counsel(town):
    """As it stands: the roster, one student."""
    answer = town.ask(ICE, "/school/students/500001", process="admin-subpoena-dhs")
    entry = town.entry(answer)

    assert answer.status == 202
    assert entry["outcome"] == "hold"
    assert entry["rules"][0] == "trust-act/administrative-subpoena-waits"
    assert b"Silva" not in answer.body


def test_t06_consent_opens_what_the_person_signed_for(town):
    """Income and household size are here name and condition; the department that asks has no agreement with the clinic."""
    before = town.ask(HOUSING, "/clinic/patients/1001", purpose="eligibility-determination")
    town.verified(
        "consent", HOUSING, "/clinic/patients/1001", "identity.name,health.notifiable", issuer="subject", purposes="eligibility-determination"
    )  # fmt: skip
    after = town.ask(HOUSING, "/clinic/patients/1001", purpose="eligibility-determination")
    other_purpose = town.ask(HOUSING, "/clinic/patients/1001", purpose="service-delivery")

    assert before.status == 404
    assert after.json == {"name": {"given": "Lucía", "family": "Xicará"}, "condition": "Tuberculosis"}
    assert other_purpose.status == 404


def test_t01_at_the_housing_office_the_tenants_contact_is_declined_and_the_status_goes_to_counsel(town):
    """As it stands; a question for everything holds status too, and that a machine neither gives nor denies."""
    contact = town.ask(ICE, "/housing/tenants/88412/contact", process="admin-warrant")
    everything = town.ask(ICE, "/housing/tenants/88412", process="admin-warrant")

    assert (contact.status, town.entry(contact)["rules"][0]) == (403, "trust-act/decline-and-record")
    assert (everything.status, town.entry(everything)["rules"][0]) == (
        202,
        "welcoming-city/status-goes-to-counsel",
    )


def test_t09_police_with_a_declaration_gets_plate_and_time_and_the_place_to_a_kilometre(town):
    """As it stands."""
    answer = town.ask(POLICE, "/plates/hits?plate=HCX4471", purpose="law-enforcement-criminal")

    assert answer.status == 200
    assert answer.json["items"][0] == {
        "hit_id": "30001", "plate": "HCX4471", "ts": "2026-10-28T07:52:00", "lat": 41.82, "lon": -87.64,
    }  # fmt: skip


@pytest.mark.parametrize("partner", [ICE, VENDOR, FUSION, BROKER])
def test_t10_plates_go_to_no_agency_vendor_center_or_broker_behind_whom_immigration_enforcement_stands(
    town, partner
):
    """As it stands, asked by each of the four ways there are."""
    answer = town.ask(partner, "/plates/hits?plate=HCX4471", purpose="law-enforcement-criminal")

    assert answer.status == 403
    assert "plate-readers/hits-are-not-for-immigration" in town.entry(answer)["rules"]


@pytest.mark.parametrize("partner", [ICE, VENDOR, FUSION, BROKER])
def test_n08_a_picture_leaves_for_nobody_behind_whom_immigration_enforcement_stands(town, partner):
    """The identity card's photograph is here a plate reader's."""
    answer = town.ask(partner, "/plates/hits/30001/photo", purpose="law-enforcement-criminal")

    assert answer.status == 403
    assert not answer.body.startswith(b"\xff\xd8")


def test_n08_a_picture_that_an_agreement_shares_leaves_without_what_is_written_beside_it(town):
    answer = town.ask(POLICE, "/plates/hits/30001/photo", purpose="law-enforcement-criminal")

    assert answer.status == 200
    assert answer.body.startswith(b"\xff\xd8")
    assert b"Exif" not in answer.body
    assert b"41.8234" not in answer.body


def test_t28_danger_to_life_opens_what_helps_to_find_somebody_and_no_status(town):
    """A hotel's guest is here a patient."""
    before = town.ask(POLICE, "/clinic/patients/1001")
    town.verified(
        "exigency",
        POLICE,
        "/clinic/patients/1001",
        "identity,contact,language,immigration",
        issuer="official",
    )
    after = town.ask(POLICE, "/clinic/patients/1001")

    assert before.status == 404
    assert after.json.keys() == {"name", "birthDate", "phone", "address", "language"}
    assert town.entry(after)["openers"]


def test_n01_a_vendor_with_a_harmless_purpose_is_judged_by_who_stands_behind_it(town):
    """New customers of a utility are here the students on a page of the roster."""
    answer = town.ask(VENDOR, "/school/students?page=1&count=20", purpose="service-delivery")
    entry = town.entry(answer)

    assert answer.status == 403
    assert entry["rules"][0] == "trust-act/no-sale-to-brokers"
    assert (entry["requester"]["behind"], entry["requester"]["onward"]) == ([ICE], ["data-broker"])


def with_note(town, note):
    """Ask for a 311 report with this note in place of its own."""
    with closing(sqlite3.connect(town.directory / "services" / "311.sqlite")) as database, database:
        database.execute("UPDATE requests SET text = ? WHERE id = 70040", (note,))
    return town.ask(HOUSING, "/311/requests/70040")


@pytest.fixture(scope="module")
def noted(reading_town):
    return with_note(reading_town, NOTE)


@pytest.mark.parametrize("gone", ["no papers", "EWI", ALIEN, "la migra", "US citizen"])
def test_n06_words_about_status_are_cut_from_a_note(noted, gone):
    """The case note is here a 311 report, which housing may read with such words cut out, by a model for names as well."""
    assert noted.status == 200
    assert gone.lower() not in noted.json["text"].lower()


@pytest.mark.parametrize("kept", ["visa card declined at store", "status: active"])
def test_n06_words_that_only_look_like_it_stay(noted, kept):
    """As above."""
    assert kept in noted.json["text"]


def test_n09_a_bulk_query_by_alien_number_is_refused_and_the_number_is_nowhere(town):
    """The export of everybody is here the roster, asked for by a researcher with a lawful purpose."""
    answer = town.ask(
        UNIVERSITY,
        f"/school/students?export=csv&a_number={ALIEN},A087654322&limit=500000&page=1",
        purpose="research",
    )
    entry = town.entry(answer)

    assert answer.status == 403
    assert entry["outcome"] == "refuse"
    assert ALIEN.encode() not in answer.body + recorded(town)
    assert b"A087654322" not in answer.body + recorded(town)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_n10_whether_a_record_exists_cannot_be_told(town, method):
    """A client's record under an alien number is here a patient's, and the numbers of two who are and are not there."""
    answers = [
        town.ask(NOBODY, f"/clinic/patients/{id_}", method=method).without_ids for id_ in ("1001", "404404")
    ]
    unheard_of = town.ask(NOBODY, f"/clinic/patients/{ALIEN}", method=method)

    assert answers == [unheard_of.without_ids] * 2
    assert unheard_of.status == (405 if method == "OPTIONS" else 404)
    assert ALIEN.encode() not in unheard_of.body + recorded(town)


def test_n10_what_is_not_there_looks_like_what_is_withheld_to_whom_counts_as_nobody(town):
    """As above, for a partner with an agreement, who asks for a purpose it does not have."""
    there, missing = (
        town.ask(COUNTY, f"/clinic/patients/{id_}", purpose="research") for id_ in ("1001", "404404")
    )

    assert there.without_ids == missing.without_ids
    assert not {"ETag", "Last-Modified"} & {name for name, _ in there.headers}


def test_n06_without_a_model_for_names_the_whole_note_is_removed(town):
    """As above, where nobody could find the names in it."""
    answer = with_note(town, NOTE)

    assert answer.status == 200
    assert not {"text", "resolution"} & answer.json.keys()
