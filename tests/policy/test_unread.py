"""Agreements whose free text goes whole where no model reads names."""

import pytest

from firewall.policy.unread import unread
from tests.helpers import PARKS_CUT, bundle

SHARES = "[record, identity.name, contact, case_notes]"
ALL = "[record, identity.name, contact, third_party, case_notes]"


def told(**files):
    return [(agreement.id, members) for agreement, members in unread(bundle(**files))]


def test_an_agreement_that_cuts_and_holds_people_back_is_told_with_its_members():
    assert told() == [("DSA-2", ("parks:permit /text",))]


@pytest.mark.parametrize(
    "text",
    [
        PARKS_CUT.replace(SHARES, ALL),
        PARKS_CUT.replace("text: cut-spans\n", ""),
        PARKS_CUT.replace("[parks]", "[clinic:visit]"),
    ],
)
def test_one_that_shares_them_or_cuts_nothing_or_has_no_free_text_is_not(text):
    assert told(**{"agreements/parks.yaml": text}) == []


def test_a_name_that_is_shared_only_in_part_is_held_back():
    text = PARKS_CUT.replace(SHARES, ALL).replace(
        "text: cut-spans", "  - data: [third_party]\n    as: {coarsen: year}\ntext: cut-spans"
    )

    assert [one for one, _ in told(**{"agreements/parks.yaml": text})] == ["DSA-2"]
