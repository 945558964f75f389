"""Two residents alike, in XML: what must not leave changes not one byte of what does, wherever it stood."""

import asyncio
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.helpers import COUNTY, World, compiled

often = settings(max_examples=200, deadline=None, database=None)

REGISTRY = """
service: registry
upstream: http://127.0.0.1:9104
routes:
  - route: people
    match: GET /people
    records: /people/person
    MARKERS
    fields:
      /people/person/@id: record.id
      /people/person/name: identity.name
      /people/person/name/@code: immigration.citizenship
      /people/person/name/visa: immigration.citizenship
      /people/person/phone: contact.phone
      /people/person/birth: identity.dob
      /people/person/birth/@visa: immigration.citizenship
      /people/person/citizenship: immigration.citizenship
      /people/person/home/street/#text: contact.phone
      /people/person/home/street/@permit: immigration.citizenship
"""
MARKED = """markers:
      /people/person/citizenship: text
      /people/person/name/@code: text
      /people/person/home/street/@permit: text
"""


@cache
def world_policy(markers):
    return compiled(**{
        "services/registry.yaml": REGISTRY.replace("MARKERS\n", markers.lstrip() + "\n" if markers else "\n"),
        "agreements/county.yaml": COUNTY.replace("[clinic]", "[clinic, registry]"),
    })  # fmt: skip


def answered(body, markers=""):
    async def play():
        world = World(world_policy(markers))
        asked = await world.ask(route="registry:people")
        assert asked.outgoing is not None, asked.decision
        return await world.tell(asked, body.encode(), media_type="application/xml")

    return asyncio.run(play())


SECRETS = ("<citizenship>HN</citizenship>", '<visa kind="U">Quetzal</visa>', "<!-- HN -->", "<?visa HN?>")
allowed = st.sampled_from([
    "<name{n}>Ann{v}</name>", "<name{n}>Bo</name>", "<phone>312-555-0147</phone>", "<birth{b}>1987-03-09</birth>",
    "<home><street{p}>12 Elm{c}</street></home>", "<name{n}/>",
])  # fmt: skip
holes = {
    "{n}": ' code="HN"',
    "{v}": "<visa>HN</visa>",
    "{b}": ' visa="HN"',
    "{p}": ' permit="HN"',
    "{c}": "<!-- HN -->",
}


@st.composite
def residents(draw):
    """The same answer twice: with nothing in it that must not leave, and with it."""
    plain, full = [], []
    for number in range(draw(st.integers(0, 3))):
        parts = draw(st.lists(allowed, max_size=5))
        secret = [
            f"{''.join(draw(st.lists(st.sampled_from(SECRETS), max_size=2)))}{filled(draw, part)}"
            for part in parts
        ]
        ending = draw(st.sampled_from(["", *SECRETS]))
        between = draw(st.sampled_from(["", "<visa>HN</visa>"]))
        plain.append(f'<person id="{number}">{emptied("".join(parts))}</person>')
        full.append(f'{between}<person id="{number}" visa="HN">{"".join(secret)}{ending}</person>')
    return f"<people>{''.join(plain)}</people>", f"<people>{''.join(full)}</people>"


def emptied(part):
    for hole in holes:
        part = part.replace(hole, "")
    return part


def filled(draw, part):
    for hole, secret in holes.items():
        part = part.replace(hole, draw(st.sampled_from(["", secret])))
    return part


@pytest.mark.parametrize("markers", ["", MARKED])
def test_what_may_leave_leaves(markers):
    ruling = answered('<people><person id="7"><name>Ann</name><x/></person></people>', markers)

    root = etree.fromstring(ruling.outgoing.body)
    assert root.find("person").get("id") == "7"
    assert root.find("person/name").text == "Ann"
    assert ruling.outgoing.media_type == "application/xml"
    assert (root.find("person/citizenship") is not None) == bool(markers)


@pytest.mark.parametrize("markers", ["", MARKED])
@often
@given(pair=residents())
def test_two_residents_are_answered_with_the_same_bytes(markers, pair):
    plain, full = (answered(body, markers) for body in pair)

    assert full.status == plain.status
    assert full.decision.withheld == plain.decision.withheld
    assert full.decision.records == plain.decision.records
    assert full.outgoing.body == plain.outgoing.body
    assert b"HN" not in full.outgoing.body
    etree.fromstring(full.outgoing.body)


@pytest.mark.parametrize("inner", ["<name>A</name>", "<name>A</name><phone/><name/>"])
def test_records_are_counted_one_by_one(inner):
    """As the agreement has it: fifty a request."""
    person = f'<person id="1">{inner}</person>'

    assert answered(f"<people>{person * 51}</people>").decision.reasons == ("too-many-records",)
    assert answered(f"<people>{person * 50}</people>").decision.records == 50


@pytest.mark.parametrize(
    "body",
    ["<people><person><name>A012345678</name></person></people>", "<people><person><name>A01<b>2345</b>678</name></person></people>"],
)  # fmt: skip
def test_a_number_that_tags_stand_in_is_found(body):
    ruling = answered(body)

    assert ruling.outgoing is None or b"2345" not in ruling.outgoing.body
    assert ruling.decision.latched == ("/people/person/name",)
