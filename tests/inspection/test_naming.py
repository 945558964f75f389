"""Names that nobody declared: whoever sends wrote them, so they could say anything."""

import pytest

from firewall.inspection.naming import taken_by_name
from tests.helpers import HEALTH, detectors
from tests.inspection.test_addressed import SERVICE
from tests.test_intakes import office

ACCEPTS = ("contact", "identity.name")
SPACE = "{http://www.w3.org/2001/10/xml}"


@pytest.mark.parametrize(
    "name", ["phone", "phone_2", "mobile 1", "Phone", f"{SPACE}phone", "{urn:a:2005-07-14}name"]
)
def test_a_plain_name_is_what_it_says(name):
    assert taken_by_name(name, ACCEPTS, detectors())


@pytest.mark.parametrize(
    "name",
    ["ssn", "x", "phone 536-90-4399", "mobile_536-90-4399", "phone_536904399", "phone A219384756", "name 5_3_6_9_0_4_3",
     "phone 1987-03-09", "{urn:phone:536-90-4399}name", "phone 536 . 90 . 4399"],
)  # fmt: skip
def test_what_is_not_accepted_or_says_a_number_is_not_taken(name):
    assert taken_by_name(name, ACCEPTS, detectors()) == ()


async def sent(body, query=(), media_type="application/json"):
    world = office(
        SERVICE.replace("OTHERWISE", "remove").replace(" contact, record", " contact.phone, record")
    )
    message = {"query": tuple(query), "body": body, "media_type": media_type}
    return await world.ask(HEALTH, "office:form", message=message, purpose="public-health")


@pytest.mark.parametrize(
    "name", ["mobile 536-90-4399", "name - she is undocumented", "phone RQZ77K2B", "phone: ana@example.org"]
)
async def test_a_name_is_read_as_what_it_holds(name):
    body = b'{"name":"Ana","alienNumber":"RQZ77K2B","%b":"312-555-0147"}' % name.encode()

    in_body = await sent(body)
    in_query = await sent(
        b'{"name":"Ana","alienNumber":"RQZ77K2B"}', [(name, "312-555-0147"), ("mobile", "1")]
    )

    assert in_body.outgoing.body == in_query.outgoing.body == b'{"name":"Ana"}'
    assert in_query.outgoing.query == (("mobile", "1"),)


async def test_so_is_the_name_of_a_namespace():
    body = b'<f xmlns:x="urn:A219384756"><x:mobile>312-555-0147</x:mobile><phone>312-555-0148</phone></f>'
    service = SERVICE.replace("OTHERWISE", "remove").replace("/name:", "/f/name:", 1)
    message = {"body": body, "media_type": "application/xml"}

    ruling = await office(service).ask(HEALTH, "office:form", message=message, purpose="public-health")

    assert b"A219384756" not in ruling.outgoing.body
    plain = {"body": body.replace(b"A219384756", b"a"), "media_type": "application/xml"}
    ruling = await office(service).ask(HEALTH, "office:form", message=plain, purpose="public-health")
    assert b"312-555-0147" in ruling.outgoing.body
