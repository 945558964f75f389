"""OData, through the engine: whatever an option names is a declared member, or it is refused."""

import pytest

from tests import helpers_dialects
from tests.helpers import decoded
from tests.helpers_dialects import TEXTS, TOLD, WIDER, Asked, world

odata = Asked("odata")

LET_IN = [
    {},
    {"$filter": "name eq 'Amina'"},
    {"$filter": "name eq 'O''Brien' and id eq 7"},
    {"$filter": "contains(tolower(name),'ami') or not (id eq 7)"},
    {"$filter": "(name eq 'Amina' and id gt 5) or startswith(name,'B')"},
    {"$filter": "id in (1,2,3)"},
    {"$filter": "visits/any(v:v/on eq 2026-01-01)"},
    {"$filter": "address/city eq 'Here'"},
    {"$orderby": "name desc,id"},
    {"$orderby": "tolower(name) desc, length(name),id add 1"},
    {"$expand": "visits($orderby=year(on) desc)"},
    {"$filter": "name has Sales.Color'Yellow'"},
    {"$filter": "not (name has 'Yellow') and id eq 7"},
    {"$filter": "cast(id,Edm.String) eq '7'"},
    {"$filter": "isof(name, Edm.String)"},
    {"$orderby": "cast(id, Edm.Int64) desc"},
    {"$select": "name,id", "$top": "5", "$skip": "10", "$count": "true", "$format": "json"},
    {"$select": "name,citizenship"},
    {"$select": "*"},
    {"$expand": "visits"},
    {"$expand": "visits($select=on;$top=3;$orderby=on desc;$filter=on eq 2026-01-01)"},
    {"$select": "name", "$expand": "visits($select=on,note)"},
    {"$skiptoken": "7", "page": "2"},
    {"$skiptoken": "id-7"},
    {"$skiptoken": "name-'O''Brien',id-7", "$orderby": "name"},
    {"$skiptoken": "eyJpZCI6N30="},
    {"$skiptoken": "2b1f7c9a0d"},
    {"$compute": "concat(name,' x') as full", "$select": "full"},
    {"$apply": "groupby((name),aggregate($count as times))"},
    {"$apply": "filter(id gt 5)/groupby((name),aggregate(id with max as latest))", "$orderby": "latest desc"},
]


@pytest.mark.parametrize("query", LET_IN, ids=str)
async def test_what_names_members_that_leave_goes_on(query):
    ruling = await odata.ask(query)

    assert ruling.decision.reasons == ()
    assert dict(ruling.outgoing.query) == query


GUARDED = [
    {"$filter": "citizenship eq 'MX'"},
    {"$filter": "citizenship ne 'MX'"},
    {"$filter": "name eq 'Amina' or citizenship eq 'MX'"},
    {"$filter": "not (citizenship eq 'MX')"},
    {"$filter": "contains(citizenship,'M')"},
    {"$filter": "length(citizenship) gt 1"},
    {"$filter": "citizenship eq null"},
    {"$filter": "citizenship in ('MX','HN')"},
    {"$filter": "'MX' lt citizenship"},
    {"$filter": "name eq citizenship"},
    {"$filter": "concat(name,citizenship) eq 'x'"},
    {"$filter": "visits/any(v:v/status eq 'MX')"},
    {"$filter": "visits/all(v:v/on eq 2026-01-01 and v/status eq 'MX')"},
    {"$filter": "visits/any()"},
    {"$filter": "birth lt 1990-01-01"},
    {"$filter": "contains(notes,'undocumented')"},
    {"$orderby": "citizenship"},
    {"$orderby": "length(citizenship) desc"},
    {"$orderby": "concat(name,citizenship)"},
    {"$orderby": "name,tolower(cast(birth,Edm.String))"},
    {"$filter": "citizenship has Sales.Color'MX'"},
    {"$filter": "cast(citizenship,Edm.String) eq 'MX'"},
    {"$filter": "isof(citizenship,Edm.String)"},
    {"$filter": "isof(cast(birth,Edm.String),Edm.String)"},
    {"$orderby": "name,birth desc"},
    {"$expand": "visits($filter=status eq 'MX')"},
    {"$expand": "visits($orderby=status)"},
    {"$compute": "substring(citizenship,0,1) as x", "$select": "x"},
    {"$compute": "substring(citizenship,0,1) as x", "$select": "name,x"},
    {"$apply": "groupby((name,citizenship))"},
    {"$apply": "groupby((citizenship),aggregate($count as times))"},
    {"$apply": "aggregate(citizenship with countdistinct as times)"},
    {"$apply": "filter(citizenship eq 'MX')/aggregate($count as times)"},
    {"$apply": "groupby((name),aggregate(birth with min as youngest))"},
    {"$filter": "citizenship eq 'MX'", "$apply": "aggregate($count as times)"},
    {"$filter": "citizenship eq ''"},
    {"$filter": "' ' eq citizenship"},
    {"$search": "undocumented"},
    {"$skiptoken": "citizenship-'MX'"},
    {"$skiptoken": "id-7,birth:1990-01-01"},
    {"$skiptoken": "address/status-'MX'"},
    {"$skiptoken": "nothing-7"},
    {"$skiptoken": "eyJjaXRpemVuc2hpcCI6Ik1YIn0"},
    {"$filter": "nothing eq 'x'"},
    {"$filter": "address/STATUS eq 'MX'"},
    {"$filter": "Citizenship eq 'MX'"},
    {"$orderby": "address/Status"},
    {"$orderby": "nothing"},
    {"$select": "nothing"},
    {"$expand": "nothing($select=on)"},
    {"$expand": "nothing"},
    {"other": "x"},
]


@pytest.mark.parametrize("query", GUARDED, ids=str)
async def test_what_does_not_leave_selects_nothing(query):
    assert await odata.reason(query) == "nothing-opened"


PLAIN = ({"$filter": "citizenship eq 'MX'"}, {"$filter": "name eq 'A' and ('MX' eq citizenship)"})


@pytest.mark.parametrize("query", PLAIN, ids=str)
async def test_what_an_agreement_may_be_asked_by_is_asked_by_equality(query):
    assert await odata.reason(query, WIDER) == ""


@pytest.mark.parametrize(
    "query",
    [
        q
        for q in GUARDED
        if q not in PLAIN and q.get("$select") != "x" and "STATUS" not in str(q) and "Status" not in str(q) and "Citizen" not in str(q) and any(word in str(q) for word in ("citizenship", "status", "birth"))
    ],
    ids=str,
)  # fmt: skip
async def test_what_finds_values_out_is_refused_though_it_may_be_asked_by(query):
    assert await odata.reason(query, WIDER) == "orders-withheld"


@pytest.mark.parametrize("variable", ["citizenship", "name", "Citizenship", "status", "city"])
async def test_no_variable_is_called_like_a_member(variable):
    """Some services would take it for that."""
    assert await odata.reason({"$filter": f"visits/any({variable}:{variable}/on eq 'x')"}) == "query-syntax"


OPTIONS = [
    {"$FILTER": "name eq 'A'"}, {"filter": "name eq 'A'"}, {"Filter": "name eq 'A'"}, {"$Select": "name"}, {"select": "name"},
    {"@p1": "'A'"}, {"$filter": "name eq 'A'", "@p": "1"}, {"$levels": "3"}, {"$id": "x"}, {"$deltatoken": "1"}, {"$it": "x"},
    {"top": "5"}, {"search": "x"}, {"$apply": "topcount(2,id)"}, {"$apply": "nest(x as y)"},
    {"$expand": "visits($levels=max)"}, {"$expand": "visits($FILTER=on eq 1)"}, {"$expand": "visits($top=1;$top=2)"},
]  # fmt: skip


@pytest.mark.parametrize("query", OPTIONS, ids=str)
async def test_an_option_in_another_spelling_is_refused(query):
    assert await odata.reason(query) == "query-option"


SYNTAX = [
    "name eq @p1", "name  eq 'A'", " name eq 'A'", "name eq 'A' ", "name\teq\t'A'", "name\u00a0eq 'A'", "name eq 'A'--", "name eq 'A' /* x */",
    "name eq 'A", "name eq A'", "name", "name eq", "eq eq eq", "(name eq 'A'", "name eq 'A')", "name EQ 'A'", "name eq 'A' AND id eq 7",
    "not name eq 'A'", "$it/name eq 'A'", "Ns.Type/name eq 'A'", "name eq 'A' and", "name eq 'A' name eq 'B'", "cast(name,Ns.Kind) eq 'x'",
    "name eq 5x", "visits/$count gt 1", "visits/any(v:v/on eq 1", "visits/any(v v/on eq 1)", "name eq ''A'", "", "evil(name) eq 'x'",
    "name eq 'A' or or id eq 1", "name has Ns.Kind 'x'", "visits/any(name:name/on eq 1) and (", "true", "name eq duration'P1D'", "id in ()",
    "id in (name)", "id in (1,)", "contains(name,)", "na\u200bme eq 'A'", "n\u0430me eq 'A'", "name eq 'A' and@p",
]  # fmt: skip


@pytest.mark.parametrize("text", SYNTAX, ids=repr)
async def test_what_cannot_be_read_in_one_way_is_refused(text):
    assert await odata.reason({"$filter": text}) == "query-syntax"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("$orderby", "name asc desc"), ("$orderby", "name,"), ("$orderby", "tolower(name) tolower(id)"), ("$orderby", "'x'"), ("$orderby", "length('x')"), ("$orderby", "name eq 'x'"), ("$orderby", "1 desc"),
        ("$filter", "name has id"), ("$filter", "name has 7"), ("$filter", "name has Color'a' and"), ("$filter", "name eq Color.A'a'"), ("$filter", "cast(name) eq 'x'"),
        ("$filter", "cast(name,Sales.Person) eq 'x'"), ("$filter", "isof(Edm.String)"), ("$filter", "cast(Edm.String,name) eq 'x'"), ("$filter", "name/Sales.Person/id eq 7"), ("$filter", "isof(name,Edm.String"),
        ("$orderby", "name ASC"), ("$select", "name,,id"),
        ("$select", "name id"), ("$select", "visits($select=on)"), ("$select", "visits/*"), ("$expand", "*"), ("$expand", "visits/$ref"),
        ("$expand", "visits($select=on"), ("$compute", "name x"), ("$compute", "5 as five"), ("$apply", "groupby(name)"), ("$apply", "aggregate(x)"),
        ("$apply", "groupby((name)"), ("$count", "yes"), ("$format", "xml"), ("$format", "application/json;odata.metadata=full"),
    ],
    ids=str,
)  # fmt: skip
async def test_other_options_are_read_as_strictly(name, text):
    assert await odata.reason({name: text}) == "query-syntax"


@pytest.mark.parametrize("text", ["x", "-1", "1e3", "", "99999999999", "\u0661"])
async def test_a_number_of_records_is_one(text):
    assert await odata.reason({"$top": text}) == "bad-limit"


@pytest.mark.parametrize("called", ["name", "citizenship", "@x", "a.b", "x" * 65, "visits"])
async def test_what_is_made_is_called_by_no_other_name(called):
    assert await odata.reason({"$compute": f"tolower(name) as {called}"}) == "query-alias"


@pytest.mark.parametrize(
    "text",
    ["(" * 20 + "name eq 'A'" + ")" * 20, "not (" * 20 + "name eq 'A'" + ")" * 20,
     " or ".join(["id eq 1"] * 99), " or ".join(["name eq 'A'"] * 300), "tolower(" * 20 + "name" + ")" * 20 + " eq 'a'"],
    ids=lambda text: text[:12],
)  # fmt: skip
async def test_more_than_anybody_asks_is_refused(text):
    assert (await odata.reason({"$filter": text})).startswith("query-")


async def test_how_many_are_asked_for_counts():
    assert (await odata.ask({"$top": "7"})).exchange.records_asked == 7
    assert (await odata.ask({})).exchange.records_asked == 20
    assert (await odata.ask({"$expand": "visits($top=3)"})).exchange.records_asked == 20
    assert await odata.reason({"$top": "5000"}) != ""


async def test_a_computed_member_leaves_as_what_it_is_made_of():
    row = {"name": "Amina", "full": "Amina 312", "citizenship": "MX"}
    answer = await odata.fetch(
        {"$compute": "concat(name,phone) as full", "$select": "name,full"}, {"value": [row]}, TOLD
    )

    assert decoded(answer) == {"value": [{"name": "Amina", "full": "Amina 312"}]}


async def test_a_count_of_a_group_leaves_under_the_name_it_was_given():
    answer = await odata.fetch(
        {"$apply": "groupby((name),aggregate($count as times))"},
        {"value": [{"name": "Amina", "times": 3, "other": 4}]},
    )

    assert decoded(answer) == {"value": [{"name": "Amina", "times": 3}]}


async def test_what_is_selected_and_does_not_leave_is_taken_out():
    answer = await odata.fetch(
        {"$select": "name,citizenship"}, {"value": [{"name": "Amina", "citizenship": "MX"}]}
    )

    assert decoded(answer) == {"value": [{"name": "Amina"}]}


async def test_a_status_in_a_value_of_another_member_is_found():
    assert await odata.reason({"$filter": "name eq 'undocumented'"}) == "nothing-opened"


async def test_the_same_filter_is_about_the_same_whatever_is_selected():
    one = await odata.ask({"$filter": "name eq 'A'", "$select": "name", "$top": "5"})
    other = await odata.ask({"$orderby": "id", "$filter": "name eq 'A'"})
    third = await odata.ask({"$filter": "name eq 'B'"})

    assert one.exchange.target == other.exchange.target != third.exchange.target


async def test_what_is_cut_out_of_a_text_is_not_searched_for_in_it():
    """A beginning of a word is no finding, so the text itself has to be closed."""
    cuts = TEXTS.replace("onward: none", "text: cut-spans\nonward: none")

    for agreement in (TEXTS, cuts):
        assert await odata.reason({"$filter": "contains(notes,'vis')"}, agreement) == "orders-withheld"


async def test_what_may_be_asked_by_and_does_not_leave_is_not_searched_in():
    """A search finds parts of a text, so it is no equality."""
    assert await odata.reason({"$search": "vis"}, WIDER) == "orders-withheld"


async def test_what_was_latched_sifts_nothing():
    w = world("odata")
    w.people.latches["clinic:table"] = {"/value/*/visits/*/on"}
    refused = await odata.ask({"$filter": "visits/any(v:v/on gt 2026-01-01)"}, w=w)
    other = await odata.ask({"$filter": "contains(name,'A')"}, w=w)

    assert (refused.decision.reasons, other.decision.reasons) == (("orders-withheld",), ())


@pytest.mark.parametrize("called", ["citizenshipCode", "immigration_status", "ssn", "Name", "CITIZENSHIP"])
async def test_what_is_made_is_called_by_nothing_that_means_something_else(called):
    assert await odata.reason({"$compute": f"tolower(name) as {called}", "$select": called}) == "query-alias"


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ({"$compute": "concat(value,'') as b"}, {"type": "SSN", "b": "536904399"}),
        ({"$compute": "concat('',concat(value,id)) as b,toupper(type) as a"}, {"a": "SSN", "b": "536904399"}),
        ({"$apply": "groupby((type),aggregate(value with max as b))"}, {"type": "SSN", "b": "536904399"}),
    ],
)
async def test_what_a_member_says_of_another_it_says_of_what_is_made_of_it(monkeypatch, query, row):
    more = ["/value/*/type: record.meta", "/value/*/value: record.meta"]
    monkeypatch.setitem(helpers_dialects.FIELDS, "odata", [*helpers_dialects.FIELDS["odata"], *more])
    answer = await odata.fetch(query, {"value": [row | {"name": "Amina"}] * 2})

    assert b"536904399" not in answer.outgoing.body
    assert b"SSN" in answer.outgoing.body
