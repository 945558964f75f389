import sqlite3
from contextlib import closing
from datetime import date

import pytest

from firewall.demo import school

MEMBERS = [
    "StudentUniqueId", "FirstName", "LastSurname", "BirthDate", "BirthCity", "BirthCountry", "USInitialSchoolEntry",
    "LimitedEnglishProficiency", "HomeLanguage", "School", "GradeLevel", "EconomicDisadvantage", "Address", "Contact",
]  # fmt: skip


async def roster(session, got):
    pages = [await got(session, f"/students?page={page}&count=100") for page in range(1, 11)]
    return [student for _, body in pages for student in body["items"]]


async def test_there_are_a_thousand_students_with_the_same_members(at_school, got):
    students = await roster(at_school, got)

    assert len({student["StudentUniqueId"] for student in students}) == school.STUDENTS
    assert all([*student] == MEMBERS for student in students)


async def test_no_member_says_status(at_school, got):
    students = await roster(at_school, got)

    words = ("citizen", "alien", "visa", "undocumented", "refugee", "asyl")
    assert not any(word in str(student).casefold() for student in students for word in words)


async def test_newcomer_lets_status_be_inferred_and_local_does_not(at_school, got):
    proxies = ("BirthCity", "BirthCountry", "USInitialSchoolEntry")
    _, newcomer = await got(at_school, f"/students/{school.NEWCOMER}")
    _, local = await got(at_school, f"/students/{school.LOCAL}")

    assert [newcomer[proxy] for proxy in proxies] == ["Governador Valadares", "BR", "2025-08-25"]
    assert [local[proxy] for proxy in proxies] == [None] * 3


async def test_missing_student_is_not_found(at_school, got):
    assert await got(at_school, f"/students/{school.MISSING}") == (404, {"error": "not-found"})


async def test_a_student_takes_no_query(at_school, got):
    assert (await got(at_school, f"/students/{school.LOCAL}?fields=BirthCountry"))[0] == 400


@pytest.mark.parametrize(
    ("query", "member", "value"),
    [
        ("school=Harbor%20High%20School", "School", "Harbor High School"),
        ("grade=Seventh+grade", "GradeLevel", "Seventh grade"),
        ("homeLanguage=am", "HomeLanguage", "am"),
        ("birthCountry=BR", "BirthCountry", "BR"),
    ],
)
async def test_filter_gives_those_that_match_and_all_of_them(at_school, got, query, member, value):
    matching = [student for student in await roster(at_school, got) if student[member] == value]

    _, body = await got(at_school, f"/students?count=100&{query}")

    assert matching
    assert (body["total"], body["items"]) == (len(matching), matching[:100])


async def test_search_finds_by_name_and_birth_date(at_school, sent):
    status, body = await sent(
        at_school, "/students/search", json={"LastSurname": "SILVA", "BirthDate": "2013-04-02"}
    )

    assert (status, body["total"]) == (200, 1)
    assert [student["StudentUniqueId"] for student in body["items"]] == [school.NEWCOMER]


async def test_search_with_another_birth_date_finds_nobody(at_school, sent):
    _, body = await sent(
        at_school, "/students/search", json={"LastSurname": "Silva", "BirthDate": "2013-04-03"}
    )

    assert body["items"] == []


async def test_search_gives_the_members_it_names(at_school, sent):
    asked = {"LastSurname": "Silva", "BirthDate": "2013-04-02", "fields": ["HomeLanguage", "BirthCountry"]}

    _, body = await sent(at_school, "/students/search", json=asked)

    assert body["items"] == [{"BirthCountry": "BR", "HomeLanguage": "pt"}]


async def test_search_for_nobody_is_an_empty_list(at_school, sent):
    answer = await sent(at_school, "/students/search", json={"LastSurname": "Nobody"})

    assert answer == (200, {"items": [], "total": 0, "page": 1})


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"LastSurname": 5},
        {"LastSurname": "Silva", "BirthDate": "today"},
        {"LastSurname": "Silva", "fields": "x"},
    ],
)
async def test_search_that_makes_no_sense_is_a_bad_request(at_school, sent, asked):
    assert (await sent(at_school, "/students/search", json=asked))[0] == 400


@pytest.mark.parametrize("fields", [[], ["Status"]])
async def test_search_for_members_that_are_not_there_is_a_bad_request(at_school, sent, fields):
    answer = await sent(at_school, "/students/search", json={"LastSurname": "Silva", "fields": fields})

    assert answer == (400, {"error": "bad-request", "what": "fields"})


async def test_grade_follows_age(at_school, got):
    for student in await roster(at_school, got):
        age = 2026 - date.fromisoformat(student["BirthDate"]).year

        assert 4 <= age <= 19
        assert student["School"] != "Alder Elementary" or age <= 11


def test_same_seed_gives_same_school(furnished, tmp_path):
    school.furnish(tmp_path / "again.sqlite")
    school.furnish(tmp_path / "other.sqlite", 99)

    assert dump(tmp_path / "again.sqlite") == dump(furnished / "school.sqlite")
    assert dump(tmp_path / "other.sqlite") != dump(furnished / "school.sqlite")


def dump(path):
    with closing(sqlite3.connect(path)) as database:
        return [*database.iterdump()]
