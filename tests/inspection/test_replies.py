"""A service that lies about its own types has no way out."""

from dataclasses import replace

import pytest

from firewall.inspection.replies import is_batch, replied
from firewall.model import RouteId
from tests.helpers import decoded
from tests.helpers_graph import SCHEMA, fetch, world

CANARY = "MX-canary"
ASKED = [
    ("{ patient(id: 7) { x: __typename name } }", lambda it: {"patient": {"x": it, "name": "Amina"}}),
    ("{ q: __typename patient(id: 7) { name } }", lambda it: {"q": it, "patient": {"name": "Amina"}}),
    ("{ patients(first: 2) { a: __typename name } }", lambda it: {"patients": [{"a": it, "name": "Amina"}]}),
    (
        "{ patient(id: 7) { name visits { t: __typename on } } }",
        lambda it: {"patient": {"name": "Amina", "visits": [{"t": it, "on": "x"}]}},
    ),
]
LIES = [CANARY, "Patients", "undocumented", 7, {"Patient": CANARY}, [CANARY], {CANARY: "Patient"}]


@pytest.mark.parametrize("lie", LIES, ids=str)
@pytest.mark.parametrize(("query", "answer"), ASKED, ids=[query for query, _ in ASKED])
async def test_the_name_of_a_type_is_one_that_the_schema_knows(query, answer, lie):
    told = await fetch(world(), query, {"data": answer(lie)})

    assert told.outgoing is None or not any(
        word.encode() in told.outgoing.body for word in (CANARY, "Patients", "undocumented", "7")
    )


@pytest.mark.parametrize(("query", "answer"), ASKED, ids=[query for query, _ in ASKED])
async def test_a_true_name_of_a_type_leaves(query, answer):
    assert b'"Visit"' in (await fetch(world(), query, {"data": answer("Visit")})).outgoing.body


async def test_of_a_schema_leaves_what_our_copy_says_too():
    query = '{ s: __schema { queryType { n: name } } __type(name: "Patient") { name description fields { name args { defaultValue } } } }'
    given = {
        "s": {"queryType": {"n": CANARY, "extra": "Query"}, "more": "Query"},
        "__type": {"name": "Patient", "description": CANARY, "fields": [{"name": "id", "args": []}, {"name": CANARY, CANARY: "id", "args": 7}]},
    }  # fmt: skip
    told = await fetch(world(), query, {"data": given}, route="clinic:changes")

    assert decoded(told)["data"] == {
        "s": {"queryType": {"n": None}},
        "__type": {"name": "Patient", "description": None, "fields": [{"name": "id", "args": []}, {"name": None, "args": None}]},
    }  # fmt: skip


async def test_a_declared_name_of_a_type_is_one_too():
    from tests.helpers_graph import files  # of this test alone

    text = files()["services/clinic.yaml"].replace(
        "      Staff.id: record.id\n", "      Staff.id: record.id\n      Hit.__typename: record.meta\n"
    )
    w = world(**{"services/clinic.yaml": text})
    told = await fetch(
        w,
        '{ search(q: "A") { __typename ... on Staff { name } } }',
        {"data": {"search": [{"__typename": CANARY, "name": "A"}, {"__typename": "Staff"}]}},
    )

    assert CANARY.encode() not in told.outgoing.body
    assert b'"Staff"' in told.outgoing.body


async def test_empty_lists_and_what_is_not_there_are_there():
    query = "{ patient(id: 7) { name friends { id friends { id } } } other: patient(id: 8) { id } page { items { id } total } }"
    told = await fetch(
        world(),
        query,
        {
            "data": {
                "patient": {"name": "Amina", "friends": []},
                "other": None,
                "page": {"items": [], "total": 0},
            }
        },
    )

    assert decoded(told) == {
        "data": {
            "patient": {"name": "Amina", "friends": []},
            "other": None,
            "page": {"items": [], "total": 0},
        }
    }


async def test_two_residents_of_whom_one_has_only_what_is_withheld_look_alike():
    """A closed member that may not be null is not there, and its record with it."""
    schema = SCHEMA.replace("note: String", "note: String!")
    bodies = []
    for visits in ([], [{"note": CANARY}], [{"note": "x"}, {"note": "y"}]):
        told = await fetch(
            world(schema=schema),
            "{ patient(id: 7) { name visits { note } } }",
            {"data": {"patient": {"name": "Amina", "visits": visits}}},
        )
        bodies.append(told.outgoing.body)

    assert set(bodies) == {b'{"data":{"patient":{"name":"Amina","visits":[]}}}'}


async def test_in_each_record_of_a_list_each_part_is_there():
    query = '{ patients(first: 2) { name friends { id } } search(q: "A") { ... on Patient { friends { id } } } }'  # fmt: skip
    given = {"patients": [{"name": "Amina"}, {"name": "Li", "friends": [{"id": "7"}]}], "search": []}
    told = await fetch(world(), query, {"data": given})

    assert decoded(told) == {
        "data": {
            "patients": [{"name": "Amina", "friends": []}, {"name": "Li", "friends": [{"id": "7"}]}],
            "search": [],
        }
    }


@pytest.mark.parametrize("nothing", [None, 7, "x", True, []])
async def test_the_name_of_a_type_may_be_asked_of_what_is_not_there(nothing):
    told = await fetch(
        world(), "{ patient(id: 7) { t: __typename friends { id } } }", {"data": {"patient": nothing}}
    )

    assert decoded(told) in (
        {"data": {"patient": None}},
        {"data": {"patient": []}},
        {"data": {"patient": {}}},
    )


@pytest.mark.parametrize("given", [7, "x", None, [], {}, {"data": None}, {"data": []}, {"data": "x"}])
async def test_one_of_several_answers_without_data_is_no_answer(given):
    w = world()
    question = {"query": "{ patient(id: 7) { name } }"}
    ruling = await w.ask(route="clinic:graph", body=[question, question])
    whole = [{"data": {"patient": {"name": "Amina"}}}, given]

    assert (await w.tell(ruling, whole)).decision.reasons == ("graphql-no-data",)
    ruling = await w.ask(route="clinic:graph", body=[question, question])
    assert (await w.tell(ruling, given or None)).decision.reasons == ("graphql-no-data",)


@pytest.mark.parametrize("left", [{}, [], None])
async def test_of_several_answers_of_which_nothing_is_left_each_is_there(left):
    question = {"query": "{ patient(id: 7) { name friends { id } } }"}
    ruling = await world().ask(route="clinic:graph", body=[question, question])
    route = replace(world().policy.bundle.routes[RouteId("clinic:graph")], members=ruling.exchange.members)

    assert is_batch(route)
    assert replied(left, {"0": {}, "1": {}}, route) == [{"data": {"patient": None}}] * 2
    assert not is_batch(replace(route, members=()))
