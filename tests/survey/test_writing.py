"""A proposal as the service's file: it loads, it keeps what people wrote, and it declares only what is sure."""

import pytest

from firewall.model import RouteId
from firewall.policy.load import examine, load
from firewall.survey.proposing import propose
from firewall.survey.sampling import Sampled
from firewall.survey.writing import file_of
from tests.helpers import detectors
from tests.helpers_policy import folder

FILE = "services/parks.yaml"
PARKS = """# The parks.
service: parks
upstream: http://127.0.0.1:9102
routes:
  - route: permit
    match: GET /permits/{id}
    path: {id: record.id}
    fields:
      # counsel read this block
      /id: record.id   # ours alone
      /name: [identity.name, identity.alias]

  # the lists
  - fields:
      /items/*/id: record.id
    route: permits
    match: GET /permits
  - route: rules
    match: GET /rules      # nothing is said of its fields yet

  - {route: short, match: GET /short, fields: {/id: record.id}}
existence: open
"""
TREES = {
    "parks:permit": [
        {
            "id": 7001,
            "name": "Ann",
            "alienNumber": "A000187654",
            "xyz": "x",
            "a b": "q",
            "": 2,
            "a/": "A000187654",
        }
    ],
    "parks:permits": [{"items": [{"id": 7001, "birthDate": "1991-05-17"}]}],
    "parks:rules": [{"email": "lucia@example.org"}],
    "parks:short": [{"id": 7001, "ssn": "123-45-6789"}],
}


def written(text=PARKS, trees=TREES):
    sources = folder(**{FILE: text})
    bundle = load(sources)
    service = next(service for service in bundle.services if service.name == "parks")
    sampled = Sampled(answers={RouteId(route): found for route, found in trees.items()})
    return file_of(service, sources, sampled, propose(service, sampled, detectors(), bundle.vocabulary))


def routes(text):
    bundle, faults = examine(folder(**{FILE: text}))
    assert faults == ()
    return {route: found.fields for route, found in bundle.routes.items()}


def test_it_passes_the_check_and_declares_what_is_sure():
    found = routes(written())

    assert found["parks:permit"] == {
        ("id",): ("record.id",),
        ("name",): ("identity.name", "identity.alias"),
        ("alienNumber",): ("immigration.identifier",),
        ("a/",): ("immigration.identifier",),
    }
    assert found["parks:permits"] == {
        ("items", "*", "id"): ("record.id",),
        ("items", "*", "birthDate"): ("identity.dob",),
    }
    assert found["parks:rules"] == {("email",): ("contact.email",)}


def test_what_is_not_known_is_a_remark():
    text = written()

    assert "      # /xyz: look at it  # scan: nothing is known of it; seen in 1 of 1, as x\n" in text
    assert "      # /*: look at it  # scan: keyed by values: cannot be declared; nothing is known" in text
    assert "a b" not in text


def test_what_people_wrote_stays():
    text = written()

    assert (
        text.count("# The parks.\n")
        == text.count("  # the lists\n")
        == text.count("# counsel read this block")
        == 1
    )
    assert "/id: record.id  # ours alone # scan: declared; seen in 1 of 1, as ####\n" in text
    assert "match: GET /rules      # nothing is said of its fields yet\n" in text


def test_a_route_in_braces_gets_its_fields_as_remarks():
    text = written()

    assert "  - {route: short, match: GET /short, fields: {/id: record.id}}\n" in text
    assert "# scan: parks:short is written in one line; these are its fields:\n" in text
    assert "# scan:   /ssn: government_id.tax  # scan: proposed" in text


def test_a_proposal_of_a_proposal_is_the_same():
    twice = written(written())

    assert written(twice) == twice
    assert twice.count("a proposal for") == 1
    assert "alienNumber: immigration.identifier  # scan: declared" in twice


def test_routes_that_gave_no_answer_stay_as_they_are():
    text = written(trees={"parks:permit": TREES["parks:permit"]})

    assert PARKS.partition("  # the lists")[2] in text


def test_no_value_stands_in_it():
    text = written()

    assert not any(value in text for value in ("7001", "Ann", "000187654", "1991", "lucia", "123-45"))


@pytest.mark.parametrize(
    "member",
    [
        "a: b",
        "# x",
        "'",
        '"',
        "\\",
        "- x",
        "[x]",
        "{x}",
        "&a",
        "*",
        "!t",
        "%",
        "@",
        "`",
        "é",
        "ключ",
        "a\u2028b",
        "\ufeff",
        "\x07",
        "😀",
        "?",
        "a\tb",
        "~",
        "null",
    ],
)
def test_a_member_of_any_name_breaks_nothing(member):
    alien = {member: "A000187654", "nested": {member: ["A000187654"]}}

    routes(written(trees={"parks:permit": [alien]}))


def test_a_member_that_is_two_things_is_declared_as_both():
    text = written(trees={"parks:rules": [{"citizenship": "undocumented"}, {"citizenship": "US citizen"}]})

    assert routes(text)["parks:rules"] == {
        ("citizenship",): ("immigration.citizenship", "immigration.status")
    }


def test_where_nothing_is_sure_the_map_waits_as_a_whole():
    text = written(trees={"parks:rules": [{"xyz": "q"}]})

    assert "    # fields:\n      # /xyz: look at it" in text
    assert routes(text)["parks:rules"] == {}


def test_another_head_may_stand_above_it():
    sources = folder(**{FILE: PARKS})
    service = next(one for one in load(sources).services if one.name == "parks")

    assert file_of(service, sources, Sampled(), [], ["# mine"]).startswith("# mine\n# The parks.\n")
