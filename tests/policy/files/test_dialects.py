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
