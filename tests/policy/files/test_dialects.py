import pytest

from firewall.errors import PolicyError
from tests.helpers import CLINIC, bundle

ROUTE = "  - route: patients\n    match: GET /patients\n"


def codes(before, after):
    assert before in CLINIC
    with pytest.raises(PolicyError) as caught:
        bundle(**{"services/clinic.yaml": CLINIC.replace(before, after, 1)})
    return {fault.code for fault in caught.value.faults}


@pytest.mark.parametrize("word", ["odata", "postgrest", "jsonapi", "fhir"])
def test_a_route_says_its_dialect(word):
    known = bundle(**{"services/clinic.yaml": CLINIC.replace(ROUTE, ROUTE + f"    dialect: {word}\n", 1)})

    assert known.routes["clinic:patients"].dialect == word
    assert not known.routes["clinic:patient"].dialect


def test_a_dialect_that_nobody_speaks_is_a_fault():
    assert codes(ROUTE, ROUTE + "    dialect: sql\n")


@pytest.mark.parametrize("line", ["body: {/q: record.meta}", "statistical: yes", "accepts: [identity]"])
def test_what_is_asked_in_another_way_does_not_stand_beside_a_dialect(line):
    assert "POL389" in codes(ROUTE, ROUTE + f"    dialect: odata\n    {line}\n")


def test_a_dialect_is_one_of_addresses():
    search = "  - route: search\n    match: POST /patients/search\n"

    assert codes(search, search + "    dialect: odata\n") == {"POL389", "POL390"}


def test_a_dialect_knows_where_its_links_stand():
    route = bundle(
        **{"services/clinic.yaml": CLINIC.replace(ROUTE, ROUTE + "    dialect: fhir\n", 1)}
    ).routes["clinic:patients"]

    assert route.links == (("link", "*", "url"),)
    assert route.fields["link", "*", "url"] == route.fields["link", "*", "relation"] == ("record.meta",)


def test_a_route_says_where_its_links_stand():
    line = "    links: [/_links/next/href, /total]\n"
    route = bundle(**{"services/clinic.yaml": CLINIC.replace(ROUTE, ROUTE + line, 1)}).routes[
        "clinic:patients"
    ]

    assert route.links == (("_links", "next", "href"), ("total",))
    assert route.fields["_links", "next", "href"] == ("record.meta",)
    assert route.fields["total",] == ("aggregate.cell",)  # what is declared stays


@pytest.mark.parametrize("line", ["stream: records", "statistical: yes", "accepts: [identity]"])
def test_what_has_no_pages_has_no_links(line):
    assert "POL391" in codes(ROUTE, ROUTE + f"    links: [/next]\n    {line}\n")


def test_a_place_of_links_is_one():
    assert codes(ROUTE, ROUTE + "    links: [next]\n") == {"POL086"}
