import sqlite3
from contextlib import closing

import pytest

from firewall.demo import clinic

EVERYWHERE, NOWHERE, ODD = (
    f"/patients/{patient}" for patient in (clinic.WITH_STATUS, clinic.WITHOUT_STATUS, clinic.ODD_PLACES)
)
INTAKE = {
    "name": {"given": "Amira", "family": "Haddad"},
    "birthDate": "1996-03-08",
    "alienNumber": "A000165432",
}


def shape(value):
    """The members of a record, all the way down."""
    return {name: shape(inner) for name, inner in value.items()} if isinstance(value, dict) else None


async def all_patients(session, got):
    pages = [await got(session, f"/patients?page={page}&count=100") for page in range(1, 11)]
    return [patient for _, body in pages for patient in body["items"]]


async def test_there_are_a_thousand_patients(at_clinic, got):
    status, body = await got(at_clinic, "/patients")

    assert (status, body["total"], body["page"], len(body["items"])) == (200, clinic.PATIENTS, 1, 20)


async def test_every_patient_has_the_same_members(at_clinic, got):
    patients = await all_patients(at_clinic, got)

    assert len({patient["id"] for patient in patients}) == 1_000
    assert all(shape(patient) == shape(patients[0]) for patient in patients)


async def test_one_patient_has_status_everywhere_it_can_stand(at_clinic, got):
    _, patient = await got(at_clinic, EVERYWHERE)

    assert None not in patient.values()
    assert patient["citizenshipCode"] == "4"
    assert patient["alienNumber"] in patient["notes"]
    assert patient["insurance"] == {"payer": "Medicaid", "aidCode": "C1"}


async def test_one_patient_has_status_nowhere(at_clinic, got):
    _, patient = await got(at_clinic, NOWHERE)

    assert [patient[member] for member in ("citizenshipCode", "alienNumber", "birthCountry")] == [None] * 3


async def test_the_two_differ_in_no_member(at_clinic, got):
    _, everywhere = await got(at_clinic, EVERYWHERE)
    _, nowhere = await got(at_clinic, NOWHERE)
    _, visits = await got(at_clinic, f"{EVERYWHERE}/visits")
    _, other_visits = await got(at_clinic, f"{NOWHERE}/visits")

    assert shape(everywhere) == shape(nowhere)
    assert [shape(visit) for visit in visits["items"]] == [shape(visit) for visit in other_visits["items"]]


async def test_one_patient_has_status_in_odd_places_only(at_clinic, got):
    _, patient = await got(at_clinic, ODD)
    _, visits = await got(at_clinic, f"{ODD}/visits")

    assert patient["alienNumber"] is patient["citizenshipCode"] is None
    assert "A000154321" in patient["address"]["line"]
    assert "asylum" in patient["insurance"]["payer"]
    assert "immigration court" in visits["items"][0]["note"]


async def test_missing_patient_is_not_found(at_clinic, got):
    assert await got(at_clinic, f"/patients/{clinic.MISSING}") == (404, {"error": "not-found"})
    assert await got(at_clinic, f"/patients/{clinic.MISSING}/visits") == (404, {"error": "not-found"})


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("name=xicar%C3%81", lambda patient: patient["name"]["family"] == "Xicará"),
        ("name=luc%C3%ADa%20xic", lambda patient: patient["name"]["family"] == "Xicará"),
        ("citizenshipCode=4", lambda patient: patient["citizenshipCode"] == "4"),
        ("language=uk", lambda patient: patient["language"] == "uk"),
        ("condition=tuber", lambda patient: patient["condition"] == "Tuberculosis"),
        ("birthDate=1991-05-17", lambda patient: patient["birthDate"] == "1991-05-17"),
        (
            "language=es&citizenshipCode=4",
            lambda patient: (patient["language"], patient["citizenshipCode"]) == ("es", "4"),
        ),
    ],
)
async def test_filter_gives_those_that_match_and_all_of_them(at_clinic, got, query, holds):
    matching = [patient["id"] for patient in await all_patients(at_clinic, got) if holds(patient)]

    _, body = await got(at_clinic, f"/patients?count=100&{query}")

    assert matching
    assert body["total"] == len(matching)
    assert [patient["id"] for patient in body["items"]] == matching[:100]


@pytest.mark.parametrize("name", ["%25", "_", "%27%20OR%201=1%20--"])
async def test_name_filter_has_no_wildcards_and_no_sql(at_clinic, got, name):
    _, body = await got(at_clinic, f"/patients?name={name}")

    assert body["items"] == []


async def test_members_can_be_asked_for_by_name(at_clinic, got):
    assert await got(at_clinic, f"{EVERYWHERE}?fields=citizenshipCode") == (200, {"citizenshipCode": "4"})


async def test_every_patient_was_seen(at_clinic, got, database):
    with closing(sqlite3.connect(database("clinic"))) as rows:
        unseen = rows.execute("SELECT count(*) FROM patients WHERE id NOT IN (SELECT patient FROM visits)")

        assert unseen.fetchone() == (0,)


async def test_visits_are_the_patients_own(at_clinic, got):
    _, visits = await got(at_clinic, f"{EVERYWHERE}/visits")

    assert [visit["id"] for visit in visits["items"]] == ["1", "2"]
    assert "Sin papeles" in visits["items"][0]["note"]


async def test_intake_is_stored_and_says_only_where(at_clinic, got, sent):
    answer = await sent(at_clinic, "/patients", json=INTAKE)

    assert answer == (201, {"resourceType": "Patient", "id": "2001"})
    _, patient = await got(at_clinic, "/patients/2001")
    assert patient["name"] == INTAKE["name"]
    assert patient["address"] == {"line": None, "city": None, "postalCode": None}


async def test_the_clinic_itself_keeps_no_status_out(at_clinic, got, sent):
    await sent(at_clinic, "/patients", json=INTAKE)

    _, patient = await got(at_clinic, "/patients/2001")

    assert patient["alienNumber"] == "A000165432"


@pytest.mark.parametrize(
    "change", [{"name": "Amira"}, {"name": {"given": "A"}}, {"birthDate": "8.3.1996"}, {"phone": 5}]
)
async def test_intake_that_makes_no_sense_is_a_bad_request(at_clinic, sent, change):
    answer = await sent(at_clinic, "/patients", json={**INTAKE, **change})

    assert answer == (400, {"error": "bad-request", "what": "body"})


async def test_intake_takes_no_query(at_clinic, sent):
    assert (await sent(at_clinic, "/patients?notes=x", json=INTAKE))[0] == 400


def test_same_seed_gives_same_clinic(furnished, tmp_path):
    clinic.furnish(tmp_path / "again.sqlite")

    assert dump(tmp_path / "again.sqlite") == dump(furnished / "clinic.sqlite")


def test_known_patients_do_not_depend_on_the_seed(tmp_path):
    clinic.furnish(tmp_path / "other.sqlite", 99)

    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as rows:
        found = rows.execute("SELECT id, family FROM patients LIMIT 3").fetchall()
    assert found == [(1001, "Xicará"), (1002, "Brandt"), (1003, "Tewelde")]


def dump(path):
    with closing(sqlite3.connect(path)) as database:
        return [*database.iterdump()]
