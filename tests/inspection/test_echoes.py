"""What was taken out in one place stands nowhere else in the message."""

import base64
from decimal import Decimal

import pytest

from firewall import inspection
from firewall.detect import Span
from firewall.model import Category
from tests.inspection.findings import shown

PEOPLE = {
    "/items/*/id": "record.id",
    "/items/*/name": "identity.name",
    "/items/*/passport": "government_id.passport",
    "/items/*/phone": "contact.phone",
    "/items/*/link": "record.id",
    "/items/*/notes": "case_notes",
}
NOTES = ("record.id", "contact.phone", "case_notes")


def left(*records, opened=("record.id", "contact.phone"), cuts=()):
    return shown({"items": list(records)}, PEOPLE, opened, cuts=cuts)


@pytest.mark.parametrize(
    "elsewhere", ["AB1234567", "/passports/AB-1234567.pdf", "x-AB1234567-1", "ab 123 4567"]
)
def test_a_number_that_was_taken_out_does_not_stand_in_another_member(elsewhere):
    screened = left({"id": "1", "passport": "AB1234567", "link": elsewhere}, {"id": "2", "link": "/plain"})

    assert screened.tree == {"items": [{"id": "1"}, {"id": "2"}]}  # in no record, or its absence would tell


@pytest.mark.parametrize(
    "stray",
    [
        {"passportNumber": "AB1234567"}, {"extra": {"passportNumber": "AB1234567"}}, {"extra": [[{"deep": {"passportNumber": ["AB1234567"]}}]]},
        {"extra": {"passportNumber": {"value": "AB1234567"}}}, {"extra": [{"a": 1}, {"passport_no": "AB1234567"}]},
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 12])
def test_a_number_that_nobody_declared_does_not_stand_in_another_member(stray, times):
    records = [{"id": str(number), "link": f"see AB1234567 {number}"} | stray for number in range(times)]

    assert left(*records).tree == {"items": [{"id": str(number)} for number in range(times)]}


def test_a_plain_name_inside_of_what_nobody_declared_is_anybodys():
    screened = left({"id": "1", "office": {"name": "Northside Clinic"}, "link": "Northside Clinic"})

    assert screened.tree == {"items": [{"id": "1", "link": "Northside Clinic"}]}


def test_what_is_met_again_closes_its_place_for_this_message_alone():
    assert left({"passport": "AB1234567", "link": "AB1234567"}).latched == frozenset()


def test_a_number_that_was_taken_out_as_a_number_does_not_stand_elsewhere_as_text():
    screened = left({"id": "x", "passport": 123456789, "link": "n-123456789"})

    assert screened.tree == {"items": [{"id": "x"}]}


def test_a_number_that_was_taken_out_does_not_stand_elsewhere_as_a_number():
    screened = left({"id": "x", "passport": "123456789", "link": Decimal(123456789)})

    assert screened.tree == {"items": [{"id": "x"}]}


def test_in_a_note_that_may_be_cut_it_is_cut_out():
    notes = "Showed AB 1234567, asked by Ana Ruiz's brother."
    screened = left({"passport": "AB1234567", "name": "Ana Ruiz", "notes": notes}, opened=NOTES, cuts=True)

    assert "1234567" not in str(screened.tree)
    assert "Ruiz" not in str(screened.tree)
    assert "brother" in str(screened.tree)


def test_what_nobody_declared_counts_where_its_name_says_something():
    screened = left({"id": "x", "alienNumber": "77123456", "link": "/a/77123456"})
    other = left({"id": "x", "internalSequence": "77123456", "link": "/a/77123456"})

    assert screened.tree == {"items": [{"id": "x"}]}
    assert other.tree == {"items": [{"id": "x", "link": "/a/77123456"}]}


def test_in_a_member_name_it_closes_the_place():
    screened = left({"id": "x", "passport": "AB1234567", "link": {"AB1234567": "y"}})

    assert screened.tree == {"items": [{"id": "x"}]}


def test_a_value_that_leaves_is_no_echo_of_itself():
    screened = left({"id": "1", "phone": "312 555 0100", "link": "/call/3125550100"})

    assert screened.tree == {"items": [{"id": "1", "phone": "312 555 0100", "link": "/call/3125550100"}]}


def test_the_number_of_what_is_withheld_is_that_of_the_question():
    plain = left({"id": "1", "passport": "AB1234567", "link": "/plain"})
    echo = left({"id": "1", "passport": "AB1234567", "link": "AB1234567"})

    assert echo.view.withheld == plain.view.withheld


def test_a_name_that_was_taken_out_in_parts_does_not_stand_whole_elsewhere():
    places = {
        "/items/*/first": "identity.name",
        "/items/*/last": "identity.name",
        "/items/*/title": "record.id",
        "/items/*/id": "record.id",
    }
    tree = {
        "items": [
            {"id": "1", "first": "Ana", "last": "Ruiz", "title": "Visit of Bo Li"},
            {"id": "2", "first": "Bo", "last": "Lind", "title": "x"},
        ]
    }
    echo = {**tree, "items": [{**tree["items"][0], "title": "Visit of Ruiz, Ana"}, tree["items"][1]]}

    assert "title" in str(shown(tree, places).tree)
    assert shown(echo, places).tree == {"items": [{"id": "1"}, {"id": "2"}]}


def test_parts_of_one_name_below_one_member_are_one_name():
    name = {"given": ["Ana", "Sol"], "family": "Ruiz"}

    assert left({"id": "x", "name": name, "link": "n: Ana Ruiz"}).tree == {"items": [{"id": "x"}]}


def test_a_day_in_a_note_is_cut_out_however_it_is_written():
    places = {"/dob": "identity.dob", "/notes": "case_notes"}
    screened = shown(
        {"dob": "1985-03-12", "notes": "Born March 12, 1985, in town."}, places, ("case_notes",), cuts=True
    )

    assert screened.tree == {"notes": "Born [withheld], in town."}


def test_a_text_in_too_many_codes_is_not_read():
    coded = "x" * 10
    for _ in range(10):
        coded = base64.b64encode(coded.encode()).decode()

    with pytest.raises(inspection.Failure):
        left({"passport": "AB1234567", "link": coded})


@pytest.mark.parametrize("owner", range(3))
def test_what_was_taken_out_of_any_record_stands_in_none(owner):
    numbers = ["AB1234567", "CD7654321", "EF1928374"]
    rows = [{"id": str(n), "passport": number, "link": "/plain"} for n, number in enumerate(numbers)]
    rows[(owner + 1) % 3]["link"] = numbers[owner]

    assert left(*rows).tree == {"items": [{"id": str(n)} for n in range(3)]}


def test_whether_something_is_so_is_no_value_that_is_met_again():
    assert left({"passport": True, "link": "/True"}, {"passport": None, "link": "None"}).tree == {
        "items": [{"link": "/True"}, {"link": "None"}]
    }


def test_a_text_with_the_name_of_somebody_in_too_many_codes_is_not_read():
    coded = "Ana Ruiz called"
    for _ in range(10):
        coded = base64.b64encode(coded.encode()).decode()
    seen = {"Ana Ruiz": (Span(0, 8, Category("identity.name")),), coded: ()}

    with pytest.raises(inspection.Failure, match="too-many-findings"):
        shown({"a": ["Ana Ruiz", coded]}, {"/a": "case_notes"}, NOTES, cuts=("case_notes",), named=seen)
