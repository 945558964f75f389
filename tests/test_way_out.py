"""What the city itself sends: through the engine, under what is declared, opened and closed for whoever receives it."""

from dataclasses import replace

import pytest

from firewall.model import Direction, Outcome
from firewall.policy.load import examine
from tests.helpers import HEALTH, World, compiled, decoded
from tests.helpers_policy import folder

SERVICE = """
service: county
title: What the city sends to the county
kind: other
upstream: https://reports.county.example:443
routes:
  - route: report
    match: POST /reports
    sends_to: county-public-health
    sent_by: [ice-ero]
    fields: {/name: identity.name, /condition: health, /status: immigration.status, /items/*/phone: contact.phone}
    records: /items
"""
AGREEMENT = """
agreement: DUTY-1
title: Reports
basis: duty
direction: outbound
with: county-public-health
through: []
services: [county]
purposes: [public-health]
asks_by: []
shares:
  - data: [identity.name, health, contact.phone]
needs: {}
limits: {records_per_request: 2}
onward: none
duties: []
signed: {by: Health Commissioner, on: 2026-02-01}
from: 2026-02-01
until: 2099-12-31
"""
LAW = """
law: health
title: Health
jurisdiction: us-example
owner: law-department
rules:
  - rule: stays
    says: It stays.
    cite: Code 1
    quote: unconfirmed
    from: 2026-01-01
    review_by: 2027-01-01
    to: [peer-local]
    data: [health]
    direction: outbound
    then: remove
    yields_to: [judicial]
"""
REPORT = {
    "name": "Amina",
    "condition": "flu",
    "status": "undocumented",
    "extra": 1,
    "items": [{"phone": "+1 718 555 0144"}],
}


def world(**changes):
    return World(compiled(**{"services/county.yaml": SERVICE, "agreements/duty.yaml": AGREEMENT} | changes))


async def sent(body=REPORT, where=None, direction=Direction.OUTBOUND, **changes):
    return await (where or world()).ask(HEALTH, "county:report", body=body, direction=direction, **changes)


async def test_what_is_opened_goes_and_nothing_else():
    ruling = await sent()

    assert decoded(ruling) == {"name": "Amina", "condition": "flu", "items": [{"phone": "+1 718 555 0144"}]}
    assert ruling.decision.openers == ("DUTY-1",)
    assert {(c.pattern, c.outcome) for c in ruling.decision.counts} >= {
        ("/status", Outcome.REMOVE),
        ("?", Outcome.REMOVE),
    }


async def test_the_intent_is_on_record_before_it_goes():
    where = world()
    ruling = await sent(where=where)

    assert [one["kind"] for one in where.log.said] == ["intended"]
    assert where.log.said[ruling.receipt.index]["direction"] == "outbound"


async def test_a_law_closes_what_a_duty_does_not_outrank():
    ruling = await sent(where=world(**{"laws/health.yaml": LAW}))

    assert "condition" not in decoded(ruling)


async def test_what_comes_from_outside_is_refused():
    ruling = await sent(direction=Direction.INBOUND)

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("not-a-sender",)


async def test_nothing_of_the_receivers_answer_comes_back():
    where = world()
    asked = await sent(where=where)
    told = await where.tell(asked, {"case": "7", "note": "thank you"}, status=201)

    assert told.outgoing.body == b""
    assert told.outgoing.status == told.status == 201


async def test_a_query_is_no_part_of_what_is_sent():
    ruling = await sent(query=[("name", "Amina")])

    assert ruling.outgoing is None
    assert ruling.decision.reasons == ("not-accepted",)


async def test_more_records_than_are_agreed_wait():
    ruling = await sent({**REPORT, "items": [{"phone": "1"}] * 3})

    assert ruling.decision.outcome is Outcome.HOLD


async def test_a_member_that_holds_what_it_should_not_does_not_go():
    ruling = await sent({**REPORT, "name": "Amina, A087654321"})

    assert "name" not in decoded(ruling)
    assert ruling.decision.latched == ("/name",)


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("    sent_by: [ice-ero]\n", "", "POL380"),
        ("    sends_to: county-public-health\n", "", "POL380"),
        ("POST /reports", "GET /reports", "POL381"),
        ("    records: /items", "    query: {name: identity.name}\n    records: /items", "POL382"),
        ("    records: /items", "    accepts: [identity]\n    records: /items", "POL382"),
        ("sent_by: [ice-ero]", "sent_by: [county-public-health]", "POL383"),
        ("sent_by: [ice-ero]", "sent_by: [nobody]", "POL048"),
        ("sends_to: county-public-health", "sends_to: peer-local", "POL048"),
    ],
)
def test_a_way_out_says_to_whom_by_whom_and_what(was, becomes, code):
    files = {"services/county.yaml": SERVICE.replace(was, becomes), "agreements/duty.yaml": AGREEMENT}

    assert code in [fault.code for fault in examine(folder(**files))[1]]


def test_the_partners_are_known():
    assert compiled(**{"services/county.yaml": SERVICE, "agreements/duty.yaml": AGREEMENT})
    assert replace(HEALTH, authenticated_by="sent-by:ice-ero").principal == HEALTH.principal
