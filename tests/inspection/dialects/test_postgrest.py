"""PostgREST, through the engine: what a request renames is what the table calls it."""

import pytest

from firewall.model import UNCLASSIFIED
from tests.helpers import decoded
from tests.helpers_dialects import TOLD, WIDER, Asked, world

postgrest = Asked("postgrest")

LET_IN = [
    {},
    {"name": "eq.Amina"},
    {"name": "ilike.*ami*", "id": "gt.5"},
    {"id": "in.(1,2,3)"},
    {"or": "(name.eq.Amina,and(id.gt.5,name.not.is.null))"},
    {"or": '(name.eq."A, B",id.in.(1,2))'},
    {"not.and": "(name.eq.A,id.eq.7)"},
    {"order": "name.desc.nullslast,id"},
    {"limit": "5", "offset": "10", "page": "2"},
    {"select": "name,id"},
    {"select": "*"},
    {"select": "*,visits(on)"},
    {"select": "called:name,nr:id::text"},
    {"select": "name,seen:visits(when:on)"},
    {"select": "data->a->>b"},
    {"select": "x:data->>b,name"},
    {"select": "name,visits(on)", "visits.on": "eq.2026-01-01"},
    {"select": "name,visits(on)", "visits.order": "on.desc", "visits.limit": "3"},
    {"select": "name,...office(city)"},
    {"select": "name,...office(place:city,origin)"},
    {"select": "name,...office(*)"},
    {"select": "name,times:count()"},
    {"select": "name,latest:id.max()"},
    {"data->>key": "eq.x"},
]


@pytest.mark.parametrize("query", LET_IN, ids=str)
async def test_what_names_members_that_leave_goes_on(query):
    ruling = await postgrest.ask(query)

    assert ruling.decision.reasons == ()
    assert dict(ruling.outgoing.query) == query


GUARDED = [
    {"citizenship": "neq.MX"},
    {"citizenship": "not.eq.MX"},
    {"citizenship": "is.null"},
    {"citizenship": "in.(MX,HN)"},
    {"citizenship": "like.M*"},
    {"citizenship": "eq(any).{MX,HN}"},
    {"birth": "lt.1990-01-01"},
    {"or": "(name.eq.A,citizenship.eq.MX)"},
    {"and": "(name.eq.A,citizenship.eq.MX)"},
    {"or": "(name.eq.A,and(id.gt.5,not.or(citizenship.eq.MX,id.eq.1)))"},
    {"order": "citizenship"},
    {"order": "name,birth.desc"},
    {"visits.status": "eq.MX"},
    {"visits.or": "(status.eq.MX,on.eq.1)"},
    {"visits.order": "status"},
    {"select": "name,citizenship::text"},
    {"select": "citizenship,times:count()"},
    {"select": "name,most:citizenship.max()"},
    {"select": "name,visits!inner(on)"},
    {"select": "name,...office!inner(city,origin)"},
    {"select": "count()", "citizenship": "eq.MX"},
    {"select": "name,id.max()", "citizenship": "eq.MX"},
    {"citizenship": "eq."},
    {"citizenship": "eq. "},
]
UNKNOWN = [
    {"data->>STATUS": "eq.x"}, {"order": "data->>Status"}, {"nothing": "eq.x"}, {"select": "nothing"}, {"select": "name,nothing(on)"}, {"select": "visits(nothing)"}, {"select": "...nothing(city)"}, {"select": "name,...office(nothing)"}, {"order": "nothing"},
    {"or": "(nothing.eq.x,name.eq.A)"}, {"Name": "eq.A"}, {"nothing.or": "(on.eq.x)"}, {"select": "name,x:nothing"}, {"visits.nothing": "eq.x"},
]  # fmt: skip


@pytest.mark.parametrize("query", [{"citizenship": "eq.MX"}, *GUARDED, *UNKNOWN], ids=str)
async def test_what_does_not_leave_selects_nothing(query):
    assert await postgrest.reason(query) == "nothing-opened"


async def test_what_an_agreement_may_be_asked_by_is_asked_by_equality():
    assert await postgrest.reason({"citizenship": "eq.MX", "name": "eq.A"}, WIDER) == ""


@pytest.mark.parametrize("query", GUARDED, ids=str)
async def test_what_finds_values_out_is_refused_though_it_may_be_asked_by(query):
    assert await postgrest.reason(query, WIDER) == "orders-withheld"


@pytest.mark.parametrize(
    "query",
    [
        {"SELECT": "name"}, {"Order": "name"}, {"OR": "(name.eq.A)"}, {"columns": "name"}, {"on_conflict": "id"}, {"apikey": "x"},
        {"select": "*,times:count()"}, {"select": "name,visits(count())"}, {"select": "visits(on.max())"},
        {"select": "...visits(on)"}, {"select": "...data(status)"}, {"select": "...x:office(city)"}, {"select": "...office(city.max())"}, {"select": "...office(count())"},
    ],
    ids=str,
)  # fmt: skip
async def test_an_option_in_another_spelling_is_refused(query):
    assert await postgrest.reason(query) == "query-option"


SYNTAX = [
    {"name": "Amina"}, {"name": "EQ.Amina"}, {"name": "eq"}, {"name": "evil.x"}, {"name": "not.not.eq.x"}, {"name": "not.x"},
    {"or": "name.eq.A"}, {"or": "(name.eq.A"}, {"or": "(name.eq.A,)"}, {"or": "()"}, {"or": "(name.eq.A)(id.eq.1)"}, {"or": "(name)"},
    {"or": "(name.eq.a(b)c)"}, {"or": '(name.eq."a" or citizenship.eq.b)'}, {"or": "(name.eq.{a})"}, {"or": "( name.eq.A)"},
    {"or": '(name.eq."a)'}, {"or": "(name.eq.a\\,b)"}, {"or": "(id.in.(1,(2)))"}, {"or": "(id.in.((1),2))"}, {"or": "(or.eq.A,or(a))"},
    {"order": "name.up"}, {"order": "name,,id"}, {"order": "lower(name)"}, {"order": "name desc"}, {"order": "visits(on)"},
    {"select": "name,,id"}, {"select": "name id"}, {"select": "na me"}, {"select": '"name"'}, {"select": "name::"}, {"select": "name:"},
    {"select": "...office"}, {"select": "...office()"}, {"select": "....office(city)"}, {"select": "visits!hint(on)"}, {"select": "visits(on"}, {"select": "a:b:name"}, {"select": "name; drop"},
    {"select": "data->"}, {"select": "visits()"}, {"select": "name.evil()"}, {"select": "n\u0430me"}, {"name[]": "eq.x"},
]  # fmt: skip


@pytest.mark.parametrize("query", SYNTAX, ids=str)
async def test_what_cannot_be_read_in_one_way_is_refused(query):
    assert await postgrest.reason(query) == "query-syntax"


@pytest.mark.parametrize(
    "select",
    [
        "name:citizenship", "citizenship:name", "name,name", "x:name,x:id", "*,name:id", "data->>citizenship", "visits:data",
        "...office(id:city)", "...office(citizenship:city)", "name,...office(x:city),x:id", "...office(city),...office(city)", "...office(Name:city)", "...office(ssn:city)",
        "v:visits(on:status)", "visits(on,on)", "max:id,id.max()", "name:id.max()", "count:id,count()", "citizenshipCode:id", "ssn:data->>x", "Citizenship:name", "alien_number:visits(on)",
    ],
)  # fmt: skip
async def test_no_member_is_called_what_another_one_is(select):
    assert await postgrest.reason({"select": select}) == "query-alias"


@pytest.mark.parametrize("text", ["x", "-1", "", "5.0"])
async def test_a_number_of_records_is_one(text):
    assert await postgrest.reason({"limit": text}) == "bad-limit"


@pytest.mark.parametrize(
    "query",
    [{"or": "(" + "and(" * 20 + "id.eq.1" + ")" * 20 + ")"}, {"select": "visits(" * 20 + "on" + ")" * 20}, {"name": "eq." + "x" * 5000}],
    ids=["or", "select", "long"],
)  # fmt: skip
async def test_more_than_anybody_asks_is_refused(query):
    assert await postgrest.reason(query) == "query-too-large"


async def test_how_many_are_asked_for_counts():
    assert (await postgrest.ask({"limit": "7", "offset": "3"})).exchange.records_asked == 7
    assert (await postgrest.ask({"visits.limit": "7"})).exchange.records_asked == 20


CANARY = "MX-canary"
RENAMED = [
    ("x:citizenship,name", [{"x": CANARY, "name": "Amina"}], [{"name": "Amina"}]),
    ("x:secret->>deep,name", [{"x": CANARY, "name": "Amina"}], [{"name": "Amina"}]),
    ("secret->a->>depth,name", [{"depth": CANARY, "name": "Amina"}], [{"name": "Amina"}]),
    ("called:name,born:birth", [{"called": "Amina", "born": "1990-05-06"}], [{"called": "Amina", "born": "1990"}]),
    ("name,v:visits(when:on,s:status)", [{"name": "Amina", "v": [{"when": "2026-01-01", "s": CANARY}]}], [{"name": "Amina", "v": [{"when": "2026-01-01"}]}]),
    ("name,visits(s:status,on)", [{"name": "Amina", "visits": [{"on": "2026-01-01", "s": CANARY}]}], [{"name": "Amina", "visits": [{"on": "2026-01-01"}]}]),
    ("name,...office(city,origin)", [{"name": "Amina", "city": "Here", "origin": CANARY}], [{"name": "Amina", "city": "Here"}]),
    ("name,...office(*)", [{"name": "Amina", "city": "Here", "origin": CANARY, "office": {"city": CANARY}}], [{"name": "Amina", "city": "Here"}]),
    ("name,...office(place:city,from:origin)", [{"name": "Amina", "place": "Here", "from": CANARY, "city": CANARY}], [{"name": "Amina", "place": "Here"}]),
    ("name,...office(city)", [{"name": "Amina", "office": {"city": CANARY, "origin": CANARY}}], [{"name": "Amina"}]),
    ("nr:id,name", [{"nr": 7, "id": CANARY, "citizenship": CANARY, "name": "Amina"}], [{"nr": 7, "name": "Amina"}]),
    ("*,x:citizenship", [{"x": CANARY, "citizenship": CANARY, "name": "Amina", "id": 7}], [{"name": "Amina", "id": 7}]),
]  # fmt: skip


@pytest.mark.parametrize(("select", "given", "left"), RENAMED, ids=[case[0] for case in RENAMED])
async def test_what_is_renamed_leaves_as_what_it_is(select, given, left):
    answer = await postgrest.fetch({"select": select}, given)

    assert CANARY.encode() not in answer.outgoing.body
    assert decoded(answer) == left


async def test_a_count_of_a_group_leaves_under_the_name_it_was_given():
    given = [{"phone": "312-555-0147", "times": 2, "other": 3}]
    answer = await postgrest.fetch({"select": "phone,times:count()"}, given, TOLD)

    assert decoded(answer) == [{"phone": "312-555-0147", "times": 2}]


async def test_what_was_latched_is_withheld_under_any_name():
    w = world("postgrest")
    w.people.latches["clinic:table"] = {"/*/phone"}
    ruling = await postgrest.ask({"select": "name,tel:phone"}, w=w)
    answer = await w.tell(ruling, [{"name": "Amina", "tel": "312-555-0147"}])

    assert decoded(answer) == [{"name": "Amina"}]


@pytest.mark.parametrize(
    "select", ["name,secret->name->0", "secret->name->>0", "secret->0", "secret->>7", "data->name->0->1"]
)
async def test_the_number_of_an_item_is_called_as_what_it_stands_in(select):
    """A service calls it so, and what it gives under that name is no longer told from the member that has it."""
    assert await postgrest.reason({"select": select}) == "query-alias"


@pytest.mark.parametrize(
    "query",
    [
        {"select": "d:data->0"}, {"select": "data->0->status"}, {"select": "d:data->>0"}, {"select": "d:data->0->0->>status"},
        {"data->0->>status": "eq.MX"}, {"data->0": "cs.x"}, {"order": "data->0->status"}, {"or": "(name.eq.A,data->0->>status.eq.MX)"},
    ],
)  # fmt: skip
async def test_by_the_number_of_an_item_nobody_comes_to_what_is_declared_of_each(query):
    """``data`` may leave, and ``data/status`` may not, in a list of them neither."""
    assert await postgrest.reason(query) == "query-option"


async def test_an_item_is_what_its_member_is():
    row = {"name": "Amina", "x": "MX-canary", "0": "MX-canary"}
    answer = await postgrest.fetch({"select": "name,secret->x->0"}, [row])

    assert b"MX-canary" not in answer.outgoing.body


@pytest.mark.parametrize("times", [1, 12])
@pytest.mark.parametrize(
    "select",
    [
        "a:data->>type,b:data->>value",
        "b:data->value->>0,a:data->type",
        "x:data->>no,a:data->>type,b:data->>value",
    ],
)
async def test_what_a_member_says_of_another_it_says_under_any_name(select, times):
    rows = [{"a": "SSN", "b": "536904399", "x": "7", "name": "Amina"}] * times
    answer = await postgrest.fetch({"select": f"{select},name"}, rows)

    assert b"536904399" not in answer.outgoing.body
    assert b"Amina" in answer.outgoing.body


async def test_what_nobody_declared_is_not_spread():
    assert (await postgrest.ask({"select": "name,...nobody(*)"})).exchange.asks == {UNCLASSIFIED}


async def test_what_is_spread_or_taken_whole_is_selected():
    spread = await postgrest.ask({"select": "id,...office(*)"})
    unknown = await postgrest.ask({"select": "id,nobody(x)"})
    deep = "visits(" * 9 + "on" + ")" * 9

    assert spread.exchange.selects == {"record.id", "record.meta", "immigration.citizenship"}
    assert unknown.exchange.asks == {UNCLASSIFIED}
    assert await postgrest.reason({"select": deep}) == "query-too-large"
    assert await postgrest.reason({"select": deep.replace("visits", "...office")}) == "query-too-large"
