"""
The school district: its schools with their counts, each student's record, and registration in Spanish.

What the roster leaves to be inferred stands here in words: newcomer, English learner, in the care of
the resettlement office.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import msgspec
from aiohttp import web

from firewall.demo import notes, serving
from firewall.demo.origins import HOME
from firewall.demo.people import CITY, CITY_DAY, SEED, Resident, Standing, chance, residents
from firewall.demo.tables import Row, Table, build, connect

STUDENTS = 1_000
NEWCOMER = "620001"
"""Marked as newcomer in every member that can say it."""
LOCAL = "620002"
"""Marked in none."""
MISSING = "404404"

SCHOOLS = (
    "Alder Elementary",
    "Dock Road Elementary",
    "Canal Middle School",
    "Mill Road Middle School",
    "Harbor High School",
    "Foundry International Academy",
)
ACADEMY = "6"
"""Where newcomers are sent: the name of this school says it all."""

_FIRST = int(NEWCOMER)
_AGES = (5, 18)

SCHOOL_TABLE = Table("schools", ("name", "address", "enrolled", "english_learners", "newcomers"))
STUDENT_TABLE = Table(
    "students",
    (
        "school_id",
        "name",
        "dob",
        "grade",
        "el_status",
        "title_iii_immigrant",
        "first_us_school_date",
        "uac",
        "country_of_birth",
        "home_language",
        "guardian",
        "phone",
        "address",
        "immunization",
        "remarks",
    ),
)
FILTERS = {"grade": "grade = ?", "home_language": "home_language = ?"}


class School(msgspec.Struct, frozen=True, kw_only=True):
    school: str
    name: str
    address: str
    enrolled: int
    english_learners: int
    newcomers: int


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """One student's record; no member is ever left out."""

    student_id: str
    name: str
    dob: str
    school: str
    grade: str
    el_status: str | None
    title_iii_immigrant: bool | str | None
    first_us_school_date: str | None
    uac: bool | str | None
    country_of_birth: str | None
    home_language: str | None
    guardian: str | None
    phone: str | None
    address: str | None
    immunization: str | None
    remarks: str | None


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """The form that a parent fills in, as the district's Spanish page sends it."""

    nombre: str
    apellidos: str
    fecha_nacimiento: str
    domicilio: str | None = None
    telefono: str | None = None
    tutor: str | None = None
    idioma: str | None = None
    lugar_nacimiento: str | None = None
    pais_nacimiento: str | None = None
    situacion_migratoria: str | None = None
    numero_extranjero: str | None = None
    observaciones: str | None = None


class District:
    def __init__(self, path: Path) -> None:
        self._database = connect(path)

    def application(self) -> web.Application:
        one = f"/schools/{serving.RECORD}"
        return serving.application(
            (
                web.get("/schools", self.schools, allow_head=False),
                web.get(f"{one}/students", self.students, allow_head=False),
                web.get(f"/students/{serving.RECORD}", self.student, allow_head=False),
                web.post("/inscripciones", self.registration),
            ),
            self._database,
        )

    async def schools(self, request: web.Request) -> web.Response:
        page, conditions = serving.page_and_conditions(request, {})
        rows, total = SCHOOL_TABLE.page(self._database, conditions, page)
        return serving.listed([_school(row) for row in rows], total, page)

    async def students(self, request: web.Request) -> web.Response:
        page, conditions = serving.page_and_conditions(request, FILTERS)
        school: int = serving.found(SCHOOL_TABLE, self._database, request)["id"]
        rows, total = STUDENT_TABLE.page(self._database, {**conditions, "school_id = ?": school}, page)
        return serving.listed([self._told(row) for row in rows], total, page)

    async def student(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        return serving.answer(self._told(serving.found(STUDENT_TABLE, self._database, request)))

    async def registration(self, request: web.Request) -> web.Response:
        serving.asked(request, ())
        form = await serving.urlencoded(request, Registration)
        added = STUDENT_TABLE.add(self._database, _registered(form))
        return serving.answer({"student_id": str(added), "state": "recibida"}, status=201)

    def _told(self, row: sqlite3.Row) -> Student:
        school = SCHOOL_TABLE.one(self._database, row["school_id"])
        return _student(row, "" if school is None else school["name"])


def _school(row: sqlite3.Row) -> School:
    return School(
        school=str(row["id"]),
        name=row["name"],
        address=row["address"],
        enrolled=row["enrolled"],
        english_learners=row["english_learners"],
        newcomers=row["newcomers"],
    )


def _student(row: sqlite3.Row, school: str) -> Student:
    return Student(
        student_id=str(row["id"]),
        name=row["name"],
        dob=row["dob"],
        school=school,
        grade=row["grade"],
        el_status=row["el_status"],
        title_iii_immigrant=_flag(row["title_iii_immigrant"]),
        first_us_school_date=row["first_us_school_date"],
        uac=_flag(row["uac"]),
        country_of_birth=row["country_of_birth"],
        home_language=row["home_language"],
        guardian=row["guardian"],
        phone=row["phone"],
        address=row["address"],
        immunization=row["immunization"],
        remarks=row["remarks"],
    )


def _flag(kept: int | str | None) -> bool | str | None:
    return bool(kept) if isinstance(kept, int) else kept


def _registered(form: Registration) -> Row:
    return {
        **dict.fromkeys(STUDENT_TABLE.columns),
        "school_id": 1,
        "name": f"{form.nombre} {form.apellidos}",
        "dob": form.fecha_nacimiento,
        "country_of_birth": form.pais_nacimiento,
        "home_language": form.idioma,
        "guardian": form.tutor,
        "phone": form.telefono,
        "address": form.domicilio,
        "remarks": form.observaciones,
    }


_GRADES = tuple(f"Grade {number}" for number in range(1, 14))
_SHOTS = ("up to date", "up to date", "due: Tdap", "record requested")
_RECENT = date(2023, 1, 1)
_ELEMENTARY, _MIDDLE, _HIGH = (1, 2), (3, 4), (5,)
_OLDEST = ((10, _ELEMENTARY), (13, _MIDDLE), (_AGES[1], _HIGH))


def furnish(path: Path, seed: int = SEED) -> None:
    """Writes the district: two students that are always the same, and the rest from the seed."""
    rng = chance("district", seed)
    people = residents(rng, STUDENTS - len(_KNOWN), seed=seed, ages=_AGES)
    students = [*_KNOWN, *_rows(rng, people, seed)]
    build(path, {SCHOOL_TABLE: _schools(students), STUDENT_TABLE: students})


def _schools(students: list[Row]) -> Iterator[Row]:
    for number, name in enumerate(SCHOOLS, 1):
        here = [student for student in students if student["school_id"] == number]
        yield {
            "id": number,
            "name": name,
            "address": f"{100 + number} School Lane, {CITY}",
            "enrolled": len(here),
            "english_learners": sum(student["el_status"] == "English learner" for student in here),
            "newcomers": sum(bool(student["title_iii_immigrant"]) for student in here),
        }


def _rows(rng: Random, people: list[Resident], seed: int) -> Iterator[Row]:
    guardians = residents(rng, len(people), seed=seed, ages=(25, 60))
    for number, (person, guardian) in enumerate(zip(people, guardians, strict=True), _FIRST + len(_KNOWN)):
        is_newcomer = person.birth_country != HOME and (person.arrived or CITY_DAY) >= _RECENT
        age = (CITY_DAY - person.born).days // 365
        usual = next(schools for oldest, schools in _OLDEST if age <= oldest)
        yield {
            "id": number,
            "school_id": int(ACADEMY) if is_newcomer and rng.randrange(2) else rng.choice(usual),
            "name": person.full_name,
            "dob": person.born.isoformat(),
            "grade": _GRADES[min(age - _AGES[0], len(_GRADES) - 1)],
            "el_status": "English learner" if is_newcomer else "English proficient",
            "title_iii_immigrant": int(is_newcomer),
            "first_us_school_date": None if person.arrived is None else person.arrived.isoformat(),
            "uac": int(is_newcomer and person.standing is Standing.ASYLUM_PENDING),
            "country_of_birth": person.birth_country,
            "home_language": person.language,
            "guardian": guardian.full_name,
            "phone": guardian.phone,
            "address": f"{person.line}, {CITY}",
            "immunization": rng.choice(_SHOTS),
            "remarks": notes.written(rng, notes.COUNSELOR, person, guardian),
        }


_KNOWN: tuple[Row, ...] = (
    {
        "id": int(NEWCOMER),
        "school_id": int(ACADEMY),
        "name": "Mateus Silva",
        "dob": "2013-04-02",
        "grade": "Grade 7",
        "el_status": "English learner",
        "title_iii_immigrant": 1,
        "first_us_school_date": "2025-08-25",
        "uac": 1,
        "country_of_birth": "BR",
        "home_language": "pt",
        "guardian": "Rosana Silva",
        "phone": "+1-617-555-0163",
        "address": f"203 Foundry Lane, {CITY}",
        "immunization": "record requested",
        "remarks": "Released by ORR to his aunt, asylum hearing in May. No papers from the last school.",
    },
    {
        "id": int(LOCAL),
        "school_id": 3,
        "name": "Grace Holloway",
        "dob": "2013-10-19",
        "grade": "Grade 7",
        "el_status": None,
        "title_iii_immigrant": None,
        "first_us_school_date": None,
        "uac": None,
        "country_of_birth": None,
        "home_language": None,
        "guardian": "Dana Holloway",
        "phone": "+1-617-555-0108",
        "address": f"9 Grant Avenue, {CITY}",
        "immunization": "up to date",
        "remarks": "Plays the trumpet. Bus pass renewed.",
    },
)
