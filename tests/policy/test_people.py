"""People in free text."""

import pytest

from firewall.model import Category, Outcome
from firewall.policy.people import may_not_name, outcome_in_text
from tests.helpers import PARKS_CUT, World, compiled


def plan_of(shares):
    text = PARKS_CUT.replace(
        "  - data: [record, identity.name, contact, case_notes]", f"  - data: [{shares}]"
    )
    world = World(compiled(**{"agreements/parks.yaml": text}))
    return world.policy.plan(world.exchange(route="parks:permit"))


@pytest.mark.parametrize(
    ("shares", "held_back"),
    [
        ("record, case_notes, identity.name, contact, third_party", False),
        ("record, case_notes, identity.name, contact", True),
        ("record, case_notes, identity.name, third_party", True),
        ("record, case_notes, contact, third_party", True),
    ],
)
def test_who_may_not_have_all_of_names_places_and_third_parties_may_not_name(shares, held_back):
    assert may_not_name(plan_of(shares)) is held_back


def test_a_name_in_text_is_a_third_partys_and_a_status_is_what_it_is():
    plan = plan_of("record, case_notes, identity.name, contact, immigration.status")

    assert outcome_in_text(plan, Category("identity.name")) is Outcome.REMOVE
    assert outcome_in_text(plan, Category("contact.phone")) is Outcome.REMOVE
    assert outcome_in_text(plan, Category("immigration.status")) is Outcome.RELEASE
