"""JSON:API, through the engine."""

import pytest

from tests.helpers import decoded
from tests.helpers_dialects import WIDER, Asked

jsonapi = Asked("jsonapi")

LET_IN = [
    {},
    {"filter[name]": "Amina"},
    {"filter[id]": "7"},
    {"filter[name][eq]": "Amina"},
    {"filter[name][contains]": "Ami"},
    {"filter[name]": "A,B"},
    {"sort": "-name,id"},
    {"sort": "doctor.title"},
    {"sort": "doctor.office.title"},
    {"include": "doctor"},
    {"include": "doctor", "fields[people]": "name", "fields[doctors]": "title"},
    {"fields[people]": "name,citizenship"},
    {"page[number]": "2", "page[size]": "5"},
    {"page[cursor]": "abc"},
]


@pytest.mark.parametrize("query", LET_IN, ids=str)
async def test_what_names_members_that_leave_goes_on(query):
    ruling = await jsonapi.ask(query)

    assert ruling.decision.reasons == ()
    assert dict(ruling.outgoing.query) == query


GUARDED = [
    {"filter[citizenship][ne]": "MX"},
    {"filter[citizenship][like]": "M"},
    {"filter[citizenship]": "MX,HN"},
    {"filter[citizenship]": ""},
    {"filter[citizenship]": "null"},
    {"filter[citizenship]": "M*"},
    {"filter[citizenship]": "M_"},
    {"page[after]": "citizenship:MX"},
    {"filter[citizenship]": " "},
    {"filter[citizenship]": "!MX"},
    {"filter[citizenship]": "like:M"},
    {"filter[citizenship][eq]": "ne.MX"},
    {"filter[birth]": "<1990-01-01"},
    {"filter[birth]": "gt:1990-01-01"},
    {"filter[birth]": "1980-01-01..1990-01-01"},
    {"filter[birth]": "1980-01-01/1990-01-01"},
    {"filter[birth]": '{"gt":1990}'},
    {"filter[birth][lt]": "1990"},
    {"filter[doctor.origin]": "MX"},
    {"filter[doctor][origin]": "MX"},
    {"sort": "citizenship"},
    {"sort": "name,-birth"},
    {"sort": "doctor.origin"},
    {"sort": "doctor.office.origin"},
]
UNKNOWN = [
    {"sort": "office.secret"}, {"sort": "doctor.nowhere.title"}, {"filter[office.secret]": "x"}, {"filter[na-me]": "x"}, {"filter[nothing]": "x"}, {"filter[nothing][eq]": "x"}, {"sort": "nothing"}, {"sort": "nothing.title"}, {"include": "nothing"},
    {"include": "doctor.nothing"}, {"fields[people]": "nothing"}, {"other": "x"}, {"filter[Name]": "x"},
]  # fmt: skip


@pytest.mark.parametrize("query", [{"filter[citizenship]": "MX"}, *GUARDED, *UNKNOWN], ids=str)
async def test_what_does_not_leave_selects_nothing(query):
    assert await jsonapi.reason(query) == "nothing-opened"


@pytest.mark.parametrize(
    "query",
    [{"filter[citizenship]": "MX"}, {"filter[citizenship][eq]": "MX"}, {"filter[birth]": "1990-01-01"}, {"filter[citizenship]": "Le Mans"}],
    ids=str,
)  # fmt: skip
async def test_what_an_agreement_may_be_asked_by_is_asked_by_equality(query):
    assert await jsonapi.reason(query, WIDER) == ""


@pytest.mark.parametrize("query", GUARDED, ids=str)
async def test_what_finds_values_out_is_refused_though_it_may_be_asked_by(query):
    assert await jsonapi.reason(query, WIDER) == "orders-withheld"


@pytest.mark.parametrize(
    "query",
    [
        {"Include": "doctor"}, {"SORT": "name"}, {"filter": "name"}, {"Filter[name]": "x"}, {"fields": "name"}, {"fields[]": "name"},
        {"filter[]": "x"}, {"filter[name": "x"}, {"filter[na me]": "x"}, {"page": "x[2"}, {"page[evil]": "1"}, {"page[size][x]": "1"},
    ],
    ids=str,
)  # fmt: skip
async def test_an_option_in_another_spelling_is_refused(query):
    assert await jsonapi.reason(query) in {"query-option"} | ({""} if "page" in query else set())


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "name,"}, {"sort": "--name"}, {"sort": "+name"}, {"sort": "name desc"}, {"sort": ""}, {"include": ""}, {"include": "a,,b"},
        {"include": "doctor."}, {"fields[people]": "name,"}, {"fields[people]": ""}, {"fields[people][x]": "name"}, {"fields[people]": "n\u0430me"},
    ],
    ids=str,
)  # fmt: skip
async def test_what_cannot_be_read_in_one_way_is_refused(query):
    assert await jsonapi.reason(query) == "query-syntax"


async def test_how_many_are_asked_for_counts():
    assert (await jsonapi.ask({"page[size]": "7", "page[number]": "3"})).exchange.records_asked == 7
    assert await jsonapi.reason({"page[size]": "x"}) == "bad-limit"
    for pair in ({"page[size]": "7", "page[limit]": "5"}, {"page[size]": "5", "page[limit]": "7"}):
        assert (await jsonapi.ask(pair)).exchange.records_asked == 7


async def test_what_is_selected_and_does_not_leave_is_taken_out():
    row = {"id": "7", "attributes": {"name": "Amina", "citizenship": "MX"}}
    answer = await jsonapi.fetch(
        {"fields[people]": "name,citizenship"},
        {"data": [row], "meta": {"total": 1}, "links": {"last": "/x?page=1"}},
    )

    assert decoded(answer) == {"data": [{"id": "7", "attributes": {"name": "Amina"}}]}
