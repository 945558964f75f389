"""
The school roster, in the words of Ed-Fi.

No member of it says anybody's status.  Birthplace, home language and the date of the
first school in the country say it together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import msgspec
from aiohttp import web

from firewall.demo import serving
from firewall.demo.origins import HOME
from firewall.demo.people import CITY, CITY_DAY, SEED, Resident, chance, residents
from firewall.demo.tables import Page, Row, Table, Value, build, connect

STUDENTS = 1_000
NEWCOMER = "500001"
"""Everything that lets status be inferred."""
LOCAL = "500002"
"""Nothing that does."""
MISSING = "404404"

_FIRST = int(NEWCOMER)
_AGES = (5, 18)

TABLE = Table(
    "students",
    (
        "first_name",
        "last_surname",
        "birth_date",
        "birth_city",
        "birth_country",
        "us_initial_school_entry",
        "limited_english_proficiency",
        "home_language",
        "school",
        "grade_level",
        "economic_disadvantage",
        "street",
        "postal_code",
        "contact_name",
        "contact_telephone",
    ),
)

FILTERS = {
    "school": "school = ?",
    "grade": "grade_level = ?",
    "homeLanguage": "home_language = ?",
    "birthCountry": "birth_country = ?",
}


class Address(msgspec.Struct, frozen=True, rename="pascal"):
    street_number_name: str
    city: str
    postal_code: str


class Contact(msgspec.Struct, frozen=True, rename="pascal"):
    name: str
    telephone: str


class Student(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    student_unique_id: str
    first_name: str
    last_surname: str
    birth_date: str
    birth_city: str | None
    birth_country: str | None
    us_initial_school_entry: str | None = msgspec.field(name="USInitialSchoolEntry")
    limited_english_proficiency: str
    home_language: str
    school: str
    grade_level: str
    economic_disadvantage: bool
    address: Address
    contact: Contact


class Search(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    last_surname: str
    birth_date: date | None = None
    fields: tuple[str, ...] | None = msgspec.field(name="fields", default=None)


class School:
    def __init__(self, path: Path) -> None:
        self._database = connect(path)

    def application(self) -> web.Application:
        return serving.application(
            (
                web.get("/students", self.students, allow_head=False),
                web.post("/students/search", self.search),
                web.get(f"/students/{serving.RECORD}", self.student, allow_head=False),
            ),
            self._database,
        )

    async def student(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        return serving.answer(_student(serving.found(TABLE, self._database, request)))

    async def students(self, request: web.Request) -> web.Response:
        page, conditions = serving.page_and_conditions(request, FILTERS)
        rows, total = TABLE.page(self._database, conditions, page)
        return serving.listed([_student(row) for row in rows], total, page)

    async def search(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        form = await serving.json_form(request, Search)
        page = Page(1, serving.LARGEST_PAGE)
        rows, total = TABLE.page(self._database, _conditions(form), page)
        return serving.listed([serving.selected(_student(row), form.fields) for row in rows], total, page)


def _conditions(form: Search) -> dict[str, Value]:
    born = {} if form.birth_date is None else {"birth_date = ?": form.birth_date.isoformat()}
    return {"folded(last_surname) = folded(?)": form.last_surname, **born}


def _student(row: sqlite3.Row) -> Student:
    return Student(
        student_unique_id=str(row["id"]),
        first_name=row["first_name"],
        last_surname=row["last_surname"],
        birth_date=row["birth_date"],
        birth_city=row["birth_city"],
        birth_country=row["birth_country"],
        us_initial_school_entry=row["us_initial_school_entry"],
        limited_english_proficiency=row["limited_english_proficiency"],
        home_language=row["home_language"],
        school=row["school"],
        grade_level=row["grade_level"],
        economic_disadvantage=bool(row["economic_disadvantage"]),
        address=Address(row["street"], CITY, row["postal_code"]),
        contact=Contact(row["contact_name"], row["contact_telephone"]),
    )


_SCHOOLS = ("Alder Elementary", "Canal Middle School", "Harbor High School")
_OLDEST = ((10, _SCHOOLS[0]), (13, _SCHOOLS[1]))
_GRADES = (
    "Kindergarten",
    "First grade",
    "Second grade",
    "Third grade",
    "Fourth grade",
    "Fifth grade",
    "Sixth grade",
    "Seventh grade",
    "Eighth grade",
    "Ninth grade",
    "Tenth grade",
    "Eleventh grade",
    "Twelfth grade",
)
_RECENT = date(2023, 1, 1)
_POOR_ONE_IN = 3


def furnish(path: Path, seed: int = SEED) -> None:
    """Writes the roster: two students that are always the same, and the rest from the seed."""
    rng = chance("school", seed)
    people = residents(rng, STUDENTS - len(_KNOWN), seed=seed, ages=_AGES)
    build(path, {TABLE: [*_KNOWN, *_rows(rng, people, seed)]})


def _rows(rng: Random, people: list[Resident], seed: int) -> Iterator[Row]:
    guardians = residents(rng, len(people), seed=seed)
    for number, (person, guardian) in enumerate(zip(people, guardians, strict=True), _FIRST + len(_KNOWN)):
        age = (CITY_DAY - person.born).days // 365
        yield {
            "id": number,
            "first_name": person.given,
            "last_surname": person.family,
            "birth_date": person.born.isoformat(),
            "birth_city": person.birth_city,
            "birth_country": person.birth_country,
            "us_initial_school_entry": (person.arrived or person.born.replace(day=1)).isoformat(),
            "limited_english_proficiency": _proficiency(person),
            "home_language": person.language,
            "school": next((school for oldest, school in _OLDEST if age <= oldest), _SCHOOLS[2]),
            "grade_level": _GRADES[age - _AGES[0]],
            "economic_disadvantage": int(rng.randrange(_POOR_ONE_IN) == 0),
            "street": person.line,
            "postal_code": person.postal_code,
            "contact_name": f"{guardian.given} {person.family}",
            "contact_telephone": guardian.phone,
        }


def _proficiency(person: Resident) -> str:
    """Ed-Fi's LimitedEnglishProficiencyDescriptor."""
    newcomer = person.birth_country != HOME and (person.arrived or CITY_DAY) >= _RECENT
    return "Limited" if newcomer else "NotLimited"


_KNOWN: tuple[Row, ...] = (
    {
        "id": int(NEWCOMER),
        "first_name": "Mateus",
        "last_surname": "Silva",
        "birth_date": "2013-04-02",
        "birth_city": "Governador Valadares",
        "birth_country": "BR",
        "us_initial_school_entry": "2025-08-25",
        "limited_english_proficiency": "Limited",
        "home_language": "pt",
        "school": _SCHOOLS[1],
        "grade_level": "Seventh grade",
        "economic_disadvantage": 1,
        "street": "203 Foundry Lane",
        "postal_code": "00407",
        "contact_name": "Rosana Silva",
        "contact_telephone": "+1-617-555-0163",
    },
    {
        "id": int(LOCAL),
        "first_name": "Grace",
        "last_surname": "Holloway",
        "birth_date": "2013-10-19",
        "birth_city": None,
        "birth_country": None,
        "us_initial_school_entry": None,
        "limited_english_proficiency": "NotLimited",
        "home_language": "en",
        "school": _SCHOOLS[1],
        "grade_level": "Seventh grade",
        "economic_disadvantage": 0,
        "street": "9 Grant Avenue",
        "postal_code": "00415",
        "contact_name": "Dana Holloway",
        "contact_telephone": "+1-617-555-0108",
    },
)
