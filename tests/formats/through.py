"""A body of any format, all the way through the engine."""

from tests.helpers import HEALTH, World, compiled

SERVICE = """
service: clinic
upstream: http://127.0.0.1:9101
existence: open
routes:
  - route: export
    match: GET /export
    {more}
    fields:
"""
AGREEMENT = """
agreement: DSA-1
title: Exports
basis: agreement
with: county-public-health
through: []
services: [clinic]
purposes: [public-health]
shares:
  - data: [record, identity.name, contact, health.record]
onward: none
signed: {by: Health Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2027-01-31
"""


async def through(body, media_type, fields, more="title: An export", requester=HEALTH):
    """The ruling on an answer; ``fields`` are places and categories, of which the agreement shares some."""
    declared = "".join(f"      {place}: {category}\n" for place, category in fields.items())
    policy = compiled(
        **{
            "services/clinic.yaml": SERVICE.replace("{more}", more) + declared,
            "agreements/county.yaml": AGREEMENT,
            "laws/welcoming.yaml": None,
            "services/parks.yaml": None,
            "agreements/parks.yaml": None,
        }
    )
    world = World(policy)
    asked = await world.ask(requester, "clinic:export")
    assert asked.outgoing is not None, asked.decision
    return await world.tell(asked, body, media_type=media_type)
