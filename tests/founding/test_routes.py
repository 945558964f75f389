"""Drafts as routes of a file: names, paths, parameters, and what is left to a person."""

import pytest

from firewall.founding.routes import Writing, plan, snake
from firewall.policy.load import load
from firewall.survey.openapi import Draft
from tests.helpers import detectors

FILE = "services/residents.yaml"


def get(path, *query):
    return Draft(method="GET", path=path, query=query)


def planned(*paths, **options):
    return plan([get(path) for path in paths], **options)


@pytest.fixture
def writing(words):
    return Writing(
        service="residents", title="It's: all", upstream="http://127.0.0.1:9000", vocabulary=words[1], detectors=detectors()
    )  # fmt: skip


@pytest.fixture
def loaded(writing, words, first):
    from firewall.founding.folder import base

    def loaded(drafts, *, asked=False, lists=None):
        text = writing.text(plan(drafts, asked=asked).routes, lists or {})
        return text, load({**base(first, words[0]), FILE: text}).services[0]

    return loaded


def test_routes_are_named_by_their_words():
    made = planned("/people", "/people/{personId}", "/a/people", "/People", "/{x}", "/v1/x.json")

    assert [(r.name, r.path, r.parameters) for r in made.routes] == [
        ("people", "/people", ()),
        ("people-one", "/people/{person_id}", ("person_id",)),
        ("a-people", "/a/people", ()),
        ("people-b", "/People", ()),
        ("root-one", "/{x}", ("x",)),
        ("v-x-json", "/v1/x.json", ()),
    ]


def test_the_same_question_is_one_route():
    assert len(planned("/people/{a}", "/people/{b}", "/people/{c}").routes) == 1
    known = planned("/people/{id}", asked=True).routes
    assert planned("/people/{a}", known=known).routes == known


def test_parameters_of_one_name_are_told_apart():
    assert planned("/a/{id}/b/{ID2}/{Id}").routes[0].parameters == ("id", "id_b", "id_c")
    assert snake("{personId}") == "person_id"


@pytest.mark.parametrize("path", ["/people/", "/", "/a/{id}.json", "/a b", "/a/{x},{y}", "/a/é", "/a//b"])
def test_what_no_route_can_be_is_left_out_with_why(path):
    made = planned(path)

    assert made.routes == []
    assert made.left_out[0].startswith(f"GET {path}: a p")


def test_what_changes_something_is_left_to_a_person():
    drafts = [Draft(method=method, path="/a") for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS")]

    assert plan(drafts).routes == []
    assert plan(drafts).left_out[0].startswith("3 that change something")


def test_the_file_loads_and_protects_existence(loaded):
    _, service = loaded([get("/people"), get("/people/{personId}"), get("/by/{ssn}")])

    assert service.existence_protected
    assert [dict(route.path) for route in service.routes] == [
        {}, {"person_id": "record.id"}, {"ssn": "government_id.tax"},
    ]  # fmt: skip


def test_parameters_are_controls_or_categories_or_wait(loaded):
    text, service = loaded(
        [get("/people", "limit", "pageSize", "page", "fields", "phone", "sort", "q", "a b")]
    )

    assert service.routes[0].query == {
        "limit": "limit", "page": "paging", "fields": "selection", "phone": "contact.phone",
        "sort": "sort",
    }  # fmt: skip
    assert all(
        f"      # {line}\n" in text for line in ("pageSize: limit", "q: look at it", '"a b": look at it')
    )


def test_what_a_person_asked_with_is_only_proposed_all_the_same(loaded):
    text, service = loaded([get("/people", "_shape")], asked=True)

    assert service.routes[0].query == {}
    assert "    # query:\n      # _shape: record.meta\n" in text


def test_where_no_member_is_declared_the_list_waits_too(writing):
    routes = planned("/people").routes

    assert '    records: "/results"\n    page_size: 3        # seen, not known' in writing.text(
        routes, {"people": (("results",), 3, True)}
    )
    assert '    # records: "/results"\n' in writing.text(routes, {"people": (("results",), 3, False)})
    assert "records" not in writing.text(routes, {"people": ((), 3, True)})
