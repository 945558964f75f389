"""The selector guard: what does not leave may not be filtered, searched, ordered, grouped or counted by."""

import pytest

from firewall.model import UNCLASSIFIED, Outcome
from tests.helpers import CLINIC, COUNTY, World, compiled, decoded

SORTABLE = CLINIC.replace(
    "query: {name: identity.name, q: record.meta, page: paging, count: limit, fields: selection}",
    "query: {name: identity.name, dob: identity.dob, status: immigration.citizenship, q: case_notes, page: paging,"
    " count: limit, fields: selection, sort: sort, group: sort, total: total}",
).replace(
    "      /items/*/name: identity.name\n",
    "      /items/*/name: identity.name\n      /items/*/birthDate: identity.dob\n",
    1,
).replace(
    "body: {/filter/name: identity.name,",
    "body: {/filter/name: identity.name, /filter/status: immigration.citizenship, /sort: sort, /total: total,",
)  # fmt: skip
ASKS = "asks_by: [record.id, identity.name, record.meta]"
WIDER = COUNTY.replace(ASKS, ASKS[:-1] + ", immigration.citizenship, identity.dob]")


def world(agreement=COUNTY):
    return World(compiled(**{"services/clinic.yaml": SORTABLE, "agreements/county.yaml": agreement}))


async def asked(query=(), body=None, agreement=COUNTY):
    route = "clinic:search" if body else "clinic:patients"
    return await world(agreement).ask(route=route, query=query, body=body)


WITHHELD = [
    [("status", "undocumented")],
    [("q", "undocumented")],
    [("immigrationStatus", "x")],
    [("citizenshipCode", "x")],
    [("sort", "citizenshipCode")],
    [("sort", "-citizenshipCode")],
    [("sort", "name,citizenshipCode desc")],
    [("sort", "items/citizenshipCode")],
    [("sort", "notes")],
    [("group", "citizenshipCode")],
    [("sort", "spouse")],
    [("sort", "case when citizenshipCode is null then 0 end")],
    [("total", "citizenshipCode")],
    [("count_by", "citizenshipCode")],
    [("facet", "citizenshipCode")],
    [("$orderby", "citizenshipCode")],
    [("$filter", "citizenshipCode eq 'MX'")],
    [("page", "citizenshipCode-'MX'")],
    [("page", "id-7,CitizenshipCode:MX")],
    [("page", '{"id":7,"citizenshipCode":"MX"}')],
    [("page", "eyJjaXRpemVuc2hpcENvZGUiOiJNWCJ9")],  # the same in a code
    [("page", "WyJjaXRpemVuc2hpcENvZGUiLCJNWCJd")],  # ["citizenshipCode","MX"]
    [("page", "citizenshipCode%3DMX")],
]
WITHHELD_IN_BODIES = [
    {"filter": {"status": "x"}},
    {"sort": "citizenshipCode"},
    {"sort": [{"citizenshipCode": "asc"}]},
    {"sort": {"citizenshipCode": -1}},
    {"sort": [["citizenshipCode", 1]]},
    {"sort": {"name": {"$meta": "textScore"}}},
    {"total": {"by": "citizenshipCode"}},
    {"aggs": {"x": {"terms": {"field": "citizenshipCode"}}}},
    {"filter": {"citizenshipCode": {"$exists": True}}},
]


@pytest.mark.parametrize("query", WITHHELD, ids=str)
async def test_what_does_not_leave_selects_nothing_in_a_query(query):
    ruling = await asked([("name", "Amina"), *query])

    assert (ruling.outgoing, ruling.decision.outcome) == (None, Outcome.REFUSE)


@pytest.mark.parametrize("said", [None, [], {}, [None], [[]], False, 0, ""], ids=repr)
async def test_to_ask_who_has_none_is_to_ask_by_it(said):
    """By a member whose own name tells nothing, too."""
    code = SORTABLE.replace("/filter/status: immigration.citizenship", "/filter/code: immigration.document")
    w = World(compiled(**{"services/clinic.yaml": code}))
    ruling = await w.ask(route="clinic:search", body={"filter": {"name": "Amina", "code": said}})

    assert ruling.exchange.asks == {"identity.name", "immigration.document"}
    assert ruling.outgoing is None


@pytest.mark.parametrize("said", ["count", "page", "sort", "total"])
async def test_what_says_nothing_of_a_page_asks_by_nothing(said):
    assert (await asked(body={"filter": {"name": "Amina"}, said: None})).exchange.asks == {"identity.name"}


@pytest.mark.parametrize("body", WITHHELD_IN_BODIES, ids=str)
async def test_what_does_not_leave_selects_nothing_in_a_body(body):
    ruling = await asked(body={"filter": {"name": "Amina"}} | body)

    assert (ruling.outgoing, ruling.decision.outcome) == (None, Outcome.REFUSE)


@pytest.mark.parametrize(
    "query", [[("sort", "-name")], [("sort", "name asc"), ("total", "true")], [("total", "")]]
)
async def test_what_leaves_as_it_is_may_order(query):
    ruling = await asked([("name", "Amina"), *query])

    assert ruling.decision.outcome is Outcome.RELEASE
    assert ruling.exchange.asks == {"identity.name"}


@pytest.mark.parametrize("order", ["citizenshipCode", "birthDate"])
async def test_an_order_by_what_leaves_otherwise_or_not_is_refused_though_it_may_be_asked_by(order):
    """The agreement may be asked by both; one does not leave, of the other only the year does."""
    ruling = await asked([("name", "Amina"), ("sort", order)], agreement=WIDER)

    assert (ruling.outgoing, ruling.status) == (None, 404)
    assert ruling.decision.reasons == ("orders-withheld",)


async def test_what_an_agreement_may_be_asked_by_filters():
    assert (await asked([("status", "x")], agreement=WIDER)).decision.outcome is Outcome.RELEASE


async def test_a_refused_order_looks_like_any_refusal_of_its_route():
    refused = await asked([("sort", "citizenshipCode")], agreement=WIDER)
    other = await asked([("status", "x")])

    assert (refused.status, refused.notice, refused.case) == (other.status, other.notice, other.case)


async def test_an_order_asks_for_what_it_names():
    assert (await asked([("sort", "citizenshipCode")])).exchange.orders == {"immigration.citizenship"}
    assert UNCLASSIFIED in (await asked([("sort", "spouse")])).exchange.asks


TOTALS = {
    "@odata.count": 3,
    "@odata.nextLink": "/x?$skiptoken=1",
    "meta": {"total": 3},
    "facets": {"citizenshipCode": {"MX": 1}},
    "aggregations": {"by": [{"key": "MX", "doc_count": 1}]},
    "hits": {"total": 3},
    "links": {"last": "?page=3"},
}


async def test_totals_and_facets_that_nobody_declared_do_not_leave():
    w = world()
    ruling = await w.ask(route="clinic:patients", query=[("name", "Amina")])
    answer = await w.tell(ruling, TOTALS | {"total": 3, "items": [{"name": "Amina"}]})

    assert decoded(answer) == {"total": 3, "items": [{"name": "Amina"}]}


async def test_a_count_is_as_closed_as_what_it_counts_by():
    declared = SORTABLE.replace("/total: aggregate.cell", "/total: [aggregate.cell, immigration.citizenship]")
    w = World(compiled(**{"services/clinic.yaml": declared}))
    ruling = await w.ask(route="clinic:patients", query=[("name", "Amina")])
    answer = await w.tell(ruling, {"total": 3, "items": [{"name": "Amina"}]})

    assert decoded(answer) == {"items": [{"name": "Amina"}]}


@pytest.mark.parametrize("withheld", ["MX", "", None, "a longer one " * 20])
async def test_two_residents_who_differ_by_what_is_withheld_have_the_same_answer_byte_for_byte(withheld):
    w = world()
    bodies = []
    for value in ("US", withheld):
        ruling = await w.ask(route="clinic:patients", query=[("name", "Amina")])
        answer = await w.tell(
            ruling, {"items": [{"name": "Amina", "citizenshipCode": value, "notes": value}]}
        )
        bodies.append((answer.outgoing.body, answer.decision.withheld, answer.status))

    assert bodies[0] == bodies[1]
