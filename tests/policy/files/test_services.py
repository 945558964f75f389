import pytest

from firewall.model import Outcome
from firewall.policy.files.reading import pointer
from firewall.policy.load import examine, load
from firewall.policy.yaml import Faults, Place
from tests.helpers_policy import FOLDER, folder

CLINIC = FOLDER["services/clinic.yaml"]


def service(was="", becomes=""):
    return load(folder(**{"services/clinic.yaml": CLINIC.replace(was, becomes, 1)})).services[0]


def told(was, becomes):
    return [f.says for f in examine(folder(**{"services/clinic.yaml": CLINIC.replace(was, becomes, 1)}))[1]]


def test_a_service_and_its_routes_are_kept():
    clinic = service()
    patient, intake = clinic.routes

    assert (clinic.name, clinic.upstream, clinic.existence_protected) == (
        "clinic",
        "http://127.0.0.1:9101",
        True,
    )
    assert (patient.id, patient.method) == ("clinic:patient", "GET")
    assert [(s.text, s.is_parameter) for s in patient.segments] == [("patients", False), ("id", True)]
    assert patient.fields[("allergies", "*")] == ("health",)
    assert (patient.path, patient.query) == ({"id": "record.id"}, {"fields": "selection"})
    assert not patient.is_intake
    assert (intake.accepts, intake.otherwise) == (("identity", "contact"), Outcome.REMOVE)


def test_existence_is_open_unless_it_says_protected():
    assert not service("existence: protected\n").existence_protected


def test_a_slash_at_the_end_of_an_upstream_is_nothing():
    assert service("9101", "9101/").upstream == "http://127.0.0.1:9101"


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a",
        "http://",
        "http://a/path",
        "http://a?x=1",
        "http://user@a",
        "//a",
        "http://a#x",
        "a b",
        "http://a:99999",
        "http://a:0",
    ],
)
def test_an_upstream_is_an_address_and_nothing_more(address):
    assert told("http://127.0.0.1:9101", f'"{address}"') == ["`upstream` must be the address of the service."]


@pytest.mark.parametrize(
    "match",
    [
        "GET /",
        "GET //patients/{id}",
        "get /patients/{id}",
        "GET /patients/{ID}",
        "GET /a b/{id}",
        "/patients/{id}",
        "GET /%7e/{id}",
        "GET /patients/{id}?x",
    ],
)
def test_a_match_is_one_method_and_one_plain_path(match):
    assert "`match` must be a method and a path." in told("GET /patients/{id}", match)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/name", ("name",)),
        ("/items/*/name", ("items", "*", "name")),
        ("/a~1b/~0c", ("a/b", "~c")),
        ("/~01", ("~1",)),
    ],
)
def test_a_place_is_a_json_pointer(text, path):
    assert pointer(text, Place("a"), Faults()) == path


@pytest.mark.parametrize("text", ["", "name", "/a~", "/a~2", "/", "/name/", "/a//b"])
def test_what_is_no_place_is_a_fault(text):
    faults = Faults()

    assert pointer(text, Place("a"), faults) == ()
    assert len(faults.found) == 1


def test_names_of_one_place_in_two_spellings_are_one_key_of_yaml():
    assert told("/notes:", "/name :") == ["`/name` is given twice."]


def test_a_place_of_no_category_is_a_fault_and_never_an_open_door():
    assert told("/notes: case_notes", "/notes: []") == ["Nothing says what `/notes` is."]


def test_a_member_may_be_several_things():
    assert service("/notes: case_notes", "/notes: [case_notes, identity.name]").routes[0].fields[
        ("notes",)
    ] == (
        "case_notes",
        "identity.name",
    )


def test_a_control_is_no_field_of_an_answer():
    assert told("/notes: case_notes", "/notes: selection") == ["`selection` is not a category."]


def test_an_intake_may_accept_nothing_when_it_says_so():
    assert service("accepts: [identity, contact]", "accepts: none").routes[1].accepts == ()


def test_markers_records_and_pages_are_kept():
    extra = "    markers: {/name: text}\n    records: /allergies\n    page_size: 20\n    fields:"
    patient = service("    fields:", extra).routes[0]

    assert (patient.markers, patient.records, patient.page_size) == ({("name",): "text"}, ("allergies",), 20)


@pytest.mark.parametrize("marked", ["/nam", "/name/x", "/Name"])
def test_a_marker_for_what_is_not_declared_would_mark_nothing(marked):
    assert told("    fields:", f"    markers: {{{marked}: text}}\n    fields:") == [
        f"`{marked}` is not a declared field."
    ]


@pytest.mark.parametrize("records", ["/item", "/name", "/allergies/*"])
def test_records_that_are_declared_nowhere_would_never_be_counted(records):
    found = told("    fields:", f"    records: {records}\n    fields:")

    assert len(found) == 1
    assert "no record would ever be counted" in found[0]


@pytest.mark.parametrize(
    "asked",
    [
        "query: {a: limit, b: limit}",
        "query: {a: limit}\n    body: {/b: limit}",
        "body: {/a: limit, /b: limit}",
    ],
)
def test_how_many_are_asked_for_is_said_once(asked):
    assert told("    query: {fields: selection}", f"    {asked}") == [
        "Two parameters say how many records are asked for."
    ]


def test_a_selection_is_nothing_else_beside_that():
    said = "body: {/a: [selection, identity.name]}"

    assert told("    query: {fields: selection}", f"    {said}") == [
        "One place is declared as selection, identity.name."
    ]


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_sends_nothing_is_no_intake(method):
    """Else one word too many would let any filter through: an intake's requests need nothing opened."""
    assert told("POST /patients", f"{method} /others") == [f"{method} sends nothing that could be accepted."]


def test_routes_that_differ_in_method_or_shape_are_two():
    both = CLINIC + "  - route: other\n    match: GET /patients/search\n"

    assert len(load(folder(**{"services/clinic.yaml": both})).services[0].routes) == 3


# ---- what a route says of itself


def test_a_route_hides_or_counts_by_its_own_word():
    text = FOLDER["services/clinic.yaml"].replace("existence: protected\n", "")
    own = text.replace(
        "  - route: patient\n", "  - route: patient\n    existence: protected\n    statistical: yes\n"
    )
    known = load(folder(**{"services/clinic.yaml": own}))

    assert [known.hides(id_) for id_ in ("clinic:patient", "clinic:intake")] == [True, False]
    assert [known.routes[id_].is_statistical for id_ in ("clinic:patient", "clinic:intake")] == [True, False]


def test_a_route_cannot_open_what_its_service_hides():
    text = FOLDER["services/clinic.yaml"].replace(
        "  - route: patient\n", "  - route: patient\n    existence: open\n"
    )

    assert load(folder(**{"services/clinic.yaml": text})).hides("clinic:patient")
