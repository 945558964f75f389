"""FHIR searches, through the engine."""

import pytest

from tests.helpers import decoded
from tests.helpers_dialects import WIDER, Asked

fhir = Asked("fhir")


@pytest.mark.parametrize(
    "query",
    [
        {}, {"family": "Haddad"}, {"family:exact": "Haddad"}, {"family:contains": "add"}, {"_count": "5", "_total": "accurate"},
        {"_sort": "-family"}, {"_elements": "name,id"}, {"_summary": "false", "_format": "json"}, {"page": "2"},
        {"general.family": "Haddad"}, {"general:Patient.family:exact": "Haddad"}, {"general.family:contains": "add"}, {"_has:Observation:patient:code": "urn:x|7"},
    ],
    ids=str,
)  # fmt: skip
async def test_what_names_members_that_leave_goes_on(query):
    ruling = await fhir.ask(query)

    assert ruling.decision.reasons == ()
    assert dict(ruling.outgoing.query) == query


GUARDED = [
    {"citizenship:exact": ""},
    {"citizenship": "M"}, {"birthdate": "1990"}, {"birthdate": "ge1990-05-06"}, {"citizenship": "|MX"},
    {"citizenship:not": "MX"}, {"citizenship": "MX,HN"}, {"citizenship:missing": "true"}, {"birthdate": "gt1990"}, {"_sort": "citizenship"},
    {"_sort": "family,birthdate"}, {"citizenship:in": "http://x"}, {"birthdate:exact": "gt1990-05-06"}, {"birthdate:exact": "1990"},
    {"birthdate:exact": "1990-05"}, {"birthdate:exact": "LE1990-05-06"}, {"citizenship": "gt5|http://unitsofmeasure.org"},
    {"birthdate:exact": "1990-05-06T10:00"}, {"general.birthdate": "gt1990"}, {"general:Patient.birthdate": "1990"}, {"_has:Coverage:payor:status": "M"},
]  # fmt: skip


@pytest.mark.parametrize(
    "query", [{"citizenship:exact": "MX"}, {"nothing": "x"}, {"_sort": "nothing"}, {"_elements": "nothing"}, *GUARDED], ids=str
)  # fmt: skip
async def test_what_does_not_leave_selects_nothing(query):
    assert await fhir.reason(query) == "nothing-opened"


@pytest.mark.parametrize(
    "query",
    [
        {"citizenship:exact": "MX"}, {"citizenship": "urn:iso|MX"}, {"birthdate": "1990-05-06"}, {"birthdate:exact": "1990-05-06"},
        {"citizenship:exact": "Germany"},
    ],
    ids=str,
)  # fmt: skip
async def test_what_an_agreement_may_be_asked_by_is_asked_by_equality(query):
    assert await fhir.reason(query, WIDER) == ""


@pytest.mark.parametrize("query", GUARDED, ids=str)
async def test_what_finds_values_out_is_refused_though_it_may_be_asked_by(query):
    assert await fhir.reason(query, WIDER) == "orders-withheld"


@pytest.mark.parametrize(
    "query",
    [
        {"subject.family": "x"}, {"general.given": "x"}, {"general.family:evil": "x"}, {"general..family": "x"}, {"general.family.given": "x"}, {"_include:iterate": "x"},
        {"_has:Observation:patient:value": "x"}, {"_include": "x"}, {"_revinclude": "x"}, {"family:evil": "x"}, {"_summary": "count"},
        {"_text": "x"}, {"_content": "x"}, {"_filter": "x"}, {"_query": "x"}, {"_format": "xml"}, {"page:exact": "2"}, {"family:Patient": "x"}, {"_total": "x"},
    ],
    ids=str,
)  # fmt: skip
async def test_what_is_not_read_is_refused(query):
    assert await fhir.reason(query) == "query-option"


@pytest.mark.parametrize(
    "query", [{"_sort": "family,"}, {"_elements": "name,"}, {"_elements": "n me"}, {"_sort": "page"}], ids=str
)
async def test_what_cannot_be_read_in_one_way_is_refused(query):
    assert await fhir.reason(query) == "query-syntax"


async def test_how_many_are_asked_for_counts():
    assert (await fhir.ask({"_count": "7"})).exchange.records_asked == 7
    assert await fhir.reason({"_count": "-7"}) == "bad-limit"


@pytest.mark.parametrize(
    "query",
    [
        {"_include": "Patient:general-practitioner"}, {"_revinclude": "Visit:patient"},
        {"family": "Haddad", "_include": "Patient:general-practitioner", "_revinclude": "Visit:patient", "_count": "5"},
    ],
    ids=str,
)  # fmt: skip
async def test_what_the_route_says_that_it_brings_is_brought(query):
    ruling = await fhir.ask(query)

    assert ruling.decision.reasons == ()
    assert dict(ruling.outgoing.query) == query


async def test_what_is_brought_tells_what_it_is_declared_as():
    """Whose sponsor is brought along has one."""
    assert await fhir.reason({"_include": "Patient:sponsor"}) == "nothing-opened"
    assert await fhir.reason({"_include": "Patient:sponsor"}, WIDER) == "orders-withheld"


@pytest.mark.parametrize(
    "query",
    [
        {"_include": "*"}, {"_include": "Patient:*"}, {"_include": "Patient:link"}, {"_include": "patient:general-practitioner"},
        {"_revinclude": "Patient:general-practitioner"}, {"_include:iterate": "Patient:general-practitioner"}, {"_include": "Patient:page"},
        {"_include:recurse": "Patient:general-practitioner"}, {"_include": "Patient:general-practitioner:Device"}, {"_include": ""},
        {"_include": "Patient:general-practitioner,Patient:sponsor"}, {"_Include": "Patient:general-practitioner"},
        {"_include:Patient:general-practitioner": "x"}, {"_include": "Patient:general-practitioner "}, {"_contained": "true"},
    ],
    ids=str,
)  # fmt: skip
async def test_nothing_else_is_brought(query):
    assert await fhir.reason(query) == "query-option"


async def test_of_what_is_brought_leaves_what_is_declared():
    brought = {
        "resource": {"id": "9", "citizenship": "MX", "licence": "x", "name": "Dr. Roe"},
        "search": {"mode": "include"},
    }
    answer = {"entry": [{"resource": {"id": "7", "name": "Amina", "citizenship": "MX"}}, brought]}
    ruling = await fhir.fetch({"_include": "Patient:general-practitioner"}, answer)

    assert decoded(ruling)["entry"] == [
        {"resource": {"id": "7", "name": "Amina"}},
        {"resource": {"id": "9", "name": "Dr. Roe"}},
    ]
