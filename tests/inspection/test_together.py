"""What members say together closes the places where they say it."""

import dataclasses

import pytest

from firewall.detect import Scanner
from tests.helpers import detectors
from tests.inspection.findings import shown

ALL = dataclasses.replace(detectors(), scanner=Scanner(()))
PLACES = {
    "/items/*/id": "record.id",
    "/items/*/itin": "record.id",
    "/items/*/ssn": "record.id",
    "/items/*/field": "record.id",
    "/items/*/value": "record.id",
    "/items/*/more": "record.id",
    "/items/*/gone": "government_id.passport",
}


def left(*records, places=PLACES):
    return shown({"items": list(records)}, places, found=ALL)


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
