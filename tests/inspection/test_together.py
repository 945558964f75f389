"""What members say together closes the places where they say it."""

import dataclasses
from functools import cache

import pytest

from firewall import inspection
from firewall.detect import Scanner
from firewall.inspection.together import _names, _place
from firewall.model import Node, Outcome, Place, Treatment
from firewall.ordered import Ordered
from tests.helpers import detectors
from tests.inspection.findings import shown

PLACES = {
    "/items/*/id": "record.id",
    "/items/*/itin": "record.id",
    "/items/*/ssn": "record.id",
    "/items/*/field": "record.id",
    "/items/*/value": "record.id",
    "/items/*/more": "record.id",
    "/items/*/gone": "government_id.passport",
}


@cache
def by_name():
    return dataclasses.replace(detectors(), scanner=Scanner(()))


def left(*records, places=PLACES):
    return shown({"items": list(records)}, places, found=by_name())


def test_a_name_in_one_member_says_what_the_other_holds():
    screened = left(
        {"id": "1", "field": "alienNumber", "value": "x"}, {"id": "2", "field": "color", "value": "y"}
    )

    assert screened.tree == {"items": [{"id": "1", "field": "alienNumber"}, {"id": "2", "field": "color"}]}
    assert screened.latched == {"/items/*/value"}


def test_members_that_say_nothing_together_leave():
    record = {"id": "1", "field": "color", "value": "y"}

    assert left(record).tree == {"items": [record]}


def test_it_counts_below_a_member_that_goes_whole():
    screened = left({"id": "1", "more": {"field": "alienNumber", "value": "x"}})

    assert screened.tree == {"items": [{"id": "1"}]}


@pytest.mark.parametrize("ssn", [None, "", "999-99-9999"])
def test_a_tax_number_beside_an_empty_one_says_more(ssn):
    screened = left({"id": "1", "itin": "912-70-1234", "ssn": ssn})

    assert "/items/*/itin" in screened.latched | {"/items/*/ssn"} & screened.latched


def test_what_was_taken_out_of_every_record_is_neither_there_nor_missing():
    places = {**PLACES, "/items/*/ssn": "government_id.passport"}
    screened = left({"id": "1", "itin": "912-70-1234", "ssn": None}, places=places)

    assert screened.tree == {"items": [{"id": "1", "itin": "912-70-1234"}]}


def test_a_name_in_two_steps_is_a_name():
    screened = left({"id": "1", "more": {"birth": {"country": "MX"}}})

    assert screened.tree == {"items": [{"id": "1"}]}


@pytest.mark.parametrize(
    "text",
    [
        '{"alienNumber": "xq"}',
        "Immigration status: pending",
        "https://x.org/?visa_type=F1",
        "<alienNo>x</alienNo>",
    ],
)
def test_a_name_inside_a_text_closes_its_place(text):
    screened = left({"id": "1", "value": text}, {"id": "2", "value": "y"})

    assert screened.tree == {"items": [{"id": "1"}, {"id": "2"}]}
    assert screened.latched == {"/items/*/value"}


def test_in_a_note_that_may_be_cut_the_value_is_cut_out():
    screened = shown(
        {"notes": "Came today. Nationality: Mexican. Paid."},
        {"/notes": "case_notes"},
        ("case_notes",),
        cuts=True,
        found=by_name(),
    )

    assert screened.tree == {"notes": "Came today. Nationality: [withheld]. Paid."}


def test_a_text_with_too_many_names_is_not_read():
    with pytest.raises(inspection.Failure):
        left({"id": "1", "value": "visa_type=1&" * 20_000})


ODD = [
    ({"itin": "912-70-1234", "ssn": ""}, "itin"),
    ({"itin": "912-70-1234"}, "itin"),
    ({"taxId": "912-70-1234"}, "taxId"),
    ({"ssnNaReason": "not eligible"}, "ssnNaReason"),
    ({"SSN": "", "SSNDataQuality": 8}, "SSNDataQuality"),
    ({"idType": "Matrícula consular", "ssn": None}, "idType"),
    ({"idType": "foreign passport"}, "idType"),
    ({"birthplace": "x", "language": "es", "interpreter_needed": True}, "language"),
    ({"codiceFiscale": "HMDSRA90A41Z343B"}, "codiceFiscale"),
    ({"nir": "2 90 01 99 341 001 23"}, "nir"),
    ({"curp": "BOXW310820HNERXN09"}, "curp"),
    ({"dni": "X1234567L"}, "dni"),
    ({"bsn": "100000009"}, None),
    ({"limitedTerm": True, "expires": "2027-01-01"}, "expires"),
    ({"ead": "C09", "validUntil": "2027-01-01"}, "validUntil"),
    ({"rightToWork": "checked", "followUpDate": "2027-01-01"}, "followUpDate"),
    ({"program": "Emergency Medicaid"}, "program"),
    ({"regeling": "LVV"}, "regeling"),
    ({"prestation": "AME"}, "prestation"),
    ({"tuitionClass": "AB 540"}, "tuitionClass"),
    ({"children": [{"birthCountry": "US"}], "parents": [{"ssn": None}]}, "parents"),
]


@pytest.mark.parametrize(("record", "member"), ODD, ids=lambda part: part if isinstance(part, str) else "")
def test_combinations_close_their_members_in_the_journey(record, member):
    places = {f"/items/*/{name}": "record.id" for name in (*record, "id")}
    screened = left({"id": "1", **record}, places=places)

    if member is None:
        assert screened.latched == frozenset()
    else:
        assert f"/items/*/{member}" in screened.latched
        assert member not in screened.tree["items"][0]


def test_what_is_said_in_a_list_that_nobody_declared_closes_the_place():
    places = {"/birth/country": "record.id", "/birth/day": "record.id", "/id": "record.id"}
    for birth in (
        [{"country": "HN"}],
        Ordered([{"day": "1"}, {"country": "HN"}]),
        [Ordered([{"country": "HN"}])],
    ):
        screened = shown({"id": "1", "birth": birth}, places, found=by_name())

        assert "HN" not in str(screened.tree), birth
        assert screened.latched == {"/birth/country"}


def test_what_is_said_in_an_item_is_said_at_the_deepest_place_that_is_declared():
    inner, item, outer = (
        Place(name, ("record.id",), Treatment(Outcome.RELEASE)) for name in ("/r/*/v", "/r/*", "/r")
    )
    listed = Node(members={"r": Node(any=Node(item, {"v": Node(inner)}))})
    not_listed = Node(members={"r": Node(item, {"v": Node(inner)})})

    for node in (listed, not_listed):
        assert _place(node, ("r", 0, "v"), None) is inner
        assert _place(node, ("r", 0, "x"), None) is item
    assert _place(listed, ("r",), outer) is outer
    assert _place(listed, ("z", 0), outer) is outer
    assert _place(Node(), ("z",), None) is None


def test_the_names_around_are_those_of_the_place():
    assert _names(Place("/items/*/more", ("record.id",), Treatment(Outcome.RELEASE))) == ("items", "more")
    assert _names(None) == ()
