import pytest

from firewall.errors import PolicyError
from tests.helpers_graph import REGISTERED, SCHEMA, files, world


def codes(before="", after="", schema=SCHEMA):
    changed = files(schema=schema)
    assert before in changed["services/clinic.yaml"]
    changed["services/clinic.yaml"] = changed["services/clinic.yaml"].replace(before, after, 1)
    with pytest.raises(PolicyError) as caught:
        world(**changed)
    return {fault.code for fault in caught.value.faults}


def test_a_route_has_its_schema_and_its_coordinates():
    route = world().policy.bundle.routes["clinic:graph"]

    assert route.graphql == SCHEMA
    assert route.fields["Patient.name",] == ("identity.name",)
    assert not route.mutations
    assert world().policy.bundle.routes["clinic:changes"].mutations


def test_the_schema_is_part_of_the_policy():
    other = world(schema=SCHEMA + "# another\n")

    assert other.policy.bundle.digest != world().policy.bundle.digest


def test_a_schema_that_is_not_there_is_a_fault():
    assert codes("graphql: clinic.graphql", "graphql: other.graphql") == {"POL384"}


def test_a_schema_that_is_none_is_a_fault():
    assert codes(schema="type") == {"POL385"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Patient.citizenshipCode: ", "Patient.citizenship: "),
        ("Patient.name: ", "/data/patient/name: "),
        ("Query.patient.id: ", "id: "),
        ("Where.name: ", "Where.nme: "),
        ("Patient.id: record.id\n      Patient.name", "Query.patient.id: record.id\n      Patient.name"),
    ],
)
def test_what_the_schema_does_not_have_is_a_fault(before, after):
    assert codes(before, after) == {"POL386"}


@pytest.mark.parametrize(
    "line", ["body: {/query: record.meta}", "records: /data", "statistical: yes", "accepts: [identity]"]
)
def test_what_speaks_of_places_does_not_stand_beside_a_schema(line):
    assert "POL387" in codes("    graphql: clinic.graphql", f"    graphql: clinic.graphql\n    {line}")


def test_a_route_without_a_schema_has_no_mutations():
    assert codes("  - route: patient\n", "  - route: patient\n    mutations: yes\n") == {"POL387"}


def test_a_graph_is_asked_by_get_or_post():
    assert codes("match: POST /graphql", "match: PUT /graphql") == {"POL388"}


def test_questions_are_registered_by_their_files():
    documents = world().policy.bundle.routes["clinic:graph"].documents

    assert {*documents.values()} == {REGISTERED, REGISTERED.removesuffix("\n")}
    assert codes("documents: [by-id.graphql]", "documents: [by-name.graphql]") == {"POL384"}
    assert codes("  - route: patient\n", "  - route: patient\n    documents: [by-id.graphql]\n") == {"POL387"}
