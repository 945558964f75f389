"""What a request asks for."""

import pytest

from firewall import inspection
from firewall.front.accept import accepted
from firewall.inspection import Failure
from firewall.model import UNCLASSIFIED, Message, Phase, RouteId
from tests.helpers import (
    CLINIC,
    LIMITS,
    World,
    bundle,
    detectors,
)
from tests.inspection.requests import read, route, why

# ---- what a request asks by


def test_a_part_of_the_path_is_what_it_is_declared_as():
    assert read().asks == {"record.id"}


def test_a_parameter_is_what_it_is_declared_as():
    assert read("clinic:patients", query=[("name", "Amina")]).asks == {"identity.name"}


def test_a_parameter_that_nobody_declared_is_unclassified():
    assert read(query=[("zeta", "1")]).asks == {"record.id", UNCLASSIFIED}


def test_a_parameter_that_nobody_declared_is_also_what_its_name_says():
    assert "immigration.status" in read(query=[("immigration_status", "x")]).asks


def test_a_value_of_another_category_in_a_declared_parameter_is_asked_by():
    assert read("clinic:patients", query=[("name", "A012345678")]).asks == {
        "identity.name",
        "immigration.identifier",
    }


def test_a_value_of_another_category_in_the_path_is_asked_by():
    assert "immigration.identifier" in read(path=("patients", "A012345678")).asks


def test_a_value_of_the_declared_category_adds_nothing():
    assert read("clinic:patients", query=[("name", "Amina")]).asks == {"identity.name"}


def test_a_header_is_read_like_any_text():
    assert "immigration.identifier" in read(headers=(("accept-language", "A012345678"),)).asks
    assert read(headers=(("accept-language", "en"),)).asks == {"record.id"}


def test_what_is_accepted_goes_on_in_our_own_words_and_asks_by_nothing():
    assert read(headers=(("accept", accepted("*/*")),)).asks == {"record.id"}


def test_a_member_of_the_body_is_what_it_is_declared_as():
    assert read("clinic:search", {"filter": {"name": "Amina"}}).asks == {"identity.name"}


@pytest.mark.parametrize(
    "body",
    [
        {"zeta": "1"},
        {"filter": {"zeta": "1"}},
        {"filter": [{"zeta": 1}]},
        ["x"],
        "x",
        7,
        {"zeta": None},
        {"zeta": {}},
    ],
)
def test_a_member_of_the_body_that_nobody_declared_is_unclassified(body):
    assert UNCLASSIFIED in read("clinic:search", body).asks


def test_all_of_a_list_in_a_declared_member_of_the_body_is_what_it_is():
    assert read("clinic:search", {"filter": {"name": ["A", "B"]}}).asks == {"identity.name"}


@pytest.mark.parametrize("nested", [{"$ne": None}, {"citizenship": "MX"}, {"first": {}}, [{"first": "A"}]])
def test_a_member_that_nobody_declared_is_unclassified_under_a_declared_one_too(nested):
    """It may be an operator, or a filter of its own: both change whom the answer is about."""
    assert UNCLASSIFIED in read("clinic:search", {"filter": {"name": nested}}).asks


@pytest.mark.parametrize("page", [{"citizenship": "MX"}, ["1", "2"], [], {}])
def test_a_page_in_a_body_is_one_value(page):
    assert UNCLASSIFIED in read("clinic:search", {"page": page}).asks


# ---- what of the query goes on to an intake


def test_of_a_query_only_what_an_intake_accepts_goes_on():
    query = [("name", "Amina"), ("immigrationStatus", "x"), ("zeta", "1"), ("phone", "A012345678")]

    asked = read("clinic:intake", {"name": "A"}, query=query)

    assert (asked.query, asked.left_out) == ((("name", "Amina"),), 3)


def test_a_page_of_an_intake_goes_on_unless_it_holds_something():
    known = bundle(**{"services/clinic.yaml": CLINIC.replace(
        "match: POST /patients\n", "match: POST /patients\n    query: {page: paging}\n"
    )}).routes[RouteId("clinic:intake")]  # fmt: skip

    def left_out(page):
        message = Message(Phase.REQUEST, path=("clinic", "patients"), query=(("page", page),))
        return inspection.read_request(message, known, detectors(), LIMITS).left_out

    assert (left_out("2"), left_out("A012345678")) == (0, 1)


def test_the_query_of_a_route_that_is_no_intake_goes_on_whole():
    asked = read("clinic:patients", query=[("name", "Amina"), ("page", "2")])

    assert (asked.query, asked.left_out) == ((("name", "Amina"), ("page", "2")), 0)


def test_an_intake_whose_path_holds_what_it_does_not_accept_is_stray():
    known = bundle(**{"services/clinic.yaml": CLINIC.replace(
        "match: POST /patients\n", "match: POST /patients/{id}/new\n    path: {id: record.id}\n"
    )}).routes[RouteId("clinic:intake")]  # fmt: skip

    def asked(segment):
        message = Message(Phase.REQUEST, path=("clinic", "patients", segment, "new"))
        return inspection.read_request(message, known, detectors(), LIMITS)

    assert not asked("77").is_stray
    assert asked("A012345678").is_stray


def test_a_number_in_the_body_is_read_like_any_text():
    assert (
        "contact.phone" in read("clinic:search", {"filter": {"name": "call"}, "phone": "312-555-0147"}).asks
    )


def test_the_body_of_an_intake_asks_for_nothing():
    asked = read("clinic:intake", {"name": "Amina", "alienNumber": "A012345678"})

    assert asked.asks == frozenset()
    assert asked.tree == {"name": "Amina", "alienNumber": "A012345678"}


# ---- what a request selects


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("name", {"identity.name"}),
        ("/name", {"identity.name"}),
        ("name, birthDate", {"identity.name", "identity.dob"}),
        ("allergies", {"health.record"}),
        ("citizenshipCode", {"immigration.citizenship"}),
    ],
)
def test_a_request_selects_members_by_name(text, selected):
    asked = read(query=[("fields", text)])

    assert asked.selects == selected
    assert asked.asks == {"record.id"}


@pytest.mark.parametrize("text", ["items/name", "items.name", "/items/name", "name"])
def test_a_request_selects_members_by_place(text):
    assert read("clinic:patients", query=[("fields", text)]).selects == {"identity.name"}


@pytest.mark.parametrize("text", ["spouse", "", "name,spouse", "*", "nam"])
def test_to_select_what_no_route_declares_is_unclassified(text):
    assert UNCLASSIFIED in read(query=[("fields", text)]).asks


def test_to_select_nothing_is_not_to_select_everything():
    assert read("clinic:search", {"fields": []}).selects == frozenset()


def test_a_body_may_select():
    assert read("clinic:search", {"fields": ["name", "citizenshipCode"]}).selects == {
        "identity.name",
        "immigration.citizenship",
    }


@pytest.mark.parametrize("odd", [7, None, {"name": 1}, ["name"]])
def test_an_odd_selection_is_unclassified(odd):
    assert UNCLASSIFIED in read("clinic:search", {"fields": [odd]}).asks


def test_without_a_selection_none_is_made():
    assert read().selects is None


# ---- how much a request asks for


@pytest.mark.parametrize(
    ("query", "records"),
    [([], 20), ([("count", "5")], 5), ([("count", "0")], 0), ([("count", "100000")], 100000)],
)
def test_a_limit_says_how_many_records(query, records):
    assert read("clinic:patients", query=query).records == records


@pytest.mark.parametrize("text", ["", "-1", "1e3", "5 ", "1.0", "٣", "9999999999", "all"])
def test_a_limit_that_is_no_number_is_not_read(text):
    assert why("clinic:patients", query=[("count", text)]) == "bad-limit"


def test_a_body_may_have_a_limit():
    assert read("clinic:search", {"count": 7}).records == 7


@pytest.mark.parametrize("odd", [True, -1, 1.5, "x", [7, "x"], [100, 1], [], {"$gt": 1}])
def test_an_odd_limit_in_a_body_is_not_read(odd):
    assert why("clinic:search", {"count": odd}) == "bad-limit"


def test_a_page_asks_for_nothing():
    assert read("clinic:patients", query=[("page", "eyJvIjo0MH0=")]).asks == frozenset()


@pytest.mark.parametrize("text", ["x" * 65, "Añina"])
def test_a_page_that_could_carry_data_is_unclassified(text):
    assert UNCLASSIFIED in read("clinic:patients", query=[("page", text)]).asks


def test_a_page_in_which_something_is_found_is_asked_by():
    assert "immigration.identifier" in read("clinic:patients", query=[("page", "A012345678")]).asks


# ---- what a request is about


def target(name="clinic:patients", body=None, query=(), path=None):
    message = World().request(name, body, path, query)
    return inspection.target(message, route(name), body)


def test_the_order_of_the_query_does_not_matter():
    assert target(query=[("name", "A"), ("q", "B")]) == target(query=[("q", "B"), ("name", "A")])


def test_pages_limits_and_selections_are_not_what_a_request_is_about():
    assert target(query=[("name", "A"), ("page", "2"), ("count", "9"), ("fields", "name")]) == target(
        query=[("name", "A")]
    )
    assert target("clinic:search", {"filter": {"name": "A"}, "fields": ["name"], "count": 3}) == target(
        "clinic:search", {"filter": {"name": "A"}}
    )


@pytest.mark.parametrize(
    "other",
    [
        {"query": [("name", "B")]},
        {"query": []},
        {"query": [("name", "A"), ("q", "x")]},
        {"query": [("q", "A")]},
        {"query": [("name", "A"), ("undeclared", "x")]},
    ],
)
def test_another_filter_is_another_target(other):
    assert target(query=[("name", "A")]) != target(**other)


def test_another_record_is_another_target():
    assert target("clinic:patient", path=("patients", "77")) != target(
        "clinic:patient", path=("patients", "78")
    )


def test_a_very_long_text_is_in_the_target_by_its_digest():
    long = "a" * 100_000
    found = target("clinic:search", {"filter": {"name": "A"}, "note": long})

    assert len(found) < 1_000
    assert found == target("clinic:search", {"note": long, "filter": {"name": "A"}})
    assert found != target("clinic:search", {"filter": {"name": "A"}, "note": long + "b"})
    assert found != target("clinic:search", {"filter": {"name": "A"}, "note": "b" + long[1:]})
    assert found != target("clinic:search", {"filter": {"name": "A"}, "other": long})


def test_a_very_long_list_is_in_the_target_by_its_digest():
    notes = [f"note {number}" for number in range(8_000)]
    found = target("clinic:search", {"filter": {"name": "A"}, "note": notes})

    assert len(found) < 1_000
    assert found == target("clinic:search", {"note": list(notes), "filter": {"name": "A"}})
    written = "".join(f'"{note}"\n' for note in notes)
    for other in (
        notes[:-1],
        [*notes[1:], notes[0]],
        [*notes[:-1], "b"],
        [*notes[:-1], 7],
        written,
        written * 9,
    ):
        assert found != target("clinic:search", {"filter": {"name": "A"}, "note": other})


def test_another_body_is_another_target():
    assert target("clinic:search", {"filter": {"name": "A"}}) != target(
        "clinic:search", {"filter": {"name": "B"}}
    )


def test_the_order_of_a_body_does_not_matter():
    one, other = {"filter": {"name": "A"}, "x": 1}, {"x": 1, "filter": {"name": "A"}}

    assert target("clinic:search", one) == target("clinic:search", other)


def test_a_name_and_a_value_cannot_be_shifted_into_each_other():
    assert target(query=[("na", "meA")]) != target(query=[("name", "A")])
    assert target("clinic:patient", path=("patients", '7","8')) != target(
        "clinic:patient", path=("patients", "7", "8")
    )


def test_what_cannot_be_written_down_is_not_vouched_for():
    with pytest.raises(Failure, match="not-canonical"):
        inspection.target(Message(Phase.REQUEST), None, {"x": object()})
