"""Questions in GraphQL as they come: several at once, by a digest, in an address, and with files."""

from hashlib import sha256

import pytest

from firewall.inspection import Failure
from firewall.inspection.envelopes import digest_of
from tests.helpers import COUNTY, decoded
from tests.helpers_graph import REGISTERED, asking, reason, sent, world

ONE = "{ patient(id: 7) { name } }"
OTHER = "{ patient(id: 8) { from: citizenshipCode id } }"
TEXT = REGISTERED.strip()


def persisted(text=TEXT, **more):
    return {
        "extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}
    } | more


async def of(body, route="clinic:graph", w=None, **changes):
    return await (w or world()).ask(route=route, body=body, **changes)


# ---- several at once


async def test_each_of_several_questions_is_resolved_and_written_anew():
    ruling = await of(
        [
            asking(ONE),
            asking("query q($i: ID!) { patient(id: $i) { ...f } } fragment f on Patient { id }", {"i": "7"}),
        ]
    )

    assert sent(ruling) == [
        {"query": "{\n  patient(id: 7) {\n    name\n  }\n}"},
        {"query": "query q($i: ID!) {\n  patient(id: $i) {\n    id\n  }\n}", "variables": {"i": "7"}},
    ]


async def test_each_answer_is_looked_at_under_the_names_of_its_own_question():
    w = world()
    ruling = await of([asking(ONE), asking(OTHER)], w=w)
    given = [
        {"data": {"patient": {"name": "Amina", "id": "7"}}},
        {"data": {"patient": {"from": "MX-canary", "id": "8"}}, "errors": [{"message": "MX-canary"}]},
    ]
    answer = await w.tell(ruling, given)

    assert b"MX-canary" not in answer.outgoing.body
    assert decoded(answer) == [
        {"data": {"patient": {"name": "Amina"}}},
        {"data": {"patient": {"from": None, "id": "8"}}},
    ]


@pytest.mark.parametrize("order", [(ONE, OTHER), (OTHER, ONE)], ids=["after", "before"])
async def test_a_name_that_is_something_else_in_another_question_is_refused(order):
    """A service that answers in another order, or leaves an answer out, would give the one under the name of the other."""
    taken = [asking(text.replace("from:", "name:")) for text in order]

    assert reason(await of(taken)) == "graphql-batch"


async def test_what_is_one_value_in_one_question_has_no_members_in_another():
    """The whole of it would leave as what the one calls it."""
    member = "{ patient(id: 7) { name: friends { id } } }"

    assert reason(await of([asking(ONE), asking(member)])) == "graphql-batch"
    assert reason(await of([asking(member), asking(ONE)])) == "graphql-batch"
    assert reason(await of([asking(member), asking(member)])) == ""


async def test_answers_in_another_order_give_nothing_that_is_closed():
    w = world()
    given = [
        {"data": {"patient": {"from": "MX-canary", "id": "8"}}},
        {"data": {"patient": {"name": "Amina"}}},
    ]
    answer = await w.tell(await of([asking(ONE), asking(OTHER)], w=w), given)

    assert answer.outgoing is None or b"MX-canary" not in answer.outgoing.body


async def test_of_more_answers_than_questions_nothing_leaves():
    w = world()
    given = [{"data": {"patient": {"name": "Amina"}}}, {"data": {"patient": {"name": "MX-canary"}}}]
    answer = await w.tell(await of([asking(ONE)], w=w), given)

    assert decoded(answer) == [{"data": {"patient": {"name": "Amina"}}}, {"data": {}}]


@pytest.mark.parametrize(
    "given",
    [{"data": {"patient": {"name": "Amina"}}}, [], [{"errors": []}, {"data": {}}], ["x"], [[{"data": {}}]]],
)
async def test_an_answer_of_another_form_does_not_leave(given):
    w = world()
    answer = await w.tell(await of([asking(ONE), asking(ONE)], w=w), given)

    assert answer.outgoing is None or decoded(answer) == []


@pytest.mark.parametrize(
    "closed",
    [
        "{ patients(orderBy: [CITIZENSHIP_ASC]) { id } }",
        '{ patients(where: {citizenshipCode: {eq: "MX"}}) { id } }',
        "{ patient(id: 7) { extra } }",
    ],
)
async def test_one_that_is_refused_refuses_all(closed):
    assert (await of([asking(ONE), asking(closed)])).outgoing is None


async def test_their_records_count_together():
    ruling = await of([asking("{ patients(first: 20) { id } }")] * 2)

    assert ruling.exchange.records_asked == 40
    assert reason(await of([asking("{ patients(first: 20) { id } }")] * 3)) != ""


async def test_records_of_all_answers_count():
    w = world()
    ruling = await of([asking("{ patients(first: 20) { id } }")] * 2, w=w)
    answer = await w.tell(ruling, [{"data": {"patients": [{"id": str(n)} for n in range(30)]}}] * 2)

    assert answer.outgoing is None
    assert answer.decision.reasons == ("too-many-records",)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ([], "graphql-batch"),
        ([asking(ONE)] * 11, "graphql-batch"),
        ([[asking(ONE)]], "graphql-request"),
        ([asking(ONE), 7], "graphql-request"),
        ([asking(ONE), None], "graphql-request"),
        ([asking("{ patient(id: 7) { id " + "# x\n" * 2000 + " } }")] * 9, "graphql-too-large"),
    ],
)
async def test_odd_lists_of_questions_are_refused(body, why):
    assert reason(await of(body)) == why


async def test_what_changes_something_comes_alone():
    body = [asking(ONE), asking('mutation { rename(id: 7, name: "A") { id } }')]

    assert reason(await of(body, route="clinic:changes")) == "graphql-batch"


async def test_several_questions_are_about_all_that_each_is_about():
    one = await of([asking(ONE), asking(OTHER)])
    same = await of([asking("{ x: patient(id: 7) { id } }"), asking("{ patient(id: 8) { id } }")])
    other = await of([asking(ONE)])

    assert one.exchange.target == same.exchange.target != other.exchange.target


# ---- by a digest


async def test_a_registered_question_is_asked_by_its_digest_and_sent_in_full():
    w = world()
    ruling = await of(persisted(variables={"id": "7"}), w=w)
    answer = await w.tell(ruling, {"data": {"patient": {"called": "Amina", "citizenshipCode": "MX-canary"}}})

    assert sent(ruling)["query"].startswith("query ById($id: ID!)")
    assert "extensions" not in sent(ruling)
    assert decoded(answer) == {"data": {"patient": {"called": "Amina", "citizenshipCode": None}}}


@pytest.mark.parametrize("text", [TEXT, REGISTERED])
async def test_a_file_counts_with_its_last_line_end_and_without(text):
    assert reason(await of(persisted(text, variables={"id": "7"}))) == ""


async def test_a_question_may_come_with_its_own_digest():
    assert reason(await of(persisted(ONE, query=ONE))) == ""


@pytest.mark.parametrize(
    "body",
    [
        persisted(ONE),  # nobody registered it
        persisted(ONE, query=OTHER),
        persisted(TEXT, query=ONE),
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": digest_of(TEXT)}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest_of(TEXT).upper()}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest_of(TEXT)[:63]}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 7}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": [digest_of(TEXT)]}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": {}}}},
        persisted(TEXT, query=7),
        persisted(TEXT, query=[TEXT]),
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest_of(TEXT), "x": 1}}},
        {"extensions": {"persistedQuery": digest_of(TEXT)}},
        {"extensions": {"persistedQuery": None}},
        {"extensions": {"other": 1}},
    ],
    ids=str,
)
async def test_a_digest_of_anything_else_is_refused(body):
    assert reason(await of(body)) == "graphql-persisted"


async def test_another_route_knows_no_digest_of_this_one():
    assert reason(await of(persisted(variables={"id": "7"}), route="clinic:changes")) == "graphql-persisted"


async def test_a_digest_may_be_one_of_several_questions():
    assert len(sent(await of([persisted(variables={"id": "7"}), asking(ONE)]))) == 2


# ---- in an address, and with files


async def test_a_question_in_an_address_goes_on_in_one_line_and_whole():
    query = [
        ("query", '# x\n{ patients(where: {name: "A  B"}) { id } }'),
        ("operationName", ""),
        ("extensions", "{}"),
    ]
    ruling = await world().ask(route="clinic:graphs", query=query)

    assert ruling.outgoing.query == (("query", '{patients(where:{name:"A  B"}){id}}'),)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ([("query", '{ patients(where: {name: """A\n  B"""}) { id } }')], "graphql-request"),
        ([("query", ONE), ("variables", "x")], "graphql-request"),
        ([("query", ONE), ("variables", "[]")], "graphql-request"),
        ([("query", ONE), ("extensions", "[]")], "graphql-request"),
        ([("query", ONE), ("x", "y")], "graphql-request"),
        ([("Query", ONE)], "graphql-request"),
        ([], "graphql-request"),
        ([("extensions", '{"persistedQuery":{"version":1,"sha256Hash":"x"}}')], "graphql-persisted"),
        ([("query", 'mutation { rename(id: 7, name: "A") { id } }')], "graphql-mutation"),
    ],
    ids=str,
)
async def test_an_odd_address_is_refused(query, why):
    assert reason(await world().ask(route="clinic:graphs", query=query)) == why


PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{ patient(id: 7) { name } }"}\r\n'
    b'--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n{}\r\n--x--\r\n'
)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data; boundary=x", PARTS),
        ("application/x-www-form-urlencoded", b"query=%7Bpatient(id%3A7)%7Bname%7D%7D"),
        ("text/plain", b"{ patient(id: 7) { name } }"),
    ],
)
async def test_files_and_forms_are_no_questions(media_type, body):
    ruling = await world().ask(route="clinic:graph", message={"media_type": media_type, "body": body})

    assert reason(ruling) == "graphql-request"


async def test_an_order_in_one_of_several_orders_all():
    asks = "asks_by: [record.id, identity.name, record.meta]"
    w = world(COUNTY.replace(asks, asks[:-1] + ", identity.dob]"))
    ruling = await of([asking(ONE), asking("{ patients(first: 1, orderBy: [BIRTH_ASC]) { id } }")], w=w)

    assert reason(ruling) == "orders-withheld"


def test_what_is_no_text_has_no_digest():
    with pytest.raises(Failure, match="graphql-request"):
        digest_of("\ud800")


async def test_several_questions_select_and_order_by_all_that_each_does():
    ordered = asking("{ patients(orderBy: [NAME_ASC]) { birthDate } }")
    ruling = await of([asking(ONE), ordered])

    assert ruling.exchange.selects == {"identity.name", "identity.dob"}
    assert ruling.exchange.orders == {"identity.name"}
    assert ruling.exchange.asks == {"record.id", "identity.name"}
