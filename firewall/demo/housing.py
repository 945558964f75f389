"""
The housing office: tenants, what they pay and get, and applications for a home.

Federal housing law has it ask for status (24 CFR 5.508), so it holds more of it than the clinic:
a member for it, the number that proves it, and the answer of the agency that was asked.
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

TENANTS = 1_000
WITH_STATUS = "88412"
"""Status in every member that can hold it."""
WITHOUT_STATUS = "88413"
"""Status in none."""
MISSING = "404404"

_FIRST = int(WITH_STATUS)
_AGES = (18, 95)

TABLE = Table(
    "tenants",
    (
        "name",
        "dob",
        "phone",
        "address",
        "unit",
        "lease_start",
        "landlord",
        "household_size",
        "income",
        "arrears",
        "programme",
        "aid_code",
        "ssn_na_reason",
        "eligible_immigration_status",
        "alien_registration_number",
        "save_response",
        "preferred_language",
        "interpreter_needed",
        "country_of_birth",
        "emergency_name",
        "emergency_phone",
        "notes",
    ),
)

FILTERS = {"unit": "unit = ?", "programme": "programme = ?", "preferred_language": "preferred_language = ?"}


class Lease(msgspec.Struct, frozen=True):
    start: str
    landlord: str


class Benefit(msgspec.Struct, frozen=True):
    programme: str | None
    aid_code: str | None


class EmergencyContact(msgspec.Struct, frozen=True):
    name: str | None
    phone: str | None


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """What the office has on file; no member is ever left out."""

    tenant_id: str
    name: str
    dob: str
    phone: str
    address: str
    unit: str
    lease: Lease
    household_size: int
    income: int
    arrears: int
    benefit: Benefit
    ssn_na_reason: str | None
    eligible_immigration_status: str | None
    alien_registration_number: str | None
    save_response: str | None
    preferred_language: str
    interpreter_needed: bool
    country_of_birth: str | None
    emergency_contact: EmergencyContact
    notes: str | None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """What whoever only has to reach somebody is shown."""

    tenant_id: str
    name: str
    phone: str
    address: str
    unit: str


class Application(msgspec.Struct, frozen=True, kw_only=True):
    """
    What an applicant sends.

    The form asks for status too; what becomes of that is not the form's doing.
    """

    name: str
    dob: date
    phone: str | None = None
    address: str | None = None
    household_size: int = 1
    income: int = 0
    preferred_language: str | None = None
    eligible_immigration_status: str | None = None
    alien_registration_number: str | None = None
    notes: str | None = None


class Housing:
    def __init__(self, path: Path) -> None:
        self._database = connect(path)

    def application(self) -> web.Application:
        one = f"/tenants/{serving.RECORD}"
        return serving.application(
            (
                web.get("/tenants", self.tenants, allow_head=False),
                web.get(one, self.tenant, allow_head=False),
                web.get(f"{one}/contact", self.contact, allow_head=False),
                web.post("/applications", self.intake),
            ),
            self._database,
        )

    async def tenant(self, request: web.Request) -> web.Response:
        query = serving.asked(request, ("fields",))
        fields = query["fields"].split(",") if "fields" in query else None
        return serving.answer(serving.selected(_tenant(self._found(request)), fields))

    async def contact(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        row = self._found(request)
        return serving.answer(
            Contact(
                tenant_id=str(row["id"]),
                name=row["name"],
                phone=row["phone"],
                address=row["address"],
                unit=row["unit"],
            )
        )

    async def tenants(self, request: web.Request) -> web.Response:
        page, conditions = serving.page_and_conditions(request, FILTERS)
        rows, total = TABLE.page(self._database, conditions, page)
        return serving.listed([_tenant(row) for row in rows], total, page)

    async def intake(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        form = await serving.json_form(request, Application)
        added = TABLE.add(self._database, _applied(form))
        return serving.answer({"tenant_id": str(added), "state": "received"}, status=201)

    def _found(self, request: web.Request) -> sqlite3.Row:
        return serving.found(TABLE, self._database, request)


def _tenant(row: sqlite3.Row) -> Tenant:
    return Tenant(
        tenant_id=str(row["id"]),
        name=row["name"],
        dob=row["dob"],
        phone=row["phone"],
        address=row["address"],
        unit=row["unit"],
        lease=Lease(row["lease_start"], row["landlord"]),
        household_size=row["household_size"],
        income=row["income"],
        arrears=row["arrears"],
        benefit=Benefit(row["programme"], row["aid_code"]),
        ssn_na_reason=row["ssn_na_reason"],
        eligible_immigration_status=row["eligible_immigration_status"],
        alien_registration_number=row["alien_registration_number"],
        save_response=row["save_response"],
        preferred_language=row["preferred_language"],
        interpreter_needed=bool(row["interpreter_needed"]),
        country_of_birth=row["country_of_birth"],
        emergency_contact=EmergencyContact(row["emergency_name"], row["emergency_phone"]),
        notes=row["notes"],
    )


def _applied(form: Application) -> Row:
    return {
        **dict.fromkeys(TABLE.columns),
        "name": form.name,
        "dob": form.dob.isoformat(),
        "phone": form.phone,
        "address": form.address,
        "household_size": form.household_size,
        "income": form.income,
        "preferred_language": form.preferred_language,
        "eligible_immigration_status": form.eligible_immigration_status,
        "alien_registration_number": form.alien_registration_number,
        "notes": form.notes,
    }


# As 24 CFR 5.506 and 5.516 sort families: eligible, not eligible, and mixed ones whose help is prorated.
_ELIGIBILITY = {
    Standing.CITIZEN: "eligible",
    Standing.NATURALIZED: "eligible",
    Standing.PERMANENT: "eligible",
    Standing.ASYLUM_PENDING: "not eligible",
    Standing.TEMPORARY: "not eligible",
    Standing.UNDOCUMENTED: "not contending",
}
_PROGRAMMES = (None, "Section 8", "Public housing", "Emergency rental assistance")
_AID_CODES = {"Section 8": "S8", "Public housing": "PH", "Emergency rental assistance": "ERA"}
_UNITS = tuple(f"{floor}{door}" for floor in range(1, 7) for door in "ABCD")
_LANDLORDS = ("Harbor City Housing Authority", "Canal Street Homes LLC", "Foundry Lofts")


def furnish(path: Path, seed: int = SEED) -> None:
    """Writes the office's files: two tenants that are always the same, and the rest from the seed."""
    rng = chance("housing", seed)
    people = residents(rng, TENANTS - len(_KNOWN), seed=seed, ages=_AGES)
    build(path, {TABLE: [*_KNOWN, *_rows(rng, people)]})


def _rows(rng: Random, people: list[Resident]) -> Iterator[Row]:
    for number, person in enumerate(people, _FIRST + len(_KNOWN)):
        programme, relative = rng.choice(_PROGRAMMES), rng.choice(people)
        without_ssn = person.standing in {Standing.UNDOCUMENTED, Standing.ASYLUM_PENDING}
        yield {
            "id": number,
            "name": person.full_name,
            "dob": person.born.isoformat(),
            "phone": person.phone,
            "address": f"{person.line}, {CITY}",
            "unit": rng.choice(_UNITS),
            "lease_start": (CITY_DAY - timedelta(days=rng.randrange(4_000))).isoformat(),
            "landlord": rng.choice(_LANDLORDS),
            "household_size": rng.randrange(1, 7),
            "income": rng.randrange(8, 52) * 1_000,
            "arrears": rng.choice((0, 0, 0, 420, 1_150)),
            "programme": programme,
            "aid_code": _AID_CODES.get(programme or ""),
            "ssn_na_reason": "never issued" if without_ssn else None,
            "eligible_immigration_status": _ELIGIBILITY[person.standing],
            "alien_registration_number": person.alien_number,
            "save_response": "status verified" if person.alien_number else None,
            "preferred_language": person.language,
            "interpreter_needed": int(person.language != "en" and rng.randrange(2) == 0),
            "country_of_birth": person.birth_country,
            "emergency_name": relative.full_name,
            "emergency_phone": relative.phone,
            "notes": notes.written(rng, notes.TENANCY, person, relative),
        }


_KNOWN: tuple[Row, ...] = (
    {
        "id": int(WITH_STATUS),
        "name": "Rosa Ortiz",
        "dob": "1988-03-21",
        "phone": "+1-312-555-0144",
        "address": f"418 Canal Street, {CITY}",
        "unit": "3B",
        "lease_start": "2022-07-01",
        "landlord": _LANDLORDS[0],
        "household_size": 4,
        "income": 25_200,
        "arrears": 420,
        "programme": "Emergency rental assistance",
        "aid_code": "ERA",
        "ssn_na_reason": "never issued",
        "eligible_immigration_status": "not contending",
        "alien_registration_number": "A000198431",
        "save_response": "no status found",
        "preferred_language": "es",
        "interpreter_needed": 1,
        "country_of_birth": "HN",
        "emergency_name": "Lucía Xicará",
        "emergency_phone": "+1-312-555-0142",
        "notes": "Two of the children are US citizens, the parents have no papers. Prorated. Fears a report to ICE.",
    },
    {
        "id": int(WITHOUT_STATUS),
        "name": "Dana Holloway",
        "dob": "1979-06-02",
        "phone": "+1-617-555-0108",
        "address": f"9 Grant Avenue, {CITY}",
        "unit": "1A",
        "lease_start": "2019-02-01",
        "landlord": _LANDLORDS[2],
        "household_size": 2,
        "income": 31_000,
        "arrears": 0,
        "programme": None,
        "aid_code": None,
        "ssn_na_reason": None,
        "eligible_immigration_status": None,
        "alien_registration_number": None,
        "save_response": None,
        "preferred_language": "en",
        "interpreter_needed": 0,
        "country_of_birth": None,
        "emergency_name": None,
        "emergency_phone": None,
        "notes": "Boiler replaced in March. Parking permit renewed.",
    },
)
