"""GraphQL, through the engine: whatever a member is called, it is what the schema calls it."""

import pytest

from firewall.model import UNCLASSIFIED, Outcome
from tests.helpers import COUNTY, decoded
from tests.helpers_graph import ROUTES, SCHEMA, ask, asking, fetch, reason, sent, world

CANARY = "MX-canary"
ASKS = "asks_by: [record.id, identity.name, record.meta]"


ALIASES = [
    "{ patient(id: 7) { name: citizenshipCode id } }",
    "{ name: patient(id: 7) { id: citizenshipCode } }",
    "{ patient(id: 7) { ...f } } fragment f on Patient { name: citizenshipCode }",
    "{ patient(id: 7) { ... on Patient { name: citizenshipCode } id } }",
    "{ patient(id: 7) { ... on Node { ... on Patient { remark: citizenshipCode } } id } }",
    "{ node(id: 7) { ... on Patient { name: citizenshipCode } id } }",
    '{ search(q: "Amina") { ... on Patient { name: citizenshipCode } ... on Staff { name } } }',
    "query q($s: Boolean!) { patient(id: 7) { name: citizenshipCode @include(if: $s) id } }",
    "{ patient(id: 7) { id friends { id friends { x: citizenshipCode id } } } }",
    "{ patients(first: 2) { name: citizenshipCode id } }",
]


def canaries(selected, value=CANARY):
    """An answer that has the canary at each name that could be asked for."""
    one = {
        "name": value, "id": value if selected == "id" else "7", "remark": value, "x": value, "citizenshipCode": value,
        "friends": [{"id": "8", "x": value, "friends": [{"id": "9", "x": value}]}],
    }  # fmt: skip
    return {"data": {"patient": one, "name": one, "node": one, "patients": [one], "search": [one]}}


@pytest.mark.parametrize("query", ALIASES)
async def test_citizenship_leaves_under_no_name(query):
    selected = "id" if "id: citizenshipCode" in query else ""
    variables = {"s": True} if "$s" in query else None
    answer = await fetch(world(), query, canaries(selected), variables)

    assert (answer.outgoing is None) == ("id: 7) { ...f }" in query or "{ id: citizen" in query)
    assert answer.outgoing is None or CANARY.encode() not in answer.outgoing.body


async def test_what_is_opened_leaves_under_the_name_that_was_asked_for():
    query = "{ one: patient(id: 7) { called: name born: birthDate } }"
    answer = await fetch(world(), query, {"data": {"one": {"called": "Amina", "born": "1990-05-06"}}})

    assert decoded(answer) == {"data": {"one": {"called": "Amina", "born": "1990"}}}


async def test_what_may_be_null_is_null_where_it_is_withheld_in_every_record_alike():
    query = "{ patients(first: 2) { name citizenshipCode } }"
    given = [{"name": "Amina", "citizenshipCode": "MX"}, {"name": "Li", "citizenshipCode": None}]
    answer = await fetch(world(), query, {"data": {"patients": given}})

    assert decoded(answer) == {
        "data": {
            "patients": [{"name": "Amina", "citizenshipCode": None}, {"name": "Li", "citizenshipCode": None}]
        }
    }


async def test_one_name_for_two_types_is_as_closed_as_the_stricter():
    query = '{ search(q: "Amina") { ... on Patient { x: citizenshipCode } ... on Staff { x: name } } }'
    answer = await fetch(world(), query, {"data": {"search": [{"x": "Amina"}, {"x": CANARY}]}})

    assert b"Amina" not in answer.outgoing.body
    assert CANARY.encode() not in answer.outgoing.body


async def test_errors_and_extensions_of_the_service_do_not_leave():
    told = {"message": f"citizenshipCode {CANARY}", "path": ["patient"], "extensions": {"sql": CANARY}}
    answer = await fetch(
        world(),
        "{ patient(id: 7) { name } }",
        {"data": {"patient": {"name": "Amina"}}, "errors": [told], "extensions": {"trace": CANARY}},
    )

    assert decoded(answer) == {"data": {"patient": {"name": "Amina"}}}


@pytest.mark.parametrize("answer", [{"errors": [{"message": CANARY}]}, {"data": None}, [], {"data": [1]}])
async def test_an_answer_without_data_is_the_services_failure(answer):
    ruling = await fetch(world(), "{ patient(id: 7) { name } }", answer)

    assert (ruling.outgoing, ruling.status, ruling.decision.reasons) == (None, 502, ("graphql-no-data",))


async def test_a_member_that_was_not_asked_for_does_not_leave():
    answer = await fetch(
        world(),
        "{ patient(id: 7) { name } }",
        {"data": {"patient": {"name": "Amina", "other": CANARY}, "more": 1}},
    )

    assert decoded(answer) == {"data": {"patient": {"name": "Amina"}}}


# ---- what goes to the service


async def test_what_goes_to_the_service_is_written_anew_and_is_one_operation():
    query = (
        "query A($id: ID!, $w: Boolean = false) { patient(id: $id) { ...f citizenshipCode @include(if: $w) } } "
        "query B { patients { id } } fragment f on Patient { n: name, # a comment with A012345678\n }"
    )
    ruling = await ask(world(), query, {"id": "7"}, operationName="A", extensions={"client": {"name": "x"}})

    assert sent(ruling) == {
        "query": "query A($id: ID!) {\n  patient(id: $id) {\n    n: name\n  }\n}",
        "variables": {"id": "7"},
    }
    assert ruling.exchange.selects == {"identity.name"}


async def test_a_question_in_an_address_is_read_alike():
    w = world()
    query = [("query", "query q($i: ID!) { patient(id: $i) { name } }"), ("variables", '{"i":"7"}')]
    ruling = await w.ask(route="clinic:graphs", query=query)

    assert ruling.outgoing.query == (
        ("query", "query q($i:ID!){patient(id:$i){name}}"), ("variables", '{"i":"7"}'),
    )  # fmt: skip
    assert decoded(await w.tell(ruling, {"data": {"patient": {"name": "Amina"}}})) == {
        "data": {"patient": {"name": "Amina"}}
    }


# ---- what it asks by


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("{ patient(id: 7) { name } }", {"record.id"}),
        ('{ patients(where: {name: "A"}) { id } }', {"identity.name"}),
        ('{ patients(where: {citizenshipCode: {eq: "MX"}}) { id } }', {"immigration.citizenship"}),
        ("{ patients(where: {citizenshipCode: {isNull: true}}) { id } }", {"immigration.citizenship"}),
        (
            '{ patients(where: {and: [{and: [{citizenshipCode: {eq: "M"}}]}]}) { id } }',
            {"immigration.citizenship"},
        ),
        ("{ patients(where: {citizenshipCode: null}) { id } }", {"immigration.citizenship"}),
        ("{ patients(where: {citizenshipCode: {}}) { id } }", {"immigration.citizenship"}),
        ("{ patients(orderBy: CITIZENSHIP_ASC) { id } }", {"immigration.citizenship"}),
        (
            "{ patients(orderBy: [NAME_ASC, CITIZENSHIP_ASC]) { id } }",
            {"identity.name", "immigration.citizenship"},
        ),
        ("{ patients(orderBy: OTHER) { id } }", {UNCLASSIFIED}),
        ('{ patients(sortBy: "-citizenshipCode") { id } }', {"immigration.citizenship"}),
        ('{ patients(sortBy: "spouse") { id } }', {UNCLASSIFIED}),
        ('{ patients(sortBy: "name,spouse") { id } }', {"identity.name", UNCLASSIFIED}),
        ('{ patients(where: {raw: {citizenshipCode: "MX"}}) { id } }', {UNCLASSIFIED}),
        ('{ undeclared(x: "7") { id } }', {UNCLASSIFIED}),
        ("{ patient(id: 7) { extra } }", {"record.id", UNCLASSIFIED}),
        ('{ patient(id: "A012345678") { id } }', {"record.id", "immigration.identifier"}),
        ('{ patients(after: "%s") { id } }' % ("x" * 65), {UNCLASSIFIED}),
        ('{ patients(after: "\u0661") { id } }', {UNCLASSIFIED}),
        ('{ patients(after: "c2", first: 5) { id } }', set()),
        ('{ patients(after: "id-7") { id } }', {"record.id"}),
        ('{ patients(after: "citizenshipCode-MX") { id } }', {"immigration.citizenship"}),
        ('{ patients(after: "citizenship_code:MX") { id } }', {"immigration.citizenship"}),
        (
            '{ patients(after: "eyJjaXRpemVuc2hpcF9jb2RlIjoiTVgifQ==") { id } }',
            {"immigration.citizenship"},
        ),  # {"citizenship_code":"MX"}
        ("{ A012345678: patient(id: 7) { id } }", {"record.id", "immigration.identifier"}),
        ("query A012345678 { patient(id: 7) { id } }", {"record.id", "immigration.identifier"}),
    ],
)
async def test_what_a_question_asks_by(query, asks):
    ruling = await ask(world(), query)

    assert ruling.exchange.asks == asks
    assert (ruling.outgoing is None) == bool(asks - {"record.id", "identity.name"})


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("where: {raw: {a: 1}}", {"identity.name", UNCLASSIFIED}), ('where: {raw: "x"}', {"identity.name"}), ("total: true", set()), ('total: "exact"', set()),
        ('total: "citizenshipCode"', {UNCLASSIFIED}), ('only: "name"', {UNCLASSIFIED}),
    ],
)  # fmt: skip
async def test_what_a_route_says_of_an_argument_is_what_it_is(said, asks):
    schema = SCHEMA.replace("patients(first: Int,", "patients(first: Int, total: JSON, only: String,")
    more = "Where.raw: identity.name\n      Query.patients.total: total\n      Query.patients.only: selection\n      "
    w = world(schema=schema, routes=ROUTES.replace("Where.name:", more + "Where.name:"))

    assert (await ask(w, "{ patients(SAID) { id } }".replace("SAID", said))).exchange.asks == asks


async def test_a_variable_asks_by_what_it_stands_for():
    query = "query q($w: Where, $o: [Order!] = [CITIZENSHIP_ASC]) { patients(where: $w, orderBy: $o) { id } }"
    asked = await ask(world(), query, {"w": {"and": [{"citizenshipCode": {"eq": "MX"}}]}, "o": "NAME_ASC"})
    usual = await ask(world(), query, {"w": {"name": "A"}})

    assert asked.exchange.asks == {"immigration.citizenship", "identity.name"}
    assert usual.exchange.asks == {"immigration.citizenship", "identity.name"}
    assert usual.exchange.orders == {"immigration.citizenship"}


@pytest.mark.parametrize("order", ["CITIZENSHIP_ASC", "BIRTH_ASC"])
async def test_what_does_not_leave_as_it_is_orders_nothing(order):
    wider = COUNTY.replace(ASKS, ASKS[:-1] + ", immigration.citizenship, identity.dob]")
    ruling = await ask(world(wider), "{ patients(orderBy: ORDER) { id } }".replace("ORDER", order))

    assert (ruling.outgoing, ruling.decision.reasons) == (None, ("orders-withheld",))


BORN = COUNTY.replace(ASKS, ASKS[:-1] + ", identity.dob]")


@pytest.mark.parametrize(
    "where",
    [
        '{birthDate: {gt: "1990-05-05"}}', "{birthDate: {isNull: true}}", "{birthDate: null}", "{birthDate: {}}",
        '{birthDate: {in: ["1990-05-06", "1990-05-07"]}}', '{or: [{birthDate: {eq: "1990-05-06"}}, {name: "A"}]}',
        "{name: \"A\"}, after: \"birthDate-'1990'\"", '{or: {birthDate: {eq: "1990-05-06"}}}', '{friend: {birthDate: {eq: "1990-05-06"}}}',
    ],
)  # fmt: skip
async def test_what_does_not_leave_as_it_is_is_not_found_out_either(where):
    ruling = await ask(_born(), "{ patients(where: WHERE) { name } }".replace("WHERE", where))

    assert (ruling.outgoing, ruling.decision.reasons) == (None, ("orders-withheld",))


@pytest.mark.parametrize(
    "where",
    [
        '{birthDate: {eq: "1990-05-06"}}', '{birthDate: {in: ["1990-05-06"]}}', '{and: [{birthDate: {_eq: "1990-05-06"}}, {name: "A"}]}',
        '{name: "A", id_in: [1, 2]}',
    ],
)  # fmt: skip
async def test_what_a_member_is_equal_to_may_be_asked_by(where):
    is_one = 'in: ["' not in where
    ruling = await ask(_born(), "{ patients(where: WHERE) { name } }".replace("WHERE", where))

    assert (ruling.outgoing is not None) == is_one, ruling.decision.reasons


CHANGES = """
input Change { citizenshipCode: String birthDate: Days notes: [String!] }
input BirthWhereInput { birthDate: Days }
type Done { count: Int }
extend type Patient { others(where: BirthWhereInput): [Patient!]! }
extend type Mutation {
  add(new: Change): Patient
  updatePatients(where: BirthWhereInput, filter: Change, data: Change, other: Change, statusIn: [String!]): Done
  deletePatients(input: Change): Done
}
"""
MUTABLE = ROUTES.replace(
    "Where.name:",
    "BirthWhereInput.birthDate: identity.dob\n      Change.birthDate: identity.dob\n      Mutation.updatePatients.statusIn: identity.dob\n      Where.name:",
).replace("Page.total:", "Done.count: aggregate.cell\n      Page.total:")


async def changed(mutation):
    w = world(BORN, SCHEMA + CHANGES + DAYS, routes=MUTABLE)
    return await ask(w, f"mutation {{ {mutation} }}", route="clinic:changes")


DAY = '"1990-05-06"'


@pytest.mark.parametrize(
    "mutation",
    [
        f"add(new: {{birthDate: {{eq: {DAY}}}}}) {{ name }}", "add(new: {birthDate: null}) { name }",
        "updatePatients(data: {birthDate: null}) { count }", f"updatePatients(where: {{birthDate: {{eq: {DAY}}}}}, data: {{birthDate: null}}) {{ count }}",
        f"deletePatients(input: {{birthDate: {{eq: {DAY}}}}}) {{ count }}",
    ],
)  # fmt: skip
async def test_what_is_changed_sets_values_and_finds_none_out(mutation):
    ruling = await changed(mutation)

    assert ruling.outgoing is not None, ruling.decision.reasons


@pytest.mark.parametrize(
    "mutation",
    [
        f"updatePatients(where: {{birthDate: {{gt: {DAY}}}}}) {{ count }}", "updatePatients(where: {birthDate: {isNull: true}}) { count }",
        "updatePatients(where: {birthDate: null}) { count }", f"updatePatients(filter: {{birthDate: {{in: [{DAY}]}}}}, data: {{birthDate: null}}) {{ count }}",
        f"updatePatients(other: {{birthDate: {{in: [{DAY}]}}}}) {{ count }}", f"updatePatients(data: {{birthDate: {{gt: {DAY}}}}}) {{ count }}",
        f"updatePatients(statusIn: [{DAY}]) {{ count }}", "deletePatients(input: {birthDate: null}) { count }",
        f"add(new: {{birthDate: {{eq: {DAY}}}}}) {{ name others(where: {{birthDate: {{gt: {DAY}}}}}) {{ name }} }}",
    ],
)  # fmt: skip
async def test_what_chooses_whom_to_change_finds_values_out_as_in_a_question(mutation):
    """How many there were is told by the answer, and by what is changed."""
    ruling = await changed(mutation)

    assert (ruling.outgoing, reason(ruling)) == (None, "orders-withheld")


DAYS = "input Days { eq: String _eq: String gt: String isNull: Boolean in: [String!] }"


def _born():
    more = "birthDate: Days or: [Where!] friend: Where id_in: [ID!]"
    routes = ROUTES.replace(
        "Where.name:", "Where.birthDate: identity.dob\n      Where.id_in: record.id\n      Where.name:"
    )
    return world(BORN, SCHEMA.replace("input Where {", "input Where { " + more) + DAYS, routes=routes)


async def test_to_select_what_is_withheld_alone_is_refused():
    ruling = await ask(world(), "{ patient(id: 7) { name: citizenshipCode } }")
    both = await ask(world(), "{ patient(id: 7) { name citizenshipCode } }")

    assert ruling.decision.outcome is Outcome.REFUSE
    assert both.exchange.selects == {"identity.name", "immigration.citizenship"}


@pytest.mark.parametrize(
    ("query", "records"),
    [
        ("{ patient(id: 7) { name } }", 1),
        ("{ patients(first: 5) { name } }", 5),
        ("{ patients { name } }", 20),
        ("{ a: patients(first: 5) { name } b: patients(first: 6) { name } }", 11),
        ("{ page(first: 7) { items { name } } }", 7),
        ("{ page { items { name } } }", 20),
        ("{ patients(first: 5) { visits(first: 4) { on } } }", 5),
        ("{ patients(first: 5) { visits(first: 9) { on } } }", 9),
        ("{ patient(id: 7) { friends { visits(first: 900) { on } } } }", 900),
        ("{ patients(paging: {first: 900}) { name } }", 900),
        ("{ patients(first: 5, paging: {first: 4}) { name } }", 5),
        ("{ patients(paging: {first: null}) { name } }", 20),
    ],
)
async def test_how_many_records_a_question_asks_for(query, records):
    assert (await ask(_paged(), query)).exchange.records_asked == records


@pytest.mark.parametrize("said", ["first: -1", "paging: {first: -1}"])
async def test_a_limit_that_is_no_number_is_refused(said):
    query = "{ patients(SAID) { name } }".replace("SAID", said)

    assert reason(await ask(_paged(), query)) == "bad-limit"


def _paged():
    """Where a member of an input says how many, too."""
    schema = SCHEMA.replace("patients(first: Int,", "patients(first: Int, paging: Paging,")
    routes = ROUTES.replace("Where.name:", "Paging.first: limit\n      Where.name:")
    return world(schema=schema + "input Paging { first: Int }", routes=routes)


async def test_a_list_inside_of_another_counts_too():
    w = world()
    ruling = await ask(w, "{ patients(first: 1) { name visits { on } } }")
    many = {"data": {"patients": [{"name": "Amina", "visits": [{"on": "2026-01-01"}] * 51}]}}

    assert (await w.tell(ruling, many)).decision.reasons == ("too-many-records",)


async def test_more_records_than_the_agreement_gives_are_not_asked_for_by_aliases():
    query = "{" + " ".join(f"a{n}: patients(first: 25) {{ name }}" for n in range(3)) + "}"

    assert (await ask(world(), query)).decision.outcome is Outcome.HOLD


# ---- what is refused


REFUSED = [
    ("{ __schema { types { name } } }", "graphql-introspection"),
    ('{ __type(name: "Patient") { name } }', "graphql-introspection"),
    ('mutation { rename(id: 7, name: "A") { id } }', "graphql-mutation"),
    ("subscription { seen { id } }", "graphql-subscription"),
    ("{ patient(id: 7) { name @defer } }", "graphql-directive"),
    ("query @live { patient(id: 7) { name } }", "graphql-directive"),
    ("{ patient(id: 7) { name @include(if: true) @include(if: false) } }", "graphql-directive"),
    ("{ patient(id: 7) { spouse } }", "graphql-invalid"),
    ("{ patient { name } }", "graphql-invalid"),
    ("{ patient(id: 7, name: 1) { name } }", "graphql-invalid"),
    ("{ patient(id: 7) }", "graphql-invalid"),
    ("{ patient(id: 7) { name { x } } }", "graphql-invalid"),
    (
        "{ patient(id: 7) { ...a } } fragment a on Patient { ...b } fragment b on Patient { ...a }",
        "graphql-invalid",
    ),
    ("{ patient(id: 7) { ...nobody } }", "graphql-invalid"),
    ("{ a: patient(id: 7) { id } a: patient(id: 8) { id } }", "graphql-invalid"),
    ("query A { patient(id: 7) { id } } query B { patient(id: 7) { id } }", "graphql-invalid"),
    ("type X { y: Int }", "graphql-invalid"),
    ("query q($x: ID) { patient(id: $x) { name } }", "graphql-invalid"),
    ("{ patient(id: $x) { name } }", "graphql-invalid"),
    ("{", "graphql-syntax"),
    ("", "graphql-syntax"),
    ("{ patients(first: -1) { id } }", "bad-limit"),
]


@pytest.mark.parametrize(("query", "why"), REFUSED)
async def test_what_is_not_understood_is_refused_by_its_code(query, why):
    ruling = await ask(world(), query)

    assert (ruling.outgoing, reason(ruling), ruling.status) == (None, why, 400)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "ab"}}}, "graphql-persisted"),
        ({"query": 7}, "graphql-request"),
        ({"id": "7"}, "graphql-request"),
        (asking("{ patient(id: 7) { id } }", extra=1), "graphql-request"),
        (asking("{ patient(id: 7) { id } }", [1]), "graphql-request"),
        (asking("{ patient(id: 7) { id } }", {"x": 1}), "graphql-variables"),
        (asking("query q($i: ID!) { patient(id: $i) { id } }"), "graphql-variables"),
        (asking("query q($i: ID!) { patient(id: $i) { id } }", {"i": {"a": 1}}), "graphql-variables"),
        (asking("query q($o: [Order!]) { patients(orderBy: $o) { id } }", {"o": "x"}), "graphql-variables"),
    ],
)
async def test_an_odd_request_is_refused_by_its_code(body, why):
    ruling = await world().ask(route="clinic:graph", body=body)

    assert (ruling.outgoing, reason(ruling)) == (None, why)


async def test_a_question_in_two_places_is_none():
    ruling = await world().ask(
        route="clinic:graph",
        body=asking("{ patient(id: 7) { id } }"),
        query=[("query", "{ patients { id } }")],
    )

    assert reason(ruling) == "graphql-request"


async def test_a_mutation_goes_where_the_route_lets_it_and_is_on_record_before():
    w = world()
    ruling = await ask(w, 'mutation { rename(id: 7, name: "A") { id } }', route="clinic:changes")

    assert ruling.receipt is not None
    assert sent(ruling)["query"].startswith("mutation")


async def test_a_mutation_is_about_something_else_than_a_question():
    w = world()
    change = await ask(w, 'mutation { rename(id: 7, name: "A") { id } }', route="clinic:changes")
    question = await ask(w, "{ patient(id: 7) { id } }", route="clinic:changes")

    assert change.exchange.target != question.exchange.target


async def test_a_schema_is_told_where_the_route_lets_it():
    answer = await fetch(
        world(),
        '{ __type(name: "Patient") { name fields { name } } }',
        {"data": {"__type": {"name": "Patient", "fields": [{"name": "id"}]}}},
        route="clinic:changes",
    )

    assert decoded(answer) == {"data": {"__type": {"name": "Patient", "fields": [{"name": "id"}]}}}


async def test_aliases_pages_and_selections_are_not_what_a_question_is_about():
    w = world()
    one = await ask(w, '{ patients(where: {name: "A"}, first: 5) { id } }')
    same = await ask(
        w, "query q($n: String) { x: patients(where: {name: $n}, first: 9) { name } }", {"n": "A"}
    )
    other = await ask(w, '{ patients(where: {name: "B"}, first: 5) { id } }')

    assert one.exchange.target == same.exchange.target != other.exchange.target


# ---- the name of a type


ABOUT = [
    '{name: "A"}', '{not: {name: "A"}}', '{or: [{name: "A"}, {note: "B"}]}', '{or: [{name: "A", note: "B"}]}', '{name: "A", note: "B"}', '{note: "A"}',
    '{called: {eq: "A"}}', '{born: {eq: "A"}}', '{called: {in: ["A"]}}', "{name: null}", '{name: ""}', "{}", "{raw: {a: 1}}", "{raw: {b: 1}}", "{raw: [1]}", '{and: [{name: "A"}]}', '{called: {in: ["A", "B"]}}', '{called: {in: ["B", "A"]}}',
]  # fmt: skip


async def test_what_a_question_is_about_is_by_what_and_how_it_is_compared():
    """A warrant for one record is none for all the others."""
    more = "note: String not: Where or: [Where!] called: Days born: Days"
    w = world(schema=SCHEMA.replace("input Where {", "input Where { " + more) + DAYS)
    asked = [await ask(w, "{ patients(where: WHERE) { id } }".replace("WHERE", one)) for one in ABOUT]
    targets = [one.exchange.target for one in asked]

    assert len(set(targets)) == len(ABOUT)
    assert all(targets)
    said = await ask(w, "query q($w: Where) { patients(where: $w) { id } }", {"w": {"name": "A"}})
    assert said.exchange.target == targets[0]


async def test_whose_records_are_asked_for_is_what_a_question_is_about():
    """A warrant for a patient covers the visits, and nobody whom one may ask for by name."""
    w = world()
    asked = {
        text: (await ask(w, "{ patient(id: 7) { name MORE } }".replace("MORE", text))).exchange.target
        for text in ("", "id", "visits { on }", "friends { name }", "friends { id friends { id } }")
    }

    assert asked[""] == asked["id"] == asked["visits { on }"]
    assert len(set(asked.values())) == 3


async def test_the_name_of_a_type_that_can_be_no_other_leaves():
    query = "{ patient(id: 7) { __typename name } }"
    given = {"data": {"patient": {"__typename": "Patient", "name": "Amina"}}}

    assert decoded(await fetch(world(), query, given)) == given


async def test_which_of_several_types_it_is_does_not_leave_unless_it_is_declared():
    query = '{ search(q: "Amina") { __typename ... on Patient { name } } }'
    given = {"data": {"search": [{"__typename": "Patient", "name": "Amina"}]}}

    assert decoded(await fetch(world(), query, given)) == {"data": {"search": [{"name": "Amina"}]}}


# ---- latches, and records


async def test_a_finding_latches_the_member_of_the_schema_whatever_it_is_called():
    w = world()
    given = {"data": {"patient": {"a": "A012345678", "id": "7"}}}
    first = await fetch(w, "{ patient(id: 7) { a: name id } }", given)
    second = await fetch(
        w, "{ patient(id: 7) { b: name id } }", {"data": {"patient": {"b": "Amina", "id": "7"}}}
    )

    assert b"A012345678" not in first.outgoing.body
    assert decoded(second) == {"data": {"patient": {"b": None, "id": "7"}}}


async def test_no_name_that_a_requester_chose_is_on_record():
    w = world()
    await fetch(w, "{ zebra: patient(id: 7) { heron: name } }", {"data": {"zebra": {"heron": "Amina"}}})

    assert "zebra" not in str(w.log.said)
    assert "heron" not in str(w.log.said)
    assert "/Patient.name" in str(w.log.said)


# ---- what members say together, whatever they are called

KIND = "type Ident { type: String value: String } type Mark { kind: String no: String } union Any = Ident | Mark type Bag { type: String value: String }"


def _identified():
    schema = SCHEMA.replace("extra: JSON", "extra: JSON idents(n: Int): [Ident] any: [Any] whole: Bag") + KIND
    words = ["Ident.type", "Ident.value", "Mark.kind", "Mark.no", "Patient.whole"]
    said = "".join(f"      {word}: record.meta\n" for word in words)
    return world(schema=schema, routes=ROUTES.replace("      Visit.on: record.meta\n", said))


@pytest.mark.parametrize("times", [1, 12])
@pytest.mark.parametrize(
    ("selected", "says", "holds"),
    [
        ("idents { type value }", "type", "value"), ("idents { a: type b: value }", "a", "b"), ("idents { type: value value: type }", "value", "type"),
        ("idents { a: value b: type c: value }", "b", "c"), ("idents { a: type b: type c: value }", "b", "c"), ("any { ... on Ident { a: type b: value } }", "a", "b"),
        ("any { ... on Ident { a: type b: value } ... on Mark { a: no b: kind } }", "a", "b"), ("any { ... on Mark { a: no b: kind } ... on Ident { a: type b: value } }", "a", "b"),
    ],
)  # fmt: skip
async def test_what_a_member_says_of_another_it_says_under_any_name(selected, says, holds, times):
    names = [
        name for name in ("a", "b", "c", "type", "value") if f"{name}:" in selected or ":" not in selected
    ]
    one = dict.fromkeys(names, "x") | {says: "SSN", holds: "536904399"}
    answer = await fetch(
        _identified(), "{ patient(id: 7) { name SELECTED } }".replace("SELECTED", selected),
        {"data": {"patient": {"name": "Amina", selected.split()[0]: [one] * times}}},
    )  # fmt: skip

    assert b"536904399" not in answer.outgoing.body
    assert b"Amina" in answer.outgoing.body


async def test_within_what_is_declared_as_a_whole_nothing_gets_another_name():
    plain = await ask(_identified(), "{ patient(id: 7) { name whole { type value } } }")
    called = await ask(_identified(), "{ patient(id: 7) { name whole { a: type value } } }")

    assert plain.outgoing is not None
    assert called.exchange.asks == {"record.id", UNCLASSIFIED}
