"""Dialects of queries, from the address as it comes over a wire."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firewall.formats import target
from firewall.inspection.dialects import ask
from firewall.inspection.reading import Failure
from firewall.model import UNCLASSIFIED, Message, Outcome, Phase
from tests.helpers import World, compiled
from tests.helpers_dialects import world


async def asked(dialect, address, w=None, route="clinic:table"):
    """What becomes of an address: the code of a refusal, or nothing."""
    path, query, failure = target.read(address)
    w = w or world(dialect)
    changes = {"path": path, "query": query, "failure": failure}
    ruling = await w.ask(route=route, message=changes)
    return ruling.decision.reasons[0] if ruling.outgoing is None else ""


LET_IN = [
    ("odata", "/table?$filter=name%20eq%20'Amina'&$select=name,id"),
    ("odata", "/table?%24filter=name+eq+%27Amina%27&%24top=5"),
    ("odata", "/table?$expand=visits($select=on)"),
    ("odata", "/table?$expand=visits($select%3Don%3B$top%3D3)"),
    ("postgrest", "/table?name=eq.Amina&select=called:name,id&or=(id.gt.5,name.eq.B)"),
    ("postgrest", "/table?select=data-%3E%3Ekey&limit=5"),
    ("jsonapi", "/table?filter[name]=Amina&page[size]=5&page%5Bnumber%5D=2&fields[people]=name&sort=-name"),
    ("fhir", "/table?family:exact=Haddad&_count=5"),
]


@pytest.mark.parametrize(("dialect", "address"), LET_IN)
async def test_what_other_clients_send_is_let_in(dialect, address):
    assert await asked(dialect, address) == ""


REFUSED = [
    ("odata", "/table?%2524filter=name%20eq%20'A'", "double-encoding"),
    ("odata", "/table?$filter=name%2520eq%25201", "double-encoding"),
    ("odata", "/table?$filter=name%20eq%20'%2527'", "double-encoding"),
    ("odata", "/table?$filter=a&$filter=b", "duplicate-name"),
    ("odata", "/table?$filter=id%20eq%201&$FILTER=id%20eq%202", "duplicate-name"),
    ("odata", "/table?$filter=id%20eq%201&filter=id%20eq%202", "query-option"),
    ("odata", "/table?$filter=id%20eq%20@p&@p=1", "query-option"),
    ("odata", "/table?$expand=visits($select=on;$top=3)", "not-a-form"),
    ("odata", "/table?$filter=id%20eq%201%0a", "not-a-form|control"),
    ("postgrest", "/table?id=gt.1&id=lt.9", "duplicate-name"),
    ("postgrest", "/table?select=name&Select=citizenship", "duplicate-name"),
    ("jsonapi", "/table?filter[name]=A&filter[name]=B", "duplicate-name"),
    ("jsonapi", "/table?filter[name]=A&filter=B", "duplicate-name"),
    ("jsonapi", "/table?filter[name]=A&filter[name][eq]=B", "duplicate-name"),
    ("jsonapi", "/table?page[size]=5&page[Size]=500", "duplicate-name"),
    ("fhir", "/table?family=A&family=B", "duplicate-name"),
]


@pytest.mark.parametrize(("dialect", "address", "why"), REFUSED, ids=[case[1] for case in REFUSED])
async def test_what_two_servers_could_read_in_two_ways_is_refused(dialect, address, why):
    found = await asked(dialect, address)

    assert found
    assert found in why or why == "not-a-form|control"


WITHOUT = [address for _, address in LET_IN if "page" not in address or "filter" in address]


@pytest.mark.parametrize(
    "address", [*WITHOUT, "/table?$filter=1%20eq%201", "/table?select=name", "/table?include=x"]
)
async def test_without_a_dialect_its_words_are_what_nobody_declared(address):
    path, query, _ = target.read(address)
    ruling = await World(compiled()).ask(route="clinic:patients", message={"path": path, "query": query})

    assert (ruling.outgoing, ruling.decision.outcome) == (None, Outcome.REFUSE)


@pytest.mark.parametrize("dialect", ["odata", "postgrest", "jsonapi", "fhir"])
async def test_a_body_beside_a_query_is_refused(dialect):
    ruling = await world(dialect).ask(route="clinic:table", body={"$filter": "x"})

    assert ruling.decision.reasons == ("query-option",)


@pytest.mark.parametrize(
    "path",
    [
        ("table", "$batch"),
        ("$batch",),
        ("table", "$count"),
        ("table", "$query"),
        ("table(7)",),
        ("table", "$value"),
    ],
)
def test_what_odata_puts_into_a_path_leads_nowhere(path):
    found = world("odata").policy

    assert found.route("GET", ("clinic", *path)) is None
    assert found.route("POST", ("clinic", *path)) is None


@pytest.mark.parametrize(
    ("dialect", "query"),
    [("odata", {"$filter": "name eq 'A'; select x from y"}), ("postgrest", {"name": "eq.select a from b"})],
)
async def test_sql_in_a_value_is_refused(dialect, query):
    ruling = await world(dialect).ask(route="clinic:table", query=tuple(query.items()))

    assert ruling.outgoing is None


_WORDS = st.sampled_from([
    "$filter", "$select", "$expand", "$orderby", "$apply", "$compute", "select", "order", "or", "filter[name]", "filter[a][b]", "sort", "include",
    "fields[x]", "page[size]", "_sort", "_elements", "family", "name", "citizenship", "visits.on", "data->>x", "limit", "$top", "$search",
])  # fmt: skip
_PIECES = st.lists(
    st.sampled_from([*"()[]{},.:;'\"\\-*/ =|", "name", "citizenship", "visits", "on", "eq", " eq ", " and ", " or ", "not ", "any(v:v", "groupby", "aggregate",
                     "$count", " as ", " with ", "sum", "count()", "->>", "::text", "in.", "eq.", "is.null", "x", "7", "null"]),
    max_size=14,
).map("".join)  # fmt: skip


@given(
    dialect=st.sampled_from(["odata", "postgrest", "jsonapi", "fhir"]),
    query=st.dictionaries(_WORDS, _PIECES, max_size=3),
)
def test_nothing_is_raised_but_a_refusal_and_what_is_read_goes_on_as_it_is(dialect, query):
    route = world(dialect).policy.bundle.routes["clinic:table"]
    pairs = tuple(query.items())
    try:
        asked = ask(Message(Phase.REQUEST, query=pairs), route)
    except Failure as failure:
        assert failure.why.startswith("query-") or failure.why == "bad-limit"  # noqa: PT017  # either is right
        return

    assert asked.query == pairs
    said = dict(pairs)
    if dialect == "odata" and "citizenship" in said.get("$orderby", ""):
        assert asked.orders & {"immigration.citizenship"} or UNCLASSIFIED in asked.asks


_MEMBERS = st.sampled_from(
    [
        "name",
        "id",
        "on",
        "v",
        "v/on",
        "v/status",
        "status",
        "citizenship",
        "address/status",
        "visits",
        "visits/status",
    ]
)
_VALUES = st.one_of(_MEMBERS, st.sampled_from(["'MX'", "'citizenship'", "7", "null", "2020-01-01"]))
_TERMS = st.recursive(
    _VALUES,
    lambda inner: st.one_of(
        st.builds("{}({})".format, st.sampled_from(["tolower", "length", "now", "year"]), inner),
        st.builds("{}({},{})".format, st.sampled_from(["contains", "concat", "cast", "isof", "indexof"]), inner, st.one_of(inner, st.just("Edm.String"))),
        st.builds("{} {} {}".format, inner, st.sampled_from(["add", "mod", "has"]), inner),
        st.builds("({})".format, inner),
    ),
    max_leaves=4,
)  # fmt: skip
_CONDITIONS = st.recursive(
    st.builds("{} {} {}".format, _TERMS, st.sampled_from(["eq", "eq", "ne", "gt"]), _TERMS),
    lambda inner: st.one_of(
        st.builds("not ({})".format, inner),
        st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or"]), inner),
        st.builds("visits/{}({}:{})".format, st.sampled_from(["any", "all"]), st.sampled_from(["v", "v", "x", "status"]), inner),
    ),
    max_leaves=4,
)  # fmt: skip
_OPTIONS = st.one_of(
    st.tuples(st.just("$filter"), _CONDITIONS),
    st.tuples(st.just("$orderby"), _TERMS),
    st.tuples(st.just("$compute"), _TERMS.map("{} as c".format)),
    st.tuples(st.just("$expand"), _CONDITIONS.map("visits($filter={})".format)),
    st.tuples(st.just("$expand"), _TERMS.map("visits($orderby={};$select=on)".format)),
    st.tuples(st.just("$apply"), _CONDITIONS.map("filter({})/aggregate($count as c)".format)),
    st.tuples(st.just("$apply"), st.builds("groupby(({}),aggregate({} with max as c))".format, _MEMBERS, _MEMBERS)),
)  # fmt: skip
_WITHHELD = re.compile(r"\b(?:citizenship|status)\b")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_PLAIN_OR_NOT = re.compile(r"(?:citizenship|address/status) eq [^ ]+|[^ ]+ eq (?:citizenship|address/status)")


@settings(max_examples=1_000, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(option=_OPTIONS)
def test_whatever_is_named_in_odata_is_asked_by_and_all_but_an_equality_finds_values_out(option):
    route = world("odata").policy.bundle.routes["clinic:table"]
    name, value = option
    try:
        asked = ask(Message(Phase.REQUEST, query=(option,)), route)
    except Failure:
        return

    told = _QUOTED.sub("''", value)
    if _WITHHELD.search(told):
        assert asked.asks & {"immigration.citizenship", UNCLASSIFIED}
        if name != "$filter" or not _PLAIN_OR_NOT.search(told):
            assert asked.orders & {"immigration.citizenship"} or UNCLASSIFIED in asked.asks
