"""
The clinic: patients, their visits, and an intake, in the words of FHIR.

It holds what a clinic should not: citizenship, alien numbers, and notes.  Every patient
has the same members, null where nothing is known.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import msgspec
from aiohttp import web

from firewall.demo import notes, serving
from firewall.demo.people import CITY, CITY_DAY, SEED, Resident, Standing, chance, residents
from firewall.demo.tables import Row, Table, build, connect

PATIENTS = 1_000
WITH_STATUS = "1001"
"""Status in every member that can hold it."""
WITHOUT_STATUS = "1002"
"""Status in none."""
ODD_PLACES = "1003"
"""Status only where nobody declared it: in the address, the insurer's name, a visit's note."""
MISSING = "404404"

_FIRST = int(WITH_STATUS)

PATIENT_TABLE = Table(
    "patients",
    (
        "given",
        "family",
        "birth_date",
        "phone",
        "line",
        "city",
        "postal_code",
        "language",
        "birth_country",
        "citizenship_code",
        "alien_number",
        "payer",
        "aid_code",
        "condition",
        "notes",
    ),
)
VISIT_TABLE = Table("visits", ("patient", "date", "reason", "provider", "note"))

FILTERS = {
    "name": "instr(folded(given || ' ' || family), folded(?)) > 0",
    "birthDate": "birth_date = ?",
    "language": "language = ?",
    "condition": "instr(folded(condition), folded(?)) > 0",
    "citizenshipCode": "citizenship_code = ?",
}


class Name(msgspec.Struct, frozen=True):
    given: str
    family: str


class Address(msgspec.Struct, frozen=True, rename="camel"):
    line: str | None = None
    city: str | None = None
    postal_code: str | None = None


class Insurance(msgspec.Struct, frozen=True, rename="camel"):
    payer: str | None = None
    aid_code: str | None = None


class Intake(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """
    What a front desk or a portal sends.

    It takes status too, as such systems do: keeping it out is not the clinic's doing.
    """

    name: Name
    birth_date: date
    phone: str | None = None
    address: Address = Address()
    language: str | None = None
    birth_country: str | None = None
    citizenship_code: str | None = None
    alien_number: str | None = None
    insurance: Insurance = Insurance()
    condition: str | None = None
    notes: str | None = None


class Patient(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the clinic has on file; no member is ever left out."""

    resource_type: str = "Patient"
    id: str
    name: Name
    birth_date: str
    phone: str | None
    address: Address
    language: str | None
    birth_country: str | None
    citizenship_code: str | None
    alien_number: str | None
    insurance: Insurance
    condition: str | None
    notes: str | None


class Visit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    resource_type: str = "Encounter"
    id: str
    date: str
    reason: str
    provider: str
    note: str


class Clinic:
    def __init__(self, path: Path) -> None:
        self._database = connect(path)

    def application(self) -> web.Application:
        return serving.application(
            (
                web.get("/patients", self.patients, allow_head=False),
                web.post("/patients", self.intake),
                web.get(f"/patients/{serving.RECORD}", self.patient, allow_head=False),
                web.get(f"/patients/{serving.RECORD}/visits", self.visits, allow_head=False),
            ),
            self._database,
        )

    async def patient(self, request: web.Request) -> web.Response:
        query = serving.asked(request, ("fields",))
        fields = query["fields"].split(",") if "fields" in query else None
        return serving.answer(serving.selected(_patient(self._found(request)), fields))

    async def patients(self, request: web.Request) -> web.Response:
        page, conditions = serving.page_and_conditions(request, FILTERS)
        rows, total = PATIENT_TABLE.page(self._database, conditions, page)
        return serving.listed([_patient(row) for row in rows], total, page)

    async def visits(self, request: web.Request) -> web.Response:
        page, conditions = serving.page_and_conditions(request, {})
        patient: int = self._found(request)["id"]
        rows, total = VISIT_TABLE.page(self._database, {**conditions, "patient = ?": patient}, page)
        return serving.listed([_visit(row) for row in rows], total, page)

    async def intake(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        form = await serving.json_form(request, Intake)
        added = PATIENT_TABLE.add(self._database, _taken_in(form))
        return serving.answer({"resourceType": "Patient", "id": str(added)}, status=201)

    def _found(self, request: web.Request) -> sqlite3.Row:
        return serving.found(PATIENT_TABLE, self._database, request)


def _patient(row: sqlite3.Row) -> Patient:
    return Patient(
        id=str(row["id"]),
        name=Name(row["given"], row["family"]),
        birth_date=row["birth_date"],
        phone=row["phone"],
        address=Address(row["line"], row["city"], row["postal_code"]),
        language=row["language"],
        birth_country=row["birth_country"],
        citizenship_code=row["citizenship_code"],
        alien_number=row["alien_number"],
        insurance=Insurance(row["payer"], row["aid_code"]),
        condition=row["condition"],
        notes=row["notes"],
    )


def _visit(row: sqlite3.Row) -> Visit:
    return Visit(
        id=str(row["id"]), date=row["date"], reason=row["reason"], provider=row["provider"], note=row["note"]
    )


def _taken_in(form: Intake) -> Row:
    return {
        "given": form.name.given,
        "family": form.name.family,
        "birth_date": form.birth_date.isoformat(),
        "phone": form.phone,
        "line": form.address.line,
        "city": form.address.city,
        "postal_code": form.address.postal_code,
        "language": form.language,
        "birth_country": form.birth_country,
        "citizenship_code": form.citizenship_code,
        "alien_number": form.alien_number,
        "payer": form.insurance.payer,
        "aid_code": form.insurance.aid_code,
        "condition": form.condition,
        "notes": form.notes,
    }


# X12 element DMG06, citizenship status: 1 citizen, 2 non-resident alien, 3 resident alien, 4 "illegal alien",
# 5 alien.
_CITIZENSHIP_CODES = {
    Standing.CITIZEN: "1",
    Standing.NATURALIZED: "1",
    Standing.PERMANENT: "3",
    Standing.ASYLUM_PENDING: "5",
    Standing.TEMPORARY: "2",
    Standing.UNDOCUMENTED: "4",
}
_PAYERS = ("Medicaid", "Harbor Health Plan", "Medicare", "Self-pay")
_RESTRICTED = "C1"
"""Medi-Cal's restricted scope: the aid code alone says that status was not satisfactory."""
_AID_CODES = (None, "30", "34", "M1")
_NOTIFIABLE = ("Tuberculosis", "Hepatitis A", "Measles", "Pertussis", "Salmonellosis")
_NOTIFIABLE_ONE_IN = 12
_REASONS = ("Follow-up", "Vaccination", "Prenatal", "Laboratory", "Injury", "Refill")
_PROVIDERS = ("Dr. Okafor", "Dr. Lindqvist", "N. Abara, NP", "Dra. Peña")


def furnish(path: Path, seed: int = SEED) -> None:
    """Writes the clinic's database: three patients that are always the same, and the rest from the seed."""
    rng = chance("clinic", seed)
    people = residents(rng, PATIENTS - len(_KNOWN), seed=seed)
    patients = [*_KNOWN, *_rows(rng, people)]
    build(path, {PATIENT_TABLE: patients, VISIT_TABLE: _visits(rng, people)})


def _rows(rng: Random, people: list[Resident]) -> Iterator[Row]:
    for number, person in enumerate(people, _FIRST + len(_KNOWN)):
        undocumented = person.standing is Standing.UNDOCUMENTED
        yield {
            "id": number,
            "given": person.given,
            "family": person.family,
            "birth_date": person.born.isoformat(),
            "phone": person.phone,
            "line": person.line,
            "city": CITY,
            "postal_code": person.postal_code,
            "language": person.language,
            "birth_country": person.birth_country,
            "citizenship_code": _CITIZENSHIP_CODES[person.standing],
            "alien_number": person.alien_number,
            "payer": "Medicaid" if undocumented else rng.choice(_PAYERS),
            "aid_code": _RESTRICTED if undocumented else rng.choice(_AID_CODES),
            "condition": rng.choice(_NOTIFIABLE) if rng.randrange(_NOTIFIABLE_ONE_IN) == 0 else None,
            "notes": notes.written(rng, notes.CHART, person, rng.choice(people)),
        }


def _visits(rng: Random, people: list[Resident]) -> Iterator[Row]:
    yield from _KNOWN_VISITS
    number = len(_KNOWN_VISITS)
    for patient, person in enumerate(people, _FIRST + len(_KNOWN)):
        for _ in range(rng.randrange(1, 4)):
            number += 1
            note = notes.written(rng, notes.VISIT, person, rng.choice(people))
            yield _visit_row(number, patient, rng.randrange(700), rng.choice(_REASONS), note)


def _visit_row(number: int, patient: int, days_ago: int, reason: str, note: str) -> Row:
    return {
        "id": number,
        "patient": patient,
        "date": (CITY_DAY - timedelta(days=days_ago)).isoformat(),
        "reason": reason,
        "provider": _PROVIDERS[number % len(_PROVIDERS)],
        "note": note,
    }


_KNOWN: tuple[Row, ...] = (
    {
        "id": int(WITH_STATUS),
        "given": "Lucía",
        "family": "Xicará",
        "birth_date": "1991-05-17",
        "phone": "+1-312-555-0142",
        "line": "418 Canal Street",
        "city": CITY,
        "postal_code": "00412",
        "language": "es",
        "birth_country": "GT",
        "citizenship_code": "4",
        "alien_number": "A000187654",
        "payer": "Medicaid",
        "aid_code": _RESTRICTED,
        "condition": "Tuberculosis",
        "notes": "Patient states no papers, came EWI in 2019; A000187654 seen on a letter. Teme a la migra.",
    },
    {
        "id": int(WITHOUT_STATUS),
        "given": "Walter",
        "family": "Brandt",
        "birth_date": "1984-09-30",
        "phone": "+1-312-555-0177",
        "line": "77 Elm Avenue",
        "city": CITY,
        "postal_code": "00409",
        "language": "en",
        "birth_country": None,
        "citizenship_code": None,
        "alien_number": None,
        "payer": "Harbor Health Plan",
        "aid_code": None,
        "condition": None,
        "notes": "Co-pay: visa card declined, paid in cash. Account status: active.",
    },
    {
        "id": int(ODD_PLACES),
        "given": "Yonas",
        "family": "Tewelde",
        "birth_date": "1979-01-08",
        "phone": "+1-312-555-0119",
        "line": "12 Dock Road, c/o refugee shelter, A000154321",
        "city": CITY,
        "postal_code": "00403",
        "language": "ti",
        "birth_country": None,
        "citizenship_code": None,
        "alien_number": None,
        "payer": "Emergency Medicaid, asylum pending",
        "aid_code": None,
        "condition": None,
        "notes": "Asthma action plan reviewed.",
    },
)
_KNOWN_VISITS = (
    _visit_row(1, int(WITH_STATUS), 40, "Follow-up", "Sin papeles, prefiere no dar su dirección."),
    _visit_row(2, int(WITH_STATUS), 210, "Laboratory", "Sputum smear negative."),
    _visit_row(3, int(WITHOUT_STATUS), 12, "Follow-up", "Routine check. No new complaints."),
    _visit_row(4, int(WITHOUT_STATUS), 190, "Vaccination", "Flu vaccine given, left arm."),
    _visit_row(
        5, int(ODD_PLACES), 33, "Refill", "Letter shows A# 000-154-321, hearing in immigration court."
    ),
    _visit_row(6, int(ODD_PLACES), 95, "Injury", "Wound clean, stitches removed."),
)
