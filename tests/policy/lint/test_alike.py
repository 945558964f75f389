"""What `check` says of routes from which no list of records comes."""

from tests.policy.faults.test_every_code import AGREEMENT, CLINIC, changed

ALIKE = changed(AGREEMENT, "{records_per_request: 50", "{k_anonymity: 5, records_per_request: 50")


def test_it_is_told_of_a_route_without_a_list_and_of_no_intake(warned):
    told = [one for one in warned(**ALIKE) if one.code == "POL475"]

    assert [one.file for one in told] == [AGREEMENT]


def test_a_list_is_enough(codes):
    match = "match: GET /patients/{id}"
    (service,) = changed(CLINIC, match, f"{match}\n    records: /items").values()
    service = service.replace("    fields:\n", "    fields:\n      /items/*/name: identity.name\n", 1)
    at_the_root = changed(CLINIC, "    fields:\n", "    fields:\n      /*/name: identity.name\n")

    assert "POL475" not in codes(**ALIKE, **{CLINIC: service})
    assert "POL475" not in codes(**ALIKE, **at_the_root)
