import pytest

from firewall.demo import district

MARKS = (
    "el_status",
    "title_iii_immigrant",
    "first_us_school_date",
    "uac",
    "country_of_birth",
    "home_language",
)


async def students(session, got):
    found = []
    for school in range(1, len(district.SCHOOLS) + 1):
        page = 1
        while True:
            _, body = await got(session, f"/schools/{school}/students?page={page}&count=100")
            found += body["items"]
            if page * 100 >= body["total"]:
                break
            page += 1
    return found


async def test_six_schools_have_their_counts(at_district, got):
    _, body = await got(at_district, "/schools")

    assert [school["name"] for school in body["items"]] == [*district.SCHOOLS]
    assert sum(school["enrolled"] for school in body["items"]) == district.STUDENTS
    assert body["items"][-1]["newcomers"] == body["items"][-1]["enrolled"] > 0


async def test_every_student_is_at_one_school_and_has_the_same_members(at_district, got):
    everybody = await students(at_district, got)

    assert len({student["student_id"] for student in everybody}) == len(everybody) == district.STUDENTS
    assert len({tuple(student) for student in everybody}) == 1


async def test_newcomer_is_marked_everywhere_and_local_nowhere(at_district, got):
    _, newcomer = await got(at_district, f"/students/{district.NEWCOMER}")
    _, local = await got(at_district, f"/students/{district.LOCAL}")

    assert all(newcomer[mark] for mark in MARKS)
    assert (newcomer["school"], newcomer["uac"]) == ("Foundry International Academy", True)
    assert [local[mark] for mark in MARKS] == [None] * len(MARKS)


async def test_filter_gives_one_grade_of_one_school(at_district, got):
    _, body = await got(at_district, "/schools/3/students?grade=Grade+7&count=100")

    assert body["items"]
    assert {(student["grade"], student["school"]) for student in body["items"]} == {
        ("Grade 7", "Canal Middle School")
    }


FORM = {"nombre": "Inés", "apellidos": "Xicará", "fecha_nacimiento": "2019-05-04"}


async def test_a_child_is_registered_in_spanish(at_district, got, sent):
    status, answer = await sent(
        at_district, "/inscripciones", data={**FORM, "idioma": "es", "tutor": "Lucía Xicará"}
    )
    _, kept = await got(at_district, f"/students/{answer['student_id']}")

    assert (status, answer["state"]) == (201, "recibida")
    assert (kept["name"], kept["home_language"], kept["guardian"]) == ("Inés Xicará", "es", "Lucía Xicará")


@pytest.mark.parametrize("form", [{}, {"nombre": "Inés"}])
async def test_a_registration_that_makes_no_sense_is_a_bad_request(at_district, sent, form):
    assert (await sent(at_district, "/inscripciones", data=form))[0] in {400, 415}


@pytest.mark.parametrize("path", [f"/students/{district.MISSING}", "/schools/99/students"])
async def test_what_is_not_there_is_not_found(at_district, got, path):
    assert (await got(at_district, path))[0] == 404


async def test_what_it_does_not_know_is_a_bad_request(at_district, got):
    assert (await got(at_district, f"/students/{district.LOCAL}?fields=name"))[0] == 400
