"""What an intake is sent in its address counts together with its body: pairs, and what was taken out of either."""

import pytest

from tests.helpers import HEALTH
from tests.test_intakes import office

NUMBER = "536904399"
ALIEN = "219384756"
SERVICE = """
service: office
upstream: http://127.0.0.1:9104
existence: open
routes:
  - route: form
    match: POST /applications
    query: {field: record.meta, value: record.meta, note: case_notes, page: paging}
    accepts: [identity.name, contact, record, case_notes]
    otherwise: OTHERWISE
    fields:
      /id: record.id
      /name: identity.name
      /notes: case_notes
      /ref: record.meta
      /alienNumber: immigration.identifier
  - route: change
    match: PUT /applications/{id}
    path: {id: record.id}
    accepts: [identity.name, contact]
    otherwise: remove
    fields:
      /id: record.id
      /name: identity.name
      /alienNumber: immigration.identifier
"""


async def sent(query=(), body=None, route="form", path=None, otherwise="remove"):
    world = office(SERVICE.replace("OTHERWISE", otherwise))
    message = {"query": tuple(query)} | ({"path": path} if path else {})
    return await world.ask(HEALTH, f"office:{route}", body=body, message=message, purpose="public-health")


@pytest.mark.parametrize("body", [None, {"name": "Ana"}])
@pytest.mark.parametrize("named", ["ssn", "citizenship", "alienNumber"])
async def test_a_pair_in_a_query_is_what_its_name_says(named, body):
    ruling = await sent([("field", named), ("value", NUMBER)], body)

    assert ruling.outgoing.query == (("field", named),)
    assert [(count.pattern, count.times) for count in ruling.decision.counts if count.pattern == "?"] == [
        ("?", 1)
    ]


async def test_a_pair_of_what_is_accepted_goes_on():
    query = (("field", "name"), ("value", "Ana"), ("page", "2"))

    assert (await sent(query)).outgoing.query == query


async def test_a_strict_intake_refuses_a_pair_that_it_does_not_accept():
    ruling = await sent([("field", "ssn"), ("value", NUMBER)], otherwise="refuse")

    assert (ruling.outgoing, ruling.decision.reasons) == (None, ("not-accepted",))


async def test_what_was_taken_out_of_a_body_is_met_again_in_its_query():
    ruling = await sent([("note", f"see {ALIEN}"), ("field", "name")], {"name": "Ana", "alienNumber": ALIEN})

    assert ruling.outgoing.query == (("field", "name"),)
    assert ruling.outgoing.body == b'{"name":"Ana"}'


async def test_what_was_left_out_of_a_query_is_met_again_in_its_body():
    ruling = await sent([("alienNumber", ALIEN)], {"name": "Ana", "ref": ALIEN, "notes": f"see {ALIEN}."})

    assert ruling.outgoing.query == ()
    assert ALIEN.encode() not in ruling.outgoing.body
    assert b'"name":"Ana"' in ruling.outgoing.body


async def test_what_was_taken_out_of_a_body_is_met_again_in_its_path():
    """Nothing can be left out of a path."""
    body = {"name": "Ana", "alienNumber": ALIEN}
    ruling = await sent(body=body, route="change", path=("applications", ALIEN))

    assert (ruling.outgoing, ruling.decision.reasons) == (None, ("not-accepted",))


async def test_a_record_is_changed_under_its_own_number():
    ruling = await sent(body={"id": ALIEN, "name": "Ana"}, route="change", path=("applications", ALIEN))

    assert ruling.outgoing.path == ("applications", ALIEN)
    assert ruling.outgoing.body == b'{"name":"Ana"}'


async def test_of_a_body_without_an_address_the_record_says_what_it_said():
    ruling = await sent(body={"name": "Ana", "alienNumber": ALIEN})

    assert {(count.pattern, str(count.category)) for count in ruling.decision.counts} == {
        ("/name", "identity.name"),
        ("/alienNumber", "immigration.identifier"),
    }
