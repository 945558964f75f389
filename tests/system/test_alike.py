"""The shape of an answer tells nothing: who has status on file and who has none are treated alike."""

import pytest

from firewall.demo import clinic, district, housing, plates, school, threeoneone, utility
from tests.system.town import (
    BENEFITS,
    COLLECTOR,
    COUNTY,
    HOUSING,
    ICE,
    LAKESIDE,
    PARTNERS,
    POLICE,
    UNIVERSITY,
)

PAIRS = (
    ("/clinic/patients/{}", clinic.WITH_STATUS, clinic.WITHOUT_STATUS),
    ("/clinic/patients/{}?fields=citizenshipCode", clinic.WITH_STATUS, clinic.WITHOUT_STATUS),
    ("/clinic/patients/{}?fields=name,notes,alienNumber", clinic.WITH_STATUS, clinic.WITHOUT_STATUS),
    ("/clinic/patients/{}/visits", clinic.WITH_STATUS, clinic.WITHOUT_STATUS),
    ("/school/students/{}", school.NEWCOMER, school.LOCAL),
    ("/311/requests/{}", threeoneone.ACCUSING, threeoneone.PLAIN),
    ("/housing/tenants/{}", housing.WITH_STATUS, housing.WITHOUT_STATUS),
    ("/housing/tenants/{}?fields=save_response,notes", housing.WITH_STATUS, housing.WITHOUT_STATUS),
    ("/housing/tenants/{}/contact", housing.WITH_STATUS, housing.WITHOUT_STATUS),
    ("/utility/accounts/{}", utility.WITH_STATUS, utility.WITHOUT_STATUS),
    ("/plates/hits/{}", plates.WATCHED, plates.PLAIN),
    ("/plates/hits/{}/photo", plates.WATCHED, plates.PLAIN),
    ("/district/students/{}", district.NEWCOMER, district.LOCAL),
)


@pytest.mark.parametrize("partner", PARTNERS)
@pytest.mark.parametrize(("place", "one", "other"), PAIRS)
def test_every_partner_gets_answers_of_the_same_shape(town, partner, place, one, other):
    first, second = town.ask(partner, place.format(one)), town.ask(partner, place.format(other))

    assert first.shape == second.shape


@pytest.mark.parametrize(("place", "one", "other"), PAIRS)
def test_claimed_process_changes_both_answers_or_none(town, place, one, other):
    first = town.ask(ICE, place.format(one), process="admin-subpoena-dhs, section-1373-inquiry")
    second = town.ask(ICE, place.format(other), process="admin-subpoena-dhs, section-1373-inquiry")

    assert first.shape == second.shape


@pytest.mark.parametrize(
    ("kind", "partner", "issuer", "purpose"),
    [
        ("judicial-warrant", ICE, "judicial", ""),
        ("exigency", POLICE, "official", "emergency"),
        ("consent", COUNTY, "subject", "public-health"),
    ],
)
def test_verified_process_opens_answers_of_the_same_shape(town, kind, partner, issuer, purpose):
    categories = (
        "identity.name,contact,language,country_of_birth,immigration.citizenship,immigration.identifier"
    )
    for patient in (clinic.WITH_STATUS, clinic.WITHOUT_STATUS):
        town.verified(kind, partner, f"/clinic/patients/{patient}", categories, issuer=issuer)
    first, second = (
        town.ask(partner, f"/clinic/patients/{one}", purpose=purpose)
        for one in (clinic.WITH_STATUS, clinic.WITHOUT_STATUS)
    )

    assert first.status == 200
    assert first.shape == second.shape


@pytest.mark.parametrize(
    ("partner", "purpose", "place", "one", "other"),
    [
        (BENEFITS, "eligibility-determination", *PAIRS[6]),
        (COLLECTOR, "billing", *PAIRS[9]),
        (POLICE, "law-enforcement-criminal", *PAIRS[10]),
        (LAKESIDE, "education", *PAIRS[12]),
    ],
)
def test_what_agreements_give_of_two_people_has_one_shape(  # noqa: PLR0917
    town, partner, purpose, place, one, other
):
    first, second = (town.ask(partner, place.format(each), purpose=purpose) for each in (one, other))

    assert first.status == second.status == 200
    assert first.shape == second.shape


def test_a_note_is_withheld_whether_or_not_it_mentions_status(town):
    for patient in (clinic.WITH_STATUS, clinic.WITHOUT_STATUS):
        assert "notes" not in town.ask(COUNTY, f"/clinic/patients/{patient}").json


def test_cut_notes_leave_with_the_same_members_and_count(reading_town):
    first, second = (
        reading_town.ask(HOUSING, f"/311/requests/{one}") for one in (threeoneone.ACCUSING, threeoneone.PLAIN)
    )

    assert "undocumented" not in first.json["text"]
    assert second.json["text"] == "Removal of a fallen tree requested, it blocks the sidewalk."
    assert first.header("Fields-Withheld") == second.header("Fields-Withheld")


@pytest.mark.parametrize(
    ("partner", "place"),
    [(COUNTY, "/clinic/patients?page={}&count=20"), (UNIVERSITY, "/school/students?page={}&count=20")],
)
def test_in_a_list_every_record_has_the_same_members(town, partner, place):
    pages = [town.ask(partner, place.format(page)) for page in (2, 7, 30)]
    shapes = {str(shape) for page in pages for shape in page.shape[3]["items"]}

    assert all(page.status == 200 for page in pages)
    assert len(shapes) == 1
    assert len({page.header("Fields-Withheld") for page in pages}) == 1


def test_no_answer_says_how_many_there_are(town):
    assert "total" not in town.ask(COUNTY, "/clinic/patients?condition=Measles&page=1").json
    assert "total" not in town.ask(UNIVERSITY, "/school/students?page=1").json


@pytest.mark.parametrize("name", ["Xicará", "Nobody-Is-Called-This"])
def test_a_search_that_finds_somebody_and_one_that_does_not_are_told_apart_only_by_those_found(town, name):
    answer = town.ask(COUNTY, f"/clinic/patients?name={name.replace('á', '%C3%A1')}&page=1")

    assert answer.status == 200
    assert [header for header, _ in answer.headers] == [
        "Content-Type",
        "Decision-Id",
        "Fields-Withheld",
        "Content-Length",
        "Date",
        "Cache-Control",
        "X-Content-Type-Options",
    ]


def test_what_stands_in_an_odd_place_is_removed_and_from_then_on_for_all(fresh_town):
    town = fresh_town
    before = town.ask(COUNTY, f"/clinic/patients/{clinic.WITH_STATUS}")
    odd = town.ask(COUNTY, f"/clinic/patients/{clinic.ODD_PLACES}")
    after = [
        town.ask(COUNTY, f"/clinic/patients/{one}")
        for one in (clinic.WITH_STATUS, clinic.WITHOUT_STATUS, clinic.ODD_PLACES)
    ]

    assert "address" in before.json
    assert "address" not in odd.json
    assert b"A000154321" not in odd.body
    assert len({str(answer.shape) for answer in after}) == 1
    # Its headers were decided before the service was asked; only its members are those of the others.
    assert (odd.status, odd.json.keys()) == (200, after[0].json.keys())


def test_staff_are_told_of_the_odd_place_and_can_let_it_go_again(fresh_town):
    town = fresh_town
    odd = town.ask(COUNTY, f"/clinic/patients/{clinic.ODD_PLACES}")
    listed = town.firewall("latch", "list", "--json").json
    cleared = town.firewall("latch", "clear", "clinic:patient", "/address", "--why", "the shelter moved")
    again = town.ask(COUNTY, f"/clinic/patients/{clinic.WITH_STATUS}")

    assert [(one["route"], one["member"]) for one in listed] == [("clinic:patient", "/address")]
    assert town.entry(odd)["latched"] == ["/address"]
    assert cleared.code == 0
    assert "address" in again.json


def test_an_odd_place_in_a_list_goes_from_every_record_of_the_same_answer(fresh_town):
    answer = fresh_town.ask(COUNTY, "/clinic/patients?page=1&count=20")

    assert clinic.ODD_PLACES in {item["id"] for item in answer.json["items"]}
    assert len({str(shape) for shape in answer.shape[3]["items"]}) == 1
    assert not any("address" in item for item in answer.json["items"])
